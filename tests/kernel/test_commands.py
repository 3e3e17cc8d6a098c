"""`gen show`, `gen diff`, `gen list`, `gen lint-library`, `gen audit`: what they print and how they exit."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]


def gen(*args: str, **env: str) -> subprocess.CompletedProcess[str]:
    clean = {k: v for k, v in os.environ.items() if k not in ("LC_ALL", "LC_MESSAGES", "LANG")}
    return subprocess.run(
        [sys.executable, "-m", "cli", *args],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
        env={**clean, "PYTHONUTF8": "1", **env},
    )


@pytest.fixture
def some(tmp_path: Path, rows: list[dict[str, Any]]) -> Path:
    path = tmp_path / "rows.jsonl"
    path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows[:60]), "utf-8")
    return path


def test_show_prints_rows_whole(some: Path, rows: list[dict[str, Any]]) -> None:
    out = gen("show", str(some), rows[3]["id"]).stdout
    assert rows[3]["messages"][-1]["content"].split("\n")[0] in out and rows[3]["id"] in out and "FAILS" not in out
    assert "\x1b[" not in out
    first, again = (
        gen("show", str(some), "--random", "3", "--seed", "5").stdout,
        gen("show", str(some), "--random", "3", "--seed", "5").stdout,
    )
    assert first == again and first.count(" · level ") == 3


def test_show_speaks_chinese_under_a_chinese_locale(some: Path) -> None:
    assert "难度" in gen("show", str(some), "--lang", "zh", LANG="zh_CN.UTF-8").stdout
    assert "难度" not in gen("show", str(some), "--lang", "en", LC_ALL="C", LANG="zh_CN.UTF-8").stdout


def test_show_says_what_fails(some: Path, rows: list[dict[str, Any]], tmp_path: Path) -> None:
    bad = json.loads(json.dumps(rows[0]))
    bad["messages"][-1]["content"] = "nonsense ,"
    path = tmp_path / "bad.jsonl"
    path.write_text(json.dumps(bad) + "\n")
    assert "FAILS" in gen("show", str(path)).stdout


def test_show_unknown_id(some: Path) -> None:
    result = gen("show", str(some), "rag-nope")
    assert result.returncode == 2 and "no row 'rag-nope'" in result.stderr


def test_diff(some: Path, rows: list[dict[str, Any]], tmp_path: Path) -> None:
    assert gen("diff", str(some), str(some)).returncode == 0
    changed = json.loads(json.dumps(rows[:60]))
    changed[0]["id"] = "rag-" + "0" * 20  # alone no change
    changed[1]["messages"][-1]["content"] += " More."
    del changed[5]
    path = tmp_path / "new.jsonl"
    path.write_text("".join(json.dumps(r) + "\n" for r in changed))
    result = gen("diff", str(some), str(path))
    assert result.returncode == 5 and "(messages 1)" in result.stdout and "1 only old" in result.stdout and "More." in result.stdout
    report = json.loads(gen("diff", str(some), str(path), "--json").stdout)
    assert report["differs"] and sum(t["changed"] for t in report["task_types"].values()) == 1
    (tmp_path / "empty.jsonl").write_text("")
    assert gen("diff", str(some), str(tmp_path / "empty.jsonl")).returncode == 2


def test_list() -> None:
    out = gen("list").stdout
    assert all(t in out for t in ("rag/grounded", "rag/empty", "rag/contradictory", "rag/irrelevant", "rag/wrong", "--wrong-policy"))
    data = json.loads(gen("list", "rag", "--json").stdout)
    assert data["rag"]["library_good_for_rows"]["zh"] >= 20_000
    assert all(t["corruptions"] and t["required_checks"] for t in data["rag"]["task_types"].values())
    assert gen("list", "rga").returncode == 2


def test_audit_and_lint_exit_codes(some: Path, tmp_path: Path) -> None:
    report = json.loads(gen("audit", str(some), "--json").stdout)
    assert report["measures"]
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "x.toml").write_text("[slots]\n")
    assert gen("lint-library", str(tmp_path / "en" / "x.toml")).returncode == 5
    assert gen("shw").returncode == 2
