"""instructions with a model: it writes the answer, is shown what was measured, and in the end the bounds follow what it wrote."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.model.conftest import gen, rows_of

pytest.importorskip("openai")
RUN = ("instructions", "-n", "30", "--seed", "4", "--mix", "compose=1", "--noise", "0")


@pytest.fixture(scope="module")
def gold(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """The rows without a model."""
    out = tmp_path_factory.mktemp("gold") / "a.jsonl"
    assert gen(*RUN, "-o", str(out)).returncode == 0
    return rows_of(out)


def said(rows: list[dict[str, Any]], change: Callable[[int, dict[str, Any]], list[str]]) -> dict[str, list[str]]:
    """By what the user says last, what the model answers round by round."""
    return {[m["content"] for m in r["messages"] if m["role"] == "user"][-1]: change(n, r) for n, r in enumerate(rows)}


def made(server: Any, out: Path) -> list[dict[str, Any]]:
    done = gen(*RUN, "--model", "m", "--base-url", server.url, "-o", str(out))
    assert done.returncode == 0, done.stderr
    checked = gen("validate", str(out))
    assert checked.returncode == 0, checked.stdout + checked.stderr
    return rows_of(out)


def test_what_the_model_misses_is_shown_to_it_and_mended(endpoint: Callable[..., Any], gold: list[dict[str, Any]], tmp_path: Path) -> None:
    server = endpoint(
        known=said(gold, lambda n, r: [r["rejected"]["messages"][-1]["content"] if "rejected" in r else "?", r["messages"][-1]["content"]])
    )
    rows = made(server, tmp_path / "a.jsonl")
    mine = [r for r in rows if "answer/model" in r["tags"]]
    assert len(mine) >= 12 and all(r["origin"]["model"] == "m" for r in mine)
    told = [r for r in rows_of(tmp_path / "a.rejects.jsonl") if r["reason"].startswith("words/missed-")]
    assert len(told) >= 8
    words = json.loads((tmp_path / "a.manifest.json").read_text())["words"]["m instructions/compose compose"]
    assert words["used"] == len(mine) and sum(v for k, v in words.items() if k.startswith("missed-")) >= 8


def test_after_three_rounds_the_bounds_follow_the_text(endpoint: Callable[..., Any], gold: list[dict[str, Any]], tmp_path: Path) -> None:
    def longer(n: int, row: dict[str, Any]) -> list[str]:
        return [row["rejected"]["messages"][-1]["content"] if "rejected" in row else row["messages"][-1]["content"]]

    rows = made(endpoint(known=said(gold, longer)), tmp_path / "a.jsonl")
    moved = [r for r in rows if "bounds/moved" in r["tags"]]
    assert len(moved) >= 3
    wrote = {t for r in gold if "rejected" in r for t in [r["rejected"]["messages"][-1]["content"]]}
    assert all(r["messages"][-1]["content"] in wrote for r in moved)  # not a letter of it was touched
    by = {r["messages"][-1]["content"]: r for r in moved}
    before = {r["rejected"]["messages"][-1]["content"]: r for r in gold if "rejected" in r}
    for text, row in by.items():
        old, new = (
            Counter(json.dumps([x["type"], x["params"]], sort_keys=True) for x in r["evidence"]["leaves"]) for r in (before[text], row)
        )
        assert old != new and sum((old & new).values()) >= len(row["evidence"]["leaves"]) - 2


def test_what_it_chats_is_not_taken(endpoint: Callable[..., Any], gold: list[dict[str, Any]], tmp_path: Path) -> None:
    server = endpoint(
        known=said(
            gold, lambda n, r: ["好的，" + r["messages"][-1]["content"] if r["lang"] == "zh" else "Sure! " + r["messages"][-1]["content"]]
        )
    )
    rows = made(server, tmp_path / "a.jsonl")
    assert not any("answer/model" in r["tags"] for r in rows if r["facets"]["shape"] != "data")
    words = json.loads((tmp_path / "a.manifest.json").read_text())["words"]["m instructions/compose compose"]
    assert words["filler"] >= 10
