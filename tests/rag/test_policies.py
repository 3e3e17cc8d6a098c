"""Several policies in one run: stated in the system prompt, flipped within a group, never two on one prompt; doses are never repeated bare."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pytest

from tests.conftest import rag_config, rag_rows

ALL = "follow,follow-and-note,correct,abstain"


@pytest.fixture(scope="module")
def mixed() -> list[dict[str, Any]]:
    return rag_rows(600, rag_config(seed=5, mix={"wrong": 2, "empty": 1}, wrong_policy=ALL, empty_policy="closed,own-knowledge"))


def _policy(row: dict[str, Any]) -> str:
    return next(t for t in row["tags"] if t.startswith("policy/"))


def test_twins_flip_with_the_policy(mixed: list[dict[str, Any]]) -> None:
    groups: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in mixed:
        groups[row["group"]].append(row)
    twins = [g for g in groups.values() if len(g) > 1 and len({r["task_type"] for r in g}) == 1]
    assert sum(map(len, twins)) >= len(mixed) * 0.10
    for group in twins:
        assert len({r["messages"][-1]["content"] for r in group}) == len(group)
        assert len({r["evidence"]["question"]["text"] for r in group if not any(t.startswith("robustness") for t in r["tags"])}) == 1


def test_every_row_states_its_policy(mixed: list[dict[str, Any]]) -> None:
    assert {_policy(r) for r in mixed if r["task_type"] == "rag/wrong"} == {f"policy/{p}" for p in ALL.split(",")}
    assert all(any(m["role"] == "system" for m in r["messages"]) for r in mixed)


def test_harm_is_noted_even_when_followed(rows: list[dict[str, Any]]) -> None:
    mine = rag_rows(400, rag_config(seed=8, mix={"wrong": 1}))
    safety = [r for r in mine if r["facets"]["safety"]]
    assert safety and all(r["facets"]["policy"] == "follow-and-note" for r in safety)
    assert all(r["facets"]["policy"] == "follow" for r in mine if not r["facets"]["safety"])


def test_own_knowledge_answers_only_what_is_widely_known(mixed: list[dict[str, Any]]) -> None:
    for row in mixed:
        kinds = {c["kind"] for c in row["checks"]}
        if row["task_type"] == "rag/empty":
            known = row["facets"]["policy"] == "own-knowledge" and row["facets"]["famous"]
            assert ("rag.own_knowledge" in kinds) == known and ("rag.abstains" in kinds) != known
