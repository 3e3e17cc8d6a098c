"""Counting the tokens of a prompt anew: the whole of it, or, where a run asks for speed, its paragraphs once each and the seams between them."""

from __future__ import annotations

from functools import lru_cache
from typing import Any
from zlib import crc32

WHOLE = 16  # of so many prompts counted by paragraphs one is counted whole as well
_ROOM = 50_000  # stretches whose count is remembered
_by_paragraphs = False


def by_paragraphs(wanted: bool) -> None:
    """Count by paragraphs from now on, where sums are proved equal to whole counts for the tokenizer; or whole."""
    global _by_paragraphs
    _by_paragraphs = wanted


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
        known, seam, width, count = self._known, self._additive.seam, self._additive.window, self.counter.count
        total, at = 0, 0
        # A cut at one paragraph's end in eight, chosen by what is written there: two windows of a book are cut at the same places.
        for edge in _cuts(text):
            piece = text[at:edge]
            if piece not in known:
                known[piece] = count(piece)
            total += known[piece] + (seam(text[max(0, at - width) : at], piece[:width]) if at and width else 0)
            at = edge
        return total


def _cuts(text: str) -> list[int]:
    found, at = [], text.find("\n", 2)
    while at >= 0:
        if ord(text[at - 2]) & 7 == 0:
            found.append(at + 1)
        at = text.find("\n", at + 1)
    return [*found, len(text)]


@lru_cache(maxsize=4)
def _paragraphs(counter: Any) -> _Paragraphs:
    return _Paragraphs(counter)
