"""Examples shown to the model: a pool that rotates, or the user's own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from generators.errors import UserError
from generators.model.teacher import SHOTS, load_prompt, own_examples, shown


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("purpose", ["reply", "question", "answer"])
def test_the_shipped_pool_rotates(purpose: str, lang: str) -> None:
    """Every example has its turn, never twice in one request, and none leaves a slot open."""
    prompt = load_prompt(purpose, lang)
    seen = set()
    for nth in range(60):
        turns = shown(purpose, lang, prompt, "", nth)
        said = [t["content"] for t in turns if t["role"] == "assistant"]
        assert len(said) == len(set(said)) == SHOTS
        assert not any("{" + slot + "}" in t["content"] for t in turns for slot in ("bare", "keep", "style", "talk", "answer"))
        seen |= set(said)
    assert seen == {e["said"] for e in prompt.examples}


def test_the_users_examples_take_its_place(tmp_path: Path) -> None:
    """Pairs serve answers, lines with a purpose serve that purpose, each in its language."""
    own = tmp_path / "shots.jsonl"
    pairs = [
        {"prompt": "How deep do I plant garlic?", "answer": "Two inches, point up."},
        {"prompt": "大蒜种多深", "answer": "一寸半，尖朝上。"},
    ]
    own.write_text("".join(json.dumps(p, ensure_ascii=False) + "\n" for p in pairs))
    assert [t["content"] for t in shown("reply", "en", load_prompt("reply", "en"), str(own), 3)] == list(pairs[0].values())
    assert [t["content"] for t in shown("reply", "zh", load_prompt("reply", "zh"), str(own), 3)] == list(pairs[1].values())
    assert shown("question", "en", load_prompt("question", "en"), str(own), 3) == []
    own = tmp_path / "asked.jsonl"
    own.write_text(json.dumps({"purpose": "question", "bare": "What does it cost?", "keep": "-", "said": "price?"}) + "\n")
    asked, said = shown("question", "en", load_prompt("question", "en"), str(own), 0)
    assert "What does it cost?" in asked["content"] and said["content"] == "price?"


def test_a_file_without_examples_is_said(tmp_path: Path) -> None:
    """One clear line."""
    own = tmp_path / "shots.jsonl"
    own.write_text(json.dumps({"prompt": "and nothing else"}) + "\n")
    with pytest.raises(UserError, match="holds no example"):
        own_examples(str(own))
