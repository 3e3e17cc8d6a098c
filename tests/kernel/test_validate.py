"""Reading what comes: broken files are faults with a place, never a crash; clean rows raise no alarm."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from generators.validate import Validator

ROOT = Path(__file__).parents[2]


def validate(*args: str, stdin: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, "-m", "cli", "validate", *args], capture_output=True, cwd=ROOT, input=stdin)


def test_clean_rows_have_no_fault(rows: list[dict[str, Any]]) -> None:
    judge = Validator()
    assert [f for row in rows for f in judge.faults(row)] == []


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b'{"id": "rag-', "truncated"),
        (b'\xff\xfe{"id"}\n', "encoding"),
        (b"[]\n", "json"),
        (b"\n", "json"),
        (b"nonsense\n", "json"),
        (b"{}\n", "schema"),
        (b'{"task_type": 7}\n', "schema"),
    ],
)
def test_a_bad_line_is_one_fault_with_its_place(tmp_path: Path, rows: list[dict[str, Any]], line: bytes, code: str) -> None:
    path = tmp_path / "x.jsonl"
    path.write_bytes(json.dumps(rows[0]).encode() + b"\n" + line)
    result = validate(str(path))
    assert result.returncode == 5 and b"Traceback" not in result.stderr
    out = result.stdout.decode().splitlines()
    assert all(o.startswith(f"{path}:2: ") for o in out) and f" {code}: " in out[0]
    if code != "schema":
        assert len(out) == 1


def test_huge_line_and_unknown_type(tmp_path: Path, rows: list[dict[str, Any]]) -> None:
    path = tmp_path / "x.jsonl"
    path.write_bytes(b'{"a": "' + b"x" * 50_000_000 + b'"}\n' + json.dumps({**rows[0], "task_type": "rag/nope"}).encode() + b"\n")
    out = validate(str(path)).stdout.decode().splitlines()
    assert all(len(o) < 1000 for o in out)
    assert any("x.jsonl:1:" in o for o in out) and any("x.jsonl:2:" in o and "unknown task type" in o for o in out)


def test_bom_is_a_warning_empty_is_a_mistake(tmp_path: Path, rows: list[dict[str, Any]]) -> None:
    path = tmp_path / "x.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(rows[0]).encode() + b"\n")
    result = validate(str(path))
    assert result.returncode == 0 and b"byte order mark" in result.stdout
    path.write_bytes(b"")
    assert validate(str(path)).returncode == 2
    assert validate(str(tmp_path / "none.jsonl")).returncode == 2


def test_stdin_folder_and_json(tmp_path: Path, rows: list[dict[str, Any]]) -> None:
    lines = b"".join(json.dumps(r).encode() + b"\n" for r in rows[:5])
    assert validate("-", stdin=lines).returncode == 0
    (tmp_path / "part-00000.jsonl").write_bytes(lines)
    (tmp_path / "rejects.jsonl").write_bytes(b"{}\n")
    result = validate(str(tmp_path), "--json")
    assert result.returncode == 0 and json.loads(result.stdout.splitlines()[-1])["summary"]["rows"] == 5


def test_the_same_id_twice(rows: list[dict[str, Any]]) -> None:
    judge = Validator()
    judge.faults(rows[0])
    assert judge.faults(rows[0])[0][0] == "duplicate-id"


def test_one_prompt_under_two_policies(rows: list[dict[str, Any]]) -> None:
    from rag.across import one_policy_per_prompt

    row = next(r for r in rows if r["task_type"] == "rag/wrong")
    other = json.loads(json.dumps(row))
    next(c for c in other["checks"] if c["kind"] == "rag.wrong")["params"]["policy"] = "correct"
    judge = one_policy_per_prompt()
    assert judge(row) is None and judge(other)


def test_schema_parity_with_the_reference(rows: list[dict[str, Any]]) -> None:
    import jsonschema

    from generators.row import schema, schema_faults

    reference = jsonschema.Draft202012Validator(schema())
    damaged = []
    for i, row in enumerate(rows[:60]):
        bad = json.loads(json.dumps(row))
        key = sorted(bad)[i % len(bad)]
        if i % 3 == 0:
            del bad[key]
        elif i % 3 == 1:
            bad[key] = [1, "x", None, {}, 7.5][i % 5]
        else:
            bad["messages"][i % len(bad["messages"])]["role"] = ["system", "tool", "robot"][i // 3 % 3]
        damaged.append(bad)
    for row in [*rows[:60], *damaged]:
        assert bool(schema_faults(row)) == (not reference.is_valid(row))
