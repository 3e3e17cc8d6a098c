"""Cutting a window of an exact length out of a book and putting needles into it at exact places in token space."""

from __future__ import annotations

import random
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

from generators.recipe import Unfit
from generators.tokens import Counter
from longctx.haystack.book import Book, Meter
from longctx.haystack.company import Company

TRIES = 2000
AGAIN, MOST = 12, 1.7  # windows looked at; edges of the richest, as a multiple of the usual number
CROWD = 3  # needles beyond which more do not ask for more edges
NEAR = 0.03  # of a window: edges no further apart share the weight of one, as those on both sides of a line by itself
MANY = 120  # edges of a window: where it has more, a needle goes to the nearest to its depth


@dataclass
class Needle:
    """A sentence to be put in. `depth`: where, as a share of the window's tokens. `at`: its edge in the book, once placed. `company`: who finds what is
    said before and behind it (`lead`, `trail`), the same for all needles of a prompt."""

    text: str
    depth: float
    info: dict[str, Any] = field(default_factory=dict)
    company: Company | None = None
    lead: str = ""
    trail: str = ""
    at: int = -1
    start: int = -1  # offset in the finished content
    tokens: int = -1  # tokens of the haystack before it


@dataclass
class Placed:
    """A finished prompt: the content, where the haystack stands in it, its token count, and the stretch of the book it holds."""

    content: str
    start: int
    end: int
    total: int
    hay: int
    window: tuple[int, int]


def _ends(book: Book, meter: Meter, start: int, tokens: int) -> list[int]:
    """Sentence ends near the place that lies `tokens` after `start`, white space behind them left out."""
    paragraph = meter.reach(start, tokens)
    lo, hi = meter.cuts[max(0, paragraph - 1)], meter.cuts[min(len(meter.cuts) - 1, paragraph + 2)]
    edges = book.edges[bisect_left(book.edges, lo) : bisect_right(book.edges, hi)]
    if hi == len(book.text):
        edges.append(hi)
    found = (_strip(book.text, e) for e in edges)
    return [e for e in found if e > start and not (book.between and book.text.endswith(book.between, start, e))]


def _strip(text: str, end: int) -> int:
    while end and text[end - 1].isspace():
        end -= 1
    return end


def cut(book: Book, meter: Meter, tokens: int, rng: random.Random, starts: Sequence[int]) -> tuple[int, int] | None:
    """A window text[a:b] of `tokens` tokens, give or take one, between two sentence edges, its start as near behind a random one of `starts` as can be."""
    latest = bisect_right(starts, _latest(meter, tokens))
    if not latest:
        return None
    first = rng.randrange(latest)
    for step in range(min(latest, TRIES)):
        start = starts[(first + step) % latest]
        end = _end(book, meter, start, tokens, 1)
        if end is not None:
            return start, end
    return None


def _end(book: Book, meter: Meter, start: int, tokens: int, off: int) -> int | None:
    """The sentence end `tokens` after `start`, give or take `off`; None where none stands there."""
    ends = _ends(book, meter, start, tokens)
    i = bisect_left(ends, tokens, key=lambda e: meter.count(start, e))
    near = [(abs(meter.count(start, e) - tokens), e) for e in ends[max(0, i - 1) : i + 2]]
    best = min(near, default=(off + 1, 0))
    return best[1] if best[0] <= off else None


def _latest(meter: Meter, tokens: int) -> int:
    """The last offset after which so many tokens follow, to a paragraph."""
    want = meter.totals[-1] - tokens
    return meter.cuts[max(0, bisect_right(meter.totals, want) - 1)] if want >= 0 else -1


def place(book: Book, meter: Meter, window: tuple[int, int], depth: float, rng: random.Random) -> int:
    """The sentence edge for a depth: of the two edges round it the nearer one is the likelier, so that the mean place is the depth itself."""
    start, end = window
    whole = meter.count(start, end)
    want = depth * whole
    paragraph = meter.reach(start, int(want))
    wide = 2 if book.calm is book.edges else 24
    lo, hi = max(start, meter.cuts[max(0, paragraph - wide)]), min(end, meter.cuts[min(len(meter.cuts) - 1, paragraph + wide + 1)])
    edges = [e for e in book.calm[bisect_left(book.calm, lo) : bisect_right(book.calm, hi)] if start < e < end]
    i = bisect_right(edges, want, key=lambda e: meter.count(start, e))
    below = (meter.count(start, edges[i - 1]), edges[i - 1]) if i else (0, start)
    above = (meter.count(start, edges[i]), edges[i]) if i < len(edges) else (whole, end)
    if above[0] == below[0]:
        return below[1]
    return above[1] if rng.random() * (above[0] - below[0]) < want - below[0] else below[1]


