"""Every argument comes from somewhere before the call: words of the user or the system prompt, an earlier result, a computation."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

from agent.checks.support import Broken, Call, at_pointer, calls_of, finding, given, leaves, now_of
from agent.reading import sql
from agent.reading.mentions import in_text
from agent.reading.values import equal, read
from generators.checks.registry import Row, check

_RELATIVE = ("date", "datetime")


@check("agent.grounded")
@finding
def grounded(row: Row, answer: str, params: dict[str, Any]) -> None:
    """Provenance names each argument leaf once, resolves to its value, and points only backwards."""
    for call in calls_of(row):
        origins: dict[str, list[dict[str, Any]]] = {}
        for item in call.record["args"]:
            origins.setdefault(item["path"], []).append(item)
        found = dict(leaves(call.args))
        for path, value in found.items():
            if len(origins.get(path, [])) != 1:
                raise Broken(f"{call.place}: {path} has {len(origins.get(path, []))} origins, not one")
            if origins[path][0]["from"] == "written":
                _written(row, call, path, value)
            elif origins[path][0]["from"] == "enum":
                _repair(row, call, path, value)
            else:
                resolve(row, call.turn, f"{call.place}: {path}", origins[path][0], value)
        for path in origins:
            if path not in found:
                raise Broken(f"{call.place}: an origin for {path}, which is not given")


def _repair(row: Row, call: Call, path: str, value: Any) -> None:
    """One of the few values a parameter allows may be chosen freely only to remove what the call before was refused for."""
    function = next(t["function"] for t in row["tools"] if t["function"]["name"] == call.shown)
    allowed = function["parameters"]["properties"].get(path.removeprefix("/"), {}).get("enum", [])
    if call.record["why"] != "repair" or value not in allowed or '"error"' not in row["messages"][call.turn - 1].get("content", ""):
        raise Broken(f"{call.place}: {path} is chosen without a reason")


def _written(row: Row, call: Call, path: str, value: Any) -> None:
    """A program is the assistant's own work; the figures in it (of two digits and more) are the user's, but for minutes and per cents."""
    if call.record["tool"] != "coderunner.run_python":
        raise Broken(f"{call.place}: {path} comes from nowhere")
    said = " ".join(m["content"] for m in row["messages"][: call.turn] if m["role"] == "user")
    for figure in re.findall(r"(?<![\w.])\d{2,}(?![\w.])", str(value)):
        if figure not in said and figure not in ("10", "60", "100"):
            raise Broken(f"{call.place}: the program's {figure} was never said")


def resolve(row: Row, turn: int, where: str, origin: dict[str, Any], value: Any) -> None:
    """Check that an origin gives the value. Broken says why not."""
    kind = origin["from"]
    if kind in ("user", "system"):
        _words(row, turn, where, origin, value)
    elif kind == "result":
        got = _result(row, turn, where, origin)
        if not same(got, value):
            raise Broken(f"{where} is {value!r}, the result says {got!r}")
    elif kind == "computed":
        if origin["op"] == "sql":
            _query(row, turn, where, origin, value)
            return
        computed = _compute(row, turn, where, origin)
        if not same(computed, value):
            raise Broken(f"{where} is {value!r}, the computation gives {computed!r}")
    elif kind == "clock":
        now = now_of(row)
        if value not in (now.date().isoformat(), now.isoformat()[:16], f"{now.hour:02d}:{now.minute:02d}"):
            raise Broken(f"{where} is not the clock's {now.isoformat()[:16]}")
        _clock_shown(row, turn, where)
    else:
        raise Broken(f"{where}: unknown origin {kind!r}")


def _words(row: Row, turn: int, where: str, origin: dict[str, Any], value: Any) -> None:
    if not 0 <= origin["turn"] < turn:
        raise Broken(f"{where}: its origin is turn {origin['turn']}, which is not before the call")
    message = row["messages"][origin["turn"]]
    if message["role"] != origin["from"]:
        raise Broken(f"{where}: turn {origin['turn']} is not the {origin['from']}'s")
    said = message["content"][origin["start"] : origin["end"]]
    if not said or origin["start"] < 0:
        raise Broken(f"{where}: an empty origin")
    got = read(origin["kind"], said, row["lang"], now_of(row), origin.get("domain", ""))
    if got is None or not equal(origin["kind"], got, value):
        raise Broken(f"{where} is {value!r}, but {said!r} means {got}")
    if origin["kind"] in _RELATIVE and value not in said:
        _clock_shown(row, turn, where)


def _clock_shown(row: Row, turn: int, where: str) -> None:
    """A day can only be told from 'Friday' by one who knows what day it is: the system prompt must say so."""
    now = now_of(row)
    for m in row["messages"][:turn]:
        if m["role"] == "system" and ("date", now.date().isoformat()) in set(in_text(m.get("content") or "", row["lang"], now)):
            return
    raise Broken(f"{where} rests on the clock, which nobody states")


def _result(row: Row, turn: int, where: str, origin: dict[str, Any]) -> Any:
    if not 0 <= origin["turn"] < turn:
        raise Broken(f"{where}: its origin is turn {origin['turn']}, which is not before the call")
    message = row["messages"][origin["turn"]]
    if message["role"] != "tool":
        raise Broken(f"{where}: turn {origin['turn']} is no result")
    try:
        return at_pointer(given(row, origin["turn"]), origin["pointer"])
    except Broken as broken:
        raise Broken(f"{where}: {broken}") from None
    except ValueError:
        raise Broken(f"{where}: the result of turn {origin['turn']} is no JSON") from None


def _query(row: Row, turn: int, where: str, origin: dict[str, Any], value: Any) -> None:
    """A query is the assistant's own; its tables and columns were shown by results, its values said by the user, and nothing said is left out."""
    for part in origin["of"]:
        resolve(row, turn, where, part, part["value"])
    if why := sql.unknown(str(value), [(part["from"], part["value"]) for part in origin["of"]]):
        raise Broken(f"{where}: {why}")


def _compute(row: Row, turn: int, where: str, origin: dict[str, Any]) -> Any:
    """The value of a small computation over other origins: each part carries its own claimed value, which must resolve."""
    parts = []
    for part in origin["of"]:
        resolve(row, turn, where, part, part["value"])
        parts.append(part["value"])
    if origin["op"] == "concat":
        return "".join(map(str, parts))
    if origin["op"] == "list":
        return parts
    a, b = (Fraction(str(p)) for p in parts)
    ops = {"+": lambda: a + b, "-": lambda: a - b, "*": lambda: a * b, "/": lambda: a / b}
    if origin["op"] not in ops:
        raise Broken(f"{where}: unknown operation {origin['op']!r}")
    return ops[origin["op"]]()


def same(a: Any, b: Any) -> bool:
    """Equal as values; a figure may be a number here and a string there."""
    if isinstance(a, bool) or isinstance(b, bool) or isinstance(a, list | dict) or isinstance(b, list | dict) or a is None or b is None:
        return type(a) is type(b) and a == b
    if a == b:
        return True
    try:
        return Fraction(str(a)) == Fraction(str(b))
    except (ValueError, ZeroDivisionError):
        return str(a) == str(b)
