"""Tools of a Python file or class, run in a child process with limits, in a folder that is thrown away."""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from agent.own.spec import Spec, closed, legal
from generators.errors import UserError

SECONDS = 2.0


class Child:
    """The process that holds the user's tools. It is started again after a tool has hung or killed it."""

    def __init__(self, target: str) -> None:
        file, _, name = target.partition(":")
        if not Path(file).is_file():
            raise UserError(f"--tools-py {target}: no such file; expected FILE.py or FILE.py:CLASS")
        self.file, self.name = str(Path(file).resolve()), name
        self.process: subprocess.Popen[str] | None = None
        self.folder = ""
        atexit.register(self.stop)

    def ask(self, request: dict[str, Any]) -> dict[str, Any]:
        """One request, one answer; {"error": ...} where the tool hangs or takes the process with it."""
        process = self._running()
        if process.stdin is None or process.stdout is None:
            return {"error": "no pipes"}
        try:
            process.stdin.write(json.dumps(request) + "\n")
            process.stdin.flush()
            if not select.select([process.stdout], [], [], SECONDS)[0]:
                self.stop()
                return {"error": f"no answer within {SECONDS:.0f} s"}
            line = process.stdout.readline()
            if line:
                answer: dict[str, Any] = json.loads(line)
                return answer
        except (BrokenPipeError, ValueError, OSError):
            pass
        self.stop()
        return {"error": "the tool ended its process"}

    def call(self, name: str, args: Mapping[str, Any]) -> tuple[Any, bool]:
        """(result, whether it worked)."""
        answer = self.ask({"call": name, "args": dict(args)})
        return ({"error": answer["error"]}, False) if "error" in answer else (answer["result"], True)

    def fresh(self) -> None:
        """A new instance of the class."""
        self.ask({"fresh": True})

    def _running(self) -> subprocess.Popen[str]:
        if self.process is None or self.process.poll() is not None:
            self.stop()
            self.folder = tempfile.mkdtemp(prefix="gen-tools-")
            root = Path(__file__).parent.parent.parent
            self.process = subprocess.Popen(
                [sys.executable, "-I", str(Path(__file__).parent / "pychild.py"), str(root), self.file, self.name],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, encoding="utf-8", start_new_session=True,
                cwd=self.folder, env={"PYTHONHASHSEED": "0", "PYTHONUTF8": "1", "TZ": "UTC", "PATH": os.defpath},
            )  # fmt: skip
        return self.process

    def stop(self) -> None:
        """End the process with all it has started, and throw its folder away."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None
        if self.folder:
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder = ""


def start(target: str) -> tuple[tuple[Spec, ...], Child]:
    """The tools of FILE or FILE:CLASS. UserError where it cannot be loaded or has none."""
    child = Child(target)
    answer = child.ask({"list": True})
    if "error" in answer:
        raise UserError(f"--tools-py {target}: {answer['error']}")
    specs = tuple(Spec(legal(t["name"]), t["description"], closed(t["parameters"]), None, (), t["name"]) for t in answer["result"])
    if not specs:
        raise UserError(f"--tools-py {target}: no public functions with annotated parameters in it")
    return specs, child
