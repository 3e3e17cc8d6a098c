"""A fact of the generated tale itself: who has a thing in the end, or had it first, how much somebody owed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from generators.recipe import Draft, Unfit, recipe
from generators.scene import Scene
from longctx import corrupt
from longctx.asked import offset
from longctx.haystack.book import Book
from longctx.prompt import ALWAYS, Question, Task, compose, finish
from longctx.replies import of_hands, put_somewhere, reply
from longctx.sentences import like, unlike, within
from longctx.world.ledger import Stated

FIRST = 0.26  # how often the first holder is asked for, where there is one to be asked for: as often, all in all, as the last of several
PUT = 0.3  # how much less like the text's own a sentence counts that tells where a thing was tied or put
STRETCHES, OVER = 24, 4  # stretches of the book that are looked through for a fact, so many at most; how often they cover the book
ROOM = 150  # tokens of a prompt that its window cannot have


@dataclass(frozen=True)
class Asked:
    """A question on the ledger. `keys` stand in the question; `forms` all say the answer; `told`: the statements, of which that of index `at` holds."""

    kind: str
    keys: tuple[str, ...]
    forms: tuple[str, ...]
    told: tuple[Stated, ...]
    others: tuple[str, ...]
    at: int = -1


@recipe(
    "longctx/ledger_fact",
    required=("longctx.stated", *ALWAYS),
    weight=2,
    levels={2: 1, 3: 2, 4: 2, 5: 1},
    facets={
        "length": (),
        "source": ("generated",),
        "asked": ("first", "last"),
        "kind": ("holder", "debt"),
        "which": ("first", "last"),
        "statements": (),
    },
    content=("question only", "rule: top BM25"),
)
def build(scene: Scene) -> Draft:
    """Stretches as long as the window are drawn first; what is asked must be told in one of them in so many words, in sentences that stand once."""
    book = scene.shared.generated(scene)
    found = [(s, f) for s in _stretches(scene, book) for f in (*_holders(book, *s), *_debts(book, *s))]
    early = [x for x in found if x[1].at == 0] if scene.chance(FIRST, "first") else []
    found = early or [x for x in found if x[1].at]
    if not found:
        raise Unfit("facts", "nothing is told in the window in so many words")
    # The harder, the more often a thing has changed hands.
    found.sort(key=lambda x: len(x[1].told))
    cut = len(found) // 2 if scene.difficulty > 3 else 0
    # Told in sentences such as the text has, each like one of its own: long ones would stand out, and so would the shortest of several.
    rng, every = scene.rng("like"), within(book, (0, len(book.text)))
    models = [like(book, *every, rng) for _ in range(max(len(f.told) for _, f in found))]

    def far(fact: Asked) -> float:
        # Rather a thing that somebody was given than one that was tied or put somewhere.
        put = sum(fact.kind == "holder" and put_somewhere(_sentence(book, t), scene.lang) for t in fact.told)
        return (sum(unlike(book, [(t.start, t.end)], [m]) for t, m in zip(fact.told, models, strict=False)) + PUT * put) / len(fact.told)

    (a, _), asked = min(scene.rng("fact").sample(found[cut:], len(found) - cut), key=lambda x: far(x[1]))
    rng = scene.rng("wording")
    # What is tied, hung or put somewhere is with somebody, and not in his hands.
    handed = asked.kind == "debt" or not any(put_somewhere(_sentence(book, f), scene.lang) for f in asked.told)
    key = "debt" if asked.kind == "debt" else "holder" if asked.at else "first"
    template = rng.choice([t for t in scene.bank[f"ledger.{key}"] if handed or not of_hands(t)])
    slots = {"who": asked.keys[0], "whom": asked.keys[1]} if asked.kind == "debt" else {"thing": asked.keys[0]}
    wording = template.fill(slots, scene.lang)
    wording = wording[:1].upper() + wording[1:]

    def fits(window: tuple[int, int]) -> bool:
        return window[0] <= asked.told[0].start and asked.told[-1].end <= window[1] and _still(book, asked, window)

    near = [e for e in book.starts if abs(e - a) < 3000 and e <= asked.told[0].start]
    facets: dict[str, str | int | bool] = {"kind": asked.kind, "which": "last" if asked.at else "first", "statements": len(asked.told)}
    question = Question(wording, "", asked.keys, framed=False)
    made = compose(scene, Task(book, question, [], facets, fits=fits, starts=near, generic=True))
    shift = made.placed.start - made.placed.window[0]
    for n, fact in enumerate(asked.told):
        role = "needle" if n == asked.at % len(asked.told) else "outdated" if asked.at else "distractor"
        made.evidence["needles"].append(
            {
                "role": role, "turn": made.evidence["haystack"]["turn"], "start": fact.start + shift, "end": fact.end + shift,
                "token": scene.shared.meter(book).count(made.placed.window[0], fact.start), "of": made.placed.hay,
            }
        )  # fmt: skip
    check: dict[str, Any] = {
        "keys": list(asked.keys), "marks": [book.text[f.start : f.end] for f in asked.told], "forms": list(asked.forms),
        "others": list(asked.others), **({} if asked.at else {"at": 0}),
    }  # fmt: skip
    replies = [t for t in scene.bank[f"ledger.is_{key}"] if handed or not of_hands(t)]
    if asked.keys[0].startswith("pair of "):  # boots are "them"
        replies = [t for t in replies if not _IT.search(t.source)]

    def answered(value: str) -> str:
        return reply(scene, made, replies, value=value)

    why = "who had it before, or was there" if asked.at else "who had it later"
    wrong = (answered(asked.others[0]), "longctx.stated", why) if asked.others else None
    shown = book.text[slice(*made.placed.window)]
    return finish(
        scene,
        made,
        answered(next((f for f in asked.forms if f in shown), asked.forms[0])),  # a surname that the window does not tell is not known
        {"longctx.stated": check},
        wrong,
        scene.say("ledger.working" if asked.at else "ledger.working_first", passage=check["marks"][asked.at]),
    )


_IT = re.compile(r"\bit\b|\bit[’']s\b", re.I)


def _stretches(scene: Scene, book: Book) -> Iterator[tuple[int, int]]:
    meter, room, rng = scene.shared.meter(book), scene.shared.length(scene) - ROOM, scene.rng("stretch")
    for _ in range(max(1, min(STRETCHES, OVER * meter.tokens // max(1, room)))):
        at = int(rng.random() * max(1, meter.tokens - room))
        yield offset(meter, at), offset(meter, at + room)


def _sentence(book: Book, fact: Stated) -> str:
    return book.text[fact.start : fact.end]


def _arg(fact: Stated, kind: str) -> list[str]:
    return [v for k, v in fact.args if k == kind]


def _forms(book: Book, person: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(book.ledger.person(int(person)).names[k] for k in ("full", "title", "given")))


def _says(book: Book, fact: Stated, *words: tuple[str, ...]) -> bool:
    """Whether a statement's sentence holds one of each group of words, and stands once."""
    sentence, once = _sentence(book, fact), book.cache.setdefault("once", {})
    if not all(any(w.lower() in sentence.lower() for w in group) for group in words):
        return False
    if fact.start not in once:
        once[fact.start] = book.text.count(sentence) == 1
    return bool(once[fact.start])


