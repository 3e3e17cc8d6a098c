"""Two sentences far apart lead to the answer: who keeps the thing, and where that person keeps things."""

from __future__ import annotations

from generators.recipe import Draft, recipe
from generators.scene import Scene
from longctx import corrupt
from longctx.haystack.window import Needle
from longctx.needles.facts import fill, kinds, same_style
from longctx.needles.tables import table
from longctx.plant import depths, ground
from longctx.prompt import ALWAYS, Question, Task, compose, finish


@recipe(
    "longctx/multi_hop",
    required=("longctx.hop", *ALWAYS),
    weight=4,
    levels={3: 2, 4: 2, 5: 2},
    facets={"length": (), "source": ("own", "generated"), "asked": ("first", "last"), "order": ("bridge first", "rule first")},
    content=("rule: top BM25",),  # the question names what the needle names
)
def build(scene: Scene) -> Draft:
    """The rule may stand before or after the bridge; others have keepers and keepers have places too."""
    g = ground(scene)
    lang, words = scene.lang, table(scene.lang, "bridge")
    kind = next(k for k in kinds(lang) if k.value == "person")
    fact = g.fact(kind)
    place = g.value("hiding")

    def rule(keeper: str, where: str) -> str:
        text = g.fresh(words["rule"]).fill({"b": keeper, "value": where}, lang)
        return same_style(text[:1].upper() + text[1:], g.style)

    template = g.rng.choice(words["ask"])
    question = Question(fill(template, lang, fact.who, fact.thing, ""), template.masked, (fact.who, fact.thing))
    decoys = [(g.fact(kind, "", fact.thing if i % 2 else ""), g.value("hiding")) for i in range(scene.difficulty - 1)]
    lines = [(fact.text, "bridge", fact.value), (rule(fact.value, place), "needle", place)]
    for other, where in decoys:
        lines += [(other.text, "rival", other.value), (rule(other.value, where), "distractor", where)]
    at = depths(scene, len(lines))
    needles = [Needle(same_style(t, g.style), d, {"role": r, "value": v}) for (t, r, v), d in zip(lines, at, strict=True)]
    made = compose(scene, Task(g.book, question, needles))
    made.facets["order"] = "bridge first" if needles[0].start < needles[1].start else "rule first"

    def reply(where: str) -> str:
        return fill(scene.rng("reply").choice(words["reply"]), lang, "", "", where)

    check = {"keys": [fact.who, fact.thing], "bridge": fact.value, "rule": "", "value": place, "others": [w for _, w in decoys]}
    sign = "→"
    working = f"{fact.thing} {sign} {fact.value} {sign} {place}"
    return finish(
        scene, made, reply(place), {"longctx.hop": check}, (reply(decoys[0][1]), "longctx.hop", "the place of another keeper"), working
    )  # fmt: skip


BROKEN = {"other_value": corrupt.other_value, "rule_gone": corrupt.needle_gone, "longer": corrupt.longer}
