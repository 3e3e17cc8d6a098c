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
    for event in ledger.events:
        if event.start < start or event.end > end or not event.gist:
            continue
        mark = book.text[event.start : event.start + 60].split("\n")[0].strip()
        if book.lang == "en" and len(mark) > 50:
            mark = mark.rpartition(" ")[0].rstrip(",;: ")
        if len(mark) < (12 if book.lang == "zh" else 24) or book.text.count(mark) != 1 or event.gist in seen:
            continue
        seen.add(event.gist)
        out.append(Told(event.start, event.end, event.gist, mark, event))
    return out
