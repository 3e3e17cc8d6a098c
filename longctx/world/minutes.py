"""The minute-book of a town's council: meetings with who was there, matters that come back until they are settled, votes, payments, a balance that adds up."""

from __future__ import annotations

import heapq
import random
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cache
from typing import Any

from generators.values.numerals import en_words, zh_numeral
from longctx.haystack.book import Book
from longctx.world.book import aside_text, roman
from longctx.world.cast import ROOT, Person, World, money, raw
from longctx.world.grammar import Fact, Node, Slot, parse, walk
from longctx.world.ledger import Event
from longctx.world.prose import Bound, Frame, Writer
from longctx.world.swaps import AsWritten
from longctx.world.threads import FREE, Role, Stage, Thread, load_threads

MEMBERS = (9, 13)  # of a council, the chairman among them
MATTERS, FEW, SHORT = (
    (4, 7),
    (1, 3),
    {"en": 22_000, "zh": 8_000},
)  # of a meeting; and where the minutes are short: a prompt is to show several meetings
AWAY, LATE = 0.3, 40  # how often a member stays away; days for which a matter waits for him
RECEIVED = 0.55  # how often money came in since the last meeting
LEAVES = 0.06  # how often a member leaves
PURSE, LEAST = (45, 130), 8  # pounds or yuan in hand at first, and never less
PARTS = {"en": 20, "zh": 10}  # shillings of a pound, jiao of a yuan


@cache
def authored(lang: str) -> tuple[tuple[Thread, ...], dict[str, Any]]:
    """Matters and the words of a meeting."""
    return tuple(load_threads(ROOT / lang / "matters")), tomllib.loads((ROOT / lang / "minutes.toml").read_text("utf-8"))


@dataclass
class _Matter:
    """A matter in hand: who plays it, and at which meeting and under which number each stage was taken."""

    thread: Thread
    instance: int
    roles: dict[str, Bound]
    days: dict[int, int] = field(default_factory=dict)
    numbers: dict[int, int] = field(default_factory=dict)

    @property
    def stage(self) -> Stage:
        """The stage that comes next."""
        return self.thread.stages[len(self.days)]


