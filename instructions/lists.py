"""Lists: a sentence to an item, so that they answer as a text does; from a topic's own items only where it has requests that those answer."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from instructions.passages.model import Line, Point, Topic
from instructions.shape import Piece, Text
from instructions.solve import Fits, Plan, beside, select, some_items

BULLETS = {"zh": ("-", "-", "•", "*"), "en": ("-", "-", "*", "•")}
NUMBERS = {"zh": ("1.", "1、", "1、", "一、", "（一）", "①"), "en": ("1.", "1.", "1)")}
STUBS = 0.45  # of the lists of a topic with a checklist are made of its items
ADVISING = ("advice", "how-to")  # what happened to somebody is no point among pieces of advice
_HAPPENED = {
    "zh": re.compile("有(?:人|[一几两]?[个位名户家条只对])|(?:我|一个)?(?:邻居|朋友|同事|亲戚)"),
    "en": re.compile(
        r"(?:A|An|One|My) (?:friend|man|woman|neighbou?r|colleague|reader|couple|boy|girl)\b|(?:Somebody|Someone) (?:I|we|once)\b"
    ),
}
_WORD = re.compile("[a-z]{4,}")
NESTED = 0.14  # of bullet lists have headings for items, with sentences under them


def listed(topic: Topic, rng: random.Random, shape: str, fits: Sequence[Fits] = (), needs: Sequence[str] = ()) -> Text | None:
    """A list; None where the lines that must stand have no form that fits, or are too many."""
    marker = rng.choice((BULLETS if shape == "list" else NUMBERS)[topic.lang])
    if topic.checklist and rng.random() < STUBS:
        return _checklist(topic, rng, Text(topic.lang, shape, marker=marker, sort="checklist"), fits)
    if topic.kind in ADVISING:
        fits = (*fits, lambda form: not _HAPPENED[topic.lang].match(form))
    plan = Plan(0, 0, rng.choice((3, 3, 4, 4, 5, 5, 6, 7)), list(fits), must=topic.closed((*topic.core, *needs)))
    if any(not plan.allowed(topic.by_id[one]) for one in plan.must):
        return None
    text = Text(topic.lang, shape, marker=marker, keeps=plan.must)
    ends = {"opening", "closing"} & plan.must
    if shape == "list" and rng.random() < NESTED and (nested := _nested(topic, rng, text, plan)) is not None:
        return nested
    plan.sentences = max(plan.sentences or 3, len(plan.must) - len(ends), 3) + len(ends)
    for _ in range(6):
        lines = [x for _, group in select(topic, plan, rng) for x in group]
        if len(lines) >= 3:
            break
    else:
        return None
    text.entries = [Piece(x, _brief(plan.allowed(x), rng)) for x in lines]
    bare = all(p.form.endswith(("。", ".")) and p.form.count(p.form[-1]) == 1 for p in text.entries) and rng.random() < 0.4
    text.items = [p.form[:-1] if bare else p.form for p in text.entries]
    return _framed(topic, rng, text, plan)


def _brief(allowed: Sequence[str], rng: random.Random) -> str:
    """One of the shorter forms: an item is read at a glance."""
    ranked = sorted(allowed, key=len)
    return rng.choice(ranked[: max(1, len(ranked) * 2 // 3)])


def _framed(topic: Topic, rng: random.Random, text: Text, plan: Plan) -> Text:
    """The list with the opening before it and the closing behind it, where the topic demands them or by chance."""
    for name, line, share in (("intro", topic.openings, 0.4), ("outro", topic.closings, 0.25)):
        must = line.id in plan.must
        if not must and rng.random() > share:
            continue
        pool = [f for f in plan.allowed(line) if must or not any(says_again(f, i, topic.lang) for i in text.items)]
        if pool:
            text = replace(text, **{name: Piece(line, rng.choice(pool))})  # type: ignore[arg-type]
    return text


def _checklist(topic: Topic, rng: random.Random, text: Text, fits: Sequence[Fits]) -> Text | None:
    """Four to eight of the topic's items, in the order of the file; none lacks what the topic is about, nor the step with which that begins."""
    want, items = rng.choice((4, 5, 5, 6, 6, 7, 8)), dict[str, list[str]]()
    points = [p for p in topic.points if some_items(p, random.Random(0), fits, 1)]
    core = {one.partition(".")[0] for one in topic.core}
    for p in sorted(rng.sample(points, len(points)), key=lambda p: p.id not in core):
        left = want - sum(map(len, items.values()))
        first = [i for i in p.things[0] if all(fit(i) for fit in fits)] if p.id in core else []
        if left > 0 and first:
            items[p.id] = [rng.choice(first)]
        elif left > 0:
            items[p.id] = some_items(p, rng, fits, min(left, rng.choice((1, 1, 2))))
    found = [i for p in topic.points for i in in_order(p, items.get(p.id, []))]
    return replace(text, items=found) if len(found) >= 4 else None


