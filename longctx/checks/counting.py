"""Counting the tokens of a prompt anew: the whole of it, or, where a run asks for speed, its paragraphs once each in a run and the seams between them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any
from zlib import crc32

WHOLE = 48  # of so many prompts counted by paragraphs one is counted whole as well
_ROOM = 80_000  # stretches whose count is remembered
_PARAGRAPH = re.compile(r"\n+[ \t\u3000]*")
_by_paragraphs = False


def by_paragraphs(wanted: bool) -> None:
    """Count by paragraphs from now on, where sums are proved equal to whole counts for the tokenizer; or whole."""
    global _by_paragraphs
    _by_paragraphs = wanted


def teach(counter: Any, counts: Iterable[tuple[str, int]], seams: Iterable[tuple[tuple[str, str], int]]) -> None:
    """Paragraphs (each with the line ends and the indent behind it) and seams that this run has counted: windows of them are not counted again."""
    if _by_paragraphs:
        _paragraphs(counter).learn(counts, seams)


@lru_cache(maxsize=4)
def counted(counter: Any, text: str) -> int:
    """Tokens of a prompt; a row's chosen and rejected answers have the same."""
    if not _by_paragraphs or len(text) < 2000:
        return int(counter.count(text))
    total = _paragraphs(counter).count(text)
    if total is None or crc32(text[:4000].encode()) % WHOLE == 0:
        whole = int(counter.count(text))
        if total is not None and whole != total:
            _paragraphs(counter).exact = False
        return whole
    return total


class _Paragraphs:
    """Counts of stretches seen before. `exact`: whether sums were equal to whole counts so far."""

    def __init__(self, counter: Any) -> None:
        self.counter, self.exact = counter, True
        self._additive: Any = None
        self._known: dict[str, int] = {}
        self._taught: list[tuple[tuple[str, str], int]] = []

    def learn(self, counts: Iterable[tuple[str, int]], seams: Iterable[tuple[tuple[str, str], int]]) -> None:
        """Take over what was counted elsewhere."""
        if len(self._known) > _ROOM:
            self._known.clear()
        self._known.update(counts)
        self._taught += seams

    def count(self, text: str) -> int | None:
        """Tokens of a text; None where they cannot be summed."""
        from generators.tokens import Additive

        if self._additive is None:
            self._additive = Additive(self.counter, text)
            self.exact = self._additive.exact
        if not self.exact:
            return None
        if len(self._known) > _ROOM:
            self._known.clear()
        self._additive.know(self._taught)
        self._taught.clear()
        known = self._known
        total, at = 0, 0
        # Two windows of a book are cut at the same places.
        for edge in _cuts(text):
            piece = text[at:edge]
            if piece not in known:
                known[piece] = self._summed(piece)
            total += known[piece] + self._seam(text, at)
            at = edge
        return total

    def _summed(self, piece: str) -> int:
        """Tokens of a few paragraphs, of which most are known."""
        known, total, at = self._known, 0, 0
        for edge in [*(m.end() for m in _PARAGRAPH.finditer(piece)), len(piece)]:
            if edge > at:
                part = piece[at:edge]
                if part not in known:
                    known[part] = int(self.counter.count(part))
                total += known[part] + self._seam(piece, at)
            at = edge
        return total

    def _seam(self, text: str, at: int) -> int:
        width = self._additive.window
        return int(self._additive.seam(text[max(0, at - width) : at], text[at : at + width])) if at and width else 0


def _cuts(text: str) -> list[int]:
    """Ends of paragraphs, one in thirty or so, chosen by what is written there."""
    found, at = [], text.find("\n", 6)
    while at >= 0:
        end = at + 1
        if (ord(text[at - 2]) + ord(text[at - 6])) & 31 == 0 and (gap := _PARAGRAPH.match(text, at)):
            end = gap.end()
            found.append(end)
        at = text.find("\n", end)
    return [*found, len(text)]


@lru_cache(maxsize=4)
def _paragraphs(counter: Any) -> _Paragraphs:
    return _Paragraphs(counter)
