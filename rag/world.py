"""What all recipes of the module share: the texts of the library, the famous facts, the carriers, and who looks like whom."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any

from generators.cache import parsed
from generators.library import Line, Text, load_folder
from rag.carriers import Carrier, load_carriers
from rag.indexes import search_index
from rag.layout import Layout, load_layouts
from rag.retrieval import Retriever

ROOT = Path(__file__).parent


@dataclass(frozen=True)
class Shelf:
    """The material of one language."""

    lang: str
    texts: list[Text]
    famous: list[Text]
    carriers: list[Carrier]
    backend: str
    encoder: str = ""
    cache: str = ""
    near: Mapping[tuple[str, str], Sequence[int]] = field(default_factory=dict)  # lookalikes found beforehand, as numbers of lines

    @cached_property
    def by_domain(self) -> dict[str, list[Text]]:
        """Texts (and famous facts) by domain."""
        found: dict[str, list[Text]] = defaultdict(list)
        for text in [*self.texts, *self.famous]:
            found[text.domain].append(text)
        return dict(found)

    @cached_property
    def _units(self) -> list[tuple[Text, Line]]:
        return [(t, line) for t in [*self.texts, *self.famous] for line in t.lines]

    @cached_property
    def _rank(self) -> Callable[[str, int], list[int]]:
        masked = [" ".join(a.masked for a in line.alternatives) for _, line in self._units]
        if self.backend in ("dense", "hybrid"):
            search = search_index(masked, self.lang, self.backend, self.encoder, Path(self.cache) if self.cache else None)
            return lambda query, k: [h.index for h in search.rank(query, k)]
        lexical = Retriever(masked, self.lang, self.backend)
        return lambda query, k: [i for i, _ in lexical.rank(query, k)]

    @cached_property
    def _neighbours(self) -> dict[tuple[str, str], list[tuple[Text, Line]]]:
        return {}

    def lookalikes(self, text: Text, slot: str) -> list[tuple[Text, Line]]:
        """Lines of other texts that retrieval takes for an answer to this fact's questions, best first."""
        key = (text.id, slot)
        if key not in self._neighbours:
            self._neighbours[key] = [self._units[i] for i in (self.near[key] if key in self.near else self.ranked(text, slot))]
        return self._neighbours[key]

    def ranked(self, text: Text, slot: str) -> list[int]:
        """The same as numbers of lines."""
        query = " ".join(t.masked for t in text.facts[slot].ask)
        return [i for i in self._rank(query, 60) if self._units[i][0].id != text.id][:24]

    def any(self, rng: random.Random) -> Text:
        """One of the library's texts."""
        return rng.choice(self.texts)

    def other(self, text: Text, rng: random.Random, same_domain: bool = False) -> Text:
        """Another text, at random or from the same domain."""
        pool = [t for t in self.by_domain[text.domain] if t is not text] if same_domain else []
        if not pool:
            pool = self.texts if text.wrongs is None or rng.random() < 0.5 else self.famous
            pool = [t for t in pool if t is not text]
        return rng.choice(pool)


@dataclass(frozen=True)
class World:
    """Everything, per language."""

    shelves: Mapping[str, Any]  # a Shelf each, or a CorpusShelf over the user's documents
    layouts: list[Layout]
    systems: list[str]


def prepare(options: Any, langs: tuple[str, ...]) -> World:
    """Load library, famous facts, carriers and layouts for the languages asked for."""
    shelves: Mapping[str, Any]
    if options.retrieved or options.questions:
        from rag.corpus.served import record_shelves

        shelves = record_shelves(options, langs)
    elif options.corpus:
        from rag.corpus.load import corpus_shelves

        shelves = corpus_shelves(options, langs)
    else:
        shelves = _library(options, langs)
    layouts = load_layouts([Path(options.layout)] if options.layout else sorted((ROOT / "layouts").glob("*.jinja")))
    systems = []
    if options.system:
        systems = [p.strip() for p in Path(options.system).read_text("utf-8").split("\n\n") if p.strip()]
    return World(shelves, layouts, systems)


def _library(options: Any, langs: tuple[str, ...]) -> dict[str, Any]:
    """The shipped library of each language."""
    place = Path(options.cache) if options.cache else None
    shelves = {}
    for lang in langs:
        texts, famous, carriers, near = _parsed(lang, place)
        # What bm25s finds is found once for all; other retrievers rank when they are asked.
        known = near if options.retriever == "bm25s" else {}
        shelves[lang] = Shelf(lang, texts, famous, carriers, options.retriever, options.encoder, options.cache, known)
    return shelves


_Near = dict[tuple[str, str], list[int]]


def _parsed(lang: str, place: Path | None) -> tuple[list[Text], list[Text], list[Carrier], _Near]:
    """Texts, famous facts, carriers and lookalikes of a language, parsed once and kept in the cache folder."""
    kernel = Path(load_folder.__code__.co_filename).parent
    sources = [ROOT / part / lang for part in ("library", "famous", "carriers")]
    code = [kernel, kernel.parent / "values", ROOT / "carriers.py", ROOT / "retrieval.py", ROOT / "world.py"]
    return parsed(f"library-{lang}", [*sources, *code], lambda: _parse(lang), [version("bm25s"), version("numpy")], place)


def _parse(lang: str) -> tuple[list[Text], list[Text], list[Carrier], _Near]:
    texts, famous = load_folder(ROOT / "library", lang), load_folder(ROOT / "famous", lang, famous=True)
    shelf = Shelf(lang, texts, famous, load_carriers(ROOT / "carriers", lang), "bm25s")
    near = {(text.id, slot): shelf.ranked(text, slot) for text in [*texts, *famous] for slot in text.facts}
    return texts, famous, shelf.carriers, near


def capacity() -> dict[str, int]:
    """About how many rows the shipped library is good for, per language: half the different pairs of question wording and situation."""
    out = {}
    for lang in ("zh", "en"):
        texts, famous, _, _ = _parsed(lang, None)
        asks = sum(len(f.ask) for t in texts for f in t.facts.values()) * 40 + sum(len(f.ask) for t in famous for f in t.facts.values()) * 8
        out[lang] = asks // 1000 * 1000
    return out
