"""The notation of authored prose: slots, alternatives, pools, facts.

`{A}` `{A.given}` `{N}` `{ago:1}` slots · `[a|b|c]` alternatives, nested, one may be empty · `<weather>` a line of a pool · `^has(B,T)` behind a
sentence: what it states.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_TOKEN = re.compile(r"\{([A-Za-z]\w*)(?:\.(\w+)|'(s)|:(\d+))?(?:'(s))?\}|<([a-z_]+)>|\^([a-z]+)\(([\w, ]*)\)|([\[\]|])")


class BadText(ValueError):
    """An authored text that cannot be read."""


@dataclass(frozen=True)
class Slot:
    """`{name.form}`; `own` for the possessive, `arg` for the number behind a colon."""

    name: str
    form: str = ""
    own: bool = False
    arg: int = 0


@dataclass(frozen=True)
class Pool:
    """`<name>`."""

    name: str


@dataclass(frozen=True)
class Fact:
    """`^predicate(arguments)`: belongs to the sentence that ends here."""

    predicate: str
    args: tuple[str, ...]


@dataclass(frozen=True)
class Choice:
    """Alternatives. `key` tells the place apart from all others."""

    options: tuple[tuple[Node, ...], ...]
    key: str


Node = str | Slot | Pool | Fact | Choice


def parse(source: str, key: str) -> tuple[Node, ...]:
    """The nodes of a text. BadText for a bracket or brace without its partner."""
    stack: list[list[list[Node]]] = [[[]]]
    opened: list[int] = []
    at = 0

    def text(piece: str) -> None:
        if "{" in piece or "}" in piece or "^" in piece:
            raise BadText(f"cannot read {piece.strip()[:60]!r}: slots are {{A}}, {{A.given}}, {{A's}}, {{ago:1}}; facts ^has(B,T)")
        if piece:
            stack[-1][-1].append(piece)

    for m in _TOKEN.finditer(source):
        text(source[at : m.start()])
        at = m.end()
        if m[1]:
            stack[-1][-1].append(Slot(m[1], m[2] or "", bool(m[3] or m[5]), int(m[4] or 0)))
        elif m[6]:
            stack[-1][-1].append(Pool(m[6]))
        elif m[7]:
            stack[-1][-1].append(Fact(m[7], tuple(a.strip() for a in m[8].split(",") if a.strip())))
        elif m[9] == "[":
            stack.append([[]])
            opened.append(m.start())
        elif len(stack) == 1:
            raise BadText(f"{m[9]!r} outside of brackets near {source[max(0, m.start() - 25) : m.end() + 10]!r}")
        elif m[9] == "|":
            stack[-1].append([])
        else:
            made = Choice(tuple(tuple(o) for o in stack.pop()), f"{key}:{opened.pop()}")
            stack[-1][-1].append(made)
    text(source[at:])
    if opened:
        raise BadText(f"a '[' is not closed near {source[opened[-1] : opened[-1] + 40]!r}")
    return tuple(stack[0][0])


def walk(nodes: tuple[Node, ...]) -> list[Node]:
    """All nodes, those inside alternatives too."""
    out: list[Node] = []
    for node in nodes:
        out.append(node)
        if isinstance(node, Choice):
            for option in node.options:
                out += walk(option)
    return out


def slot_names(nodes: tuple[Node, ...]) -> frozenset[str]:
    """Names of all slots, those inside alternatives too."""
    return frozenset(n.name for n in walk(nodes) if isinstance(n, Slot))
