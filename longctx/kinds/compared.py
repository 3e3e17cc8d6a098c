"""Figures of several sections of a report: which site has the most or least of something, what they have together."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from generators.recipe import Draft, Unfit
from generators.scene import Scene
from longctx.chapters import window_chapters
from longctx.haystack.book import Book
from longctx.prompt import Question, Task, compose, finish
from longctx.replies import suited
from longctx.world.report import Figure, topics

SIZE = {1: 3, 2: 3, 3: 4, 4: 5, 5: 7}  # sites that are named, by difficulty


def build(scene: Scene) -> Draft:
    """The window is cut first, then sites whose sections stand whole in it; they are named in any order."""
    book: Book = scene.shared.report(scene)
    lang, rng = scene.lang, scene.rng("sites")
    probe = compose(scene, Task(book, Question("\n" * 120, "", framed=False))).placed.window
    shown = [c.start for c in window_chapters(book, probe)[:-1]]
    ends = [c.end for c in window_chapters(book, probe)[:-1]]
    by_key: dict[str, list[Figure]] = {}
    for figure in book.cache["figures"]:
        if any(a <= figure.start and figure.end <= b for a, b in zip(shown, ends, strict=True)):
            by_key.setdefault(figure.key, []).append(figure)
    size = min(SIZE[scene.difficulty], *(len(f) for f in by_key.values())) if by_key else 0
    if size < 3:  # of two one is the longer, not the longest
        raise Unfit("sections", "fewer than three whole sections in the window")
    quantity = rng.choice([f for f in topics(lang)[book.cache["topic"]]["figure"]])
    chosen = rng.sample(by_key[quantity["key"]], size)
    ask = rng.choice(["most", "least", *(["sum"] * 2 if "sum" in quantity and size < 6 else [])])
    comma = "、" if lang == "zh" else ", "
    names = [f.site for f in chosen]
    listed = comma.join(names) if lang == "zh" else comma.join(names[:-1]) + f" and {names[-1]}"
    text = scene.say(f"compare.{ask}_ask", sites=listed, what=quantity["asked"], **({} if ask == "sum" else {ask: quantity[ask]}))
    first, last = min(f.start for f in chosen), max(f.end for f in chosen)
    begins = max(c.start for c in book.chapters if c.start <= first)

    def fits(window: tuple[int, int]) -> bool:
        return window[0] <= begins and last <= window[1]

    near = [e for e in book.starts if abs(e - probe[0]) < 2500]
    facets: dict[str, str | int | bool] = {"kind": "compared", "people": size, "most": 1}
    made = compose(scene, Task(book, Question(text, "", tuple(names), framed=False), [], facets, fits=fits, starts=near, generic=True))
    a, shift = made.placed.window[0], made.placed.start - made.placed.window[0]
    for figure in sorted(chosen, key=lambda f: f.start):
        made.evidence["needles"].append(
            {
                "role": "event", "turn": made.evidence["haystack"]["turn"], "start": figure.start + shift, "end": figure.end + shift,
                "token": scene.shared.meter(book).count(a, figure.start), "of": made.placed.hay, "value": str(figure.value),
            }
        )  # fmt: skip
    items: list[dict[str, Any]] = [{"name": f.site, "mark": book.text[f.start : f.end].strip()} for f in chosen]
    ranked = sorted(chosen, key=lambda f: f.value, reverse=ask != "least")
    total = sum((f.value for f in chosen), Decimal(0))
    unit = quantity["unit"]

    def reply(site: Figure, value: Decimal) -> str:
        key = "compare.sum_answer" if ask == "sum" else "compare.answer"
        slots = {"sum": str(value), "unit": unit} if ask == "sum" else {"site": site.site}
        return scene.rng("reply").choice(suited(scene.bank[key], made, lang)).fill(slots, lang)

    wrong = (reply(ranked[1], total - ranked[-1].value), "longctx.compared", "one of the sections is left out")
    gap = "" if lang == "zh" else " "
    hits = comma.join(f"{f.site}{gap}{f.value}" for f in chosen)
    return finish(
        scene,
        made,
        reply(ranked[0], total),
        {"longctx.compared": {"items": items, "ask": ask}},
        wrong,
        scene.say("compare.working", hits=hits),
    )
