"""`gen diff`: how rows are aligned, what counts as a change, what is shown, and the exit code."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import cli
from generators.commands.diff import changes_of
from generators.errors import UserError

Row = dict[str, Any]


def row(task: str, lang: str, rank: int, **changes: Any) -> Row:
    messages = [{"role": "user", "content": "限额是多少？"}, {"role": "assistant", "content": f"每晚{rank}元。", "weight": 1}]
    made = {"id": f"{task}{lang}{rank}", "task_type": f"rag/{task}", "lang": lang, "messages": messages, "facets": {"famous": True}}
    return {**made, "origin": {"path": f"rag/{task}/{lang}/{rank}"}, **changes}


@pytest.fixture
def old() -> list[Row]:
    return [row(task, lang, rank) for rank in range(12) for task in ("empty", "wrong") for lang in ("zh", "en")]


def write(path: Path, rows: list[Row]) -> str:
    path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows), "utf-8")
    return str(path)


def diff(tmp_path: Path, old: list[Row], new: list[Row], *args: str) -> int:
    a, b = write(tmp_path / "a.jsonl", old), write(tmp_path / "b.jsonl", new)
    with pytest.raises(SystemExit) as end:
        cli.main(["diff", a, b, *args])
    return int(str(end.value.code))


def test_equal_in_another_order_with_other_ids(old: list[Row], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    new = [{**copy.deepcopy(r), "id": "other"} for r in reversed(old)]
    assert diff(tmp_path, old, new) == 0
    out = capsys.readouterr().out
    assert "rag/empty: 24 same, 0 changed, 0 only old, 0 only new" in out and "no difference" in out


def test_summary_and_differences(old: list[Row], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    new = copy.deepcopy(old)
    new[0]["messages"][1]["content"] = "每晚9元。"
    new[0]["messages"][0]["content"] = "限额呢？"
    new[1]["facets"]["famous"] = 1  # true is not 1
    del new[2]
    new.append(row("wrong", "en", 12))
    assert diff(tmp_path, old, new) == 5
    out = capsys.readouterr().out
    assert "rag/empty: 22 same, 2 changed, 0 only old, 0 only new (facets 1, messages 1)" in out
    assert "rag/wrong: 23 same, 0 changed, 1 only old, 1 only new\n" in out
    assert "rag/empty/zh/0 /messages/1/content\n  - 每晚0元。\n  + 每晚9元。" in out
    assert "rag/empty/en/0 /facets/famous\n  - true\n  + 1" in out
    assert "rag/wrong/zh/0: only in the old set" in out and "rag/wrong/en/12: only in the new set" in out
    assert "4 rows differ" in out


def test_json_and_limit(old: list[Row], tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    new = [{**r, "tags": ["a/b"]} for r in old]
    assert diff(tmp_path, old, new, "--json", "--limit", "3") == 5
    report = json.loads(capfdbinary.readouterr().out)
    assert report["differs"] and report["task_types"]["rag/wrong"]["fields"] == {"tags": 24}
    assert [c["row"] for c in report["changes"]] == ["rag/empty/en/0", "rag/empty/en/1", "rag/empty/en/2"]
    assert report["changes"][0]["old"] == "(missing)" and report["changes"][0]["field"] == "tags"
    assert diff(tmp_path, old, new, "--json", "--limit", "0") == 5
    assert json.loads(capfdbinary.readouterr().out)["changes"] == []


def test_rows_without_a_path_align_by_id(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old = [row("own", "zh", i, origin={"kind": "imported", "path": ""}) for i in range(3)] + [{"id": "bare", "task_type": "x/y"}]
    new = copy.deepcopy(list(reversed(old)))
    assert diff(tmp_path, old, new) == 0
    new[1]["lang"], new[2]["id"] = "en", "renamed"
    assert diff(tmp_path, old, new) == 5
    assert "1 same, 1 changed, 1 only old, 1 only new (lang 1)" in capsys.readouterr().out


def test_a_change_outside_the_content_is_shown_where_it_is() -> None:
    def called(city: str) -> Row:
        call = {"id": "c", "function": {"name": "book", "arguments": json.dumps({"to": city})}}
        return {"messages": [{"role": "assistant", "content": "x", "tool_calls": [call]}]}

    change = changes_of("r", called("Bern"), called("Basel"))
    assert [(c.field, c.pointer) for c in change] == [("messages[0]", "/messages/0/tool_calls/0/function/arguments")]
    assert "Bern" in change[0].old and "Basel" in change[0].new


def test_long_texts_are_shown_near_their_difference() -> None:
    a = {"messages": [{"content": "前" * 500 + "甲\n乙" + "后" * 500}]}
    b = {"messages": [{"content": "前" * 500 + "丙\n丁" + "后" * 500}]}
    (change,) = changes_of("r", a, b)
    assert change.old.startswith("…前") and "甲\\n乙" in change.old and change.old.endswith("…") and len(change.old) < 130
    (turn,) = changes_of("r", {"messages": [1]}, {"messages": [1, {"content": "more"}]})
    assert (turn.pointer, turn.old) == ("/messages/1", "(missing)")


@pytest.mark.parametrize(
    ("text", "says"),
    [("", "is empty"), ("{\n", "run gen validate"), ("\n", "blank line"), ('{"id":"a"}\n{"id":"a"}\n', "b.jsonl:2: a second row for a")],
)
def test_bad_input_is_exit_2(old: list[Row], tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, says: str) -> None:
    (tmp_path / "b.jsonl").write_text(text, "utf-8")
    with pytest.raises(SystemExit) as end:
        cli.main(["diff", write(tmp_path / "a.jsonl", old), str(tmp_path / "b.jsonl")])
    assert end.value.code == 2 and says in capsys.readouterr().err


def test_a_missing_file_is_a_user_error(old: list[Row], tmp_path: Path) -> None:
    result = CliRunner().invoke(cli.gen, ["diff", write(tmp_path / "a.jsonl", old), str(tmp_path / "none.jsonl")])
    assert isinstance(result.exception, UserError) and "no such file" in str(result.exception)
