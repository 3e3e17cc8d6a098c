"""Marks: private-use characters that ride along through templates and tell afterwards where a piece of text came to stand.

A recipe wraps a piece in a pair of marks; whatever layout the text then passes through (JSON, XML, a user's Jinja file), `strip` takes the
marks out and gives the exact code-point offsets in the finished text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, NamedTuple

_BASE, _SIZE = 0xE000, 0x1900
_MARK = re.compile("([\ue000-\uf8ff])")


class Found(NamedTuple):
    """A marked piece in the finished text: offsets in code points, end exclusive."""

    info: dict[str, Any]
    start: int
    end: int


@dataclass
class Marks:
    """The marks of one row."""

    infos: list[dict[str, Any]] = field(default_factory=list)

    def wrap(self, text: str, **info: Any) -> str:
        """The text between a fresh pair of marks."""
        n = len(self.infos)
        if 2 * n + 1 >= _SIZE:
            raise ValueError("too many marks in one row")
        self.infos.append(info)
        return f"{chr(_BASE + 2 * n)}{text}{chr(_BASE + 2 * n + 1)}"

    def strip(self, text: str) -> tuple[str, list[Found]]:
        """The text without marks, and every marked piece that stands in it."""
        out: list[str] = []
        found: list[Found] = []
        starts: dict[int, int] = {}
        at = 0
        for part in _MARK.split(text):
            if len(part) == 1 and _BASE <= ord(part) < _BASE + _SIZE:
                n, closing = divmod(ord(part) - _BASE, 2)
                if closing:
                    found.append(Found(self.infos[n], starts[n], at))
                else:
                    starts[n] = at
            else:
                out.append(part)
                at += len(part)
        found.sort(key=lambda f: (f.start, f.end))
        return "".join(out), found
