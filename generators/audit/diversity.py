"""How varied the words are: openings, bigrams, skeletons, near-duplicates."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Sequence

from generators.duplicates import Index, normal, sketch
from generators.text.measure import tokens


def opening(text: str, lang: str) -> str:
    """The first 8 words, or 12 characters."""
    return normal(text)[:12] if lang == "zh" else " ".join(text.lower().split()[:8])


def top_share(keys: Iterable[str]) -> tuple[float, str]:
    """(share, key) of the commonest."""
    counts = Counter(keys)
    if not counts:
        return 0.0, ""
    key, count = counts.most_common(1)[0]
    return count / counts.total(), key


# Bigrams of 5,000 short questions: of more text any writer's share of new ones falls, so long requests are measured on as much.
ENOUGH = 70_000


def distinct_2(texts: Sequence[str]) -> float:
    """Different bigrams over all bigrams, of so many texts as hold `ENOUGH`."""
    seen: set[tuple[str, str]] = set()
    total = 0
    for text in texts:
        if total >= ENOUGH:
            break
        t = tokens(text.replace("\u25a1", " slot "))
        seen.update(itertools.pairwise(t))
        total += max(0, len(t) - 1)
    return len(seen) / total if total else 1.0


def near_duplicates(texts: Sequence[tuple[str, str]]) -> float:
    """Share of (text, group) that have an earlier near-duplicate in another group."""
    index, found = Index(), 0
    for text, group in texts:
        new = sketch(text, group)
        if index.find(new) is not None:
            found += 1
        else:
            index.add(new)
    return found / len(texts) if texts else 0.0


def skeleton(text: str, lang: str, names: Sequence[str] = ()) -> str:
    """A document without what changes from instance to instance: figures, names given, and in English all words with a capital."""
    for name in names:
        text = text.replace(name, "\u25a1")
    text = re.sub(r"\d[\d.,:]*", "\u25a1", text)
    if lang == "en":
        text = re.sub(r"\b[A-Z][\w'-]*", "\u25a1", text)
    return re.sub(r"\s+", " ", text)
