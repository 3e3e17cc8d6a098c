"""A generated book: threads run side by side on dated days, chapters gather what happens, prose tells it, the ledger knows it."""

from __future__ import annotations

import heapq
import random
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache

from generators.values.numerals import en_words, zh_numeral
from longctx.haystack.book import Book
from longctx.world.cast import ROOT, Person, World, timeless, timely
from longctx.world.deck import Deck
from longctx.world.grammar import Node, Slot, walk
from longctx.world.ledger import Event, Ledger
from longctx.world.pairs import paired
from longctx.world.past import Past, resumed, spoken_of
from longctx.world.prose import Bound, Frame, Writer
from longctx.world.threads import FREE, Line, Stage, Thread, load_pools, load_threads
from longctx.world.units import paragraphs

SINCE = {"zh": 500, "en": 1800}  # characters after which a thread is taken up again
KNOWN = 0.5  # least share of the threads that a book knows; a longer book knows more, so that none is told twice before all have been
LEAST = 24  # threads of a short book: some run side by side, some wait for their season
TELLING = {"zh": 1450, "en": 5200}  # characters of a thread told once
BREAKS = {"zh": ("＊＊＊", "※", "＊"), "en": ("***", "⁂", "* *")}  # between two scenes
# And of a pool's lines: of those that tell something, of those that tell it in alternatives only, of a day's small things, of single words.
OWNED = {
    "zh": {"told": 1.0, "lines": 0.6, "asides": 0.7, "day": 0.9, "words": 0.9},
    "en": {"lines": 0.4, "asides": 1.0, "day": 0.6, "words": 1.0},
}
# How often a small scene of the town's life stands between two others: while the stories are new, and once each has been told a good many times.
TOWN_FIRST, TOWN_LATE, TOLD_OUT = 0.08, 1.3, 2
# How often the town's news does, of how many events, none further back than so many.
NEWS, NEWS_OF, NEWS_SINCE = 0.12, (2, 4), 25
OPENED = 0.1  # how often a chapter begins with the day or with what the town speaks of
RESUMED = 0.05  # how often a thread taken up again after a while says what it was about
SEASONAL = 3  # how many times as often as others a thread that fits some seasons only is taken up in one of them, so as to be told no less
HEADINGS = {"zh": ("第{zh}章", "第{zh}回", "第{n}章"), "en": ("Chapter {n}", "CHAPTER {roman}", "Chapter {en}")}
WORDED = 80  # chapters up to which their numbers may be words


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
    """A thread being told: in which text and way, who plays it, and on which day each stage was."""

    thread: Thread
    number: int
    roles: dict[str, Bound]
    telling: tuple[int, int]
    days: dict[int, int] = field(default_factory=dict)
    stage: int = 0


