"""What a user's page says its matter is, as a description of it: who knows what it does, and not what it is called, asks so."""

from __future__ import annotations

import random
import re

from rag.topic import Topic, topic_of

_PHRASE = {
    "en": re.compile(r" (?:is|are|refers? to|means) (?P<x>(?:an?|the|any) [a-z][^,;:()\"“”—]{20,110})"),
    "zh": re.compile("(?:是指|指的是|是)(?:一[种个项套门类])?(?P<x>[^，。；：（）“”是]{8,22})"),
}
_GENUS_ZH = re.compile("的[^的]{1,8}$")  # it ends on the kind of thing that it is
_LONG = 17  # English words of a description that one can still say in a breath
_CUT = re.compile(r" (?:and|so that|where|while|because|whose|in order to|by|in|that|which|used to|for|when|with) ")
_LEADS = ("problem", "help", "need", "notes", "topic", "doing")  # what is asked of a thing, besides what it is


def described(topic: Topic, rng: random.Random) -> tuple[Topic, str, str] | None:
    """(topic, slot of the definition, description) where the topic's page defines its matter in a sentence that names it; the topic is another fact of the page, if it was the definition."""
    body = topic.text.body
    if not body:
        return None
    there = [s for s in sorted(topic.text.facts) if body.facts[s].kind == "defined"]
    for slot in there:
        said = topic.instance.spelling(slot)
        x = phrase(said, topic.instance.name, topic.text.lang)
        if not x or topic.instance.name.casefold() not in said.casefold():
            continue
        lines = topic.text.line_of
        others = [s for s in sorted(topic.text.facts) if body.facts[s].kind in _LEADS and lines[s] is not lines[slot]]
        if topic.slot in others:
            return topic, slot, x
        if others:
            return topic_of(topic.instance, rng.choice(others), rng), slot, x
    return None


def phrase(definition: str, name: str, lang: str) -> str:
    """What the definition says the thing is, without its name; empty where that is too short to tell it by, or too long to say."""
    found = _PHRASE[lang].search(definition)
    if not found:
        return ""
    x = found["x"].strip()
    if lang == "zh":
        parts = {name[i : i + 2] for i in range(len(name) - 1)}
        x = x.removeprefix("指")
        return "" if len(x) < 8 or any(p in x for p in parts) or not _GENUS_ZH.search(x) else x
    x = x.rstrip(".")
    while len(x.split()) > _LONG and (cuts := [m.start() for m in _CUT.finditer(x)]):
        x = x[: cuts[-1]]
    words = {w[:5].lower() for w in re.findall(r"[A-Za-z]{3,}", name)}
    plain = len(x.split()) < 5 or len(x.split()) > _LONG or any(w[:5].lower() in words for w in re.findall(r"[A-Za-z]{3,}", x))
    return "" if plain else x
