"""Long writing in two steps: an outline, and the text under it."""

from __future__ import annotations

import random

from generators.recipe import Unfit
from generators.scene import Scene
from instructions.design import SECTIONED
from instructions.lists import in_order
from instructions.material import Made
from instructions.passages.model import Point, Topic
from instructions.phrases import Phrasing
from instructions.shape import Piece, Text
from instructions.solve import beside, size, some_items
from instructions.world import World


def long_topic(scene: Scene) -> Topic:
    """A topic with much to say: shared by the two rows of a group."""
    world: World = scene.shared[scene.lang]
    facts = scene.facts("long")
    bears = [t for t in world.topics if t.kind in SECTIONED] or list(world.topics)  # nobody divides a letter or a speech into sections
    pool = [t for t in bears if t.long] or sorted(bears, key=lambda t: -len(t.points))[: max(1, len(bears) // 3)]
    if facts.random() < 0.35:
        pool = [t for t in bears if len(t.points) >= 6] or pool
    return facts.choice(pool)


def points_of(scene: Scene, topic: Topic) -> tuple[list[Point], list[str]]:
    """Points in order and their headings, the same for the rows of a group."""
    facts = scene.facts("points")
    most = len(topic.points)
    core = [p for p in topic.points if any(x.id in topic.always for x in p.lines)]
    n = most if topic.long else facts.randint(min(4, most), most)
    rest = [p for p in topic.points if p not in core]
    drawn = core + facts.sample(rest, min(len(rest), max(0, n - len(core))))
    chosen = [p for p in topic.points if p in drawn]
    return chosen, [facts.choice(p.heading) for p in chosen]


def outline_text(scene: Scene, say: Phrasing) -> Made:
    """Headings as a numbered list, with or without points under them."""
    rng, topic = scene.rng("outline"), long_topic(scene)
    points, heads = points_of(scene, topic)
    subs = [in_order(p, some_items(p, rng)) for p in points] if rng.random() < 0.6 else []
    subs = subs if all(len(x) == 2 for x in subs) else []
    marker = rng.choice(("1.", "1、", "一、")) if scene.lang == "zh" else "1."
    text = Text(scene.lang, "numbered", items=heads, subs=subs, marker=marker)
    if rng.random() < 0.4:
        text.title = rng.choice(topic.titles)
        text.title_style = rng.choice(("#", "《》")) if scene.lang == "zh" else "#"
    subject = rng.choice(topic.subject)
    world: World = scene.shared[scene.lang]
    return Made(world, topic, None, text, text.write(), say.pick("long.plan", {"subject": subject}), "", subject)


def expanded(scene: Scene, say: Phrasing) -> tuple[Made, list[str]]:
    """All the points in full, each under its heading."""
    rng, topic = scene.rng("expand"), long_topic(scene)
    points, heads = points_of(scene, topic)
    blocks, ids = list[list[Piece]](), set(topic.always)
    for p in points:
        lines = []
        for line in p.lines:
            if line.id in topic.always or beside(line, ids, topic):
                lines.append(line)
                ids.add(line.id)
        said = [x.then if x.follows(lines[n - 1].id if n else "") else x.wordings for n, x in enumerate(lines)]
        blocks.append([Piece(line, _long_form(groups, scene.lang, rng), p.id) for line, groups in zip(lines, said, strict=True)])
    if not all(blocks):
        raise Unfit("empty-section")
    style = rng.choice(("##", "##", "**", "【】")) if scene.lang == "zh" else rng.choice(("##", "##", "**"))
    text = Text(scene.lang, "sections", blocks, heads, style, keeps=topic.always)
    world: World = scene.shared[scene.lang]
    made = Made(world, topic, None, text, text.write(), "", "", rng.choice(topic.subject))
    return made, heads


def _long_form(wordings: tuple[tuple[str, ...], ...], lang: str, rng: random.Random) -> str:
    """One of the longer forms of some wording, so that any wording may come."""
    ranked = sorted(rng.choice(wordings), key=lambda f: (size(f, lang), f))
    return rng.choice(ranked[len(ranked) * 2 // 3 :])


def floor_of(low: int, lang: str, rng: random.Random) -> int | None:
    """A round bound below a length: 2,000 where the text is that long."""
    fit = [n for n in (300, 400, 500, 600, 800, 1000, 1200, 1500, 1800, 2000, 2200, 2500) if n <= low and n * 100 > low * 70]
    return rng.choice(fit[-2:]) if fit else None
