"""Chains: a first part is written, later parts are made from it, each under an anchor of its own."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

from generators.recipe import Unfit
from instructions.constraints.leaf import Leaf, fault
from instructions.constraints.link import units_of
from instructions.material import Made
from instructions.phrases import Phrasing
from instructions.text.record import record

ANCHORS = {
    "zh": (("【要点】", "【摘记】", "【收尾】"), ("第一部分", "第二部分", "第三部分"), ("## 正文", "## 附", "## 结语"), ("〔甲〕", "〔乙〕", "〔丙〕"), ("=== 1 ===", "=== 2 ===", "=== 3 ===")),
    "en": (("## Points", "## Extract", "## Last word"), ("PART ONE", "PART TWO", "PART THREE"), ("[A]", "[B]", "[C]"), ("=== 1 ===", "=== 2 ===", "=== 3 ==="), ("## Text", "## From the text", "## Closing")),
}  # fmt: skip


WEIGHTS = {"copy": 3.0, "count": 3.0, "words": 2.0, "sorted": 2.0, "initials": 0.15}  # how often a later part is made so


@dataclass
class Step:
    """A later part: its text and the leaf that ties it to the first."""

    leaf: Leaf
    text: str


def step(made: Made, first: str, anchors: tuple[str, str], say: Phrasing, rng: random.Random, sorts: tuple[str, ...]) -> Step:
    """A part made from the first in one of some ways; Unfit where none suits it."""
    lang = made.world.lang
    a = record(first, lang)
    parts = units_of(a)
    base = {"from": anchors[0], "to": anchors[1]}
    unit = "items" if a.items else "sentences"
    for sort in sorted(sorts, key=lambda s: rng.random() ** (1 / WEIGHTS[s]), reverse=True):
        params: dict[str, Any] = dict(base)
        if sort == "copy":
            params["unit"] = unit
            text = rng.choice(parts)
        elif sort == "count":
            params["unit"] = unit
            text = say.pick(f"steps.count_{unit}", {"n": len(parts)})
        elif sort == "words":
            words = [w for w in made.topic.keywords if a.count(w)]
            n = rng.choice((2, 3, 4))
            if len(words) < n:
                continue
            params["n"] = n
            text = ("、" if lang == "zh" else ", ").join(rng.sample(words, n))
        elif sort == "sorted":
            if not a.items or len({len(x) for x in parts}) < len(parts):
                continue
            text = "\n".join(sorted(parts, key=len))
        else:
            if not a.items:
                continue
            text = "".join(a.start_of(x)[:1] for x in parts)
            text = text.upper() if lang == "en" else text
        return Step({"type": f"link.{sort}", "params": params}, text)
    raise Unfit("no-step")


def closing(made: Made, rng: random.Random) -> str | None:
    """A last sentence for the whole."""
    return rng.choice(made.topic.closings.forms) if made.topic.closings.forms else None


def within(leaf: Leaf, anchors: tuple[str, ...], at: int) -> Leaf:
    """A leaf that speaks of one part only."""
    scope: dict[str, Any] = {"after": anchors[at]}
    if at + 1 < len(anchors):
        scope["until"] = anchors[at + 1]
    return {**leaf, "scope": scope}


def true(leaf: Leaf, answer: str, lang: str) -> bool:
    """Whether a leaf holds of the whole answer."""
    return not fault(leaf, answer, lang)
