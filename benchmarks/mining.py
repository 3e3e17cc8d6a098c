"""Retrieval over many passages: time to build and load the index, queries a second on one core, and memory, per language."""

from __future__ import annotations

import random
import resource
import sys
import tempfile
import time
from pathlib import Path

from generators.library import Instance, Text, cut
from rag.options import RagOptions
from rag.retrieval import Stored, store
from rag.world import prepare

QUERIES = 600
DEEP = 60  # hits per query, as the hard negatives of a row are drawn from


def _passages(texts: list[Text], n: int) -> list[str]:
    """n passages of five lines, each of another instance, so that terms are spread as in a corpus."""
    rng, out = random.Random(7), []
    while len(out) < n:
        text = rng.choice(texts)
        found = cut(Instance.draw(text, rng), rng.choice(text.lines), 5, rng.random(), rng)
        out.append(("" if text.lang == "zh" else " ").join(s.text for s in found.sentences))
    return out


def _questions(texts: list[Text], n: int) -> list[str]:
    rng, out = random.Random(11), []
    for _ in range(n):
        instance = Instance.draw(rng.choice(texts), rng)
        fact = instance.text.facts[rng.choice(sorted(instance.text.facts))]
        out.append(rng.choice(fact.ask).fill(instance.values, instance.text.lang))
    return out


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Print the figures; CPU time, for the machine may be shared."""
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
    shelves = prepare(RagOptions(), ("en", "zh")).shelves
    for lang in ("en", "zh"):
        texts = shelves[lang].texts
        passages, questions = _passages(texts, n), _questions(texts, QUERIES)
        with tempfile.TemporaryDirectory() as name:
            start = time.process_time()
            store(passages, lang, Path(name))
            built = time.process_time()
            index = Stored(Path(name), lang)
            loaded = time.process_time()
            before = _peak()
            for question in questions:
                index.rank(question, DEEP)
            spent = time.process_time() - loaded
            print(
                f"{lang}: {n:,} passages: index built in {built - start:.1f} s, loaded in {loaded - built:.3f} s, {QUERIES / spent:,.0f} queries/s per core, "
                f"peak {before:.0f} MiB before and {_peak():.0f} MiB after the queries"
            )


if __name__ == "__main__":
    main()
