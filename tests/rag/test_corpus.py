"""Rows on the user's documents: passages are slices of the files, edits are told, every file is used, the questions come from what stands there."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

from generators.errors import UserError
from generators.gate import evidence_validator, faults_of
from rag import MODULE
from rag.corpus.load import corpus_shelves, warm
from rag.corpus.store import open_store
from rag.corrupt import ALL
from tests.conftest import rag_config, rag_rows
from tests.kernel.test_commands import gen
from tests.rag.samples import sample

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "corpora"
RECIPES = {"zh": ("{n}的做法", "{n}是一道家常菜，口味清淡，适合晚餐。", "预估卡路里：{a} 大卡", "盐 {b}g", "水烧开后把材料全部下锅，焖煮 {c} 分钟后关火"), "en": ("{n}", "{n} is a scheme for staff who work from home on most days.", "Deadline: March {b}, 2021", "", "Employees must submit the form within {c} days of joining.")}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two dozen small files in each language, and one that is damaged."""
    root = tmp_path_factory.mktemp("corpus")
    zh = "青椒 木耳 豆腐 南瓜 冬瓜 茄子 土豆 白菜 萝卜 芹菜 韭菜 莲藕 山药 芋头 黄瓜 丝瓜 苦瓜 竹笋 香菇 海带 菠菜 生菜 洋葱 番茄".split()  # noqa: SIM905
    for i, name in enumerate(zh):
        title, what, energy, salt, step = (t.format(n=f"清炒{name}", a=200 + 7 * i, b=2 + i, c=3 + i) for t in RECIPES["zh"])
        (root / f"zh{i}.md").write_text(
            f"# {title}\n\n{what}\n\n{energy}\n\n## 用料\n\n- {salt}\n- 油 {20 + i}ml\n\n## 操作\n\n1. {step}。\n2. 装盘即可。\n", "utf-8"
        )
    for i in range(24):
        name = f"Remote Plan {chr(65 + i)}"
        _, what, deadline, _, rule = (t.format(n=name, a=i, b=1 + i, c=5 + i) for t in RECIPES["en"])
        (root / f"en{i}.md").write_text(
            f"# {name}\n\n{what}\n\n{deadline}\n\n## How it helps\n\nThe plan saves a long journey for people in region {chr(65 + i)} on weekdays.\n\n## Problem it addresses\n\n"
            f"Offices in region {chr(65 + i)} were too small for everyone to come in daily.\n\n## Claiming a refund\n\n{rule} The refund of expenses follows with the salary.\n",
            "utf-8",
        )
    (root / "broken.pdf").write_bytes(b"%PDF-1.4\n\x00\x01")
    return root


def _rows(folder: Path, n: int, cache: Path, **options: Any) -> list[dict[str, Any]]:
    return rag_rows(n, rag_config(seed=5, corpus=str(folder), cache=str(cache), **options))


