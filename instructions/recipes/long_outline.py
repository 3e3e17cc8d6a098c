"""The first half of long writing: an outline with so many headings, each with so many points under it."""

from __future__ import annotations

from generators.recipe import Draft, recipe
from generators.scene import Scene
from instructions import corrupt
from instructions.draft import ALWAYS, draft, missed
from instructions.long import outline_text
from instructions.material import ask, constraints, phrasing


@recipe(
    "instructions/long_outline",
    required=ALWAYS,
    weight=2,
    family="long",
    levels={2: 3, 3: 4, 4: 3},
    facets={"style": (), "constraints": (), "shape": ()},
)
def build(scene: Scene) -> Draft:
    """The headings are those that the expansion row writes out."""
    say = phrasing(scene)
    made = outline_text(scene, say)
    leaves = constraints(scene, made)
    asked_for = ask(scene, say, made, leaves)
    # Only the request for an outline will do: "tell me about" would want the text itself.
    asked_for.plain, asked_for.frames, asked_for.purpose = "", False, ""
    asked = asked_for.build()
    return draft(
        scene,
        asked,
        leaves,
        made.answer,
        source=made.source,
        facets={"shape": made.text.shape},
        clean=made.clean,
        miss=missed(scene, made.answer, leaves, made),
    )


BROKEN = corrupt.ALL
