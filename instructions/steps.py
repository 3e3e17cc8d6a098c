"""Chains: a first part is written, later parts are made from it, each under an anchor of its own."""

from __future__ import annotations

import random
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from generators.recipe import Unfit
from instructions.constraints.leaf import Leaf, fault
from instructions.constraints.link import units_of
from instructions.material import Made
from instructions.phrases import Phrasing
from instructions.taken import words_of
from instructions.text.leaning import leans
from instructions.text.record import record

# How the parts may be headed, by how the second is made; "either": a line to print large or words to find it by.
ANCHORS = {
    "zh": {
        "copy": (("【正文】", "【摘句】", "【收尾】"), ("## 正文", "## 摘句", "## 结语"), ("【正文】", "【放大的一句】", "【收尾】"), ("=== 正文 ===", "=== 摘句 ===", "=== 收尾 ===")),
        "words": (("【正文】", "【标签】", "【收尾】"), ("## 正文", "## 关键词", "## 结语"), ("=== 正文 ===", "=== 标签 ===", "=== 收尾 ===")),
        "count": (("【正文】", "【统计】", "【收尾】"), ("## 正文", "## 条数", "## 结语")),
        "sorted": (("【清单】", "【海报版】", "【收尾】"), ("## 清单", "## 海报", "## 结语")),
        "initials": (("【清单】", "【首字】", "【收尾】"),),
        "either": (("【正文】", "【发布用】"), ("## 正文", "## 发布用"), ("=== 正文 ===", "=== 发布用 ===")),
    },
    "en": {
        "copy": (("## Text", "## Pull quote", "## Closing"), ("TEXT", "TO PRINT LARGE", "LAST LINE"), ("=== TEXT ===", "=== QUOTE ===", "=== CLOSE ===")),
        "words": (("## Text", "## Tags", "## Closing"), ("TEXT", "KEYWORDS", "LAST LINE"), ("=== TEXT ===", "=== TAGS ===", "=== CLOSE ===")),
        "count": (("## Text", "## Count", "## Closing"), ("TEXT", "COUNT", "LAST LINE")),
        "sorted": (("## List", "## Poster", "## Closing"), ("LIST", "POSTER", "LAST LINE")),
        "initials": (("## List", "## Initials", "## Closing"),),
        "either": (("## Text", "## For publishing"), ("TEXT", "TO GO WITH IT"), ("=== TEXT ===", "=== TO GO WITH IT ===")),
    },
}  # fmt: skip


WEIGHTS = {"copy": 3.0, "count": 0.08, "words": 3.5, "sorted": 0.2, "initials": 0.05}  # how often a later part is made so
RARE, RARELY = ("count", "initials"), 0.2  # what hardly anybody has a use for, and how often it is made where nothing else can be


@dataclass
class Step:
    """A later part: its text, the leaf that ties it to the first, and the lines that head the parts."""

    leaf: Leaf
    text: str
    anchors: tuple[str, ...]
    words: tuple[str, ...] = ()  # words of the first part that it says again


def step(
    made: Made,
    first: str,
    say: Phrasing,
    rng: random.Random,
    sorts: tuple[str, ...],
    own: Collection[Leaf] = (),
    anchors: tuple[str, ...] = (),
) -> Step:
    """A part made from the first in one of some ways; Unfit where none suits it.

    `own`: what is asked of the first part already; `anchors`: the lines that head the parts, where they are settled.
    """
    lang, given = made.world.lang, anchors
    a = record(first, lang)
    parts = units_of(a)
    unit = "items" if a.items else "sentences"
    for sort in sorted(sorts, key=lambda s: rng.random() ** (1 / WEIGHTS[s]), reverse=True):
        if sort in RARE and rng.random() >= RARELY:
            continue
        anchors = given or rng.choice(ANCHORS[lang][sort])
        params: dict[str, Any] = {"from": anchors[0], "to": anchors[1]}
        chosen: list[str] = []
        if sort == "copy":
            params["unit"] = unit
            if not (quotable := _quotable(made, parts)):
                continue
            text = rng.choice(quotable)
        elif sort == "count":
            if unit == "sentences":
                continue  # nobody has the sentences of a text counted below it
            params["unit"] = unit
            text = say.pick(f"steps.count_{unit}", {"n": len(parts)})
        elif sort == "words":
            least = 1 if lang == "en" else 2  # one Chinese character may be a part of another word
            counted = {w for x in own for w in words_of(x)}  # a second time is one too many
            words = [w for w in made.topic.keywords if a.count(w) and len(w) >= least and " " not in w and w.lower() not in counted]
            n = rng.choice((2, 3, 4))
            often = [w for w in words[1:] if a.count(w) > 1]  # what is said once in passing is no tag
            if not words or len(often) < n - 1:
                continue
            params["n"] = n
            chosen = [words[0], *rng.sample(often, n - 1)]  # a topic's first key word is its subject, which no set of tags lacks
            rng.shuffle(chosen)
            text = ("、" if lang == "zh" else ", ").join(chosen)
        elif sort == "sorted":
            if not a.items or made.text.sort != "checklist" or len({len(x) for x in parts}) < len(parts):
                continue  # sentences and steps have an order of their own
            text = "\n".join(sorted(parts, key=len))
        else:
            if not a.items:
                continue
            text = "".join(a.start_of(x)[:1] for x in parts)
            text = text.upper() if lang == "en" else text
        return Step({"type": f"link.{sort}", "params": params}, text, anchors, tuple(chosen))
    raise Unfit("no-step")


_LARGE = {"zh": 34, "en": 110}


def _quotable(made: Made, parts: list[str]) -> list[str]:
    """The sentences or items that say something by themselves; of these the topic's core, where it is among them."""
    lang = made.world.lang
    told = [p for p in (*made.text.pieces(), *made.text.entries) if p.line.role not in ("opening", "closing") and not p.linked]
    alone = {p.form.rstrip("。."): p.line.id in made.topic.core for p in told if not leans(p.form, lang)}
    if not told and not made.text.subs:
        return [x for x in parts if not leans(x, lang)]  # a checklist
    found = [x for x in parts if x.rstrip("。.") in alone]
    short = [x for x in found if len(x) <= _LARGE[lang]]  # it is printed large
    return [x for x in short if alone[x.rstrip("。.")]] or short or found


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
