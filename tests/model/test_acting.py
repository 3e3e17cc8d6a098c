"""`gen agent --model-agent`: the model's calls run in the row's world; the goal state decides what becomes of them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.model.conftest import gen, rows_of

pytest.importorskip("openai")
RUN = ("agent", "-n", "24", "--seed", "11", "--mix", "single=2,sequential=1,choose=1", "--noise", "0")
Turn = dict[str, Any]


@pytest.fixture(scope="module")
def gold(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """The rows without a model: what a model that makes no mistake would do."""
    out = tmp_path_factory.mktemp("gold") / "a.jsonl"
    assert gen(*RUN, "-o", str(out)).returncode == 0
    return rows_of(out)


def acts(
    rows: list[dict[str, Any]], change: Callable[[int, list[Turn], dict[str, Any]], list[Turn]] = lambda n, turns, row: turns
) -> dict[str, list[Turn]]:
    """By what the user says, the assistant's turns of each row, changed."""
    found = {}
    for n, row in enumerate(rows):
        turns = [
            {"content": m["content"] or "", "calls": [c["function"] for c in m.get("tool_calls", ())]}
            for m in row["messages"]
            if m["role"] == "assistant"
        ]
        said = next(m["content"] for m in row["messages"] if m["role"] == "user")
        found[said] = change(n, turns, row)
    return found


def made(server: Any, out: Path, *more: str) -> list[dict[str, Any]]:
    done = gen(*RUN, "--model", "m", "--base-url", server.url, "--model-agent", "-o", str(out), *more)
    assert done.returncode == 0, done.stderr
    checked = gen("validate", str(out))
    assert checked.returncode == 0, checked.stdout + checked.stderr
    return rows_of(out)


def test_a_model_that_reaches_the_goal_writes_the_row(endpoint: Callable[..., Any], gold: list[dict[str, Any]], tmp_path: Path) -> None:
    rows = made(endpoint(acts=acts(gold)), tmp_path / "a.jsonl")
    assert sum("acts/model" in r["tags"] for r in rows) >= 22  # a goal may be reached by other words of the same figures only
    assert {r["origin"]["model"] for r in rows} == {"m"}
    same = sum(a["messages"][-1]["content"] == b["messages"][-1]["content"] for a, b in zip(rows, gold, strict=True))
    assert same >= 20
    words = json.loads((tmp_path / "a.manifest.json").read_text())["words"]
    assert sum(v.get("used", 0) for k, v in words.items() if k.endswith(" act")) >= 40


def _look_twice(n: int, turns: list[Turn], row: dict[str, Any]) -> list[Turn]:
    """A reading call is made twice: the first time for nothing."""
    reads = [t for t, c in zip(turns, row["evidence"]["calls"], strict=False) if t["calls"]]
    return [reads[0], *turns] if reads and not row["facets"]["writes"] else turns


def test_a_detour_stays_and_is_not_learnt(endpoint: Callable[..., Any], gold: list[dict[str, Any]], tmp_path: Path) -> None:
    rows = made(endpoint(acts=acts(gold, _look_twice)), tmp_path / "a.jsonl")
    corrected = [r for r in rows if "acts/corrected" in r["tags"]]
    assert len(corrected) >= 3
    for row in corrected:
        calls = [m for m in row["messages"] if m.get("tool_calls")]
        assert Counter(m["weight"] for m in calls)[0] == 1 and row["messages"][-1].get("weight", 1) == 1


def _slip(n: int, turns: list[Turn], row: dict[str, Any]) -> list[Turn]:
    """Every other row goes wrong: success is claimed without a call, an argument is made up, a tool invented, a call left unread."""
    if n % 2:
        return turns
    last = next(t for t in reversed(turns) if t["calls"])
    call = last["calls"][-1]
    given = json.loads(call["arguments"])
    text = next((k for k, v in given.items() if isinstance(v, str) and len(v) > 2), "")
    if n % 6 == 0 or not text:
        return turns[-1:]
    if n % 6 == 2:
        wrong = {**call, "arguments": json.dumps({**given, text: given[text][:-1] + "7"}, ensure_ascii=False)}
        return [*turns[:-2], {"content": "", "calls": [wrong]}, turns[-1]]
    return [{"content": "", "calls": [{"name": "magic_wand", "arguments": "{}"}]}, *turns]


def test_slips_become_rejected_continuations_or_are_refused(
    endpoint: Callable[..., Any], gold: list[dict[str, Any]], tmp_path: Path
) -> None:
    rows = made(endpoint(acts=acts(gold, _slip)), tmp_path / "a.jsonl")
    reasons = Counter(r["rejected"]["reason"] for r in rows if "rejected" in r and r["rejected"]["reason"].startswith("model: "))
    assert sum(reasons.values()) >= 4, reasons
    assert "magic_wand" not in (tmp_path / "a.jsonl").read_text()
    lost = Counter(r["reason"] for r in rows_of(tmp_path / "a.rejects.jsonl"))
    assert lost["words/unknown-tool"] >= 2 and any(r in lost for r in ("words/not-done", "words/ungrounded", "words/wrong-state")), lost


def test_users_wishes_in_the_models_words_keep_what_they_tell(
    endpoint: Callable[..., Any], gold: list[dict[str, Any]], tmp_path: Path
) -> None:
    rows = made(endpoint(acts=acts(gold), lie=0.2), tmp_path / "a.jsonl")
    asked = [next(m["content"] for m in r["messages"] if m["role"] == "user") for r in rows]
    assert sum(a.startswith(("quick one: ", "麻烦问下，")) for a in asked) >= 12 and not any("98765" in a for a in asked)
    for row in rows:
        for call in row["evidence"]["calls"]:
            for origin in (a for a in call["args"] if a["from"] == "user"):
                assert row["messages"][origin["turn"]]["content"][origin["start"] : origin["end"]]


def test_it_needs_a_model(tmp_path: Path) -> None:
    done = gen(*RUN, "--model-agent", "-o", str(tmp_path / "a.jsonl"))
    assert done.returncode == 2 and "--model-agent: needs --model" in done.stderr
