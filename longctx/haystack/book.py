"""A long text with what is asked of it again and again: its chapters, its sentence edges, token counts of any stretch of it."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections import Counter as Tally
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from generators.tokens import Additive, Counter
from longctx.haystack.chapters import Chapter, chapters
from longctx.haystack.edges import edges

_PARAGRAPH = re.compile(r"\n+[ \t\u3000]*")
_BEGINS = re.compile(r"\n[ \t\u3000]*\Z")
_WIDE = 3000  # characters: where paragraphs are longer, sentences may be put inside them


@dataclass
class Book:
    """One document. `origin`: (path, sha256) of what the user gave, empty for a generated text. `ledger`: what is known of a generated text."""

    name: str
    text: str
    lang: str
    notes: list[str] = field(default_factory=list)
    origin: tuple[str, str] | None = None
    ledger: Any = None
    meter: Meter | None = None
    cache: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def sha256(self) -> str:
        """Hash of the text as it is shipped."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @cached_property
    def lowered(self) -> str:
        """The text in small letters, every character in its old place."""
        low = self.text.lower()
        return low if len(low) == len(self.text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in self.text)

    @cached_property
    def chapters(self) -> tuple[Chapter, ...]:
        """Its chapters, in order; what was merged or left out is added to the notes."""
        found = chapters(self.text)
        self.notes += found.notes
        return tuple(found.found)

    @cached_property
    def heads(self) -> tuple[tuple[int, int], ...]:
        """All heading lines."""
        return tuple(h for c in self.chapters for h in c.heads)

    @cached_property
    def edges(self) -> list[int]:
        """Where sentences begin; 0 and the end are left out."""
        return edges(self.text, self.lang, self.heads)

    @property
    def between(self) -> str:
        """The mark that stands between two scenes of a generated story, on a line of its own; empty elsewhere."""
        return str(self.cache.get("between", ""))

    @cached_property
    def calm(self) -> list[int]:
        """Where a sentence about somebody else can stand: where a paragraph begins; in a generated story where a scene does, behind a chapter's last, or
        among the town's news.

        In a text of very few paragraphs, and in a chat: at any edge.
        """
        if not self.between:
            begins = [e for e in self.edges if _BEGINS.search(self.text, max(0, e - 20), e)]
            return begins if "speakers" not in self.cache and len(begins) * _WIDE > len(self.text) else self.edges
        mark = re.escape(self.between)
        scenes = [m.end() for m in re.finditer(rf"\n\n{mark}\n\n", self.text)]
        return sorted({*scenes, *(c.start for c in self.chapters if c.start), *self._gaps})

    @cached_property
    def _gaps(self) -> frozenset[int]:
        """Places in a generated story where the town's news goes on."""
        return frozenset(self.ledger.gaps if self.ledger is not None else ())

    @cached_property
    def starts(self) -> list[int]:
        """Where a window may begin: at a sentence behind the front matter, or at a chapter's heading."""
        first = self.chapters[0].start if self.chapters else 0
        marks = self.between
        edges = (e for e in self.edges if e > first and not (marks and self.text.startswith(marks, e)))
        return sorted({first, *(c.start for c in self.chapters), *edges})

    def apart(self, text: str, at: int, last: bool) -> tuple[str, int]:
        """A sentence that is put in at an edge of a generated story, as a scene of its own or among the town's news, and where it begins in that; `last`:
        behind everything."""
        mark = self.between
        if last:
            return f"\n\n{mark}\n\n{text}", len(mark) + 4
        if any(c.start == at for c in self.chapters):
            return f"{mark}\n\n{text}\n\n", len(mark) + 2
        if at in self._gaps:
            return text + ("" if self.lang == "zh" else "\n\n"), 0
        return f"{text}\n\n{mark}\n\n", 0

    @cached_property
    def parting(self) -> str:
        """What stands between two paragraphs, indent and all."""
        found = Tally(m[0] for m in _PARAGRAPH.finditer(self.text, 0, 60_000))
        return found.most_common(1)[0][0] if found else "\n\n"

    def beside(self, text: str, at: int, last: bool, join: str) -> tuple[str, int]:
        """A sentence that is put in at an edge of another text, a paragraph of its own where the edge is that of a paragraph, and where it begins in that."""
        if at and _BEGINS.search(self.text, max(0, at - 20), at) and not last:
            return text + self.parting, 0
        whole = self.calm is not self.edges and bool(_BEGINS.search(self.text, max(0, self.calm[0] - 20), self.calm[0]))
        if whole and (last or self.text[at : at + 1] == "\n"):
            return self.parting + text, len(self.parting)
        return (join + text, len(join)) if last else (text + join, 0)


