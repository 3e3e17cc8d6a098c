"""Documents as retrieval returns them: passages of the library, carriers, and the distractors among them."""

from __future__ import annotations

import random
import re
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from generators.library import Instance, Line, Passage, Sentence, cut
from generators.scene import Scene
from rag.carriers import STATEMENT, Carrier
from rag.topic import Topic, fresh, shelf_of
from rag.years import known_to, years_in

# Lines per passage. Tenfold differences are wanted; the mean is near five.
SIZES = (1, 2, 2, 3, 3, 3, 4, 4, 5, 5, 6, 7, 8, 10, 12, 16)
# A retriever cuts its files into chunks of one size, so in most rows the passages are of about one length. It matters for more than looks: a short
# document with the answer among long ones can only stand near an end of the prompt, and then the ends hold more answers than the middle.
EVEN_SHARE = 0.8
# Where others' words (an e-mail, a notice) state the fact, the passages beside them are as short as these.
BRIEF = (1, 2, 2, 2, 3, 3, 3, 4, 4, 5, 6)
BRIEF_TYPES = frozenset({"rag/contradictory", "rag/outdated"})
NEAR_SHARE = 0.35
DATED_SHARE = 0.4


@dataclass
class Chunk:
    """Where a passage of a user's document stands: offsets (code points) into its extracted text, and what was changed there."""

    path: str
    sha256: str
    start: int
    end: int
    edits: list[dict[str, Any]]
    ranks: dict[str, int] = field(default_factory=dict)  # by retrieval arm, where retrieval brought it


@dataclass
class Doc:
    """One retrieved document before layout. `states`: sentences that state a fact of interest, as (sentence index, role, value)."""

    title: str
    source: str
    sentences: list[Sentence]
    breaks: list[int]  # sentence indices at which a paragraph begins
    headings: dict[int, str]
    entity: str
    path: str
    about: tuple[str, ...]  # noun phrases for what it really shows; may be empty
    subject: str  # what an answer calls the entity
    role: str = "distractor"
    kind: str = ""
    standing: str = "official"
    date: str = ""
    states: list[tuple[int, str, str]] = field(default_factory=list)
    crumbs: tuple[str, str] = ("", "")  # a stray line before, one behind
    clipped: bool = False
    undated: bool = False  # the layout shows no date for it
    date_decides: bool = False  # its date is the criterion of a ruling
    derived: dict[str, str | int] | None = None  # how its value follows from the figure it shows
    label: str = ""  # what an answer calls it, where its kind alone does not tell it from others
    gaps: list[str] = field(default_factory=list)  # a user's document: what stands before each sentence in the file
    chunk: Chunk | None = None  # and where in the file the passage stands
    made: Instance | None = None  # what its lines are drawn from; none where they are a user's
    since: int = 0  # the last year its whole text knows of, shown or not: no paper is older than what it reports

    @property
    def called(self) -> str:
        """What an answer calls the document (English: without its article)."""
        return self.label or self.source

    def index_of(self, slot: str) -> int:
        """Which sentence states the fact."""
        return next(i for i, s in enumerate(self.sentences) if slot in s.facts)

    def shown(self, slot: str) -> str:
        """The sentence that states the fact; of a user's document without its markup."""
        text = self.sentences[self.index_of(slot)].text
        return readable(text) if self.chunk else text

    def insert(self, at: int, line: Sentence, joins: bool = False) -> None:
        """Put a line before sentence `at`; in the middle of a paragraph it belongs to it, and at its edge it does where it `joins`.

        In a user's document it stands apart, and the passage's record says that it was put in.
        """
        self.sentences.insert(at, line)
        self.states = [(i + (i >= at), r, v) for i, r, v in self.states]
        self.breaks = sorted({b + (b > at if joins else b >= at and b > 0) for b in self.breaks} | {0})
        self.headings = {i + (i > at if joins else i >= at and i > 0): h for i, h in self.headings.items()}
        self.clipped = self.clipped and joins and at > 0
        if self.chunk:
            self.gaps.insert(at, "\n\n" if at else "")
            if at + 1 < len(self.gaps):
                self.gaps[at + 1] = self.gaps[at + 1] if "\n" in self.gaps[at + 1] else "\n\n"
            self.chunk.edits.append({"start": self.chunk.start, "end": self.chunk.start, "was": "", "line": at})

    def remove(self, at: int) -> None:
        """Take out a sentence that states nothing of interest; its paragraph goes on with the next one."""
        del self.sentences[at]
        self.states = [(i - (i > at), r, v) for i, r, v in self.states]
        heads = {i: h for i, h in self.headings.items() if i != at or at + 1 not in self.breaks}
        self.headings = {i - (i > at): h for i, h in heads.items() if i - (i > at) < len(self.sentences)}
        self.breaks = sorted({b - (b > at) for b in self.breaks if b - (b > at) < len(self.sentences)} | {0})
        self.clipped = self.clipped and at > 0

    def state(self, slot: str, role: str, value: str) -> Doc:
        """Note that the document states `value` for the fact."""
        self.states.append((self.index_of(slot), role, value))
        self.role = role
        return self


