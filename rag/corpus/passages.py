"""Passages of a user's documents: a run of its lines as they stand, or with one value changed."""

from __future__ import annotations

import random
import re
from collections.abc import Collection

from generators.library import Instance, Line, Sentence, Text
from generators.recipe import Unfit
from generators.scene import Scene
from rag.corpus.shelf import CorpusShelf
from rag.corpus.structure import plain
from rag.corpus.texts import LISTED, clean_line
from rag.documents import Chunk, Doc
from rag.topic import Topic

# Types whose rows show documents: each walks the sources from a start of its own, two a row, so that together they use them all.
_WALKERS = (
    "rag/grounded",
    "rag/follow_up",
    "rag/contradictory",
    "rag/multi_hop",
    "rag/irrelevant",
    "rag/outdated",
    "rag/wrong",
    "rag/pushback",
    "rag/partial",
    "rag/injected",
)
LONGEST = {"zh": 900, "en": 2400}  # characters of a passage, about
SIZES = (1, 2, 2, 3, 3, 4, 4, 5, 6, 7, 8, 10, 12, 16)


def window(
    scene: Scene, instance: Instance, anchor: Line, place: float, rng: random.Random, hide: Collection[str] = (), kind: str = ""
) -> Doc:
    """A run of lines round the anchor, which stands at `place` of it; lines that state a fact of `hide` bound it."""
    from rag.corpus.hits import serves, whole

    if serves(instance.text):
        return whole(scene, instance, rng, kind)
    text = instance.text
    lines, size = text.body.lines, rng.choice(SIZES)
    barred = {text.line_of[f].index for f in hide if f in text.line_of} - {anchor.index}
    for slot in anchor.facts:  # where a value is changed, the true one must not stand beside it
        was = text.body.facts[slot].value
        if instance.spelling(slot) != was:
            barred |= {i for i in _near(text, anchor.index) if i != anchor.index and _holds(clean_line(text, i), was)}
    low = max((i for i in barred if i < anchor.index), default=-1) + 1
    high = min((i for i in barred if i > anchor.index), default=len(lines)) - 1
    before = int(place * size)
    first, last = max(low, anchor.index - before), min(high, anchor.index + size - 1 - before)
    while last > first and lines[last][1] - lines[first][0] > LONGEST[text.lang]:
        if last > anchor.index and (first == anchor.index or last - anchor.index >= anchor.index - first):
            last -= 1
        else:
            first += 1
    return _doc(scene, instance, first, last, rng, kind)


def _doc(scene: Scene, instance: Instance, first: int, last: int, rng: random.Random, kind: str) -> Doc:
    text = instance.text
    source, lines = text.body.source, text.body.lines
    sentences, gaps, edits = [], [], []
    for i in range(first, last + 1):
        words = source.text[slice(*lines[i])]
        for slot in text.lines[i].facts:
            mined = text.body.facts[slot]
            if instance.spelling(slot) != mined.value:  # an edit: the value's own span gets another value, nothing else moves
                a, b = mined.start - lines[i][0], mined.end - lines[i][0]
                edits.append({"start": mined.start, "end": mined.end, "was": words[a:b]})
                words = words[:a] + instance.spelling(slot) + words[b:]
        sentences.append(Sentence(words, {f: (0, 0) for f in text.lines[i].facts}, i))
        gaps.append(text.body.gap(i) if i > first else "")
    heading = text.body.headings[first][-1] if text.body.headings[first] else ""
    title = source.title
    if heading and heading != title and rng.random() < 0.5:
        title = f"{title} > {heading}"
    attrs = [
        text.facts[f].attr.fill(instance.values, text.lang, inline=True)
        for s in sentences
        for f in sorted(s.facts)
        if text.body.facts[f].kind in LISTED
    ]
    parts = dict.fromkeys(h[-1] for h in text.body.headings[first : last + 1] if len(h) > 1)
    about = (
        attrs
        or [scene.bank["corpus.about"][0].fill({"heading": p}, text.lang) for p in parts]
        or [t.source for t in scene.bank["corpus.about_hit"]]
    )
    called = scene.bank["corpus.called"][0].fill({"title": source.title}, text.lang)
    chunk = Chunk(source.path, source.sha256, lines[first][0], lines[last][1], edits)
    subject = scene.bank["corpus.subject"][0].fill({"title": source.title}, text.lang)
    doc = Doc(title, rng.choice(text.genre), sentences, [0], {}, text_name(text), source.path, tuple(about), subject, kind=kind)
    doc.gaps, doc.chunk, doc.label = gaps, chunk, called
    return doc


