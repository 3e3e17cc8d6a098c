"""Letter case: English only; for Chinese it is refused, since Han characters have none."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from typing import Any

from instructions.constraints.base import Count, Facts, Kind, Measuring, Params, register
from instructions.text.record import Record

_CAPITALS = re.compile(r"\b(?<![\[</])(?![IVXLC]+\b)[A-Z]{2,}\b(?![\]>])")  # George III stresses nothing
REFUSED = "Chinese characters have no case; ask for it in an English text"


@register
class Whole(Kind):
    """All letters upper / lower case."""

    id, langs, visible = "case.all", ("en",), True
    needs = ("one case",)

    def check(self, r: Record, p: Params) -> str:
        if r.text.isupper() if p["op"] == "upper" else r.text.islower():
            return ""
        bad = next((c for c in r.text if (c.islower() if p["op"] == "upper" else c.isupper())), "")
        return f"{bad!r} is not {p['op']} case" if bad else "there is no letter that has a case"

    def measure(self, r: Record, m: Measuring) -> Iterator[Params]:
        if r.text.isupper():
            yield {"op": "upper"}
        elif r.text.islower():
            yield {"op": "lower"}

    def cut(self, r: Record, p: Params, rng: random.Random) -> Iterator[str]:
        words = [m.span() for m in re.finditer(r"[A-Za-z]{3,}", r.text)]
        a, b = rng.choice(words)
        yield r.text[:a] + (r.text[a:b].capitalize()) + r.text[b:]

    def facts(self, p: Params, lang: str) -> Facts:
        return Facts(case=p["op"])

    def outside(self, p: Params) -> tuple[str, dict[str, Any]] | None:
        return ("change_case:english_capital", {}) if p["op"] == "upper" else ("change_case:english_lowercase", {})


@register
class Capitals(Count):
    """So many words of two letters or more wholly in capitals."""

    id, langs, ops, visible, feature = "case.capitals", ("en",), ("exact", "max", "min"), True, "capitals"
    measured = False  # XIII and a sign in capitals stress nothing: asked only where words were set so
    needs = ("capitals",)

    def value(self, r: Record) -> int:
        if "[" not in r.text and "<" not in r.text:
            return len(_CAPITALS.findall(r.text))
        lines = (r.text[x.start : x.end] for x in r.all_lines if x.kind != "token")  # [SEP] is a sign, not a word
        return sum(len(_CAPITALS.findall(x)) for x in lines)

    def cut(self, r: Record, p: Params, rng: random.Random) -> Iterator[str]:
        hits = [m.span() for m in _CAPITALS.finditer(r.text)]
        if hits:
            a, b = rng.choice(hits)
            yield r.text[:a] + r.text[a:b].lower() + r.text[b:]


@register
class TitleCase(Kind):
    """Every heading and the title have a capital on each word of four letters or more."""

    id, langs = "case.title", ("en",)
    needs = ("headed",)

    def check(self, r: Record, p: Params) -> str:
        heads = [r.title, *(re.sub(r"[#*\s]+", " ", r.text[x.start : x.end]).strip() for x in r.headings)]
        heads = [h for h in heads if h]
        bad = [w for h in heads for w in re.findall(r"[A-Za-z]{4,}", h) if not w[0].isupper()]
        return f"{bad[0]!r} has no capital" if bad else "" if heads else "there is no heading"

    def measure(self, r: Record, m: Measuring) -> Iterator[Params]:
        yield {}

    def cut(self, r: Record, p: Params, rng: random.Random) -> Iterator[str]:
        for word in re.findall(r"[A-Z][a-z]{3,}", r.title):
            yield r.text.replace(word, word.lower(), 1)
