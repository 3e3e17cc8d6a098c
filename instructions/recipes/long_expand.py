"""The second half of long writing: an outline is given, the text under it must reach a length (2,000 字 or 1,500 words where the topic bears it)."""

from __future__ import annotations

from generators.recipe import Draft, Unfit, recipe
from generators.scene import Scene
from instructions import corrupt
from instructions.constraints.leaf import Leaf, fault
from instructions.draft import ALWAYS, draft, missed
from instructions.long import expanded, floor_of
from instructions.material import ask, constraints, phrasing
from instructions.text.record import record

_SETTLED = ("length", "mark.sections")  # what the request itself or its outline settles


@recipe(
    "instructions/long_expand",
    required=ALWAYS,
    weight=4,
    family="long",
    levels={3: 3, 4: 4, 5: 4},
    facets={"style": (), "constraints": (), "shape": (), "length": ("short", "long")},
)
def build(scene: Scene) -> Draft:
    """The bound is a human number that the text meets however it is counted."""
    say = phrasing(scene)
    made, heads = expanded(scene, say)
    lang = scene.lang
    low = record(made.answer, lang).readings[0]
    n = floor_of(low, lang, scene.rng("floor"))
    if n is None:
        raise Unfit("too-short")
    bound: Leaf = {"type": "length.zi" if lang == "zh" else "length.words", "params": {"op": "min", "n": n}}
    more = [x for x in constraints(scene, made) if not x["type"].startswith(_SETTLED) or x["type"] == "length.sentence"]
    leaves = [bound, *more][:9]
    if fault(bound, made.answer, lang):
        raise Unfit("too-short")
    asked_for = ask(scene, say, made, leaves)
    asked_for.request = say.pick("long.expand", {"subject": made.subject})
    asked_for.plain, asked_for.frames, asked_for.purpose = "", False, ""
    asked_for.material = say.pick("long.outline", {"heads": "\n".join(f"{i}. {h}" for i, h in enumerate(heads, 1))})
    asked = asked_for.build()
    facets = {"shape": made.text.shape, "length": "long" if n >= (2000 if lang == "zh" else 1500) else "short"}
    return draft(
        scene,
        asked,
        leaves,
        made.answer,
        source=made.source,
        facets=facets,
        clean=made.clean,
        miss=missed(scene, made.answer, leaves, made),
    )


BROKEN = corrupt.ALL