def in_order(point: Point, items: Sequence[str]) -> list[str]:
    """Items of a point as the file has them: one may take up the one before."""
    rank = {form: n for n, group in enumerate(point.things) for form in group}
    return sorted(items, key=rank.__getitem__)


def _nested(topic: Topic, rng: random.Random, text: Text, plan: Plan) -> Text | None:
    """Headings for items, two sentences of the point under each; None where the lines that must stand are too many for that."""
    if {"opening", "closing"} & plan.must:
        return None
    must = {p.id: [x for x in p.lines if x.id in plan.must] for p in topic.points}
    chosen = [p for p in topic.points if must[p.id]]
    rest = [p for p in topic.points if not must[p.id]]
    chosen += rng.sample(rest, min(len(rest), max(0, rng.choice((3, 3, 4)) - len(chosen))))
    lines, ids = dict[str, list[Line]](), set(plan.must)
    for p in chosen:
        lines[p.id] = _two(topic, p, must[p.id], ids, plan, rng)
        if len(lines[p.id]) != 2:
            return None
        ids |= {x.id for x in lines[p.id]}
    if len(chosen) < 3:
        return None
    chosen = [p for p in topic.points if p in chosen]
    seen = set[str]()
    for line in (x for p in chosen for x in lines[p.id]):
        if not seen.issuperset(line.need):
            return None
        seen.add(line.id)
    heads = [[h for h in p.heading if all(fit(h) for fit in plan.fits)] for p in chosen]
    if not all(heads):
        return None
    subs = [[_brief(plan.allowed(x), rng) for x in lines[p.id]] for p in chosen]
    pieces = [Piece(x, f, p.id) for p, fs in zip(chosen, subs, strict=True) for x, f in zip(lines[p.id], fs, strict=True)]
    return replace(text, items=[rng.choice(h) for h in heads], subs=subs, under=pieces)


def _two(topic: Topic, p: Point, must: list[Line], ids: set[str], plan: Plan, rng: random.Random) -> list[Line]:
    """The lines of a point that must stand, made up to two."""
    found = list(must)
    spare = [x for x in p.lines if x not in found]
    spare.sort(key=lambda x: (x.optional, rng.random()))
    for x in spare:
        if len(found) < 2 and plan.allowed(x) and beside(x, ids | {y.id for y in found}, topic):
            found.append(x)
    return [x for x in p.lines if x in found]


def says_again(sentence: str, item: str, lang: str) -> bool:
    """Whether a list item repeats a good part of the sentence before or after the list."""
    one, two = _pieces(sentence, lang), _pieces(item, lang)
    return not one.isdisjoint(two) if lang == "zh" else len(one & two) >= 2


@lru_cache(maxsize=1 << 13)
def _pieces(text: str, lang: str) -> frozenset[str]:
    """Four characters in a row (zh), words of four letters and more (en)."""
    return frozenset(text[i : i + 4] for i in range(len(text) - 3)) if lang == "zh" else frozenset(_WORD.findall(text.lower()))