def readable(raw: str) -> str:
    """A line of a user's document without its bullet and markup."""
    from rag.corpus.mined import tight
    from rag.corpus.structure import plain

    return tight(plain(re.sub(r"^\s*(?:[-*+>|]|\d+[.)、])\s+", "", raw))[0])


@lru_cache(maxsize=4096)
def singular(genres: tuple[str, ...]) -> list[str]:
    """The names of a kind of document that take a singular verb (English); all of them where there is no such name."""
    found = []
    for genre in genres:
        head = re.split(r" (?:of|on|for|to|in|from|about|by|with|at|and|issued|sent) ", genre)[0].rpartition(" ")[2]
        if not head.endswith("s") or head.endswith(("ss", "us", "is")) or not genre.isascii():
            found.append(genre)
    return found or list(genres)


def _about(passage: Passage) -> tuple[str, ...]:
    """What a refusal may say the passage covers: the matters it states, and paragraphs of which it shows the greater part."""
    text, instance = passage.instance.text, passage.instance
    shown = {s.line for s in passage.sentences}
    attrs = [text.facts[f].attr.fill(instance.values, text.lang) for s in passage.sentences for f in sorted(s.facts)]
    if text.wrongs is not None:  # a famous thing's lines are about the thing itself: the title says as much
        return (*attrs, f"《{passage.title}》" if text.lang == "zh" else f'the text "{passage.title}"')
    whole = [
        p.about.fill(instance.values, text.lang)
        for p in text.paras
        if len(p.lines) > 1 and 3 * sum(ln.index in shown for ln in p.lines) >= 2 * len(p.lines)
    ]
    return (*attrs, *whole)


def _doc(passage: Passage, rng: random.Random, kind: str) -> Doc:
    text, instance = passage.instance.text, passage.instance
    sentences: list[Sentence] = []
    breaks: list[int] = []
    headings: dict[int, str] = {}
    for heading, lines in passage.paras:
        breaks.append(len(sentences))
        if heading:
            headings[len(sentences)] = heading
        sentences += lines
    if text.wrongs is not None:
        breaks = [0, *(i for i in range(1, len(sentences)) if rng.random() < 0.15)]
    before = after = ""
    if text.crumbs and rng.random() < 0.3:
        crumb = rng.choice(text.crumbs).fill(instance.values, text.lang)
        before, after = (crumb, "") if rng.random() < 0.5 else ("", crumb)
    genre = rng.choice(singular(text.genre))
    # A famous fact's lines may call the thing by other words; its document then goes by its title.
    entity = instance.name if text.wrongs is None or instance.name in passage.title else passage.title
    return Doc(
        passage.title,
        genre,
        list(sentences),
        breaks,
        headings,
        entity,
        text.path,
        _about(passage),
        instance.name if text.wrongs is None else f"《{passage.title}》" if text.lang == "zh" else f'"{passage.title}"',
        kind=kind,
        crumbs=(before, after),
        made=passage.instance,
        since=known_to(passage.instance),
    )


def passage_doc(
    scene: Scene,
    instance: Instance,
    anchor: Line,
    place: float,
    rng: random.Random,
    without: tuple[str, ...] = (),
    kind: str = "",
    skip: Collection[int] = (),
) -> Doc:
    """A passage of the instance with the anchor line at `place` of it; now and then with a sentence that only raises a matter."""
    if instance.text.body:
        from rag.corpus.passages import window

        return window(scene, instance, anchor, place, rng, without, kind)
    size = _size(scene, rng)
    passage = cut(instance, anchor, size, place, rng, without, headings=rng.random() < 0.4, skip=skip)
    doc = _doc(passage, rng, kind)
    if rng.random() < NEAR_SHARE:
        others = [f for f in sorted(instance.text.facts) if f not in anchor.facts and f not in without]
        if others:
            add_near(doc, instance, rng.choice(others), rng)
    if doc.breaks[0] == 0 and not doc.headings.get(0) and not doc.sentences[0].facts and rng.random() < 0.15:
        doc.clipped = True
    return doc


