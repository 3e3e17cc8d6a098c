"""Instances of authored texts, and passages cut from them."""

from __future__ import annotations

import random
from collections.abc import Collection
from dataclasses import dataclass

from generators.library.model import Line, Para, Text
from generators.values.types import Value, draw


@dataclass(frozen=True)
class Instance:
    """A text with a value for every slot: one invented organisation's handbook, one town's page."""

    text: Text
    values: dict[str, Value | str]

    @classmethod
    def draw(cls, text: Text, rng: random.Random) -> Instance:
        """Draw every slot; two facts of one text do not share a spelling, nor does a longer one stand inside the other."""
        values = text.fixed.copy()
        forms = []
        taken: list[str] = []
        for name, spec in text.slots.items():
            if spec.kind == "form":
                forms.append((name, spec))
                continue
            for _ in range(60):
                value = draw(spec, rng)
                if not _clashes(value.text, taken):
                    break
            if name in text.facts:
                taken.append(value.text)
            values[name] = value
        for name, spec in forms:
            form = rng.choice(spec.options)
            for slot in text.slots if "{" in form else ():
                if "{" + slot + "}" in form:
                    inner = values[slot]
                    form = form.replace("{" + slot + "}", inner if isinstance(inner, str) else inner.text)
            values[name] = form
        return cls(text, values)

    def with_value(self, slot: str, value: Value | str) -> Instance:
        """The same with one value changed."""
        values = self.values.copy()
        values[slot] = value
        return Instance(self.text, values)

    @property
    def name(self) -> str:
        """The entity."""
        return self.spelling("name")

    def spelling(self, slot: str) -> str:
        """A slot's value as text."""
        value = self.values[slot]
        return value if isinstance(value, str) else value.text

    def with_v(self, slot: str) -> dict[str, Value | str]:
        """Values for a fact's own wordings, where `{v}` is its value."""
        values = self.values.copy()
        values["v"] = values[slot]
        return values


def _clashes(new: str, taken: list[str]) -> bool:
    """Whether a spelling is one of those taken, or stands inside one, or the other way round (two characters may)."""
    for old in taken:  # noqa: SIM110  (a generator costs twice as much here)
        if new == old or (len(new) > 2 and len(old) > 2 and (new in old or old in new)):
            return True
    return False


@dataclass(frozen=True)
class Sentence:
    """A rendered line: its text, the span of each fact's value in it, and the line's index (-1: no line of the body)."""

    text: str
    facts: dict[str, tuple[int, int]]
    line: int


@dataclass(frozen=True)
class Passage:
    """Part of a document as retrieval returns it: a title and paragraphs of sentences, each paragraph perhaps under its heading."""

    instance: Instance
    title: str
    paras: tuple[tuple[str, tuple[Sentence, ...]], ...]
    about: tuple[str, ...]

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """All sentences in order."""
        return tuple(s for _, lines in self.paras for s in lines)


def _around(text: Text, anchor: Line, keep: dict[int, bool], before: int, after: int, rng: random.Random) -> list[tuple[Para, list[Line]]]:
    """Lines in reading order: `before` lines, the anchor, `after` lines; whole paragraphs are shuffled round the anchor's own."""
    home = text.para_of[anchor.index]
    live = {id(p): [line for line in p.lines if keep[line.index]] for p in text.paras}
    at = live[id(home)].index(anchor)
    left, right = live[id(home)][:at], live[id(home)][at + 1 :]
    others = [p for p in text.paras if p is not home and live[id(p)]]
    rng.shuffle(others)
    front: list[tuple[Para, list[Line]]] = []
    back: list[tuple[Para, list[Line]]] = []
    need = before - len(left)
    if need > 0:
        pool = [p for p in others if p.pin != "last"]
        pool.sort(key=lambda p: p.pin == "first")  # filled from the passage's start backwards
        for p in pool:
            if need <= 0 or home.pin == "first":
                break
            take = live[id(p)][-need:]
            front.insert(0, (p, take))
            need -= len(take)
    left = left[max(0, len(left) - before) :]
    need = after - len(right)
    if need > 0:
        used = {id(p) for p, _ in front}
        pool = [p for p in others if p.pin != "first" and id(p) not in used]
        pool.sort(key=lambda p: p.pin == "last")
        for p in pool:
            if need <= 0 or home.pin == "last":
                break
            take = live[id(p)][:need]
            back.append((p, take))
            need -= len(take)
    return [*front, (home, [*left, anchor, *right[:after]]), *back]


def cut(
    instance: Instance, anchor: Line, size: int, place: float, rng: random.Random, without: Collection[str] = (), headings: bool = False,
    skip: Collection[int] = (),
) -> Passage:  # fmt: skip
    """A passage of about `size` lines with `anchor` at `place` (0 first, 1 last) of it.

    `without` names facts whose lines are left out, `skip` the indices of other lines to leave out. Wordings, optional lines and the order of paragraphs are drawn anew.
    """
    text = instance.text
    banned = {text.line_of[f].index for f in without} | set(skip)
    keep = {ln.index: ln.index not in banned and (not ln.optional or rng.random() < 0.5) for ln in text.lines}
    keep[anchor.index] = True
    size = min(size, sum(keep.values()))
    before = min(size - 1, int(place * size))
    groups = _around(text, anchor, keep, before, size - 1 - before, rng)
    paras = []
    for para, lines in groups:
        heading = para.heading.fill(instance.values, text.lang) if headings and para.heading and lines[0] is para.lines[0] else ""
        paras.append((heading, tuple(render_line(instance, line, rng) for line in lines)))
    title = rng.choice(text.title).fill(instance.values, text.lang)
    about = tuple(dict.fromkeys(p.about.fill(instance.values, text.lang) for p, _ in groups))
    return Passage(instance, title, tuple(paras), about)


def render_line(instance: Instance, line: Line, rng: random.Random) -> Sentence:
    """One line in one of its wordings."""
    words, spans = rng.choice(line.alternatives).fill_spans(instance.values, instance.text.lang)
    return Sentence(words, {f: spans[f] for f in line.facts}, line.index)
