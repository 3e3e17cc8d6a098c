"""What all recipes of the module share: topics, verse, backgrounds, and how willing each constraint type is to be true."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from generators.errors import UserError
from generators.seeds import rng_for
from instructions.backfit import Pairs, open_pairs
from instructions.background import Background
from instructions.constraints import KINDS
from instructions.constraints.base import Measuring
from instructions.constraints.leaf import Leaf, fault
from instructions.design import draw
from instructions.pairs_io import read_pairs
from instructions.passages.load import topics, verses
from instructions.passages.model import Topic, Verse
from instructions.text.record import Record
from instructions.wordlists import listed

GLOBAL, LOCAL = 160, 24  # answers in the background of a language, and of a topic
# What an assistant answers with, unasked: lists and sections oftener than the rows here have them, so that plain text says something.
SHAPES = {"prose": 28, "list": 20, "numbered": 13, "sections": 19, "data": 10, "verse": 10}


@dataclass
class World:
    """One language's material."""

    lang: str
    topics: tuple[Topic, ...]
    verses: tuple[Verse, ...]
    pairs: Pairs | None = None
    _local: dict[str, Background] = field(default_factory=dict)

    @cached_property
    def background(self) -> Background:
        """Answers to all sorts of requests, drawn with a seed of their own."""
        texts: list[str] = []
        for n in range(GLOBAL * 3):
            rng = rng_for(0, "background", self.lang, n)
            text = draw(rng.choice(self.topics), rng.choice(self.verses) if self.verses else None, rng, SHAPES)
            if text is not None:
                texts.append(text.write())
            if len(texts) == GLOBAL:
                break
        return Background(texts, self.lang)

    def local(self, topic: Topic) -> Background:
        """Answers about one topic."""
        if topic.id not in self._local:
            texts = []
            for n in range(LOCAL * 3):
                rng = rng_for(0, "local", self.lang, topic.id, n)
                text = draw(topic, None, rng, {"prose": 5, "list": 2, "sections": 2})
                if text is not None:
                    texts.append(text.write())
                if len(texts) == LOCAL:
                    break
            self._local[topic.id] = Background(texts, self.lang)
        return self._local[topic.id]

    @cached_property
    def rarity(self) -> Mapping[str, float]:
        """How often a type can be said of a background answer at all: the rarer, the more it is wanted where it can."""
        counts = dict.fromkeys(KINDS, 0)
        rng = random.Random(0)
        for r in self.background.records:
            for kind in KINDS.values():
                if self.lang in kind.langs:
                    m = Measuring(rng, words=("\0",), absent=("\0",))
                    counts[kind.id] += any(not kind.check(r, p) for p in kind.measure(r, m))
        return {k: (n + 1) / (len(self.background) + 1) for k, n in counts.items()}

    @cached_property
    def absent(self) -> tuple[str, ...]:
        """Common words that people ask a writer to avoid, the commonest in the background first."""
        found = [(self.background.word(w).bit_count(), w) for w in listed(self.lang, "banned")]
        return tuple(w for n, w in sorted(found, reverse=True) if n * 5 > len(self.background))


def prepare(options: Any, langs: tuple[str, ...]) -> dict[str, World]:
    """The shared data of a run."""
    found = {}
    if getattr(options, "plugin", ""):
        from instructions.plugins import load_plugin

        load_plugin(options.plugin)
    for lang in langs:
        have = topics(lang)
        if not have:
            raise UserError(f"instructions: no topics for {lang} in the library")
        found[lang] = World(lang, have, verses(lang))
    path = getattr(options, "from_", "") or getattr(options, "repair", "")
    if path:
        # A small file says little about what is usual: the shipped answers stand in beside it.
        small = any(sum(p.lang == lang for p in read_pairs(path)) < 200 for lang in langs)
        extra = {lang: tuple(found[lang].background.texts) for lang in langs} if small else {}
        for lang, pairs in open_pairs(path, langs, extra).items():
            found[lang].pairs = pairs
    return found


def true_of(leaf: Leaf, text: str, lang: str) -> bool:
    """Whether a leaf holds."""
    return not fault(leaf, text, lang)


def record_of(text: str, lang: str) -> Record:
    """A fresh record."""
    return Record(text, lang)
