"""What ends a run in the middle: a kill at any point, the keyboard, a full disk. The same command goes on, and the bytes are those of an unbroken run."""

from __future__ import annotations

import functools
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.model.conftest import ROOT, gen

pytest.importorskip("openai")
RUN = ("rag", "-n", "16", "--seed", "5", "--mix", "empty=1,grounded=1,contradictory=1", "--in-flight", "6")
FILES = ("a.jsonl", "a.rejects.jsonl", "a.manifest.json")


def started(url: str, out: Path, **how: Any) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "cli", *RUN, "--model", "m", "--base-url", url, "-o", str(out)]
    return subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True, env={**os.environ, "OPENAI_API_KEY": "sk-x"}, **how)


def whole(server: Any, folder: Path) -> int:
    """An unbroken run; gives how many answers it took."""
    assert gen(*RUN, "--model", "m", "--base-url", server.url, "-o", str(folder / "a.jsonl")).returncode == 0
    return int(server.log()["answered"])


def goes_on(server: Any, cut: Path, unbroken: Path) -> None:
    done = gen(*RUN, "--model", "m", "--base-url", server.url, "-o", str(cut / "a.jsonl"))
    assert done.returncode == 0, done.stderr
    for name in FILES:
        assert (cut / name).read_bytes() == (unbroken / name).read_bytes(), name


def until(server: Any, answered: float, process: subprocess.Popen[str]) -> None:
    while server.log()["answered"] < answered and process.poll() is None:
        time.sleep(0.02)


def test_killed_at_30_60_and_90_percent(endpoint: Callable[..., Any], tmp_path: Path) -> None:
    server = endpoint(latency=0.05)
    count = whole(server, tmp_path / "whole")
    for share in (0.3, 0.6, 0.9):
        cut, before = tmp_path / f"cut{share}", server.log()["answered"]
        process = started(server.url, cut / "a.jsonl")
        until(server, before + share * count, process)
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
        goes_on(server, cut, tmp_path / "whole")
        assert server.log()["answered"] - before <= count + 6  # paid twice: at most what was under way


def test_the_keyboard_ends_it_and_the_same_command_goes_on(endpoint: Callable[..., Any], tmp_path: Path) -> None:
    server = endpoint(latency=0.2)
    count = whole(server, tmp_path / "whole")
    hears = functools.partial(
        signal.signal, signal.SIGINT, signal.default_int_handler
    )  # a suite run in the background ignores the keyboard
    process = started(server.url, tmp_path / "cut" / "a.jsonl", preexec_fn=hears)
    until(server, 1.4 * count, process)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=60)
    assert process.returncode not in (0, None) and "Traceback" not in told
    goes_on(server, tmp_path / "cut", tmp_path / "whole")


def test_a_full_disk_is_one_line_and_the_same_command_goes_on(endpoint: Callable[..., Any], tmp_path: Path) -> None:
    server = endpoint()
    whole(server, tmp_path / "whole")

    def small() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (90_000, 90_000))

    process = started(server.url, tmp_path / "cut" / "a.jsonl", preexec_fn=small)
    _, told = process.communicate(timeout=120)
    lines = [line for line in told.splitlines() if line.startswith("error:")]
    assert process.returncode not in (0, None) and len(lines) == 1 and "Traceback" not in told, told
    assert "cannot be written" in lines[0] and "same command" in lines[0], told
    goes_on(server, tmp_path / "cut", tmp_path / "whole")
