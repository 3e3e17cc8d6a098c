"""Every row in which nothing is done stands in a group with one in which something is; the rows of a group want the same, not always in the same words."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pytest

from agent.checks.faithful import claims_success
from agent.reading.mentions import mentions
from tests.agent.conftest import agent_config, agent_rows

PAIRED = {
    "ask": 5, "choose": 5, "no_tool": 4, "single": 4, "bad_value": 4, "long_list": 4, "no_call": 4, "multi_turn": 5, "confirm": 6, "calculator_token": 4,
    "change_of_mind": 4,
}  # fmt: skip


def negative(row: dict[str, Any]) -> bool:
    """Whether nothing was to be called, changed or carried out."""
    kind, facets = row["task_type"].partition("/")[2], row["facets"]
    if kind in ("no_tool", "bad_value", "no_call"):
        return True
    if kind in ("ask", "confirm", "change_of_mind"):
        return facets["course"] in ("open", "half_open", "no", "dropped")
    return kind == "calculator_token" and facets["case"] in ("near_miss", "head", "no_rule")


@pytest.fixture(scope="module")
def groups() -> dict[str, list[dict[str, Any]]]:
    """Rows of the paired task types by their group; what follows the last whole group is left out."""
    found = defaultdict(list)
    for row in agent_rows(600, agent_config(mix=PAIRED, noise="0")):
        found[row["group"]].append(row)
    return found


def test_every_negative_has_its_positive(groups: dict[str, list[dict[str, Any]]]) -> None:
    alone = [r["origin"]["path"] for rows in groups.values() for r in rows if negative(r) and all(negative(o) for o in rows)]
    late = {
        t: max(int(r["origin"]["path"].rpartition("/")[2]) for rows in groups.values() for r in rows if r["task_type"] == f"agent/{t}")
        for t in PAIRED
    }
    # A group of which the run has reached the first rows only may lack its last.
    cut = min(late.values()) // 6 * 6 - 6
    assert [p for p in alone if int(p.rpartition("/")[2]) < cut] == []
    assert cut >= 12


def test_some_groups_ask_in_the_same_words_and_some_in_others(groups: dict[str, list[dict[str, Any]]]) -> None:
    same = other = 0
    for rows in groups.values():
        by = {r["task_type"]: next(m["content"] for m in r["messages"] if m["role"] == "user") for r in rows}
        if "agent/single" in by and "agent/no_tool" in by:
            same += by["agent/single"] == by["agent/no_tool"]
            other += by["agent/single"] != by["agent/no_tool"]
    assert same >= 8 and other >= 8, (same, other)


@pytest.mark.parametrize(
    ("answer", "claims"),
    [
        ('So Aaron gets "the interview moved to the afternoon", shall I?', False),
        ("给王蕾发“会议改了”，发吗？", False),
        ('I sent "the interview moved" to Aaron.', True),
        ("已经发给王蕾了：“三点见”。", True),
    ],
)
def test_quoted_words_claim_nothing(answer: str, claims: bool) -> None:
    assert bool(claims_success(answer, "en" if answer.isascii() else "zh")) is claims


@pytest.mark.parametrize(
    ("text", "clock"), [("31 March 10 in the morning", "10:00"), ("call at 7 in the evening please", "19:00"), ("9 at night", "21:00")]
)
def test_an_hour_with_its_part_of_the_day_is_a_mention(text: str, clock: str) -> None:
    import datetime

    assert ("time", clock) in {m for _, found in mentions(text, "en", datetime.datetime(2025, 3, 18, 16, 32)) for m in found}
