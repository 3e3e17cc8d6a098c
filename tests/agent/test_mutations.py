"""Attack on the verifier: rows damaged in many ways are caught with the right code; clean rows raise no alarm."""

from __future__ import annotations

import random
from typing import Any

import pytest

from agent.mutate import ALL
from generators.gate import evidence_validator, faults_of
from generators.module import module

MOD = module("agent")
EVIDENCE = evidence_validator(MOD.evidence_schema)


def test_clean_rows_raise_no_alarm(agent_set: list[dict[str, Any]]) -> None:
    assert [r["id"] for r in agent_set if faults_of(r, MOD.recipes[r["task_type"]], EVIDENCE)] == []


@pytest.mark.parametrize("name", sorted(ALL))
def test_mutation_is_caught(name: str, agent_set: list[dict[str, Any]]) -> None:
    mutate, codes = ALL[name]
    rng, tried, missed = random.Random(17), 0, []
    for row in agent_set:
        if name == "yes_removed" and row["task_type"] != "agent/confirm":
            continue
        bad = mutate(row, rng)
        if bad is None:
            continue
        tried += 1
        found = [f.code for f in faults_of(bad, MOD.recipes[row["task_type"]], EVIDENCE)]
        if not any(c.startswith(codes) for c in found):
            missed.append((row["id"], row["task_type"], found[:3], bad["messages"][-1].get("content")))
    assert tried >= 5, f"{name} applied to {tried} rows only"
    assert len(missed) <= tried * 0.01, f"{len(missed)} of {tried} unseen: {missed[:3]}"