class Plot:
    """The order of events: an endless stream of (day, running thread, stage)."""

    def __init__(self, world: World, threads: tuple[Thread, ...], rng: random.Random, breadth: int) -> None:
        self.world, self.threads, self.rng = world, threads, rng
        self.told: Counter[str] = Counter()
        self.worn = {
            (False, 0): list(threads)
        }  # threads by whether they have been told in all their ways, and how often they have been told
        self.order: dict[str, list[tuple[int, int]]] = {}
        self.queue: list[tuple[int, int, Running]] = []
        self.count = 0
        self.active: set[str] = set()
        for i in range(min(breadth, len(threads))):
            self.start(rng.randrange(3 * i + 1))

    def start(self, day: int) -> None:
        """Take up a thread that has been told least; one that has been told in all its ways only where all have."""
        now = self.world.season(day)
        thread = self._resting(lambda t: not t.seasons or now in t.seasons) or self._resting(lambda t: True)
        if thread is None:
            return
        telling = self._telling(thread)
        self.told[thread.key] += 1
        worn = (self.told[thread.key] >= len(thread.tellings), self.told[thread.key])
        self.worn.setdefault(worn, []).append(thread)
        self.active.add(thread.key)
        roles: dict[str, Bound] = {}
        out: set[int] = set()
        for role in sorted(thread.roles, key=lambda r: (bool(r.kin), -len(r.needs))):
            kin = roles.get(role.kin)
            who = self.world.person(role.needs, out, kin if isinstance(kin, Person) else None)
            self.world.playing.add(who.id)
            self.world.busy[who.id] = self.world.busy.get(who.id, 0) + 1
            roles[role.key] = who
            out.add(who.id)
        people = [p for p in roles.values() if isinstance(p, Person)]
        roles |= {k: self.world.place(kind, people) for k, kind in thread.places.items()}
        roles |= {k: self.world.thing(options) for k, options in thread.things.items()}
        roles |= {k: self.world.number(*spec) for k, spec in thread.values.items()}
        self.count += 1
        heapq.heappush(self.queue, (day, self.count, Running(thread, self.count, roles, telling)))

    def _resting(self, fits: Callable[[Thread], bool]) -> Thread | None:
        """Some thread of the least worn that are not being told, taken off its list."""
        for worn in sorted(self.worn):
            free = [i for i, t in enumerate(self.worn[worn]) if t.key not in self.active and fits(t)]
            if free:
                often = [SEASONAL if self.worn[worn][i].seasons else 1 for i in free]
                return self.worn[worn].pop(self.rng.choices(free, often)[0])
        return None

    def _telling(self, thread: Thread) -> tuple[int, int]:
        """Text and way of a thread's next telling, none twice; when all have been told, a text in any mixture."""
        ways = thread.tellings
        left = self.order.setdefault(thread.key, self.rng.sample(ways, len(ways)))
        return left.pop() if left else (self.rng.choice(ways)[0], FREE)

    @property
    def town(self) -> float:
        """How often something is told of the town besides: seldom, as long as the stories are new."""
        worn = min(1.0, max(0.0, self.told.total() / len(self.threads) - 1) / TOLD_OUT)
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
            self.world.playing -= {p.id for p in run.roles.values() if isinstance(p, Person)}
            self.world.gone -= {p.id for p in run.roles.values() if isinstance(p, Person)} - self.world.mute
            self.start(day + self.rng.randrange(1, 5))
        return day, run, stage


def make_book(lang: str, rng: random.Random, length: int, chapter: int = 0, deck: Deck | None = None) -> Book:
    """A book of at least `length` characters in chapters of about `chapter` characters (0: the book's own measure).

    `deck`: where its threads are dealt from; without one it knows a random half of all, or more where it needs them.
    """
    threads, pools = authored(lang)
    need = length / TELLING[lang]
    if deck is None:
        threads = tuple(rng.sample(threads, min(len(threads), round(max(need, KNOWN * len(threads))))))
    else:
        threads = tuple(deck.hand(threads, max(LEAST, round(need))))
    pools = {k: _owned(v, OWNED[lang], rng) for k, v in pools.items()}
    world = World(lang, rng)
    writer = Writer(world, pools, rng)
    plot = Plot(world, threads, rng, breadth=min(len(threads), rng.randint(6, 9)))
    chapter = chapter or (rng.randint(2200, 5200) if lang == "zh" else rng.randint(7000, 15000))
    many = length > WORDED * chapter
    heading = rng.choice([h for h in HEADINGS[lang] if not (many and "{en}" in h)])
    titled = rng.random() < 0.7
    past: dict[tuple[str, int], Past] = {}  # the last scene of each thread's each telling
    number, between = 0, rng.choice(BREAKS[lang])
    while writer.at < length:
        number += 1
        _chapter(writer, plot, past, number, heading, titled, int(chapter * rng.uniform(0.7, 1.3)), between)
    return Book(f"{world.town}", writer.text.rstrip() + "\n", lang, ledger=writer.ledger, cache={"between": between})


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


