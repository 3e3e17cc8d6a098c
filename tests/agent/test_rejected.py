"""Rejected twins: a false claim of success fails the check that it is there to fail, and no other."""

from __future__ import annotations

from typing import Any

from generators.checks import judge


def test_rejected_answers_fail_their_check_and_no_other(agent_set: list[dict[str, Any]]) -> None:
    twins = [r for r in agent_set if "rejected" in r]
    assert {r["task_type"] for r in twins} >= {"agent/ask", "agent/no_tool", "agent/bad_value", "agent/confirm", "agent/error_recovery"}
    for row in twins:
        other = {**row, "messages": [*row["messages"][: row["rejected"]["at"]], *row["rejected"]["messages"]]}
        failed = {c["kind"] for c in row["checks"] if not judge(other, c).ok}
        assert failed == {row["rejected"]["check"]}, (row["id"], failed, row["rejected"])
