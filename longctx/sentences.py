"""A text's own sentences: where each stands, its shape, one drawn at random, and how far some are from others in their shapes."""

from __future__ import annotations

import random
import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from generators.recipe import Unfit
from longctx.haystack.book import Book

_LENGTHS = {"zh": (9, 90), "en": (18, 260)}
_TITLE = r"|(?<=\bMr)\.|(?<=\bMrs)\.|(?<=\bDr)\.|(?<=\bSt)\."
WHOLE = {
    "zh": re.compile(r"[^。！？!?“”\"‘’「」…\n=【】]+[。！？]"),
    "en": re.compile(rf"[A-Z](?:[^.!?“”\"\n=\[\]]{_TITLE})+[.!?]"),
}
_SPOKEN = {
    "zh": re.compile(r"[^。！？!?\"‘’「」…\n=【】]+[。！？]”?"),
    "en": re.compile(rf"“?[A-Z](?:[^.!?\"‘\n=\[\]]|[.!?](?=” ){_TITLE})+[.!?]”?"),
}
_STOPS = {
    "zh": re.compile(r"(?:[。！？!?]+|……)[”’」』]*|\n+"),
    "en": re.compile(r"(?<!\bMr)(?<!\bMrs)(?<!\bDr)(?<!\bSt)[.!?]+[”’)]*(?=\s+[“‘(]?[A-Z0-9£]|\s*\Z)|\n+"),
}
_BEGINS = re.compile(r"\n[ \t\u3000]*“?\Z")
_ODD = {"zh": 0.9, "en": 0.5}  # how much speech, or opening something, counts where it is not alike: in English lengths tell more
TRIES, _TOGETHER = 60, 5  # draws until a sentence is found; sentences between two edges, of which a speech has several


class Shape(NamedTuple):
    """What gives a sentence away but for its words: its length, whether it is spoken, and whether it opens a paragraph (1) or a scene (2)."""

    length: int
    spoken: bool
    opens: int


def pieces(book: Book, k: int) -> list[tuple[int, int]]:
    """The sentences between the k-th edge and the next, without a quotation mark whose partner stands in another sentence."""
    start, stop = book.edges[k], book.edges[k + 1]
    cuts = [m.end() for m in _STOPS[book.lang].finditer(book.text, start, stop)]
    found = []
    for a, b in pairwise([start, *cuts, stop]):
        raw = book.text[a:b]
        text = raw.strip()
        if text:
            at, surplus = a + len(raw) - len(raw.lstrip()), text.count("“") - text.count("”")
            found.append((at + (surplus == 1 and text[0] == "“"), at + len(text) - (surplus == -1 and text[-1] == "”")))
    return found


def sentence_at(book: Book, at: int) -> tuple[int, int]:
    """The sentence that holds an offset; an empty one where none does."""
    k = bisect_right(book.edges, at) - 1
    return next((s for s in pieces(book, k) if s[0] <= at < s[1]), (at, at)) if 0 <= k < len(book.edges) - 1 else (at, at)


def drawn(book: Book, first: int, last: int, rng: random.Random) -> tuple[int, int]:
    """A sentence between two edges (their numbers), each as likely as any other, those of a long speech too; an empty one where none is found."""
    for _ in range(TRIES):
        found, i = pieces(book, rng.randrange(first, last)), rng.randrange(_TOGETHER)
        if i < len(found):
            return found[i]
    return 0, 0


def shape(book: Book, a: int, b: int) -> Shape:
    """The shape of a sentence of the book."""
    scenes, text = book.calm if book.between else [], book.text
    i = bisect_left(scenes, a - 1)
    opens = bool(_BEGINS.search(text, max(0, a - 20), a)) + (i < len(scenes) and scenes[i] <= a)
    return Shape(b - a, any(c in "“”" for c in text[max(0, a - 1) : b + 1]), opens)


def like(book: Book, first: int, last: int, rng: random.Random) -> Shape:
    """The shape of a sentence drawn at random between two edges: a needle is to be like it."""
    low, high = _LENGTHS[book.lang]
    one = shape(book, *drawn(book, first, last, rng))
    return one._replace(length=min(high, max(low, one.length)))


def unlike(book: Book, spans: Sequence[tuple[int, int]], models: Sequence[Shape]) -> float:
    """How far sentences are from as many others in their lengths, and in how many of them are spoken or open something; 0 for not at all."""
    shapes = [shape(book, a, b) for a, b in spans]
    lengths = zip(sorted(s.length for s in shapes), sorted(m.length for m in models), strict=True)
    others = (abs(sum(s[k] for s in shapes) - sum(m[k] for m in models)) for k in (1, 2))
    return (sum(max(x) / max(1, min(x)) - 1 for x in lengths) + _ODD[book.lang] * sum(others)) / len(shapes)


def within(book: Book, span: tuple[int, int]) -> tuple[int, int]:
    """Numbers of the first edge inside a stretch and of the last. Unfit where it holds no whole sentence."""
    first, last = bisect_left(book.edges, span[0]), bisect_right(book.edges, span[1]) - 1
    if last <= first:
        raise Unfit("lines", "no whole sentence in the stretch")
    return first, last


def plain(text: str, lang: str, speech: bool = False) -> bool:
    """Whether a text is one sentence of moderate length, without speech or with all of it."""
    low, high = _LENGTHS[lang]
    return low <= len(text) <= high and whole(text, lang, speech)


def whole(text: str, lang: str, speech: bool) -> bool:
    """Whether a text is one sentence, without speech or with all of it."""
    paired = text.count("“") == text.count("”") and not -1 < text.find("”") < text.find("“")
    return paired and bool((_SPOKEN if speech else WHOLE)[lang].fullmatch(text))
