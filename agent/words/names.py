"""Names of people as they are met today: mostly common surnames, given names that go together; everything else is the kernel's."""

from __future__ import annotations

import random

from agent.world.domain import material
from generators.values.names import draw_name as invented

RARE = 0.05  # share of people with a surname from the kernel's wider list


def draw_name(kind: str, lang: str, rng: random.Random) -> str:
    """One invented `place`, `person`, `surname` or `brand` in the given language."""
    if kind not in ("person", "surname"):
        return invented(kind, lang, rng)
    parts = material(lang, "_people")["lists"]
    surname = invented("surname", lang, rng) if rng.random() < RARE else rng.choice(parts["surnames"])
    if kind == "surname":
        return str(surname)
    style = rng.choice(parts["given"])
    heads, tails = style["first"], style["second"]
    first = rng.choice(heads)
    second = rng.choice([t for t in tails if t != first]) if tails else ""
    return f"{surname}{first}{second}" if lang == "zh" else f"{first} {surname}"
