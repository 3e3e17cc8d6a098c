"""Question and needle share no content word; general knowledge leads from one to the other."""

from __future__ import annotations

from generators.recipe import Draft, Unfit, recipe
from generators.scene import Scene
from longctx import corrupt
from longctx.haystack.window import Needle
from longctx.needles.facts import same_style
from longctx.needles.tables import veils
from longctx.plant import depths, few, ground, working
from longctx.prompt import ALWAYS, Question, Task, compose, finish


@recipe(
    "longctx/no_overlap",
    required=("longctx.apart", *ALWAYS),
    weight=3,
    levels={3: 2, 4: 2, 5: 1},
    facets={"length": (), "source": ("own", "generated"), "asked": ("first", "last"), "distractors": ()},
)
def build(scene: Scene) -> Draft:
    """The answer is a person; others of whom something odd is told stand about."""
    g = ground(scene)
    free = [v for v in veils(scene.lang) if all(g.free(m) for m in v.marks)]
    count = few(scene, scene.difficulty - 1, 4)
    if len(free) < 3:
        raise Unfit("veils", "the book speaks of what these needles speak of")
    low = g.book.lowered
    first = g.rng.choice([v for v in free if not any(w in low for w in v.unless)] or free)  # the book tells of nobody else like that
    others = [v for v in free if v is not first]
    chosen = [first, *g.rng.sample(others, min(count - 1, len(others)))]
    said = []
    for veil in chosen:
        who = g.person()
        said.append((veil, who, same_style(veil.say.fill({"who": who}, scene.lang), g.style)))
    at = depths(scene, len(said))
    needles = [
        Needle(t, d, {"role": "distractor" if i else "needle", "value": who}) for i, ((_, who, t), d) in enumerate(zip(said, at, strict=True))
    ]  # fmt: skip
    veil, who, _ = said[0]
    asked = g.rng.choice(veil.ask)
    made = compose(
        scene,
        Task(
            g.book,
            Question(asked, asked, framed=False),
            g.crowded(needles, clear=[m for v in chosen for m in v.marks]),
            {"distractors": len(said) - 1},
            generic=True,
        ),
    )
    stop = "。" if scene.lang == "zh" else "."
    full = "" if scene.chance(0.4, "bare") else stop
    names = [w[:1].upper() + w[1:] for w in (who, said[1][1])]
    check = {"value": who, "marks": list(veil.marks)}
    return finish(
        scene, made, names[0] + full, {"longctx.apart": check}, (names[1] + full, "longctx.apart", "somebody else of whom something odd is told"),
        working(scene, needles[:1], made.placed.hay),
    )  # fmt: skip


BROKEN = {"other_value": corrupt.someone_else, "key_doubled": corrupt.key_doubled, "longer": corrupt.longer}
