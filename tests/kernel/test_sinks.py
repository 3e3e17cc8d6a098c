"""Runs: same bytes whatever the workers or the environment; kill at any moment and go on; nothing of another run is touched."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

GEN = [sys.executable, "-m", "cli"]
ROOT = Path(__file__).parents[2]


def gen(*args: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*GEN, *args], capture_output=True, text=True, cwd=ROOT, env={**os.environ, **(env or {})})


def test_same_bytes_everywhere(tmp_path: Path) -> None:
    outs = []
    for i, (workers, env) in enumerate([("1", {}), ("2", {"PYTHONHASHSEED": "77", "TZ": "Asia/Tokyo", "LC_ALL": "C"})]):
        out = tmp_path / f"{i}.jsonl"
        assert gen("rag", "-n", "240", "--seed", "5", "-o", str(out), "--workers", workers, env=env).returncode == 0
        outs.append(
            (
                out.read_bytes(),
                (tmp_path / f"{i}.rejects.jsonl").read_bytes(),
                (tmp_path / f"{i}.manifest.json").read_text().replace(f"{i}.jsonl", "x"),
            )
        )
    assert outs[0] == outs[1]


def test_a_prefix_is_a_prefix_and_a_longer_run_extends(tmp_path: Path) -> None:
    short, long, grown = tmp_path / "short.jsonl", tmp_path / "long.jsonl", tmp_path / "grown.jsonl"
    gen("rag", "-n", "130", "--seed", "9", "-o", str(short))
    gen("rag", "-n", "310", "--seed", "9", "-o", str(long))
    gen("rag", "-n", "130", "--seed", "9", "-o", str(grown))
    result = gen("rag", "-n", "310", "--seed", "9", "-o", str(grown))
    assert "100 of them from before" in result.stderr
    assert long.read_bytes().startswith(short.read_bytes())
    assert grown.read_bytes() == long.read_bytes()
    assert (tmp_path / "grown.rejects.jsonl").read_bytes() == (tmp_path / "long.rejects.jsonl").read_bytes()


def test_folder_of_shards_equals_the_file(tmp_path: Path) -> None:
    gen("rag", "-n", "1100", "--seed", "2", "-o", str(tmp_path / "d"), "--workers", "2")
    gen("rag", "-n", "1100", "--seed", "2", "-o", str(tmp_path / "f.jsonl"), "--workers", "2")
    parts = sorted((tmp_path / "d").glob("part-*.jsonl"))
    assert [p.name for p in parts] == ["part-00000.jsonl", "part-00001.jsonl"]
    assert b"".join(p.read_bytes() for p in parts) == (tmp_path / "f.jsonl").read_bytes()
    assert (tmp_path / "d" / "manifest.json").exists() and not list(tmp_path.glob(".*stage"))


def test_kill_and_resume(tmp_path: Path) -> None:
    whole, broken = tmp_path / "whole.jsonl", tmp_path / "broken.jsonl"
    gen("rag", "-n", "700", "--seed", "4", "-o", str(whole))
    stage = tmp_path / ".broken.jsonl.stage"
    process = subprocess.Popen([*GEN, "rag", "-n", "700", "--seed", "4", "-o", str(broken)], cwd=ROOT, stderr=subprocess.DEVNULL)
    while process.poll() is None and len(list(stage.glob("*.rows.jsonl"))) < 4:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert not broken.exists()
    result = gen("rag", "-n", "700", "--seed", "4", "-o", str(broken))
    assert result.returncode == 0 and "from before" in result.stderr
    assert broken.read_bytes() == whole.read_bytes()
    assert (tmp_path / "broken.rejects.jsonl").read_bytes() == (tmp_path / "whole.rejects.jsonl").read_bytes()
    assert (tmp_path / "broken.manifest.json").read_text().replace("broken", "whole") == (tmp_path / "whole.manifest.json").read_text()


def test_stdout_is_rows_only(tmp_path: Path) -> None:
    out = tmp_path / "x.jsonl"
    gen("rag", "-n", "40", "--seed", "1", "-o", str(out))
    assert gen("rag", "-n", "40", "--seed", "1", "-o", "-").stdout.encode() == out.read_bytes()


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["--mix", "emty=2"], "did you mean 'empty'"),
        (["-n", "0"], "at least 1"),
        (["-n", "-4"], "at least 1"),
        (["--lang", "fr"], "unknown language"),
        (["--lang", ""], "unknown language"),
        (["--difficulty", "4-2"], "between 1 and 5"),
        (["--siblings", "2"], "between 0 and 1"),
        (["--wrong-policy", "folow"], "did you mean 'follow'"),
        (["--layout", "missing.jinja"], "no such file"),
        (["--banks", "missing"], "no such file"),
        (["--mix", "empty=0"], "weights are zero"),
    ],
)
def test_a_mistake_is_one_line(tmp_path: Path, args: list[str], says: str) -> None:
    base = ["rag", "-n", "5", "-o", str(tmp_path / "x.jsonl")]
    result = gen(*base, *args)
    assert result.returncode == 2
    assert says in result.stderr and result.stderr.count("\n") == 1 and "Traceback" not in result.stderr
    assert not (tmp_path / "x.jsonl").exists()


def test_output_of_another_run_is_left_alone(tmp_path: Path) -> None:
    out = tmp_path / "x.jsonl"
    gen("rag", "-n", "40", "--seed", "1", "-o", str(out))
    before = out.read_bytes()
    other, fewer = gen("rag", "-n", "40", "--seed", "2", "-o", str(out)), gen("rag", "-n", "30", "--seed", "1", "-o", str(out))
    assert other.returncode == 2 and "another configuration" in other.stderr
    assert fewer.returncode == 2 and "more than -n 30" in fewer.stderr
    assert out.read_bytes() == before
    (tmp_path / "y.jsonl").write_text("mine\n")
    assert gen("rag", "-n", "5", "-o", str(tmp_path / "y.jsonl")).returncode == 2
    assert (tmp_path / "y.jsonl").read_text() == "mine\n"


def test_rows_taken_away_can_be_made_again(tmp_path: Path) -> None:
    out, manifest = tmp_path / "x.jsonl", tmp_path / "x.manifest.json"
    gen("rag", "-n", "5", "--seed", "3", "-o", str(out))
    first = out.read_bytes()
    out.unlink()
    assert gen("rag", "-n", "5", "--seed", "3", "-o", str(out)).returncode == 0 and out.read_bytes() == first
    out.unlink()  # its manifest stays, and is of another seed
    assert gen("rag", "-n", "5", "--seed", "4", "-o", str(out)).returncode == 0 and out.read_bytes() != first
    assert json.loads(manifest.read_bytes())["rows"] == 5 and not list(tmp_path.glob(".*stage"))


def test_broken_bank_names_file_and_key(tmp_path: Path) -> None:
    (tmp_path / "b" / "en").mkdir(parents=True)
    (tmp_path / "b" / "en" / "wrong.toml").write_text('note = ["{nope} is odd."]\n')
    result = gen("rag", "-n", "5", "-o", str(tmp_path / "x.jsonl"), "--banks", str(tmp_path / "b"))
    assert result.returncode == 2 and "wrong.toml: note" in result.stderr


def test_user_rules_words_and_refusal(tmp_path: Path) -> None:
    rules, out = tmp_path / "rules.py", tmp_path / "x.jsonl"
    rules.write_text(
        "FORBIDDEN = [r'document']\ndef check(row):\n    return 'too short' if len(row['messages'][-1]['content']) < 4 else None\n"
    )
    result = gen(
        "rag", "-n", "60", "--seed", "1", "--mix", "empty,irrelevant", "--refusal", "没查到。", "-o", str(out), "--rules", str(rules)
    )
    assert result.returncode == 0, result.stderr
    assert all('"没查到。"' in line for line in out.read_text("utf-8").splitlines())
    rules.write_text("nothing = 1\n")
    assert gen("rag", "-n", "5", "-o", str(tmp_path / "y.jsonl"), "--rules", str(rules)).returncode == 2


def test_rows_a_trainer_would_cut_are_not_made(tmp_path: Path) -> None:
    out = tmp_path / "x.jsonl"
    assert gen("rag", "-n", "60", "--seed", "3", "-o", str(out), "--max-tokens", "2500").returncode == 0
    rows = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert all(sum(len(m.get("content") or "") for m in r["messages"]) <= 2500 for r in rows)
    assert json.loads((tmp_path / "x.manifest.json").read_text())["rejects"]["too-long"] > 0


def test_the_users_system_prompts(tmp_path: Path) -> None:
    pool, out = tmp_path / "systems.txt", tmp_path / "x.jsonl"
    pool.write_text("You are Ada.\n\nYou are Bo,\nwith two lines.\n")
    assert (
        gen(
            "rag",
            "-n",
            "40",
            "--seed",
            "3",
            "-o",
            str(out),
            "--system",
            str(pool),
            "--layout",
            str(ROOT / "rag" / "layouts" / "numbered.jinja"),
        ).returncode
        == 0
    )
    rows = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert all(r["messages"][0]["content"].startswith(("You are Ada.", "You are Bo,\nwith two lines.")) for r in rows)
