"""Writing numbers in words."""

from __future__ import annotations

from fractions import Fraction

_ONES = [
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
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_DIGITS = "零一二三四五六七八九"


def en_words(n: int) -> str:
    """English words of 0..100."""
    if n < 20:
        return _ONES[n]
    if n == 100:
        return "a hundred"
    tens, ones = divmod(n, 10)
    return _TENS[tens - 2] + (f"-{_ONES[ones]}" if ones else "")


def zh_numeral(n: int | Fraction, before_unit: bool = False) -> str:
    """Chinese numeral of 0..9999 (a Fraction may have decimals); 2 is 两 before a measure word."""
    exact = Fraction(n)
    whole = int(exact)
    text = _whole(whole)
    if before_unit and whole == 2:
        text = "两"
    if exact != whole:
        tail, rest = "", exact - whole
        while rest and len(tail) < 4:
            rest *= 10
            tail += _DIGITS[int(rest)]
            rest -= int(rest)
        text += "点" + tail
    return text


def _whole(n: int) -> str:
    if n < 10:
        return _DIGITS[n]
    out, zero = "", False
    for power, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = n // power % 10
        if digit:
            out += ("零" if zero else "") + _DIGITS[digit] + name
            zero = False
        elif out:
            zero = True
    return out[1:] if 10 <= n < 20 else out
