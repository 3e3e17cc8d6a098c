"""One fact among look-alikes: the same thing of other people, other things of the same person."""

from __future__ import annotations

from generators.recipe import Draft, recipe
from generators.scene import Scene
from longctx import corrupt
from longctx.plant import corrected, depths, few, ground, kind_of, working
from longctx.prompt import ALWAYS, Task, compose, finish


@recipe(
    "longctx/multi_key",
    required=("longctx.found", *ALWAYS),
    weight=4,
    levels={2: 1, 3: 2, 4: 3, 5: 2},
    family="needle",
    facets={"length": (), "source": ("own", "generated"), "asked": ("first", "last"), "kind": (), "distractors": ()},
    content=("rule: top BM25",),  # the question names what the needle names
)
def build(scene: Scene) -> Draft:
    """Distractors grow with the level; each shares the person or the thing with what is asked, and differs in the other."""
    g = ground(scene)
    fact = g.fact(kind_of(g))
    question = g.ask(fact)
    count = few(scene, {1: 1, 2: 2, 3: 3, 4: 5, 5: 7}[scene.difficulty])
    facts = g.others(fact, count, own=True)
    at = depths(scene, count + 1)
    # What is corrected is now and then another's thing: the wording of a correction is no sign of the answer, here or elsewhere.
    later = [g.fact(fact.kind, f.who, f.thing, update=True) for f in facts[1:] if g.rng.random() < 0.2]
    later = later[: few(scene, count + len(later)) - count]
    needles = [g.needle(fact, "needle", at[0]), *corrected(g, facts, later, at[1:], scene)]
    made = compose(
        scene, Task(g.book, question, g.crowded(needles, [fact.kind.id]), {"kind": fact.kind.id, "distractors": count}, ["skill/lookup"])
    )
    wrong = facts[scene.rng("wrong").randrange(len(facts))]
    check = {"keys": [fact.who, fact.thing], "value": fact.value, "times": 1, "others": [f.value for f in [*facts, *later]]}
    return finish(
        scene, made, g.reply(made, fact), {"longctx.found": check}, (g.reply(made, wrong), "longctx.found", "a distractor's value"),
        working(scene, needles[:1], made.placed.hay),
    )  # fmt: skip


BROKEN = {
    "other_value": corrupt.other_value,
    "distractors_value": corrupt.old_value,
    "key_doubled": corrupt.key_doubled,
    "longer": corrupt.longer,
}