def _bare(thing: str) -> str:
    return thing.removeprefix("the ")


def _holders(book: Book, a: int, b: int) -> list[Asked]:
    by_thing: dict[str, list[Stated]] = {}
    for fact in book.ledger.stated:
        if fact.predicate in ("has", "gone", "in") and _arg(fact, "thing"):
            by_thing.setdefault(_arg(fact, "thing")[0], []).append(fact)
    found = []
    for thing, facts in by_thing.items():
        here = [f for f in facts if a <= f.start and f.end <= b]
        if not here or here[-1].predicate != "has" or not _arg(here[-1], "person"):
            continue
        owner = _arg(here[-1], "person")[0]
        told = [f for f in here if f.predicate == "has" and _arg(f, "person")]
        if not all(_says(book, f, (_bare(thing),), _forms(book, _arg(f, "person")[0])) for f in told):
            continue
        owners, there = [_arg(f, "person")[0] for f in told], {i for f in told for i in book.ledger.events[f.event].present}
        # Who had it first can be asked where somebody else has it in the end, and nothing before that sentence speaks of the thing.
        first = owners[0] != owner and here[0] is told[0] and told[0].start <= book.lowered.find(_bare(thing).lower(), a) < told[0].end
        for at in (-1, 0) if first else (-1,):
            names = [_forms(book, i)[0] for i in [*owners[:: -1 if at == 0 else 1], *map(str, sorted(there))] if i != owners[at]]
            found.append(Asked("holder", (_bare(thing),), _forms(book, owners[at]), tuple(told), tuple(dict.fromkeys(names)), at))
    return found


def _debts(book: Book, a: int, b: int) -> list[Asked]:
    owed = [f for f in book.ledger.stated if f.predicate == "owes" and len(_arg(f, "person")) == 2 and _arg(f, "number")]
    found = []
    for fact in owed:
        pair = _arg(fact, "person")
        if not (a <= fact.start and fact.end <= b) or sum(_arg(f, "person") == pair for f in owed) > 1:
            continue
        amount = _arg(fact, "number")[0]
        if _says(book, fact, (amount,), _forms(book, pair[0]), _forms(book, pair[1])):
            near = [v for f in owed if f is not fact and a <= f.start < b for v in _arg(f, "number") if amount not in v and v not in amount]
            found.append(Asked("debt", (_forms(book, pair[0])[0], _forms(book, pair[1])[0]), (amount,), (fact,), tuple(near[:3])))
    return found


def _still(book: Book, asked: Asked, window: tuple[int, int]) -> bool:
    """Whether the same holds in another window: nothing more is told of the thing in it."""
    if asked.kind == "debt":
        return True
    return any((x.keys, x.told, x.at) == (asked.keys, asked.told, asked.at) for x in _holders(book, *window))


BROKEN = {
    "other": corrupt.other_stated,
    "statement_gone": corrupt.statement_gone,
    "longer": corrupt.longer,
    "span_moved": corrupt.haystack_moved,
}
