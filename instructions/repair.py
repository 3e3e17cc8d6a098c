"""Moving the limits of a prompt to numbers that its answer meets: only those that fail, each to the nearest human number that holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from instructions.constraints import KINDS
from instructions.constraints.base import Count, holds
from instructions.constraints.leaf import Leaf
from instructions.limits import Limit, find_limits, written
from instructions.text.record import Record


@dataclass(frozen=True)
class Repaired:
    """A prompt after repair: its text, the limits that hold now with their places, and every edit."""

    prompt: str
    leaves: tuple[tuple[Leaf, int, int], ...]
    edits: tuple[dict[str, Any], ...]


def values(leaf: Leaf, r: Record) -> tuple[str, int, int]:
    """(type that counts it, least and greatest fair reading)."""
    type_ = leaf["type"]
    if type_ == "items":
        type_ = "list.bullets" if r.bullets else "list.numbered"
        n = len(r.items)
        return type_, n, n
    kind = KINDS[type_]
    if not isinstance(kind, Count):
        raise ValueError(f"{type_} is not counted")
    if type_ in ("length.zi", "length.words"):
        return type_, *r.readings
    return type_, *kind.span(r)


def _steps(n: int, length: bool) -> tuple[int, ...]:
    return (
        ((5,) if length and n > 5 else (1,))
        if n < 20
        else (10, 5)
        if n < 100
        else (50, 10)
        if n < 600
        else (100, 50)
        if n < 2000
        else (500, 100)
    )


def below(n: int, length: bool = False) -> int:
    """The nearest human number that is not above n."""
    return max(n // s * s for s in _steps(n, length))


def above(n: int, length: bool = False) -> int:
    """The nearest human number that is not below n."""
    return min(-(-n // s) * s for s in _steps(n, length))


def moved(limit: Limit, low: int, high: int) -> dict[str, int] | None:
    """New numbers for a limit that fails, or None where none would hold."""
    p = limit.leaf["params"]
    op, off = p["op"], int(limit.strict)
    size = limit.leaf["type"].startswith("length")
    if op == "min":
        return {"n": below(low - off, size)} if low - off > 0 else None
    if op == "max":
        return {"n": above(high + off, size)}
    if op == "range":
        n, m = min(p["n"], below(low, size)) or 1, max(p["m"], above(high, size))
        return {"n": n, "m": m} if n < m else None
    if op == "about":
        for s in (100, 50, 10, 5, 1):
            n = round((low + high) / 2 / s) * s
            if n and abs(low - n) * 10 <= n and abs(high - n) * 10 <= n:
                return {"n": n}
        return None
    return {"n": low} if low == high and low else None


def broken(limit: Limit, low: int, high: int) -> bool:
    """Whether a limit fails however one counts: only then is it moved."""
    p = dict(limit.leaf["params"])
    if limit.strict:
        p["n"] += 1 if p["op"] == "min" else -1
    return not any(holds(v, p) for v in range(low, high + 1))


def repair(prompt: str, answer: str, lang: str) -> Repaired:
    """The prompt with failing limits moved. Limits that the answer meets, by some fair reading, stay as they are."""
    r = Record(answer, lang)
    edits, text, shift = [], prompt, 0
    leaves: list[tuple[Leaf, int, int]] = []
    for limit in find_limits(prompt, lang):
        type_, low, high = values(limit.leaf, r)
        params = dict(limit.leaf["params"])
        new: dict[str, int] | None = None
        if broken(limit, low, high):
            new = moved(limit, low, high)
            if new is None:
                continue
        start, end = limit.start + shift, limit.end + shift
        for (a, b), key in zip(limit.numbers, ("n", "m"), strict=False):
            value = (new or params)[key]
            if new is None or value == params[key]:
                continue
            a, b = a + shift, b + shift
            was = text[a:b]
            now = written(value, was, lang)
            text = text[:a] + now + text[b:]
            shift += len(now) - len(was)
            end += len(now) - len(was)
            edits.append({"start": a, "end": a + len(now), "was": was, "now": now, "type": type_, "measured": [low, high]})
        leaf: Leaf = {"type": type_, "params": {**params, **(new or {})}}
        if limit.strict:
            leaf["params"]["n"] += 1 if params["op"] == "min" else -1
        leaves.append((leaf, start, end))
    return Repaired(text, tuple(leaves), tuple(edits))