class _Council:
    """The council and its minute-book in the making."""

    def __init__(self, lang: str, rng: random.Random, matters: tuple[int, int]) -> None:
        self.lang, self.rng, self.matters = lang, rng, matters
        self.world = World(lang, rng)
        self.world.without("一二三四五六七八九十百千万")  # paid to 阿四六元: is it six yuan, or forty-six?
        self.writer = Writer(self.world, {}, rng, AsWritten())  # a clerk's own words: nothing is swapped in them
        self.writer.formal = lang == "zh"  # Chinese minutes have no Mr.
        self.writer.by_given = ("child",)  # and a grown man has no other there
        self.threads, words = authored(lang)
        # One minute-book keeps to one way of putting what stands in every meeting, or to two.
        self.words = {k: rng.sample(v, min(2, len(v))) if k in words["fixed"] else v for k, v in words["lines"].items()}
        women = rng.randint(2, 3)
        self.members = [self.world.person(("woman" if n < women else "man", "grown"), set()) for n in range(rng.randint(*MEMBERS))]
        rng.shuffle(self.members)
        self.hands: dict[str, list[str]] = {}
        self.told = {t.key: 0 for t in self.threads}
        self.paid: dict[int, int] = {}  # where a payment is ordered, and how much it is
        self.minutes: list[tuple[str, Event]] = []  # numbers as they are printed
        self.waiting: list[tuple[int, int, _Matter]] = []
        self.count, self.minute, self.meeting = 0, 0, 0
        self.style = rng.randrange(len(words["numbered"]))
        self.numbered: list[str] = words["numbered"]
        self.heading: str = rng.choice(words["headings"])
        self.purse, self.spent = PARTS[lang] * rng.randint(*PURSE), 0

    def hold(self, day: int) -> None:
        """One meeting: the matters that are due and new ones, in any order."""
        self.meeting += 1
        chair, gone = self.members[0], self._replaced()
        away = {p.id for p in self.members if p is not chair and self.rng.random() < AWAY}
        taken = self._due(day, away)
        away -= {gone[1].id} if gone else set()
        away -= {i for m in taken for i in self._needed(m)}
        there = [p for p in self.members if p.id not in away]
        self._open(day, there, [p for p in self.members if p.id in away], gone)
        paid = [self._take(m, day, len(there) - 1) for m in taken]
        self._line("close", day, there)
        self.spent = sum(paid)

    def _replaced(self) -> tuple[Person, Person] | None:
        """Now and then a member who has nothing in hand leaves, and another takes the seat: (who leaves, who comes)."""
        held = {i for w in self.waiting for i in self._needed(w[2])}
        free = [p for p in self.members[1:] if p.id not in held]
        if not free or self.meeting < 3 or self.rng.random() > LEAVES:
            return None
        gone = self.rng.choice(free)
        new = self.world.person(("woman" if gone.woman else "man", "grown"), {p.id for p in self.members})
        self.members[self.members.index(gone)] = new
        return gone, new

    def _due(self, day: int, away: set[int]) -> list[_Matter]:
        """What is taken: matters that are due, where those are there who must be, or have been waited for long enough; new ones besides."""
        taken, later = list[_Matter](), list[tuple[int, int, _Matter]]()
        most = self.rng.randint(*self.matters)
        while self.waiting and self.waiting[0][0] <= day and len(taken) < most:
            due = heapq.heappop(self.waiting)
            if away & self._needed(due[2]) and day - due[0] < LATE:
                later.append(due)
            else:
                taken.append(due[2])
        for due in later:
            heapq.heappush(self.waiting, due)
        while len(taken) < most:
            made = self._new(day, {m.thread.key for m in (*taken, *(w[2] for w in self.waiting))}, away)
            if made is None:
                break
            taken.append(made)
        self.rng.shuffle(taken)
        return taken

    def _needed(self, matter: _Matter) -> set[int]:
        """Members without whom a matter's next stage cannot be taken."""
        seats = {p.id for p in self.members}
        return {p.id for k in matter.stage.present if isinstance(p := matter.roles[k], Person)} & seats

    def _new(self, day: int, busy: set[str], away: set[int]) -> _Matter | None:
        """A matter that has come up least often, of none that is in hand; None where there is none."""
        here = [p for p in self.members[1:] if p.id not in away]
        free = [t for t in self.threads if t.key not in busy and self._timely(t, day) and self._seated(t, list(here)) is not None]
        if not free:
            return None
        low = min(self.told[t.key] for t in free)
        thread = self.rng.choice([t for t in free if self.told[t.key] == low])
        self.told[thread.key] += 1
        self.count += 1
        roles: dict[str, Bound] = {}
        out = {p.id for p in self.members}
        roles |= self._seated(thread, self.rng.sample(here, len(here))) or {}
        for role in sorted(thread.roles, key=lambda r: bool(r.kin)):
            if role.key not in roles:
                roles[role.key] = self._outsider(role, out, roles.get(role.kin))
        for k, kind in thread.places.items():
            roles[k] = self._place(kind, [*roles.values()])
        roles |= {k: self.rng.choice(options) for k, options in thread.things.items()}
        roles |= {k: self.world.number(*spec) for k, spec in thread.values.items()}
        return _Matter(thread, self.count, roles)

    def _timely(self, thread: Thread, day: int) -> bool:
        """Whether a matter that is taken up on a day will be settled before its season is over."""
        last = day + sum(stage.after[1] + LATE for stage in thread.stages[1:])
        return not thread.seasons or {self.world.season(d) for d in range(day, last + 1, 5)} <= thread.seasons

    def _place(self, kind: str, taken: list[Bound]) -> str:
        """A place of a kind: of those that a town has many of, another for each part of a matter."""
        known = [p for p in raw(self.lang)["places"][kind] if p not in taken]
        return self.rng.choice(known) if len(known) > 3 else self.world.place(kind)

    @staticmethod
    def _seated(thread: Thread, seats: list[Person]) -> dict[str, Person] | None:
        """Members for the roles that want one, those who must be a man or a woman first; None where there are too few."""
        found = {}
        for role in sorted((r for r in thread.roles if "member" in r.needs), key=lambda r: r.needs[0] == "any"):
            fit = next((p for p in seats if role.needs[0] == "any" or p.woman == (role.needs[0] == "woman")), None)
            if fit is None:
                return None
            seats.remove(fit)
            found[role.key] = fit
        return found

    def _outsider(self, role: Role, out: set[int], kin: Bound | None) -> Person:
        """Somebody who is not of the council: who works for it again and again, or a parishioner, another each time while there are names."""
        needs = tuple(w for w in role.needs if w not in ("old", "young"))  # nobody is old So-and-so in minutes
        made = self.world.person(needs if len(needs) > 1 else (*needs, "grown"), out, kin if isinstance(kin, Person) else None)
        out.add(made.id)
        return made

    def _open(self, day: int, there: list[Person], away: list[Person], seat: tuple[Person, Person] | None) -> None:
        writer, when = self.writer, self.world.first + timedelta(days=day)
        n = self.meeting
        writer.put(self.heading.format(n=n, zh=zh_numeral(n), en=en_words(n).capitalize() if n <= 100 else n, roman=roman(n)) + "\n\n")
        event = Event(len(writer.ledger.events), day, "meeting", n, 0, "", tuple(p.id for p in there), tuple(p.id for p in away), writer.at)
        writer.ledger.events.append(event)
        self._line("held", day, there, weekday=(f"{when:%A}", 0))
        self._names("present", there, there, day)
        if away:
            self._names("away", away, there, day)
        self._line("read", day, there)
        if seat:
            self._line("seat", day, there, old=seat[0], new=seat[1])
        event.end = writer.at
        self._money(day, there)

    def _money(self, day: int, there: list[Person]) -> None:
        """What was in hand, what came in, what was paid, and what is in hand now."""
        opening, least = self.purse, LEAST * PARTS[self.lang]
        came = 0
        if self.rng.random() < RECEIVED or opening - self.spent < least:
            came = max(self.rng.randint(3, 20) * PARTS[self.lang], least - (opening - self.spent)) + self.rng.choice((0, 0, 5))
        self.purse = opening - self.spent + came
        key = ("both" if came else "paid") if self.spent else "came" if came else "same"
        sums = {
            k: (money(v, self.lang), v) for k, v in (("opening", opening), ("spent", self.spent), ("came", came), ("closing", self.purse))
        }
        self._line(f"purse_{key}", day, there, **sums, source=(self._dealt("sources"), 0))

    def _take(self, matter: _Matter, day: int, votes: int) -> int:
        """One matter's next stage; how much it orders to be paid."""
        writer, stage = self.writer, matter.stage
        self.minute += 1
        n, lang = self.minute, self.lang
        matter.days[stage.n], matter.numbers[stage.n] = day, n
        given: dict[str, Bound] = {f"met{k}": (self.world.day(d), 0) for k, d in matter.days.items()}
        given |= {f"min{k}": (zh_numeral(m) if lang == "zh" else str(m), m) for k, m in matter.numbers.items()}
        given["votes"] = (self._votes(votes), 0)
        present = frozenset(p.id for k in stage.present if isinstance(p := matter.roles[k], Person))
        frame = Frame({**matter.roles, **given}, present, day, matter.thread.places[stage.place], FREE, days=dict(matter.days))
        absent = tuple(p.id for k in stage.absent if isinstance(p := matter.roles[k], Person))
        event = Event(
            len(writer.ledger.events), day, matter.thread.key, matter.instance, stage.n, str(matter.roles[stage.place]), tuple(sorted(present)), absent, writer.at,
        )  # fmt: skip
        writer.ledger.events.append(event)
        frame.event = event.id
        self.minutes.append((zh_numeral(n) if lang == "zh" else str(n), event))
        title = stage.title[writer.least_used(f"{stage.key}/title", len(stage.title))]
        before, _, after = self.numbered[self.style].format(n=n, zh=zh_numeral(n), title="\0").partition("\0")
        marks = len(writer.ledger.mentions)
        writer.put(before)
        if after:
            writer.write(title, replace(frame, named=set(), full=set(), shown=set(), called={}))
            writer.put(after)
        del writer.ledger.mentions[marks:]
        first = len(writer.ledger.stated)
        writer.write(stage.text[0], frame)
        event.end = writer.at
        writer.put("\n\n")
        told = stage.told[writer.least_used(f"{stage.key}/told", len(stage.told))]
        event.told, event.told_of = aside_text(writer, told, replace(frame, named=set(), full=set(), shown=set(), called={}), inline=False)
        if len(matter.days) < len(matter.thread.stages):
            heapq.heappush(self.waiting, (day + self.rng.randint(*matter.stage.after), matter.instance, matter))
        for fact, role in zip(writer.ledger.stated[first:], _sums(stage.text[0]), strict=True):
            if isinstance(amount := matter.roles[role], tuple):
                self.paid[fact.start] = amount[1]
        return sum(self.paid[f.start] for f in writer.ledger.stated[first:])

    def _votes(self, votes: int) -> str:
        votes -= self.rng.choice((0, 0, 0, 1, 2)) if votes > 5 else 0
        against = self.rng.randint(1, max(1, (votes - 1) // 2))
        if self.lang == "zh":
            return f"{zh_numeral(votes - against, before_unit=True)}票对{zh_numeral(against, before_unit=True)}票"
        return f"{en_words(votes - against)} votes to {en_words(against)}"

    def _line(self, key: str, day: int, there: Sequence[Person], **more: Bound) -> None:
        """A line of every meeting."""
        nodes = parse(self._dealt(key), key)
        roles: dict[str, Bound] = {"chair": self.members[0], "on": (self.world.day(day), 0), "year": (self.world.year(day), 0), **more}
        self.writer.write(nodes, Frame(roles, frozenset(p.id for p in there), day))
        self.writer.put("\n\n")

    def _dealt(self, key: str) -> str:
        """A line of every meeting: none comes twice before all have come."""
        hand = self.hands.setdefault(key, [])
        if not hand:
            hand += self.rng.sample(self.words[key], len(self.words[key]))
        return hand.pop()

    def _names(self, key: str, people: list[Person], there: list[Person], day: int) -> None:
        """A line with a list of names."""
        before, _, after = self._dealt(key if len(people) > 1 else f"{key}_one").partition("{names}")
        comma, last = ("、", "、") if self.lang == "zh" else (", ", " and ")
        nodes: list[Node] = [before]
        for i, _ in enumerate(people):
            nodes += [last if i == len(people) - 1 else comma] if i else []
            nodes.append(Slot(f"m{i}", "full"))
        frame = Frame({f"m{i}": p for i, p in enumerate(people)}, frozenset(p.id for p in there), day)
        self.writer.write((*nodes, after), frame)
        self.writer.put("\n\n")


def _sums(nodes: Sequence[Node]) -> list[str]:
    """The sums that a text orders to be paid."""
    return [n.args[1] for n in walk(tuple(nodes)) if isinstance(n, Fact) and n.predicate == "pays"]


def make_minutes(lang: str, rng: random.Random, length: int) -> Book:
    """At least `length` characters of minutes; each meeting is a chapter."""
    council = _Council(lang, rng, FEW if length < SHORT[lang] else MATTERS)
    day = rng.randrange(5, 25)
    # Chinese months have thirty days here, so that a council meets on the same ones; the English meets on the same day of the week.
    gap = 15 if lang == "zh" else rng.choice((14, 21, 28))
    while council.writer.at < length:
        council.hold(day)
        day += gap
    cache = {"paid": council.paid, "minutes": council.minutes}
    made = Book(f"{council.world.town}, minutes", council.writer.text.rstrip() + "\n", lang, ledger=council.writer.ledger, cache=cache)
    made.__dict__["calm"] = [e.start for e in made.ledger.events if e.stage]  # before a matter
    return made
