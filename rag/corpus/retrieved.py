"""The user's retrieval records as material: a row asks a record's own query over its own hits, or its failure to hit."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from generators.library import Instance, Text
from generators.noise import spoil
from generators.recipe import Unfit
from generators.scene import Scene
from generators.seeds import digest, hash_int
from generators.speech import Utterance
from generators.words import Bank
from rag.carriers import Carrier
from rag.corpus import markdown
from rag.corpus.figures import whole as kind_of_figure
from rag.corpus.holding import Place, Weights, figure_in, has, place, times
from rag.corpus.mine import mine
from rag.corpus.mined import Mined
from rag.corpus.names import Naming
from rag.corpus.records import Hit, Record
from rag.corpus.structure import Block, Source, plain
from rag.corpus.texts import pinned, wrongs_of
from rag.years import newest_in

SLOT = "gold"
TYPES = ("rag/grounded", "rag/irrelevant", "rag/empty", "rag/contradictory", "rag/wrong")
# How much of a query the place of its answer must take up: below it the words stand there by chance, and nobody knows whether they answer.
SURE = {"zh": 0.2, "en": 0.25}
BRIEF = {"zh": 10, "en": 50}  # an answer up to this long goes into a sentence of ours; a longer one is a sentence of its own
_YEAR = re.compile(r"(?:19|20)\d\d")
_WHEN = re.compile(r"\b(?:when|years?)\b|何时|哪.{0,2}年|几几年|什么时(?:候|间)|年份|何年", re.I)
_OLD = re.compile(r"1[0-8]\d\d(?: ?年)?")  # a year that no figure of its look can stand for
# What makes a figure half of another one: a range, a longer date, a decimal.
_BEFORE = re.compile(
    r"[\d\-–~～至到/.,:$£€¥+±第](?: ?)$|(?:January|February|March|April|May|June|July|August|September|October|November|December),? $|\b(?:to|and|between) $"
)
_AFTER = re.compile(r" ?(?:[\d\-–~～至到/+年月]|[.,:]\d|to \d|and \d|million|billion|百|千|万|亿|多|余|s\b)")
_TRIES = 8  # at one record; a row of several draws (which side is the hit, which a letter) does not succeed at once


@dataclass(frozen=True)
class Item:
    """What a row may ask for: a record, and where its fact stands (hit number; none for what no hit holds)."""

    record: Record
    at: int
    mined: Mined | None
    places: Mapping[int, Place]


class RetrievedShelf:
    """The records of one language by what they can teach. Every record serves a task type once; a tenth is kept for slots whose own record fails."""

    def __init__(self, lang: str, records: Sequence[Record], bank: Bank, carriers: list[Carrier]) -> None:
        self.lang, self.bank, self.carriers = lang, bank, carriers
        self.famous: list[Text] = []
        self.newest = max((newest_in(h.text) for r in records for h in r.hits), default=0)  # year that the hits name
        self.unused: Counter[str] = Counter()
        self.items: dict[str, list[Item]] = {t: [] for t in TYPES}
        order = sorted(_single(records, self.unused), key=lambda r: hash_int(0, "retrieved", r.path, r.query))
        hits = {(h.path, h.start): h for r in order for h in r.hits}
        self.weights = Weights((h.text for h in hits.values()), lang)
        self.naming = Naming([self.source(h, mined=True) for h in hits.values() if h.title and any(not r.gold for r in order)])
        self.counts = Counter[str]()
        self._mined: set[tuple[str, int]] = set()
        self._items: dict[str, Item] = {}
        for record in order:
            self._sort(record)
        self._text = lru_cache(maxsize=2048)(self._make)

    def _sort(self, r: Record) -> None:
        """Put a record where it belongs, or count why it belongs nowhere."""
        if not r.hits:
            self._add(Item(r, -1, None, {}), "empty", "rag/empty")
        elif r.gold:
            self._with_gold(r)
        else:
            self._without_gold(r)

    def _with_gold(self, r: Record) -> None:
        found = {i: p for i, h in enumerate(r.hits) if (p := place(h.text, r.gold, r.query, h.title, self.weights))}
        if not found:
            told = [f"{h.title}\n{plain(h.text)[0]}" for h in r.hits]
            # Inside a longer word too: who verifies the row reads it there.
            if any(has(t, r.gold) or any(g.casefold() in t.casefold() for g in r.gold) for t in told):
                self.unused["the answer stands in no hit as words that could be given as they are"] += 1
            elif all(len(g) < 3 and g.isalnum() for g in r.gold):
                self.unused["the answer is too short to say that no hit has it"] += 1
            else:
                self._add(Item(r, -1, None, {}), "lacking", "rag/irrelevant")
            return
        at = max(found, key=lambda i: (found[i].fit, -i))
        best = found[at]
        if best.fit < SURE[self.lang]:
            self.unused["a hit has the answer's words, perhaps by chance"] += 1
            return
        sure = {i: p for i, p in found.items() if p.fit >= max(SURE[self.lang], 0.4 * best.fit)}
        typed = self._typed(r, r.hits[at].text, best)
        kind = SLOT if len(best.value) <= BRIEF[self.lang] and not re.search(r"[。！？]|[.!?] ", best.value) else "quote"
        item = Item(
            r, at, Mined(kind, best.start, best.end, best.value, typed, SLOT, {"q": r.query, "said": _closed(r.query, self.lang)}), sure
        )
        types = ["rag/grounded"]
        shown = f"{r.hits[at].title}\n{r.hits[at].text}"
        figure = figure_in(best.value)
        if (
            typed
            and best.times == 1
            and len(best.value) > 1
            and times(shown, figure) == (1 if figure else 0)
            and r.hits[at].title
            and any(wrongs_of(_fact(item), self.lang))
        ):
            types += ["rag/contradictory", "rag/wrong"]
        self._add(item, "answerable", *types)

    def _typed(self, r: Record, text: str, where: Place) -> str:
        """The kind of figure the value is, where it stands alone in the text."""
        if _YEAR.fullmatch(where.value):
            kind = "year" if _WHEN.search(r.query) else ""
        else:
            kind = "" if _OLD.fullmatch(where.value) else kind_of_figure(where.value, self.lang)
        alone = not _BEFORE.search(text[max(0, where.start - 12) : where.start]) and not _AFTER.match(text[where.end : where.end + 10])
        if kind == "percent" and float(figure_in(where.value).replace(",", "")) > 60:
            return ""  # half as much again would be more than the whole
        return kind if alone else ""

    def _without_gold(self, r: Record) -> None:
        """A fact mined from a hit, each place of the file only once; the bare query serves where retrieval found nothing."""
        self._add(Item(r, -1, None, {}), "unanswered", "rag/empty")
        for i, h in enumerate(r.hits):
            if not h.title:
                continue
            for m in mine(self.source(h, mined=True), self.naming):
                key = (f"{h.sha256}{h.start}", m.start)
                if key not in self._mined and not m.value.count("\n"):
                    self._mined.add(key)
                    types = ["rag/contradictory", "rag/wrong"] if m.typed and any(wrongs_of(m, self.lang)) else []
                    self._add(Item(r, i, m, {}), "mined", "rag/grounded", *types)
                    return

    def _add(self, item: Item, counted: str, *types: str) -> None:
        self.counts[counted] += 1
        for t in types:
            self.items[t].append(item)

    def source(self, hit: Hit, mined: bool = False) -> Source:
        """A hit as a document: as prose in lines, or (to be mined) with its headings, lists and tables."""
        blocks = markdown.parse(hit.text)[0] if mined else ()
        if not blocks:
            blocks = tuple(Block("para", m.start(), m.end(), ()) for m in re.finditer(r"\S[^\n]*", hit.text))
        return Source(hit.path, hit.sha256, hit.text, self.lang, hit.title or hit.source or opening(hit.text, self.lang), blocks)

    def _make(self, path: str) -> Text:
        record, _, at = path.rpartition("@")
        item = self._items[record]
        i = int(at)
        if i < 0:
            return self._absent(item)
        hit = item.record.hits[i]
        mined = i == item.at and item.mined is not None and not item.places
        source = self.source(hit, mined)
        facts = []
        if i == item.at and item.mined:
            facts = [item.mined]
        elif i in item.places and item.mined:
            p = item.places[i]
            facts = [replace(item.mined, start=p.start, end=p.end)]
        name = self.naming.entity(source) if mined else source.title
        text = pinned(source, name, facts, self.bank, self)
        return replace(text, id=path)

    def _absent(self, item: Item) -> Text:
        """What no hit holds, as a text of its own that is never shown."""
        r = item.record
        value = r.gold[0] if r.gold else r.query
        block = Block("para", 0, len(value), ())
        source = Source(r.path, digest(0, r.query, *r.gold, size=32).hex(), value, self.lang, r.query, (block,))
        text = pinned(source, r.query, [Mined("unknown", 0, len(value), value, "", SLOT, {"q": r.query})], self.bank, self)
        text.fixed[SLOT] = value
        return replace(text, id=f"{_key(item)}@-1")

    def pick(self, scene: Scene, need: str) -> tuple[Text, str]:
        """The record of the scene's rank; after failures one of those kept back. All rows of a record are one group."""
        pool = self.items.get(scene.slot.task_type, [])
        rank, kept = scene.slot.rank, len(pool) // 10
        if rank >= len(pool):
            raise Unfit("no-record-left", f"{scene.slot.task_type} in {self.lang} has {len(pool)} records")
        spare = scene.attempt >= _TRIES or rank >= len(pool) - kept  # ranks past the others take what was kept
        if spare and not kept:
            raise Unfit("no-record-left", f"{scene.slot.task_type} in {self.lang} has {len(pool)} records, and this one was refused")
        main = len(pool) - kept
        start = hash_int(scene.seed, "start", scene.slot.task_type, self.lang)
        at = (rank + start) % main if not spare else main + (hash_int(scene.seed, "kept", scene.slot.path) + scene.attempt // 2) % kept
        item = pool[at]
        scene.sibling = scene.twin = False
        scene.group_path = ("retrieved", self.lang, item.record.path, *((scene.slot.path,) if spare else ()))
        scene.group = f"{scene.group.partition('-')[0]}-{digest(scene.seed, *scene.group_path, size=8).hex()}"
        self._items[_key(item)] = item
        text = self._text(f"{_key(item)}@{item.at}")
        if not text.facts:
            raise Unfit("fact-in-no-line")
        return text, sorted(text.facts)[0]

    def item_of(self, text: Text) -> Item:
        """The record a text was made from."""
        return self._items[text.id.rpartition("@")[0]]

    def hit_of(self, text: Text) -> Hit:
        """The hit a text was made from."""
        return self.item_of(text).record.hits[int(text.id.rpartition("@")[2])]

    def sibling_text(self, text: Text, at: int) -> Text:
        """Another hit of the same record."""
        return self._text(f"{_key(self.item_of(text))}@{at}")

    def offers(self, need: str) -> bool:
        """Records are asked as they are, whatever a row would like of its fact."""
        return False

    def has_twin(self, text: Text, slot: str) -> bool:
        """Hits stand for nothing but themselves."""
        return False

    def twin(self, text: Text, rng: random.Random, avoid: Instance, slot: str = "") -> Instance:
        """There is none."""
        raise Unfit("no-twin")

    def other(self, text: Text, rng: random.Random, same_domain: bool = False) -> Text:
        """Nothing is shown that the user's retriever did not bring."""
        raise Unfit("no-other-document")


def _key(item: Item) -> str:
    return item.record.path if item.mined is None or item.places else f"{item.record.path}+"


def _fact(item: Item) -> Mined:
    if item.mined is None:
        raise Unfit("no-fact")
    return item.mined


def _closed(query: str, lang: str) -> str:
    """The query with a mark at its end, so that more can follow."""
    return query if query[-1:] in "?？。.!！" else query + ("？" if lang == "zh" else "?")


def _single(records: Sequence[Record], unused: Counter[str]) -> list[Record]:
    """Records whose query no earlier one asks."""
    seen: dict[str, Record] = {}
    for r in records:
        asked = "".join(r.query.split()).casefold().rstrip("?？。.")
        if asked in seen:
            unused["an earlier record asks the same"] += 1
        else:
            seen[asked] = r
    return list(seen.values())


def opening(text: str, lang: str) -> str:
    """The first words of a hit without a title."""
    clean = plain(text)[0] or text
    first = re.split(r"[，。；：！？、\n]" if lang == "zh" else r"(?<=\w)[,.;:!?](?= |$)|\n", clean, maxsplit=1)[0].strip()
    if lang == "zh":
        return first[:16] or clean[:16]
    return " ".join((first or clean).split()[:7])


def as_typed(scene: Scene, question: str) -> Utterance:
    """A user's own question as it stands; where the run asks for noise, spoilt."""
    if scene.noise:
        spoilt, kind = spoil(question, scene.lang, scene.rng("speech"), ())
        if kind:
            return Utterance(spoilt, question, (f"robustness/{kind}",))
    return Utterance(question, question, ())
