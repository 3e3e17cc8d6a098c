"""Choosing points, sentences and forms so that the text has the asked size: what may stand is filtered first, then sums of lengths are searched exactly."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import lru_cache

from instructions.passages.model import Line, Point, Topic
from instructions.shape import Piece

Fits = Callable[[str], bool]
CORE = ("explain", "how-to", "notice", "invitation")  # kinds that say little without their first point
_WORD = re.compile(r"[A-Za-z0-9]+(?:['.,:/-][A-Za-z0-9]+)*")


@lru_cache(maxsize=1 << 17)
def size(form: str, lang: str) -> int:
    """Length of a form in the solver's own unit: Han characters and Latin runs (zh), words (en). The checks measure for themselves."""
    if lang == "en":
        return len(_WORD.findall(form))
    han = sum("\u4e00" <= c <= "\u9fff" for c in form)
    return han + len(_WORD.findall("".join(c if c < "\u2e80" else " " for c in form)))


@dataclass
class Plan:
    """What the solver must meet: length window, number of sentences and of paragraphs, and a filter of forms."""

    low: int
    high: int
    sentences: int | None = None
    fits: list[Fits] = field(default_factory=list)
    opening: bool = False
    closing: bool = False
    must: frozenset[str] = frozenset()  # ids of lines that stand whatever else does
    deep: bool = False  # each point is worth a section of its own: two sentences or more

    def allowed(self, line: Line) -> tuple[str, ...]:
        """Forms of a line that pass the filter."""
        return tuple(f for f in line.forms if all(fit(f) for fit in self.fits)) if self.fits else line.forms

    def fitting(self, line: Line, before: str) -> tuple[str, ...]:
        """The same for a line behind another: those that take that one up, where there are such."""
        linked = line.linked if line.follows(before) else ()
        return tuple(f for f in linked if all(fit(f) for fit in self.fits)) or self.allowed(line)


def kept_needs(lines: Sequence[Line]) -> bool:
    """Whether every line has what it leans on before it, and none stands beside one that tells the same."""
    seen = set[str]()
    for line in lines:
        if not seen.issuperset(line.need):
            return False
        seen.add(line.id)
    return all(seen.isdisjoint(line.clash) for line in lines)


def beside(line: Line, ids: set[str], topic: Topic) -> bool:
    """Whether a line may be added to those that stand already: it is new, what it needs is there, and nothing there tells the same."""
    return line.id not in ids and ids.issuperset(line.need) and ids.isdisjoint(topic.rivals.get(line.id, ()))


def droppable(pieces: Sequence[Piece], at: int, keeps: frozenset[str]) -> bool:
    """Whether a text still answers without a sentence: nothing leans on it or takes it up, and neither the topic nor the request demands it."""
    line = pieces[at].line
    if not line.optional or line.id in keeps or any(line.id in p.line.need for p in pieces):
        return False
    return at + 1 == len(pieces) or not pieces[at + 1].linked


_MIDDLE: dict[tuple[str, str], int] = {}  # size of the middle form of a line, by the topic's file and the line


