"""Rejected twins: each is wrong in the way it says, fails the check that it is there to fail, and that is found out where it does not."""

from __future__ import annotations

import copy
from collections import Counter
from typing import Any

from agent.checks.twin import twin_of
from generators.checks import judge


def _twins(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [r for r in rows if "rejected" in r]


def test_every_task_type_has_twins_of_many_kinds(agent_set: list[dict[str, Any]]) -> None:
    twins = _twins(agent_set)
    assert {r["task_type"] for r in twins} == {r["task_type"] for r in agent_set}
    reasons = Counter(r["rejected"]["reason"] for r in twins)
    assert len(reasons) >= 18, reasons
    assert max(reasons.values()) < len(twins) * 0.3


def test_rejected_answers_fail_the_named_check_and_only_what_follows(agent_set: list[dict[str, Any]]) -> None:
    for row in _twins(agent_set):
        other = twin_of(row)
        failed = {c["kind"] for c in other["checks"] if not judge(other, c).ok}
        follows = next(c["params"]["follows"] for c in row["checks"] if c["kind"] == "agent.rejected")
        assert row["rejected"]["check"] in failed, (row["id"], failed)
        assert failed <= {row["rejected"]["check"], *follows}, (row["id"], failed, row["rejected"])
        assert not {"agent.tools", "agent.replay", "text.language", "text.clean"} & failed, (row["id"], failed)


def test_a_twin_that_is_right_is_found_out(agent_set: list[dict[str, Any]]) -> None:
    for row in _twins(agent_set)[:60]:
        same = copy.deepcopy(row)
        at = row["rejected"]["at"]
        same["rejected"]["messages"] = copy.deepcopy(row["messages"][at:])
        late = {k: [e for e in row["evidence"][k] if e[p] >= at] for k, p in (("calls", "turn"), ("facts", "at"))}
        same["evidence"]["rejected"] = late
        check = next(c for c in same["checks"] if c["kind"] == "agent.rejected")
        assert not judge(same, check).ok, row["id"]
