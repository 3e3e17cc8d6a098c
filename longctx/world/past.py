"""What a book looks back at: an event long past, and a line of prose that speaks of it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from longctx.world.cast import Person
from longctx.world.grammar import Node, Slot
from longctx.world.ledger import Event
from longctx.world.pairs import opened, paired
from longctx.world.prose import Bound, Frame, Writer
from longctx.world.threads import Stage

# How often a Chinese scene remembers what happened in its place, and how often at its end something else.
HERE, ELSEWHERE = 0.4, 0.75


@dataclass
class Past:
    """An event that can be spoken of: its stage and the roles it was told with."""

    event: Event
    stage: Stage
    roles: dict[str, Bound]


def earlier(writer: Writer, past: list[Past], least: int, most: int, lines: str, apart: frozenset[int], place: str = "") -> Past | None:
    """An event between `least` and `most` characters back, in this place if one is given, none of whose people is among `apart`; some draws."""
    lo = bisect_left(past, writer.at - most, key=lambda p: p.event.start)
    hi = bisect_right(past, writer.at - least, key=lambda p: p.event.start)
    near = [p for p in past[lo:hi] if p.event.place == place] if place else past[lo:hi]
    for _ in range(12 if near else 0):
        found = writer.rng.choice(near)
        if getattr(found.stage, lines) and not {*found.event.present, *found.event.absent} & apart:
            return found
    return None


def remembered(writer: Writer, count: int, spots: list[int]) -> set[int]:
    """The paragraphs of a scene behind which something earlier is remembered: in Chinese the last, or the first, where the place is."""
    if writer.world.lang == "zh" and "callback_here" in writer.pools:
        return {i for i, often in ((count - 1, ELSEWHERE), (0, HERE)) if writer.rng.random() < often}
    return {spots[0]} | {i for i in range(count) if writer.rng.random() < 0.1}


def spoken_of(writer: Writer, pool: str, lines: str, frame: Frame, back: Past) -> bool:
    """A line of a pool with an earlier event inside its slot {recall} or {said}."""
    choices = getattr(back.stage, lines)
    chosen = choices[writer.least_used(f"{back.stage.key}/{lines}", len(choices))]
    if f"{pool}_when" in writer.pools and _names_a_time(writer, chosen):
        pool = f"{pool}_when"
    line = writer.line(pool, frame)
    here = [p for p in frame.roles.values() if isinstance(p, Person) and p.id in frame.present - writer.world.mute]
    writer.rng.shuffle(here)
    if line is None or len(here) < len({"X", "Y"} & line.slots):
        return False
    inner = Frame(
        {**frame.roles, **dict(zip(("X", "Y"), here, strict=False))},
        frame.present,
        frame.day,
        frame.kind,
        frame.days,
        frame.event,
        frame.named,
    )
    other = Frame(
        back.roles, frame.present, frame.day, frame.kind, {back.event.stage: back.event.day}, frame.event, frame.named, frame.full
    )

    def write(nodes: tuple[Node, ...]) -> None:
        for node in nodes:
            if isinstance(node, Slot) and node.name in ("recall", "said"):
                writer.gist(chosen, other, back.event)
            else:
                writer.write((node,), inner)

    write(opened(writer, paired(writer, pool, line)))
    return True


def _names_a_time(writer: Writer, nodes: tuple[Node, ...]) -> bool:
    """Whether a noun phrase ends as the name of a day or an hour does."""
    ends = tuple(str(line.nodes[0]) for line in writer.pools.get("time_end", ()))
    return bool(ends) and isinstance(nodes[-1], str) and nodes[-1].endswith(ends)