def _size(scene: Scene, rng: random.Random) -> int:
    """How many lines a passage of the row gets."""
    row = scene.rng("chunks")
    usual, even = row.choice(BRIEF if scene.slot.task_type in BRIEF_TYPES else SIZES), row.random() < EVEN_SHARE
    return max(1, usual + rng.choice((-1, 0, 0, 1))) if even else rng.choice(SIZES)


def latest_year(doc: Doc) -> int:
    """The last year that the document, or the text it is cut from, speaks of; 0 where there is none."""
    return max((doc.since, *(y for s in doc.sentences for y in years_in(s.text))))


def add_near(doc: Doc, instance: Instance, slot: str, rng: random.Random) -> None:
    """Put in a sentence that raises the matter of a fact without its value; a user's document stays as it is."""
    if doc.chunk:
        return
    words = rng.choice(instance.text.facts[slot].near).fill(instance.values, instance.text.lang)
    doc.insert(rng.randint(0, len(doc.sentences)), Sentence(words, {}, -1))


def support_doc(
    scene: Scene, instance: Instance, slot: str, role: str, rng: random.Random, place: float, without: tuple[str, ...] = ()
) -> Doc:
    """A passage that states the fact."""
    banned = tuple(f for f in without if f != slot and f not in instance.text.line_of[slot].facts)
    doc = passage_doc(scene, instance, instance.text.line_of[slot], place, rng, banned, "passage")
    if instance.text.wrongs is not None:
        topic = Topic(instance, slot, "", "")
        if not topic.names_it(doc.shown(slot)):  # told in a way that only who knows the answer would understand
            at = doc.index_of(slot)
            words, spans = rng.choice(topic.statements).fill_spans(instance.with_v(slot), instance.text.lang)
            doc.sentences[at] = Sentence(words, {slot: spans["v"]}, doc.sentences[at].line)
            doc.clipped = False
    return doc.state(slot, role, instance.spelling(slot))


def unsaid(topic: Topic, instance: Instance, rng: random.Random, docs: Collection[Doc]) -> str:
    """A statement of the fact that none of the documents makes in the same words, where there is one; it may leave the name to the title."""
    said = {s.text for d in docs for s in d.sentences}
    naming, every = ([t.fill(instance.with_v(topic.slot), topic.text.lang) for t in ts] for ts in (topic.statements, topic.fact.state))
    return rng.choice([w for w in naming if w not in said] or [w for w in every if w not in said] or naming)


def carrier_doc(
    scene: Scene, topic: Topic, instance: Instance, statement: str, rng: random.Random, standing: str = "", not_genre: str = ""
) -> Doc:
    """A carrier in which somebody states something about the entity; the statement is sentence `states[0]`'s when the caller notes it."""
    pool: list[Carrier] = [c for c in shelf_of(scene).carriers if (not standing or c.standing == standing) and not_genre not in c.genre]
    carrier = rng.choice(pool)
    values = carrier.values(instance.name, scene.lang, rng)
    sentences: list[Sentence] = []
    slot_at = 0
    for wordings, optional in carrier.lines:
        template = rng.choice(wordings)
        if template.slots == {STATEMENT}:
            slot_at = len(sentences)
            sentences.append(Sentence(statement, {topic.slot: (0, 0)}, -2))
        elif not optional or rng.random() < 0.5:
            sentences.append(Sentence(template.fill(values, scene.lang), {}, -1))
    title = rng.choice(carrier.title).fill(values, scene.lang)
    doc = Doc(
        title,
        rng.choice(carrier.genre),
        sentences,
        [0],
        {},
        instance.name,
        carrier.path,
        (topic.attr,),
        instance.name,
        kind="carrier",
        standing=carrier.standing,
        since=known_to(instance),
    )
    # Surroundings may be cut away on either side, so that the statement stands anywhere.
    first, last = rng.randint(0, slot_at), rng.randint(slot_at + 1, len(sentences))
    doc.sentences = doc.sentences[first:last]
    # A line that does not end like a sentence (a by-line, a greeting) stands alone; the others may run on.
    doc.breaks = [
        i for i, s in enumerate(doc.sentences) if i == 0 or doc.sentences[i - 1].text[-1:] not in '.!?。！？”")' or rng.random() < 0.3
    ]
    return doc


