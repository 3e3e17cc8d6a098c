"""`gen audit`, `gen lint-library` and a mistyped command: what they print and how they exit."""

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


def test_audit_and_lint_exit_codes(some: Path, tmp_path: Path) -> None:
    report = json.loads(gen("audit", str(some), "--json").stdout)
    assert report["measures"]
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "x.toml").write_text("[slots]\n")
    assert gen("lint-library", str(tmp_path / "en" / "x.toml")).returncode == 5
    assert gen("shw").returncode == 2
