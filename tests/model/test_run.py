"""Whole runs against an endpoint: what it breaks is mended, what it invents is refused, and no byte depends on when it answered."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from generators import build, pausing
from tests.model.conftest import ROOT, Done, gen, rows_of

pytest.importorskip("openai")
MIX = "empty=1,grounded=1,contradictory=1"


def run(url: str, out: Path, *more: str, n: int = 24) -> Done:
    return gen("rag", "-n", str(n), "--seed", "5", "--mix", MIX, "--model", "m", "--base-url", url, "-o", str(out), *more)


def test_words_of_the_model_are_taken_and_said_to_be_its(endpoint: Callable[..., Any], tmp_path: Path) -> None:
    server = endpoint()
    done = run(server.url, tmp_path / "a.jsonl")
    assert done.returncode == 0, done.stderr
    rows = rows_of(tmp_path / "a.jsonl")
    assert {r["origin"]["model"] for r in rows} == {"m"}
    questions = [r["messages"][r["evidence"]["question"]["turn"]]["content"] for r in rows]
    dressed = sum("quick one: " in q or "麻烦问下，" in q for q in questions)
    assert dressed >= 18  # the bare heads of a few kinds of question are no utterances
    assert "<think>" not in (tmp_path / "a.jsonl").read_text()
    assert gen("validate", str(tmp_path / "a.jsonl")).returncode == 0


def test_rows_that_wait_and_rows_built_again_have_the_same_bytes(
    endpoint: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = endpoint(lie=0.2, p500=0.1)
    for name, library in (("waits", pausing._greenlet), ("again", lambda: None)):
        monkeypatch.setattr(pausing, "_greenlet", library)
        monkeypatch.setattr(build, "_builders", {})
        assert (
            run(server.url, tmp_path / name / "a.jsonl", "--judge", "m", "--judge-least", "2", "--workers", "1", "--seed", "6").returncode
            == 0
        )
    for file in ("a.jsonl", "a.rejects.jsonl"):
        assert (tmp_path / "waits" / file).read_bytes() == (tmp_path / "again" / file).read_bytes()


def test_every_fault_of_the_line_is_survived(endpoint: Callable[..., Any], tmp_path: Path) -> None:
    server = endpoint(p429=0.1, p500=0.1, drop=0.1, truncated=0.1, empty=0.05, retry_after=0.2)
    assert run(server.url, tmp_path / "a.jsonl").returncode == 0
    assert len(rows_of(tmp_path / "a.jsonl")) == 24
    log = server.log()
    assert log["faults"] > 5 and log["early"] == 0


def test_lies_and_other_languages_never_reach_a_row(endpoint: Callable[..., Any], tmp_path: Path) -> None:
    server = endpoint(lie=0.25, foreign=0.15, refuse=0.1)
    assert run(server.url, tmp_path / "a.jsonl").returncode == 0
    text = (tmp_path / "a.jsonl").read_text()
    assert "98765" not in text and "98,765" not in text and "sorry" not in text.lower() and "答案写在别的地方" not in text
    reasons = [r["reason"] for r in rows_of(tmp_path / "a.rejects.jsonl")]
    assert sum(r.startswith("words/") for r in reasons) > 10
    counted = (tmp_path / "a.manifest.json").read_text()
    assert '"invented"' in counted and '"used"' in counted


def test_killed_and_taken_up_again_the_bytes_are_those_of_an_unbroken_run(endpoint: Callable[..., Any], tmp_path: Path) -> None:
    server = endpoint(latency=0.05)
    assert run(server.url, tmp_path / "whole" / "a.jsonl").returncode == 0
    whole = server.log()["answered"]
    (tmp_path / "cut").mkdir()
    command = [
        sys.executable,
        "-m",
        "cli",
        "rag",
        "-n",
        "24",
        "--seed",
        "5",
        "--mix",
        MIX,
        "--model",
        "m",
        "--base-url",
        server.url,
        "--in-flight",
        "8",
    ]
    process = subprocess.Popen([*command, "-o", str(tmp_path / "cut" / "a.jsonl")], cwd=ROOT, stderr=subprocess.DEVNULL)
    while server.log()["answered"] < whole * 1.5 and process.poll() is None:
        time.sleep(0.05)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert run(server.url, tmp_path / "cut" / "a.jsonl", "--in-flight", "8").returncode == 0
    for name in ("a.jsonl", "a.rejects.jsonl", "a.manifest.json"):
        assert (tmp_path / "cut" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes(), name
    assert server.log()["answered"] <= 2 * whole + 8


def test_a_finished_run_is_made_again_from_its_recording_without_a_network(endpoint: Callable[..., Any], tmp_path: Path) -> None:
    server = endpoint(lie=0.2)
    assert run(server.url, tmp_path / "a.jsonl", "--record", str(tmp_path / "said.jsonl")).returncode == 0
    server.process.kill()
    again = gen(
        "rag", "-n", "24", "--seed", "5", "--mix", MIX, "--model", f"recorded:{tmp_path / 'said.jsonl'}", "-o", str(tmp_path / "b.jsonl")
    )
    assert again.returncode == 0, again.stderr
    assert (tmp_path / "b.jsonl").read_bytes() == (tmp_path / "a.jsonl").read_bytes()


def test_the_key_is_written_nowhere(endpoint: Callable[..., Any], tmp_path: Path) -> None:
    server = endpoint(p500=0.2, p401=0.02)
    done = run(server.url, tmp_path / "a.jsonl", "--record", str(tmp_path / "said.jsonl"))
    written = b"".join(p.read_bytes() for p in tmp_path.rglob("*") if p.is_file())
    assert written and b"sk-secret" not in written and "sk-secret" not in done.stderr + done.stdout


@pytest.mark.parametrize(("whims", "code", "says"), [({"p401": 1}, 4, "no-right"), ({"long": 1}, 0, "no wording used yet|0 of")])
def test_what_will_never_be_answered(endpoint: Callable[..., Any], tmp_path: Path, whims: dict[str, float], code: int, says: str) -> None:
    import re

    done = run(endpoint(**whims).url, tmp_path / "a.jsonl", n=12)
    assert done.returncode == code and re.search(says, done.stderr), done.stderr
    if code == 0:  # the shipped words stand in
        assert {r["origin"]["model"] for r in rows_of(tmp_path / "a.jsonl")} == {"offline"}


def test_nobody_there_is_exit_4(tmp_path: Path) -> None:
    done = run("http://127.0.0.1:9/v1", tmp_path / "a.jsonl")
    assert done.returncode == 4 and "cannot be reached" in done.stderr and "Traceback" not in done.stderr


def test_two_workers_give_the_same_bytes(endpoint: Callable[..., Any], tmp_path: Path) -> None:
    server = endpoint(lie=0.1)
    for name, workers in (("a", "1"), ("b", "2")):
        assert run(server.url, tmp_path / f"{name}.jsonl", "--workers", workers, n=20).returncode == 0
    assert (tmp_path / "a.jsonl").read_bytes() == (tmp_path / "b.jsonl").read_bytes()


def test_the_budget_stops_a_run_that_can_go_on(endpoint: Callable[..., Any], tmp_path: Path) -> None:
    server = endpoint()
    prices = tmp_path / "endpoints.toml"
    prices.write_text(
        f'[[endpoint]]\nname = "a"\nmodel = "m"\nbase_url = "{server.url}"\nprice_in = 10.0\nprice_out = 30.0\nin_flight = 2\n'
    )
    common = ("rag", "-n", "30", "--seed", "5", "--mix", MIX, "--endpoints", str(prices), "-o", str(tmp_path / "a.jsonl"))
    short = gen(*common, "--budget", "0.03")
    assert short.returncode == 3 and "--budget" in short.stderr
    assert not (tmp_path / "a.jsonl").exists()
    assert gen(*common, "--budget", "50").returncode == 0
    usage = (tmp_path / "a.usage.json").read_text()
    assert '"money": null' not in usage and '"tokens_in"' in usage