@pytest.fixture(scope="module")
def rows(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """Rows of all task types."""
    return _rows(folder, 400, tmp_path_factory.mktemp("cache"))


def test_passages_are_slices_of_the_files(rows: list[dict[str, Any]], folder: Path) -> None:
    seen = 0
    for row in rows:
        for d in row["evidence"]["documents"]:
            chunk = d.get("chunk")
            if not chunk or chunk["edits"]:
                continue
            text = (folder / chunk["path"]).read_text("utf-8")[chunk["start"] : chunk["end"]]
            shown = row["messages"][d["turn"]]["content"][d["start"] : d["end"]]
            plain = [line.strip() for line in text.splitlines() if line.strip()]
            assert all(line in shown or json.dumps(line, ensure_ascii=False)[1:-1] in shown for line in plain)
            seen += 1
    assert seen > 400


def test_a_changed_value_is_told_as_an_edit(rows: list[dict[str, Any]], folder: Path) -> None:
    edits = 0
    for row in rows:
        for d in row["evidence"]["documents"]:
            for edit in d.get("chunk", {}).get("edits", []):
                if edit["was"]:
                    text = (folder / d["chunk"]["path"]).read_text("utf-8")
                    assert text[edit["start"] : edit["end"]] == edit["was"]
                    edits += 1
    assert edits > 20


def test_all_types_both_languages_every_file(rows: list[dict[str, Any]], folder: Path) -> None:
    assert {(r["task_type"], r["lang"]) for r in rows} == {(t, lang) for t in MODULE.recipes for lang in ("zh", "en")}
    used = {s["path"] for r in rows for s in r["origin"]["sources"]}
    assert {p.name for p in folder.glob("*.md")} <= used
    assert "broken.pdf" not in used


def test_damage_to_rows_is_caught(rows: list[dict[str, Any]]) -> None:
    """The mutation bar of the library's rows, on rows of a corpus."""
    evidence, rng = evidence_validator(MODULE.evidence_schema), random.Random(23)
    tried, missed = 0, []
    for name, damage in sorted(ALL.items()):
        for row in rows[::5]:
            bad = None if name == "check_removed" else damage(row, rng)
            if bad is None or (name == "conflict_claimed" and all(c["kind"] != "rag.no_conflict" for c in row["checks"])) or (name == "value_claimed" and all(c["kind"] != "rag.abstains" for c in row["checks"])):  # fmt: skip
                continue
            tried += 1
            if not faults_of(bad, MODULE.recipes[row["task_type"]], evidence):
                missed.append((name, row["id"], row["task_type"]))
    assert tried > 300 and len(missed) <= tried * 0.01, f"{len(missed)} of {tried} unseen: {missed[:8]}"


def test_questions_are_no_doubles(rows: list[dict[str, Any]]) -> None:
    """Questions about documents, groups apart; turns such as "Are you sure?" are the same whatever was asked."""
    asked = {
        (r["group"], r["evidence"]["question"]["text"].casefold())
        for r in rows
        if r["task_type"] not in ("rag/pushback", "rag/follow_up", "rag/route")
    }
    assert len(asked) > 150 and len(asked) - len({text for _, text in asked}) <= 0.02 * len(asked)


def test_same_rows_with_a_warm_cache(folder: Path, tmp_path: Path) -> None:
    assert _rows(folder, 30, tmp_path) == _rows(folder, 30, tmp_path)


def test_a_handful_of_files_fills_its_quota(tmp_path: Path) -> None:
    folder = tmp_path / "few"
    folder.mkdir()
    for name, what in (
        ("Ledger", "keeps accounts of what was lent"),
        ("Relay", "passes messages on to other stations"),
        ("Binder", "holds loose papers in order"),
    ):
        (folder / f"{name}.md").write_text(f"# {name}\n\n{name} is a tool that {what}, for any office.\n", "utf-8")
    rows = rag_rows(24, rag_config(seed=5, langs=("en",), mix={"rag/multi_hop": 1}, corpus=str(folder), cache=str(tmp_path / "cache")))
    assert len(rows) == 24 and {r["task_type"] for r in rows} == {"rag/multi_hop"}
    assert all(len({d["entity"] for d in r["evidence"]["documents"]}) > 1 for r in rows)


def test_what_is_skipped_is_said(folder: Path, tmp_path: Path) -> None:
    store = open_store(str(folder), "text", str(tmp_path))
    assert [s.path for s in store.skipped] == ["broken.pdf"] and store.skipped[0].reason


@pytest.mark.parametrize(
    ("files", "langs", "says"),
    [
        ({"a.md": "# Title\n\nJust a line.\n"}, ("en",), "nothing to ask for"),
        ({"a.md": "# 标题\n\n只有一行字。\n"}, ("en",), "no document in en"),
        ({"a.pdf": "rubbish"}, ("en",), "nothing usable"),
        ({}, ("en",), "nothing usable"),
    ],
)
def test_a_corpus_that_serves_nothing(tmp_path: Path, files: dict[str, str], langs: tuple[str, ...], says: str) -> None:
    folder = tmp_path / "docs"
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_text(content, "utf-8")
    with pytest.raises(UserError, match=says):
        corpus_shelves(MODULE.options(corpus=str(folder), cache=str(tmp_path / "cache")), langs)


def test_documents_without_named_facts_are_not_asked_for_two_things(tmp_path: Path) -> None:
    """No partial rows, then, nor turns that lean on an earlier fact: all that is asked for is made."""
    docs, out = tmp_path / "docs", tmp_path / "x.jsonl"
    docs.mkdir()
    for n in range(9):
        told = f"桥面在枯水期距水面{n + 7}米，夏天涨水时要近得多。\n\n两岸的石护坡一共用去石料{n + 31}吨，都从上游的采石场运来。"
        (docs / f"{n}.md").write_text(f"# 青石渡口{n}号桥\n\n## 桥身与护坡\n\n{told}\n", "utf-8")
    done = gen(
        "rag", "--corpus", str(docs), "-n", "40", "--lang", "zh", "--mix", "route=1,grounded=1,empty=1", "-o", str(out), "--cache", str(tmp_path / "c")
    )  # fmt: skip
    assert done.returncode == 0 and "rag/partial is left out" in done.stderr, done.stderr
    shelf = corpus_shelves(MODULE.options(corpus=str(docs), cache=str(tmp_path / "c")), ("zh",))["zh"]
    assert not shelf.names_two
    config = rag_config(seed=3, langs=("zh",), corpus=str(docs), cache=str(tmp_path / "c"))
    assert "rag/partial" not in config.weights
    rows = rag_rows(30, rag_config(seed=3, langs=("zh",), mix={"rag/route": 1}, corpus=str(docs), cache=str(tmp_path / "c")))
    assert {r["facets"]["kind"] for r in rows} == {"knowledge", "chat"}


def test_from_the_command_line(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "x.jsonl"
    done = gen(
        "rag", "--corpus", str(folder), "-n", "40", "--seed", "2", "-o", str(out), "--cache", str(tmp_path / "cache"), "--workers", "2"
    )
    assert done.returncode == 0 and "skipped broken.pdf" in done.stderr
    assert gen("validate", str(out)).returncode == 0


def test_the_extracted_text_can_be_written_out(folder: Path, tmp_path: Path) -> None:
    warm(MODULE.options(corpus=str(folder), cache=str(tmp_path / "cache"), dump_text=str(tmp_path / "texts")), ("zh", "en"))
    assert (tmp_path / "texts" / "zh0.md.txt").read_bytes() == (folder / "zh0.md").read_bytes()


def test_where_the_cache_lies_changes_no_row(folder: Path, tmp_path: Path) -> None:
    assert MODULE.options(corpus=str(folder), cache="a").digest() == MODULE.options(corpus=str(folder), cache="b").digest()


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared corpora are not here")
@pytest.mark.parametrize(
    ("name", "lang"), [("zh_howtocook", "zh"), ("en_18f_handbook", "en"), ("zh_cncf_glossary", "zh"), ("en_cncf_glossary", "en")]
)
def test_real_corpora(name: str, lang: str, tmp_path: Path) -> None:
    folder = sample(SHARED / name, tmp_path, 40)
    rows = rag_rows(48, rag_config(seed=3, langs=(lang,), corpus=str(folder), cache=str(tmp_path / "cache")))
    assert len(rows) == 48 and {r["lang"] for r in rows} == {lang}
    assert len({s["path"] for r in rows for s in r["origin"]["sources"]} & {str(p.relative_to(folder)) for p in folder.rglob("*.md")}) > 32
