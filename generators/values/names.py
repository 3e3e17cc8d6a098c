"""Invented names, drawn from the raw material beside this file."""

from __future__ import annotations

import random
import tomllib
from functools import cache
from pathlib import Path


@cache
def _parts(lang: str) -> dict[str, list[str]]:
    raw = tomllib.loads((Path(__file__).parent / f"names.{lang}.toml").read_text("utf-8"))
    # Chinese lists are runs of single characters; English ones are words.
    return {key: list(dict.fromkeys(text.split() if lang == "en" else text)) for key, text in raw.items()}


def _given_zh(rng: random.Random, parts: dict[str, list[str]]) -> str:
    chars = parts["given"]
    return rng.choice(chars) + (rng.choice(chars) if rng.random() < 0.8 else "")


def draw_name(kind: str, lang: str, rng: random.Random) -> str:
    """One invented `place`, `person`, `surname` or `brand` in the given language."""
    parts = _parts(lang)
    if kind == "surname":
        return rng.choice(parts["surname"])
    if kind == "person":
        if lang == "zh":
            return rng.choice(parts["surname"]) + _given_zh(rng, parts)
        return f"{rng.choice(parts['first'])} {rng.choice(parts['surname'])}"
    if kind == "place":
        head, tail = rng.choice(parts["place_head"]), rng.choice(parts["place_tail"])
        while (lang == "zh" and head == tail) or (lang == "en" and head[-1] == tail[0]):
            tail = rng.choice(parts["place_tail"])
        return head + tail
    if kind == "brand":
        if lang == "zh":
            return rng.choice(parts["brand_head"]) + rng.choice(parts["brand_tail"])
        return rng.choice(parts["brand_head"]) + rng.choice(parts["brand_mid"]) + rng.choice(parts["brand_tail"])
    raise KeyError(kind)
