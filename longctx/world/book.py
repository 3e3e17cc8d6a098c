"""A generated book: threads run side by side on dated days, chapters gather what happens, prose tells it, the ledger knows it."""

from __future__ import annotations

import heapq
import random
from collections import Counter
from dataclasses import dataclass, field, replace
from functools import cache

from generators.values.numerals import en_words, zh_numeral
from longctx.haystack.book import Book
from longctx.world.cast import ROOT, Person, World
from longctx.world.grammar import Node, walk
from longctx.world.ledger import Event, Ledger
from longctx.world.pairs import paired
from longctx.world.past import Past, earlier, remembered, spoken_of
from longctx.world.prose import Bound, Frame, Writer
from longctx.world.threads import Line, Stage, Thread, load_pools, load_threads
from longctx.world.units import paragraphs

FAR = {"zh": 2600, "en": 9500}  # characters: some 2,000 tokens and more
KNOWN = {"zh": 1.0, "en": 0.5}  # share of the threads that a book knows
# And of a pool's lines: of those that tell something, of those that tell it in alternatives only, of a day's small things, of single words.
OWNED = {
    "zh": {"told": 1.0, "lines": 0.6, "asides": 0.7, "day": 0.9, "words": 0.9},
    "en": {"lines": 0.4, "asides": 1.0, "day": 0.6, "words": 1.0},
}
# How often the town's small things stand before a scene: while the stories are new, and once each has been told a good many times.
TOWN_FIRST, TOWN_LATE, TOLD_OUT = 0.25, 0.9, 5
# How often a gesture, a thought or the weather stands in a scene; the same where a sentence was left out; and daily life between two scenes.
TOUCHED = {"zh": (0.4, 0.3, 0.75), "en": (0.35, 0.3, 0.4)}
HEADINGS = {"zh": ("第{zh}章", "第{zh}回", "第{n}章"), "en": ("Chapter {n}", "CHAPTER {roman}", "Chapter {en}")}


@cache
def authored(lang: str) -> tuple[tuple[Thread, ...], dict[str, tuple[Line, ...]]]:
    """Threads and pools of a language."""
    return tuple(load_threads(ROOT / lang / "threads")), load_pools(ROOT / lang / "pools")


@cache
def place_kinds(lang: str) -> tuple[str, ...]:
    """Kinds of places that threads know."""
    return tuple(sorted({k for t in authored(lang)[0] for k in t.places.values()}))


@dataclass
class Running:
    """A thread being told: who plays it, and on which day each stage was."""

    thread: Thread
    number: int
    roles: dict[str, Bound]
    days: dict[int, int] = field(default_factory=dict)
    stage: int = 0


class Plot:
    """The order of events: an endless stream of (day, running thread, stage)."""

    def __init__(self, world: World, threads: tuple[Thread, ...], rng: random.Random, breadth: int) -> None:
        self.world, self.threads, self.rng = world, threads, rng
        self.told: Counter[str] = Counter()
        self.queue: list[tuple[int, int, Running]] = []
        self.count = 0
        self.active: set[str] = set()
        for i in range(min(breadth, len(threads))):
            self._start(rng.randrange(3 * i + 1))

    def _start(self, day: int) -> None:
        free = [t for t in self.threads if t.key not in self.active]
        if not free:
            return
        low = min(self.told[t.key] for t in free)
        thread = self.rng.choice([t for t in free if self.told[t.key] == low])
        self.told[thread.key] += 1
        self.active.add(thread.key)
        roles: dict[str, Bound] = {}
        out: set[int] = set()
        for role in sorted(thread.roles, key=lambda r: -len(r.needs)):
            who = self.world.person(role.needs, out)
            self.world.busy[who.id] = self.world.busy.get(who.id, 0) + 1
            roles[role.key] = who
            out.add(who.id)
        roles |= {k: self.world.place(kind) for k, kind in thread.places.items()}
        roles |= {k: self.world.thing(options) for k, options in thread.things.items()}
        roles |= {k: self.world.number(*spec) for k, spec in thread.values.items()}
        self.count += 1
        heapq.heappush(self.queue, (day, self.count, Running(thread, self.count, roles)))

    @property
    def town(self) -> float:
        """How often something is told of the town besides: seldom, as long as the stories are new."""
        worn = min(1.0, self.told.total() / len(self.threads) / TOLD_OUT)
        return TOWN_FIRST + (TOWN_LATE - TOWN_FIRST) * worn

    def next(self) -> tuple[int, Running, Stage]:
        """The next event."""
        day, number, run = heapq.heappop(self.queue)
        stage = run.thread.stages[run.stage]
        run.stage += 1
        run.days[stage.n] = day
        if run.stage < len(run.thread.stages):
            following = run.thread.stages[run.stage]
            heapq.heappush(self.queue, (day + self.rng.randint(*following.after), number, run))
        else:
            self.active.discard(run.thread.key)
            self.world.gone -= {p.id for p in run.roles.values() if isinstance(p, Person)} - self.world.mute
            self._start(day + self.rng.randrange(1, 5))
        return day, run, stage


