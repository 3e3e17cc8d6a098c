"""The Batch API gives the rows of single calls, over several visits of the same command."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.model.conftest import Done, gen, rows_of

pytest.importorskip("openai")


def test_the_same_command_comes_back_until_the_rows_are_there(endpoint: Callable[..., Any], tmp_path: Path) -> None:
    server = endpoint(lie=0.1, p500=0.1)

    def run(out: str, *more: str) -> Done:
        common = ("rag", "-n", "16", "--seed", "5", "--mix", "empty=1,grounded=1", "--model", "m", "--base-url", server.url)
        return gen(*common, "-o", str(tmp_path / out), *more)

    codes = []
    for _ in range(30):
        done = run("a.jsonl", "--batch")
        codes.append(done.returncode)
        if done.returncode == 0:
            break
        assert "are under way in 1 batch" in done.stderr and done.stderr.count("error:") == 1
        assert not (tmp_path / "a.jsonl").exists()
    assert codes[-1] == 0 and len(codes) > 3
    assert {r["origin"]["model"] for r in rows_of(tmp_path / "a.jsonl")} == {"m"}
    assert run("b.jsonl").returncode == 0
    assert (tmp_path / "a.jsonl").read_bytes() == (tmp_path / "b.jsonl").read_bytes()


def test_batch_wants_an_endpoint(tmp_path: Path) -> None:
    done = gen("rag", "-n", "3", "-o", str(tmp_path / "a.jsonl"), "--batch")
    assert done.returncode == 2 and "--batch: needs --model" in done.stderr


def test_a_server_without_batches_is_one_line(tmp_path: Path) -> None:
    done = gen(
        "rag",
        "-n",
        "2",
        "--mix",
        "empty=1",
        "-o",
        str(tmp_path / "a.jsonl"),
        "--batch",
        "--model",
        "m",
        "--base-url",
        "http://127.0.0.1:9/v1",
    )
    assert done.returncode == 4 and "took no batch" in done.stderr and "Traceback" not in done.stderr
