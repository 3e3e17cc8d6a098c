"""Several facts are asked for in one breath."""

from __future__ import annotations

from generators.recipe import Draft, recipe
from generators.scene import Scene
from longctx import corrupt
from longctx.plant import depths, ground, kind_of
from longctx.prompt import ALWAYS, Question, Task, compose, finish


@recipe(
    "longctx/multi_query",
    required=("longctx.pairs", *ALWAYS),
    weight=3,
    levels={2: 1, 3: 2, 4: 2, 5: 1},
    facets={"length": (), "source": ("own", "generated"), "asked": ("first", "last"), "questions": ()},
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
    g = ground(scene)
    count = {1: 2, 2: 2, 3: 3, 4: 3, 5: 4}[scene.difficulty]
    facts = [g.fact(kind_of(g)) for _ in range(count)]
    extra = [g.fact(f.kind, "", f.thing) for f in facts[: scene.difficulty - 1]]
    at = depths(scene, count + len(extra))
    needles = [g.needle(f, "needle", d) for f, d in zip(facts, at, strict=False)] + [
        g.needle(f, "distractor", d) for f, d in zip(extra, at[count:], strict=True)
    ]
    asked = [g.ask(f) for f in facts]
    gap = "" if scene.lang == "zh" else " "
    lines = scene.chance(0.4, "lines")
    joined = "\n".join(f"{i}. {q.text}" for i, q in enumerate(asked, 1)) if lines else gap.join(q.text for q in asked)
    text = "\n" + joined if lines and scene.chance(0.5, "lead") else joined
    question = Question(
        scene.say("multi.ask", list=text).strip() if not lines else text.strip(), " ".join(q.masked for q in asked), framed=False
    )
    made = compose(scene, Task(g.book, question, needles, {"questions": count}, ["skill/lookup"]))
    values = [f.value if scene.lang == "zh" else f.value[:1].upper() + f.value[1:] for f in facts]
    if lines:
        answer = "\n".join(f"{i}. {v}" for i, v in enumerate(values, 1))
        wrong = "\n".join(f"{i}. {v}" for i, v in enumerate([*values[1:], values[0]], 1))
    else:
        end = "；" if scene.lang == "zh" else "; "
        stop = "。" if scene.lang == "zh" else "."
        answer, wrong = end.join(f.value for f in facts) + stop, end.join([*(f.value for f in facts[1:]), facts[0].value]) + stop
        answer, wrong = (a[:1].upper() + a[1:] for a in (answer, wrong))
    check = {"items": [{"keys": [f.who, f.thing], "value": f.value} for f in facts]}
    return finish(scene, made, answer, {"longctx.pairs": check}, (wrong, "longctx.pairs", "right values in the wrong order"))


BROKEN = {"answer_dropped": corrupt.answer_dropped, "key_doubled": corrupt.key_doubled, "longer": corrupt.longer}
