"""A query's names and literals, read out of its text, held against where they are said to come from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

_TOKEN = re.compile(r"(?P<text>'(?:[^']|'')*')|(?P<number>\d+(?:\.\d+)?)|(?P<name>[^\W\d]\w*)|(?P<mark><>|<=|>=|!=|[-+*/=<>(),.;])|\s+")
_WORDS = frozenset(
    [
        "select",
        "from",
        "where",
        "and",
        "or",
        "not",
        "join",
        "inner",
        "left",
        "on",
        "group",
        "by",
        "order",
        "having",
        "limit",
        "as",
        "asc",
        "desc",
        "distinct",
        "between",
        "like",
        "in",
        "is",
        "null",
        "case",
        "when",
        "then",
        "else",
        "end",
        "count",
        "sum",
        "avg",
        "min",
        "max",
        "round",
    ]
)
_FREE = frozenset({"0", "1", "2"})  # places after the point, the first row


def unknown(text: str, parts: Sequence[tuple[str, Any]]) -> str:
    """What in the query comes from nowhere, or which part does not stand in it; empty where all is in order. `parts`: (origin, value)."""
    shown = {str(value) for kind, value in parts if kind == "result"}
    said = [value for kind, value in parts if kind == "user"]
    own: set[str] = set()
    at = 0
    tokens: list[tuple[str, str]] = []
    while at < len(text):
        m = _TOKEN.match(text, at)
        if m is None:
            return f"{text[at : at + 8]!r} is no SQL"
        at = m.end()
        if m.lastgroup:
            tokens.append((m.lastgroup, m[0]))
    for i, (kind, token) in enumerate(tokens):
        if kind == "name" and i and (tokens[i - 1][1].lower() == "as" or _alias(tokens, i, shown)):
            own.add(token)
    for kind, token in tokens:
        if kind == "name" and token.lower() not in _WORDS and token not in own:
            if token not in shown:
                return f"the name {token!r} was shown by no result"
        elif kind in ("text", "number"):
            plain = token[1:-1].replace("''", "'") if kind == "text" else token
            if plain in _FREE and kind == "number":
                continue
            if not any(_equal(kind, plain, value) for value in said):
                return f"the value {token} was said by nobody"
    left = shown - {token for kind, token in tokens if kind == "name"}
    if left:
        return f"{sorted(left)[0]!r} does not stand in it"
    unused = [
        v
        for v in said
        if not any(k in ("text", "number") and _equal(k, t[1:-1].replace("''", "'") if k == "text" else t, v) for k, t in tokens)
    ]
    return f"{unused[0]!r} does not stand in it" if unused else ""


def _alias(tokens: list[tuple[str, str]], i: int, shown: set[str]) -> bool:
    """`orders o`: a second name right behind a shown one."""
    return tokens[i - 1][0] == "name" and tokens[i - 1][1] in shown and tokens[i][1].lower() not in _WORDS and tokens[i][1] not in shown


def _equal(kind: str, plain: str, value: Any) -> bool:
    if kind == "text":
        return plain == str(value)
    try:
        return not isinstance(value, bool) and Fraction(plain) == Fraction(str(value))
    except ValueError:
        return False
