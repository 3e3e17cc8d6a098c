"""A condition inside a chain: what the second part is made into depends on a message; the other way must not be taken."""

from __future__ import annotations

import random

from generators.recipe import Draft, Unfit, recipe
from generators.scene import Scene
from instructions import corrupt
from instructions.ask import Compound
from instructions.branch import Fork, open_ended
from instructions.constraints.leaf import Leaf, fault
from instructions.draft import ALWAYS, draft, missed
from instructions.material import Made, ask, make, phrasing
from instructions.phrases import Phrasing
from instructions.recipes.chain import SHAPES, SORTS, WHOLES, arranged, first_part
from instructions.recipes.select import drawn, fork, select_node
from instructions.steps import ANCHORS, Step, step, within
from instructions.suits import PRIVATE

_EITHER = ("link.copy", "link.words")  # of a second part either the one or the other


def _otherwise(link: Step, made: Made, say: Phrasing, rng: random.Random) -> Leaf | None:
    """How else a second part could be made: a line to print large for one medium, words to find it by for another; None where it could not."""
    sorts = tuple(s.partition(".")[2] for s in _EITHER if s != link.leaf["type"])
    try:
        return step(made, made.answer, say, rng, sorts, anchors=link.anchors).leaf if len(sorts) == 1 else None
    except Unfit:
        return None


@recipe(
    "instructions/nested",
    required=ALWAYS,
    weight=10,
    levels={3: 3, 4: 5, 5: 5},
    facets={"style": (), "constraints": (), "shape": (), "condition": (), "taken": ("then", "else"), "where": ("link", "first")},
)
def build(scene: Scene) -> Draft:
    """Selection inside a chain: of the first part's limits, or of how the second part is made."""
    say, rng = phrasing(scene), scene.rng("chain")
    made = make(scene, say, SHAPES, bare=True, without=(*WHOLES, *PRIVATE), fits_ask=open_ended)
    made.purpose = ""
    either = () if scene.chance(0.5, "where") else rng.choice(ANCHORS[scene.lang]["either"])
    link = step(made, made.answer, say, rng, ("copy", "words") if either else SORTS, anchors=either)
    else_link = _otherwise(link, made, say, rng) if either else None
    anchors = link.anchors[:2]
    own = first_part(scene, made, link, forked=else_link is None)
    leaves: list[Leaf] = [{"type": "link.parts", "params": {"words": list(anchors)}}, *(within(x, anchors, 0) for x in own), link.leaf]
    answer = "\n\n".join(
        f"{a}\n\n{t}" if a.startswith("##") else f"{a}\n{t}" for a, t in zip(anchors, (made.answer, link.text), strict=True)
    )
    if else_link is None:
        at = fork(scene, made, own)
        n, other = at.at + 1, within(at.other, anchors, 0)
    else:
        n, other = len(leaves) - 1, else_link
        at = Fork(n, other, link.leaf["type"].partition(".")[2])
    leaves.append(other)
    last = len(leaves) - 1
    if any(fault(x, answer, scene.lang) for x in leaves[:-1]) or not fault(other, answer, scene.lang):
        raise Unfit("branch-broken")
    cond = drawn(scene, made, say, at)
    then, else_ = ((n,), (last,)) if cond.true else ((last,), (n,))
    asked_for = ask(scene, say, made, leaves, compound={n: Compound(cond.said, cond.name, then, else_)}, apart=frozenset({last}))
    asked_for.material = say.pick("branch.material", {"x": cond.name, "text": asked_for.marks.wrap(cond.message, source=True)})
    asked = arranged(asked_for, leaves, scene).build()
    if asked.source is None:
        raise Unfit("no-source")
    node = select_node(cond, asked.source, f"c{n + 1}", f"c{last + 1}", [f"c{last + 1}"])
    first = [f"c{i + 1}" for i in range(1, len(own) + 1) if i != n]
    steps: list[object] = [{"op": "and", "of": [*first, node]}, f"c{last}"] if else_link is None else [{"op": "and", "of": first}, node]
    tree = {"op": "chain", "of": ["c1", *steps]}
    facets = {
        "shape": made.text.shape,
        "condition": cond.leaf["type"],
        "taken": node["taken"],
        "where": "first" if else_link is None else "link",
    }
    return draft(
        scene,
        asked,
        leaves,
        answer,
        tree=tree,
        negated=frozenset({last}),
        idle=frozenset({last}),
        source=made.source,
        facets=facets,
        clean=made.clean,
        miss=missed(scene, answer, leaves, made, frozenset({last}), frozenset({last}), lambda t: answer.replace(made.answer, t, 1)),
    )


BROKEN = {**corrupt.ALL, "condition_flipped": corrupt.condition_flipped}
