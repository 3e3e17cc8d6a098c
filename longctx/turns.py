"""Sentences of a chat as needles: a line with a gap, the one behind it in the same message, or the one it was answered with."""

from __future__ import annotations

import random
import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from generators.recipe import Unfit
from longctx.haystack.book import Book
from longctx.lines import BREAKABLE, SHORT, SHORT_NEXT, Line, following, gapped
from longctx.sentences import TRIES, WHOLE, Shape, drawn, like, shape, unlike

_LEAD = re.compile(r": [A-Z“]")  # what is pasted, with the words it is introduced by
_REACH = 40  # exchanges on each side in which a sentence is looked for

Span = tuple[int, int]


class Turn(NamedTuple):
    """A message: who says it (as lines begin), where its line begins and its words end, and its sentences without speech in them."""

    speaker: str
    start: int
    end: int
    sentences: list[Span]


def turn_at(book: Book, at: int, rng: random.Random, form: str) -> tuple[Line, str]:
    """A sentence of a chat near an offset, to be asked for in one of the forms of a Line, and who says it, or says what it answers.

    Unfit where none is near.
    """
    edges = book.edges
    i = bisect_left(edges, at)
    model = _model(book, rng, form)
    rest = form == "rest" and model.length >= BREAKABLE[book.lang]
    found: list[tuple[Span, Span | None, Turn]] = []  # a sentence, the one it is asked by, and whose turn that is
    for k in range(max(0, i - _REACH), min(i + _REACH, len(edges) - 1)):
        turns = list(_turns(book, edges[k], edges[k + 1]))
        if form == "reply":
            found += [(b.sentences[0], a.sentences[-1], a) for a, b in pairwise(turns) if _answers(book, a, b)]
        else:
            found += [(two, one, turn) for turn in turns for one, two in zip([None, *turn.sentences], turn.sentences, strict=False)]
    rng.shuffle(found)
    for span, before, turn in sorted(found, key=lambda f: unlike(book, [_line(book, f[0])], [model])):
        if _LEAD.search(book.text, *span):
            continue
        if form in ("gap", "rest"):
            line = gapped(book, *span, rng, rest=rest)
        else:
            line = following(book, before, span, form) if before and _asks(book, before, span, form) else None
        if line:
            return line, turn.speaker
    raise Unfit("lines", "no sentence that stands once is near")


def further(book: Book, line: Line) -> str:
    """The sentence behind a line's own in the same message, which a careless reader might give; the line it is asked by where there is none."""
    found = WHOLE[book.lang].match(book.text, line.end + (book.text[line.end : line.end + 1] == " "))
    return found[0].strip() if found else line.left


def _turns(book: Book, start: int, stop: int) -> Iterator[Turn]:
    """The messages of an exchange."""
    for m in re.finditer(r"[^\n]+", book.text[start:stop]):
        speaker = next((s for s in book.cache["speakers"] if m[0].startswith(s)), "")
        if speaker:
            at = start + m.start()
            cut = [(at + len(speaker) + s.start(), at + len(speaker) + s.end()) for s in WHOLE[book.lang].finditer(m[0][len(speaker) :])]
            yield Turn(speaker, at, start + m.end(), [(b - len(book.text[a:b].lstrip()), b) for a, b in cut])


def _model(book: Book, rng: random.Random, form: str) -> Shape:
    """The shape of a random sentence: of one long enough for a gap; rather of a short one where any will do."""
    last = len(book.edges) - 1
    if form in ("gap", "rest"):
        return like(book, 0, last, rng)
    model, short = shape(book, *drawn(book, 0, last, rng)), rng.random() < SHORT_NEXT
    for _ in range(TRIES):
        if (0 < model.length < SHORT[book.lang]) == short:
            break
        model = shape(book, *drawn(book, 0, last, rng))
    return model


def _line(book: Book, span: Span) -> Span:
    """A sentence with the name of who says it, where a message begins with it: as sentences drawn at random have it."""
    start = book.text.rfind("\n", 0, span[0]) + 1
    return (start, span[1]) if book.text[start : span[0]] in book.cache["speakers"] else span


def _answers(book: Book, asked: Turn, given: Turn) -> bool:
    """Whether a message ends, and the other's next begins, with a sentence that can be told by itself."""
    if asked.speaker == given.speaker or not asked.sentences or not given.sentences:
        return False
    return asked.sentences[-1][1] == asked.end and given.sentences[0][0] == given.start + len(given.speaker)


def _asks(book: Book, one: Span, two: Span, form: str) -> bool:
    """Whether a sentence is no mere "he said" behind a speech nor one that is introduced, and, in one message, the other goes straight on from it."""
    text, (a, b) = book.text, one
    plain = text[max(0, a - 3) : a].rstrip()[-1:] != "”" and not _LEAD.search(text, a, b)
    return plain and (form == "reply" or not text[b : two[0]].strip())
