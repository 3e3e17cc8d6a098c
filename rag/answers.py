"""Wording of answers: citations in their place, parts joined."""

from __future__ import annotations

import random
import re

from generators.scene import Scene
from rag.topic import Topic

_END = re.compile(r"([.!?。！？]+[\"'”’）)]*)$")


def cited(sentence: str, form: str, numbers: list[int], lang: str) -> str:
    """The sentence with its citations before the closing mark; unchanged where the row has no citations."""
    if not form or not numbers:
        return sentence
    mark = "".join(form.format(n=n) for n in numbers)
    gap = " " if lang == "en" and form[0] in "[(" else ""
    match = _END.search(sentence)
    return f"{sentence[: match.start()]}{gap}{mark}{match[1]}" if match else f"{sentence}{gap}{mark}"


def mark(form: str, numbers: list[int], lang: str) -> str:
    """Citations to stand inside a sentence, with the space English wants before them."""
    if not form:
        return ""
    return (" " if lang == "en" and form[0] in "[(" else "") + "".join(form.format(n=n) for n in numbers)


def short_answer(topic: Topic, rng: random.Random) -> str:
    """One of the fact's short answers."""
    return rng.choice(topic.fact.answer).fill(topic.instance.with_v(topic.slot), topic.text.lang)


def bare_value(scene: Scene, topic: Topic) -> str:
    """The value alone, as a finished answer."""
    value = topic.value
    return value[:1].upper() + value[1:] + ("。" if scene.lang == "zh" else "" if value.endswith(".") else ".")


def joined(parts: list[str], lang: str) -> str:
    """Sentences of one paragraph."""
    return ("" if lang == "zh" else " ").join(p for p in parts if p)
