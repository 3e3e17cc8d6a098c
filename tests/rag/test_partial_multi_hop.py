"""Partial answers and answers from several documents: foreign answers judged as a careful person would, and what the rows must hold."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

import rag.checks.hops
import rag.checks.partial  # noqa: F401  registers the kinds
from generators.checks import judge
from tests.conftest import rag_config, rag_rows
from tests.rag.test_foreign import make_row

LEAST = 10
KINDS = {"partial": "rag.partial", "multi_hop": "rag.hops"}


def _table(name: str, lang: str) -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "foreign" / f"{name}_{lang}.toml").read_text("utf-8"))


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", sorted(KINDS))
def test_foreign_answers(name: str, lang: str) -> None:
    faults, seen = [], {True: 0, False: 0}
    for key, case in _table(name, lang).items():
        params = case.get("params") or {"values": case["values"], "missing": case["missing"]}
        for expected in (True, False):
            for answer in case["right" if expected else "wrong"]:
                verdict = judge(make_row(lang, case, answer), {"kind": KINDS[name], "turn": 2, "params": params})
                seen[expected] += 1
                if (verdict.why == "") is not expected:
                    faults.append(f"{key}: {'right' if expected else 'wrong'} but {verdict.why or 'accepted'}: {answer}")
    assert min(seen.values()) >= LEAST
    assert not faults, "\n".join(faults)


@pytest.fixture(scope="module")
def mixed() -> list[dict[str, Any]]:
    """160 rows of the two recipes."""
    return rag_rows(160, rag_config(seed=17, mix={"rag/partial": 1, "rag/multi_hop": 1}))


def _params(row: dict[str, Any], kind: str) -> dict[str, Any]:
    found: dict[str, Any] = next(c["params"] for c in row["checks"] if c["kind"] == kind)
    return found


def test_the_missing_part_is_anywhere_in_the_question(mixed: list[dict[str, Any]]) -> None:
    """What is asked first is missing in some rows and stated in others; both ways of naming the missing part occur early and late in answers."""
    first = []
    for row in (r for r in mixed if r["task_type"] == "rag/partial"):
        gap, answer = _params(row, "rag.partial")["missing"][0], row["messages"][-1]["content"]
        value = _params(row, "rag.partial")["values"][0]
        first.append(answer.find(gap["attr"]) < answer.find(value))
    assert 0.15 < sum(first) / len(first) < 0.85


def test_neither_the_question_nor_a_single_document_holds_a_chain(mixed: list[dict[str, Any]]) -> None:
    rows = [r for r in mixed if r["facets"].get("hop") == "bridge"]
    assert rows
    for row in rows:
        params, evidence = _params(row, "rag.hops"), row["evidence"]
        assert params["link"].casefold() not in evidence["question"]["text"].casefold()
        texts = [row["messages"][d["turn"]]["content"][d["start"] : d["end"]] for d in evidence["documents"]]
        assert len({s["n"] for s in evidence["spans"]}) == 2
        assert not any(params["key"] in t and params["values"][0] in t for t in texts)
        assert any(d["role"] == "distractor" and d["entity"] != params["link"] for d in evidence["documents"])
