"""The user's documents as material: which fact a row asks for, and which other passages retrieval would bring along."""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from functools import cached_property, lru_cache
from itertools import accumulate, takewhile
from pathlib import Path
from typing import Any

from generators.library import Instance, Text
from generators.recipe import Unfit
from generators.scene import Scene
from generators.seeds import hash_int
from generators.words import Bank
from rag.carriers import Carrier
from rag.corpus.store import Entry, Store
from rag.corpus.texts import HEADED, NEEDS, pinned
from rag.indexes import Search, search_index

SAMPLED = 240  # questions by which it is found out which sources retrieval brings most
FIRST = 8  # hits that count
NEAREST = 6  # sources among which the like of a thing is looked for
MANY = 4  # pages with two facts each, so that not every row is asked of the same
FEW = 20  # documents that are too few to go round with
PLENTY = 32  # documents with values to change beyond which sentences that differ in a word are left alone


def _unit(value: str) -> str:
    """What a figure counts in; empty for words."""
    return re.sub(r"[\d.,\s~～–-]+", "", value) if value[:1].isdigit() else ""


def _count(value: str) -> str:
    """The number of what a figure counts in pieces; empty for what is measured."""
    pieces = re.fullmatch(r"([\d.,]+) ?[个只片根瓣块颗把条粒枚朵张头棵段]", value)
    return pieces[1] if pieces else ""


