"""Plan first: where a length is asked paragraphs with a running count, where which word goes, what else to keep to; then the text that keeps to it."""

from __future__ import annotations

from generators.recipe import Draft, Unfit, recipe
from generators.scene import Scene
from instructions import corrupt
from instructions.draft import ALWAYS, draft
from instructions.material import ask, constraints, make, phrasing
from instructions.think import placed, plan


@recipe(
    "instructions/plan",
    required=("ins.trace", *ALWAYS),
    weight=3,
    levels={2: 2, 3: 4, 4: 4, 5: 2},
    facets={"style": (), "constraints": (), "shape": ()},
)
def build(scene: Scene) -> Draft:
    """The counts are those of the answer."""
    say = phrasing(scene)
    window = (120, 420) if scene.lang == "zh" else (80, 280)
    made = make(scene, say, {"prose": 1}, window, suits=lambda t: len(t.paragraphs) > 1 and not t.quoted)
    # A budget in words says nothing of a limit in characters.
    leaves = [x for x in constraints(scene, made) if x["type"] not in ("length.chars", "length.han") or x.get("scope")]
    if len(leaves) < 2:
        raise Unfit("nothing-to-plan")
    thinking, data = plan(made.answer, leaves, say)
    content, more = placed(made.answer, thinking, scene.options.thinking)
    asked = ask(scene, say, made, leaves).build()
    extra = [{"kind": "ins.trace", "turn": len(asked.messages), "params": {"mode": "plan"}}]
    return draft(
        scene, asked, leaves, content, source=made.source, facets={"shape": made.text.shape}, clean=made.clean, extra=extra, evidence={"trace": data},
        message=more, tags=["thinking/plan"],
    )  # fmt: skip


BROKEN = {**corrupt.ALL, "number_forged": corrupt.number_forged}