def _middle(topic: Topic, line: Line) -> int:
    key = topic.path, line.id
    found = _MIDDLE.get(key)
    if found is None:
        sizes = sorted(size(f, topic.lang) for f in line.forms)
        found = _MIDDLE[key] = sizes[len(sizes) // 2]
    return found


@lru_cache(maxsize=1 << 14)
def _sizes(options: tuple[str, ...], lang: str) -> tuple[int, ...]:
    return tuple(size(f, lang) for f in options)


def least(topic: Topic, plan: Plan) -> int | None:
    """The size of what must stand in its shortest forms; None where the filter leaves none of one."""
    total = 0
    for one in plan.must:
        allowed = plan.allowed(topic.by_id[one])
        if not allowed:
            return None
        total += min(_sizes(allowed, topic.lang))
    return total


class _Draft:
    """Lines being chosen: how many there are and how long they will about be."""

    def __init__(self, topic: Topic, plan: Plan) -> None:
        self.topic, self.plan, self.ids, self.size = topic, plan, set[str](), 0
        self.add(plan.must)

    def add(self, ids: Iterable[str]) -> None:
        for one in ids:
            if one not in self.ids:
                self.ids.add(one)
                self.size += _middle(self.topic, self.topic.by_id[one])

    def full(self) -> bool:
        if self.plan.sentences:
            return len(self.ids) >= self.plan.sentences
        return self.size >= (self.plan.low + self.plan.high) // 2 - (9 if self.topic.lang == "zh" else 6)

    def offer(self, line: Line) -> bool:
        """The line and all it needs, if that may stand beside what is there and is not too much."""
        new = self.topic.leaning[line.id] - self.ids
        if not new or (self.plan.sentences and len(self.ids) + len(new) > self.plan.sentences):
            return False
        if self.plan.fits and any(not self.plan.allowed(self.topic.by_id[one]) for one in new):
            return False
        rivals = self.topic.rivals
        if rivals and any(one in rivals and not (rivals[one].isdisjoint(self.ids) and rivals[one].isdisjoint(new)) for one in new):
            return False
        self.add(new)
        return True


def _more(draft: _Draft, point: Point, most: int, rng: random.Random) -> None:
    """Up to `most` lines of a point more: the first ones carry it."""
    here = [x for x in point.lines if x.id in draft.ids]
    keep = [x for x in point.lines if not x.optional and x.id not in draft.ids]
    spare = [x for x in point.lines if x.optional and x.id not in draft.ids]
    rng.shuffle(spare)
    most -= len(here)
    for line in keep:
        if draft.full() and not here:
            return
        if draft.offer(line):
            most -= 1
        elif line is point.lines[0] and not here:
            return  # its details would hang
    for line in spare:
        if most <= 0 or draft.full():
            return
        most -= draft.offer(line)


def _points(topic: Topic, plan: Plan, rng: random.Random) -> tuple[list[Point], int]:
    """The points in the order in which they are drawn on, and how many lines of each at a time."""
    points, each = list(topic.points), rng.choice((2, 3, 3, 4, 5))
    if topic.kind == "story":
        return points, 1  # told from its beginning on, a little of each part: what is left out must not be what the next part hangs on
    rng.shuffle(points)
    # What must be said is said in full before anything else is begun: a few matters, each with its thread, not a remark on everything.
    points.sort(key=lambda p: all(x.id not in plan.must for x in p.lines))
    if plan.deep:
        return points, max(2, each - 1)
    if not topic.core and (topic.kind in ("letter", "speech") or topic.kind in CORE):
        points.sort(key=lambda p: p is not topic.points[0])  # what the matter is about stands in the first point
    if topic.kind == "how-to" and rng.random() < 0.7:
        each = 1  # the main thing of each step says more than all about one step
    return points, each


def select(topic: Topic, plan: Plan, rng: random.Random) -> list[tuple[Point, list[Line]]]:
    """Points and lines whose forms can add up to the window, about in its middle, in the order of the file. Opening and closing are left to the caller."""
    draft = _Draft(topic, plan)
    draft.add([*(["opening"] if plan.opening else []), *(["closing"] if plan.closing else [])])
    points, each = _points(topic, plan, rng)
    while not draft.full():
        before = len(draft.ids)
        for p in points:
            if draft.full():
                break
            _more(draft, p, each, rng)
        if len(draft.ids) == before and each > 5:
            break
        each += 1
    lines = {p.id: [x for x in p.lines if x.id in draft.ids] for p in topic.points}
    chosen = [p for p in topic.points if lines[p.id]]
    if topic.kind == "story" and not topic.core and (chosen[:1] != list(topic.points[:1]) or len(chosen) * 2 < len(topic.points)):
        return []  # a story without its beginning, or one that breaks off
    if not kept_needs([topic.openings, *(x for p in chosen for x in lines[p.id])]):
        return []
    return [(p, lines[p.id]) for p in chosen]


def forms(choices: list[tuple[str, ...]], low: int, high: int, lang: str, rng: random.Random) -> list[str] | None:
    """One form of each line so that the sizes sum to a number drawn from the window; None where no sum lies there. Exact: all sums are tried."""
    reach, sized = [1], [_sizes(options, lang) for options in choices]
    for sizes in sized:
        bits, before = 0, reach[-1]
        for n in set(sizes):
            bits |= before << n
        reach.append(bits)
    sums = [n for n in range(low, high + 1) if reach[-1] >> n & 1]
    if not sums:
        return None
    left, out = rng.choice(sums), list[str]()
    for options, sizes, before in zip(reversed(choices), reversed(sized), reversed(reach[:-1]), strict=True):
        at = rng.choice([i for i, n in enumerate(sizes) if left >= n and before >> (left - n) & 1])
        out.append(options[at])
        left -= sizes[at]
    return out[::-1]


def _choices(flat: list[tuple[str, Line]], plan: Plan) -> list[tuple[str, ...]]:
    """What each line may be said as, seen what stands before it; under a heading of its own nothing does."""
    out, before = list[tuple[str, ...]](), ("", "")
    for group, line in flat:
        out.append(plan.fitting(line, before[1] if group == before[0] or not plan.deep else ""))
        before = group, line.id
    return out


def solve(topic: Topic, plan: Plan, rng: random.Random, tries: int = 12) -> list[tuple[str, list[Piece]]] | None:
    """Sentences, grouped by point ("" for opening and closing), whose total size lies in the window; None after `tries` selections."""
    ends = [(plan.opening or "opening" in plan.must, topic.openings), (plan.closing or "closing" in plan.must, topic.closings)]
    for _ in range(tries):
        groups: list[tuple[str, list[Line]]] = [(p.id, lines) for p, lines in select(topic, plan, rng)]
        for at, (wanted, line) in enumerate(ends):
            if wanted and plan.allowed(line):
                groups.insert(0 if at == 0 else len(groups), ("", [line]))
        flat = [(g, line) for g, lines in groups for line in lines]
        if not flat or (plan.sentences and len(flat) != plan.sentences):
            continue
        found = forms(_choices(flat, plan), plan.low, plan.high, topic.lang, rng)
        if found is None:
            continue
        pieces = [Piece(line, form, g) for (g, line), form in zip(flat, found, strict=True)]
        out, at = [], 0
        for g, lines in groups:
            out.append((g, pieces[at : at + len(lines)]))
            at += len(lines)
        return out
    return None


def some_items(point: Point, rng: random.Random, fits: Sequence[Fits] = (), most: int = 2) -> list[str]:
    """Up to `most` items of a point that say different things: forms of one item differ by a word or two."""
    out = list[str]()
    for group in rng.sample(point.things, len(point.things)):
        forms_ = [i for i in group if all(fit(i) for fit in fits)]
        if forms_ and len(out) < most:
            item = rng.choice(forms_)
            if all(_shared(x, item) * 10 < 3 * (len(x) + len(item)) for x in out):
                out.append(item)
    return out


@lru_cache(maxsize=1 << 16)
def _shared(one: str, two: str) -> int:
    return sum(block.size for block in SequenceMatcher(None, one, two, False).get_matching_blocks())