def _calm(book: Book, meter: Meter, window: tuple[int, int], depths: tuple[float, float]) -> list[int]:
    """The edges of a window, between two depths, at which needles may stand."""
    lo, hi = (_at(meter, window, d) for d in depths)
    return book.calm[bisect_left(book.calm, max(lo, window[0] + 1)) : bisect_left(book.calm, min(hi, window[1]))]


def _ends_calm(book: Book, window: tuple[int, int]) -> list[int]:
    """Those of a window's ends that are edges at which needles may stand."""
    start, end = window
    i, k = bisect_left(book.calm, start), bisect_left(book.calm, end)
    found = [start] if i < len(book.calm) and book.calm[i] == start else []
    return found + ([end] if k < len(book.calm) and not book.text[end : book.calm[k]].strip() else [])


def _drawn(
    book: Book, meter: Meter, tokens: int, rng: random.Random, starts: Sequence[int], depths: tuple[float, float], needles: int
) -> tuple[int, int] | None:  # fmt: skip
    """A window for needles. Where edges are few, a window is taken the rather the more it has, and much the rather for several needles: else an edge
    that is alone in its window would be drawn oftener than one among three, and where in a window such an edge lies is not uniform."""
    window = None
    for _ in range(AGAIN):
        window = cut(book, meter, tokens, rng, starts)
        if window is None:
            break
        usual = len(book.calm) * (window[1] - window[0]) / max(1, len(book.text))
        if not usual or usual > MANY:
            break
        if (len(_calm(book, meter, window, depths)) / (MOST * usual)) ** min(needles, CROWD) >= rng.random():
            break
    return window


def _at(meter: Meter, window: tuple[int, int], share: float) -> int:
    """The offset nearest to a share of a window's tokens, to a paragraph; at its ends exactly."""
    start, end = window
    return start if share <= 0 else end if share >= 1 else min(end, meter.cuts[meter.reach(start, int(share * meter.count(start, end)))])


def assemble(
    book: Book, meter: Meter, counter: Counter, target: int, outside: int, before: str, after: str, needles: list[Needle],
    rng: random.Random, starts: Sequence[int] | None = None, fits: Callable[[tuple[int, int]], bool] | None = None,
    depths: tuple[float, float] = (0.0, 1.0),
) -> Placed:  # fmt: skip
    """The prompt `before + window with needles + after` whose tokens, with those `outside` (other messages), are the target ±1.

    `starts`: where the window may begin, where not anywhere; `fits(window)` may refuse a window; `depths`: between which needles stand. Unfit where
    no window fits.
    """
    free = starts is None and bool(needles)
    starts = starts if starts is not None else book.starts
    join = " " if book.lang == "en" else ""
    rest = (
        counter.count(before)
        + counter.count(after)
        + outside
        + sum(counter.count((f"\n\n{book.between}\n\n" if book.between else join) + n.text) for n in needles)
    )
    company = next((n.company for n in needles if n.company), None)
    want = target - rest - (company.usual(counter) if company else 0)
    if want < 40:
        raise Unfit("too-short", f"{target} tokens leave no room for a haystack beside {rest} tokens of question and needles")
    for _ in range(12 if needles or fits is None else 30):
        window = _drawn(book, meter, want, rng, starts, depths, len(needles)) if free else cut(book, meter, want, rng, starts)
        if window is None:
            break
        _put(book, meter, window, needles, rng, depths)
        if fits is not None and not fits(window):
            continue
        if company:
            company.gather(needles)
            made = _join(book, meter, counter, window, before, after, needles, join, outside)
            company.fit(needles, counter, target - made.total)
        for _ in range(4):
            made = _join(book, meter, counter, window, before, after, needles, join, outside)
            if abs(made.total - target) <= 1:
                return made
            near = _nudge(book, meter, window, target - made.total)
            if near is None or any(n.at > near for n in needles):
                break
            window = (window[0], near)
        want += target - made.total
    raise Unfit("length", f"no window of {target} tokens between sentence edges")


def _nudge(book: Book, meter: Meter, window: tuple[int, int], by: int) -> int | None:
    """Another end for the window, longer or shorter by some tokens."""
    start, want = window[0], meter.count(*window) + by
    return _end(book, meter, start, want, 0)