class CorpusShelf:
    """The sources of one language with their facts. Texts are made when they are asked for; the index is built once and cached on disk."""

    def __init__(self, lang: str, store: Store, bank: Bank, carriers: list[Carrier], options: Any) -> None:
        self.lang, self.bank, self.carriers, self.options = lang, bank, carriers, options
        self.sources: list[Entry] = [e for e in store.entries if e.lang == lang]
        self.famous: list[Text] = []
        self._store = store
        self.newest = store.newest[lang]  # year that the documents name
        self._useful: dict[str, frozenset[int]] = {}
        self._favour: dict[str, dict[int, float]] = {}
        self._seldom: dict[str, list[float]] = {}
        self._text = lru_cache(maxsize=1024)(self._make)
        self.hits = lru_cache(maxsize=512)(self._hits)

    def _make(self, at: int) -> Text:
        entry = self.sources[at]
        record = self._store.read(entry)
        return pinned(record.source, entry.entity, record.facts, self.bank, self, (record.lines, record.headings), entry.shared, entry.said)

    def text(self, at: int) -> Text:
        """A source as a pinned text."""
        return self._text(at)

    @cached_property
    def kin(self) -> dict[str, list[int]]:
        """Sources by the facts that other sources have too."""
        kin: dict[str, list[int]] = defaultdict(list)
        for i, entry in enumerate(self.sources):
            for slot, _ in entry.facts:
                if not (slot[0] == "f" and slot[1:].isdigit()):
                    kin[slot].append(i)
        return {slot: at for slot, at in kin.items() if len({self.sources[i].entity for i in at}) > 1}

    def alike(self, slot: str) -> int:
        """How many entities state the fact."""
        return len({self.sources[i].entity for i in self.kin.get(slot, ())})

    @cached_property
    def fit(self) -> dict[str, list[tuple[int, tuple[str, ...]]]]:
        """Per need: (source, slots that serve it), sources without any left out, in an order of no meaning."""
        out: dict[str, list[tuple[int, tuple[str, ...]]]] = {need: [] for need in NEEDS}
        for i in self._order:
            for need in NEEDS:
                serves = "listed" if need == "twinned" else need
                slots = tuple(s for s, needs in self.sources[i].facts if serves in needs and (need != "twinned" or s in self.kin))
                if need not in ("listed", "twinned"):
                    slots = self._mixed(self._rather(i, slots))
                if len(slots) > (2 if need == "listed" else 0):
                    out[need].append((i, slots))
        for need in ("changeable", "revisable"):
            if len(out[need]) < PLENTY:  # of sentences, where there are few figures
                held = {i for i, _ in out[need]}
                out[need] += [(i, s) for i, s in out["reworded"] if i not in held]
        for least in (2, 1):  # few documents hold three such facts: then two will do, or one
            if len(out["listed"]) < FEW:
                out["listed"] = [(i, s) for i, s in ((i, self._listed(i)) for i in self._order) if len(s) >= least]
        # Every document is asked of; those that have no more than headings half as often.
        telling = [(i, s) for i, s in out["any"] if self._rather(i, s, True)]
        if FEW <= len(telling) < len(out["any"]):
            out["any"] += telling
        return out

    def _rather(self, at: int, slots: tuple[str, ...], only: bool = False) -> tuple[str, ...]:
        """Of a source's slots those that ask for themselves, not by a heading; all, where there are no such and not `only` they count."""
        headed = {s for s, needs in self.sources[at].facts if HEADED in needs}
        return tuple(s for s in slots if s not in headed) or (() if only else slots)

    @staticmethod
    def _mixed(slots: tuple[str, ...]) -> tuple[str, ...]:
        """Of a recipe, which has more amounts than all else, every second slot is something else: it comes round again."""
        amounts = [s for s in slots if s.startswith("amount:")]
        others = [s for s in slots if not s.startswith("amount:")]
        if not others or len(amounts) <= len(others):
            return slots
        return tuple(x for n, a in enumerate(amounts) for x in (a, others[n % len(others)]))

    @cached_property
    def _order(self) -> list[int]:
        return sorted(range(len(self.sources)), key=lambda i: hash_int(0, "shelf", self.sources[i].path))

    def _listed(self, at: int) -> tuple[str, ...]:
        return tuple(s for s, needs in self.sources[at].facts if "listed" in needs)

    @cached_property
    def walk(self) -> list[int]:
        """All sources in an order of no meaning: rows go along it so that every file is used."""
        return sorted(range(len(self.sources)), key=lambda i: hash_int(0, "walk", self.sources[i].path))

    def pick(self, scene: Scene, need: str) -> tuple[Text, str]:
        """The text and fact of the scene's group. Ranks go along the sources, and at each further round take each source's next fact."""
        fit = self.fit[need] or self.fit["changeable"] or self.fit["any"]
        if not fit:
            raise Unfit("nothing-to-ask")
        seed = scene.seed
        start = hash_int(seed, "start", "" if scene.sibling else scene.slot.task_type) % len(fit)
        step = (
            start
            + scene.slot.rank
            + (hash_int(seed, "again", 0 if scene.sibling else scene.attempt, *scene.group_path) % len(fit) if scene.attempt >= 3 else 0)
        )
        at, slots = fit[step % len(fit)]
        turn = step // len(fit) + hash_int(seed, "fact", self.sources[at].path, "" if scene.sibling else scene.slot.task_type)
        if scene.attempt >= 3:
            turn = scene.facts("fact").randrange(len(slots))
        return self.text(at), slots[turn % len(slots)]

    @cached_property
    def names_two(self) -> bool:
        """Whether a question can ask for two things at once: two named facts of one document, or one fact of two."""
        return bool(self.kin) or any(len(self._listed(i)) > 1 for i in range(len(self.sources)))

    @cached_property
    def asks_on(self) -> bool:
        """Whether a few pages hold two named facts."""
        return sum(len(slots) > 1 for _, slots in self.fit["listed"]) > MANY

    def offers(self, need: str) -> bool:
        """Whether any fact serves the need."""
        return bool(self.fit[need])

    @cached_property
    def _by_path(self) -> dict[str, Entry]:
        return {entry.path: entry for entry in self.sources}

    def raw_line(self, path: str, line: int) -> tuple[tuple[int, int], str] | None:
        """Where a line of a source stands in its text, and the words there."""
        entry = self._by_path.get(path)
        if entry is None:
            return None
        record = self._store.read(entry)
        a, b = record.lines[line]
        return (a, b), record.source.text[a:b]

    def serving(self, path: str, need: str) -> frozenset[str]:
        """The slots of a source that serve a need."""
        entry, serves = self._by_path.get(path), "listed" if need == "twinned" else need
        return frozenset(s for s, needs in entry.facts if serves in needs) if entry else frozenset()

    def useful(self, need: str) -> frozenset[int]:
        """The sources that are asked for a fact that serves a need."""
        if need not in self._useful:
            self._useful[need] = frozenset(i for i, _ in self.fit[need])
        return self._useful[need]

    def favour(self, need: str) -> dict[int, float]:
        """How often retrieval brings each source that is asked for such facts, as a multiple of the mean: some pages turn up for every question, others for none."""
        if need not in self._favour:
            asked = self.fit[need]
            seen: Counter[int] = Counter()
            for at, slots in asked[:: -(-len(asked) // SAMPLED) or 1]:
                text = self.text(at)
                question = text.facts[slots[0]].ask[0].fill(text.fixed, self.lang)
                seen.update(list(dict.fromkeys(i for i, _, _ in self.hits(question) if i != at and i in self.useful(need)))[:FIRST])
            mean = max(1e-9, seen.total() / max(1, len(asked)))
            self._favour[need] = {i: seen[i] / mean for i, _ in asked}
        return self._favour[need]

    def seldom(self, need: str) -> list[float]:
        """Running sums of weights for `fit[need]` that are the greater the less often retrieval brings a source."""
        if need not in self._seldom:
            often = self.favour(need)
            self._seldom[need] = list(accumulate(1 / (1.0 + often.get(i, 1.0)) for i, _ in self.fit[need] or self.fit["any"]))
        return self._seldom[need]

    def has_twin(self, text: Text, slot: str) -> bool:
        """Whether another source states the same of another entity."""
        return slot in self.kin

    def twin(self, text: Text, rng: random.Random, avoid: Instance, slot: str = "", near: str = "") -> Instance:
        """Another source's instance that states the same thing (or, without a slot, any one of the things) with another value; Unfit where there is none.
        `near`: a name; of the sources that retrieval brings for it one is taken, for nobody compares what has nothing in common."""
        slots = [slot] if slot else [s for s in sorted(text.facts) if s in self.kin]
        if not slots:
            raise Unfit("no-twin")
        pool = self.kin.get(rng.choice(slots), [])
        pool = self._akin(pool, text.path) if near else pool
        found, kin = (dict.fromkeys(i for i, _, _ in self.hits(near)), set(pool)) if near else ({}, set())
        close = [i for i in found if i in kin and self.sources[i].path != text.path]
        shared = {i: _shared(self.sources[i].path, text.path) for i in close}
        close = [i for i in close if shared[i] == max(shared.values())][:NEAREST]  # of one folder: a drink with a drink
        for turn in range(24):
            if not pool:
                break
            other = Instance.draw(self.text(rng.choice(close if close and turn < 12 else pool)), rng)
            if slot and turn < 12 and _unit(other.spelling(slot)) != _unit(avoid.spelling(slot)):
                continue  # nobody takes four grams for three pieces
            if slot and _count(other.spelling(slot)) == _count(avoid.spelling(slot)) != "":
                continue  # nor is one piece of it another value than one clove
            if other.text is not text and other.name != avoid.name and (not slot or other.spelling(slot) != avoid.spelling(slot)):
                return other
        raise Unfit("no-twin")

    def _akin(self, pool: list[int], path: str) -> list[int]:
        """Of the sources those that stand nearest in the folders, where these are more than a few; else all."""
        for depth in range(path.count("/"), 0, -1):
            akin = [i for i in pool if self.sources[i].path != path and _shared(self.sources[i].path, path) >= depth]
            if len(akin) > MANY:
                return akin
        return pool

    @cached_property
    def chunks(self) -> list[tuple[int, int]]:
        """(source, line) at which each indexed passage begins."""
        return [(i, line) for i, entry in enumerate(self.sources) for line in entry.chunks]

    @cached_property
    def search(self) -> Search:
        """The index over all passages."""
        passages = []
        for entry in self.sources:
            record = self._store.read(entry)
            for first, after in zip(entry.chunks, (*entry.chunks[1:], len(record.lines)), strict=True):
                passages.append(f"{entry.title} {record.source.text[record.lines[first][0] : record.lines[after - 1][1]]}")
        o = self.options
        return search_index(passages, self.lang, o.retriever, o.encoder, Path(o.cache) if o.cache else None)

    def _hits(self, query: str) -> tuple[tuple[int, int, dict[str, int]], ...]:
        """(source, line, ranks by arm) of the passages retrieval brings for a query, best first."""
        return tuple((*self.chunks[h.index], h.ranks) for h in self.search.rank(query, 60))

    def any(self, rng: random.Random) -> Text:
        """A source with something to ask for."""
        return self.text(rng.choice(self.fit["listed"] or self.fit["any"])[0])

    def other(self, text: Text, rng: random.Random, same_domain: bool = False) -> Text:
        """Another source, at random, with something to ask for."""
        for _ in range(20):
            other = self.text(rng.choice(self.fit["any"])[0])
            if other is not text:
                return other
        raise Unfit("no-other-document")


def _shared(a: str, b: str) -> int:
    """How many folders, from the top, two paths have in common."""
    pairs = zip(a.split("/"), b.split("/"), strict=False)
    return sum(1 for _ in takewhile(lambda p: p[0] == p[1], pairs))
