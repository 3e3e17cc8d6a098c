"""Which scripts and numerals stand in a text."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from instructions.constraints.base import Count, Facts, Kind, Measuring, Params, register
from instructions.text.record import Record

_DIGIT_WORDS = dict(zip("0123456789", "零一二三四五六七八九", strict=True))
_PHONE = re.compile(r"\d[- ]\d|\d{5}")


@register
class NoLatin(Kind):
    """No Latin letter in a Chinese text."""

    id, langs = "script.no_latin", ("zh",)

    def check(self, r: Record, p: Params) -> str:
        m = re.search(r"[A-Za-z\u00c0-\u024f\uff21-\uff3a\uff41-\uff5a]+", r.text)
        return f"Latin letters: {m[0]!r}" if m else ""

    def measure(self, r: Record, m: Measuring) -> Iterator[Params]:
        if r.han > 40:
            yield {}

    def facts(self, p: Params, lang: str) -> Facts:
        return Facts(lacks=["letter:latin"])


@register
class NoDigits(Kind):
    """No digit: numbers are written out."""

    id = "script.no_digits"

    def check(self, r: Record, p: Params) -> str:
        m = re.search(r"\d+", r.text)
        return f"digits: {m[0]!r}" if m else ""

    def measure(self, r: Record, m: Measuring) -> Iterator[Params]:
        if r.readings[0] > 40:
            yield {}

    def cut(self, r: Record, p: Params, rng: random.Random) -> Iterator[str]:
        table = (
            {"两": "2", "三": "3", "四": "4", "五": "5", "六": "6", "八": "8"}
            if r.lang == "zh"
            else {"two": "2", "three": "3", "four": "4", "five": "5", "ten": "10"}
        )
        pattern = r"[两三四五六八](?=[天个次分年遍周斤层])" if r.lang == "zh" else r"\b(?:two|three|four|five|ten)\b"
        for m in re.finditer(pattern, r.text):
            yield r.text[: m.start()] + table[m[0]] + r.text[m.end() :]

    def facts(self, p: Params, lang: str) -> Facts:
        return Facts(bounds={"numbers": (0, 0)}, lacks=["letter:digit"])


@register
class Numbers(Count):
    """So many numbers in digits, list numbers apart."""

    id, ops, feature = "script.numbers", ("min",), "numbers"  # how many exactly is nobody's wish
    needs = ("digits",)

    def value(self, r: Record) -> int:
        return len(r.numbers)

    def measure(self, r: Record, m: Measuring) -> Iterator[Params]:
        # A telephone number is one number to one reader and two to another.
        if r.numbers and not _PHONE.search(r.prose) and not any(x.kind == "table" for x in r.all_lines) and r.text[:1] not in "[{":
            yield from super().measure(r, m)

    def cut(self, r: Record, p: Params, rng: random.Random) -> Iterator[str]:
        if r.lang == "zh":
            for m in re.finditer(r"(?<![\d.])\d(?![\d.:%])", r.text):
                yield r.text[: m.start()] + _DIGIT_WORDS[m[0]] + r.text[m.end() :]