def _put(book: Book, meter: Meter, window: tuple[int, int], needles: list[Needle], rng: random.Random, depths: tuple[float, float]) -> None:
    few = _calm(book, meter, window, depths)
    if few and len(few) <= MANY:
        _ranked(book, meter, window, few, needles, rng, depths)
    else:
        for needle in needles:
            needle.at = place(book, meter, window, needle.depth, rng)
    # Each was drawn to one of the edges round its place: what must come first keeps coming first.
    chains: dict[tuple[str, ...], list[Needle]] = {}
    for needle in needles:
        if "fixed" in needle.info:
            chains.setdefault(tuple(needle.info.get("keys", ())), []).append(needle)
    for chain in chains.values():
        for needle, at in zip(sorted(chain, key=lambda n: n.depth), sorted(n.at for n in chain), strict=True):
            needle.at = at


def _ranked(
    book: Book, meter: Meter, window: tuple[int, int], few: list[int], needles: list[Needle], rng: random.Random, depths: tuple[float, float]
) -> None:  # fmt: skip
    """Needles where edges are few, as between the scenes of a short stretch.

    The nearest edge would keep needles away from both ends of the window: there the depth is a rank. Every edge is as likely, and as edges stand
    anywhere, so do needles; an edge at an end of the window belongs half to it. Of three edges two needles would often share one, and lie nearer each
    other than two places drawn at random: who falls on a taken edge goes to a free one, so often that two lie a third of the stretch apart on average.
    """
    lo, hi = depths
    ends = set(_ends_calm(book, window)) if depths == (0.0, 1.0) else set()
    edges = sorted({*few, *ends})
    whole = meter.count(*window)
    where = [meter.count(window[0], e) / whole for e in edges]
    weights = [(0.5 if e in ends else 1.0) / sum(abs(x - y) < NEAR for y in where) for e, x in zip(edges, where, strict=True)]
    sums = [*accumulate(weights)]
    apart = sum(v * w * abs(x - y) for v, x in zip(weights, where, strict=True) for w, y in zip(weights, where, strict=True))
    shared = sum(w * w for w in weights)
    distinct = apart / (sums[-1] ** 2 - shared) if len(edges) > 1 else 0.0
    stay = (1 - (hi - lo) / 3 / distinct) * sums[-1] ** 2 / shared if distinct else 1.0
    taken = set[int]()
    for needle in needles:
        share = (needle.depth - lo) / (hi - lo) if hi > lo else rng.random()
        i = min(len(edges) - 1, bisect_right(sums, share * sums[-1]))
        free = [k for k in range(len(edges)) if k not in taken]
        if i in taken and free and rng.random() >= stay:
            i = rng.choices(free, [weights[k] for k in free])[0]
        taken.add(i)
        needle.at = edges[i]


def _join(
    book: Book, meter: Meter, counter: Counter, window: tuple[int, int], before: str, after: str, needles: list[Needle], join: str, outside: int
) -> Placed:  # fmt: skip
    """Put the pieces together; the count is a sum with corrected seams where that is exact, else a count of the whole."""
    pieces: list[str] = [before]
    counts: list[int] = [counter.count(before)]
    at, length = window[0], len(before)
    for needle in sorted(needles, key=lambda n: (n.at, n.depth)):
        stretch = book.text[at : needle.at]
        last = needle.at == window[1]
        if book.between:
            body, inside = book.apart(needle.lead + needle.text + needle.trail, needle.at, last)
        elif "line" in needle.info:  # lines of a chat are lines of their own
            body, inside = ("\n" + needle.text, 1) if last else (needle.text + "\n", 0)
        else:
            body, inside = book.beside(needle.text, needle.at, last, join)
        pieces += [stretch, body]
        counts += [meter.count(at, needle.at), counter.count(body)]
        needle.start = length + len(stretch) + inside + len(needle.lead)
        length += len(stretch) + len(body)
        at = needle.at
    tail = book.text[at : window[1]]
    pieces += [tail, after]
    counts += [meter.count(at, window[1]), counter.count(after)]
    content = "".join(pieces)
    if meter.additive.exact:
        total, left, before_it = 0, "", [0]
        for piece, count in zip(pieces, counts, strict=True):
            if piece:
                total += count + meter.additive.seam(left, piece)
                left = piece if len(piece) >= 200 else (left + piece)[-200:]
            before_it.append(total)
        for k, needle in enumerate(sorted(needles, key=lambda n: (n.at, n.depth))):
            needle.tokens = before_it[2 * k + 2] - before_it[1] + (counter.count(needle.lead) if needle.lead else 0)
        hay = before_it[-2] - before_it[1]
    else:
        total, hay = counter.count(content), counter.count(content[len(before) : len(content) - len(after)])
        for needle in needles:
            needle.tokens = counter.count(content[len(before) : needle.start])
    return Placed(content, len(before), len(content) - len(after), total + outside, hay, window)
