"""Building the blocks of one document: heading path, list numbers, spans trimmed and checked."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from rag.corpus import inline
from rag.corpus.inline import plain
from rag.corpus.structure import Block

Line = tuple[int, int]
_BREAK = re.compile(r"\r\n|\n|\r")


def lines_of(text: str, start: int = 0) -> list[Line]:
    """(start, end) of every line, its line break left out."""
    lines = []
    for found in _BREAK.finditer(text, start):
        lines.append((start, found.start()))
        start = found.end()
    if start < len(text):
        lines.append((start, len(text)))
    return lines


@dataclass
class Builder:
    """Collects blocks in order."""

    text: str
    blocks: list[Block] = field(default_factory=list)
    path: list[tuple[int, str]] = field(default_factory=list)  # open headings: level, clean text
    lists: int = 0
    title: str = ""

    def heading(self, level: int, raw: str) -> None:
        """Open a heading."""
        name = inline.heading(raw)
        if not any(c.isalnum() for c in name) or re.fullmatch(r"[0-9a-fA-F]{8}-[0-9a-fA-F-]{20,}", name):
            return
        while self.path and self.path[-1][0] >= level:
            self.path.pop()
        self.path.append((level, name))
        self.title = self.title or name

    def new_list(self) -> int:
        """A number for a list or table."""
        self.lists += 1
        return self.lists - 1

    def trim(self, start: int, end: int) -> Line:
        """The span without white space at its edges."""
        while start < end and self.text[start].isspace():
            start += 1
        while end > start and self.text[end - 1].isspace():
            end -= 1
        return start, end

    def add(self, kind: str, start: int, end: int, ordered: int = 0, list_id: int = -1) -> None:
        """A block, unless nothing readable is in it."""
        if kind == "code":
            end = self.trim(start, end)[1]
        else:
            start, end = self.trim(start, end)
        raw = self.text[start:end]
        if any(c.isalnum() for c in (raw if kind == "code" else plain(raw)[0])):
            self.blocks.append(Block(kind, start, end, self.headings, ordered=ordered, list_id=list_id))

    def row(self, cells: list[Line], header: tuple[str, ...], list_id: int) -> None:
        """A table row, unless all its cells are empty."""
        spans = [self.trim(*c) for c in cells]
        full = [(a, b) for a, b in spans if any(c.isalnum() for c in plain(self.text[a:b])[0])]
        if full:
            start, end = full[0][0], full[-1][1]
            inside = tuple((a, b) if a >= start and b <= end else (start, start) if a < start else (end, end) for a, b in spans)
            self.blocks.append(Block("row", start, end, self.headings, inside, header, list_id=list_id))

    @property
    def headings(self) -> tuple[str, ...]:
        """The heading path as it stands."""
        return tuple(name for _, name in self.path)
