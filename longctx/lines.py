"""The text's own sentences as needles: a line half remembered, with a gap where some of its words stood; or the sentence behind a line."""

from __future__ import annotations

import random
import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass

from generators.recipe import Unfit
from longctx.haystack.book import Book
from longctx.phrases import chinese, endings, noun_phrases, weighty
from longctx.sentences import TRIES, Shape, drawn, like, pieces, plain, shape, unlike, whole, within

GAP = "____"
_LEFT = {"zh": 0, "en": 18}  # characters of a line that its gap must leave: less brings nothing to mind
BREAKABLE = {"zh": 16, "en": 60}  # characters of a sentence that has room to break off
_DRAWS, _LIKE = 240, 0.25  # sentences looked at; how far a sentence may be from the one it is modelled on
_HAN = re.compile("[\u3400-\u9fff]")
SHORT = {"zh": 16, "en": 40}  # characters of a sentence below which a gap leaves too little of it
# Share of such among the sentences asked for by the one before: so that all in all each length comes as often as in the text.
SHORT_NEXT = 0.75


@dataclass(frozen=True)
class Line:
    """A sentence of the book: its offsets, and what stands before, in and behind its gap.

    `form`: `gap`; `rest` where it breaks off, and `right` is its last mark; `next` or `reply` where the sentence is all asked for and `left` is the one
    before it, or in a chat the one it answers, which begins at `first`.
    """

    start: int
    end: int
    left: str
    value: str
    right: str
    form: str = "gap"
    first: int = -1

    @property
    def begin(self) -> int:
        """Where what is shown of it begins."""
        return self.start if self.first < 0 else self.first

    @property
    def text(self) -> str:
        """The sentence."""
        return self.value if self.first >= 0 else self.left + self.value + self.right

    @property
    def shown(self) -> str:
        """The sentence with its gap, or up to where it breaks off; the one before it."""
        if self.first >= 0:
            return self.left
        if self.form == "rest":
            bare = self.left.rstrip()
            return bare + ("……" if _HAN.search(bare) else " …")
        return self.left + GAP + self.right

    @property
    def keys(self) -> list[str]:
        """What stands on both sides of the gap, without the marks at its edges; before it alone, where nothing follows."""
        if self.form != "gap":
            return [self.left.strip(" ，；：、,;:“”")]
        return [self.left.strip(" ，；：、,;:"), self.right.strip(" ，；：、,;:。！？.!?")]


def line_in(book: Book, span: tuple[int, int], rng: random.Random, speech: bool = True, form: str = "gap", least: int = 0) -> Line:
    """A sentence of a stretch that can be asked for: drawn at random until one has the shape of another random one. `least`: characters of that one.

    Unfit where none is fit.
    """
    first, last = within(book, span)
    model = like(book, first, last, rng)
    for _ in range(TRIES):
        if model.length >= least:
            break
        model = like(book, first, last, rng)
    if not speech:
        model = model._replace(spoken=False)
    form = "gap" if form == "rest" and model.length < BREAKABLE[book.lang] else form  # a short one has no room to break off

    def made(a: int, b: int) -> Line | None:
        return gapped(book, a, b, rng, speech, form == "rest")

    return _likest(book, (first, last), model, rng, made)


def line_next(book: Book, span: tuple[int, int], rng: random.Random) -> Line:
    """A sentence of a stretch that is asked for by the one before it; rather one that is too short for a gap. Unfit where none is fit."""
    first, last = within(book, span)
    model, short = shape(book, *drawn(book, first, last, rng)), rng.random() < SHORT_NEXT
    for _ in range(TRIES):
        if (0 < model.length < SHORT[book.lang]) == short:
            break
        model = shape(book, *drawn(book, first, last, rng))
    return _likest(book, (first, last), model, rng, lambda a, b: _behind(book, a, b))


def _likest(book: Book, edges: tuple[int, int], model: Shape, rng: random.Random, made: Callable[[int, int], Line | None]) -> Line:
    """Of sentences drawn between two edges the first that is near a model and can be asked for; else the nearest of them."""
    others = []
    for _ in range(_DRAWS):
        a, b = drawn(book, *edges, rng)
        far = unlike(book, [(a, b)], [model])
        if far <= _LIKE and (line := made(a, b)):
            return line
        others.append((far, a, b))
    for _, a, b in sorted(others):
        if line := made(a, b):
            return line
    raise Unfit("lines", "no sentence that stands once")


def _behind(book: Book, start: int, end: int) -> Line | None:
    """A sentence with the one before it in the same scene, where both are whole and stand once."""
    k = bisect_right(book.edges, start) - 1
    before = [*(pieces(book, k - 1) if k > 0 else []), *pieces(book, k)]
    i = next((n for n, p in enumerate(before) if p[0] == start), 0)
    if not i or not start < end:
        return None
    return following(book, before[i - 1], (start, end))


def following(book: Book, first: tuple[int, int], second: tuple[int, int], form: str = "next") -> Line | None:
    """A sentence that is asked for by the one before it, where both are whole and stand once."""
    text, (start, end) = book.text, second
    left, value = text[slice(*first)].strip(), text[start:end]
    if not plain(left, book.lang, True) or not whole(value, book.lang, True) or text.count(left) != 1 or text.count(value) != 1:
        return None
    return Line(start, end, left, value, "", form, first[1] - len(left))


def one_further(book: Book, line: Line, window: tuple[int, int]) -> str:
    """The sentence behind a line's own in a window, which a careless reader might give; the line before it where there is none."""
    k = bisect_right(book.edges, line.start) - 1
    found = [p for n in (k, k + 1) if n < len(book.edges) - 1 for p in pieces(book, n) if line.end <= p[0] and p[1] <= window[1]]
    text = book.text[slice(*found[0])] if found else ""
    return text if whole(text, book.lang, True) else line.left


def gapped(book: Book, start: int, end: int, rng: random.Random, speech: bool = False, rest: bool = False) -> Line | None:
    """A sentence with a gap, or (`rest`) one that breaks off, where it can be asked for so."""
    text = book.text[start:end].rstrip()
    if not plain(text, book.lang, speech):
        return None
    if rest:
        ends = endings(text, book.lang)
        rng.shuffle(ends)
        broken = (Line(start, start + len(text), text[:a], text[a:b], text[b:], "rest") for a, b in ends)
        return next((x for x in broken if book.text.count(x.left) == 1 and _once(book, x)), None)
    spans = list(noun_phrases(text) if book.lang == "en" else chinese(text))
    rng.shuffle(spans)
    spans.sort(key=lambda s: not (weighty(text[s[0] : s[1]]) if book.lang == "en" else text[s[0]] in "一二三四五六七八九十百千"))
    for a, b in spans[:8]:
        line = Line(start, start + len(text), text[:a], text[a:b], text[b:])
        if (
            all(len(k) >= (3 if book.lang == "zh" else 6) for k in line.keys)
            and len(line.text) - len(line.value) >= _LEFT[book.lang]
            and _once(book, line)
        ):
            return line
    return None


def _once(book: Book, line: Line) -> bool:
    """Whether the gap's words, and both sides of it, stand nowhere else in the book."""
    text = book.text
    first = text.find(line.value)
    return line.start <= first < line.end and text.find(line.value, first + 1) < 0 and line.value not in line.left + line.right
