"""What is asked for is not in the text, though its neighbours are: the answer says so."""

from __future__ import annotations

from typing import Any

from generators.recipe import Draft, recipe
from generators.scene import Scene
from longctx import corrupt
from longctx.lines import absent_line
from longctx.plant import depths, ground, kind_of
from longctx.prompt import ALWAYS, Task, compose, finish

GAPS = 0.25  # share of lines with a gap: as many of those that are asked for in other types have an answer as of the rest


@recipe(
    "longctx/absent",
    required=("longctx.absent", *ALWAYS),
    weight=4,
    levels={1: 1, 2: 1, 3: 2, 4: 2},
    family="needle",
    facets={
        "length": (),
        "source": ("own", "generated"),
        "asked": ("first", "last"),
        "kind": (),
        "near": ("nothing", "person", "thing", "line"),
    },
)
def build(scene: Scene) -> Draft:
    """Near misses: another thing of the same person, the same thing of another; the answer may name what there is instead."""
    if not scene.sibling and scene.chance(GAPS, "gap"):
        made, line = absent_line(scene, scene.shared.pick(scene), {"kind": "gap", "near": "line"})
        check: dict[str, Any] = {"keys": line.keys, "near": [line.value]}
        wrong = scene.say("gap.answer", value=line.value)
        return finish(
            scene, made, scene.say("gap.none"), {"longctx.absent": check}, (wrong, "longctx.absent", "words that only seem to fit")
        )
    g = ground(scene)
    fact = g.fact(kind_of(g))
    question = g.ask(fact)
    near = "nothing" if scene.difficulty == 1 else scene.weighted({"person": 1, "thing": 1}, "near")
    count = 0 if near == "nothing" else scene.difficulty - 1
    facts = [
        g.fact(fact.kind, fact.who, g.thing(fact.kind, fact.thing)) if near == "person" and not i else g.fact(fact.kind, "", fact.thing)
        for i in range(count)
    ]
    needles = [g.needle(f, "distractor", d) for f, d in zip(facts, depths(scene, count) if count else [], strict=True)]
    made = compose(scene, Task(g.book, question, needles, {"kind": fact.kind.id, "near": near}))
    names = {"who": fact.who, "thing": _bare(fact.thing)}
    # Where more is told than one wording can name, none is named: "only his hives" would be untrue.
    if len(facts) == 1 and scene.chance(0.75, "names"):
        other = facts[0]
        if near == "person":
            answer = scene.say("absent.other", **names, other=_bare(other.thing))
        else:
            answer = scene.say("absent.rival", **names, rival=other.who)
    else:
        answer = scene.say("absent.none", **names)
    wrong = g.reply(facts[0]) if facts else g.reply(fact)
    check = {"keys": [fact.who, fact.thing], "near": [f.value for f in facts] or [fact.value]}
    return finish(
        scene, made, answer[:1].upper() + answer[1:], {"longctx.absent": check}, (wrong, "longctx.absent", "a value though there is none")
    )


def _bare(thing: str) -> str:
    """A thing that bears its article, without it: the wordings have their own."""
    return thing.removeprefix("the ")


BROKEN = {
    "claims": corrupt.claims,
    "language_switched": corrupt.language_switched,
    "longer": corrupt.longer,
    "span_moved": corrupt.haystack_moved,
}
