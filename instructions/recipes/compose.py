"""Many constraints at once, all of which hold: length, words, form, marks, emoji, verse and data, said in every place a request has."""

from __future__ import annotations

from generators.recipe import Draft, Unfit, recipe
from generators.scene import Scene
from instructions import corrupt
from instructions.draft import ALWAYS, draft, missed
from instructions.material import ask, constraints, make, phrasing


@recipe(
    "instructions/compose",
    required=ALWAYS,
    weight=26,
    levels={1: 2, 2: 3, 3: 5, 4: 5, 5: 4},
    facets={"style": (), "constraints": (), "shape": ("prose", "sections", "list", "numbered", "data", "verse")},
)
def build(scene: Scene) -> Draft:
    """Arrow first: a text is solved, then what is true of it and worth asking is asked."""
    say = phrasing(scene)
    made = make(scene, say)
    leaves = constraints(scene, made)
    if not leaves:
        raise Unfit("nothing-to-ask")
    asked = ask(scene, say, made, leaves).build()
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
