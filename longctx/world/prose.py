"""From notation to prose: slots filled, the least used alternatives taken, names chosen, everything noted in the ledger."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from longctx.world.cast import SEASON_KEYS, Person, World, ago, fitting, raw
from longctx.world.grammar import Choice, Fact, Node, Pool, Slot
from longctx.world.ledger import Back, Event, Ledger, Mention, Stated
from longctx.world.memory import Memory
from longctx.world.swaps import Swaps, quoted
from longctx.world.tags import tagged
from longctx.world.threads import FREE, Line
from longctx.world.units import Unit, speech

Bound = Person | str | tuple[str, int]
_START = re.compile(r"(?:[.!?][”’)]?\s|\n|[.!?,:—]\s*[“‘])[“‘(]?$|^[“‘(]?$")
_OPENS = re.compile(r"(?:^|(?<!Mr)(?<!Dr)(?<!St)(?<!Mrs)[.]”?\s|[!?]\s|\n|:\s(?=“))“?$")
_SAYS = re.compile(
    r" (?:said|asked|told|cried|called|answered|wanted|remarked|observed|offered|complained|promised|replied|put in|broke out)\b"
)
_ASKED = re.compile(r"[?!]”\s$")  # what is spoken and who speaks are one sentence
_BEHIND = re.compile(
    r" (?:with|cast|out of|carved|made|sealed|shaped|in (?:a|its|his|her)|under a|for the|on a)\b.*"
)  # what stands behind a thing's noun
_ARTICLE = re.compile(r"(?:^|[\s“(—])[Aa] $")
_VOWEL = re.compile(r"[aeiou](?!ne-|ni|se|nce)")
_SENTENCE = {"zh": re.compile(r"[。！？][”’」]?|\n"), "en": re.compile(r"(?<!Mr)(?<!Mrs)(?<!Dr)(?<!St)[.!?][”’)]?\s+|\n")}

TURNS = {"zh": (0.0, 0.4, 0.8), "en": (0.0, 0.5, 1.0)}  # how often a book says elsewhere than its author who speaks
LATELY = 160  # characters behind a name within which it does not come again in full


@dataclass
class Frame:
    """What a stretch of prose is written in: who plays which role, who is in the scene, on which day."""

    roles: dict[str, Bound]
    present: frozenset[int]
    day: int
    kind: str = ""
    way: int = FREE  # which column of alternatives is taken throughout
    timeless: bool = False  # whether no alternative speaks of a season
    days: dict[int, int] = field(default_factory=dict)  # stage to its day
    event: int = -1
    named: set[int] = field(default_factory=set)  # who has been named in this scene
    full: set[int] = field(default_factory=set)  # and whose full name
    last: dict[int, int] = field(default_factory=dict)  # where somebody was named last
    shown: set[str] = field(default_factory=set)  # what things have been called by all their words
    stated: tuple[str, ...] = ()  # what the sentence at hand states something of: called so again
    called: dict[str, int] = field(default_factory=dict)  # where a thing was last called by all its words
    said: tuple[int, int] = (0, 0)  # of what was last said here: how many alternatives there were, and which was taken


class Writer:
    """Writes one book, piece by piece."""

    def __init__(self, world: World, pools: dict[str, tuple[Line, ...]], rng: random.Random, swaps: Swaps | None = None) -> None:
        self.world, self.pools, self.rng = world, pools, rng
        self.swaps = swaps or Swaps(world.lang, rng)
        self.memory = Memory(world.lang)
        self._hands: dict[str, list[Line]] = {}
        self._spent: set[int] = set()  # sentences of which every wording has been used; they live as long as the process
        self._wild = False
        self._tag = False  # whether what comes next says who spoke
        self._opening = False  # whether what comes next is the beginning of a sentence
        self._log: list[tuple[list[int], int]] = []
        self.ledger = Ledger(world)
        self._english = world.lang == "en"
        self._tired: set[int] = set()  # sentences that once could not be said anew
        self.parts: list[str] = []
        self.at, self.tail = 0, ""
        self.aside: Writer | None = None  # writes what is said of an event beside the book
        self.formal = False  # full names only
        self._used: dict[str, list[int]] = {}  # how often each alternative of a place was taken
        self._turns = rng.choice(TURNS[world.lang])
        # Chinese calls grown people by title; a bare given name is for the young.
        self.by_given: tuple[str, ...] = ("young", "child") if world.lang == "zh" else ("young", "child", "")
        self._titled = raw(world.lang)["titles"]  # trades that give a title: nobody calls the doctor by his first name

    def put(self, text: str) -> None:
        """Append text."""
        if text and self._english:
            text = self._typeset(text)
        if text:
            self.parts.append(text)
            self.at += len(text)
            self.tail = (self.tail + text)[-400:]

    def _typeset(self, text: str) -> str:
        """English text as it stands behind what is written: one blank, and one only, before a sentence, whatever was left out; an or a; curly marks."""
        tail = self.tail
        if tail[-1:].isspace():
            if text[0] == " ":
                text = text[1:]
            elif text[0] == "\n" and tail[-1] == " ":
                self.parts[-1], self.tail, self.at = self.parts[-1][:-1], tail[:-1], self.at - 1
        self._part(text)
        if text:
            self._opening = False
            if "'" in text:
                text = text.replace("'", "’")
            if text[0] in "aeiou" and tail[-2:] in ("a ", "A ") and _VOWEL.match(text) and _ARTICLE.search(tail):
                self.parts[-1] = self.parts[-1][:-1] + "n "
                self.at, self.tail = self.at + 1, self.tail[:-1] + "n "
        return text

    def _part(self, text: str) -> None:
        """A blank between the sentence that begins with this text and what stands before it."""
        if self._opening and text and self.tail and not self.tail[-1].isspace() and (text[0].isalnum() or text[0] in "“‘("):
            self._opening = False
            self.put(" ")

    @property
    def text(self) -> str:
        """All that is written."""
        return "".join(self.parts)

    def least_used(self, key: str, count: int, among: Sequence[int] = ()) -> int:
        """An alternative that was taken least often in this book so far; `among`: the only ones to choose from."""
        if count == 1:
            return 0
        fit, times = among or range(count), self._times(key, count)
        if not self._wild:
            low = min([times[i] for i in fit])
            fit = [i for i in fit if times[i] == low]
        pick = fit[int(self.rng.random() * len(fit))]
        self._use(times, pick)
        return pick

    def _times(self, key: str, count: int = 1) -> list[int]:
        """How often each alternative of a place was taken."""
        return self._used.get(key) or self._used.setdefault(key, [0] * count)

    def _use(self, times: list[int], pick: int) -> None:
        times[pick] += 1
        self._log.append((times, pick))

    def fresh(self, write: Callable[[], object], must: bool = False, tries: int = 7) -> bool:
        """Write something none of whose sentences is remembered; after some tries it is left out, or, if it must be, written all the same."""
        for k in range(tries):
            last = must and k == tries - 1
            parts, at, tail, ledger = len(self.parts), self.at, self.tail, self.ledger
            marks = len(ledger.mentions), len(ledger.stated), len(ledger.backs)
            self._log, self._wild = [], k > 0
            done = write()
            self._wild = False
            new = "".join(self.parts[parts:])
            if done is not False and (last or not self.memory.knows(new, near=not must or k < tries - 3)):
                self.memory.keep(new)
                return True
            del self.parts[parts:], ledger.mentions[marks[0] :], ledger.stated[marks[1] :], ledger.backs[marks[2] :]
            self.at, self.tail = at, tail
            for times, pick in self._log:
                times[pick] -= 1
        return False

    def paragraph(self, units: tuple[Unit, ...], frame: Frame) -> None:
        """Write a paragraph: all of it where the story is told for the first time, else each sentence in words not yet used, or not at all if it can be spared."""
        if not speech(units[0]):  # an answer goes on from the question in the paragraph before
            frame.said = (0, 0)
        if frame.way != FREE:
            begun, self._log = len(self.parts), []
            for unit in units:
                frame.stated, self._opening = unit.states, self._english
                self.write(unit.nodes, frame)
            self.memory.later("".join(self.parts[begun:]))
            return
        self.memory.catch_up()
        for i, unit in enumerate(units):
            if id(unit) not in self._spent:
                spare = unit.spare or (i > 0 and unit.loose and self._named(unit.nodes, frame))
                self._again_told(unit, spare, frame)

    def _again_told(self, unit: Unit, spare: bool, frame: Frame) -> None:
        """A sentence in words the book has not used; `spare`: it may be left out."""
        named, full, shown, called = frame.named, frame.full, frame.shown, frame.called
        frame.stated = unit.states

        def write() -> None:
            frame.named, frame.full, frame.shown, self._opening = set(named), set(full), set(shown), self._english
            frame.called = dict(called)
            self.write(unit.nodes, frame)

        tries = 2 if id(unit) in self._tired else 7 if spare else 9
        if not self.fresh(write, must=not spare, tries=tries):
            frame.named, frame.full, frame.shown, self._opening = named, full, shown, False
            self._tired.add(id(unit))
            if unit.spare:
                self._spent.add(id(unit))

    def _named(self, nodes: tuple[Node, ...], frame: Frame) -> bool:
        """Whether all people of a stretch have been named in the scene."""
        bound = (frame.roles.get(n.name) for n in nodes if isinstance(n, Slot))
        return all(p.id in frame.named for p in bound if isinstance(p, Person))

    def write(self, nodes: tuple[Node, ...], frame: Frame) -> None:
        """Write nodes in a frame."""
        nodes = tagged(nodes, self.world.lang, self._turns, self.rng, self.tail) if self._turns else nodes
        for i, node in enumerate(nodes):
            if isinstance(node, str):
                # A story told for the first time is in the words this book likes best; what is told again is worded anew.
                inside = quoted(self.tail)
                text = self.swaps.anew(node, self.rng, inside) if frame.way == FREE else self.swaps.own(node, inside)
                text = self._joined(text) if text[:1] in " .。，," else text
                if self._opening:
                    self._part(text)
                self.put(text[:1].upper() + text[1:] if self._english and text[:1].islower() and _OPENS.search(self.tail[-8:]) else text)
            elif isinstance(node, Choice):
                spoken = i > 0 and isinstance(before := nodes[i - 1], str) and before.endswith("“")
                self.write(node.options[self._taken(node, frame, spoken)], frame)
            elif isinstance(node, Pool):
                line = self.line(node.name, frame)
                if line is not None:
                    self.write(line.nodes, frame)
            elif isinstance(node, Fact):
                self._fact(node, frame)
            else:
                self._tag = i + 1 < len(nodes) and isinstance(behind := nodes[i + 1], str) and bool(_SAYS.match(behind))
                self._slot(node, frame)

    def _taken(self, node: Choice, frame: Frame, spoken: bool) -> int:
        """The alternative to take, of those that fit the season: an answer goes in step with its question where there are as many of both."""
        count = len(node.options)
        fit = range(count) if frame.timeless else self._timely(node, self.world.season(frame.day))
        if frame.way >= 0 and frame.way % count in fit:
            return frame.way % count
        if not spoken:
            return self.least_used(node.key, count, fit)
        if frame.said[0] == count and not self._wild and frame.said[1] in fit:
            self._use(self._times(node.key, count), frame.said[1])
        else:
            frame.said = count, self.least_used(node.key, count, fit)
        return frame.said[1]

    def _timely(self, node: Choice, season: int) -> tuple[int, ...]:
        """The alternatives that speak of no other season; all of them, where every one does."""
        if not node.fits:
            texts = ["".join([n for n in option if isinstance(n, str)]) for option in node.options]
            node.fits.extend(fitting(texts, self.world.lang))
        return node.fits[season]

    def _joined(self, text: str) -> str:
        """No two blanks, no mark twice where an alternative was empty."""
        if self.tail[-1:] in ("", " ", "\n") and text[:1] == " ":
            return text[1:]
        if text[:1] in (".", "。") and self.tail[-1:] == "”" and self.tail[-2:-1] in (".", "!", "?", "。", "！", "？", "…"):
            return text[1:]
        if (self.tail[-1:] in ("？", "！", "。") and text[:1] in ("，", "。")) or (self.tail[-1:] in ("?", "!") and text[:1] in (",", ".")):
            return text[1:]
        return text

    def line(self, pool: str, frame: Frame) -> Line | None:
        """A line of a pool that fits season and place, of the least used; its conditions are weather, season, kind of place."""
        entries = self.pools.get(pool, ())
        if entries and not entries[0].sorted:
            return self._dealt(pool, entries)
        now = {SEASON_KEYS[self.world.season(frame.day)], frame.kind, "rain", "dry", "night", "day", ""}
        fit = [entry for entry in self.pools.get(pool, ()) if entry.when <= now]
        if not fit:
            return None
        times = [self._times(entry.key) for entry in fit]
        low = min(times)
        picked = self.rng.choice(fit if self._wild else [entry for entry, n in zip(fit, times, strict=True) if n == low])
        self._use(self._times(picked.key), 0)
        return picked

    def _dealt(self, pool: str, entries: tuple[Line, ...]) -> Line | None:
        """A line where all fit: they are dealt like cards, and shuffled when all are gone."""
        hand = self._hands.setdefault(pool, [])
        if not hand and entries:
            hand += entries
            self.rng.shuffle(hand)
        return hand.pop() if hand else None

    def _capital(self, text: str) -> str:
        if self.world.lang != "en" or not _START.search(self.tail[-6:]) or (self._tag and _ASKED.search(self.tail[-6:])):
            return text
        return text[:1].upper() + text[1:]

    def _slot(self, slot: Slot, frame: Frame) -> None:
        bound = frame.roles.get(slot.name)
        if isinstance(bound, Person):
            self._name(bound, slot, frame)
            return
        shown = self._plain(slot, bound, frame)
        self._part(shown)
        self.put(self._capital(shown + ("’s" if slot.own else "")))

    def _plain(self, slot: Slot, bound: Bound | None, frame: Frame) -> str:
        world, zh = self.world, self.world.lang == "zh"
        if slot.name == "ago":
            return ago(frame.day - frame.days.get(slot.arg, frame.day), world.lang)
        if slot.name in ("date", "day"):
            return world.day(frame.day)
        if slot.name in ("month", "season", "town"):
            return {"month": world.month(frame.day), "season": world.season_word(frame.day), "town": world.town}[slot.name]
        if isinstance(bound, tuple):
            return "二" if zh and bound[1] == 2 and self.tail[-1:] == "第" else bound[0]
        if not isinstance(bound, str):
            raise KeyError(slot.name)
        if slot.name in "PQRS":
            if zh:
                return f"在{bound}" if slot.form == "at" else bound
            return bound if slot.form == "at" else re.sub(r"^(?:in|on|at) ", "", bound)
        measure, _, name = bound.partition("·" if zh else " ")
        name = name if zh or measure in ("a", "an", "the", "some") else bound
        if slot.form in ("", "bare"):
            name = self._again(slot.name, name, frame)
        frame.shown.add(slot.name)
        if zh:
            return f"一{measure}{name}" if slot.form in ("一", "a") else name
        return {"a": bound, "bare": name}.get(slot.form, f"the {name}")

    def _again(self, key: str, name: str, frame: Frame) -> str:
        """A thing's name where it has been given whole in the scene: the collar, after the collar with a bell; 羊皮袄 after 缝了暗袋的羊皮袄."""
        if self.formal or key not in frame.shown or (key in frame.stated and not self._same_sentence(frame.called.get(key))):
            frame.called[key] = self.at
            return name
        short = name.rpartition("的")[2] if self.world.lang == "zh" else _BEHIND.sub("", name)
        others = (str(b) for k, b in frame.roles.items() if k != key and isinstance(b, str))
        return short if len(short) > 1 and not any(short in other for other in others) else name

    def _same_sentence(self, since: int | None) -> bool:
        """Whether no sentence has ended since a place."""
        return (
            since is not None and self.at - since < len(self.tail) and not _SENTENCE[self.world.lang].search(self.tail[since - self.at :])
        )

    def _name(self, person: Person, slot: Slot, frame: Frame) -> None:
        form = slot.form if slot.form in ("full", "given", "title") else self._form(person, frame)
        if person.id not in frame.full and person.age != "child" and (form == "given" or person.id not in frame.named):
            form = "full"  # else nobody could tell whose name it is
        frame.named.add(person.id)
        frame.last[person.id] = self.at
        if form == "full":
            frame.full.add(person.id)
        self._part(person.names[form])
        shown = self._capital(person.names[form])
        own = "’s" if slot.own else ""
        self.put(shown + own)
        end = self.at - len(own)  # counted back: an article before the name may have grown
        self.ledger.mentions.append(Mention(end - len(shown), end, person.id, form, person.id in frame.present))

    def _form(self, person: Person, frame: Frame) -> str:
        """The full name first in most scenes; then the given name of the young, the title of the others, now and then the full name again.

        Without the full name in the scene no given name: nobody could tell whose it is.
        """
        if self.formal:
            return "full"
        if person.id not in frame.named:
            return "full"
        given = person.age in self.by_given and person.job not in self._titled
        usual = "given" if person.id in frame.full and given else "title"
        lately = (
            self.at - frame.last.get(person.id, -LATELY) < LATELY
        )  # "Rowland Jermy stooped. Rowland Jermy carried it off": nobody writes so
        return usual if lately or self.rng.random() < 0.9 else "full"

    def _fact(self, fact: Fact, frame: Frame) -> None:
        """What the sentence states goes into the ledger, things by all their words."""
        text = self.tail.rstrip()
        ends = [m.end() for m in _SENTENCE[self.world.lang].finditer(text[:-2])]
        length = len(self.tail) - (ends[-1] if ends else 0)
        args = []
        for name in fact.args:
            bound = frame.roles.get(name)
            if isinstance(bound, Person):
                args.append(("person", str(bound.id)))
            elif isinstance(bound, tuple):
                args.append(("number", bound[0]))
            else:
                formal, self.formal = self.formal, True
                words = self._plain(Slot(name), bound, frame) if bound else name
                self.formal = formal
                args.append(("place" if name in "PQRS" else "thing" if bound else "word", words))
        self.ledger.stated.append(Stated(fact.predicate, tuple(args), self.at - length, self.at, frame.event))

    def gist(self, nodes: tuple[Node, ...], frame: Frame, event: Event) -> None:
        """Write a reference to an earlier event."""
        start = self.at
        self.write(nodes, frame)
        self.ledger.backs.append(Back(start, self.at, event.id))
