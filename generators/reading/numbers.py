"""Numbers in running text: digits, English number words, Chinese numerals."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache

_SMALL = {
    w: i
    for i, w in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
}
_TENS = {w: 10 * i for i, w in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2)}
_WORD = "|".join(sorted([*_SMALL, *_TENS, "hundred", "thousand"], key=len, reverse=True))
_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
# For text in small letters: without re.I the engine skips what cannot begin a number at once.
_EN = re.compile(
    rf"(?<![\w.,])(?:(?P<d>{_DIGITS})|(?P<w>(?:a (?=hundred|thousand))?(?:{_WORD})(?:(?:-| and | )(?:{_WORD}))*))(?![\d]|[.,]\d)"
)
_ZH = re.compile(
    rf"(?<![\d.,])(?P<d>{_DIGITS})(?P<m>[万亿])?(?![\d]|[.,]\d)|(?P<w>[零〇一二两三四五六七八九十百千万]+(?:点[零〇一二三四五六七八九]+)?)"
)
_HAN = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}


def _english(words: str) -> Fraction | None:
    total, part = 0, 0
    for word in re.split(r"[ -]+", words.lower()):
        if word in ("a", "and"):
            part = part or (1 if word == "a" else part)
        elif word in _SMALL:
            part += _SMALL[word]
        elif word in _TENS:
            part += _TENS[word]
        elif word == "hundred":
            part = (part or 1) * 100
        elif word == "thousand":
            total, part = total + (part or 1) * 1000, 0
        else:
            return None
    return Fraction(total + part)


def _chinese(text: str) -> Fraction | None:
    whole, _, tail = text.partition("点")
    if whole and all(c in _HAN for c in whole) and len(whole) > 1:
        value = Fraction(int("".join(str(_HAN[c]) for c in whole)))  # digit by digit: 一九三一
    else:
        total = section = digit = 0
        for c in whole:
            if c in _HAN:
                digit = _HAN[c]
            elif c == "万":
                total, section, digit = total + (section + digit) * 10_000, 0, 0
            else:
                section += (digit or 1) * {"十": 10, "百": 100, "千": 1000}[c]
                digit = 0
        value = Fraction(total + section + digit)
    if tail:
        value += Fraction(int("".join(str(_HAN[c]) for c in tail)), 10 ** len(tail))
    return value


def _digits(text: str) -> Fraction:
    whole, _, rest = text.replace(",", "").partition(".")
    return Fraction(int(whole + rest), 10 ** len(rest)) if rest else Fraction(int(whole))


@lru_cache(maxsize=256)
def lowered(text: str) -> str:
    """The text in small letters, each at its own place: one that would grow stays as it is."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


@lru_cache(maxsize=4096)
def numbers(text: str, lang: str) -> tuple[tuple[int, int, Fraction], ...]:
    """(start, end, value) of every number in the text."""
    found = []
    for match in (_ZH if lang == "zh" else _EN).finditer(text if lang == "zh" else lowered(text)):
        if match["d"]:
            value: Fraction | None = _digits(match["d"])
            if lang == "zh" and match["m"] and value is not None:
                value *= 10_000 if match["m"] == "万" else 100_000_000
        else:
            value = _chinese(match["w"]) if lang == "zh" else _english(match["w"])
        if value is not None:
            found.append((match.start(), match.end(), value))
    return tuple(found)