def _chapter(
    writer: Writer, plot: Plot, past: dict[tuple[str, int], Past], number: int, heading: str, titled: bool, length: int, between: str
) -> None:
    begun = writer.at
    day, run, stage = plot.next()
    label = heading.format(
        n=number, zh=zh_numeral(number), en=en_words(number).capitalize() if number <= 100 else number, roman=roman(number)
    )
    frame = _frame(run, stage, day, writer.world.lang)
    writer.put(label)
    if titled and stage.title:
        writer.put("　" if writer.world.lang == "zh" else ": " if "{roman}" not in heading else ". ")
        marks = len(writer.ledger.mentions)
        writer.write(stage.title[writer.least_used(f"{stage.key}/title", len(stage.title))], frame)
        del writer.ledger.mentions[marks:]
    writer.put("\n\n")
    opened = writer.rng.random() < OPENED
    if opened:
        _opening(writer, run, stage, frame, past)
    while True:
        told = scene(writer, run, stage, day, past, RESUMED * (not opened))
        past[run.thread.key, run.number] = Past(told, stage, dict(run.roles))
        opened = False
        if writer.at - begun > length:
            break
        for _ in range(1 + int(plot.town + writer.rng.random())):
            if writer.tail.rstrip().endswith(between) and not _small(writer, day):
                break
            writer.put(between + "\n\n")
        if writer.rng.random() < NEWS and _news(writer, day, past):
            writer.put(between + "\n\n")
        day, run, stage = plot.next()


def _opening(writer: Writer, run: Running, stage: Stage, frame: Frame, past: dict[tuple[str, int], Past]) -> None:
    """The first lines of a chapter: that the town speaks of what its first scene takes up again, else the day."""
    before, bare = past.get((run.thread.key, run.number)), _bare(frame)
    if (
        before is not None
        and before.stage.recall
        and before.stage.news
        and not _on_from(stage, run)
        and writer.fresh(lambda: spoken_of(writer, "spoken", "recall", bare, before))
    ):
        writer.put("\n\n")
    else:
        _aside(writer, "open", bare, end="\n\n")


_ON = re.compile(
    r"过了|又过|隔了|那[天晚年夜]|这[天晚夜]|第[二三四五六七八九十]+[天日]|次日|当[天晚夜]|[几两三]天|(?:The next|Next|That|By the|A (?:day|week|fortnight|month|year)|Two|Three|Some|Then|After)\b"
)


def _on_from(stage: Stage, run: Running) -> bool:
    """Whether a scene begins with how long after the one before it: nothing dated may come between."""
    first = stage.text[run.telling[0]][0]
    return isinstance(first, str) and _ON.match(first) is not None


def _frame(run: Running, stage: Stage, day: int, lang: str) -> Frame:
    present = frozenset(p.id for k in stage.present if isinstance(p := run.roles[k], Person))
    calm = timeless(stage.source, lang)
    return Frame(dict(run.roles), present, day, run.thread.places[stage.place], run.telling[1], calm, dict(run.days))


def _bare(frame: Frame) -> Frame:
    return Frame({}, frozenset(), frame.day, frame.kind)


def _break(writer: Writer) -> None:
    """A new paragraph, where the last one holds anything."""
    if not writer.tail.endswith("\n\n"):
        writer.put("\n\n")


def _aside(writer: Writer, pool: str, frame: Frame, end: str = "", people: bool = False, **more: Bound) -> bool:
    """A line of a pool that says nothing the book has said, where one fits and its slots can be filled."""
    done = writer.fresh(lambda: _line(writer, pool, frame, people, **more))
    if done:
        writer.put(end)
    return done


def _line(writer: Writer, pool: str, frame: Frame, people: bool = False, **more: Bound) -> bool:
    line = writer.line(pool, frame)
    if line is None or not timely("".join(n for n in line.nodes if isinstance(n, str)), writer.world.season(frame.day), writer.world.lang):
        return False
    if people:
        here = [p for p in frame.roles.values() if isinstance(p, Person) and p.id in frame.present - writer.world.mute]
        writer.rng.shuffle(here)
        more = {**dict(zip(("X", "Y"), here, strict=False)), **more}
    if not line.slots - {"date", "month", "season", "day", "town"} <= more.keys() | frame.roles.keys():
        return False
    writer.write(paired(writer, pool, line, season=writer.world.season(frame.day)), replace(frame, roles={**frame.roles, **more}))
    return True


