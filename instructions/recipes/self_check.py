"""Draft, check with true numbers, smallest repair, answer: in a third of the rows the check finds nothing to mend."""

from __future__ import annotations

from generators.recipe import Draft, Unfit, recipe
from generators.scene import Scene
from instructions import corrupt
from instructions.draft import ALWAYS, draft
from instructions.material import ask, constraints, make, phrasing
from instructions.pairs import near_miss
from instructions.think import placed, repair_line, table


@recipe(
    "instructions/self_check",
    required=("ins.trace", *ALWAYS),
    weight=5,
    levels={2: 3, 3: 5, 4: 4, 5: 2},
    facets={"style": (), "constraints": (), "shape": (), "found": ("fault", "nothing")},
)
def build(scene: Scene) -> Draft:
    """The draft is a near miss; its faults are measured, not invented."""
    say = phrasing(scene)
    made = make(scene, say, {"prose": 50, "list": 18, "numbered": 14, "sections": 10, "verse": 8})
    leaves = constraints(scene, made)
    fine = scene.chance(0.3, "fine")
    first = made.answer
    if not fine:
        miss = near_miss(scene, made.answer, leaves, made.text, made.topic if made.text.shape != "verse" else None)
        if miss is None:
            raise Unfit("no-near-miss")
        first = miss[0]
    lines, data = table(first, leaves, say)
    ending = say.pick("think.clean") if fine else repair_line(first, made.answer, say)
    thinking = "\n".join([say.pick("think.draft_lead"), first, "", say.pick("think.check_lead"), lines, ending])
    content, more = placed(made.answer, thinking, scene.options.thinking)
    asked = ask(scene, say, made, leaves).build()
    extra = [{"kind": "ins.trace", "turn": len(asked.messages), "params": {"mode": "check", "draft": first}}]
    return draft(
        scene, asked, leaves, content, source=made.source, facets={"shape": made.text.shape, "found": "nothing" if fine else "fault"}, clean=made.clean,
        extra=extra, evidence={"trace": data}, message=more, tags=["thinking/self-check"],
    )  # fmt: skip


BROKEN = {**corrupt.ALL, "number_forged": corrupt.number_forged}
