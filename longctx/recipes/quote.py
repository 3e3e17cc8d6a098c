"""The answer comes with the sentence it rests on, letter by letter."""

from __future__ import annotations

import copy
import random
from typing import Any

from generators.recipe import Draft, recipe
from generators.scene import Scene
from longctx import corrupt
from longctx.asked import asked_in
from longctx.plant import depths, ground, kind_of
from longctx.prompt import ALWAYS, Question, Task, compose, finish
from longctx.replies import filled, gap_replies, suited
from longctx.replies import unit as whole


@recipe(
    "longctx/quote",
    required=("longctx.quoted", *ALWAYS),
    weight=3,
    levels={2: 2, 3: 2, 4: 1},
    facets={"length": (), "source": ("own", "generated"), "asked": ("first", "last"), "kind": ()},
    content=("rule: top BM25",),  # the question names what the needle names
)
def build(scene: Scene) -> Draft:
    """Quotation marks inside the sentence are turned into the inner kind, as a writer would."""
    if scene.chance(0.6, "gap"):
        return _gap(scene)
    g = ground(scene)
    fact = g.fact(kind_of(g, "word"), plain=True)  # a password is always spoken
    bare = g.ask(fact)
    others = g.others(fact, scene.difficulty - 1, plain=True)
    at = depths(scene, 1 + len(others))
    needles = [g.needle(fact, "needle", at[0]), *(g.needle(f, "distractor", d) for f, d in zip(others, at[1:], strict=True))]
    question = Question(scene.say("quote.ask", q=bare.text), bare.masked, bare.protect, framed=False)
    made = compose(scene, Task(g.book, question, g.crowded(needles, [fact.kind.id]), {"kind": fact.kind.id}, ["skill/lookup"]))

    unit = next((t for t in fact.kind.reply if whole(t)), None)

    def reply(value: str, sentence: str) -> str:
        slots = {"value": unit.fill({"value": value}, scene.lang).rstrip(".。") if unit else value, "sentence": sentence}
        template = scene.rng("reply").choice(suited(scene.bank["quote.reply"], made, scene.lang))
        return template.fill(slots, scene.lang)

    check = {"keys": [fact.who, fact.thing], "value": fact.value}
    wrong = reply(others[0].value, others[0].text) if others else reply(fact.value, bare.text)
    return finish(
        scene, made, reply(fact.value, needles[0].text), {"longctx.quoted": check}, (wrong, "longctx.quoted", "another sentence is quoted")
    )


def _gap(scene: Scene) -> Draft:
    """The text's own sentence with a gap: the words that are missing, then all of it."""
    made, line = asked_in(scene, scene.shared.lines(scene), ["skill/lookup"], {"kind": "gap"}, "quote")
    template = scene.rng("reply").choice(suited(gap_replies(scene, line, quoted=True), made, scene.lang))

    def reply(value: str) -> str:
        return filled(template, value, scene.lang, sentence=line.text)

    check = {"keys": line.keys, "value": line.value}
    wrong = template.fill({"value": line.keys[0], "sentence": line.shown}, scene.lang)
    return finish(scene, made, reply(line.value), {"longctx.quoted": check}, (wrong, "longctx.quoted", "the gap is left open"))


def _requoted(row: dict[str, Any], rng: random.Random) -> dict[str, Any] | None:
    """The quoted sentence lacks a character."""
    row = copy.deepcopy(row)
    answer = row["messages"][-1]["content"]
    at = len(answer) - 8
    row["messages"][-1]["content"] = answer[:at] + answer[at + 1 :]
    return row


BROKEN = {"requoted": _requoted, "key_doubled": corrupt.key_doubled, "longer": corrupt.longer}
