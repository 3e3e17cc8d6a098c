"""Counts of joined pieces from counts of the pieces: each seam is corrected by what it changes, and the rule is proved before it is used."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence

from generators.tokens.counter import Counter

WINDOWS = (48, 96, 192)  # characters looked at on each side of a seam
PROOFS = 120


class Additive:
    """Sums of token counts. `exact`: whether sums were proved equal to counts of the whole for this tokenizer and text."""

    def __init__(self, counter: Counter, text: str) -> None:
        self.counter, self.window, self.exact = counter, 0, True
        self._seams: dict[tuple[str, str], int] = {}
        if counter.name in ("chars", "bytes"):
            return
        self.exact = False
        for window in WINDOWS if counter.local else ():
            self.window = window
            self._seams.clear()
            if self._proved(text):
                self.exact = True
                return

    def __getstate__(self) -> dict[str, object]:
        """The proof without the tokenizer, which is found again by who reads it."""
        return {"window": self.window, "exact": self.exact, "_seams": {}}

    def seam(self, left: str, right: str) -> int:
        """What joining changes: count(left + right) - count(left) - count(right), from the characters near the seam."""
        if not self.window or not left or not right:
            return 0
        tail, head = left[-self.window :], right[: self.window]
        key = (tail, head)
        if key not in self._seams:
            if len(self._seams) > 200_000:
                self._seams.clear()
            count = self.counter.count
            self._seams[key] = count(tail + head) - count(tail) - count(head)
        return self._seams[key]

    def forget(self) -> None:
        """Drop the seams found so far; they are found again where they are asked for."""
        self._seams.clear()

    def know(self, seams: Iterable[tuple[tuple[str, str], int]]) -> None:
        """Seams that were found before, by the characters on both sides of each."""
        self._seams.update(seams)

    def count(self, pieces: Sequence[str]) -> int:
        """Tokens of the joined pieces."""
        kept = [p for p in pieces if p]
        total = sum(self.counter.count(p) for p in kept)
        left = ""
        for piece in kept:
            total += self.seam(left, piece)
            left = piece if len(piece) >= self.window else (left + piece)[-self.window or len(left + piece) :]
        return total

    def _proved(self, text: str) -> bool:
        """Cut the text at random and join it anew: the sum must be the count, every time."""
        rng = random.Random(20)
        for _ in range(PROOFS):
            parts = []
            for _ in range(3):
                start = rng.randrange(max(1, len(text) - 400))
                parts.append(text[start : start + rng.randrange(60, 400)])
            if self.count(parts) != self.counter.count("".join(parts)):
                return False
        return True
