"""How often a character is named, by any of the names that count, nothing counted twice."""

from __future__ import annotations

import math
import random
from collections import Counter

from generators.recipe import Draft, Unfit, recipe
from generators.scene import Scene
from longctx import corrupt
from longctx.chapters import Cast, blockers, cast_of, forms_in, in_headings, listed, occurring, window_chapters, window_mentions
from longctx.haystack.book import Book
from longctx.haystack.chapters import Chapter
from longctx.prompt import ALWAYS, REASONS, Question, Task, compose, finish
from longctx.replies import suited

MOST = 30  # more than that nobody counts without a tool


@recipe(
    "longctx/count_mentions",
    required=("longctx.count", *ALWAYS),
    weight=4,
    levels={2: 2, 3: 2, 4: 2, 5: 1},
    facets={
        "length": (),
        "source": ("own", "generated"),
        "asked": ("first", "last"),
        "count": ("0", "1", "2-5", "6-12", "13-30"),
        "part": ("whole", "chapter"),
    },
)
def build(scene: Scene) -> Draft:
    """Counts are spread over their logarithm, so that no figure is the likely one."""
    book = scene.shared.pick(scene)
    cast, lang, rng = cast_of(scene, book), scene.lang, scene.rng("who")
    want = round(math.exp(float(scene.spread("count")) * math.log(MOST + 1))) - (1 if scene.chance(0.07, "zero") else 0)
    # A window like the final one says who is named about as often as wanted; the count itself is taken from the final one.
    probe = compose(scene, Task(book, Question("\n" * 200, "", framed=False)))
    chapter = _chapter(scene, book, probe.placed.window)
    found = _closest(cast, (chapter.body, chapter.end) if chapter else probe.placed.window, want, rng, book)
    if found is None and not chapter:
        chapter = _chapter(scene, book, probe.placed.window, must=True)
        found = _closest(cast, (chapter.body, chapter.end), want, rng, book) if chapter else None
    if found is None:
        raise Unfit("count", "everybody is named too often")
    who, names = found
    whole = names == cast.names.people[who].names
    names = (forms_in(cast, book, who, probe.placed.window) if whole else ()) or occurring(book, names)
    slots = {"who": cast.names.people[who].name, "names": listed(names, lang)}
    reason = want > 0 and scene.chance(REASONS, "reason")  # nobody renames who is not there
    if chapter:
        text = scene.say("reason.count_in" if reason else "names.count_in_ask", label=chapter.label, **slots)
    else:
        text = scene.say("reason.count" if reason else "names.count_ask", **slots)
    text = text[:1].upper() + text[1:]
    first = probe.placed.window[0]
    near = [e for e in book.starts if abs(e - first) < 2500 and (not chapter or e <= chapter.start)]

    def fits(window: tuple[int, int]) -> bool:
        if chapter and not (window[0] <= chapter.start and chapter.end <= window[1]):
            return False
        if whole and not set(forms_in(cast, book, who, window)) <= set(names):
            return False
        return bool(want) <= len(_spots(cast, who, names, (chapter.body, chapter.end) if chapter else window, book)) <= MOST

    made = compose(scene, Task(book, Question(text, "", framed=False), fits=fits, starts=near, generic=True))
    spots = _spots(cast, who, names, (chapter.body, chapter.end) if chapter else made.placed.window, book)
    made.facets["part"] = "chapter" if chapter else "whole"
    count = len(spots)
    made.facets["count"] = next(b for b, top in (("0", 0), ("1", 1), ("2-5", 5), ("6-12", 12), ("13-30", MOST)) if count <= top)

    def reply(n: int) -> str:
        wordings = scene.bank["names.count_none" if n == 0 else "names.count_one" if n == 1 else "names.count_answer"]
        return scene.rng("reply").choice(suited(wordings, made, lang)).fill({"count": str(n)}, lang)

    hits = ("、" if lang == "zh" else ", ").join(book.text[a:b] for a, b in spots)
    working = scene.say("names.count_working", hits=hits, count=str(count)) if count > 1 else ""
    check = {"names": list(names), "blockers": blockers(cast, who), "headings": False} | (
        {"chapter": chapter.number, "label": chapter.label} if chapter else {}
    )
    wrong = count + scene.rng("wrong").choice((-1, 1, 1, 2)) if count else 2
    return finish(
        scene, made, reply(count), {"longctx.count": check}, (reply(wrong), "longctx.count", "one missed, or one counted twice"), working
    )


def _chapter(scene: Scene, book: Book, window: tuple[int, int], must: bool = False) -> Chapter | None:
    """One of the whole chapters of a window for a part of the rows, or where the whole of it names everybody too often."""
    if not must and not scene.chance(0.25, "chapter"):
        return None
    whole = [c for c in window_chapters(book, window)[:-1] if c.end - c.body > 400]
    return scene.rng("chapter").choice(whole) if whole else None


def _spots(cast: Cast, who: int, names: tuple[str, ...], window: tuple[int, int], book: Book) -> list[tuple[int, int]]:
    counted = {n.lower() for n in names}
    mine = ((a, b) for a, b, n in window_mentions(cast, window) if n == who and not in_headings(book, a))
    return [(a, b) for a, b in mine if book.text[a:b].lower() in counted]


def _closest(cast: Cast, window: tuple[int, int], want: int, rng: random.Random, book: Book) -> tuple[int, tuple[str, ...]] | None:
    """(somebody, the names to count) for about so many mentions: all of his names, or, where everybody is named too often, one of them."""
    people = cast.names.people
    forms = Counter((n, book.text[a:b].lower()) for a, b, n in window_mentions(cast, window))
    for sets in ([(i, p.names) for i, p in enumerate(people)], [(i, (n,)) for i, p in enumerate(people) for n in _alone(p.names)]):
        counts = [(who, names, sum(forms[who, n.lower()] for n in names)) for who, names in sets]
        fit = [(abs(math.log((c + 1) / (want + 1))), who, names) for who, names, c in counts if c <= MOST - 4]
        if want:
            fit = [f for f, (_, _, c) in zip(fit, [x for x in counts if x[2] <= MOST - 4], strict=True) if c]
        if fit and (sets[0][1] != people[0].names or min(fit)[0] < 1.2):
            best = min(fit)[0]
            return rng.choice([(who, names) for off, who, names in fit if off <= best + 0.05])
    return None


def _alone(names: tuple[str, ...]) -> list[str]:
    """Those of somebody's names that neither hold another one nor lie in one, but for the first, which may hold others."""
    return [n for i, n in enumerate(names) if not any(n in other or (i and other in n) for other in names if other != n)]


BROKEN = {
    "off_by_one": corrupt.off_by_one,
    "alias_dropped": corrupt.alias_dropped,
    "heading_counted": corrupt.heading_counted,
    "longer": corrupt.longer,
}
