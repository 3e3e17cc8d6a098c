"""Calculations in people's words, read into a canonical form and, apart from that, a value."""

from __future__ import annotations

import re
from fractions import Fraction

_WORDS = (
    ("乘以", "*"), ("乘上", "*"), ("乘", "*"), ("除以", "/"), ("加上", "+"), ("加", "+"), ("减去", "-"), ("减", "-"), ("×", "*"), ("÷", "/"),
    ("multiplied by", "*"), ("divided by", "/"), ("times", "*"), ("plus", "+"), ("minus", "-"), ("over", "/"), ("（", "("), ("）", ")"),
)  # fmt: skip


def expression(text: str) -> str | None:
    """The calculation with plain signs and no spaces, or None where it is none."""
    plain = text.strip().lower()
    for word, sign in _WORDS:
        plain = plain.replace(word, sign)
    plain = re.sub(r"(?<=[\d)\s])x(?=[\s\d(])", "*", plain)
    plain = re.sub(r"(?<=\d),(?=\d{3})", "", re.sub(r"\s+", "", plain))
    return plain if re.fullmatch(r"[\d.+\-*/()]+", plain) and evaluate(plain) is not None else None


def evaluate(plain: str) -> Fraction | None:
    """The exact value of a calculation in plain signs, or None."""
    tokens = re.findall(r"\d+(?:\.\d+)?|[-+*/()]", plain)
    if "".join(tokens) != plain:
        return None
    try:
        value, rest = _sum(tokens)
    except (IndexError, ValueError, ZeroDivisionError):
        return None
    return value if not rest else None


def _sum(tokens: list[str]) -> tuple[Fraction, list[str]]:
    value, rest = _product(tokens)
    while rest and rest[0] in "+-":
        sign = rest[0]
        other, rest = _product(rest[1:])
        value = value + other if sign == "+" else value - other
    return value, rest


def _product(tokens: list[str]) -> tuple[Fraction, list[str]]:
    value, rest = _factor(tokens)
    while rest and rest[0] in "*/":
        sign = rest[0]
        other, rest = _factor(rest[1:])
        value = value * other if sign == "*" else value / other
    return value, rest


def _factor(tokens: list[str]) -> tuple[Fraction, list[str]]:
    if tokens[0] == "(":
        value, rest = _sum(tokens[1:])
        if rest[0] != ")":
            raise ValueError("bracket")
        return value, rest[1:]
    if tokens[0] == "-":
        value, rest = _factor(tokens[1:])
        return -value, rest
    return Fraction(tokens[0]), tokens[1:]
