"""Copying: the request first, a given sentence word for word."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from instructions.constraints.base import Facts, Kind, Measuring, Params, register
from instructions.text.leaning import leans
from instructions.text.record import Record


@register
class Verbatim(Kind):
    """A given sentence stands in the text, word for word, exactly once."""

    id = "copy.sentence"
    needs = ("four sentences",)

    def check(self, r: Record, p: Params) -> str:
        n = r.text.count(p["phrase"])
        return "" if n == 1 else f"{p['phrase']!r} stands {n} times, asked: once, word for word"

    def measure(self, r: Record, m: Measuring) -> Iterator[Params]:
        inner = [
            s
            for s in r.sentences[1:-1]
            if not leans(s, r.lang) and 6 <= len(s) <= (30 if r.lang == "zh" else 90) and not set(s) & set('*“”‘"') and s[-1] in "。.！!？?"
        ]
        if inner and len(r.sentences) > 3:
            yield {"phrase": m.rng.choice(inner)}

    def cut(self, r: Record, p: Params, rng: random.Random) -> Iterator[str]:
        phrase = p["phrase"]
        swaps = (
            (("就", "便"), ("了", ""), ("很", "挺"), ("都", "全"))
            if r.lang == "zh"
            else ((" the ", " a "), ("n't", " not"), (" and ", " & "), (" is ", "'s "))
        )
        for a, b in swaps:
            if a in phrase:
                yield r.text.replace(phrase, phrase.replace(a, b, 1), 1)

    def facts(self, p: Params, lang: str) -> Facts:
        return Facts(exact=p["phrase"], holds=[(p["phrase"], 1)])


@register
class Title(Kind):
    """The title is given."""

    id, visible = "copy.title", False
    needs = ("title",)

    def check(self, r: Record, p: Params) -> str:
        return "" if r.title == p["phrase"] else f"the title is {r.title!r}, asked: {p['phrase']!r}"

    def measure(self, r: Record, m: Measuring) -> Iterator[Params]:
        if r.title:
            yield {"phrase": r.title}

    def cut(self, r: Record, p: Params, rng: random.Random) -> Iterator[str]:
        for at in range(1, len(r.title)):
            if r.title[at] == " " or r.lang == "zh":
                yield r.text.replace(r.title, r.title[:at].rstrip(), 1)

    def facts(self, p: Params, lang: str) -> Facts:
        return Facts(bounds={"title": (1, 1)}, exact=p["phrase"], holds=[(p["phrase"], 1)])


@register
class RequestFirst(Kind):
    """The answer begins with the request itself, repeated word for word, then a blank line."""

    id, visible = "copy.request", True

    def check(self, r: Record, p: Params) -> str:
        head, _, rest = r.text.partition("\n")
        return "" if head.strip() == p["phrase"] and rest.strip() else "the first line is not the request, word for word"

    def slots(self, p: Params) -> dict[str, Any]:
        return {"phrase": p["phrase"]}

    def cut(self, r: Record, p: Params, rng: random.Random) -> Iterator[str]:
        yield r.text.partition("\n")[2].strip()

    def facts(self, p: Params, lang: str) -> Facts:
        return Facts(starts=p["phrase"], exact=p["phrase"], holds=[(p["phrase"], 1)])

    def outside(self, p: Params) -> tuple[str, dict[str, Any]] | None:
        return "combination:repeat_prompt", {"prompt_to_repeat": p["phrase"]}
