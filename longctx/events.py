"""Scenes of a generated book as questions speak of them."""

from __future__ import annotations

from dataclasses import dataclass

from longctx.haystack.book import Book
from longctx.world.ledger import Event, Ledger


@dataclass(frozen=True)
class Told:
    """A scene: where it stands, the words it begins with (nowhere else in the book), and itself as a noun phrase."""

    start: int
    end: int
    gist: str
    mark: str
    event: Event


def scenes_between(book: Book, start: int, end: int) -> list[Told]:
    """Scenes that stand whole between two offsets and can be told apart: no two of the same people on the same business."""
    ledger: Ledger = book.ledger
    out: list[Told] = []
    seen: set[str] = set()
    marks: dict[int, str] = book.cache.setdefault("marks", {})
    for event in ledger.events:
        if event.start < start or event.end > end or not event.gist:
            continue
        if event.id not in marks:
            marks[event.id] = _mark(book, event)
        mark = marks[event.id]
        if not mark or event.gist in seen:
            continue
        seen.add(event.gist)
        out.append(Told(event.start, event.end, event.gist, mark, event))
    return out


def _mark(book: Book, event: Event) -> str:
    """The words a scene begins with, where they stand nowhere else."""
    mark = book.text[event.start : event.start + 60].split("\n")[0].strip()
    if book.lang == "en" and len(mark) > 50:
        mark = mark.rpartition(" ")[0].rstrip(",;: ")
    return mark if len(mark) >= (12 if book.lang == "zh" else 24) and book.text.count(mark) == 1 else ""
