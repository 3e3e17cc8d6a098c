"""Choosing points, sentences and forms so that the text has the asked size: what may stand is filtered first, then sums of lengths are searched exactly."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
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

    def allowed(self, line: Line) -> tuple[str, ...]:
        """Forms of a line that pass the filter."""
        return tuple(f for f in line.forms if all(fit(f) for fit in self.fits)) if self.fits else line.forms


def order(topic: Topic, chosen: list[Point], rng: random.Random) -> list[Point]:
    """Chosen points in an order that pins and `after` allow."""
    if topic.fixed or topic.long or topic.kind in STEPWISE:
        return [p for p in topic.points if p in chosen]
    ids = {p.id for p in chosen}
    rest, out = list(chosen), list[Point]()
    rng.shuffle(rest)
    while rest:
        done = {p.id for p in out}
        ready = [p for p in rest if all(a in done or a not in ids for a in p.after)]
        ready = ready or rest
        first = [p for p in ready if p.pin == "first"] or [p for p in ready if p.pin != "last"] or ready
        out.append(first[0])
        rest.remove(first[0])
    return out


def lines_of(point: Point, plan: Plan, want: int, rng: random.Random) -> list[Line]:
    """About `want` lines of a point, the first among them, needs met; [] where the filter leaves no form of the first."""
    usable = [x for x in point.lines if plan.allowed(x)]
    if not usable or point.lines[0] not in usable:
        return []
    keep = [x for x in usable if not x.optional]
    spare = [x for x in usable if x.optional]
    rng.shuffle(spare)
    ids = {x.id for x in (*keep, *spare[: max(0, want - len(keep))])}
    return [x for x in point.lines if x.id in ids and all(n in ids for n in x.need)]


_AVERAGE: dict[str, int] = {}  # by the topic's file


def _average(topic: Topic) -> int:
    lines = [line for p in topic.points for line in p.lines]
    found = _AVERAGE[topic.path] = 1 + sum(size(x.forms[len(x.forms) // 2], topic.lang) for x in lines) // len(lines)
    return found


@lru_cache(maxsize=1 << 14)
def _sizes(options: tuple[str, ...], lang: str) -> tuple[int, ...]:
    return tuple(size(f, lang) for f in options)


def select(topic: Topic, plan: Plan, rng: random.Random) -> list[tuple[Point, list[Line]]]:
    """Points and lines whose forms can add up to the window, about in its middle; the order is final."""
    average = _AVERAGE.get(topic.path) or _average(topic)
    want = plan.sentences or max(1, round((plan.low + plan.high) / 2 / average))
    want -= plan.opening + plan.closing
    points = [p for p in topic.points if plan.allowed(p.lines[0])]
    rng.shuffle(points)
    if topic.kind in ("letter", "speech") or (topic.kind in CORE and rng.random() < 0.7):
        # What the matter is about stands in the first point.
        points.sort(key=lambda p: p is not topic.points[0])
    each = rng.choice((2, 3, 3, 4, 5))
    if topic.kind == "story":
        # A story is told from its beginning on, a little of each part: what is left out must not be what the next part hangs on.
        points, each = [p for p in topic.points if p in points], 1
        if points[:1] != list(topic.points[:1]):
            return []
    elif topic.kind == "how-to" and rng.random() < 0.7:
        each = 1  # the main thing of each step says more than all about one step
    if want > each * len(points):
        each = -(-want // max(1, len(points)))
    chosen: list[tuple[Point, list[Line]]] = []
    left = max(want, 1)
    for p in points:
        if left <= 0:
            break
        found = lines_of(p, plan, min(each, left), rng)[: left if plan.sentences else None]
        if found and not (topic.fixed and p.pin == "last" and left > each):
            chosen.append((p, found))
            left -= len(found)
    if topic.kind == "story" and len(chosen) * 2 < len(topic.points):
        return []  # a story that breaks off
    ordered = order(topic, [p for p, _ in chosen], rng)
    by = dict((p.id, lines) for p, lines in chosen)
    return [(p, by[p.id]) for p in ordered]


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
    ends = [(plan.opening, topic.openings), (plan.closing, topic.closings)]
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


def two_items(point: Point, rng: random.Random, fits: Sequence[Fits] = ()) -> list[str]:
    """Two items of a point that say different things, [] where there are none: forms of one item differ by a word or two."""
    items = [i for i in point.items if all(fit(i) for fit in fits)]
    rng.shuffle(items)
    other = [i for i in items[1:] if _shared(items[0], i) * 10 < 3 * (len(items[0]) + len(i))]
    return [items[0], other[0]] if other else []


@lru_cache(maxsize=1 << 16)
def _shared(one: str, two: str) -> int:
    return sum(block.size for block in SequenceMatcher(None, one, two, False).get_matching_blocks())
