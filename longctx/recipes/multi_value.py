"""One key with several values, told in several places; all of them are asked for: planted facts, or all sentences that name somebody."""

from __future__ import annotations

from contextlib import suppress

from generators.recipe import Draft, Unfit, recipe
from generators.scene import Scene
from longctx import corrupt, replies
from longctx.asked import mark
from longctx.haystack.book import Book
from longctx.named import about, somebody
from longctx.needles.facts import kinds
from longctx.plant import depths, few, ground
from longctx.prompt import ALWAYS, REASONS, Question, Task, compose, finish


@recipe(
    "longctx/multi_value",
    required=("longctx.all", *ALWAYS),
    weight=3,
    levels={2: 1, 3: 2, 4: 2, 5: 1},
    facets={"length": (), "source": ("own", "generated"), "asked": ("first", "last"), "values": (), "kind": ("planted", "named")},
    content=(
        "rule: top BM25",
        "rule: longest",
        "rule: shortest",
        "rule: always first",
        "rule: always last",
        "rule: most digits",
    ),  # the question names what the needle names
)
def build(scene: Scene) -> Draft:
    """Values are listed in the order of the text. Somebody else's do not belong."""
    book = scene.shared.pick(scene)
    if scene.chance(0.6, "named"):
        with suppress(Unfit):  # a short prompt may name nobody just so often
            return _named(scene, book)
    g = ground(scene)
    kind = g.rng.choice(kinds(scene.lang, "several"))
    who, thing = g.person(), g.thing(kind)
    count = few(scene, {1: 2, 2: 2, 3: 3, 4: 4, 5: 5}[scene.difficulty])
    facts = [g.fact(kind, who, thing) for _ in range(count)]
    question = g.ask(facts[0])
    others = g.others(facts[0], few(scene, max(0, scene.difficulty - 2), 1))
    at = depths(scene, count + len(others))
    needles = [g.needle(f, "needle", d) for f, d in zip(facts, at, strict=False)]
    needles += [g.needle(f, "distractor", d) for f, d in zip(others, at[count:], strict=True)]
    made = compose(
        scene,
        Task(
            g.book,
            question,
            g.crowded(needles, [k.id for k in kinds(scene.lang, "several")]),
            {"values": count, "kind": "planted"},
            ["skill/lookup"],
        ),
    )
    order = sorted(needles[:count], key=lambda n: n.start)
    values = [str(n.info["value"]) for n in order]

    def reply(listed: list[str]) -> str:
        zh = scene.lang == "zh"
        joined = "、".join(listed) if zh else listed[0] if len(listed) == 1 else ", ".join(listed[:-1]) + " and " + listed[-1]
        text = replies.reply(scene, made, kind.reply, values=joined)
        return text[:1].upper() + text[1:]

    check = {"keys": [who, thing], "values": values, "others": [f.value for f in others]}
    return finish(scene, made, reply(values), {"longctx.all": check}, (reply(values[:-1]), "longctx.all", "stopped before the last one"))


def _named(scene: Scene, book: Book) -> Draft:
    """Every sentence of the text that gives somebody's full name, word for word."""
    count = {1: 2, 2: 2, 3: 3, 4: 4, 5: 5}[scene.difficulty]
    who, window = somebody(scene, book, max(2, count - 1), count + 1, 60)
    kind = "_word" if who.word else ""
    key = f"{'reason' if scene.chance(REASONS, 'reason') else 'named'}.every{kind}"
    question = Question(scene.say(key, who=who.name), scene.say(key, who="_"), (who.name,), framed=False)
    made = about(scene, book, who, window, question, {"values": len(who.spans), "kind": "named"}, ["skill/lookup"])
    said = who.texts(book)
    mark(scene, made, [(a, b, {"role": "needle", "keys": [who.name], "value": t}) for (a, b), t in zip(who.spans, said, strict=True)])
    style = "" if replies.as_it_stands(question.text) else scene.weighted({"- ": 1, "": 2, "n": 2}, "list")

    def reply(listed: list[str]) -> str:
        return "\n".join((f"{i}. " if style == "n" else style) + t for i, t in enumerate(listed, 1))

    wrong = (reply(said[:-1]), "longctx.all", "stopped before the last one")
    return finish(scene, made, reply(said), {"longctx.all": {"keys": [who.name], "values": said, "others": []}}, wrong)


BROKEN = {"answer_dropped": corrupt.answer_dropped, "key_doubled": corrupt.key_doubled, "longer": corrupt.longer}
