"""Numerals in Chinese characters and English words."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache

_HAN = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
HAN_RUN = "[零〇一二两三四五六七八九十百千万]+"
_EN = {
    w: i
    for i, w in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()  # noqa: SIM905
    )
}
_EN |= {w: 10 * i for i, w in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)}  # noqa: SIM905
EN_WORD = "(?:" + "|".join(sorted([*_EN, "hundred"], key=len, reverse=True)) + ")"
EN_RUN = rf"(?:a hundred|{EN_WORD})(?:(?:-| and | ){EN_WORD})*"


def han(text: str) -> Fraction | None:
    """The value of a run of Chinese numerals: 一百二十, 两千三 (2300), 零五, 三点五."""
    whole, dot, tail = text.partition("点")
    total = section = digit = 0
    last = 1
    for c in whole:
        if c in _HAN:
            digit = digit * 10 + _HAN[c] if digit else _HAN[c]
            last = last if c not in "零〇" else 0
        elif c == "万":
            total, section, digit, last = (section + digit) * 10_000, 0, 0, 10_000
        elif c in "十百千":
            last = {"十": 10, "百": 100, "千": 1000}[c]
            section, digit = section + (digit or 1) * last, 0
        else:
            return None
    if digit and last > 10 and whole[-1:] not in "十百千万" and "零" not in whole and whole[-2:-1] in "百千万":
        digit *= last // 10  # 两千三 is 2,300
    value = Fraction(total + section + digit)
    if dot:
        if not tail or any(c not in _HAN for c in tail):
            return None
        value += Fraction(int("".join(str(_HAN[c]) for c in tail)), 10 ** len(tail))
    return value


def english(text: str) -> Fraction | None:
    """The value of English number words up to 999."""
    total = 0
    for word in re.split(r"[ -]+", text.lower().strip()):
        if word in ("a", "an"):
            total += 1
        elif word == "hundred":
            total *= 100
        elif word in _EN:
            total += _EN[word]
        elif word != "and":
            return None
    return Fraction(total)


_DIGITS = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?|-?\d+(\.\d+)?")
_HAN_NUMBER = re.compile(rf"{HAN_RUN}(点[零〇一二三四五六七八九]+)?")
_EN_NUMBER = re.compile(EN_RUN, re.I)


@lru_cache(maxsize=1 << 14)
def number(text: str) -> Fraction | None:
    """A number in digits (thousands separators allowed), Chinese numerals or English words; None for anything else."""
    plain = text.strip()
    if _DIGITS.fullmatch(plain):
        return Fraction(plain.replace(",", ""))
    if _HAN_NUMBER.fullmatch(plain):
        return han(plain)
    return english(plain) if _EN_NUMBER.fullmatch(plain) else None
