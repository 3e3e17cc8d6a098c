"""A sum over a whole minute-book: what somebody is to be paid by all the orders of a council, or by those of some meetings."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from dataclasses import dataclass

from generators.recipe import Draft, Unfit
from generators.scene import Scene
from longctx.chapters import blockers, cast_of, window_chapters
from longctx.haystack.book import Book
from longctx.haystack.chapters import Chapter
from longctx.prompt import Question, Task, compose, finish
from longctx.replies import suited
from longctx.world.cast import money
from longctx.world.ledger import Stated

WHOLE = 0.4  # how often all of a text counts that has meetings enough for a part of it
ANYBODY = 0.25  # how often payments to anybody are added up, where some are made to one man
MOST = {1: 2, 2: 3, 3: 4, 4: 6, 5: 8}  # payments to be added, by difficulty


@dataclass(frozen=True)
class Owed:
    """Payments to somebody, or to anybody: those that count, and from which to which meeting, None where all of the text count."""

    who: int | None
    paid: tuple[Stated, ...]
    between: tuple[Chapter, Chapter] | None


def build(scene: Scene) -> Draft:
    """The window is cut first; then somebody is drawn who is paid in it more than once, and where he is paid too often some meetings of it."""
    book: Book = scene.shared.minutes(scene)
    lang, rng = scene.lang, scene.rng("who")
    probe = compose(scene, Task(book, Question("\n" * 60, "", framed=False))).placed.window
    owed = _owed(book, probe, MOST[scene.difficulty], rng)
    person = None if owed.who is None else book.ledger.person(owed.who)
    names = list(dict.fromkeys(person.names[k] for k in (("full",) if lang == "zh" else ("full", "title")))) if person else []
    slots = {"who": names[0]} if names else {}
    if owed.between:
        slots |= {"first": owed.between[0].label, "last": owed.between[1].label}
    key = f"minutes.{'total' if person else 'all'}{'_between' if owed.between else ''}_ask"
    template = scene.rng("wording").choice([t for t in scene.bank[key] if not (person and person.woman and _HIS.search(t.source))])
    text = template.fill(slots, lang)
    text = text[:1].upper() + text[1:] if template.source.startswith("{") else text

    def fits(window: tuple[int, int]) -> bool:
        if owed.between:
            return window[0] <= owed.between[0].start and owed.between[1].end <= window[1]
        return tuple(_paid(book, window).get(owed.who, ())) == owed.paid

    near = [e for e in book.starts if abs(e - probe[0]) < 3000]
    facets: dict[str, str | int | bool] = {"kind": "total", "people": len(owed.paid), "most": 1}
    made = compose(scene, Task(book, Question(text, "", framed=False), [], facets, fits=fits, starts=near, generic=True))
    a, shift = made.placed.window[0], made.placed.start - made.placed.window[0]
    meter = scene.shared.meter(book)
    for fact in owed.paid:
        made.evidence["needles"].append(
            {
                "role": "event", "turn": made.evidence["haystack"]["turn"], "start": fact.start + shift, "end": fact.end + shift,
                "token": meter.count(a, fact.start), "of": made.placed.hay,
            }
        )  # fmt: skip
    sums = [book.cache["paid"][f.start] for f in owed.paid]
    others = [] if owed.who is None else blockers(cast_of(scene, book), owed.who)
    spans = {"first": owed.between[0].number, "last": owed.between[1].number} if owed.between else {"first": 0, "last": 0}

    def reply(total: int) -> str:
        return scene.rng("reply").choice(suited(scene.bank["minutes.total_answer"], made, lang)).fill({"sum": money(total, lang)}, lang)

    wrong = (reply(sum(sums) - rng.choice(sums)), "longctx.total", "one payment is left out")
    working = scene.say(
        "minutes.total_working", hits=("、" if lang == "zh" else ", ").join(money(n, lang) for n in sums), sum=money(sum(sums), lang)
    )
    return finish(scene, made, reply(sum(sums)), {"longctx.total": {"names": names, "blockers": others, **spans}}, wrong, working)


_SUM = re.compile(r"£\d|[一二三四五六七八九十两百]元")
_HIS = re.compile(r"\b(?:his|him|he)\b")


def _paid(book: Book, window: tuple[int, int]) -> dict[int | None, list[Stated]]:
    """Orders of payment inside a window, by who is paid; under None those to anybody."""
    found = defaultdict[int | None, list[Stated]](list)
    for fact in book.ledger.stated:
        if fact.predicate == "pays" and window[0] <= fact.start and fact.end <= window[1]:
            found[int(fact.args[0][1])].append(fact)
            found[None].append(fact)
    return found


def _offers(book: Book, window: tuple[int, int], who: int) -> bool:
    """Whether a sentence of the window names somebody and a sum that is not ordered to be paid."""
    paid = {f.start for f in book.ledger.stated if f.predicate == "pays"}
    for m in book.ledger.mentions:
        if m.person == who and window[0] <= m.start and m.end <= window[1]:
            start = max(book.text.rfind(sign, 0, m.start) for sign in ("。", ". ", "\n")) + 1
            end = min((e for sign in ("。", ". ", "\n") if (e := book.text.find(sign, m.end)) >= 0), default=m.end)
            if _SUM.search(book.text, start, end) and not any(start <= at < end for at in paid):
                return True
    return False


def _owed(book: Book, window: tuple[int, int], most: int, rng: random.Random) -> Owed:
    """Payments of a window, or of some meetings of it, two at least and not too many: to one man where there is such a one. Unfit where there are none."""
    paid = _paid(book, window)
    whole = window_chapters(book, window)[:-1]
    people = [who for who in sorted(w for w in paid if w is not None) if len(paid[who]) > 1]
    # Rather somebody of whom another sum is told too, which is no payment.
    order: list[int | None] = [*sorted(rng.sample(people, len(people)), key=lambda who: not _offers(book, window, who))]
    order.insert(0 if rng.random() < ANYBODY else len(order), None)
    for who in order:
        facts = paid.get(who, [])
        if 2 <= len(facts) <= most and (len(whole) < 4 or rng.random() < WHOLE):
            return Owed(who, tuple(facts), None)
        # As many as the difficulty allows, of a few stretches drawn.
        found: list[Owed] = []
        for _ in range(30 if len(whole) > 1 else 0):
            i, j = sorted(rng.sample(range(len(whole)), 2))
            inside = [f for f in facts if whole[i].body <= f.start and f.end <= whole[j].end]
            if 2 <= len(inside) <= most and len(inside) < len(facts):
                found.append(Owed(who, tuple(inside), (whole[i], whole[j])))
        if found:
            return max(found, key=lambda o: len(o.paid))
    if few := [who for who in order if 2 <= len(paid.get(who, [])) <= most]:
        return Owed(few[0], tuple(paid[few[0]]), None)
    raise Unfit("payments", "too few payments in the window, or too many")
