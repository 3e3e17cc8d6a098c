"""Punctuation: marks forbidden, counted, or the only end marks allowed."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from typing import Any

from instructions.constraints.base import Facts, Kind, Measuring, Params, holds, interval, register
from instructions.text.record import Record

# Every sign that is read as the mark, full width and half width alike.
MARKS = {
    "comma": "，,", "exclamation": "！!", "question": "？?", "semicolon": "；;", "colon": "：:", "quotes": "“”\"「」‘『』", "brackets": "（）()",
    "dash": "—–", "ellipsis": "…", "enumeration": "、",
}  # fmt: skip

_INSIDE = re.compile(r"[,:](?<=\d.)(?=\d)")  # between two digits


def _count(r: Record, mark: str) -> int:
    text = _INSIDE.sub("", r.text) if mark in ("comma", "colon") else r.text
    if mark == "quotes":
        return sum(text.count(c) for c in '“"「‘『') - (text.count('"') // 2)
    if mark == "ellipsis":
        return len(re.findall(r"…+|\.{3,}", text))
    return sum(text.count(c) for c in MARKS[mark])


def _first(r: Record, mark: str) -> int:
    return next((i for i, c in enumerate(r.text) if c in MARKS[mark]), -1)


@register
class Without(Kind):
    """A mark that must not be used, in either width. A comma inside a number (1,000) is part of the number."""

    id = "punct.none"
    needs = ("two sentences",)

    def wording(self, p: Params) -> str:
        return str(p["mark"])

    def slots(self, p: Params) -> dict[str, Any]:
        return {}

    def check(self, r: Record, p: Params) -> str:
        n = _count(r, p["mark"])
        return f"{n} {p['mark']} marks" if n else ""

    def measure(self, r: Record, m: Measuring) -> Iterator[Params]:
        if len(r.sentences) > 1:
            for mark in MARKS:
                if mark != "enumeration" or r.lang == "zh":
                    yield {"mark": mark}

    def cut(self, r: Record, p: Params, rng: random.Random) -> Iterator[str]:
        mark = MARKS[p["mark"]][0 if r.lang == "zh" else -1]
        spans = rng.sample(r.sentence_spans, len(r.sentence_spans))
        for a, b in spans:
            if p["mark"] in ("exclamation", "question") and r.text[b - 1] in "。.":
                yield r.text[: b - 1] + mark + r.text[b:]
            if p["mark"] == "ellipsis" and r.text[b - 1] in "。.":
                yield r.text[: b - 1] + ("……" if r.lang == "zh" else "...") + r.text[b:]
            comma = r.text.find("，" if r.lang == "zh" else ",", a, b)
            if p["mark"] in ("semicolon", "dash") and comma > 0:
                yield (
                    r.text[:comma]
                    + ("——" if p["mark"] == "dash" and r.lang == "zh" else " -" if p["mark"] == "dash" else mark)
                    + r.text[comma + 1 :]
                )
            if p["mark"] == "comma" and r.lang == "en" and " and " in r.text[a:b]:
                at = r.text.index(" and ", a)
                yield r.text[:at] + "," + r.text[at:]
            if p["mark"] == "comma" and b < len(r.text) and r.text[b - 1] in "。." and r.text[b] not in "\n" and r.lang == "zh":
                yield r.text[: b - 1] + "，" + r.text[b:]

    def facts(self, p: Params, lang: str) -> Facts:
        return Facts(bounds={f"mark {p['mark']}": (0, 0)}, lacks=[f"mark:{p['mark']}"])

    def outside(self, p: Params) -> tuple[str, dict[str, Any]] | None:
        return ("punctuation:no_comma", {}) if p["mark"] == "comma" else None


@register
class Times(Kind):
    """A mark exactly, at least or at most n times."""

    id = "punct.count"

    def wording(self, p: Params) -> str:
        return f"{p['mark']}_{p['op']}"

    def slots(self, p: Params) -> dict[str, Any]:
        return {"n": p["n"]}

    def check(self, r: Record, p: Params) -> str:
        n = _count(r, p["mark"])
        return "" if holds(n, p) else f"{n} {p['mark']} marks, asked: {p['op']} {p['n']}"

    def measure(self, r: Record, m: Measuring) -> Iterator[Params]:
        for mark in ("question", "exclamation"):  # of colons nobody wants a number
            n = _count(r, mark)
            if 0 < n < 6 and r.readings[0] > 30:
                yield {"mark": mark, "op": "exact", "n": n}
                if mark in ("question", "exclamation"):
                    yield {"mark": mark, "op": "max", "n": n}

    def cut(self, r: Record, p: Params, rng: random.Random) -> Iterator[str]:
        at = _first(r, p["mark"])
        if at >= 0 and p["op"] != "max":
            new = {"question": "。.", "exclamation": "。.", "semicolon": "，,", "colon": "，,"}[p["mark"]][0 if r.lang == "zh" else 1]
            yield r.text[:at] + new + r.text[at + 1 :]
        for _a, b in rng.sample(r.sentence_spans, len(r.sentence_spans)):
            if p["mark"] in ("question", "exclamation") and r.text[b - 1] in "。.":
                yield r.text[: b - 1] + MARKS[p["mark"]][0 if r.lang == "zh" else -1] + r.text[b:]

    def facts(self, p: Params, lang: str) -> Facts:
        return Facts(bounds={f"mark {p['mark']}": interval(p)})


_TRAILS = re.compile(r"\.\.[^\w]*$")  # ... trails off


@register
class OnlyStops(Kind):
    """Every sentence ends with a full stop: no question, no exclamation, no trailing off, not in a quotation either."""

    id = "punct.stops"
    needs = ("four sentences",)

    def check(self, r: Record, p: Params) -> str:
        bad = [
            s
            for s, mark in zip(r.sentences, r.end_marks, strict=True)
            if mark not in ("。", ".") or _TRAILS.search(s) or set(s) & set("？?！!")
        ]
        return f"a sentence ends otherwise: {bad[0][-16:]!r}" if bad else "" if r.sentences else "there is no sentence"

    def measure(self, r: Record, m: Measuring) -> Iterator[Params]:
        if len(r.sentences) > 3 and not r.items:
            yield {}

    def cut(self, r: Record, p: Params, rng: random.Random) -> Iterator[str]:
        for _a, b in rng.sample(r.sentence_spans, len(r.sentence_spans)):
            if r.text[b - 1] in "。.":
                yield r.text[: b - 1] + ("！" if r.lang == "zh" else "!") + r.text[b:]

    def facts(self, p: Params, lang: str) -> Facts:
        closing = 1 if lang == "zh" else 0  # 敬礼！ closes a letter and stands in no sentence
        return Facts(bounds={"mark question": (0, 0), "mark exclamation": (0, closing)})


@register
class LineEnds(Kind):
    """No line (item) has a mark at its end."""

    id = "punct.bare_items"
    needs = ("items",)

    def check(self, r: Record, p: Params) -> str:
        if not r.items:
            return "there is no item"
        bad = [x for x in r.items if x.rstrip()[-1:] in "。，；！？.,;!?"]
        return f"an item ends with a mark: {bad[0][-16:]!r}" if bad else ""

    def measure(self, r: Record, m: Measuring) -> Iterator[Params]:
        yield {}

    def cut(self, r: Record, p: Params, rng: random.Random) -> Iterator[str]:
        items = [x for x in r.all_lines if x.kind in ("bullet", "number")]
        if items:
            x = rng.choice(items)
            yield r.text[: x.end] + ("。" if r.lang == "zh" else ".") + r.text[x.end :]
