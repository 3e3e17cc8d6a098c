"""What a book looks back at: an event long past, and a line of prose that speaks of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from longctx.world.cast import Person
from longctx.world.grammar import Node, Slot, walk
from longctx.world.ledger import Event
from longctx.world.pairs import opened, paired
from longctx.world.prose import Bound, Frame, Writer
from longctx.world.threads import Stage


@dataclass
class Past:
    """An event that can be spoken of: its stage and the roles it was told with."""

    event: Event
    stage: Stage
    roles: dict[str, Bound]


def resumed(writer: Writer, frame: Frame, before: Past, acting: Sequence[str]) -> bool:
    """A line with a thread's last event in it, in the mind of the first of those `acting` who was there and is here now; of nobody whom the event's own words name."""
    choices = before.stage.recall
    chosen = choices[writer.least_used(f"{before.stage.key}/recall", len(choices))]
    named = {before.roles[n.name] for n in walk(chosen) if isinstance(n, Slot) and isinstance(before.roles.get(n.name), Person)}
    deaf = {before.roles[key] for key in before.stage.unheard}
    here = [
        p
        for p in (frame.roles[key] for key in acting)
        if isinstance(p, Person) and p.id in frame.present & set(before.event.present) - writer.world.mute and p not in named | deaf
    ]
    if not here:
        return False
    pool = "resumed"
    if f"{pool}_when" in writer.pools and _names_a_time(writer, chosen):
        pool = f"{pool}_when"
    return _told(writer, pool, chosen, replace(frame, roles={**frame.roles, "X": here[0]}), before)


def spoken_of(writer: Writer, pool: str, lines: str, frame: Frame, back: Past) -> bool:
    """A line of a pool with an earlier event inside its slot {recall} or {said}."""
    choices = getattr(back.stage, lines)
    chosen = choices[writer.least_used(f"{back.stage.key}/{lines}", len(choices))]
    if f"{pool}_when" in writer.pools and _names_a_time(writer, chosen):
        pool = f"{pool}_when"
    return _told(writer, pool, chosen, frame, back)


def _told(writer: Writer, pool: str, chosen: tuple[Node, ...], frame: Frame, back: Past) -> bool:
    line = writer.line(pool, frame)
    if line is None:
        return False
    days = {back.event.stage: back.event.day}
    other = Frame(back.roles, frame.present, frame.day, frame.kind, days=days, event=frame.event, named=frame.named, full=frame.full)

    def write(nodes: tuple[Node, ...]) -> None:
        for node in nodes:
            if isinstance(node, Slot) and node.name in ("recall", "said"):
                writer.gist(chosen, other, back.event)
            else:
                writer.write((node,), frame)

    write(opened(writer, paired(writer, pool, line)))
    return True


def _names_a_time(writer: Writer, nodes: tuple[Node, ...]) -> bool:
    """Whether a noun phrase ends as the name of a day or an hour does."""
    ends = tuple(str(line.nodes[0]) for line in writer.pools.get("time_end", ()))
    return bool(ends) and isinstance(nodes[-1], str) and nodes[-1].endswith(ends)