def scene(writer: Writer, run: Running, stage: Stage, day: int, past: dict[tuple[str, int], Past], back: float) -> Event:
    """Write a stage; `back`: how often what its thread was about comes first."""
    ledger: Ledger = writer.ledger
    frame = _frame(run, stage, day, writer.world.lang)
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
    told = paragraphs(stage.text[run.telling[0]], writer.world.lang)
    for i, units in enumerate(told):
        _break(writer)
        if i == 0 and writer.rng.random() < back:
            _resumed(writer, run, stage, frame, past)
        writer.paragraph(units, frame)
    event.end = writer.at
    _break(writer)
    # Who is meant to be there but was not named cannot be found by a reader, so he was not there.
    event.present = tuple(sorted({m.person for m in ledger.mentions[known:] if m.start < event.end and m.present}))
    if stage.recall:
        event.gist = aside_text(writer, stage.recall[0], _frame(run, stage, day, writer.world.lang), inline=True)[0]
    if stage.told:
        summary = stage.told[writer.least_used(f"{stage.key}/told", len(stage.told))]
        event.told, event.told_of = aside_text(writer, summary, _frame(run, stage, day, writer.world.lang), inline=False)
    if stage.said:
        event.said = aside_text(writer, stage.said[0], _frame(run, stage, day, writer.world.lang), inline=True)[0]
    return event


def aside_text(writer: Writer, nodes: tuple[Node, ...], frame: Frame, inline: bool) -> tuple[str, tuple[int, ...]]:
    """(text, people named) of a wording of the event, written aside with full names."""
    if writer.aside is None:
        writer.aside = Writer(writer.world, writer.pools, writer.rng, writer.swaps)
        writer.aside.formal = True
    aside = writer.aside
    aside.parts, aside.at, aside.tail, aside.ledger = [], 0, "so " if inline else "", Ledger(writer.world)
    aside.write(nodes, frame)
    return aside.text, tuple(dict.fromkeys(m.person for m in aside.ledger.mentions))


def _resumed(writer: Writer, run: Running, stage: Stage, frame: Frame, past: dict[tuple[str, int], Past]) -> None:
    """Where other things have been told since this thread's last scene: what that was, as somebody who was there has it in mind."""
    before = past.get((run.thread.key, run.number))
    if before is None or not before.stage.recall or _on_from(stage, run) or writer.at - before.event.end < SINCE[writer.world.lang]:
        return
    gap = " " if writer.world.lang == "en" else ""
    first = dict.fromkeys(n.name for n in walk(stage.text[run.telling[0]]) if isinstance(n, Slot) and n.name in stage.present)
    if writer.fresh(lambda: resumed(writer, frame, before, tuple(first)[:1])):
        writer.put(gap)


def _news(writer: Writer, day: int, past: dict[tuple[str, int], Past]) -> bool:
    """What the town says of things told lately, a scene of its own; whether there was enough to say."""
    now = len(writer.ledger.events)
    fresh = [p for p in past.values() if p.stage.said and not p.event.aired and p.event.id >= now - NEWS_SINCE]
    count = writer.rng.randint(*NEWS_OF)
    if len(fresh) < count:
        return False
    frame, gap = Frame({}, frozenset(), day), "\n\n" if writer.world.lang == "en" else ""
    for n, before in enumerate(writer.rng.sample(fresh, count)):
        if n:
            writer.put(gap)
            writer.ledger.gaps.append(writer.at)
        before.event.aired = spoken_of(writer, "chorus", "said", frame, before)
    writer.put("\n\n")
    return True


def _small(writer: Writer, day: int) -> bool:
    """A small scene between two people of the town, a paragraph of its own; whether there was one to be told."""
    people = [p for p in writer.world.people if p.id not in writer.world.gone and p.age != "child"]
    if len(people) < 6:
        return False
    trio = writer.rng.sample(people, 3)
    kind = writer.rng.choice(place_kinds(writer.world.lang))
    roles: dict[str, Bound] = {**dict(zip("XYZ", trio, strict=True)), "P": writer.world.place(kind)}
    frame = Frame(roles, frozenset(p.id for p in trio), day, kind)
    return _aside(writer, writer.rng.choice(("visit", "day")), frame, end="\n\n")


def roman(n: int) -> str:
    """A Roman numeral."""
    out = ""
    for value, sign in ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        while n >= value:
            out, n = out + sign, n - value
    return out
