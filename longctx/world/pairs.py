"""Alternatives that go in step: in some pools the first of one belongs to the first of the next."""

from __future__ import annotations

from collections import Counter

from longctx.world.cast import timely
from longctx.world.grammar import Choice, Node
from longctx.world.prose import Writer
from longctx.world.threads import Line

_BOTH = frozenset({"visit", "street", "food", "ex", "day", "open"})
PAIRED = {"zh": _BOTH | {"place"}, "en": _BOTH | {"work"}}  # pools whose alternatives go in step


def in_step(line: Line) -> tuple[int, ...]:
    """How many alternatives go in step: of those that come more than once in the line."""
    sizes = Counter(len(n.options) for n in line.nodes if isinstance(n, Choice))
    return tuple(size for size, times in sizes.items() if times > 1)


def paired(writer: Writer, pool: str, line: Line, pick: int | None = None, season: int | None = None) -> tuple[Node, ...]:
    """A line with its alternatives taken in step, where the first of one belongs to the first of the next: [a hoop|an eel] ... [lost it|ate it].

    `pick`: which to take; else the least used of those that speak of no other season than `season`.
    """
    sizes = in_step(line)
    if pool not in PAIRED[writer.world.lang] or not sizes:
        return line.nodes
    picks = {
        size: writer.least_used(f"{line.key}/{size}", size, _fit(line, size, season, writer.world.lang)) if pick is None else pick % size
        for size in sizes
    }
    out: list[Node] = []
    for node in line.nodes:
        linked = isinstance(node, Choice) and len(node.options) in picks
        out += node.options[picks[len(node.options)]] if isinstance(node, Choice) and linked else (node,)
    return tuple(out)


def _fit(line: Line, size: int, season: int | None, lang: str) -> tuple[int, ...]:
    """The columns of which every alternative fits the season; all, where none does."""
    linked = [n for n in line.nodes if isinstance(n, Choice) and len(n.options) == size]
    told = (["".join(x for x in n.options[i] if isinstance(x, str)) for n in linked] for i in range(size))
    fit = tuple(i for i, texts in enumerate(told) if season is None or all(timely(t, season, lang) for t in texts))
    return fit or tuple(range(size))


def opened(writer: Writer, nodes: tuple[Node, ...]) -> tuple[Node, ...]:
    """The alternatives taken, so that a slot inside one is seen."""
    out: list[Node] = []
    for node in nodes:
        if isinstance(node, Choice):
            out += opened(writer, node.options[writer.least_used(node.key, len(node.options))])
        else:
            out.append(node)
    return tuple(out)
