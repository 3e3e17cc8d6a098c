"""Changing one's mind: a value said wrongly and put right, at once or a turn later."""

from __future__ import annotations

import datetime
import random
from dataclasses import replace
from typing import Any

from agent.plot import inquiry, words
from agent.plot.blueprint import Blueprint
from agent.plot.script import Script
from agent.words import frames
from agent.words.say import spoken
from generators.recipe import Unfit
from generators.scene import Scene

KINDS = ("date", "time", "minutes", "money", "count", "person", "number")


def revisable(plot: Blueprint) -> list[str]:
    """Slots that the final call takes and of which another value is easily thought of."""
    last = plot.plan.steps[-1]
    used = {n for o in last.sources.values() for n in o.slots}
    return [n for n, s in plot.goal.slots.items() if n in used and s.kind in KINDS and not s.optional]


def other(plot: Blueprint, slot: str, rng: random.Random, lang: str) -> Any:
    """Another value of the same kind, near the right one."""
    kind, value = plot.goal.slots[slot].kind, plot.goal.slots[slot].value
    if kind == "date":
        day = datetime.date.fromisoformat(value) + datetime.timedelta(rng.choice((-2, -1, 1, 2, 3, 7)))
        today = plot.env.now.date()
        if value < today.isoformat():  # a day gone by is mistaken for another such
            return min(day, today - datetime.timedelta(1)).isoformat()
        return max(day, today + datetime.timedelta(1)).isoformat()
    if kind == "time":
        minute = (int(value[:2]) * 60 + int(value[3:]) + rng.choice((-120, -60, -30, 30, 60, 90))) % 1440
        return f"{minute // 60:02d}:{minute % 60:02d}"
    if kind == "person":
        from agent.plot.blueprint import drawer

        return drawer(rng, lang, plot.domain.name).name("person")
    if kind == "minutes":
        return rng.choice([m for m in (10, 15, 20, 30, 45, 60, 90, 120) if m != value])
    if kind == "count":
        return value + rng.choice((1, 2)) if value < 2 else value + rng.choice((-1, 1, 2))
    return value + rng.choice((10, 20, 50, 100)) if isinstance(value, int) else round(value + rng.choice((1, 5, 10)), 2)


def _wrong(script: Script, plot: Blueprint, slot: str, rng: random.Random) -> str:
    """The wrong value in words; Unfit where it would be the right one."""
    scene = script.scene
    value = other(plot, slot, rng, scene.lang)
    if value == plot.goal.slots[slot].value:
        raise Unfit("same-value")
    script.taken_back[slot] = value
    return spoken(plot.goal.slots[slot].kind, value, scene.lang, script.env.now, rng, plot.domain.name)


def _right(script: Script, plot: Blueprint, slot: str, rng: random.Random) -> str:
    """The right value in words; a day with its month where the wrong one lies in another."""
    value, wrong = str(plot.goal.slots[slot].value), str(script.taken_back[slot])
    said = words.say_value(script.scene, plot, slot, rng, script.env.now)
    for _ in range(24):
        if value[:7] == wrong[:7] or not words.BARE_DAY.fullmatch(said):
            break
        said = words.say_value(script.scene, plot, slot, rng, script.env.now)
    return said


def same_breath(script: Script, plot: Blueprint, slot: str, rng: random.Random) -> None:
    """`周五，不对，周六`: both values stand there, the span is the second one's."""
    scene = script.scene
    wrong = _wrong(script, plot, slot, rng)
    right = _right(script, plot, slot, rng)
    link = rng.choice(words.sources(scene, "agent.slip"))
    text = f"{wrong}{link}{right}"
    said = words.ask(scene, plot, list(plot.goal.slots), words.stream(scene), script.env.now, stand_ins={slot: text}, keep=True)
    start, end = said.spans[slot]
    if said.text[start:end] != text:
        raise Unfit("slip-spoilt")
    script.user(replace(said, spans={**said.spans, slot: (end - len(right), end)}), words.kinds_of(plot), plot.domain.name)


def asked_first(scene: Scene, plot: Blueprint, slot: str) -> list[str]:
    """A slot that is left out at first, so that there is a turn in which to change one's mind; not the one that changes."""
    options = [n for n in inquiry.hideable(scene, plot) if n != slot]
    return options[:1]


def next_turn(script: Script, plot: Blueprint, slot: str, hidden: list[str], rng: random.Random, dropped: bool) -> None:
    """The wrong value first, a question for what is missing, then the missing value and the right one; or the wish is dropped."""
    scene = script.scene
    wrong = _wrong(script, plot, slot, rng)
    said = words.ask(
        scene, plot, [n for n in plot.goal.slots if n not in hidden], words.stream(scene), script.env.now, stand_ins={slot: wrong}
    )
    script.user(said, words.kinds_of(plot), plot.domain.name)
    script.say(inquiry.question(script, plot, hidden))
    if dropped:
        script.reply(words.phrase(scene, "agent.drop", scene.rng("drop")))
        return
    texts = {
        "v": words.say_value(scene, plot, hidden[0], rng, script.env.now),
        "w": _right(script, plot, slot, rng),
    }
    names = {"v": hidden[0], "w": slot}
    key = "agent.give_changed"
    if f"{key}_from" in scene.bank and rng.random() < 0.75:  # takes back in so many words what was said before
        key, texts = f"{key}_from", {**texts, "x": wrong}
    both = frames.say(inquiry.alone(scene, plot, words.sources(scene, key), names, rng), texts, scene.lang, rng)
    if both is None:
        raise Unfit("no-frame", "give_changed")
    script.user(
        words.eased(replace(both, spans={names[k]: span for k, span in both.spans.items() if k in names}), scene.lang, rng),
        words.kinds_of(plot),
        plot.domain.name,
    )
