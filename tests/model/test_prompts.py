"""`gen prompts`: more prompts from the user's own."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.model.conftest import Done, gen, rows_of

pytest.importorskip("openai")
SEEDS = [
    {"id": "s1", "task_type": "mail/complaint", "prompt": "write to the laundry, they shrank two of my jumpers in June"},
    {"id": "s2", "task_type": "mail/complaint", "prompt": "给物业写封信，楼道的灯坏了三个星期"},
    {"id": "s3", "task_type": "mail/thanks", "prompt": "a thank-you note to the neighbour who kept the parcel"},
]


def prompts(url: str, tmp_path: Path, *more: str, n: int = 12, out: str = "p.jsonl") -> Done:
    seeds = tmp_path / "seeds.jsonl"
    seeds.write_text("".join(json.dumps(s, ensure_ascii=False) + "\n" for s in SEEDS))
    return gen("prompts", "--seeds", str(seeds), "-n", str(n), "-o", str(tmp_path / out), "--model", "m", "--base-url", url, *more)


def test_prompts_keep_task_type_and_parent_and_are_no_duplicates(endpoint: Callable[..., Any], tmp_path: Path) -> None:
    done = prompts(endpoint(foreign=0.1).url, tmp_path)
    assert done.returncode == 0, done.stderr
    made = rows_of(tmp_path / "p.jsonl")
    kinds = {s["id"]: s["task_type"] for s in SEEDS}
    assert len(made) == 12 and all(m["task_type"] == kinds[m["parent"]] for m in made)
    texts = [m["messages"][-1]["content"] for m in made]
    assert len(set(texts)) == 12 and not any(t in (s["prompt"] for s in SEEDS) for t in texts)
    assert {m["facets"]["way"] for m in made} == {"expand", "rewrite"}
    assert len({m["id"] for m in made}) == 12
    again = prompts(endpoint(foreign=0.1).url, tmp_path, out="q.jsonl")
    assert again.returncode == 0
    assert (tmp_path / "q.jsonl").read_bytes() == (tmp_path / "p.jsonl").read_bytes()


def test_what_comes_out_is_input_for_answers(endpoint: Callable[..., Any], tmp_path: Path) -> None:
    server = endpoint()
    assert prompts(server.url, tmp_path, "--way", "expand", n=6).returncode == 0
    done = gen("answer", str(tmp_path / "p.jsonl"), "-o", str(tmp_path / "a.jsonl"), "--model", "m", "--base-url", server.url)
    answers = rows_of(tmp_path / "a.jsonl")
    assert answers and {a["parent"] for a in answers} <= {m["id"] for m in rows_of(tmp_path / "p.jsonl")}, done.stderr
    assert gen("validate", str(tmp_path / "a.jsonl")).returncode == 0


def test_a_task_too_hard_is_taken_apart(endpoint: Callable[..., Any], tmp_path: Path) -> None:
    done = prompts(endpoint().url, tmp_path, "--way", "decompose", "--task-type", "mail/thanks", n=3)
    assert done.returncode == 0, done.stderr
    made = rows_of(tmp_path / "p.jsonl")
    assert [m["facets"]["step"] for m in made] == [1, 2, 3] and {m["parent"] for m in made} == {"s3"}
    assert all(SEEDS[2]["prompt"] in m["messages"][-1]["content"] for m in made)


def test_rewritings_that_change_a_figure_go(endpoint: Callable[..., Any], tmp_path: Path) -> None:
    done = prompts(endpoint(lie=1).url, tmp_path, "--way", "rewrite", n=2)
    assert done.returncode == 3 and "0 of 2 prompts" in done.stderr and "figures" in done.stderr
    assert all(r["reason"] in ("figures", "no-prompt") for r in rows_of(tmp_path / "p.rejects.jsonl"))


@pytest.mark.parametrize(
    ("flags", "says"),
    [(("--way", "expnd"), "did you mean 'expand'"), (("--task-type", "rag"), "two levels"), (("--task-type", "no/such"), "none of them")],
)
def test_faulty_options_are_one_line(tmp_path: Path, flags: tuple[str, ...], says: str) -> None:
    done = prompts("http://127.0.0.1:9/v1", tmp_path, *flags)
    assert done.returncode == 2 and says in done.stderr and done.stderr.count("\n") == 1
