"""Attack on the verifier: rows damaged in many ways are caught, clean rows raise no alarm."""

from __future__ import annotations

import random
from typing import Any

import pytest

from generators.gate import evidence_validator, faults_of
from generators.module import module
from rag.corrupt import ALL

MOD = module("rag")
EVIDENCE = evidence_validator(MOD.evidence_schema)
# What must be named when a kind of damage is found; the first fault may stem from any of these.
CODES = {
    "check_removed": ("missing-check",),
    "language_switched": ("check/text.language", "check/rag.", "check/text."),
    "marks_spoilt": ("check/text.clean", "check/rag.route"),
    "citation_moved": ("check/rag.cites",),
    "policy_flipped": ("check/rag.wrong",),
    "planted": ("check/rag.absent", "check/rag.wrong"),
    "value_claimed": ("check/rag.abstains", "check/rag."),
}


@pytest.mark.parametrize("name", sorted(ALL))
def test_mutation_is_caught(name: str, rows: list[dict[str, Any]]) -> None:
    rng, tried, missed = random.Random(17), 0, []
    for row in rows:
        kind = row["task_type"].partition("/")[2]
        if name == "value_claimed" and not any(c["kind"] == "rag.abstains" for c in row["checks"]):
            continue
        if name == "conflict_claimed" and not any(c["kind"] == "rag.no_conflict" for c in row["checks"]):
            continue
        if name == "check_removed" and kind not in MOD.recipes and not row["checks"]:
            continue
        bad = ALL[name](row, rng)
        if bad is None:
            continue
        if name == "check_removed":  # only a required one must be missed
            gone = {c["kind"] for c in row["checks"]} - {c["kind"] for c in bad["checks"]}
            if not gone & set(MOD.recipes[row["task_type"]].required):
                continue
        tried += 1
        faults = faults_of(bad, MOD.recipes[row["task_type"]], EVIDENCE)
        right = CODES.get(name, ("check/", "evidence", "schema"))
        if not any(f.code.startswith(right) for f in faults):
            missed.append((row["id"], row["task_type"], bad["messages"][-1]["content"][:80]))
    assert tried >= 40, f"{name} applied to {tried} rows only"
    assert len(missed) <= tried * 0.01, f"{len(missed)} of {tried} unseen: {missed[:5]}"
