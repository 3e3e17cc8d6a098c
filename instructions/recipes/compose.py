"""Many constraints at once, all of which hold: length, words, form, marks, emoji, verse and data, said in every place a request has."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

from generators.recipe import Draft, Unfit, recipe
from generators.scene import Scene
from instructions import corrupt
from instructions.ask import Asked
from instructions.constraints import KINDS
from instructions.constraints.base import Count
from instructions.constraints.leaf import Leaf, fault, scoped
from instructions.draft import ALWAYS, draft, missed
from instructions.material import Made, ask, constraints, make, phrasing
from instructions.pairs import near_miss
from instructions.phrases import Phrasing
from instructions.text.record import record
from instructions.written import written

_PLAIN = ("explain", "how-to", "advice", "description", "notice")  # kinds that tell people what they did not know


@recipe(
    "instructions/compose",
    required=ALWAYS,
    weight=26,
    levels={1: 2, 2: 3, 3: 5, 4: 5, 5: 4},
    facets={
        "style": (),
        "constraints": (),
        "shape": ("prose", "sections", "list", "numbered", "data", "verse"),
        "twin": ("none", "one", "other"),
    },
    twins=lambda options: 2,
)
def build(scene: Scene) -> Draft:
    """Arrow first: a text is solved, then what is true of it and worth asking is asked."""
    if scene.twin:
        found = counterfactual(scene)
        if found is not None:
            return found
        scene.leave_group()
    say = phrasing(scene)
    echo = scene.chance(0.05, "echo")
    made = make(scene, say, echo=echo)
    leaves = constraints(scene, made)
    if not leaves:
        raise Unfit("nothing-to-ask")
    asked, tags = _asked(scene, say, made, leaves)
    facets = {"shape": made.text.shape, "twin": "none"}
    own = None if echo else written(scene, asked, leaves, made.answer)
    if own is None:
        miss = missed(scene, made.answer, leaves, made)
        return draft(scene, asked, leaves, made.answer, source=made.source, facets=facets, clean=made.clean, miss=miss, tags=tags)
    scene.model.settled = True
    if own.edits:
        asked, tags = _asked(scene, phrasing(scene), made, own.leaves)
    tags += ["answer/model", *(["bounds/moved"] if own.edits else [])]
    miss = missed(scene, own.text, own.leaves)
    return draft(scene, asked, own.leaves, own.text, facets=facets, clean=made.clean, miss=miss, tags=tags)


def _asked(scene: Scene, say: Phrasing, made: Made, leaves: list[Leaf]) -> tuple[Asked, list[str]]:
    """The request, and its tags."""
    asked_for, tags = ask(scene, say, made, leaves), list[str]()
    if made.text.shape in ("prose", "sections", "list") and scene.chance(0.18, "soft"):
        # A wish that no code can judge stands beside the others: it is in no check, and the row says so.
        wish = say.pick("ask.soft_plain" if made.topic.kind in _PLAIN else "ask.soft")
        asked_for.wish = f"{wish}。" if scene.lang == "zh" else f" {wish[0].upper()}{wish[1:]}."
        tags = ["wish/unverified"]
    return asked_for.build(), tags


def counterfactual(scene: Scene) -> Draft | None:
    """One of two rows that share request and texts: in one a bound makes the first text right and the second wrong, in the other it is the reverse."""
    base = replace(scene, slot=replace(scene.slot, rank=scene.slot.rank // 2 * 2, index=0, difficulty=3))
    try:
        say = phrasing(base)
        made = make(base, say, {"prose": 60, "list": 20, "sections": 20})
        leaves = constraints(base, made, 5)
    except Unfit:
        return None
    miss = near_miss(base, made.answer, leaves, made.text, made.topic if made.text.shape != "verse" else None, good=True)
    if miss is None:
        return None
    second, n, _ = miss
    other = moved(leaves[n], made.answer, second, scene.lang)
    if other is None:
        return None
    if _doubled(second, scene.lang) > _doubled(made.answer, scene.lang):
        return None  # an emoji more is a near miss, not a text to learn
    first = scene.slot.rank % 2 == 0
    bound = leaves if first else [*leaves[:n], other, *leaves[n + 1 :]]
    chosen, worse = (made.answer, second) if first else (second, made.answer)
    if any(fault(x, chosen, scene.lang) for x in bound):
        return None
    asked = ask(base, say, made, bound).build()
    facets = {"shape": made.text.shape, "twin": "one" if first else "other"}
    pair = (worse, n, fault(bound[n], worse, scene.lang))
    return draft(scene, asked, bound, chosen, source=made.source, facets=facets, clean=made.clean, miss=pair, tags=["pair/counterfactual"])


def _doubled(text: str, lang: str) -> int:
    """How many emoji stand right behind another."""
    return sum(a[1] == b[0] for a, b in pairwise(record(text, lang).emoji_spans))


def moved(leaf: Leaf, one: str, two: str, lang: str) -> Leaf | None:
    """The same wish with its bound moved past the value, so that it holds of the second text and fails on the first; None where no round number does."""
    kind, p = KINDS[leaf["type"]], leaf["params"]
    if not isinstance(kind, Count) or type(kind).check is not Count.check or p["op"] not in ("exact", "min", "max"):
        return None
    parts = [scoped(record(t, lang), leaf.get("scope")) for t in (one, two)]
    if any(isinstance(x, str) for x in parts):
        return None
    a, b = (kind.value(x) for x in parts if not isinstance(x, str))
    tries: list[dict[str, Any]] = [{"op": "exact", "n": b}] if p["op"] == "exact" else []
    if p["op"] == "max" and b > a:
        tries += [{"op": "min", "n": n} for n in range(b, a, -1) if n < 20 or n % 10 == 0]
    if p["op"] == "min" and b < a:
        tries += [{"op": "max", "n": n} for n in range(b, a) if n < 20 or n % 10 == 0]
    for params in tries:
        if params["n"] < 1 or params["op"] not in kind.ops:  # not every wish can be turned round: the bank has no words for the other way
            continue
        found: Leaf = {**leaf, "params": {**p, **params}}
        if not fault(found, two, lang) and fault(found, one, lang):
            return found
    return None


BROKEN = corrupt.ALL
