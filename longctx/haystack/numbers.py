"""Chapter numbers in all their written forms."""

from __future__ import annotations

import re

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "Ｏ": 0, "两": 2, "廿": 20, "卅": 30}
_POWERS = {"十": 10, "百": 100, "千": 1000}
_ONES = [
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
_TENS = {w: 10 * i for i, w in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2)}
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fifth": 5, "eighth": 8, "ninth": 9, "twelfth": 12, "last": 0}
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}


def chinese(text: str) -> tuple[int, ...]:
    """Values a Chinese numeral may have: 一百零一, 一零一, 一○一, １０１ give one; 一百一 gives 101 and 110. Empty for no numeral."""
    text = text.translate({0xFF10 + i: str(i) for i in range(10)})
    if text.isdigit() and text.isascii():
        return (int(text),)
    if not text or any(c not in _DIGITS and c not in _POWERS for c in text):
        return ()
    if not any(c in _POWERS for c in text) and not set(text) & {"廿", "卅"}:
        return (int("".join(str(_DIGITS[c]) for c in text)),)
    total, digit, power = 0, -1, 10_000
    for c in text:
        if c in _POWERS:
            if _POWERS[c] >= power:
                return ()
            power = _POWERS[c]
            total += (1 if digit < 0 else max(digit, 1 if power == 10 else 0)) * power
            digit = -1
        elif _DIGITS[c] >= 20:
            total, power = total + _DIGITS[c], 10
        else:
            digit = _DIGITS[c]
    if digit > 0 and power > 10 and text[-2] in _POWERS:
        return (total + digit, total + digit * power // 10)
    return (total + max(digit, 0),)


def roman(text: str) -> tuple[int, ...]:
    """The value of a well-formed Roman numeral in capitals, else nothing."""
    if not re.fullmatch(r"M{0,3}(CM|CD|D?C{0,3})(XC|XL|L?X{0,3})(IX|IV|V?I{0,3})", text) or not text:
        return ()
    values = [_ROMAN[c] for c in text]
    return (sum(-v if i + 1 < len(values) and values[i + 1] > v else v for i, v in enumerate(values)),)


def english(text: str) -> tuple[int, ...]:
    """Digits, Roman numerals, or number words up to ninety-nine (ordinals too)."""
    if text.isdigit() and text.isascii():
        return (int(text),)
    if found := roman(text.upper()):
        return found
    parts = [p for p in re.split(r"[\s-]+", text.lower()) if p not in ("the", "and", "")]
    total = 0
    for part in parts:
        word = part if part in _ORDINALS else re.sub(r"(?<=.)th$", "", part).replace("twentie", "twenty").replace("thirtie", "thirty")
        if word in _ORDINALS:
            total += _ORDINALS[word]
        elif word in _ONES:
            total += _ONES.index(word) + 1
        elif word in _TENS:
            total += _TENS[word]
        elif word == "hundred":
            total = max(total, 1) * 100
        else:
            return ()
    return (total,) if total else ()
