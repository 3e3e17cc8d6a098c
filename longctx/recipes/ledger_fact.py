"""A fact of the generated tale itself: who has a thing in the end, how much somebody owed."""

from __future__ import annotations

from dataclasses import dataclass

from generators.recipe import Draft, Unfit, recipe
from generators.scene import Scene
from longctx import corrupt
from longctx.haystack.book import Book
from longctx.prompt import ALWAYS, Question, Task, compose, finish
from longctx.world.ledger import Stated


@dataclass(frozen=True)
class Asked:
    """A question on the ledger. `keys` stand in the question; `forms` all say the answer; `told`: the statements, the last holds."""

    kind: str
    keys: tuple[str, ...]
    forms: tuple[str, ...]
    told: tuple[Stated, ...]
    others: tuple[str, ...]


@recipe(
    "longctx/ledger_fact",
    required=("longctx.stated", *ALWAYS),
    weight=4,
    levels={2: 1, 3: 2, 4: 2, 5: 1},
    facets={"length": (), "source": ("generated",), "asked": ("first", "last"), "kind": ("holder", "debt"), "statements": ()},
    content=("question only", "rule: top BM25", "rule: always last"),  # what is told last of a thing holds
)
def build(scene: Scene) -> Draft:
    """The window is cut first; what is asked must be told in it in so many words, in sentences that stand once."""
    book = scene.shared.generated(scene)
    probe = compose(scene, Task(book, Question("\n" * 24, "", framed=False)))
    a, b = probe.placed.window
    found = [*_holders(book, a, b), *_debts(book, a, b)]
    if not found:
        raise Unfit("facts", "nothing is told in the window in so many words")
    # The harder, the more often a thing has changed hands.
    found.sort(key=lambda f: len(f.told))
    cut = len(found) // 2 if scene.difficulty > 3 else 0
    asked = scene.rng("fact").choice(found[cut:])
    if asked.kind == "holder":
        wording = scene.say("ledger.holder", thing=asked.keys[0])
    else:
        wording = scene.say("ledger.debt", who=asked.keys[0], whom=asked.keys[1])
    wording = wording[:1].upper() + wording[1:]

    def fits(window: tuple[int, int]) -> bool:
        return window[0] <= asked.told[0].start and asked.told[-1].end <= window[1] and _still(book, asked, window)

    near = [e for e in book.starts if abs(e - a) < 3000 and e <= asked.told[0].start]
    facets: dict[str, str | int | bool] = {"kind": asked.kind, "statements": len(asked.told)}
    question = Question(wording, "", asked.keys, framed=False)
    made = compose(scene, Task(book, question, [], facets, fits=fits, starts=near, generic=True))
    shift = made.placed.start - made.placed.window[0]
    for n, fact in enumerate(asked.told):
        last = n == len(asked.told) - 1
        made.evidence["needles"].append(
            {
                "role": "needle" if last else "outdated", "turn": made.evidence["haystack"]["turn"], "start": fact.start + shift, "end": fact.end + shift,
                "token": scene.shared.meter(book).count(made.placed.window[0], fact.start), "of": made.placed.hay,
            }
        )  # fmt: skip
    check = {
        "keys": list(asked.keys), "marks": [book.text[f.start : f.end] for f in asked.told], "forms": list(asked.forms),
        "others": list(asked.others),
    }  # fmt: skip
    key = "ledger.is_holder" if asked.kind == "holder" else "ledger.is_debt"
    wrong = (scene.say(key, value=asked.others[0]), "longctx.stated", "who had it before, or was there") if asked.others else None
    return finish(
        scene,
        made,
        scene.say(key, value=asked.forms[0]),
        {"longctx.stated": check},
        wrong,
        scene.say("ledger.working", passage=check["marks"][-1]),
    )


def _arg(fact: Stated, kind: str) -> list[str]:
    return [v for k, v in fact.args if k == kind]


def _forms(book: Book, person: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(book.ledger.person(int(person)).names[k] for k in ("full", "title", "given")))


def _says(book: Book, fact: Stated, *words: tuple[str, ...]) -> bool:
    """Whether a statement's sentence holds one of each group of words, and stands once."""
    sentence = book.text[fact.start : fact.end]
    return all(any(w.lower() in sentence.lower() for w in group) for group in words) and book.text.count(sentence) == 1


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
        before = dict.fromkeys(_forms(book, _arg(f, "person")[0])[0] for f in told if _arg(f, "person")[0] != owner)
        there = {i for f in told for i in book.ledger.events[f.event].present if str(i) != owner}
        others = [*before, *(_forms(book, str(i))[0] for i in sorted(there))]
        found.append(Asked("holder", (_bare(thing),), _forms(book, owner), tuple(told), tuple(dict.fromkeys(others))))
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
    again = [x for x in _holders(book, *window) if x.keys == asked.keys]
    return bool(again) and again[0].told == asked.told


BROKEN = {
    "other": corrupt.other_stated,
    "statement_gone": corrupt.statement_gone,
    "longer": corrupt.longer,
    "span_moved": corrupt.haystack_moved,
}
