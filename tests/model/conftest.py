"""An endpoint of one's own for each test, in a process of its own; and `gen` run against it."""

from __future__ import annotations

import contextlib
import io
import json
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]


class Endpoint:
    """A running server: its address, and what it has counted."""

    def __init__(self, spec: dict[str, Any]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.model.endpoint", json.dumps(spec)], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdout is not None
        self.url = f"http://127.0.0.1:{int(self.process.stdout.readline())}/v1"

    def log(self) -> dict[str, float]:
        """Counts of calls, early retries, answers, ..."""
        with urllib.request.urlopen(f"{self.url}/log") as reply:
            found: dict[str, float] = json.load(reply)
        return found


@pytest.fixture
def endpoint() -> Iterator[Callable[..., Endpoint]]:
    """Starts servers with the given whims; they end with the test."""
    running: list[Endpoint] = []

    def start(**spec: Any) -> Endpoint:
        running.append(Endpoint(spec))
        return running[-1]

    yield start
    for server in running:
        server.process.kill()
        server.process.wait()


@dataclass(frozen=True)
class Done:
    """How a run of `gen` ended."""

    returncode: int
    stdout: str
    stderr: str


def gen(*args: str) -> Done:
    """Run `gen` as a user would, in this process: what is loaded once serves all tests."""
    import cli

    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), pytest.MonkeyPatch.context() as patch:
        patch.setenv("OPENAI_API_KEY", "sk-secret-0451")
        try:
            cli.main(list(args))
            code = 0
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 1
    return Done(code, out.getvalue(), err.getvalue())


def rows_of(path: Path) -> list[dict[str, Any]]:
    """Parsed lines."""
    return [json.loads(line) for line in path.read_bytes().splitlines()]
