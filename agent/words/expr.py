"""Saying a calculation: typed as people type it, or spoken."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from typing import Any

from agent.words import en, zh

# Each list holds whole ways of writing the four signs, so that one person keeps to one way.
_SIGNS = {
    "zh": (
        {"*": "乘以", "/": "除以", "+": "加", "-": "减"},
        {"*": "乘", "/": "除以", "+": "加上", "-": "减去"},
        {"*": "×", "/": "÷", "+": "+", "-": "-"},
        {"*": "*", "/": "/", "+": "+", "-": "-"},
        {"*": "x", "/": "/", "+": "+", "-": "-"},
    ),
    "en": (
        {"*": " times ", "/": " divided by ", "+": " plus ", "-": " minus "},
        {"*": " x ", "/": " / ", "+": " + ", "-": " - "},
        {"*": " × ", "/": " ÷ ", "+": " + ", "-": " - "},
        {"*": "*", "/": "/", "+": "+", "-": "-"},
    ),
}


def spoken(expression: str, lang: str, rng: random.Random) -> str:
    """`47*23-8` as 47乘以23减8, 47×23-8, 47 times 23 minus 8. Words only where no brackets are needed."""
    ways = _SIGNS[lang]
    words = 2 if lang == "zh" else 1
    pick = rng.choice(ways[words:] if "(" in expression else ways)
    return re.sub(r"[*/+-]", lambda m: pick[m[0]], expression)


def told(kind: str, expression: str, lang: str, rng: random.Random, lists: Mapping[str, Any]) -> str:
    """A calculation as the story it comes from: three boxes at 48, a bill shared by four. Its figures keep their order of `SLOTS`."""
    figures = re.findall(r"\d+(?:\.\d+)?", expression)
    forms = [f for f in lists[f"{kind}_{len(figures)}"] if f]
    w = zh if lang == "zh" else en
    slots: dict[str, str] = {}
    for name, figure in zip(SLOTS[kind], [f for f in figures if kind != "fuel" or f != "100"], strict=False):
        small = figure.isdigit() and int(figure) <= 10 and name in COUNTED[kind]
        slots[name] = rng.choice(w.count(int(figure))) if small else w.plain(figure)
    if kind == "discount":
        slots["fold"] = "".join("一二三四五六七八九"[int(c) - 1] for c in figures[1][2:])
        slots["off"] = str(round(100 - float(figures[1]) * 100))
    thing = rng.choice(lists["sent" if kind == "goods" and len(figures) == 3 else "stock"])
    return str(rng.choice(forms)).format(**slots, thing=thing, m=thing[:1], bare=thing[1:])


# The figures of each kind of story in the order of its calculation, and which of them may be said in words.
SLOTS = {
    "goods": "abc", "split": "ac", "off": "abc", "discount": "a", "wage": "abc", "area": "ab", "change": "abc", "instalments": "abc", "fuel": "abc", "pages": "ab",
}  # fmt: skip
COUNTED = dict.fromkeys(SLOTS, "") | {"goods": "a", "split": "c", "off": "c"}
