"""Runs of `gen` against servers that answer in one way only: each ends in one clear line, and no key is left anywhere."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.model.conftest import gen

pytest.importorskip("openai")
RUN = ("rag", "-n", "8", "--seed", "5", "--mix", "empty=1,grounded=1", "--in-flight", "4")
KEY = "sk-secret-0451"  # of `gen` in tests


@contextmanager
def server(status: int, body: str) -> Iterator[str]:
    """A server that says the same to everybody; "{key}" in it is the key that came."""

    class Same(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            raw = body.replace("{key}", self.headers["Authorization"]).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, *args: object) -> None:
            """Nothing is logged."""

    class Quiet(ThreadingHTTPServer):
        """A client may hang up on its other calls once one is refused; that is nobody's error, and stderr is another test's."""

        def handle_error(self, request: object, client_address: object) -> None:
            """Nothing is printed."""

    with Quiet(("127.0.0.1", 0), Same) as serving:
        threading.Thread(target=serving.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{serving.server_address[1]}/v1"
        serving.shutdown()


@pytest.mark.parametrize(
    ("status", "body", "says"),
    [
        (401, '{"error": {"message": "Incorrect API key provided: {key}."}}', "no-right"),
        (400, '{"error": {"message": "bad field; you sent {key}"}}', "refuses every request"),
        (402, '{"error": {"message": "Insufficient Balance"}}', "no-money"),
        (400, '{"error": {"message": "Model Not Exist"}}', "no-such-model"),
        (404, "<html>\n<h1>404 Not Found</h1>\n</html>", "404 Not Found (http://127.0.0.1"),
        (302, "", "moved"),
        (200, '{"choices": [{"message": {"content": 42}}], "x": "{key}"}', "no usable reply"),
    ],
)
def test_a_server_that_will_never_answer_is_one_line(status: int, body: str, says: str, tmp_path: Path) -> None:
    with server(status, body) as url:
        done = gen(*RUN, "--model", "m", "--base-url", url, "-o", str(tmp_path / "a.jsonl"))
    lines = [line for line in done.stderr.splitlines() if line.startswith("error:")]
    assert done.returncode == 4 and len(lines) == 1 and says in lines[0], done.stderr
    assert done.stderr.rstrip().endswith(lines[0]) and KEY not in done.stderr
    assert not [p for p in tmp_path.rglob("*") if p.is_file() and KEY.encode() in p.read_bytes()]


def test_a_budget_is_not_held_by_tokens_that_nobody_counts(tmp_path: Path) -> None:
    prices = "price_in = 1.0\nprice_out = 1.0\n"
    with server(200, '{"choices": [{"message": {"content": "Nobody knows."}}]}') as url:
        (tmp_path / "e.toml").write_text(f'[[endpoint]]\nname = "a"\nmodel = "m"\nbase_url = "{url}"\n{prices}')
        run = (*RUN, "--endpoints", str(tmp_path / "e.toml"), "-o", str(tmp_path / "a.jsonl"))
        done = gen(*run, "--budget", "1")
    assert done.returncode == 4 and "how many tokens" in done.stderr, done.stderr
    assert all(line["money"] is None for line in json.loads((tmp_path / "a.usage.json").read_bytes())["calls"])


def test_a_recording_that_was_cut_off_is_one_line(tmp_path: Path) -> None:
    head = {"endpoints": [{"name": "m", "model": "m", "roles": ["writer"], "json": "prompt"}]}
    (tmp_path / "said.jsonl").write_text(json.dumps(head) + '\n{"key": "00", "requ')
    done = gen(*RUN, "--model", f"recorded:{tmp_path / 'said.jsonl'}", "-o", str(tmp_path / "a.jsonl"))
    assert done.returncode == 2 and "line 2 is broken" in done.stderr and "Traceback" not in done.stderr
