"""`gen agent`: verified transcripts per second on one core, and arguments validated per second."""

from __future__ import annotations

import json
import sys
import time
from fractions import Fraction
from itertools import islice

from agent.checks.tools import validator
from generators.build import builder
from generators.gate import faults_of
from generators.module import module
from generators.row import loads
from generators.run import batched, make_config, slots_of


def main() -> None:
    """Print the figures; CPU time, not wall time."""
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    mod = module("agent")
    # As a run has it: what is loaded once is no garbage to be walked again and again.
    maker = builder(make_config(mod, mod.options(), 7, ("zh", "en"), {}, (1, 5), Fraction(3, 10), Fraction(1, 20)))
    slots = list(islice(slots_of(maker.config), n + 100))
    maker.build_all(slots[:100])  # banks, tables of refusals and the child process are warm
    most = maker.config.options.rows_a_batch()
    start = time.process_time()
    rows = [loads(b.line) for batch in batched(iter(slots[100:]), most) for b in maker.build_all(batch) if b.line]
    spent = time.process_time() - start
    print(f"{len(rows):,} transcripts made and verified: {len(rows) / spent:,.0f}/s per core")
    start = time.process_time()
    for row in rows:
        faults_of(row, mod.recipes[row["task_type"]], maker.evidence)
    spent = time.process_time() - start
    print(f"{len(rows):,} transcripts verified again: {len(rows) / spent:,.0f}/s per core")
    calls = [
        ({t["function"]["name"]: t["function"]["parameters"] for t in r["tools"]}[c["function"]["name"]], json.loads(c["function"]["arguments"]))
        for r in rows for m in r["messages"] for c in m.get("tool_calls") or []
    ]  # fmt: skip
    start = time.process_time()
    for schema, args in calls:
        validator(schema).is_valid(args)
    spent = time.process_time() - start
    print(f"{len(calls):,} calls' arguments validated: {len(calls) / spent:,.0f}/s per core")


if __name__ == "__main__":
    main()
