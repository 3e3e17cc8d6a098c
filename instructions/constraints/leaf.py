"""A constraint in a tree: a type, its parameters, the part of the answer it speaks of; and whether an answer meets it."""

from __future__ import annotations

from typing import Any

from instructions.constraints.base import KINDS
from instructions.text.record import Record, record

Leaf = dict[str, Any]


def scoped(r: Record, scope: dict[str, Any] | None) -> Record | str:
    """The part of the text that a scope names, or why there is none.

    `{"part": "paragraph", "n": 2}` (n = -1: the last); `{"after": TOKEN}` / `{"before": TOKEN}`: what stands beyond, or up to, a line that holds the token alone.
    """
    if not scope:
        return r
    if "part" in scope:
        return r.part(scope["part"], scope["n"]) or f"there is no {scope['part']} {scope['n']}"
    key = tuple(scope.items())
    found: Record | str | None = r.within.get(key)
    if found is None:
        found = r.within[key] = _beyond(r, scope)
    return found


def _beyond(r: Record, scope: dict[str, Any]) -> Record | str:
    """What stands on one side of an anchor, or behind the first paragraphs."""
    if "skip" in scope:  # what follows the first paragraphs
        blocks = r.text.split("\n\n")
        tail = "\n\n".join(blocks[scope["skip"] :]).strip()
        return record(tail, r.lang) if tail else "nothing follows"
    lines = r.text.split("\n")
    token = scope.get("after") or scope["before"]
    hits = [i for i, line in enumerate(lines) if line.strip().strip("#*：: ") == token.strip("#*：: ")]
    if len(hits) != 1:
        return f"{token!r} stands alone on {len(hits)} lines, asked: one"
    if "after" in scope:
        rest = lines[hits[0] + 1 :]
        if "until" in scope:
            stop = [i for i, line in enumerate(rest) if line.strip().strip("#*：: ") == scope["until"].strip("#*：: ")]
            rest = rest[: stop[0]] if stop else rest
        return record("\n".join(rest).strip(), r.lang)
    return record("\n".join(lines[: hits[0]]).strip(), r.lang)


def fault(leaf: Leaf, answer: str, lang: str) -> str:
    """Why an answer breaks a leaf; "" where it holds. A leaf with `not` holds where its constraint fails."""
    kind = KINDS.get(leaf["type"])
    if kind is None:
        return f"unknown constraint type {leaf['type']!r}"
    if lang not in kind.langs:
        return f"{leaf['type']} is not for {lang}"
    part = scoped(record(answer, lang), leaf.get("scope"))
    why = part if isinstance(part, str) else kind.check(part, leaf["params"])
    if leaf.get("not"):
        return "" if why else f"does what the other branch asks: {leaf['type']}"
    return why
