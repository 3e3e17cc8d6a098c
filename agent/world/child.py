"""The child of the code runner: reads one program a line as JSON, runs it with what is printed captured, answers with one line of JSON."""

from __future__ import annotations

import contextlib
import io
import json
import sys
import traceback
from typing import Any

MOST = 2000  # characters of output that are kept
ALLOWED = frozenset(
    ["math", "re", "json", "datetime", "collections", "itertools", "functools", "statistics", "string", "decimal", "fractions", "textwrap", "bisect", "heapq", "operator"]
)  # fmt: skip
STEPS = 400_000


def run(code: str) -> dict[str, Any]:
    """{"stdout", "error"}: what the program printed, and the last lines of its traceback (empty where it ran through)."""
    out = io.StringIO()
    error = ""
    left = STEPS

    def importing(name: str, *args: Any, **kwargs: Any) -> Any:
        if name.partition(".")[0] not in ALLOWED:
            raise ImportError(f"module {name!r} is not available here")
        return __import__(name, *args, **kwargs)

    def tracing(frame: Any, event: str, arg: Any) -> Any:
        nonlocal left
        if frame.f_code.co_filename != "main.py":
            return None
        left -= 1
        if left < 0:
            raise TimeoutError("the program ran too long")
        return tracing

    import builtins

    names = {
        k: v
        for k, v in vars(builtins).items()
        if k not in ("open", "input", "exec", "eval", "compile", "breakpoint", "exit", "quit", "help")
    }
    names["__import__"] = importing
    space = {"__name__": "__main__", "__builtins__": names}
    with contextlib.redirect_stdout(out):
        try:
            program = compile(code, "main.py", "exec")
            sys.settrace(tracing)
            try:
                exec(program, space)
            finally:
                sys.settrace(None)
        except SyntaxError as e:
            error = f'File "main.py", line {e.lineno}\n{type(e).__name__}: {e.msg}'
        except BaseException as e:  # whatever the program does is its result
            lines = [f.lineno for f in traceback.extract_tb(e.__traceback__) if f.filename == "main.py"]
            where = f'File "main.py", line {lines[-1]}\n' if lines else ""
            error = f"{where}{type(e).__name__}: {e}"
    return {"stdout": out.getvalue()[:MOST], "error": error[:MOST]}


def main() -> None:
    """Serve until the pipe is closed."""
    sys.path.insert(0, sys.argv[1])
    from agent.world.guard import hook, limit

    for name in sorted(ALLOWED):
        __import__(name)
    run("print('ready')")
    limit(seconds=3600, megabytes=512)
    hook()
    real = sys.stdout
    for line in sys.stdin:
        real.write(json.dumps(run(json.loads(line))) + "\n")
        real.flush()


if __name__ == "__main__":
    main()
