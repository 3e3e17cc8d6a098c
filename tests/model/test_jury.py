"""`--judge`: what reads badly is built again and counted; two judges' agreement is told; no score makes a check pass."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.model.conftest import gen, rows_of

pytest.importorskip("openai")
RUN = ("rag", "--seed", "6", "--mix", "empty=1,grounded=1", "--judge-least", "2")


def test_low_scores_are_rejects_by_reason_and_two_judges_are_held_against_each_other(endpoint: Callable[..., Any], tmp_path: Path) -> None:
    server = endpoint()
    out = tmp_path / "a.jsonl"
    done = gen(*RUN, "-n", "20", "--model", "m", "--base-url", server.url, "--judge", "a,b", "-o", str(out))
    assert done.returncode == 0, done.stderr
    manifest = json.loads((tmp_path / "a.manifest.json").read_text())
    told = manifest["judges"]
    assert told["least"] == 2 and set(told["scores"]) == {"a", "b"}
    assert set(told["agreement"]) == {"a ~ b user", "a ~ b answer"} and told["agreement"]["a ~ b user"]["n"] >= 20
    lost = Counter(r["reason"] for r in rows_of(tmp_path / "a.rejects.jsonl"))
    assert lost["judge/answer"] + lost["judge/user"] > 0 and manifest["rejects"]["judge/answer"] == lost["judge/answer"]
    judged = sum(told["scores"]["a"]["answer"].values())
    assert judged == 20 + lost["judge/answer"] + lost["judge/user"]
    assert "kappa" in done.stderr and {r["origin"]["model"] for r in rows_of(out)} == {"m"}
    assert gen("validate", str(out)).returncode == 0


def test_the_shipped_words_can_be_judged_and_the_run_goes_on_where_it_stopped(endpoint: Callable[..., Any], tmp_path: Path) -> None:
    server = endpoint()
    args = (*RUN, "--judge", "j", "--base-url", server.url)
    for name in "ab":
        assert gen(*args, "-n", "20", "-o", str(tmp_path / f"{name}.jsonl"), "--answers", str(tmp_path / "said.sqlite")).returncode == 0
    calls = server.log()["calls"]
    assert (tmp_path / "a.jsonl").read_bytes() == (tmp_path / "b.jsonl").read_bytes()
    assert {r["origin"]["model"] for r in rows_of(tmp_path / "a.jsonl")} == {"offline"}
    assert calls == sum(json.loads((tmp_path / "a.manifest.json").read_text())["judges"]["scores"]["j"]["user"].values())


def test_a_judge_that_likes_nothing_ends_the_run_with_the_reason(endpoint: Callable[..., Any], tmp_path: Path) -> None:
    server = endpoint(known={"Score this exchange": '{"user": 1, "answer": 1}', "How do these": '{"user": 1, "answer": 1}'})
    args = ("--lang", "en", "-n", "3", "--judge", "j", "--base-url", server.url, "-o", str(tmp_path / "a.jsonl"))
    done = gen(*RUN, *args)
    assert done.returncode == 3 and "judge/answer" in done.stderr, done.stderr


def test_judges_are_named_rightly(tmp_path: Path) -> None:
    (tmp_path / "e.toml").write_text('[[endpoint]]\nname = "big"\nmodel = "m"\nbase_url = "http://127.0.0.1:9/v1"\n')
    out = ("-n", "3", "-o", str(tmp_path / "a.jsonl"))
    for flags, says in (
        (("--endpoints", str(tmp_path / "e.toml"), "--judge", "bgi"), "did you mean 'big'"),
        (("--judge", "j"), "--judge: needs --model"),
        (("--judge", "a,b,c", "--base-url", "http://127.0.0.1:9/v1"), "two whose agreement"),
        (("--judge", "a", "--base-url", "http://127.0.0.1:9/v1", "--judge-least", "7"), "from 1 to 5"),
    ):
        done = gen("rag", *out, *flags)
        assert done.returncode == 2 and says in done.stderr, done.stderr
