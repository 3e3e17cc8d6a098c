"""What a constraint type is: check, measure, wording slots, breaking edits, facts for the conflict proof, outside id; all in one definition."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from instructions.constraints import human
from instructions.text.record import Record

Params = dict[str, Any]
KINDS: dict[str, Kind] = {}
_WIDE = 60  # above this a range is no narrower than a twelfth
PARTS = ("paragraph", "sentence", "item", "line")


@dataclass
class Measuring:
    """What a measure may look at beside the text: chance, the words of the prompt, and words worth asking for (by rarity) or banning."""

    rng: random.Random
    prompt: str = ""
    words: tuple[str, ...] = ()  # candidates for keywords that stand in the text
    absent: tuple[str, ...] = ()  # words common in such texts that do not stand in this one
    away: tuple[str, ...] = ()  # words of the matter that do not stand in this text


@dataclass
class Facts:
    """What a constraint says about a text as a whole, for the proof that a set of them cannot be met.

    `bounds`: feature -> (least, greatest or None). `holds`: pieces that must stand (piece, times). `some`: of these pieces at least so many. `lacks`: pieces that must not stand.
    `shape`: of all shapes named, one text can have only one.
    """

    bounds: dict[str, tuple[int, int | None]] = field(default_factory=dict)
    holds: list[tuple[str, int]] = field(default_factory=list)
    some: tuple[list[str], int] = ([], 0)
    lacks: list[str] = field(default_factory=list)
    starts: str = ""
    ends: str = ""
    shape: str = ""
    case: str = ""  # upper or lower
    exact: str = ""  # stands letter for letter
    order: list[str] = field(default_factory=list)  # first appearances, each before the next


class Kind:
    """A constraint type. Subclasses set `id` and override what they can do."""

    id = ""
    langs: tuple[str, ...] = ("zh", "en")
    scopes: tuple[str, ...] = ()  # parts it may speak of beside the whole
    needs: tuple[str, ...] = ()  # traits without which nothing of the kind can be said of a text
    visible = False  # a feature nobody would put into an answer unasked

    @cached_property
    def family(self) -> str:
        """The part of the id before the point."""
        return self.id.partition(".")[0]

    @cached_property
    def measured(self) -> bool:
        """Whether something of the kind can be proposed for a text at all."""
        return type(self).measure is not Kind.measure

    def check(self, r: Record, p: Params) -> str:
        """Why the text breaks the constraint; "" where it holds."""
        raise NotImplementedError

    def measure(self, r: Record, m: Measuring) -> Iterable[Params]:
        """Parameters that are true of the text, as people would ask them."""
        return ()

    def size(self, r: Record) -> int:
        """By what answers compare: what short texts meet by chance says much of a long one. 0: all compare."""
        return 0

    def wording(self, p: Params) -> str:
        """Which key of the bank says it: the type's name alone, or with an operator."""
        return str(p.get("op", ""))

    def slots(self, p: Params) -> dict[str, Any]:
        """What the wording shows. Integers are written out as the phrasing likes."""
        return {k: v for k, v in p.items() if k != "op"}

    def cut(self, r: Record, p: Params, rng: random.Random) -> Iterable[str]:
        """Minimal edits of the whole text that break the constraint."""
        return ()

    def facts(self, p: Params, lang: str) -> Facts:
        """For the conflict proof."""
        return Facts()

    def outside(self, p: Params) -> tuple[str, dict[str, Any]] | None:
        """(id, kwargs) of the public checker that knows the same, or None."""
        return None


def register(cls: type[Kind]) -> type[Kind]:
    """Add a type to the register; a second of the same id is an error."""
    made = cls()
    if made.id in KINDS:
        raise RuntimeError(f"constraint type {made.id!r} is defined twice")
    KINDS[made.id] = made
    return cls


def holds(value: int, p: Params) -> bool:
    """Whether a value meets op and n (and m)."""
    op, n = p["op"], p["n"]
    if op == "min":
        return bool(value >= n)
    if op == "max":
        return bool(value <= n)
    if op == "exact":
        return bool(value == n)
    if op == "range":
        return bool(n <= value <= p["m"])
    if op == "about":
        return bool(abs(value - n) * 10 <= n)
    raise ValueError(f"unknown op {op!r}")


def interval(p: Params) -> tuple[int, int | None]:
    """The values that op and n allow."""
    op, n = p["op"], p["n"]
    if op == "about":
        return -(-n * 9 // 10), n * 11 // 10
    found: dict[str, tuple[int, int | None]] = {"min": (n, None), "max": (0, n), "exact": (n, n), "range": (n, p.get("m"))}
    return found[op]


class Count(Kind):
    """A number got from the text and held against a bound. `feature` names it for the proof."""

    ops: tuple[str, ...] = ("min", "max", "range", "exact")
    feature = ""
    exact_to = 12
    least = 1  # smaller values are not worth a wish
    lowest = 1  # nor are smaller lower bounds

    def value(self, r: Record) -> int:
        """The number."""
        raise NotImplementedError

    def span(self, r: Record) -> tuple[int, int]:
        """Least and greatest fair reading of the number."""
        value = self.value(r)
        return value, value

    def check(self, r: Record, p: Params) -> str:
        value = self.value(r)
        return "" if holds(value, p) else f"{self.id} is {value}, asked: {p['op']} {p['n']}{'-' + str(p['m']) if 'm' in p else ''}"

    def measure(self, r: Record, m: Measuring) -> Iterator[Params]:
        low, high = self.span(r)
        if low < self.least:
            return
        rng = m.rng
        for op in self.ops:
            if op == "min":
                bound = human.at_least(low, rng)
                if bound >= self.lowest:
                    yield {"op": op, "n": bound}
            elif op == "max":
                yield {"op": op, "n": human.at_most(high, rng)}
            elif op == "exact" and low == high <= self.exact_to:
                yield {"op": op, "n": low}
            elif op == "range" and high > 3:
                a, b = human.at_least(low, rng), human.at_most(high, rng)
                if a + 1 < b <= 2 * a and (
                    b < _WIDE or (b - a) * 12 >= b
                ):  # nobody asks for between three and four, two and six, or 230 and 240
                    yield {"op": op, "n": a, "m": b}
            elif op == "about" and (n := human.around(low, high, rng)):
                yield {"op": op, "n": n}

    def facts(self, p: Params, lang: str) -> Facts:
        return Facts(bounds={self.feature: interval(p)}) if self.feature else Facts()