def text_name(text: Text) -> str:
    """The entity of a pinned text."""
    name = text.fixed["name"]
    return name if isinstance(name, str) else name.text


def states_value(doc: Doc, value: str) -> bool:
    """Whether the passage shows the value's very words."""
    return _holds("\n".join(plain(s.text)[0] for s in doc.sentences), value)


def _near(text: Text, at: int) -> range:
    return range(max(0, at - max(SIZES)), min(len(text.lines), at + max(SIZES)))


def _holds(shown: str, value: str) -> bool:
    wanted = re.escape("".join(value.split()).casefold())
    return bool(re.search(rf"(?<![\d.]){wanted}", "".join(shown.split()).casefold()))


def distractor(scene: Scene, topic: Topic, kind: str, rng: random.Random, hide: tuple[str, ...], used: set[int]) -> Doc:
    """A passage that does not state the asked value: from the same document, from one that states the same of another entity, or from what retrieval brings."""
    shelf: CorpusShelf = topic.text.body.shelf
    values = [topic.instance.spelling(f) for f in hide]
    for attempt in range(12):
        doc = _candidate(scene, topic, kind if attempt < 4 else "retrieved" if attempt < 9 else "random", rng, hide, used, shelf)
        if doc and not any(states_value(doc, v) for v in values):
            if doc.path == topic.text.path:
                used.update(s.line for s in doc.sentences)
            return doc
    raise Unfit("no-distractor")


def _candidate(
    scene: Scene, topic: Topic, kind: str, rng: random.Random, hide: tuple[str, ...], used: set[int], shelf: CorpusShelf
) -> Doc | None:
    place, text = rng.random(), topic.text
    if kind in ("near", "other_attribute"):
        stated = {i for f in hide if f in text.line_of for i in [text.line_of[f].index]}
        lines = [ln for ln in text.lines if ln.index not in used and ln.index not in stated]
        if lines:
            around = {ln.index for ln in lines} - used
            doc = window(scene, topic.instance, rng.choice(lines), place, rng, hide, kind)
            return doc if all(s.line in around for s in doc.sentences) else None
        return None
    if kind == "other_entity" and shelf.has_twin(text, topic.slot):
        twin = shelf.twin(text, rng, topic.instance, topic.slot)
        return window(scene, twin, twin.text.line_of[topic.slot], place, rng, kind=kind)
    if kind.startswith("walk"):
        start = _WALKERS.index(scene.slot.task_type) * len(shelf.walk) // len(_WALKERS) if scene.slot.task_type in _WALKERS else 0
        at = shelf.walk[(start + scene.slot.rank * 2 + int(kind[-1])) % len(shelf.walk)]
        kind = "walk"
        if shelf.sources[at].path == text.path:
            return None
        return _any(scene, shelf, at, place, rng, kind)
    if kind in ("retrieved", "same_topic", "other_entity", "carrier", "near", "other_attribute"):
        hits = [(i, line, ranks) for i, line, ranks in shelf.hits(topic.question) if shelf.sources[i].path != text.path]
        band = hits[:12] if kind in ("retrieved", "other_entity") else hits[4:40]
        if band:
            i, line, ranks = band[min(int(rng.expovariate(0.3)), len(band) - 1)]
            found = _any(scene, shelf, i, place, rng, kind, line)
            if found and found.chunk:
                found.chunk.ranks.update(ranks)
            return found
    return _any(scene, shelf, rng.randrange(len(shelf.sources)), place, rng, "random")


def _any(scene: Scene, shelf: CorpusShelf, at: int, place: float, rng: random.Random, kind: str, line: int = -1) -> Doc | None:
    other = shelf.text(at)
    if not other.lines:
        return None
    anchor = other.lines[line if line >= 0 else rng.randrange(len(other.lines))]
    return window(scene, Instance.draw(other, rng), anchor, place, rng, kind=kind)