def make_book(lang: str, rng: random.Random, length: int, chapter: int = 0) -> Book:
    """A book of at least `length` characters in chapters of about `chapter` characters (0: the book's own measure)."""
    threads, pools = authored(lang)
    threads = tuple(rng.sample(threads, round(len(threads) * KNOWN[lang])))
    pools = {k: _owned(v, OWNED[lang], rng) for k, v in pools.items()}
    world = World(lang, rng)
    writer = Writer(world, pools, rng)
    plot = Plot(world, threads, rng, breadth=min(len(threads), rng.randint(6, 9)))
    heading = rng.choice(HEADINGS[lang])
    titled = rng.random() < 0.7
    chapter = chapter or (rng.randint(2200, 5200) if lang == "zh" else rng.randint(7000, 15000))
    past: list[Past] = []
    number = 0
    while writer.at < length:
        number += 1
        _chapter(writer, plot, past, number, heading, titled, int(chapter * rng.uniform(0.7, 1.3)))
    return Book(f"{world.town}", writer.text.rstrip() + "\n", lang, ledger=writer.ledger)


def _owned(lines: tuple[Line, ...], shares: dict[str, float], rng: random.Random) -> tuple[Line, ...]:
    """The lines of a pool that a book knows; of a short pool it knows all."""
    told, every = (sum(len(n) for line in lines for n in of(line.nodes) if isinstance(n, str)) / len(lines) for of in (tuple, walk))
    kind = (
        "told"
        if lines[0].key.startswith("callback") and "told" in shares
        else "day"
        if lines[0].key.startswith("day:")
        else "lines"
        if told >= 8
        else "asides"
        if every >= 20
        else "words"
    )
    if len(lines) < 8 or shares[kind] == 1:
        return lines
    return tuple(rng.sample(lines, round(len(lines) * shares[kind])))


def _chapter(writer: Writer, plot: Plot, past: list[Past], number: int, heading: str, titled: bool, length: int) -> None:
    begun = writer.at
    day, run, stage = plot.next()
    label = heading.format(
        n=number, zh=zh_numeral(number), en=en_words(number).capitalize() if number <= 100 else number, roman=_roman(number)
    )
    frame = _frame(run, stage, day)
    writer.put(label)
    if titled and stage.title:
        writer.put("　" if writer.world.lang == "zh" else ": " if "{roman}" not in heading else ". ")
        marks = len(writer.ledger.mentions)
        writer.write(stage.title[writer.least_used(f"{stage.key}/title", len(stage.title))], frame)
        del writer.ledger.mentions[marks:]
    writer.put("\n\n")
    _aside(writer, "open", _bare(frame), end="\n\n")
    while True:
        if writer.rng.random() < plot.town:
            _day(writer, run, stage, day)
        event = _scene(writer, run, stage, day, past)
        past.append(Past(event, stage, dict(run.roles)))
        if writer.at - begun > length:
            break
        day, run, stage = plot.next()
        if writer.rng.random() < 0.2:
            _aside(writer, "link", _bare(_frame(run, stage, day)), end="\n\n")
        elif writer.rng.random() < TOUCHED[writer.world.lang][2]:
            _interlude(writer, run, stage, day, past)
    if writer.rng.random() < 0.5:
        _aside(writer, "close", _frame(run, stage, day), end="\n\n", people=True)


