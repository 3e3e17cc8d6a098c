"""What is known of a generated text: events, who is named where and under which name, what is stated."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from longctx.world.cast import Person, World


class Mention(NamedTuple):
    """A name in the text. `present`: its bearer takes part in the scene; else he is only spoken or thought of."""

    start: int
    end: int
    person: int
    form: str
    present: bool


class Stated(NamedTuple):
    """A fact and the sentence that states it. Arguments: ids of persons, names of things and places, figures."""

    predicate: str
    args: tuple[tuple[str, str], ...]  # (kind, text): person ids as text
    start: int
    end: int
    event: int


@dataclass
class Event:
    """A scene: when, where, who, from which thread."""

    id: int
    day: int
    thread: str
    instance: int
    stage: int
    place: str
    present: tuple[int, ...]
    absent: tuple[int, ...]
    start: int = 0
    end: int = 0
    gist: str = ""  # the event as a noun phrase
    told: str = ""  # and as a sentence of a summary
    told_of: tuple[int, ...] = ()  # whom this sentence names
    said: str = ""  # and as the town talks of it: a clause
    aired: bool = False  # whether the book has the town say it
    points: tuple[str, ...] = ()  # what a summary must hold of it, where that is not who is named


class Back(NamedTuple):
    """A reference to an earlier event: where it stands, and to which."""

    start: int
    end: int
    event: int


@dataclass
class Ledger:
    """All of it, in the order of the text."""

    world: World
    events: list[Event] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    stated: list[Stated] = field(default_factory=list)
    backs: list[Back] = field(default_factory=list)
    gaps: list[int] = field(default_factory=list)  # places between two pieces of the town's news

    def person(self, id: int) -> Person:
        """Somebody by id."""
        return self.world.people[id]
