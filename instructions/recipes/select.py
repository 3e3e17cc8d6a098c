"""A condition on a message in the prompt decides which of two wishes holds; the other one must not be done."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from generators.recipe import Draft, Unfit, recipe
from generators.scene import Scene
from instructions import corrupt
from instructions.ask import Compound
from instructions.branch import Condition, Fork, condition, fits, forkable, open_ended
from instructions.constraints.leaf import Leaf
from instructions.draft import ALWAYS, draft, missed
from instructions.material import Made, ask, constraints, make, phrasing
from instructions.phrases import Phrasing
from instructions.suits import PRIVATE


def fork(scene: Scene, made: Made, leaves: list[Leaf]) -> Fork:
    """A leaf that could be asked otherwise, on a condition that has to do with it."""
    rng = scene.rng("fork")
    for n in rng.sample(range(len(leaves)), len(leaves)):
        if (found := forkable(leaves[n], made.answer, made.topic, rng)) and fits(
            found.other, [x for m, x in enumerate(leaves) if m != n], scene.lang
        ):
            return replace(found, at=n)
    raise Unfit("no-alternative")


def drawn(scene: Scene, made: Made, say: Phrasing, at: Fork) -> Condition:
    """A condition on a message whose matter the answer takes up; Unfit where it is a checklist, which has its own items, or has blanks for what the message tells."""
    if made.text.sort == "checklist" or made.text.blanks:
        raise Unfit("no-message")
    told = [p.line.id for p in (*made.text.pieces(), *made.text.entries, *made.text.under) if not p.line.need and "." in p.line.id]
    return condition(made.topic, say, scene.rng("condition"), told, at)


def select_node(cond: Condition, source: tuple[int, int, int], taken: str, other: str, marks: list[str]) -> dict[str, Any]:
    """The branch as the evidence holds it."""
    turn, start, end = source
    then, else_ = (taken, other) if cond.true else (other, taken)
    return {
        "op": "select", "source": {"turn": turn, "start": start, "end": end}, "if": cond.leaf, "then": then, "else": else_,
        "taken": "then" if cond.true else "else", "marks": marks,
    }  # fmt: skip


@recipe(
    "instructions/select",
    required=ALWAYS,
    weight=15,
    levels={1: 1, 2: 3, 3: 5, 4: 5, 5: 3},
    facets={"style": (), "constraints": (), "shape": (), "condition": (), "taken": ("then", "else")},
)
def build(scene: Scene) -> Draft:
    """Both branches are said; the condition is computed, not guessed."""
    say = phrasing(scene)
    made = make(scene, say, {"prose": 45, "list": 16, "numbered": 14, "sections": 12}, without=PRIVATE, fits_ask=open_ended)
    made.purpose = ""
    leaves = constraints(scene, made, forked=True)
    at = fork(scene, made, leaves)
    n, cond = at.at, drawn(scene, made, say, at)
    leaves = [*leaves, at.other]
    last = len(leaves) - 1
    then, else_ = ((n,), (last,)) if cond.true else ((last,), (n,))
    asked_for = ask(scene, say, made, leaves, compound={n: Compound(cond.said, cond.name, then, else_)}, apart=frozenset({last}))
    asked_for.material = say.pick("branch.material", {"x": cond.name, "text": asked_for.marks.wrap(cond.message, source=True)})
    asked = asked_for.build()
    if asked.source is None:
        raise Unfit("no-source")
    rest = [f"c{i + 1}" for i in range(len(leaves)) if i not in (n, last)]
    tree = {"op": "and", "of": [*rest, select_node(cond, asked.source, f"c{n + 1}", f"c{last + 1}", [f"c{last + 1}"])]}
    facets = {"shape": made.text.shape, "condition": cond.leaf["type"], "taken": "then" if cond.true else "else"}
    return draft(
        scene,
        asked,
        leaves,
        made.answer,
        tree=tree,
        negated=frozenset({last}),
        idle=frozenset({last}),
        source=made.source,
        facets=facets,
        clean=made.clean,
        miss=missed(scene, made.answer, leaves, made, frozenset({last}), frozenset({last})),
    )


BROKEN = {**corrupt.ALL, "condition_flipped": corrupt.condition_flipped}