def _frame(run: Running, stage: Stage, day: int) -> Frame:
    present = frozenset(p.id for k in stage.present if isinstance(p := run.roles[k], Person))
    return Frame(dict(run.roles), present, day, run.thread.places[stage.place], dict(run.days))


def _bare(frame: Frame) -> Frame:
    return Frame({}, frozenset(), frame.day, frame.kind)


def _break(writer: Writer) -> None:
    """A new paragraph, where the last one holds anything."""
    if not writer.tail.endswith("\n\n"):
        writer.put("\n\n")


def _touch(writer: Writer, frame: Frame) -> None:
    """A gesture or a thought of somebody present, or a look at the place, the weather, the street."""
    pool = writer.rng.choice(("gesture", "gesture", "reflect", "place", "weather"))
    gap = " " if writer.world.lang == "en" else ""

    def write() -> bool:
        writer.put(gap)
        return _line(writer, pool, frame, people=True)

    writer.fresh(write)


def _aside(writer: Writer, pool: str, frame: Frame, end: str = "", people: bool = False, **more: Bound) -> bool:
    """A line of a pool that says nothing the book has said, where one fits and its slots can be filled."""
    done = writer.fresh(lambda: _line(writer, pool, frame, people, **more))
    if done:
        writer.put(end)
    return done


def _line(writer: Writer, pool: str, frame: Frame, people: bool = False, **more: Bound) -> bool:
    line = writer.line(pool, frame)
    if line is None:
        return False
    if people:
        here = [p for p in frame.roles.values() if isinstance(p, Person) and p.id in frame.present - writer.world.mute]
        writer.rng.shuffle(here)
        more = {**dict(zip(("X", "Y"), here, strict=False)), **more}
    if not line.slots - {"date", "month", "season", "day", "town"} <= more.keys() | frame.roles.keys():
        return False
    writer.write(paired(writer, pool, line), replace(frame, roles={**frame.roles, **more}))
    return True


def _scene(writer: Writer, run: Running, stage: Stage, day: int, past: list[Past]) -> Event:
    ledger: Ledger = writer.ledger
    frame = _frame(run, stage, day)
    absent = tuple(p.id for k in stage.absent if isinstance(p := run.roles[k], Person))
    event = Event(
        len(ledger.events),
        day,
        run.thread.key,
        run.number,
        stage.n,
        str(run.roles[stage.place]),
        tuple(sorted(frame.present)),
        absent,
        writer.at,
    )
    ledger.events.append(event)
    known = len(ledger.mentions)
    frame.event = event.id
    text = stage.text[writer.least_used(f"{stage.key}/text", len(stage.text))]
    told = paragraphs(text, writer.world.lang)
    spots = writer.rng.sample(range(len(told)), min(2, len(told)))
    back_at = remembered(writer, len(told), spots)
    often, instead, _ = TOUCHED[writer.world.lang]
    for i, units in enumerate(told):
        _break(writer)
        left = writer.paragraph(units, frame)
        if i in back_at:
            _callback(writer, frame, past, event.place if i == 0 < len(told) - 1 else "")
        elif i == spots[-1] and writer.rng.random() < often:
            _touch(writer, frame)
        if left and writer.rng.random() < instead:
            _touch(writer, frame)
    event.end = writer.at
    _break(writer)
    # Who is meant to be there but was not named cannot be found by a reader, so he was not there.
    event.present = tuple(sorted({m.person for m in ledger.mentions[known:] if m.start < event.end and m.present}))
    if stage.recall:
        event.gist = _aside_text(writer, stage.recall[0], _frame(run, stage, day), inline=True)[0]
    if stage.told:
        summary = stage.told[writer.least_used(f"{stage.key}/told", len(stage.told))]
        event.told, event.told_of = _aside_text(writer, summary, _frame(run, stage, day), inline=False)
    if writer.rng.random() < 0.45:
        _talk(writer, frame, past)
    return event


