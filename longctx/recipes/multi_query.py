"""Several facts are asked for in one breath: planted ones, or of several lines of the text the gaps or the sentences behind them."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from generators.library.template import Template
from generators.recipe import Draft, Unfit, recipe
from generators.scene import Scene
from longctx import corrupt, replies
from longctx.asked import NEXT, allowed, around, mark, provisional
from longctx.haystack.book import Book
from longctx.lines import SHORT, Line, line_in, line_next
from longctx.needles.facts import Planted
from longctx.plant import depths, few, ground, kind_of
from longctx.prompt import ALWAYS, REASONS, Made, Question, Task, compose, finish


@recipe(
    "longctx/multi_query",
    required=("longctx.pairs", *ALWAYS),
    weight=3,
    levels={2: 1, 3: 2, 4: 2, 5: 1},
    facets={"length": (), "source": ("own", "generated"), "asked": ("first", "last"), "questions": (), "kind": ("planted", "gap")},
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
    """The order of the questions has nothing to do with the order in the text; the answer follows the questions."""
    if scene.chance(0.35, "gap"):
        with suppress(Unfit):  # a short prompt may hold too few lines
            return _gaps(scene, scene.shared.lines(scene))
    g = ground(scene)
    count = few(scene, {1: 2, 2: 2, 3: 3, 4: 3, 5: 4}[scene.difficulty])
    # What is asked in one breath is of one kind: where several things are, what several things cost.
    kind, facts = kind_of(g), list[Planted]()
    for _ in range(count):
        facts.append(g.fact(kind, "", g.thing(kind, "", *(f.thing for f in facts))))
    extra = [g.fact(kind, "", f.thing) for f in facts[: few(scene, scene.difficulty - 1, max(0, few(scene, 3) + 1 - count))]]
    at = depths(scene, count + len(extra))
    needles = [g.needle(f, "needle", d) for f, d in zip(facts, at, strict=False)] + [
        g.needle(f, "distractor", d) for f, d in zip(extra, at[count:], strict=True)
    ]
    asked = [g.ask(f, plain=True) for f in facts]
    unit = next((t for t in kind.reply if replies.unit(t)), None)
    gap = "" if scene.lang == "zh" else " "
    lines = scene.chance(0.4, "lines")
    joined = "\n".join(f"{i}. {q.text}" for i, q in enumerate(asked, 1)) if lines else gap.join(q.text for q in asked)
    text = "\n" + joined if lines and scene.chance(0.5, "lead") else joined
    question = Question(
        scene.say("multi.ask", list=text).strip() if not lines else text.strip(), " ".join(q.masked for q in asked), framed=False
    )
    made = compose(
        scene,
        Task(g.book, question, g.crowded(needles, {f.kind.id for f in facts}), {"questions": count, "kind": "planted"}, ["skill/lookup"]),
    )
    items = [{"keys": [f.who, f.thing], "value": f.value} for f in facts]
    return _answered(scene, made, items, lines, unit)


def _answered(
    scene: Scene, made: Made, items: list[dict[str, Any]], lines: bool, unit: Template | None = None, missing: bool = False
) -> Draft:
    """The values in the order of the questions, numbered or in a row, with their unit; words missing from a sentence as they stand in it."""
    values = [str(i["value"]) for i in items]
    if unit is not None:
        values = [unit.fill({"value": v}, scene.lang).rstrip(".。") for v in values]
    turned = [*values[1:], values[0]]
    if lines:
        shown = [
            "\n".join(f"{i}. {v if missing else v[:1].upper() + v[1:]}" for i, v in enumerate(listed, 1)) for listed in (values, turned)
        ]
    else:
        end, stop = ("；", "。") if scene.lang == "zh" else ("; ", ".")
        shown = [end.join(listed) + ("" if missing else stop) for listed in (values, turned)]
        shown = shown if missing else [s[:1].upper() + s[1:] for s in shown]
    wrong = (shown[1], "longctx.pairs", "right values in the wrong order")
    return finish(scene, made, shown[0], {"longctx.pairs": {"items": items}}, wrong)


def _gaps(scene: Scene, book: Book) -> Draft:
    """Lines of the text with gaps, or the sentences behind lines of it, in an order of their own."""
    count = few(scene, {1: 2, 2: 2, 3: 3, 4: 3, 5: 4}[scene.difficulty])
    rng, behind = scene.rng("lines"), scene.chance(NEXT, "next")
    a, b = provisional(scene, book, (45 if scene.lang == "zh" else 150) * count)
    stretch = allowed(scene, book, (a, b))
    found: list[Line] = []
    for _ in range(3 * count):
        if len(found) == count:
            break
        line = line_next(book, stretch, rng) if behind else line_in(book, stretch, rng, least=SHORT[scene.lang])
        apart = all(line.end <= x.begin or x.end <= line.begin for x in found)  # one would be the answer of another
        if a <= line.begin < line.end <= b and apart:
            found.append(line)
    if len(found) < count:
        raise Unfit("lines", "too few sentences that stand once")
    plain = any("“" in line.shown for line in found)  # all of them with quotation marks round them, or none
    listed = "\n".join(f"{i}. {line.shown}" if plain else f"{i}. “{line.shown}”" for i, line in enumerate(found, 1))
    key = "next.several" if behind else "reason.gap_several" if scene.chance(REASONS, "reason") else "gap.several"
    question = Question(scene.say(key, list=listed), "", framed=False)
    task = Task(book, question, [], {"questions": count, "kind": "gap"}, ["skill/lookup"], generic=True)
    made = around(scene, task, (a, b), [(line.begin, line.end) for line in found])
    mark(scene, made, [(x.start, x.end, {"role": "needle", "keys": x.keys, "value": x.value}) for x in found])
    items = [{"keys": x.keys, "value": x.value} | ({"next": True} if behind else {}) for x in found]
    return _answered(scene, made, items, behind or scene.chance(0.7, "numbered"), missing=True)


BROKEN = {"answer_dropped": corrupt.answer_dropped, "key_doubled": corrupt.key_doubled, "longer": corrupt.longer}
