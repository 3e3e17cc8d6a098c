"""Scenes of a generated book as questions speak of them."""

from __future__ import annotations

import random
from bisect import bisect_left
from dataclasses import dataclass

from longctx.haystack.book import Book
from longctx.world.ledger import Event, Ledger


@dataclass(frozen=True)
class Told:
    """A scene: where it stands, the first words of one of its sentences (nowhere else in the book), and itself as a noun phrase."""

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
    """The first words of a sentence of the scene, whichever it is, where they stand nowhere else."""
    for at in sentences_of(book, event.start, event.end)[:6]:
        if mark := first_words(book, at):
            return mark
    return ""


def sentences_of(book: Book, start: int, end: int) -> list[int]:
    """Where the sentences of a stretch begin, in an order that depends on the stretch alone."""
    found = [e for e in book.edges[bisect_left(book.edges, start) : bisect_left(book.edges, end)] if e - start < (end - start) - 20]
    random.Random(start).shuffle(found)
    return found


def first_words(book: Book, at: int) -> str:
    """Up to sixty characters of the text from an offset; empty where they are few or stand elsewhere too."""
    mark = book.text[at : at + 60].split("\n")[0].strip()
    if book.lang == "en" and len(mark) > 50:
        mark = mark.rpartition(" ")[0].rstrip(",;: ")
    return mark if len(mark) >= (12 if book.lang == "zh" else 24) and book.text.count(mark) == 1 else ""
