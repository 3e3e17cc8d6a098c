"""Shares: questions among sentences, quoted words, short sentences; and contrasts between parts."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from instructions.constraints import human
from instructions.constraints.base import Count, Facts, Kind, Measuring, Params, register
from instructions.text.emoji import EMOJI
from instructions.text.record import Record


@register
class Short(Count):
    """At least (exactly) n sentences are short: at most m characters / words."""

    id, ops = "ratio.short", ("min",)
    needs = ("four sentences",)

    def check(self, r: Record, p: Params) -> str:
        # zh: marks are counted too, and the request says so.
        sizes = [b for _, b in r.sentence_readings] if r.lang == "zh" else r.sentence_sizes
        n = sum(size <= p["m"] for size in sizes)
        return "" if n >= p["n"] else f"{n} sentences of at most {p['m']}, asked: {p['n']}"

    def measure(self, r: Record, m: Measuring) -> Iterator[Params]:
        if len(r.sentences) > 3 and not r.items:
            size = m.rng.choice((10, 12, 15) if r.lang == "zh" else (6, 8, 10))
            longest = size * (1 if r.lang == "zh" else 9)  # characters of a sentence that may still be short
            if all(len(x) > longest for x in r.sentences):
                return
            n = sum(b <= size for _, b in r.sentence_readings)
            if 0 < n < len(r.sentences):
                yield {"op": "min", "n": n if n < 3 else n - m.rng.randrange(2), "m": size}


@register
class LongestAt(Kind):
    """The longest sentence is the first / the last."""

    id = "ratio.longest"
    needs = ("four sentences",)

    def wording(self, p: Params) -> str:
        return str(p["where"])

    def slots(self, p: Params) -> dict[str, object]:
        return {}

    def check(self, r: Record, p: Params) -> str:
        sizes = r.sentence_sizes
        if len(sizes) < 2:
            return "fewer than two sentences"
        at = 0 if p["where"] == "first" else len(sizes) - 1
        rest = max(size for i, size in enumerate(sizes) if i != at)
        return "" if sizes[at] > rest else f"the {p['where']} sentence has {sizes[at]}, another {rest}"

    def measure(self, r: Record, m: Measuring) -> Iterator[Params]:
        if len(r.sentences) > 3:
            sizes = r.sentence_readings  # longest however a reader counts
            for where, at in (("first", 0), ("last", len(sizes) - 1)):
                if all(sizes[at][0] > b for i, (_, b) in enumerate(sizes) if i != at):
                    yield {"where": where}

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
    needs = ("four sentences",)

    def value(self, r: Record) -> int:
        if not r.sentences:
            return 0
        return r.sentence_readings[0][1] if r.lang == "zh" else r.sentence_sizes[0]  # zh: marks are counted too, and the request says so

    def check(self, r: Record, p: Params) -> str:
        return super().check(r, p) if r.sentences else "there is no sentence"

    def measure(self, r: Record, m: Measuring) -> Iterator[Params]:
        n = r.sentence_readings[0][1] if r.sentences else 0
        if len(r.sentences) > 3 and 3 < n <= (18 if r.lang == "zh" else 12):
            yield {"op": "max", "n": human.ceiling(n)}

    def cut(self, r: Record, p: Params, rng: random.Random) -> Iterator[str]:
        spans = r.sentence_spans
        longer = [i for i in range(1, len(spans)) if r.sentence_readings[i][0] > p["n"]]
        if longer:
            (a, b), (c, d) = spans[0], spans[rng.choice(longer)]
            yield r.text[:a] + r.text[c:d] + r.text[b:c] + r.text[a:b] + r.text[d:]

    def facts(self, p: Params, lang: str) -> Facts:
        return Facts(bounds={"first_sentence": (1, p["n"])})


_ASKS = re.compile(r"[？?][！!？?]*[\s”\"'’」）)*]*$|[！!]+[？?][\s”\"'’」）)*]*$")  # ?! asks too


@register
class Questions(Count):
    """So many of the sentences are questions."""

    id, ops, feature = "ratio.questions", ("exact", "min"), "questions"
    needs = ("question",)

    def value(self, r: Record) -> int:
        bare = (EMOJI.sub("", s) for s in r.sentences) if r.emoji_spans else r.sentences
        return sum(_ASKS.search(s) is not None for s in bare)

    def facts(self, p: Params, lang: str) -> Facts:
        low, high = (p["n"], None) if p["op"] == "min" else (p["n"], p["n"])
        return Facts(bounds={"mark question": (low, None), "questions": (low, high)})
