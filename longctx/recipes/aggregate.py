"""Who of several people is named most often, all names of each taken together."""

from __future__ import annotations

import random

from generators.recipe import Draft, Unfit, recipe
from generators.scene import Scene
from generators.values.numerals import en_words, zh_numeral
from longctx import corrupt
from longctx.chapters import cast_of, window_mentions
from longctx.prompt import ALWAYS, Question, Task, compose, finish


@recipe(
    "longctx/aggregate",
    required=("longctx.frequent", *ALWAYS),
    weight=4,
    levels={2: 1, 3: 2, 4: 2, 5: 1},
    facets={"length": (), "source": ("own", "generated"), "asked": ("first", "last"), "people": (), "most": ()},
)
def build(scene: Scene) -> Draft:
    """Candidates stand in random order; the counts are apart by enough that a miscount of one does not change the answer."""
    book = scene.shared.pick(scene)
    cast, lang, rng = cast_of(scene, book), scene.lang, scene.rng("who")
    size, most = {1: (3, 1), 2: (4, 1), 3: (5, 2), 4: (6, 3), 5: (7, 3)}[scene.difficulty]
    probe = compose(scene, Task(book, Question("\n" * 200, "", framed=False)))
    counts = _counts(cast, probe.placed.window)
    chosen, size, most = _apart(counts, size, most, rng)
    people = [cast.names.people[n].names for n in chosen]
    comma = "、" if lang == "zh" else ", "
    shown = [
        f"{p[0]}（{comma.join(p[1:])}）" if lang == "zh" and len(p) > 1 else f"{p[0]} ({comma.join(p[1:])})" if len(p) > 1 else p[0]
        for p in people
    ]
    listed = ("；" if lang == "zh" else "; ").join(shown)
    number = zh_numeral(most, before_unit=True) if lang == "zh" else en_words(most)
    text = scene.say("names.top_one", people=listed) if most == 1 else scene.say("names.top_ask", people=listed, most=number)
    near = [e for e in book.starts if abs(e - probe.placed.window[0]) < 2500]

    def fits(window: tuple[int, int]) -> bool:
        found = _counts(cast, window)
        ranked = sorted((found.get(n, 0) for n in chosen), reverse=True)
        return ranked[-1] > 0 and all(ranked[i] - ranked[i + 1] >= 2 for i in range(most))

    made = compose(scene, Task(book, Question(text, "", framed=False), fits=fits, starts=near, generic=True))
    found = _counts(cast, made.placed.window)
    order = sorted(chosen, key=lambda n: -found.get(n, 0))
    made.facets |= {"people": size, "most": most}
    names = [cast.names.people[n].names[0] for n in order]
    join = scene.rng("join").choice(("、", "，") if lang == "zh" else (", ", ", then "))

    def reply(best: list[str]) -> str:
        return scene.say("names.top_answer", list=join.join(best)) if len(best) > 1 else best[0] + ("。" if lang == "zh" else ".")

    wrong = [*names[: most - 1], names[most]]
    hits = ("，" if lang == "zh" else ", ").join(
        f"{cast.names.people[n].names[0]}{'' if lang == 'zh' else ' '}{found.get(n, 0)}" for n in chosen
    )
    check = {"people": [list(p) for p in people], "blockers": [*cast.names.blockers, *_others(cast, chosen)], "most": most}
    return finish(
        scene, made, reply(names[:most]), {"longctx.frequent": check}, (reply(wrong), "longctx.frequent", "the next one down in place of the last"),
        scene.say("names.top_working", hits=hits),
    )  # fmt: skip


def _others(cast: object, chosen: list[int]) -> list[str]:
    """Names of everybody else that hold a name of the chosen."""
    people = cast.names.people  # type: ignore[attr-defined]
    mine = [n.lower() for i in chosen for n in people[i].names]
    return [n for i, p in enumerate(people) if i not in chosen for n in p.names if any(m in n.lower() for m in mine)]


def _counts(cast: object, window: tuple[int, int]) -> dict[int, int]:
    counts: dict[int, int] = {}
    for _, _, n in window_mentions(cast, window):  # type: ignore[arg-type]
        counts[n] = counts.get(n, 0) + 1
    return counts


def _apart(counts: dict[int, int], size: int, most: int, rng: random.Random) -> tuple[list[int], int, int]:
    """(people in random order, how many, how many are asked for): their counts are apart at the top, by three where there are such, else by two.

    Where a short text has too few who are, fewer are asked for.
    """
    sizes = [(size, most), *((n, k) for k in range(most, 0, -1) for n in range(size, k + 1, -1) if (n, k) != (size, most))]
    for n, k in sizes:
        for gap in (3, 2):
            for _ in range(60 if (n, k) == (size, most) else 20):
                if chosen := _drawn(counts, n, k, gap, rng):
                    return chosen, n, k
    raise Unfit("counts", "too few people, or named too evenly")


def _drawn(counts: dict[int, int], size: int, most: int, gap: int, rng: random.Random) -> list[int]:
    """So many people, from the last of the leaders upwards each by the gap, the others from below the last; none where the draw fails."""
    chosen: list[int] = []
    floor = 0
    for _ in range(most):
        fit = [n for n in sorted(counts) if counts[n] >= floor + gap and (floor or counts[n] > gap)]
        if not fit:
            return []
        low = sorted(fit, key=lambda n: counts[n])[: max(3, len(fit) // 2)]
        chosen.append(rng.choice(low))
        floor = counts[chosen[-1]]
    below = [n for n in sorted(counts) if counts[n] <= counts[chosen[0]] - gap]
    if len(below) < size - most:
        return []
    chosen += rng.sample(below, size - most)
    rng.shuffle(chosen)
    return chosen


BROKEN = {"swapped": corrupt.someone_of_list, "longer": corrupt.longer, "span_moved": corrupt.haystack_moved}