def _aside_text(writer: Writer, nodes: tuple[Node, ...], frame: Frame, inline: bool) -> tuple[str, tuple[int, ...]]:
    """(text, people named) of a wording of the event, written aside with full names."""
    aside = Writer(writer.world, writer.pools, writer.rng, writer.swaps)
    aside.formal, aside.tail = True, "so " if inline else ""
    aside.write(nodes, frame)
    return aside.text, tuple(dict.fromkeys(m.person for m in aside.ledger.mentions))


def _callback(writer: Writer, frame: Frame, past: list[Past], place: str = "") -> None:
    """A reference to something long past; `place`: it happened in this place, or nothing is said."""
    back = earlier(writer, past, FAR[writer.world.lang], 400_000, "recall", frame.present, place)
    if back is None:
        return
    gap = " " if writer.world.lang == "en" else ""
    here = replace(frame, roles={**frame.roles, "P": place}) if place else frame

    def write() -> bool:
        writer.put(gap)
        return spoken_of(writer, "callback_here" if place else "callback", "recall", here, back)

    writer.fresh(write)


def _talk(writer: Writer, frame: Frame, past: list[Past]) -> None:
    back = earlier(writer, past, 300, 60_000, "said", frame.present)
    if back is not None and len(frame.present) > 1 and writer.fresh(lambda: spoken_of(writer, "talk", "said", frame, back)):
        writer.put("\n\n")


def _interlude(writer: Writer, run: Running, stage: Stage, day: int, past: list[Past]) -> None:
    """Daily life between two events: a small scene, a letter, a notice."""
    frame = _frame(run, stage, day)
    pool = writer.rng.choice([p for p in ("visit", "visit", "letter", "notice") if p in writer.pools] or [""])
    if not pool:
        return
    people = [p for p in writer.world.people if p.id not in writer.world.gone]
    if len(people) < 4:
        return
    pair = writer.rng.sample(people, 2)
    place = writer.world.place(writer.rng.choice(place_kinds(writer.world.lang)))
    inner = Frame(
        {"X": pair[0], "Y": pair[1], "P": place}, frozenset(p.id for p in pair) if pool == "visit" else frozenset(), day, frame.kind, {}, -1
    )
    back = earlier(writer, past, FAR[writer.world.lang], 400_000, "said", frozenset(p.id for p in pair))
    if pool != "visit" and back is None:
        return
    if back is not None:
        told = Frame(inner.roles, frozenset(p.id for p in pair), day, frame.kind, {}, -1)
        if writer.fresh(lambda: spoken_of(writer, pool, "said", told, back)):
            writer.put("\n\n")
    elif _aside(writer, pool, inner):
        writer.put("\n\n")


def _day(writer: Writer, run: Running, stage: Stage, day: int) -> None:
    """What else went on in the town: a paragraph of small things that many people did in many places."""
    people = [p for p in writer.world.people if p.id not in writer.world.gone and p.age != "child"]
    if len(people) < 6 or "day" not in writer.pools:
        return
    frame = Frame({}, frozenset(), day, run.thread.places[stage.place])
    known = replace(frame)
    trio = writer.rng.sample(people, 3)
    spots = [writer.world.place(kind) for kind in writer.rng.sample(place_kinds(writer.world.lang), 2)]
    gap = ""
    for _ in range(writer.rng.randint(3, 6)):

        def write(gap: str = gap) -> bool:
            roles: dict[str, Bound] = dict(zip("XYZ", writer.rng.sample(trio, 3), strict=True))
            roles |= dict(zip("PQ", writer.rng.sample(spots, 2), strict=True))
            frame.named, frame.full = set(known.named), set(known.full)
            writer.put(gap)
            return _line(writer, "day", replace(frame, roles=roles))

        if writer.fresh(write):
            known.named, known.full = frame.named, frame.full
            gap = " " if writer.world.lang == "en" else ""
    _break(writer)


def _roman(n: int) -> str:
    out = ""
    for value, sign in ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        while n >= value:
            out, n = out + sign, n - value
    return out
