"""Rows over the user's own retrieval records: read, judged, asked as they stand."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from generators.build import Builder
from generators.engine import LocalEngine
from generators.errors import Shortfall, UserError
from generators.module import module
from generators.plan import Slot
from generators.row import loads
from generators.run import make_config, run
from generators.sinks import sink_for
from rag.corpus.holding import is_clean, trimmed
from rag.corpus.records import read_questions, read_retrieved

FILE = Path(__file__).parents[2] / "fixtures" / "retrieved" / "hits.jsonl"
RECORDS = {r["query"]: r for r in map(json.loads, FILE.read_text("utf-8").splitlines())}
TYPES = ("rag/grounded", "rag/irrelevant", "rag/empty", "rag/contradictory", "rag/wrong")


def _config(mix: dict[str, int] | None = None, **options: Any) -> Any:
    mod = module("rag")
    given = {"retrieved": str(FILE)} | options
    return make_config(mod, mod.options(**given), 7, ("zh", "en"), mix or {}, (1, 5), Fraction(3, 10), Fraction(0))


@pytest.fixture(scope="module")
def rows() -> list[dict[str, Any]]:
    """Every row the fixture is good for."""
    maker = Builder(_config())
    built = [maker.build(Slot(0, t, lang, rank, 2)) for t in TYPES for lang in ("zh", "en") for rank in range(6)]
    return [loads(b.line) for b in built if b.line]


def _of(rows: list[dict[str, Any]], task: str) -> list[dict[str, Any]]:
    return [r for r in rows if r["task_type"] == f"rag/{task}"]


def test_questions_stand_as_they_were_asked(rows: list[dict[str, Any]]) -> None:
    assert {r["evidence"]["question"]["text"] for r in rows} == set(RECORDS)


def test_grounded_shows_the_hits_whole_and_nothing_else(rows: list[dict[str, Any]]) -> None:
    mine = _of(rows, "grounded")
    assert len(mine) == 7
    for row in mine:
        record = RECORDS[row["evidence"]["question"]["text"]]
        docs = row["evidence"]["documents"]
        assert len(docs) <= len(record["hits"])
        for d in docs:
            number, rank = d["chunk"]["path"].partition("#")[2].split("/")
            assert list(RECORDS)[int(number) - 1] == record["query"]
            assert d["chunk"]["ranks"] == {"retriever": int(rank)} and d["chunk"]["edits"] == []
        gold = [record["gold"]] if isinstance(record["gold"], str) else record["gold"]
        assert any(g in row["messages"][-1]["content"].replace("Peat", "peat") for g in gold)


def test_both_hits_that_hold_the_answer_support_it(rows: list[dict[str, Any]]) -> None:
    row = next(r for r in _of(rows, "grounded") if r["evidence"]["question"]["text"].startswith("水渠"))
    assert sorted(d["role"] for d in row["evidence"]["documents"]) == ["distractor", "support", "support"]
    assert len({s["n"] for s in row["evidence"]["spans"]}) == 2


def test_hits_without_the_answer_and_no_hits(rows: list[dict[str, Any]]) -> None:
    for row in _of(rows, "irrelevant"):
        record = RECORDS[row["evidence"]["question"]["text"]]
        assert sorted(d["title"] for d in row["evidence"]["documents"]) == sorted(h["title"] for h in record["hits"])
        assert any(c["kind"] == "rag.abstains" for c in row["checks"])
    assert len(_of(rows, "irrelevant")) == 2 and len(_of(rows, "empty")) == 2
    assert all(not RECORDS[r["evidence"]["question"]["text"]]["hits"] for r in _of(rows, "empty"))


def test_a_changed_value_stands_in_the_hit_and_is_noted(rows: list[dict[str, Any]]) -> None:
    mine = _of(rows, "wrong")
    assert mine
    for row in mine:
        edits = [e for d in row["evidence"]["documents"] for e in d.get("chunk", {}).get("edits", ())]
        assert [e["was"] for e in edits]


def test_rows_of_a_record_are_one_group(rows: list[dict[str, Any]]) -> None:
    groups: dict[str, set[str]] = {}
    for row in rows:
        groups.setdefault(row["evidence"]["question"]["text"], set()).add(row["group"])
    assert all(len(g) == 1 for g in groups.values())


def test_more_rows_than_records_is_a_shortfall(tmp_path: Path) -> None:
    with pytest.raises(Shortfall, match="no-record-left"):
        run(_config({"grounded": 1}), 40, sink_for(str(tmp_path / "o.jsonl")), LocalEngine(1))
    assert 5 <= len((tmp_path / "o.jsonl").read_text("utf-8").splitlines()) <= 7


def test_other_task_types_are_refused() -> None:
    with pytest.raises(UserError, match="--mix partial"):
        _config({"partial": 1})


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{", r":2: not JSON"),
        ("[]", r":2: a list where an object"),
        ('{"hits": []}', r':2: "query" is missing'),
        ('{"query": "??", "hits": []}', r':2: "query" is missing'),
        ('{"query": "a b"}', r':2: "hits" must be a list'),
        ('{"query": "a b", "hits": [{"score": 1}]}', r':2: hit 1 has no "text"'),
        ('{"query": "a b", "hits": [], "gold": 3}', r':2: "gold" must be'),
        ('{"query": "a\\u0001b", "hits": []}', r":2: .*control"),
    ],
)
def test_bad_lines_say_where(tmp_path: Path, line: str, says: str) -> None:
    file = tmp_path / "r.jsonl"
    file.write_text('{"query": "ok then", "hits": []}\n' + line + "\n", "utf-8")
    with pytest.raises(UserError, match=says):
        read_retrieved(str(file))


def test_questions_of_a_text_file_and_of_a_jsonl_file(tmp_path: Path) -> None:
    text, lines = tmp_path / "q.txt", tmp_path / "q.jsonl"
    text.write_text("水渠在哪\n\nwhere is the mill\n", "utf-8")
    lines.write_text('{"question": "where is the mill", "answer": ["by the river"]}\n', "utf-8")
    assert [(q.query, q.lang, q.gold) for q in read_questions(str(text))] == [("水渠在哪", "zh", ()), ("where is the mill", "en", ())]
    assert read_questions(str(lines))[0].gold == ("by the river",)


def test_spellings() -> None:
    assert trimmed("三里。") == "三里" and trimmed("the U.S.") == "the U.S." and trimmed("8:40 a.m.") == "8:40 a.m."
    assert is_clean("8:40 a.m.") and not is_clean("(about") and not is_clean('a "half')
