"""`--thinking`: every turn of the assistant's has a true thought; taken away, the row is what it was without."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from agent.checks.support import bare, thinking_of
from generators.gate import evidence_validator, faults_of
from generators.module import module
from tests.agent.conftest import agent_config, agent_rows

MOD = module("agent")
EVIDENCE = evidence_validator(MOD.evidence_schema)
COUNT = 150


@pytest.fixture(scope="module")
def plain() -> list[dict[str, Any]]:
    return agent_rows(COUNT, agent_config(seed=41))


@pytest.mark.parametrize("mode", ["reasoning", "tags"])
def test_strips_to_the_row_without(mode: str, plain: list[dict[str, Any]]) -> None:
    rows, same = agent_rows(COUNT, agent_config(seed=41, thinking=mode)), 0
    for row, other in zip(rows, plain, strict=True):
        assert faults_of(row, MOD.recipes[row["task_type"]], EVIDENCE) == []
        assert all(thinking_of(m) for m in row["messages"] if m["role"] == "assistant")
        assert all(("reasoning_content" in m) == (mode == "reasoning") for m in row["messages"] if m["role"] == "assistant")
        same += _stripped(row["messages"]) == other["messages"]
        if "rejected" in row:
            assert all(thinking_of(m) for m in row["rejected"]["messages"] if m["role"] == "assistant")
    assert same >= 0.95 * COUNT  # a thought that fails has its row drawn again


def _stripped(messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    kept = []
    for m in messages:
        said = {k: v for k, v in m.items() if k != "reasoning_content"}
        if m["role"] == "assistant":
            said["content"] = bare(m.get("content") or "") or (None if m.get("tool_calls") else "")
        kept.append(said)
    return kept


def test_untrue_thoughts_are_found() -> None:
    tried = dict.fromkeys(("figure", "tool", "quote", "none"), 0)
    for row in agent_rows(60, agent_config(seed=42, thinking="reasoning")):
        names = [t["function"]["name"] for t in row["tools"] if "_" in t["function"]["name"]]
        turn = next(i for i, m in enumerate(row["messages"]) if m["role"] == "assistant")
        called = {c["function"]["name"] for c in row["messages"][turn].get("tool_calls") or []}
        others = [n for n in names if n not in called]
        lies = {"figure": " 7391.", "quote": " “violet anvil”", "tool": f" {others[0]}." if others else "", "none": "-"}
        for kind, lie in lies.items():
            if not lie:
                continue
            bad = copy.deepcopy(row)
            message = bad["messages"][turn]
            message["reasoning_content"] = "" if kind == "none" else message["reasoning_content"] + lie
            codes = [f.code for f in faults_of(bad, MOD.recipes[row["task_type"]], EVIDENCE)]
            assert "check/agent.thinks" in codes, (kind, row["id"], codes)
            tried[kind] += 1
    assert min(tried.values()) >= 20
