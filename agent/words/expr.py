"""Saying a calculation: typed as people type it, or spoken."""

from __future__ import annotations

import random
import re

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
