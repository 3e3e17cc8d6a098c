"""A retrieved document before layout, and the simplest kind of it: a carrier in which somebody states something."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field
from typing import Any

from generators.library import Instance, Sentence
from generators.library.template import Template
from generators.scene import Scene
from rag.carriers import STATEMENT, Carrier
from rag.topic import Topic, shelf_of
from rag.years import known_to, years_in

# Kinds of distractors and their weights.
MIX = {"near": 42, "other_attribute": 6, "other_entity": 22, "same_topic": 8, "retrieved": 11, "random": 5, "carrier": 6}


_ENDS = '.!?。！？”")'  # what a sentence ends with


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
    parts: tuple[str, ...] = ()  # and the headings under which its lines stand there
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
        if at and self.kind == "carrier" and self.sentences[at - 1].text[-1:] not in _ENDS:  # no notice runs on from a menu
            self.breaks = sorted({*self.breaks, at})
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


# Lines in which the writer of a carrier disowns what it says.
_DISOWNS = re.compile(
    "凭据|人家是这么告诉|信不信由你|记错了|不敢打包票|不保证没错|应该知道的人|correct me|what I was told|Take it or leave it|wouldn't swear|given to understand|someone close to|who ought to know"
)


def vouched(doc: Doc) -> None:
    """Take out what disowns the statement: a paper that is to decide a matter stands by it."""
    for at in reversed(range(len(doc.sentences))):
        if not doc.sentences[at].facts and _DISOWNS.search(doc.sentences[at].text):
            doc.remove(at)


def readable(raw: str) -> str:
    """A line of a user's document without its bullet and markup."""
    from rag.corpus.mined import tight
    from rag.corpus.structure import plain

    return tight(plain(re.sub(r"^\s*(?:[-*+>|]|\d+[.)、])\s+", "", raw))[0])


def printed(raw: str) -> str:
    """The same letter for letter, as a quotation has it."""
    from rag.corpus.structure import plain

    return plain(re.sub(r"^\s*(?:[-*+>|]|\d+[.)、])\s+", "", raw))[0]


def latest_year(doc: Doc) -> int:
    """The last year that the document, or the text it is cut from, speaks of; 0 where there is none."""
    return max((doc.since, *(y for s in doc.sentences for y in years_in(s.text))))


# Of a user's pages: what is said of bound books and by reporters who ask around does not go with them.
_IN_PRINT = re.compile(
    "title page|loose-leaf|paste over|controlled copies|spring supplement|postbag|reporter was given|close to the matter|this slip|page 6|扉页|覆盖原处|册子|活页本|受控文本|登记簿|知情人|不愿具名|不少来电|下转后页"
)
# What only he says who answers a question: no talk is announced in such words.
_IN_REPLY = re.compile(
    "question|Re: |anyone know|asked|looked it up|looking it up|came up again|[Ee]nquiries|separate replies|written in|wanted to know|you asked for|as promised|settle it|checking|wouldn't swear|what I thought"
    "|问|答复|回复|替你查|清楚了|往上翻|翻着了|回个话|查到了|读者来|查对|跑了一趟|打包票|跟我想的|照着念|手里这份"
)
# Who announces a talk or a dinner, by file name.
ANNOUNCES = frozenset({"email", "notice", "circular", "chat_log", "newsletter", "minutes", "voicemail", "local_paper"})
AT_HOME = frozenset({"email", "chat_log", "voicemail"})


def carrier_doc(
    scene: Scene,
    topic: Topic,
    instance: Instance,
    statement: str,
    rng: random.Random,
    standing: str = "",
    not_genre: str = "",
    only: frozenset[str] = frozenset(),
) -> Doc:
    """A carrier in which somebody states something about the entity; the statement is sentence `states[0]`'s when the caller notes it."""
    pool: list[Carrier] = [
        c
        for c in shelf_of(scene).carriers
        if (not standing or c.standing == standing) and not_genre not in c.genre and (not only or c.id in only)
    ]
    carrier = rng.choice(pool)
    values = carrier.values(instance.name, scene.lang, rng)
    lines: list[Template] = []
    slot_at = 0
    for wordings, optional in carrier.lines:
        template = rng.choice([w for w in wordings if not _IN_PRINT.search(w.source)] or wordings if topic.text.body else wordings)
        if only and _IN_REPLY.search(template.source):
            said = [w for w in wordings if not _IN_REPLY.search(w.source)]
            if not said:
                continue
            template = said[0]
        if topic.text.body and _IN_PRINT.search(template.source):
            continue
        if template.slots == {STATEMENT}:
            slot_at = len(lines)
        elif optional and rng.random() >= 0.5:
            continue
        lines.append(template)
    title = rng.choice([t for t in carrier.title if not (only and _IN_REPLY.search(t.source))]).fill(values, scene.lang)
    doc = Doc(
        title,
        rng.choice(carrier.genre),
        [],
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
    first, last = rng.randint(0, slot_at), rng.randint(slot_at + 1, len(lines))
    doc.sentences = [
        Sentence(statement, {topic.slot: (0, 0)}, -2) if i == slot_at else Sentence(lines[i].fill(values, scene.lang), {}, -1)
        for i in range(first, last)
    ]
    # A line that does not end like a sentence (a by-line, a greeting) stands alone; the others may run on.
    doc.breaks = [
        i
        for i, s in enumerate(doc.sentences)
        if i == 0 or doc.sentences[i - 1].text[-1:] not in _ENDS or carrier.id == "chat_log" or rng.random() < 0.3
    ]
    return doc
