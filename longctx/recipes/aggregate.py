"""What several places of a text make together: who is named most often, what somebody is paid in all, which of several sites has the most of something."""

from __future__ import annotations

import random

from generators.recipe import Draft, Unfit, recipe
from generators.scene import Scene
from generators.values.numerals import en_words, zh_numeral
from longctx import corrupt
from longctx.chapters import Cast, cast_of, forms_in, window_mentions
from longctx.haystack.book import Book
from longctx.kinds import compared, totals
from longctx.prompt import ALWAYS, REASONS, Question, Task, compose, finish
from longctx.replies import suited


@recipe(
    "longctx/aggregate",
    required=("longctx.frequent|longctx.total|longctx.compared", *ALWAYS),
    weight=6,
    levels={2: 1, 3: 2, 4: 2, 5: 1},
    facets={
        "length": (),
        "source": ("own", "generated"),
        "asked": ("first", "last"),
        "people": (),
        "most": (),
        "kind": ("frequent", "total", "compared"),
    },
    content=("question only",),
)
def build(scene: Scene) -> Draft:
    """People of a book, payments of a minute-book, or figures of a report, as the length allows."""
    kinds = {"frequent": 2, "total": 2 * scene.shared.sits(scene), "compared": 2 * scene.shared.surveys(scene)}
    kind = scene.rng("kind").choices([*kinds], [*kinds.values()])[0]
    return {"frequent": _frequent, "total": totals.build, "compared": compared.build}[kind](scene)


def _frequent(scene: Scene) -> Draft:
    """Candidates stand in random order; the counts are apart by enough that a miscount of one does not change the answer."""
    book = scene.shared.pick(scene)
    cast, lang, rng = cast_of(scene, book), scene.lang, scene.rng("who")
    size, most = {1: (3, 1), 2: (4, 1), 3: (5, 2), 4: (6, 3), 5: (7, 3)}[scene.difficulty]
    probe = compose(scene, Task(book, Question("\n" * 200, "", framed=False)))
    counts = _counts(cast, probe.placed.window)
    chosen, size, most = _apart(counts, size, most, rng)
    people = [_called(cast, book, n, probe.placed.window) for n in chosen]
    comma = "、" if lang == "zh" else ", "
    shown = [
        f"{p[0]}（{comma.join(p[1:])}）" if lang == "zh" and len(p) > 1 else f"{p[0]} ({comma.join(p[1:])})" if len(p) > 1 else p[0]
        for p in people
    ]
    listed = ("；" if lang == "zh" else "; ").join(shown)
    number = zh_numeral(most, before_unit=True) if lang == "zh" else en_words(most)
    reason = scene.chance(REASONS, "reason")
    if most == 1:
        text = scene.say("reason.top_one" if reason else "names.top_one", people=listed)
    else:
        text = scene.say("reason.top" if reason else "names.top_ask", people=listed, most=number)
    near = [e for e in book.starts if abs(e - probe.placed.window[0]) < 2500]

    def fits(window: tuple[int, int]) -> bool:
        found = _counts(cast, window)
        ranked = sorted((found.get(n, 0) for n in chosen), reverse=True)
        if any(not set(_called(cast, book, n, window)) <= set(p) for n, p in zip(chosen, people, strict=True)):
            return False
        return ranked[-1] > 0 and all(ranked[i] - ranked[i + 1] >= 2 for i in range(most))

    made = compose(scene, Task(book, Question(text, "", framed=False), fits=fits, starts=near, generic=True))
    found = _counts(cast, made.placed.window)
    order = sorted(chosen, key=lambda n: -found.get(n, 0))
    made.facets |= {"kind": "frequent", "people": size, "most": most}
    names = [cast.names.people[n].names[0] for n in order]
    join = scene.rng("join").choice(("、", "、") if lang == "zh" else (", ", ", then "))

    def reply(best: list[str]) -> str:
        if len(best) == 1:
            return best[0] + ("。" if lang == "zh" else "." if best[0][-1] != "." else "")
        return scene.rng("reply").choice(suited(scene.bank["names.top_answer"], made, lang)).fill({"list": join.join(best)}, lang)

    wrong = [*names[: most - 1], names[most]]
    hits = ("，" if lang == "zh" else ", ").join(
        f"{cast.names.people[n].names[0]}{'' if lang == 'zh' else ' '}{found.get(n, 0)}" for n in chosen
    )
    check = {"people": [list(p) for p in people], "blockers": [*cast.names.blockers, *_others(cast, chosen)], "most": most}
    return finish(
        scene, made, reply(names[:most]), {"longctx.frequent": check}, (reply(wrong), "longctx.frequent", "the next one down in place of the last"),
        scene.say("names.top_working", hits=hits),
    )  # fmt: skip


def _called(cast: Cast, book: Book, who: int, window: tuple[int, int]) -> tuple[str, ...]:
    """Somebody's full name, and by what else he is called in a window."""
    return tuple(dict.fromkeys((cast.names.people[who].name, *forms_in(cast, book, who, window))))


def _others(cast: Cast, chosen: list[int]) -> list[str]:
    """Names of everybody else that hold a name of the chosen."""
    people = cast.names.people
    mine = [n.lower() for i in chosen for n in people[i].names]
    return [n for i, p in enumerate(people) if i not in chosen for n in p.names if any(m in n.lower() for m in mine)]


def _counts(cast: Cast, window: tuple[int, int]) -> dict[int, int]:
    counts: dict[int, int] = {}
    for _, _, n in window_mentions(cast, window):
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
    """So many people, the main ones of the text at their head: from the first of the leaders downwards each by the gap, the others from below the last.

    None where the draw fails.
    """
    chosen: list[int] = []
    ceiling = max(counts.values(), default=0) + gap
    for n in range(most):
        fit = sorted((p for p in counts if counts[p] <= ceiling - gap), key=lambda p: (-counts[p], p))
        if not fit:
            return []
        # Where two at the very top are named about equally often, one of them is left out.
        chosen.append(rng.choice(fit[:2] if not n else [p for p in fit if counts[p] == counts[fit[0]]]))
        ceiling = counts[chosen[-1]]
    below = sorted((p for p in counts if 0 < counts[p] <= ceiling - gap), key=lambda p: (-counts[p], p))
    if len(below) < size - most:
        return []
    head = below[: (size - most + 1) // 2]
    chosen += [*head, *rng.sample(below[len(head) :], size - most - len(head))]
    rng.shuffle(chosen)
    return chosen


BROKEN = {
    "swapped": corrupt.someone_of_list,
    "other_sum": corrupt.other_sum,
    "payment_more": corrupt.payment_more,
    "figure_changed": corrupt.figure_changed,
    "longer": corrupt.longer,
    "span_moved": corrupt.haystack_moved,
}
