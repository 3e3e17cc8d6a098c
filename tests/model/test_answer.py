"""`gen answer`: the user's prompts answered, the rows of a data set answered and judged by their own key."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.model.conftest import Done, gen, rows_of

pytest.importorskip("openai")
EGG = "how long do I boil an egg so the yolk stays soft"
SALT = "腌萝卜放多少盐"
TAP = "Write a two-line note to the landlord about the dripping tap."


def answer(url: str, prompts: Path, out: Path, *more: str) -> Done:
    return gen("answer", str(prompts), "-o", str(out), "--model", "m", "--base-url", url, *more)


def written(path: Path, *records: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records))
    return path


def test_prompts_in_several_forms_become_rows_that_validate(endpoint: Callable[..., Any], tmp_path: Path) -> None:
    known = {
        EGG: "Six minutes from the boil, then cold water.",
        SALT: "萝卜重量的百分之三，三斤萝卜一两半盐。",
        TAP: "The kitchen tap has been dripping since Monday.\nCould you send someone this week?",
        "Wie lange kocht Reis?": "Etwa zwölf Minuten bei kleiner Hitze.",
    }
    prompts = written(
        tmp_path / "p.jsonl",
        {"prompt": EGG},
        {"question": SALT},
        {"id": "q3", "task_type": "mail/complaint", "messages": [{"role": "user", "content": TAP}]},
        {"conversations": [{"from": "human", "value": "Wie lange kocht Reis?"}]},
    )
    done = answer(endpoint(known=known).url, prompts, tmp_path / "a.jsonl")
    assert done.returncode == 0, done.stderr
    rows = rows_of(tmp_path / "a.jsonl")
    assert [r["messages"][-1]["content"] for r in rows] == list(known.values())
    assert [r["parent"] for r in rows] == ["p.jsonl:1", "p.jsonl:2", "q3", "p.jsonl:4"]
    assert [r["task_type"] for r in rows] == ["own/prompt", "own/prompt", "mail/complaint", "own/prompt"]
    assert all(r["messages"][0]["content"] == q for r, q in zip(rows, known, strict=True))  # the prompt as it was
    assert gen("validate", str(tmp_path / "a.jsonl")).returncode == 0
    before = (tmp_path / "a.jsonl").read_bytes()
    assert answer(endpoint(known=known).url, prompts, tmp_path / "a.jsonl").returncode == 0
    assert (tmp_path / "a.jsonl").read_bytes() == before


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (["I hope this helps! Six minutes."] * 3, "filler"),
        (["Six minutes ,then cold water."] * 3, "punctuation"),
        (["六分钟，然后过凉水。"] * 3, "language"),
        (["".join(f"Six minutes from the boil, and {i} more for pan {i * 7 % 64}. " for i in range(60))] * 2, "wordy"),
        (["Six minutes from the boil. " * 80] * 3, "runaway"),
        (["<think>hm</think>"] * 3, "empty"),
        (["Twelve minutes, hard as stone."] * 3, "rule"),
    ],
)
def test_bad_answers_are_lost_with_their_reason(endpoint: Callable[..., Any], tmp_path: Path, said: list[str], reason: str) -> None:
    rules = tmp_path / "rules.py"
    rules.write_text("FORBIDDEN = ['hard as stone']\n")
    prompts = written(tmp_path / "p.jsonl", {"prompt": EGG})
    done = answer(endpoint(known={EGG: said}).url, prompts, tmp_path / "a.jsonl", "--rules", str(rules))
    assert done.returncode == 3 and f"{reason} 1" in done.stderr, done.stderr
    lost = rows_of(tmp_path / "a.rejects.jsonl")
    assert lost[0]["reason"] == reason and lost[0]["said"][0]["said"] == said[0].replace("<think>hm</think>", "").strip()


def test_a_fault_is_shown_and_mended_and_what_is_wordy_is_shortened_once(endpoint: Callable[..., Any], tmp_path: Path) -> None:
    good = "Six minutes from the boil, then cold water."
    server = endpoint(known={EGG: [f"Sure! {good}", f"{good} " * 20, good]})
    done = answer(server.url, written(tmp_path / "p.jsonl", {"prompt": EGG}), tmp_path / "a.jsonl")
    assert done.returncode == 0, done.stderr
    assert rows_of(tmp_path / "a.jsonl")[0]["messages"][-1]["content"] == good
    assert [s["fault"].partition(":")[0] for s in rows_of(tmp_path / "a.rejects.jsonl")[0]["said"]] == ["filler", "wordy"]


def test_near_duplicate_answers_go(endpoint: Callable[..., Any], tmp_path: Path) -> None:
    same = "Put the eggs into boiling water, wait six minutes, then cool them under the tap."
    known = {EGG: same, "soft boiled eggs, how": same}
    prompts = written(tmp_path / "p.jsonl", *({"prompt": q} for q in known))
    done = answer(endpoint(known=known).url, prompts, tmp_path / "a.jsonl")
    assert done.returncode == 3 and "duplicate 1" in done.stderr


def test_an_answer_that_came_with_its_prompt_is_only_reworded(endpoint: Callable[..., Any], tmp_path: Path) -> None:
    prompts = written(tmp_path / "p.jsonl", {"prompt": EGG, "answer": "Six minutes in boiling water."})
    assert answer(endpoint().url, prompts, tmp_path / "a.jsonl").returncode == 0
    lied = answer(endpoint(lie=1).url, prompts, tmp_path / "b.jsonl")
    assert lied.returncode == 3 and "invented 1" in lied.stderr


def test_rows_are_judged_by_their_own_key_and_give_pairs(endpoint: Callable[..., Any], tmp_path: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    assert gen("rag", "-n", "16", "--seed", "3", "--mix", "grounded=1,empty=1", "-o", str(rows)).returncode == 0
    known: dict[str, Any] = {}
    for nth, row in enumerate(rows_of(rows)):
        asked = next(m["content"] for m in reversed(row["messages"]) if m["role"] == "user")
        right = row["messages"][-1]["content"]
        wrong = "一共是九千八百七十六，资料里写得很清楚。" if row["lang"] == "zh" else "It is 9,876, as the text says in so many words."
        known[asked] = right if nth % 2 else [wrong, wrong, wrong]
    server = endpoint(known=known)
    done = answer(server.url, rows, tmp_path / "a.jsonl")
    assert done.returncode == 3, done.stderr
    kept = rows_of(tmp_path / "a.jsonl")
    assert len(kept) == 8 and all(r["origin"]["kind"] == "harvested" and r["origin"]["model"] == "m" for r in kept)
    assert {r["parent"] for r in kept} < {r["id"] for r in rows_of(rows)}
    assert gen("validate", str(tmp_path / "a.jsonl")).returncode == 0
    done = answer(server.url, rows, tmp_path / "b.jsonl", "--want", "pairs")
    pairs = rows_of(tmp_path / "b.jsonl")
    assert pairs and all("rejected" in r and r["rejected"]["check"] in {c["kind"] for c in r["checks"]} for r in pairs), done.stderr
    assert "right-at-once 8" in done.stderr
    assert gen("validate", str(tmp_path / "b.jsonl")).returncode == 0


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{}", "no prompt in it"),
        ("nope", "p.jsonl:1"),
        ('{"messages": [{"role": "assistant", "content": "x"}]}', "nobody asks"),
        ("", "is empty"),
    ],
)
def test_faulty_prompts_are_one_line(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "p.jsonl").write_text(text)
    done = answer("http://127.0.0.1:9/v1", tmp_path / "p.jsonl", tmp_path / "a.jsonl")
    assert done.returncode == 2 and says in done.stderr and done.stderr.count("\n") == 1