class Meter:
    """Token counts of stretches of one book: sums over its paragraphs, and single counts inside the paragraphs at both ends."""

    def __init__(self, book: Book, counter: Counter) -> None:
        self.text, self.counter = book.text, counter  # the text, not the book: a ring of the two would live on until it is collected
        self.additive = Additive(counter, book.text)
        self._inside: dict[tuple[int, int], int] = {}
        text = book.text
        self.cuts = [0, *(m.end() for m in _PARAGRAPH.finditer(text) if m.end() < len(text)), len(text)]
        self.totals, self._seams = [0], [0]
        for a, b in zip(self.cuts, self.cuts[1:], strict=False):
            self._seams.append(self._seam(a))
            self.totals.append(self.totals[-1] + counter.count(text[a:b]) + self._seams[-1])
        self.additive.forget()  # the seams between paragraphs are told here: kept twice they would take more room than the text

    def __getstate__(self) -> dict[str, Any]:
        """Counts without the tokenizer, which is found again by who reads them."""
        return {k: v for k, v in self.__dict__.items() if k not in ("counter", "_inside")} | {"_inside": {}}

    def _seam(self, at: int) -> int:
        w, text = self.additive.window, self.text
        return self.additive.seam(text[max(0, at - w) : at], text[at : at + w]) if at and w else 0

    def _short(self, start: int, end: int) -> int:
        """Tokens of a stretch inside one paragraph."""
        if end <= start:
            return 0
        if (start, end) not in self._inside:
            if len(self._inside) > 100_000:
                self._inside.clear()
            self._inside[start, end] = self.counter.count(self.text[start:end])
        return self._inside[start, end]

    def paragraph(self, at: int) -> int:
        """Number of the paragraph an offset lies in."""
        return min(bisect_right(self.cuts, at) - 1, len(self.cuts) - 2)

    def count(self, start: int, end: int) -> int:
        """Tokens of text[start:end] as a text of its own; exact where the tokenizer adds up."""
        if end <= start:
            return 0
        i, j = self.paragraph(start), self.paragraph(end - 1)
        if i == j:
            return self._short(start, end)
        first = self.cuts[i + 1]
        # totals[k] holds all paragraphs before k with the seams in front of each of them.
        return self._short(start, first) + self.totals[j] - self.totals[i + 1] + self._seams[j + 1] + self._short(self.cuts[j], end)

    def paragraphs(self) -> list[tuple[str, int]]:
        """Every paragraph and its tokens."""
        rows = zip(self.cuts, self.cuts[1:], self.totals, self.totals[1:], self._seams[1:], strict=False)
        return [(self.text[a:b], after - before - seam) for a, b, before, after, seam in rows]

    def seams(self) -> list[tuple[tuple[str, str], int]]:
        """What joining changes at every paragraph's start, by the characters on both sides."""
        w, text = self.additive.window, self.text
        return [((text[max(0, a - w) : a], text[a : a + w]), s) for a, s in zip(self.cuts[1:-1], self._seams[2:], strict=True)] if w else []

    def reach(self, start: int, tokens: int) -> int:
        """Number of the paragraph in which text[start:] has run for so many tokens."""
        i = self.paragraph(start)
        want = self.totals[i + 1] - self._short(start, self.cuts[i + 1]) + tokens
        return max(i, min(bisect_right(self.totals, want) - 1, len(self.cuts) - 2))

    @property
    def tokens(self) -> int:
        """Tokens of the whole book."""
        return self.totals[-1]
