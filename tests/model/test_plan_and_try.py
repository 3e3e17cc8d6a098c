"""`gen plan` foretells calls and tokens; `gen try` shows answers side by side."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.model.conftest import gen

pytest.importorskip("openai")


def test_a_plan_is_near_what_the_server_counts_and_pays_nothing_twice(endpoint: Callable[..., Any], tmp_path: Path) -> None:
    server = endpoint(lie=0.1)
    prices = tmp_path / "e.toml"
    prices.write_text(f'[[endpoint]]\nname = "a"\nmodel = "m"\nbase_url = "{server.url}"\nprice_in = 1.0\nprice_out = 2.0\n')
    common = ("rag", "-n", "80", "--seed", "5", "--mix", "empty=1,grounded=1", "--endpoints", str(prices), "-o", str(tmp_path / "a.jsonl"))
    done = gen("plan", *common, "--json")
    assert done.returncode == 0, done.stderr
    total = json.loads(done.stdout)["total"]
    asked = server.log()["answered"]
    assert gen(*common).returncode == 0
    log = server.log()
    assert asked > 20 and log["answered"] == total["answered_already"] + (log["answered"] - asked)
    assert abs(total["tokens_in"] + total["tokens_out"] - log["tokens"]) < 0.1 * log["tokens"]
    assert abs(total["calls"] - log["answered"]) < 0.1 * log["answered"]
    assert total["money"] == pytest.approx((total["tokens_in"] + 2 * total["tokens_out"]) / 1e6, rel=0.01)


def test_without_a_model_or_a_price_a_plan_guesses_nothing(endpoint: Callable[..., Any], tmp_path: Path) -> None:
    done = gen("plan", "rag", "-n", "40", "--mix", "empty=1,grounded=3", "--json")
    assert json.loads(done.stdout)["total"] == {"rows": 40, "calls": 0}
    assert json.loads(done.stdout)["rows"]["rag/grounded/en"]["rows"] == 15
    done = gen(
        "plan", "rag", "-n", "12", "--probe", "0", "--mix", "empty=1", "--model", "m", "--base-url", "http://127.0.0.1:9/v1", "--json"
    )
    total = json.loads(done.stdout)["total"]
    assert total["money"] is None and total["calls"] >= 12 and not total["measured"]


@pytest.mark.parametrize(
    ("args", "says"),
    [((), "say which module"), (("rga",), "did you mean 'rag'"), (("rag",), "missing -n"), (("rag", "--probe", "x"), "--probe x")],
)
def test_faulty_plans_are_one_line(args: tuple[str, ...], says: str) -> None:
    done = gen("plan", *args)
    assert done.returncode == 2 and says in done.stderr and done.stderr.count("\n") == 1


def test_answers_to_your_prompt_stand_beside_those_to_the_shipped_one(endpoint: Callable[..., Any], tmp_path: Path) -> None:
    own = tmp_path / "own" / "en"
    own.mkdir(parents=True)
    (own / "question.toml").write_text(
        'system = "Say it."\nuser = "What the person wants to know: {bare}\\nWho is typing: {style}"\nmend = "{fault}"\nstyles = ["a sailor"]\nforbid = []\n'
    )
    server = endpoint()
    done = gen(
        "try",
        "question",
        "when does the ferry leave",
        "-n",
        "3",
        "--teacher-prompts",
        str(tmp_path / "own"),
        "--model",
        "m",
        "--base-url",
        server.url,
    )
    assert done.returncode == 0, done.stderr
    assert "shipped" in done.stdout and "yours" in done.stdout and done.stdout.count("a sailor") == 3
    assert server.log()["answered"] == 6
    wrong = gen("try", "questoin", "x", "--model", "m", "--base-url", server.url)
    assert wrong.returncode == 2 and "did you mean 'question'" in wrong.stderr
