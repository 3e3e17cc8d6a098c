"""The notation of authored prose: slots, alternatives, pools, facts.

`{A}` `{A.given}` `{N}` `{ago:1}` slots · `[a|b|c]` alternatives, nested, one may be empty · `<weather>` a line of a pool · `^has(B,T)` behind a
sentence: what it states.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, cached_property

TOKEN = re.compile(r"(\{[A-Za-z]\w*(?:\.\w+|'s|:\d+)?(?:'s)?\}|<[a-z_]+>|\^[a-z]+\([\w, ]*\)|[\[\]|])")
_SLOT = re.compile(r"\{(\w+)(?:\.(\w+)|:(\d+))?('s)*\}")


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

    @cached_property
    def fits(self) -> list[tuple[int, ...]]:
        """For each season the alternatives that can be told in it, once somebody has found out."""
        return []


Node = str | Slot | Pool | Fact | Choice


def parse(source: str, key: str) -> tuple[Node, ...]:
    """The nodes of a text. BadText for a bracket or brace without its partner."""
    here: list[Node] = []
    stack = [[here]]  # of every bracket that is open, its alternatives so far
    opened: list[int] = []
    at = 0
    for n, piece in enumerate(TOKEN.split(source)):  # text and tokens by turns
        if n % 2 == 0:
            if "{" in piece or "}" in piece or "^" in piece:
                raise BadText(f"cannot read {piece.strip()[:60]!r}: slots are {{A}}, {{A.given}}, {{A's}}, {{ago:1}}; facts ^has(B,T)")
            if piece:
                here.append(piece)
        elif len(piece) > 1:
            here.append(_token(piece))
        elif piece == "[":
            here = []
            stack.append([here])
            opened.append(at)
        elif len(stack) == 1:
            raise BadText(f"{piece!r} outside of brackets near {source[max(0, at - 25) : at + 11]!r}")
        elif piece == "|":
            here = []
            stack[-1].append(here)
        else:
            made = Choice(tuple(map(tuple, stack.pop())), f"{key}:{opened.pop()}")
            here = stack[-1][-1]
            here.append(made)
        at += len(piece)
    if opened:
        raise BadText(f"a '[' is not closed near {source[opened[-1] : opened[-1] + 40]!r}")
    return tuple(stack[0][0])


@cache
def _token(text: str) -> Slot | Pool | Fact:
    """A slot, a pool or a fact: the same ones come again and again."""
    if text[0] == "<":
        return Pool(text[1:-1])
    if text[0] == "^":
        predicate, _, args = text[1:-1].partition("(")
        return Fact(predicate, tuple(a.strip() for a in args.split(",") if a.strip()))
    if (m := _SLOT.fullmatch(text)) is None:
        raise BadText(f"cannot read {text!r}")
    return Slot(m[1], m[2] or "", bool(m[4]), int(m[3] or 0))


def walk(nodes: tuple[Node, ...]) -> list[Node]:
    """All nodes, those inside alternatives too."""
    out: list[Node] = []
    for node in nodes:
        out.append(node)
        if isinstance(node, Choice):
            for option in node.options:
                out += option if len(option) == 1 and isinstance(option[0], str) else walk(option)  # as most are
    return out


def slot_names(nodes: tuple[Node, ...]) -> frozenset[str]:
    """Names of all slots, those inside alternatives too."""
    return frozenset(n.name for n in walk(nodes) if isinstance(n, Slot))
