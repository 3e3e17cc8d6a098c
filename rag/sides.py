"""The two sides of a conflict: their documents, their order, how an answer names them."""

from __future__ import annotations

import datetime
import random
import re
from dataclasses import dataclass

from generators.library import Instance, Sentence
from generators.recipe import Unfit
from generators.scene import Scene
from generators.values.types import parse_spec, value_of
from rag.doc import Doc, carrier_doc, latest_year
from rag.documents import support_doc, unsaid
from rag.topic import Topic
from rag.years import earliest

# A correction would settle by itself what is to stay open.
_PLAIN = ("official", "neutral", "hearsay")


def page_title(doc: Doc, docs: list[Doc]) -> str:
    """The title of the page a passage is from, without its section; with it where the row shows other passages of that page."""
    page = doc.title.partition(" > ")[0] if doc.chunk else doc.title
    return page if sum(d.title.partition(" > ")[0] == page for d in docs) == 1 else doc.title


@dataclass
class Side:
    """Documents that say the same."""

    value: str
    docs: list[Doc]
    rival: str = ""  # the entity the other side's value really belongs to
    explained: Doc | None = None  # the document that says so
    replaces: bool = False  # its first document says that it replaces what was said before
    clause: str = ""  # what its first document says of itself, as an answer reports it

    def label(self, scene: Scene, docs: list[Doc], rng: random.Random, only_first: bool = False) -> str:
        """How an answer names the side: its first two documents by their kind, or by their title where another of the row's documents is of that kind."""
        first = self._one(scene, docs, rng, self.docs[0])
        if len(self.docs) == 1 or only_first:
            return first
        both = scene.say("contradictory.and_also", first=first, second=self._one(scene, docs, rng, self.docs[1]))
        return first + both[len(first) :]  # it may stand inside a sentence: no capital

    def _one(self, scene: Scene, docs: list[Doc], rng: random.Random, doc: Doc) -> str:
        shared = sum(d.called == doc.called and (not d.chunk or d is doc or bool(d.states)) for d in docs) > 1
        if shared or (doc.kind == "passage" and rng.random() < 0.25):
            if sum(d.title == doc.title for d in docs) > 1:
                raise Unfit("same-label", doc.title)
            if doc.chunk and scene.lang == "zh":
                return doc.subject  # the page itself, whichever of its parts the passage is headed by
            if scene.lang == "zh":
                title = page_title(doc, docs)
                return title if "《" in title else f"《{title}》"
            return f"the {doc.called}" if doc.chunk or not shared else f'the {doc.source} "{doc.title}"'
        return doc.called if scene.lang == "zh" else f"the {doc.called}"


def side(scene: Scene, topic: Topic, instance: Instance, role: str, count: int, rng: random.Random, first: str, place: float) -> Side:
    """A side of `count` documents; the first is a `passage` of the text itself or a carrier of some `standing`, the others are carriers."""
    docs: list[Doc] = []
    for i in range(count):
        if i == 0 and first == "passage":
            docs.append(support_doc(scene, instance, topic.slot, role, rng, place, ()))
            continue
        words = unsaid(topic, instance, rng, docs)
        after = rng.choice(_PLAIN) if first in ("passage", "official") else "hearsay"
        standing = first if i == 0 and first in _PLAIN else after
        not_genre = docs[0].source if docs else ""
        docs.append(
            carrier_doc(scene, topic, instance, words, rng, standing, not_genre).state(topic.slot, role, instance.spelling(topic.slot))
        )
    return Side(instance.spelling(topic.slot), docs)


def add_line(doc: Doc, words: str, rng: random.Random, role: str = "", value: str = "") -> None:
    """Put a sentence into the document; with a role it is evidence."""
    # Never among a user's own words, nor behind them, where it would read as the next part of the prompt.
    at = 0 if doc.chunk else rng.randint(0, len(doc.sentences))
    doc.insert(at, Sentence(words, {}, -1))
    if role:
        doc.states.append((at, role, value))


def date_sides(scene: Scene, older: list[Doc], newer: list[Doc], rng: random.Random) -> None:
    """Date the documents so that every one of `newer` is months to years younger than every one of `older`, and none speaks of its future."""
    spec = parse_spec("date 2009..2026", scene.lang)
    first = max(earliest(scene), *(latest_year(d) + 1 for d in (*older, *newer)))
    if first > 2025:
        raise Unfit("speaks-of-its-future")
    # Two years before the border, one behind it; less where the documents leave less.
    start, last = datetime.date(first, 1, 1).toordinal(), datetime.date(2026, 6, 30).toordinal()
    back = min(760, (last - start) // 2)
    border = rng.randint(start + back, max(start + back, datetime.date(2025, 6, 1).toordinal()))
    for docs, far in ((older, -(back - 10)), (newer, min(350, last - border))):
        for doc in docs:
            day = datetime.date.fromordinal(border + (1 if far > 0 else -1) * rng.randint(20, abs(far)))
            doc.date = value_of(spec, day.isoformat()).text


def interleave(scene: Scene, sides: tuple[list[Doc], list[Doc]], others: list[Doc], rng: random.Random) -> list[Doc]:
    """Sides and distractors in random order. Which side comes first is stratified: as often as its share of the documents, so no place is preferred."""
    here, there = map(len, sides)
    first = int(scene.spread("first_side", here, there, cells=2 * (here + there)) * (here + there) >= here)
    lead, rest = rng.choice(sides[first]), [d for side in sides for d in side]
    rest = [d for d in rest if d is not lead]
    rng.shuffle(rest)
    rest.insert(0, lead)
    total = len(rest) + len(others)
    spots = sorted(rng.sample(range(total), len(rest)))
    docs: list[Doc] = []
    pool, queue = rng.sample(others, len(others)), list(rest)
    for i in range(total):
        docs.append(queue.pop(0) if i in spots else pool.pop())
    return docs


def with_citations(answer: str, marks: dict[str, str], lang: str) -> str:
    """Replace the first mark of each kind in a sentence by its citation; the others vanish."""
    out = []
    for piece in re.split(r"(?<=[。！？])" if lang == "zh" else r"(?<=[.!?])(?=\s)", answer):
        for tag, citation in marks.items():
            at = piece.find(tag)
            if at >= 0:
                piece = piece[:at] + citation + piece[at + len(tag) :]
                piece = piece.replace(tag, "")
        out.append(piece)
    return "".join(out)
