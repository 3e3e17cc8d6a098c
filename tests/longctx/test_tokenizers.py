"""Lengths under a trained vocabulary and under a chat template: exact to a token, counted anew without any of our sums."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from generators.checks import judge
from generators.errors import UserError
from generators.gate import faults_of
from generators.module import module
from generators.tokens import load_template, template
from longctx.world.book import make_book
from tests.longctx.conftest import config, make_rows

tokenizers = pytest.importorskip("tokenizers", reason="the extra 'tokenizers' is not installed")

CHATML = (
    "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content | trim }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
MIX = {"passkey": 1, "multi_hop": 1, "dialogue_recall": 1, "count_mentions": 1, "which_document": 1}


@pytest.fixture(scope="module", params=["byte level", "metaspace"])
def vocabulary(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tokenizer.json trained on two books, such as models ship: with byte-level pieces, or with marked blanks and a normalizer."""
    texts = [make_book(lang, random.Random(8), 40_000).text for lang in ("zh", "en")]
    if request.param == "byte level":
        made = tokenizers.Tokenizer(tokenizers.models.BPE())
        made.pre_tokenizer = tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False)
        trainer = tokenizers.trainers.BpeTrainer(
            vocab_size=3000, special_tokens=["<|im_start|>", "<|im_end|>"], initial_alphabet=tokenizers.pre_tokenizers.ByteLevel.alphabet()
        )
    else:
        made = tokenizers.Tokenizer(tokenizers.models.Unigram())
        made.normalizer = tokenizers.normalizers.NFKC()
        made.pre_tokenizer = tokenizers.pre_tokenizers.Metaspace()
        trainer = tokenizers.trainers.UnigramTrainer(vocab_size=2500, unk_token="<unk>", special_tokens=["<unk>"], show_progress=False)
    made.train_from_iterator([p for t in texts for p in t.split("\n") if p], trainer)
    path = tmp_path_factory.mktemp("vocabulary") / "tokenizer.json"
    made.save(str(path))
    return path


def _count(path: Path, text: str) -> int:
    return len(tokenizers.Tokenizer.from_file(str(path)).encode(text, add_special_tokens=False).ids)


def test_lengths_under_a_vocabulary(vocabulary: Path) -> None:
    rows = make_rows(10, config(7, "2k,5k", mix=MIX, tokenizer=str(vocabulary)))
    assert len(rows) == 10
    for row in rows:
        length = row["evidence"]["length"]
        found = sum(_count(vocabulary, m["content"]) for m in row["messages"][:-1])
        assert found == length["tokens"] and abs(found - length["asked"]) <= 1
        assert faults_of(row, module("longctx").recipes[row["task_type"]]) == []


def test_lengths_under_a_chat_template(vocabulary: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "tokenizer_config.json"
    path.write_text(json.dumps({"bos_token": {"content": "<s>"}, "chat_template": "{{ bos_token }}" + CHATML}), "utf-8")
    rows = make_rows(10, config(9, "2k", mix=MIX, tokenizer=str(vocabulary), count_template=str(path)))
    assert len(rows) == 10 and len({len(r["messages"]) for r in rows}) == 2  # with and without a system prompt
    for row in rows:
        shown = load_template(str(path)).render(row["messages"][:-1])
        assert shown.startswith("<s><|im_start|>") and shown.endswith("<|im_start|>assistant\n")
        assert abs(_count(vocabulary, shown) - 2000) <= 1
        place = row["evidence"]["haystack"]
        for needle in row["evidence"]["needles"]:
            assert place["start"] <= needle["start"] < needle["end"] <= place["end"]
        assert faults_of(row, module("longctx").recipes[row["task_type"]]) == []
    monkeypatch.setattr(template, "_KNOWN", {})
    item = next(c for c in rows[0]["checks"] if c["kind"] == "longctx.length")
    assert judge(rows[0], item).code == "length-unverified"


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("a.json", "{", "is not JSON"),
        ("b.json", "{}", "holds no chat_template"),
        ("c.jinja", "{{ raise_exception('no system prompts') }}", "no system prompts"),
        ("d.jinja", "{{ messages[0].role }}", "does not show the user's words"),
        ("e.jinja", "{% for m in %}", "cannot be used"),
    ],
)
def test_templates_that_cannot_be_used(name: str, text: str, why: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    with pytest.raises(UserError, match=why):
        make_rows(1, config(9, "2k", ("en",), {"passkey": 1}, count_template=str(tmp_path / name)))
