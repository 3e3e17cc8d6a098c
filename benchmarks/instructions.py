"""`gen instructions`: rows per second on one core, back-fit from pairs, and checks per second over long answers.

Rows are timed twice: the first 600 after a short warm start, where many topics are met for the first time, and those after them, as in a long run.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from fractions import Fraction
from itertools import islice
from pathlib import Path

from generators.build import builder
from generators.module import module
from generators.row import loads
from generators.run import batched, make_config, slots_of
from instructions.backfit import open_pairs
from instructions.constraints import KINDS
from instructions.constraints.base import Measuring
from instructions.text.record import Record

FIRST = 600  # rows in which most topics are met for the first time


def _rows(n: int) -> tuple[float, float, list[dict]]:
    """(rows per CPU second of the first FIRST rows, of the n rows after them, those n rows)."""
    mod = module("instructions")
    config = make_config(mod, mod.options(), 7, ("zh", "en"), {}, (1, 5), Fraction(3, 10), Fraction(1, 20))
    maker = builder(config)  # as a run has it: what is loaded once is no garbage to be walked again
    slots = list(islice(slots_of(config), 100 + FIRST + n))
    maker.build_all(slots[:100])  # backgrounds, rhyme tables
    most = config.options.rows_a_batch()
    speeds, built = [], []
    for part in (slots[100 : 100 + FIRST], slots[100 + FIRST :]):
        start = time.process_time()
        built = [b for batch in batched(iter(part), most) for b in maker.build_all(batch)]
        speeds.append(sum(bool(b.line) for b in built) / (time.process_time() - start))
    return speeds[0], speeds[1], [loads(b.line) for b in built if b.line]


def _checks(texts: list[tuple[str, str]]) -> float:
    """Checks per CPU second: every type's true constraints on each text, the text parsed anew each time."""
    import random

    work = []
    for text, lang in texts:
        r = Record(text, lang)
        leaves = [
            (k, p)
            for k in KINDS.values()
            if lang in k.langs
            for p in k.measure(r, Measuring(random.Random(1), words=("the",)))
            if not k.check(r, p)
        ]
        work.append((text, lang, leaves))
    start, done = time.process_time(), 0
    for text, lang, leaves in work:
        r = Record(text, lang)
        for kind, p in leaves:
            kind.check(r, p)
        done += len(leaves)
    return done / (time.process_time() - start)


def main() -> None:
    """Print the figures."""
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 2400
    first, after, rows = _rows(n)
    print(
        f"rows: {after:.0f} a second per core (solve, measure, choose, phrase, verify, near misses), {len(rows)} rows; "
        f"{first:.0f} in the {FIRST} before them"
    )
    texts = [(r["messages"][-1]["content"], r["lang"]) for r in rows]
    long = [t for t in texts if len(t[0]) > 500] or texts
    print(
        f"checks: {_checks(long):,.0f} a second per core over answers of {sum(len(t) for t, _ in long) // len(long)} characters, parsing included"
    )
    for lang in ("zh", "en"):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "pairs.jsonl"
            mine = [r for r in rows if r["lang"] == lang]
            path.write_text(
                "\n".join(json.dumps({"prompt": r["messages"][-2]["content"][:40], "answer": r["messages"][-1]["content"]}) for r in mine),
                "utf-8",
            )
            pairs = open_pairs(str(path), (lang,), {})[lang]
            for p in pairs.all[:40]:
                pairs.fit(p)
            start = time.process_time()
            for p in pairs.all[40:]:
                pairs.fit(p)
            print(f"back-fit {lang}: {len(pairs.all[40:]) / (time.process_time() - start):.0f} pairs a second per core")


if __name__ == "__main__":
    main()
