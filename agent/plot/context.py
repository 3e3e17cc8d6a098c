"""What the app around the talk already knows: slots that stand filled in the system prompt, so that nobody has to say or ask them."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass

from agent.plot import surface, words
from agent.plot.blueprint import Blueprint
from agent.plot.script import Place, Script
from agent.words import frames
from agent.words.say import told
from agent.world.domain import material
from generators.scene import Scene

PLAIN = {"date": "日期", "time": "时间", "minutes": "时长", "count": "数量", "money": "金额", "place": "地点", "person": "姓名"}
_ASKS = re.compile("哪|几|多|什|要|等|说|需|读|谁|怎|只|从|往|看")
_LABEL = re.compile(r"[，,；;（(。或]|[里所]的")


@dataclass(frozen=True)
class Filled:
    """A line of the system prompt with the places of the values in it."""

    text: str
    spans: dict[str, tuple[int, int]]


def fillable(plot: Blueprint) -> list[str]:
    """Slots that an argument takes as they are, so that a form can have a field for them."""
    return [n for n, s in plot.goal.slots.items() if _param(plot, n) and s.kind.partition(":")[0] not in ("expr", "story", "bool")]


def _param(plot: Blueprint, slot: str) -> tuple[str, str] | None:
    """(tool, parameter) that takes the slot."""
    for step in reversed(plot.plan.steps):
        for name, origin in step.sources.items():
            if origin.kind == "user" and origin.slot == slot:
                return step.tool, name
    return None


def filled(scene: Scene, plot: Blueprint, names: Sequence[str]) -> Filled | None:
    """The line that says these slots; None where one of them has no field."""
    rng = scene.rng("context")
    parts: list[tuple[str, str, str]] = []
    for name in names:
        place = _param(plot, name)
        if place is None:
            return None
        slot = plot.goal.slots[name]
        label = _label(scene, *place, slot.kind)
        if not label:
            return None
        parts.append((name, label, told(slot.kind, slot.value, scene.lang, plot.env.now, rng, plot.domain.name)))
    return _line(scene, parts, rng)


def _label(scene: Scene, tool: str, param: str, kind: str) -> str:
    """The field's name as a form shows it; empty where the description is no name."""
    domain, _, name = tool.partition(".")
    own = next((k for k in (f"context.label_{x}{param}" for x in (f"{name}_", f"{domain}_", "")) if k in scene.bank), "")
    if own:
        return words.sources(scene, own)[0]
    if scene.lang == "zh":
        label = _LABEL.split(str(material("zh", domain)["tools"][name][param]))[0]
        return PLAIN.get(kind, "") if _ASKS.match(label) or len(label) > 8 else label
    return next(p.name for p in surface.tool(tool).params if p.name == param).replace("_", " ")


def _line(scene: Scene, parts: Sequence[tuple[str, str, str]], rng: random.Random) -> Filled | None:
    colon, gap = rng.choice(((": ", "; "), (" = ", ", "))) if scene.lang == "en" else rng.choice((("：", "；"), ("=", "，")))
    text, spans = "", dict[str, tuple[int, int]]()
    for name, label, value in parts:
        text += (gap if text else "") + label + colon
        spans[name] = (len(text), len(text) + len(value))
        text += value
    said = frames.say(words.sources(scene, "context.form"), {"fields": text}, scene.lang, rng)
    if said is None:
        return None
    at = said.spans["fields"][0]
    if said.text[at : at + len(text)] != text:
        return None
    return Filled(said.text, {n: (a + at, b + at) for n, (a, b) in spans.items()})


def known(script: Script, plot: Blueprint, line: Filled, names: Sequence[str]) -> None:
    """Note where the system prompt says these slots."""
    at = script.messages[0]["content"].index(line.text)
    for name in names:
        start, end = line.spans[name]
        script.known[name] = Place(0, at + start, at + end, plot.goal.slots[name].kind, plot.domain.name, "system")