def distractor(scene: Scene, topic: Topic, kind: str, rng: random.Random, hide: tuple[str, ...], used: set[int]) -> Doc:
    """A document that does not state the asked fact of the asked entity.

    `kind`: near (same entity, the matter raised but not stated) | other_attribute (same entity) | other_entity (same attribute) | same_topic |
    retrieved (a lookalike found by BM25) | random | carrier (somebody states another fact of the entity). `used`: lines of the entity's own text
    that other documents of the row show already; chunks of one text overlap little.
    """
    text, instance, shelf = topic.text, topic.instance, shelf_of(scene)
    if text.body:
        from rag.corpus.passages import distractor as passage

        return passage(scene, topic, kind, rng, hide, used)
    place = rng.random()
    if kind in ("near", "other_attribute"):
        lines = [ln for ln in text.lines if not set(ln.facts) & set(hide) and ln.index not in used]
        if lines:
            anchor = rng.choice([ln for ln in lines if ln.facts] or lines)
            doc = passage_doc(scene, instance, anchor, place, rng, hide, kind, used - {anchor.index})
            used.update(s.line for s in doc.sentences)
            if kind == "near":
                add_near(doc, instance, topic.slot, rng)
            return doc
        kind = "other_entity"
    if kind == "carrier":
        other = [f for f in sorted(text.facts) if f not in hide]
        if other:
            slot = rng.choice(other)
            words = rng.choice(text.facts[slot].state).fill(instance.with_v(slot), scene.lang)
            doc = carrier_doc(scene, topic, instance, words, rng)
            doc.about = (text.facts[slot].attr.fill(instance.values, scene.lang),)
            return doc
        kind = "same_topic"
    if kind == "other_entity" and text.wrongs is None:
        twin = fresh(text, rng, instance)
        return passage_doc(scene, twin, text.line_of[topic.slot], place, rng, kind=kind)
    if kind == "retrieved":
        looks = shelf.lookalikes(text, topic.slot)
        if looks:
            other_text, line = looks[min(int(rng.expovariate(0.25)), len(looks) - 1)]
            return passage_doc(scene, fresh(other_text, rng, instance), line, place, rng, kind=kind)
    other_text = shelf.other(text, rng, same_domain=kind in ("same_topic", "other_entity"))
    twin = fresh(other_text, rng, instance)
    anchor = twin.text.line_of[rng.choice(sorted(twin.text.facts))]
    return passage_doc(
        scene, twin, anchor, place, rng, kind="same_topic" if kind in ("same_topic", "other_entity", "carrier") else "random"
    )


MIX = {"near": 42, "other_attribute": 6, "other_entity": 22, "same_topic": 8, "retrieved": 11, "random": 5, "carrier": 6}


def distractors(
    scene: Scene,
    topic: Topic,
    count: int,
    rng: random.Random,
    hide: tuple[str, ...],
    mix: dict[str, int] | None = None,
    beside: list[Doc] | None = None,
) -> list[Doc]:
    """`count` documents of mixed kinds; facts in `hide` are stated by none that is about the entity. `beside`: documents already in the row."""
    if topic.text.body:
        from rag.corpus.hits import beside as other_hits
        from rag.corpus.hits import serves

        if serves(topic.text):
            return other_hits(scene, topic, beside or [])
    weights = mix or MIX
    kinds = rng.choices(list(weights), list(weights.values()), k=max(0, count))
    if topic.text.body and kinds:
        walked = sum(d.kind == "walk" for d in beside or ())
        for i, at in enumerate(rng.sample(range(len(kinds)), min(max(0, 2 - walked), len(kinds)))):
            kinds[at] = f"walk {walked + i}"  # so that every file of the user's is used
    used = {s.line for d in beside or () if d.path == topic.text.path and d.entity == topic.instance.name for s in d.sentences}
    return [distractor(scene, topic, kind, rng, hide, used) for kind in kinds]
