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
    """Execute a short program (Python 3) and return its standard output. No files, no network, no input; standard library only.

    code: The whole program. Print what is wanted.
    """
    got = runner.run(code)
    return {"stdout": got["stdout"], "error": got["error"]}


@tool()
def check_syntax(w: World, code: Code) -> Checked:
    """Check Python code, a script or a single line, for syntax errors. It is not run.

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
    code, value = d.of(LINES)(d)
    return Goal({"code": Slot("code", code)}, facts={"stdout": Fact("stdout", "number", value)})


def _receipt(d: Draw) -> tuple[str, Any]:
    a, b, n, m = d.num(15, 890), d.num(15, 890), d.num(2, 9), d.num(2, 9)
    return f"print({n} * {a} + {m} * {b})", n * a + m * b


def _marks(d: Draw) -> tuple[str, Any]:
    marks = [d.num(41, 99) for _ in range(d.num(5, 8))]
    return f"print(sum(m >= 60 for m in {marks}))", sum(m >= 60 for m in marks)


def _spread(d: Draw) -> tuple[str, Any]:
    temps = [d.num(-6, 31) for _ in range(d.num(5, 7))]
    return f"print(max({temps}) - min({temps}))", max(temps) - min(temps)


def _mean(d: Draw) -> tuple[str, Any]:
    steps = [d.num(20, 98) for _ in range(4)]
    return f"print(sum({steps}) / {len(steps)})", sum(steps) / len(steps)


def _letters(d: Draw) -> tuple[str, Any]:
    text = d.pick("sentences")
    return f"print(len('{text}'))", len(text)


def _counted(d: Draw) -> tuple[str, Any]:
    text, part = d.pick("sentences"), d.pick("particle")
    return f"print('{text}'.count('{part}'))", text.count(part)


def _different(d: Draw) -> tuple[str, Any]:
    goods = d.some("goods", d.num(3, 4))
    bought = [*goods, *goods[: d.num(1, 2)]]
    return f"print(len(set({bought})))", len(goods)


def _rounded(d: Draw) -> tuple[str, Any]:
    a, b = d.num(120, 990), d.of([3, 6, 7, 9, 11])
    a += 1 if a % b == 0 else 0
    return f"print(round({a} / {b}, 2))", round(a / b, 2)


def _whole(d: Draw) -> tuple[str, Any]:
    a, b = d.num(17, 240) * d.of([-1, 1]), d.num(4, 13)
    return (f"print({a} // {b})", a // b) if d.maybe(50) else (f"print({a} % {b})", a % b)


def _glued(d: Draw) -> tuple[str, Any]:
    a, b = d.num(2, 48), d.num(2, 48)
    return f"print('{a}' + '{b}')", int(f"{a}{b}")


def _weeks(d: Draw) -> tuple[str, Any]:
    day = datetime.date(2025, 1, 1) + datetime.timedelta(d.num(0, 500))
    end = day + datetime.timedelta(d.num(12, 260))
    line = f"from datetime import date; print((date({end.year}, {end.month}, {end.day}) - date({day.year}, {day.month}, {day.day})).days)"
    return line, (end - day).days


def _based(d: Draw) -> tuple[str, Any]:
    n = d.num(18, 250)
    return (f"print(int('{n:b}', 2))", n) if d.maybe(50) else (f"print(0x{n:x})", n)


def _stepped(d: Draw) -> tuple[str, Any]:
    a, b, step = d.num(1, 9), d.num(30, 140), d.num(2, 9)
    return f"print(sum(range({a}, {b}, {step})))", sum(range(a, b, step))


def _parts(d: Draw) -> tuple[str, Any]:
    goods = d.some("goods", d.num(3, 5))
    text = ";".join([*goods[:2], *([""] if d.maybe(50) else []), *goods[2:]])
    return f"print(len('{text}'.split(';')))", text.count(";") + 1


LINES = (_receipt, _marks, _spread, _mean, _letters, _counted, _different, _rounded, _whole, _glued, _weeks, _based, _stepped, _parts)
