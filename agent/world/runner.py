"""Running small Python programs in a restricted child process that stays up between programs."""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import select
import signal
import subprocess
import sys
from functools import lru_cache
from pathlib import Path
from typing import Any

SECONDS = 5.0
_child: subprocess.Popen[str] | None = None


@lru_cache(maxsize=4096)
def _kept(code: str) -> str:
    return json.dumps(_run(code))


def run(code: str) -> dict[str, Any]:
    """{"stdout", "error"} of a program. The same program gives the same result, so it is run once a process."""
    found: dict[str, Any] = json.loads(_kept(code))
    return found


def _run(code: str) -> dict[str, Any]:
    child = _start()
    if child.stdin is None or child.stdout is None:
        raise RuntimeError("the child has no pipes")
    try:
        child.stdin.write(json.dumps(code) + "\n")
        child.stdin.flush()
        if select.select([child.stdout], [], [], SECONDS)[0]:
            line = child.stdout.readline()
            if line:
                answer: dict[str, Any] = json.loads(line)
                return answer
    except (BrokenPipeError, ValueError):
        pass
    stop()
    return {"stdout": "", "error": "TimeoutError: the program ran too long"}


def _start() -> subprocess.Popen[str]:
    global _child
    if _child is None or _child.poll() is not None:
        root = Path(__file__).parent.parent.parent
        _child = subprocess.Popen(
            [sys.executable, "-I", "-S", str(Path(__file__).parent / "child.py"), str(root)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, encoding="utf-8", start_new_session=True,
            env={"PYTHONHASHSEED": "0", "PYTHONUTF8": "1", "TZ": "UTC"}, cwd="/",
        )  # fmt: skip
        atexit.register(stop)
    return _child


def stop() -> None:
    """End the child and all it may have started."""
    global _child
    if _child is not None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(_child.pid, signal.SIGKILL)
        _child.wait()
        _child = None
