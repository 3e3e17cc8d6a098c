"""Two sentences far apart lead to the answer: who keeps the thing, and where that person keeps things; or who is missing in a line, and what else is told of that person."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Any

from generators.recipe import Draft, Unfit, recipe
from generators.scene import Scene
from longctx import corrupt, replies
from longctx.asked import mark, worded
from longctx.haystack.book import Book
from longctx.haystack.window import Needle
from longctx.lines import GAP
from longctx.named import about, somebody
from longctx.needles.facts import fill, kinds, same_style, slots
from longctx.needles.tables import table
from longctx.plant import depths, few, ground
from longctx.prompt import ALWAYS, REASONS, Question, Task, compose, finish
from longctx.replies import suited, unquoted


@recipe(
    "longctx/multi_hop",
    required=("longctx.hop", *ALWAYS),
    weight=4,
    levels={3: 2, 4: 2, 5: 2},
    facets={
        "length": (),
        "source": ("own", "generated"),
        "asked": ("first", "last"),
        "order": ("bridge first", "rule first"),
        "kind": ("planted", "named"),
    },
    content=("rule: top BM25",),  # the question names what the needle names
)
def build(scene: Scene) -> Draft:
    """The rule may stand before or after the bridge; others have keepers and keepers have places too."""
    book = scene.shared.pick(scene)
    if scene.chance(0.5, "named"):
        with suppress(Unfit):  # a short prompt may name nobody just so often
            return _named(scene, book)
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
    # Others' things, and one like it.
    decoys = [(f, g.value("hiding")) for f in g.others(fact, few(scene, scene.difficulty - 1, 1))]
    lines = [(fact.text, "bridge", fact.value), (rule(fact.value, place), "needle", place)]
    for other, where in decoys:
        lines += [(other.text, "rival", other.value), (rule(other.value, where), "distractor", where)]
    at = depths(scene, len(lines))
    needles = [Needle(same_style(t, g.style), d, {"role": r, "value": v}) for (t, r, v), d in zip(lines, at, strict=True)]
    made = compose(scene, Task(g.book, question, g.crowded(needles, [kind.id], (fact.who, fact.thing)), {"kind": "planted"}))
    made.facets["order"] = "bridge first" if needles[0].start < needles[1].start else "rule first"

    def reply(where: str) -> str:
        text = replies.reply(scene, made, words["reply"], **slots("", "", where))
        return text[:1].upper() + text[1:] if lang == "en" else text

    check = {"keys": [fact.who, fact.thing], "bridge": fact.value, "rule": "", "value": place, "others": [w for _, w in decoys]}
    sign = "→"
    working = f"{fact.thing} {sign} {fact.value} {sign} {place}"
    return finish(
        scene, made, reply(place), {"longctx.hop": check}, (reply(decoys[0][1]), "longctx.hop", "the place of another keeper"), working
    )  # fmt: skip


def _named(scene: Scene, book: Book) -> Draft:
    """A line of the text with a name left out, and the one other sentence that gives the same name in full."""
    who, window = somebody(scene, book, 2, 2, 90 if scene.lang == "zh" else 220)
    clue, told = scene.rng("clue").choice(((0, 1), (1, 0)))
    said = who.texts(book)
    at = re.search(rf"(?i)\b{who.name}\b" if who.word and scene.lang == "en" else re.escape(who.name), said[clue])
    left, right = (said[clue][: at.start()], said[clue][at.end() :]) if at else ("", "")
    # What stands on each side, without its outer marks: the longer side alone where the other is short.
    keys = [k for k in (left.strip(" ，,；：、"), right.strip(" ，,；：、。！？.!?’s")) if len(k) > (5 if scene.lang == "zh" else 14)]
    if not keys:
        raise Unfit("named", "the name is nearly all of the line")
    line = left + GAP + right
    kind = "_word" if who.word else ""
    key = f"{'reason' if scene.chance(REASONS, 'reason') else 'named'}.hop{kind}"
    question = Question(worded(scene.say(key, line=line), line), scene.say(key, line="_"), tuple(keys), framed=False)
    made = about(scene, book, who, window, question, {"kind": "named", "order": "rule first" if clue else "bridge first"}, [])
    roles: list[dict[str, Any]] = [{"role": "bridge", "value": who.name}, {"role": "needle", "keys": [who.name], "value": said[told]}]
    mark(scene, made, [(*who.spans[i], role) for i, role in zip((clue, told), roles, strict=True)])
    template = scene.rng("reply").choice(suited(unquoted(scene.bank[f"named.hopped{kind}"], *said), made, scene.lang))

    def reply(sentence: str) -> str:
        return template.fill({"sentence": sentence, "who": who.name}, scene.lang)

    check = {"keys": keys, "bridge": who.name, "rule": "", "value": said[told], "others": []}
    wrong = (reply(said[clue]), "longctx.hop", "the same line again")
    return finish(scene, made, reply(said[told]), {"longctx.hop": check}, wrong, f"{GAP} = {who.name}")


BROKEN = {"other_value": corrupt.other_value, "rule_gone": corrupt.needle_gone, "longer": corrupt.longer}
