"""Length of the text, of its sentences and of its items, in the unit that is named."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from instructions.constraints import human
from instructions.constraints.base import Count, Facts, Measuring, Params, register
from instructions.text import units
from instructions.text.record import Record, read_as, sized


class _Whole(Count):
    ops = ("min", "max", "range", "about")
    scopes = ("paragraph",)
    least = 12

    def span(self, r: Record) -> tuple[int, int]:
        return r.readings  # a bound must hold however the reader counts

    def cut(self, r: Record, p: Params, rng: random.Random) -> Iterator[str]:
        spans = list(r.sentence_spans)
        rng.shuffle(spans)
        for a, b in spans:
            if p["op"] in ("min", "range", "about"):
                yield _drop(r.text, a, b)


def _drop(text: str, a: int, b: int) -> str:
    """The text without a span, and without the space that parted it."""
    rest = text[b:].removeprefix(" ")
    return (text[:a] + rest).strip() if rest[:1] not in ("\n", "") else (text[:a].rstrip(" ") + rest).strip()


@register
class Zi(_Whole):
    """字数 as word processors count."""

    id, feature, langs = "length.zi", "zi", ("zh",)

    def value(self, r: Record) -> int:
        return r.zi


@register
class Han(_Whole):
    """Han characters alone."""

    id, feature, langs = "length.han", "han", ("zh",)

    def value(self, r: Record) -> int:
        return r.han

    def span(self, r: Record) -> tuple[int, int]:
        return r.han, r.han


@register
class Chars(_Whole):
    """All visible characters, punctuation included."""

    id, feature = "length.chars", "chars"

    def value(self, r: Record) -> int:
        return r.chars

    def span(self, r: Record) -> tuple[int, int]:
        return r.chars, r.chars if r.lang == "zh" else len(r.text)  # with or without spaces


@register
class Words(_Whole):
    """English words."""

    id, feature, langs = "length.words", "words", ("en",)

    def value(self, r: Record) -> int:
        return r.words

    def outside(self, p: Params) -> tuple[str, dict[str, Any]] | None:
        if p["op"] == "min":
            return "length_constraints:number_words", {"relation": "at least", "num_words": p["n"]}
        return ("length_constraints:number_words", {"relation": "less than", "num_words": p["n"] + 1}) if p["op"] == "max" else None


class _Each(Count):
    """The longest (max) or shortest (min) of several pieces."""

    ops: tuple[str, ...] = ("max",)
    least = 3

    def pieces(self, r: Record) -> list[str]:
        """What is measured, piece by piece."""
        return r.sentences

    def sizes(self, r: Record) -> list[int]:
        """字 (zh) or words (en) of each piece."""
        pieces = self.pieces(r)
        return r.sentence_sizes if pieces is r.sentences else [sized(x, r.lang) for x in pieces]

    def check(self, r: Record, p: Params) -> str:
        pieces = self.pieces(r)
        for piece, size in zip(pieces, self.sizes(r), strict=True):
            if (size > p["n"]) if p["op"] == "max" else (size < p["n"]):
                return f"{size}: {piece[:40]!r}, asked: {p['op']} {p['n']} each"
        return "" if pieces else "there is nothing to measure"

    def measure(self, r: Record, m: Measuring) -> Iterator[Params]:
        pieces = self.pieces(r)
        sizes = r.sentence_readings if pieces is r.sentences else [read_as(x, r.lang) for x in pieces]
        if len(sizes) < 2:
            return
        for op in self.ops:
            n = max(b for _, b in sizes) if op == "max" else min(a for a, _ in sizes)
            if n >= self.least:
                yield {
                    "op": op,
                    "n": human.ceiling(n) if op == "max" else n - n % 2,
                }


@register
class SentenceMax(_Each):
    """No sentence longer (shorter) than this."""

    id, ops = "length.sentence", ("max",)  # that none is short is nobody's wish
    least = 6

    def facts(self, p: Params, lang: str) -> Facts:
        return Facts(bounds={"sentence_size": (0, p["n"]) if p["op"] == "max" else (p["n"], None), "sentences": (1, None)})


@register
class ItemMax(_Each):
    """No list item longer than this."""

    id = "length.item"
    needs = ("items",)

    def pieces(self, r: Record) -> list[str]:
        """Items of every level: one that is set in is an item all the same."""
        return [r.text[x.body : x.end] for x in r.all_lines if x.kind in ("bullet", "number")]

    def facts(self, p: Params, lang: str) -> Facts:
        return Facts(bounds={"item_size": (0, p["n"]), "items": (1, None)})


@register
class LineSize(_Each):
    """Every line of a verse has exactly so many characters (zh)."""

    id, langs, ops, visible = "length.line", ("zh",), ("exact",), True
    needs = ("lines",)

    def check(self, r: Record, p: Params) -> str:
        bad = [x for x in r.verse if units.zi(x) != p["n"]]
        return f"{units.zi(bad[0])} characters: {bad[0]!r}, asked: {p['n']}" if bad else "" if r.verse else "there is no line"

    def measure(self, r: Record, m: Measuring) -> Iterator[Params]:
        sizes = {units.zi(x) for x in r.verse}
        if len(sizes) == 1 and len(r.verse) > 2 and max(sizes) <= 14:
            yield {"op": "exact", "n": sizes.pop()}

    def facts(self, p: Params, lang: str) -> Facts:
        return Facts(bounds={"line_size": (p["n"], p["n"]), "lines": (1, None)})

    def cut(self, r: Record, p: Params, rng: random.Random) -> Iterator[str]:
        for word in ("的", "又", "正"):
            lines = r.text.split("\n")
            at = rng.randrange(len(lines))
            if len(lines[at]) > 4:
                yield "\n".join([*lines[:at], lines[at][:2] + word + lines[at][2:], *lines[at + 1 :]])
