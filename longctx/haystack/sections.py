"""The parts of a document that a reader would name: its chapters, or what stands under headings that are lines by themselves."""

from __future__ import annotations

import re
from dataclasses import dataclass

from longctx.haystack.book import Book

# A line by itself, short, with no mark at its end: "2.1 Results", "Joining the team", 二、办法; marks of Markdown have been taken off.
_HEAD = re.compile(r"(?:^|(?<=\n\n))[A-Z0-9\u3400-\u9fff（][^\n|]{1,69}(?=\n\n)")
_ENDS = "。！？!?；;，,：:.…）)"
LEAST = 400  # characters of a part that is worth a summary


@dataclass(frozen=True)
class Section:
    """A part of a document: its heading as a line, and the title without marks; where heading, text and end are."""

    line: str
    title: str
    start: int
    body: int
    end: int


def sections(book: Book) -> list[Section]:
    """All parts whose heading stands once in the document, in order; none where it has fewer than two."""
    if "sections" not in book.cache:
        book.cache["sections"] = _found(book)
    made: list[Section] = book.cache["sections"]
    return made


def _found(book: Book) -> list[Section]:
    text = book.text
    if len(book.chapters) > 1:
        spans = [(c.start, c.body, c.end, c.label) for c in book.chapters if len(c.heads) < 2]
    else:
        heads = [m for m in _HEAD.finditer(text) if m[0].rstrip()[-1] not in _ENDS and not text.startswith(("- ", "* ", "|"), m.end() + 2)]
        ends = [*(m.start() for m in heads[1:]), len(text)]
        spans = [(m.start(), m.end(), end, m[0].strip()) for m, end in zip(heads, ends, strict=False)]
    made = [Section(text[a:body].strip(), title, a, body, end) for a, body, end, title in spans if end - body >= LEAST and title]
    lines = [s.line for s in made]
    kept = [s for s in made if lines.count(s.line) == 1 and text.count(s.line) == 1]
    return kept if len(kept) > 1 else []
