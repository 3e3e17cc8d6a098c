"""Single letters and characters: forbidden, counted; and how alike sentences and words are."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from typing import Any

from instructions.constraints.base import Count, Facts, Kind, Measuring, Params, holds, interval, register
from instructions.text.record import Record

_HAN = re.compile("[\u4e00-\u9fff]+")
_COMMON = {"zh": "的了是在不就也都把着要一上很吗", "en": "qzjxkvbwpf"}


@register
class Exclude(Kind):
    """A letter (en) or character (zh) that must not be used."""

    id = "letter.exclude"

    def check(self, r: Record, p: Params) -> str:
        n = r.lower.count(p["letter"].lower())
        return f"{p['letter']!r} stands {n} times" if n else ""

    def measure(self, r: Record, m: Measuring) -> Iterator[Params]:
        absent = [c for c in _COMMON[r.lang] if c not in r.lower]
        if absent and r.readings[0] > 15:
            yield {"letter": m.rng.choice(absent[:4])}

    def facts(self, p: Params, lang: str) -> Facts:
        return Facts(lacks=["letter:" + p["letter"].lower()])


@register
class Frequency(Kind):
    """A letter or character at most / at least / exactly n times."""

    id = "letter.frequency"

    def check(self, r: Record, p: Params) -> str:
        n = r.lower.count(p["letter"].lower())
        return "" if holds(n, p) else f"{p['letter']!r} stands {n} times, asked: {p['op']} {p['n']}"

    def measure(self, r: Record, m: Measuring) -> Iterator[Params]:
        for c in m.rng.sample(_COMMON[r.lang], 3):
            n = r.lower.count(c)
            if 1 <= n <= 9:
                yield {"letter": c, "op": m.rng.choice(("max", "max", "exact")), "n": n}

    def facts(self, p: Params, lang: str) -> Facts:
        low, high = interval(p)
        return Facts(bounds={f"count of letter {p['letter'].lower()}": (low, high)})

    def outside(self, p: Params) -> tuple[str, dict[str, Any]] | None:
        relation = {"min": ("at least", p["n"]), "max": ("less than", p["n"] + 1)}.get(p["op"])
        made = {"letter": p["letter"], "let_relation": relation[0], "let_frequency": relation[1]} if relation else {}
        return ("keywords:letter_frequency", made) if made else None


@register
class DistinctStarts(Kind):
    """No two sentences begin with the same word (en) or character (zh)."""

    id = "letter.starts"
    needs = ("four sentences",)

    def check(self, r: Record, p: Params) -> str:
        starts = [r.start_of(s) for s in r.sentences]
        twice = [s for s in starts if starts.count(s) > 1]
        return f"two sentences begin with {twice[0]!r}" if twice else "" if len(starts) > 1 else "fewer than two sentences"

    def size(self, r: Record) -> int:
        return min(len(r.sentence_spans), 9)

    def measure(self, r: Record, m: Measuring) -> Iterator[Params]:
        if len(r.sentences) > 4:
            yield {}

    def cut(self, r: Record, p: Params, rng: random.Random) -> Iterator[str]:
        if r.lang == "en" and len(r.sentences) > 1:
            (a, b), (c, d) = rng.sample(r.sentence_spans, 2)
            first = r.text[a:b].split(" ", 1)[0]
            rest = r.text[c:d]
            if first in ("The", "A", "It", "You", "We", "I") and rest.split(" ", 1)[0] in ("The", "A", "You", "We", "I"):
                yield r.text[:c] + first + " " + rest.split(" ", 1)[1] + r.text[d:]
        if r.lang == "zh" and len(r.sentences) > 1:
            (a, b), (c, _d) = rng.sample(r.sentence_spans, 2)
            first = r.start_of(r.text[a:b])
            if first in "这那我你它他大有在要":
                yield r.text[:c] + first + r.text[c:]


@register
class Unique(Count):
    """At least so many different words (en) or characters (zh)."""

    id, ops, feature = "letter.unique", ("min",), ""

    def value(self, r: Record) -> int:
        return len(set(r.tokens)) if r.lang == "en" else len(set("".join(_HAN.findall(r.text))))

    def measure(self, r: Record, m: Measuring) -> Iterator[Params]:
        if self.value(r) > 30:
            yield from super().measure(r, m)


@register
class Repeat(Count):
    """No word (en, four letters or more) stands more often than n times."""

    id, langs, ops = "letter.repeat", ("en",), ("max",)

    def value(self, r: Record) -> int:
        return max((n for w, n in r.word_counts.items() if len(w) > 3 and w.isalpha()), default=0)

    def measure(self, r: Record, m: Measuring) -> Iterator[Params]:
        if r.words > 60 and self.value(r) < 6:
            yield {"op": "max", "n": self.value(r)}
