"""The user's documents as material: which fact a row asks for, and which other passages retrieval would bring along."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from generators.library import Instance, Text
from generators.recipe import Unfit
from generators.scene import Scene
from generators.seeds import hash_int
from generators.words import Bank
from rag.carriers import Carrier
from rag.corpus.mine import mine
from rag.corpus.mined import Mined
from rag.corpus.names import Naming
from rag.corpus.structure import Source
from rag.corpus.texts import LISTED, pinned, wrongs_of
from rag.indexes import Search, search_index

CHUNK = {"zh": 260, "en": 700}  # characters of an indexed passage, about
LONGEST_SAID = {"zh": 60, "en": 150}  # characters of a sentence that two documents may tell differently
_SEVERAL = re.compile(r"[\n“”\"「」‘]|[。！？]|[.!?] ")  # more than a plain sentence
# What a row needs of its fact: a figure; a figure or a sentence in which something can be changed; anything that can be asked for; a fact
# with a name, in a document with three of them; a named fact that another document states of another entity.
NEEDS = ("figure", "changeable", "any", "listed", "twinned")


class CorpusShelf:
    """The sources of one language with their facts. Texts are made when they are asked for; the index is built once and cached on disk."""

    def __init__(self, lang: str, sources: Sequence[Source], naming: Naming, bank: Bank, carriers: list[Carrier], options: Any) -> None:
        self.lang, self.sources, self.naming, self.bank, self.carriers = lang, list(sources), naming, bank, carriers
        self.options = options
        self.famous: list[Text] = []
        self.found = [mine(s, naming) for s in self.sources]
        self._text = lru_cache(maxsize=1024)(self._make)

    def _make(self, at: int) -> Text:
        return pinned(self.sources[at], self.naming.entity(self.sources[at]), self.found[at], self.bank, self)

    def text(self, at: int) -> Text:
        """A source as a pinned text."""
        return self._text(at)

    @cached_property
    def number(self) -> dict[str, int]:
        """Sources by path."""
        return {s.path: i for i, s in enumerate(self.sources)}

    @cached_property
    def _fit(self) -> dict[str, list[tuple[int, tuple[str, ...]]]]:
        """Per need: (source, slots that serve it), sources without any left out, in an order of no meaning."""
        out: dict[str, list[tuple[int, tuple[str, ...]]]] = {need: [] for need in NEEDS}
        for i in sorted(range(len(self.sources)), key=lambda i: hash_int(0, "shelf", self.sources[i].path)):
            facts = self.text(i).body.facts
            live = [s for s in sorted(self.text(i).facts)]
            for need in NEEDS:
                slots = tuple(s for s in live if self._serves(facts[s], need, s))
                if need in ("listed", "twinned"):  # a value that stands twice in a document proves nothing
                    values = [facts[s].value for s in live]
                    slots = tuple(s for s in slots if values.count(facts[s].value) == 1)
                if len(slots) > (2 if need == "listed" else 0):
                    out[need].append((i, slots))
        return out

    def _serves(self, m: Mined, need: str, slot: str) -> bool:
        if need == "any":
            return True
        if need in ("listed", "twinned"):
            return m.kind in LISTED and not _SEVERAL.search(m.value) and (need == "listed" or slot in self._kin)
        if m.typed or need == "figure":
            return bool(m.typed)
        return len(m.value) <= LONGEST_SAID[self.lang] and not _SEVERAL.search(m.value) and any(wrongs_of(m, self.lang))

    @cached_property
    def walk(self) -> list[int]:
        """All sources in an order of no meaning: rows go along it so that every file is used."""
        return sorted(range(len(self.sources)), key=lambda i: hash_int(0, "walk", self.sources[i].path))

    def pick(self, scene: Scene, need: str) -> tuple[Text, str]:
        """The text and fact of the scene's group. Ranks go along the sources, and at each further round take each source's next fact."""
        fit = self._fit[need] or self._fit["changeable"] or self._fit["any"]
        if not fit:
            raise Unfit("nothing-to-ask")
        seed = scene.seed
        start = 0 if scene.sibling else hash_int(seed, "start", scene.slot.task_type) % len(fit)
        step = start + scene.slot.rank + (hash_int(seed, "again", *scene.group_path) % len(fit) if scene.attempt >= 3 else 0)
        at, slots = fit[step % len(fit)]
        turn = step // len(fit) + hash_int(seed, "fact", self.sources[at].path, "" if scene.sibling else scene.slot.task_type)
        if scene.attempt >= 3:
            turn = scene.facts("fact").randrange(len(slots))
        return self.text(at), slots[turn % len(slots)]

    @cached_property
    def _kin(self) -> dict[str, list[int]]:
        """Sources by the facts that other sources have too."""
        kin: dict[str, list[int]] = defaultdict(list)
        for i in range(len(self.sources)):
            for slot in self.text(i).facts:
                if not slot.startswith("f") or not slot[1:].isdigit():
                    kin[slot].append(i)
        return {slot: at for slot, at in kin.items() if len(at) > 1}

    def has_twin(self, text: Text, slot: str) -> bool:
        """Whether another source states the same of another entity."""
        return slot in self._kin

    def twin(self, text: Text, rng: random.Random, avoid: Instance, slot: str = "") -> Instance:
        """Another source's instance that states the same thing (or, without a slot, any one of the things) with another value; Unfit where there is none."""
        slots = [slot] if slot else [s for s in sorted(text.facts) if s in self._kin]
        if not slots:
            raise Unfit("no-twin")
        pool = self._kin.get(rng.choice(slots), [])
        for _ in range(20):
            if not pool:
                break
            other = Instance.draw(self.text(rng.choice(pool)), rng)
            if other.text is not text and other.name != avoid.name and (not slot or other.spelling(slot) != avoid.spelling(slot)):
                return other
        raise Unfit("no-twin")

    @cached_property
    def _chunks(self) -> list[tuple[int, int]]:
        """(source, line) at which each indexed passage begins."""
        out = []
        for i in range(len(self.sources)):
            size = 0
            for n, (a, b) in enumerate(self.text(i).body.lines):
                if size == 0 or size >= CHUNK[self.lang]:
                    out.append((i, n))
                    size = 0
                size += b - a
        return out

    @cached_property
    def search(self) -> Search:
        """The index over all passages."""
        passages = []
        for n, (i, line) in enumerate(self._chunks):
            lines = self.text(i).body.lines
            stop = self._chunks[n + 1][1] if n + 1 < len(self._chunks) and self._chunks[n + 1][0] == i else len(lines)
            passages.append(f"{self.sources[i].title} {self.sources[i].text[lines[line][0] : lines[stop - 1][1]]}")
        o = self.options
        return search_index(passages, self.lang, o.retriever, o.encoder, Path(o.cache) if o.cache else None)

    @cached_property
    def _found_for(self) -> Any:
        return lru_cache(maxsize=512)(lambda query: tuple(self.search.rank(query, 60)))

    def hits(self, query: str) -> list[tuple[int, int, dict[str, int]]]:
        """(source, line, ranks by arm) of the passages retrieval brings for a query, best first."""
        return [(*self._chunks[h.index], h.ranks) for h in self._found_for(query)]

    def any(self, rng: random.Random) -> Text:
        """A source with something to ask for."""
        return self.text(rng.choice(self._fit["listed"] or self._fit["any"])[0])

    def other(self, text: Text, rng: random.Random, same_domain: bool = False) -> Text:
        """Another source, at random."""
        pool: Collection[int] = range(len(self.sources))
        for _ in range(20):
            other = self.text(rng.choice(list(pool)))
            if other is not text and other.facts:
                return other
        raise Unfit("no-other-document")
