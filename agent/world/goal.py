"""Goals: what a user wants of the world, as a change of state or as facts to be told, with what the user knows and can say."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from agent.world.tool import World

T = TypeVar("T")


@dataclass(frozen=True)
class Slot:
    """Something the user knows. `kind`: how it is said (see agent/README.md). `optional`: the goal can be reached without its being said."""

    kind: str
    value: Any
    optional: bool = False


@dataclass(frozen=True)
class Add:
    """A record appears in a table; `fields` are those that matter (its key is the tool's business)."""

    table: str
    fields: Mapping[str, Any]


@dataclass(frozen=True)
class Change:
    """Fields of a record take new values."""

    table: str
    key: str
    fields: Mapping[str, Any]


@dataclass(frozen=True)
class Remove:
    """A record disappears."""

    table: str
    key: str


Edit = Add | Change | Remove


@dataclass(frozen=True)
class Fact:
    """Something the final answer tells: field `key` of the last call's result, said as `kind`. `value`: what it must be, worked out without the tool; None: whatever comes.
    `told`: an answer about a change tells it too."""

    key: str
    kind: str
    value: Any = None
    told: bool = False


@dataclass(frozen=True)
class Composed:
    """An argument that the assistant writes itself out of names that it looks up and values that the user says. `op`: its language (`sql`).

    `slots`: the user's values in it; `looks`: the calls that show its names, as (tool of this domain, arguments), each argument said or shown before;
    `names`: the names that stand in it.
    """

    op: str
    text: str
    slots: Sequence[str]
    looks: Sequence[tuple[str, Mapping[str, Any]]]
    names: Sequence[str]


@dataclass(frozen=True)
class Goal:
    """One thing a user wants. `words`: variant of the bank keys (`<intent>__<words>_ask`), empty for the plain ones.

    `bad`: slots that may be given an impossible value, as {slot: [(bad value, reason slug)]}; `risky`: a side effect worth asking about first.
    `refused`: the error code with which the world turns this down. `also`: further tools (of this domain, or `domain.tool`) by which a clever
    assistant could reach it in another way. `asks`: another intent of the domain whose bank keys it shares. `composed`: by port, arguments that the
    assistant writes itself.
    """

    slots: Mapping[str, Slot]
    edits: Sequence[Edit] = ()
    facts: Mapping[str, Fact] = field(default_factory=dict)
    words: str = ""
    bad: Mapping[str, Sequence[tuple[Any, str]]] = field(default_factory=dict)
    risky: bool = False
    refused: str = ""
    also: Sequence[str] = ()
    asks: str = ""
    composed: Mapping[str, Composed] = field(default_factory=dict)


@dataclass
class Draw:
    """Randomness and raw material for populations and goals; names come from the caller, so that a domain needs no code that writes words."""

    rng: random.Random
    lang: str
    lists: Mapping[str, Any]
    name: Callable[[str], str]  # person, surname, place, brand

    def pick(self, key: str) -> Any:
        """One entry of a list of the domain's material."""
        return self.of(self.lists[key])

    def some(self, key: str, n: int) -> list[Any]:
        """n different entries of a list of the domain's material."""
        return self.rng.sample(self.lists[key], n)

    def num(self, lo: int, hi: int, step: int = 1) -> int:
        """A number from lo to hi, both possible."""
        return lo + step * below(self.rng, (hi - lo) // step + 1)

    def of(self, items: Sequence[T]) -> T:
        """One of some items."""
        return items[below(self.rng, len(items))]

    def maybe(self, percent: int) -> bool:
        """True in so many of a hundred cases."""
        return below(self.rng, 100) < percent


def below(rng: random.Random, n: int) -> int:
    """A number under n: what `rng.randrange(n)` gives, without its many ways of being called. ValueError where n is not positive."""
    if n <= 0:
        raise ValueError("nothing to draw from")
    size = n.bit_length()
    drawn = rng.getrandbits(size)
    while drawn >= n:
        drawn = rng.getrandbits(size)
    return drawn


@dataclass(frozen=True)
class Intent:
    """A kind of goal of a domain. `draw(d, w)` gives a goal for a populated world, or None where this world has none."""

    name: str
    draw: Callable[[Draw, World], Goal | None]
    writes: bool


def intent(writes: bool = False) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Mark a function `(d: Draw, w: World) -> Goal | None` of a domain as an intent of the function's name (`want_` left off)."""

    def mark(function: Callable[..., Any]) -> Callable[..., Any]:
        function.__intent__ = Intent(function.__name__.removeprefix("want_"), function, writes)  # type: ignore[attr-defined]
        return function

    return mark
