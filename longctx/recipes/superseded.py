"""A fact is told and later corrected; the later word holds."""

from __future__ import annotations

from generators.recipe import Draft, recipe
from generators.scene import Scene
from longctx import corrupt
from longctx.plant import corrected, depths, ground, kind_of, working
from longctx.prompt import ALWAYS, Task, compose, finish


@recipe(
    "longctx/superseded",
    required=("longctx.found", *ALWAYS),
    weight=4,
    levels={2: 1, 3: 2, 4: 2},
    family="needle",
    facets={"length": (), "source": ("own", "generated"), "asked": ("first", "last"), "kind": (), "distractors": ()},
    content=(
        "rule: top BM25",
        "rule: always last",
    ),  # the question names what the needle names
)
def build(scene: Scene) -> Draft:
    """The correction names person and thing again; on higher levels others' things stand about too."""
    g = ground(scene)
    fact = g.fact(kind_of(g))
    question = g.ask(fact)
    update = g.fact(fact.kind, fact.who, fact.thing, update=True)
    count = {1: 0, 2: 0, 3: 1, 4: 3, 5: 4}[scene.difficulty]
    others = [g.fact(fact.kind, "", fact.thing) for _ in range(count)]
    # Others' things are corrected too, so that the wording of a correction does not give the answer away.
    later = [g.fact(fact.kind, f.who, f.thing, update=True) for f in others if g.rng.random() < 0.7]
    at = depths(scene, count + 2)
    first, second = sorted(at[:2])
    outdated, needle = g.needle(fact, "outdated", first), g.needle(update, "needle", second)
    # Redrawn places could turn the two round, so they are held.
    for n in (outdated, needle):
        n.info["fixed"] = True
    needles = [outdated, needle, *corrected(g, others, later, at[2:], scene)]
    made = compose(scene, Task(g.book, question, needles, {"kind": fact.kind.id, "distractors": count}))
    check = {
        "keys": [fact.who, fact.thing],
        "value": update.value,
        "times": 2,
        "others": [fact.value, *(f.value for f in [*others, *later])],
    }
    return finish(
        scene, made, g.reply(update), {"longctx.found": check}, (g.reply(fact), "longctx.found", "what was said first"),
        working(scene, [needle], made.placed.hay),
    )  # fmt: skip


BROKEN = {"old_value": corrupt.old_value, "other_value": corrupt.other_value, "key_gone": corrupt.needle_gone, "longer": corrupt.longer}
