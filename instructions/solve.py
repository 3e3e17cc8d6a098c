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
STEPWISE = ("how-to", "letter", "speech", "invitation")  # kinds whose points keep the order of the file, though only stories must
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


def order(topic: Topic, chosen: list[Point], rng: random.Random) -> list[Point]:
    """Chosen points in an order that pins and `after` allow."""
    if topic.fixed or topic.long or topic.kind in STEPWISE or (topic.core and (topic.kind in CORE or rng.random() < 0.6)):
        return [p for p in topic.points if p in chosen]
    ids = {p.id for p in chosen}
    rest, out = list(chosen), list[Point]()
    rng.shuffle(rest)
    if topic.core:
        rest.sort(key=lambda p: p is not topic.points[0])  # what the others speak of
    while rest:
        done = {p.id for p in out}
        ready = [p for p in rest if all(a in done or a not in ids for a in p.after)]
        ready = ready or rest
        first = [p for p in ready if p.pin == "first"] or [p for p in ready if p.pin != "last"] or ready
        out.append(first[0])
        rest.remove(first[0])
    return out


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


def droppable(line: Line, lines: Sequence[Line], keeps: frozenset[str]) -> bool:
    """Whether a text still answers without a line: nothing leans on it, and neither the topic nor the request demands it."""
    return line.optional and line.id not in keeps and not any(line.id in x.need for x in lines)


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
    if plan.deep:  # what must stand is made up to a section first
        points.sort(key=lambda p: all(x.id not in plan.must for x in p.lines))
        return points, max(2, each - 1)
    if topic.kind in ("letter", "speech") or (topic.kind in CORE and rng.random() < 0.7):
        # What the matter is about stands in the first point.
        points.sort(key=lambda p: p is not topic.points[0])
    if topic.kind == "how-to" and rng.random() < 0.7:
        each = 1  # the main thing of each step says more than all about one step
    return points, each


def select(topic: Topic, plan: Plan, rng: random.Random) -> list[tuple[Point, list[Line]]]:
    """Points and lines whose forms can add up to the window, about in its middle; the order is final. Opening and closing are left to the caller."""
    draft = _Draft(topic, plan)
    draft.add([*(["opening"] if plan.opening else []), *(["closing"] if plan.closing else [])])
    points, each = _points(topic, plan, rng)
    while not draft.full():
        before = len(draft.ids)
        for p in points:
            if draft.full():
                break
            if topic.fixed and not topic.core and p.pin == "last" and len(draft.ids) * 2 < len(topic.points):
                continue
            _more(draft, p, each, rng)
        if len(draft.ids) == before and each > 5:
            break
        each += 1
    lines = {p.id: [x for x in p.lines if x.id in draft.ids] for p in topic.points}
    chosen = [p for p in topic.points if lines[p.id]]
    if topic.kind == "story" and not topic.core and (chosen[:1] != list(topic.points[:1]) or len(chosen) * 2 < len(topic.points)):
        return []  # a story without its beginning, or one that breaks off
    ordered = order(topic, chosen, rng)
    if not kept_needs([topic.openings, *(x for p in ordered for x in lines[p.id])]):
        ordered = chosen
        if not kept_needs([topic.openings, *(x for p in ordered for x in lines[p.id])]):
            return []
    return [(p, lines[p.id]) for p in ordered]


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
        found = forms([plan.allowed(line) for _, line in flat], plan.low, plan.high, topic.lang, rng)
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
