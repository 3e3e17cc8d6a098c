"""`gen rag --corpus` on a large corpus: reading and mining, index built and loaded, rows a second on one core with hard negatives mined, memory at two sizes."""

from __future__ import annotations

import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from fractions import Fraction
from itertools import islice
from pathlib import Path

from generators.build import builder
from generators.library import Instance, Text
from generators.run import batched, make_config, slots_of
from rag import MODULE
from rag.options import RagOptions
from rag.world import prepare

ROWS = 600
WARM = 150  # rows made before the clock runs
SIZES = (10_000, 50_000)
_GAP = {"zh": "", "en": " "}


def document(text: Text, rng: random.Random) -> str:
    """A whole text of the library with values of its own, as a Markdown file."""
    instance = Instance.draw(text, rng)
    parts = [f"# {text.title[0].fill(instance.values, text.lang)}"]
    for para in text.paras:
        if para.heading:
            parts.append(f"## {para.heading.fill(instance.values, text.lang)}")
        said = [
            rng.choice(line.alternatives).fill(instance.values, text.lang) for line in para.lines if not line.optional or rng.random() < 0.6
        ]
        parts.append(_GAP[text.lang].join(said))
    return "\n\n".join(p for p in parts if p)


def write_corpus(lang: str, passages: int, path: Path) -> None:
    """A jsonl file of documents that are cut into about so many passages."""
    texts, rng = prepare(RagOptions(), (lang,)).shelves[lang].texts, random.Random(7)
    size, held = {"zh": 260, "en": 700}[lang], 0
    with path.open("w", encoding="utf-8") as out:
        while held < passages:
            body = document(rng.choice(texts), rng)
            held += -(-len(body) // size)
            out.write(json.dumps({"text": body}, ensure_ascii=False) + "\n")


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _own() -> float:
    """MiB of the process's own, without the pages of the index and the records that are mapped from disk; the peak where the system does not tell."""
    told = Path("/proc/self/smaps_rollup")
    if not told.exists():
        return _peak()
    return next(int(line.split()[1]) / 1024 for line in told.read_text().splitlines() if line.startswith("Anonymous:"))


def _measure(lang: str, path: Path, cache: Path) -> dict[str, float]:
    """Seconds of CPU for what is done once, rows a second after it, MiB at the end; run twice, the second time from the cache."""
    options = RagOptions(corpus=str(path), cache=str(cache))
    config = make_config(MODULE, options, 7, (lang,), {}, (1, 5), Fraction(3, 10), Fraction(0))
    start = time.process_time()
    shelf = prepare(options, (lang,)).shelves[lang]
    read = time.process_time()
    search = shelf.search
    indexed = time.process_time()
    maker = builder(config)
    slots = list(islice(slots_of(config), WARM + ROWS))
    maker.build_all(slots[:WARM])
    begun = time.process_time()
    made = sum(b.line is not None for batch in batched(iter(slots[WARM:]), options.rows_a_batch()) for b in maker.build_all(batch))
    spent = time.process_time() - begun
    return {
        "read": read - start, "index": indexed - read, "rows": made / spent, "passages": search.size,
        "documents": len(shelf.sources), "facts": sum(len(e.facts) for e in shelf.sources), "peak": _peak(), "own": _own(),
    }  # fmt: skip


def _apart(lang: str, path: Path, cache: Path) -> dict[str, float]:
    """The same in a process of its own, so that its memory is its own."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.corpus", "--one", lang, path, cache], capture_output=True, text=True, check=True
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def main(args: list[str]) -> None:
    """Print the figures; CPU time, for the machine may be shared."""
    if args[:1] == ["--one"]:
        print(json.dumps(_measure(args[1], Path(args[2]), Path(args[3]))))
        return
    for lang in ("en", "zh"):
        for size in [int(a) for a in args] or SIZES:
            with tempfile.TemporaryDirectory() as name:
                path, cache = Path(name, "corpus.jsonl"), Path(name, "cache")
                write_corpus(lang, size, path)
                cold, warm = _apart(lang, path, cache), _apart(lang, path, cache)
                print(
                    f"{lang}: {warm['passages']:,.0f} passages of {warm['documents']:,.0f} documents, {warm['facts']:,.0f} facts: read and mined in {cold['read']:.1f} s, "
                    f"index built in {cold['index']:.1f} s, loaded again in {warm['read']:.2f} + {warm['index']:.2f} s; {warm['rows']:.0f} rows/s per core, "
                    f"peak {cold['peak']:.0f} MiB at first, {warm['peak']:.0f} MiB after, {warm['own']:.0f} of them its own"
                )


if __name__ == "__main__":
    main(sys.argv[1:])
