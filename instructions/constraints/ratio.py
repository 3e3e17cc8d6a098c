"""Shares: questions among sentences, quoted words, short sentences; and contrasts between parts."""

from __future__ import annotations

import random
from collections.abc import Iterator

from instructions.constraints.base import Count, Facts, Kind, Measuring, Params, register
from instructions.text.record import Record


@register
class Short(Count):
    """At least (exactly) n sentences are short: at most m characters / words."""

    id, ops = "ratio.short", ("min",)

    def check(self, r: Record, p: Params) -> str:
        n = sum(b <= p["m"] for _, b in r.sentence_readings)
        return "" if n >= p["n"] else f"{n} sentences of at most {p['m']}, asked: {p['n']}"

    def measure(self, r: Record, m: Measuring) -> Iterator[Params]:
        if len(r.sentences) > 3 and not r.items:
            size = m.rng.choice((10, 12, 15) if r.lang == "zh" else (6, 8, 10))
            n = sum(b <= size for _, b in r.sentence_readings)
            if 0 < n < len(r.sentences):
                yield {"op": "min", "n": n if n < 3 else n - m.rng.randrange(2), "m": size}


@register
class LongestAt(Kind):
    """The longest sentence is the first / the last."""

    id = "ratio.longest"

    def wording(self, p: Params) -> str:
        return str(p["where"])

    def slots(self, p: Params) -> dict[str, object]:
        return {}

    def check(self, r: Record, p: Params) -> str:
        sizes = r.sentence_readings
        if len(sizes) < 3:
            return "fewer than three sentences"
        at = 0 if p["where"] == "first" else len(sizes) - 1
        rest = [b for i, (_, b) in enumerate(sizes) if i != at]
        return "" if sizes[at][0] > max(rest) else f"the {p['where']} sentence has {sizes[at][0]}, another {max(rest)}"

    def measure(self, r: Record, m: Measuring) -> Iterator[Params]:
        if len(r.sentences) > 3:
            yield {"where": "first"}
            yield {"where": "last"}

    def cut(self, r: Record, p: Params, rng: random.Random) -> Iterator[str]:
        spans = r.sentence_spans
        at = 0 if p["where"] == "first" else len(spans) - 1
        other = rng.choice([i for i in range(len(spans)) if i != at])
        (a, b), (c, d) = sorted((spans[at], spans[other]))
        yield r.text[:a] + r.text[c:d] + r.text[b:c] + r.text[a:b] + r.text[d:]


@register
class FirstShort(Count):
    """The first sentence has at most n characters / words."""

    id, ops = "ratio.lead", ("max",)

    def value(self, r: Record) -> int:
        return r.sentence_readings[0][1] if r.sentences else 0

    def check(self, r: Record, p: Params) -> str:
        return super().check(r, p) if r.sentences else "there is no sentence"

    def measure(self, r: Record, m: Measuring) -> Iterator[Params]:
        n = self.value(r)
        if len(r.sentences) > 3 and 3 < n <= (18 if r.lang == "zh" else 12):
            yield {"op": "max", "n": n + m.rng.randrange(3)}

    def cut(self, r: Record, p: Params, rng: random.Random) -> Iterator[str]:
        spans = r.sentence_spans
        longer = [i for i in range(1, len(spans)) if r.sentence_readings[i][0] > p["n"]]
        if longer:
            (a, b), (c, d) = spans[0], spans[rng.choice(longer)]
            yield r.text[:a] + r.text[c:d] + r.text[b:c] + r.text[a:b] + r.text[d:]

    def facts(self, p: Params, lang: str) -> Facts:
        return Facts(bounds={"first_sentence": (1, p["n"])})


@register
class Questions(Count):
    """So many of the sentences are questions."""

    id, ops, feature = "ratio.questions", ("exact", "min"), "questions"

    def value(self, r: Record) -> int:
        return sum(mark in ("？", "?") for mark in r.end_marks)

    def facts(self, p: Params, lang: str) -> Facts:
        low, high = (p["n"], None) if p["op"] == "min" else (p["n"], p["n"])
        return Facts(bounds={"mark question": (low, None), "questions": (low, high)})
