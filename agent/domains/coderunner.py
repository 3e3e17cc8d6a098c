"""A code runner: small Python programs, run in a restricted child process without files or network."""

from __future__ import annotations

import datetime
from typing import Annotated, Any, TypedDict

from agent.world import Draw, F, Fact, Goal, Slot, World, intent, runner, tool

Code = Annotated[str, F("code", port="code", schema=(("minLength", 1), ("maxLength", 4000)))]


class Ran(TypedDict):
    """What a program printed, and how it failed where it did."""

    stdout: str
    error: str


class Checked(TypedDict):
    """Whether a program can be parsed."""

    valid: bool
    message: str


def populate(d: Draw, now: datetime.datetime) -> dict[str, dict[str, dict[str, Any]]]:
    """Nothing is kept between programs."""
    return {}


@tool()
def run_python(w: World, code: Code) -> Ran:
    """Run a short Python 3 program and return what it prints. No files, no network, no input; standard library only.

    code: The whole program. Print what is wanted.
    """
    got = runner.run(code)
    return {"stdout": got["stdout"], "error": got["error"]}


@tool()
def check_syntax(w: World, code: Code) -> Checked:
    """Parse a program without running it.

    code: The program text to parse.
    """
    try:
        compile(code, "main.py", "exec")
    except SyntaxError as error:
        return {"valid": False, "message": f"line {error.lineno}: {error.msg}"}
    return {"valid": True, "message": ""}


@intent()
def want_run(d: Draw, w: World) -> Goal | None:
    """A line of code is to be run as it stands."""
    a, b = d.num(3, 9), d.num(11, 60)
    code, value = d.of(
        [
            (f"print(sum(range({a}, {b})))", sum(range(a, b))),
            (f"print(len(str(2 ** {b})))", len(str(2**b))),
            (f"print({b} ** {a} % 97)", b**a % 97),
            (f"print(sum(1 for n in range({a}, {b * 10}) if n % {a} == 0))", sum(1 for n in range(a, b * 10) if n % a == 0)),
            (f"print(max(n * ({b} - n) for n in range({b})))", max(n * (b - n) for n in range(b))),
        ]
    )
    return Goal({"code": Slot("code", code)}, facts={"stdout": Fact("stdout", "number", value)})
