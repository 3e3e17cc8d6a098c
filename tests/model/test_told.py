"""longctx with a model: needles in the book's voice, summaries round known points; the truth stays what it was."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from longctx.told import needle_fault, summary_fault
from longctx.world.report import make_report
from tests.model.conftest import gen, rows_of

pytest.importorskip("openai")
FACT = "Ruth Pell kept the key of the mill under the third board."
KEEP = ("Ruth Pell", "the key of the mill", "the third board")
ZH = "吕三娘把磨坊的钥匙压在第三块木板底下。"
ZH_KEEP = ("吕三娘", "磨坊的钥匙", "第三块木板")


@pytest.mark.parametrize(
    ("said", "slug"),
    [
        ("He remembered, much later, that Ruth Pell kept the key of the mill under the third board.", ""),
        ("Ruth Pell kept the key of the mill under the third board. He smiled.", "length"),
        ("Ruth Pell kept the key of the mill somewhere.", "lost"),
        ("Ruth Pell never kept the key of the mill under the third board.", "turned"),
        ("Ruth Pell kept the key of the mill, number 17, under the third board.", "invented"),
        ("Ruth Pell kept the key of the mill under the third board, Silas Crane said.", "invented"),
        ("Ruth Pell kept the key of the mill under the third board", "length"),
    ],
)
def test_a_needle_is_held_to_its_fact(said: str, slug: str) -> None:
    assert needle_fault(said, FACT, KEEP, ["Silas Crane"], "en").partition(":")[0] == slug


@pytest.mark.parametrize(
    ("said", "slug"),
    [
        ("水漫进来的时候他瞧见了，吕三娘把磨坊的钥匙压在第三块木板底下。", ""),
        ("吕三娘没把磨坊的钥匙压在第三块木板底下。", "turned"),
        ("吕三娘把磨坊的钥匙压在第四块木板底下。", "lost"),
        ("He saw that 吕三娘 had put 磨坊的钥匙 under 第三块木板, and kept quiet about it all the way.", "language"),
    ],
)
def test_a_chinese_needle_too(said: str, slug: str) -> None:
    assert needle_fault(said, ZH, ZH_KEEP, [], "zh").partition(":")[0] == slug


def test_a_summary_holds_all_points_and_nobody_elses() -> None:
    args = ("Anna Low mends the net. Piet Horn sells it.", "x" * 900, [["Anna Low"], ["Piet Horn"]], ["Old Marsh"], "en")
    assert summary_fault("Anna Low mends a net that Piet Horn then sells.", *args) == ""
    for said, slug in (
        ("Anna Low mends a net.", "lost"),
        ("Anna Low mends a net that Piet Horn sells to Old Marsh.", "invented"),
        ("Anna Low mends a net that Piet Horn sells for 40 crowns.", "invented"),
        ("安娜补网，Anna Low，Piet Horn 卖掉了网，大家都很高兴地回家去了。", "language"),
    ):
        assert summary_fault(said, *args).partition(":")[0] == slug


def test_rows_hold_needles_and_summaries_of_the_model(endpoint: Callable[..., Any], tmp_path: Path) -> None:
    server, out = endpoint(lie=0.2), tmp_path / "a.jsonl"
    run = ("longctx", "-n", "12", "--seed", "3", "--tokens", "4k", "--mix", "passkey=1,multi_key=1,summarise_part=1", "--noise", "0")
    done = gen(*run, "--model", "m", "--base-url", server.url, "-o", str(out))
    assert done.returncode == 0, done.stderr
    rows = rows_of(out)
    needles = [r["messages"][n["turn"]]["content"][n["start"] : n["end"]] for r in rows for n in r["evidence"]["needles"]]
    mine = [n for n in needles if n.startswith(("有人提过，", "One remembers that"))]
    assert len(mine) * 2 > len(needles) > 10
    sums = [r["messages"][-1]["content"] for r in rows if r["task_type"] == "longctx/summarise_part"]
    assert sum(s.startswith(("接着说，", "To tell it in short, ")) for s in sums) >= 2
    assert not any("98765" in m["content"] for r in rows for m in r["messages"])  # not in what is read; a hash may hold it
    assert gen("validate", str(out)).returncode == 0
    words = json.loads((tmp_path / "a.manifest.json").read_text())["words"]
    assert sum(v.get("used", 0) for k, v in words.items() if k.endswith(" needle")) == len(mine)
    assert (
        max(len(json.dumps(r["request"])) for r in map(json.loads, _requests(tmp_path / "a.answers.sqlite"))) < 40_000
    )  # no whole book is sent


def test_a_part_of_the_users_document_is_summed_up_by_the_model(endpoint: Callable[..., Any], tmp_path: Path) -> None:
    document, out = tmp_path / "survey.txt", tmp_path / "b.jsonl"
    document.write_text(make_report("en", random.Random(4), 20_000).text)
    run = ("longctx", "-n", "4", "--seed", "3", "--tokens", "6k", "--lang", "en", "--mix", "summarise_part=1", "--haystack", str(document))
    done = gen(*run, "--model", "m", "--base-url", endpoint().url, "-o", str(out))
    assert done.returncode == 0, done.stderr
    written = [r for r in rows_of(out) if r["facets"]["kind"] == "written"]
    assert written and all(r["messages"][-1]["content"].startswith("To tell it in short, ") for r in written)
    assert all("summary/written" in r["tags"] for r in written) and gen("validate", str(out)).returncode == 0


def _requests(path: Path) -> list[str]:
    import sqlite3

    return [json.dumps({"request": json.loads(r[0])}) for r in sqlite3.connect(path).execute("SELECT request FROM answers")]
