"""Authored paragraphs cut into sentences, so that each can be worded anew, or left out, by itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from longctx.world.grammar import Choice, Fact, Node, Pool, Slot, walk

_END = {
    "zh": re.compile(r"(?:[。！？]|……)[”’」]*"),
    "en": re.compile(r"[.!?](?<!Mr.)(?<!Mrs.)(?<!Dr.)(?<!St.)[”’)]*(?:\s+(?![a-z])|$)"),
}
_SAYS = re.compile(r" (?:said|asked|told|cried|called|answered|wanted|remarked|put)\b")  # behind speech and a name
# Who speaks: the name beside a word of saying.
_VERBS = r"(?:said|asked|told|cried|called|answered|wanted|remarked|observed|replied|put in|broke out|repeated|went on|added)\b"
_SPEAKS = {
    "en": re.compile(rf"”,? {_VERBS}[^“”.;{{]{{0,20}}\{{([A-E])\}}|\{{([A-E])\}} {_VERBS}"),
    "zh": re.compile(r"”\{([A-E])\}[^“”。，：]{0,6}[说问道答喊叫骂念]|\{([A-E])\}[^“”。，：]{0,8}[说问道答喊叫骂念][^“”。，]{0,4}[：，。]"),
}
_CLOSED = {"zh": re.compile(r"(?:[。！？]|……)[”’」]*\s*$"), "en": re.compile(r"[.!?][”’)]*\s*$")}
_CLOSES = frozenset("。！？….!?”’」) \n")  # what it ends with: looked at first


@dataclass(frozen=True, eq=False)
class Unit:
    """One or more sentences. `closed`: whether every speech that is opened in it ends in it."""

    nodes: tuple[Node, ...]
    closed: bool

    @cached_property
    def states(self) -> tuple[str, ...]:
        """What something is stated of; a fact stands in the fixed text."""
        return tuple(a for n in self.nodes if isinstance(n, Fact) for a in n.args)

    @cached_property
    def loose(self) -> bool:
        """Whether it states nothing and opens no speech that others close."""
        return self.closed and not any(isinstance(n, Fact) for n in self.nodes)

    @cached_property
    def spare(self) -> bool:
        """Whether it names nobody besides."""
        return self.loose and not any(isinstance(n, Slot) and len(n.name) == 1 for n in walk(self.nodes))


KEPT = 800  # texts whose units are kept
_known: dict[int, tuple[tuple[Node, ...], tuple[tuple[Unit, ...], ...]]] = {}


def paragraphs(nodes: tuple[Node, ...], lang: str) -> tuple[tuple[Unit, ...], ...]:
    """The paragraphs of an authored text, each as its units; the same objects for the same text."""
    if id(nodes) not in _known:
        if len(_known) == KEPT:  # the first ones are told least soon
            del _known[next(iter(_known))]
        _known[id(nodes)] = nodes, tuple(part for p in _split(nodes) for part in _by_speaker(_units(p, lang), lang))
    return _known[id(nodes)][1]


def speech(unit: Unit) -> bool:
    """Whether a unit opens with somebody's words."""
    return _shown(unit.nodes[:1]).startswith("“")


def _by_speaker(units: tuple[Unit, ...], lang: str) -> list[tuple[Unit, ...]]:
    """A paragraph parted where another begins to speak than the one who spoke last, as far as the words beside the speech tell."""
    if not any(speech(unit) for unit in units[1:]):
        return [units]
    out: list[list[Unit]] = [[]]
    last = ""
    for unit in units:
        m = _SPEAKS[lang].search(_shown(unit.nodes))
        who = (m[1] or m[2]) if m else ""
        if who and last and who != last and speech(unit):
            out.append([])
        out[-1].append(unit)
        last = who or last
    return [tuple(p) for p in out]


def _shown(nodes: tuple[Node, ...]) -> str:
    """A stretch with its first alternatives, slots as they are written."""
    return "".join(
        n if isinstance(n, str) else f"{{{n.name}}}" if isinstance(n, Slot) else _shown(n.options[0]) if isinstance(n, Choice) else ""
        for n in nodes
    )


def _split(nodes: tuple[Node, ...]) -> list[tuple[Node, ...]]:
    out: list[list[Node]] = [[]]
    for node in nodes:
        if isinstance(node, str) and "\n\n" in node:
            first, *others = node.split("\n\n")
            out[-1].append(first.rstrip())
            out += [[o.lstrip("\n")] for o in others]
        else:
            out[-1].append(node)
    return [tuple(n for n in p if n != "") for p in out if any(n != "" for n in p)]


def _depth(nodes: tuple[Node, ...]) -> int:
    """Quotation marks opened and not closed."""
    total = 0
    for node in nodes:
        if isinstance(node, str):
            total += node.count("“") - node.count("”")
        elif isinstance(node, Choice):
            total += _depth(node.options[0])
    return total


def _closed(nodes: tuple[Node, ...], lang: str) -> bool:
    """Whether a stretch ends with the end of a sentence whichever alternatives are taken."""
    for node in reversed(nodes):
        if isinstance(node, str):
            return bool(node[-1:] in _CLOSES and _CLOSED[lang].search(node))
        if not isinstance(node, Fact | Pool):
            return isinstance(node, Choice) and all(_closed(o, lang) for o in node.options)
    return False


def _units(nodes: tuple[Node, ...], lang: str) -> tuple[Unit, ...]:
    found: list[list[Node]] = [[]]
    depth = 0
    for i, node in enumerate(nodes):
        if isinstance(node, str):
            at = seen = 0
            for m in _END[lang].finditer(node):
                end = m.end()
                depth, seen = depth + node.count("“", seen, end) - node.count("”", seen, end), end
                if depth == 0 and not (end == len(node) and "”" in m[0] and _told(nodes[i + 1 : i + 3])):
                    found[-1].append(node[at:end])
                    found.append([])
                    at = end
            if at < len(node):
                found[-1].append(node[at:])
            depth += node.count("“", seen) - node.count("”", seen)
        elif isinstance(node, Fact) and not found[-1] and len(found) > 1:
            found[-2].append(node)
        else:
            found[-1].append(node)
            if isinstance(node, Choice):
                depth += _depth(node.options[0])
                if depth == 0 and all(_closed(o, lang) for o in node.options):
                    found.append([])
    # All but what comes last have been cut where every speech was closed.
    return tuple(Unit(tuple(u), depth == 0 or u is not found[-1]) for u in found if u)


def _told(behind: tuple[Node, ...]) -> bool:
    """Whether a name and a word of saying follow: they belong to the speech before them."""
    return len(behind) == 2 and isinstance(behind[0], Slot) and isinstance(behind[1], str) and bool(_SAYS.match(behind[1]))
