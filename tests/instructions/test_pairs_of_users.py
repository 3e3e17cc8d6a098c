"""The user's own pairs: read, repaired, back-fitted; plug-ins; the command that measures."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

from generators.errors import UserError
from instructions.backfit import words_of
from instructions.background import Background
from instructions.constraints import KINDS
from instructions.constraints.base import Measuring
from instructions.constraints.leaf import fault
from instructions.limits import find_limits, number, written
from instructions.pairs_io import read_pairs
from instructions.plugins import load_plugin
from instructions.repair import broken, repair, values
from instructions.text.record import Record

DATA = Path(__file__).parents[3] / "shared" / "data" / "sft"
PLUGIN = """
from instructions.constraints.base import Kind
class Level(Kind):
    id = "mine.{name}"
    langs = ("en",)
    def check(self, r, p):
        return "" if p["word"] in r.lower else "not there"
    def measure(self, r, m):
        if "level" in r.lower: yield {{"word": "level"}}
    def cut(self, r, p, rng):
        yield r.text.replace("level", "{cut}")
WORDS = {{"en": ["use \\"{{word}}\\""]}}
TRY = ["The floor is level."]
"""


@pytest.mark.parametrize(
    ("text", "n"),
    [
        ("200", 200),
        ("两百", 200),
        ("三百五", 350),
        ("一百二十", 120),
        ("五", 5),
        ("十二", 12),
        ("1,500", 1500),
        ("five", 5),
        ("两千", 2000),
        ("一千零五", 1005),
    ],
)
def test_numbers_are_read(text: str, n: int) -> None:
    assert number(text) == n


@pytest.mark.parametrize("n", [2, 10, 15, 20, 45, 100, 120, 150, 180, 200, 305, 350, 1000, 2000])
def test_numbers_are_written_as_they_are_read(n: int) -> None:
    assert number(written(n, "三", "zh")) == n


@pytest.mark.parametrize(
    ("prompt", "answer", "lang", "want"),
    [
        ("写一段不少于200字的话。", "今" * 95 + "。", "zh", "写一段不少于95字的话。"),
        ("用三句话说。", "好。行。", "zh", "用两句话说。"),
        ("Give me exactly five bullets.", "- a\n- b\n- c", "en", "Give me exactly three bullets."),
        ("In no more than 20 words.", "word " * 30, "en", "In no more than 30 words."),
        ("不超过10字。", "春天来了，花开了，鸟叫了，真好。", "zh", "不超过20字。"),
        ("至少写两段。", "一。\n\n二。", "zh", "至少写两段。"),
        ("Tell me about tea.", "Tea.", "en", "Tell me about tea."),
    ],
)
def test_repair_moves_only_what_fails(prompt: str, answer: str, lang: str, want: str) -> None:
    assert repair(prompt, answer.strip(), lang).prompt == want


def _planted(answer: str, lang: str, kind: str, rng: random.Random) -> str:
    """A limit that the answer breaks however one counts."""
    r = Record(answer, lang)
    low, high = r.readings
    if kind == "least":
        n = high * rng.choice((2, 3)) // 10 * 10 + 50
        return (
            rng.choice((f"不少于{n}字", f"至少{n}字", f"写够{n}字"))
            if lang == "zh"
            else rng.choice((f"at least {n} words", f"no fewer than {n} words"))
        )
    if kind == "most":
        n = max(5, low // 3)
        return rng.choice((f"不超过{n}字", f"最多{n}字")) if lang == "zh" else rng.choice((f"at most {n} words", f"no more than {n} words"))
    n = len(r.sentences) + rng.choice((3, 4, 5))
    return f"用{n}句话说" if lang == "zh" else f"in exactly {n} sentences"


@pytest.mark.parametrize("kind", ["least", "most", "sentences"])
def test_planted_limits_are_all_found_and_nothing_else_changes(kind: str, irows: list[dict]) -> None:
    """With three kinds of limit, more than 300 pairs; every second one has a limit beside it that holds and must stay."""
    rng, tried = random.Random(2), 0
    for row in irows:
        answer, lang = row["messages"][-1]["content"], row["lang"]
        if row["task_type"] == "instructions/impossible" or len(Record(answer, lang).sentences) < 2 or Record(answer, lang).items:
            continue
        head, tail = ("介绍一下这件事，", "，我急用。") if lang == "zh" else ("Explain the matter, ", ", it's urgent.")
        if tried % 2:
            tail = f"，至少一段{tail}" if lang == "zh" else f", at least one paragraph{tail}"
        done = repair(head + _planted(answer, lang, kind, rng) + tail, answer, lang)
        tried += 1
        assert len(done.edits) == 1 and done.prompt.startswith(head) and done.prompt.endswith(tail), (done, answer)
        edit = done.edits[0]
        assert done.prompt[: edit["start"]] + edit["was"] + done.prompt[edit["end"] :] != done.prompt
        found = find_limits(done.prompt, lang)[0]
        _, a, b = values(found.leaf, Record(answer, lang))
        assert not broken(found, a, b), (done, answer)
    assert tried > 110


def test_the_background_counts_as_the_checks_do(irows: list[dict]) -> None:
    """Bit masks got from indexes are those that checking every answer would give."""
    rng, seen = random.Random(3), 0
    for lang in ("zh", "en"):
        texts = [r["messages"][-1]["content"] for r in irows if r["lang"] == lang][:60]
        background = Background(texts, lang)
        for text in texts[:12]:
            r = Record(text, lang)
            there = words_of(text, lang)
            words = tuple(rng.sample(there, min(4, len(there))))
            for kind in KINDS.values():
                for params in kind.measure(r, Measuring(rng, "", words, ("zebra", "斑马"))) if lang in kind.langs else ():
                    leaf = {"type": kind.id, "params": params}
                    seen += 1
                    assert background.mask(leaf) == sum(1 << i for i, t in enumerate(texts) if not fault(leaf, t, lang)), leaf
    assert seen > 500


@pytest.mark.skipif(not DATA.is_dir(), reason="the folder of public pairs is not beside this checkout")
@pytest.mark.parametrize("name", ("oasst1_first_turn_pairs.en.jsonl", "alpaca_chinese_extra.zh.jsonl"))
def test_backfit_on_public_pairs(name: str) -> None:
    from instructions.backfit import open_pairs

    lang = name.split(".")[1]
    pairs = open_pairs(str(DATA / name), (lang,), {})[lang]
    kept = [pairs.kept(i) for i in range(24)]
    counts = [len(leaves) for found in kept if found for _, leaves in [found]]
    assert len(counts) >= 12 and sum(c >= 3 for c in counts) >= 0.8 * len(counts)  # the Chinese file answers mostly in one sentence
    for found in kept:
        if found:
            for leaf in found[1]:
                assert pairs.background.bits(leaf) >= 1, leaf


def test_forms_are_read_and_strange_files_refused(tmp_path: Path) -> None:
    good = tmp_path / "a.jsonl"
    good.write_text(
        "\n".join(
            json.dumps(x)
            for x in (
                {"prompt": "p", "answer": "a"},
                {"instruction": "i", "input": "x", "output": "o"},
                {"conversations": [{"from": "human", "value": "h"}, {"from": "gpt", "value": "g"}]},
                {"messages": [{"message": "m"}, {"attrs": [], "message": "n"}, {"message": "o"}]},
                {"messages": [{"role": "system", "content": "s"}, {"role": "user", "content": "u"}, {"role": "assistant", "content": "t"}]},
            )
        )
    )
    assert [(p.prompt, p.context, p.answer, p.system) for p in read_pairs(str(good))] == [
        ("p", "", "a", ""),
        ("i", "x", "o", ""),
        ("h", "", "g", ""),
        ("m", "", "n", ""),
        ("u", "", "t", "s"),
    ]
    bad = tmp_path / "b.jsonl"
    bad.write_text('{"x": 1}')
    with pytest.raises(UserError, match="none of 1 records"):
        read_pairs(str(bad))
    bad.write_text("{")
    read_pairs.cache_clear()
    with pytest.raises(UserError, match="line 1"):
        read_pairs(str(bad))


def test_a_plugin_that_accepts_its_own_break_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "p.py"
    path.write_text(PLUGIN.format(name="fooled", cut="level up"))
    with pytest.raises(UserError, match="accepts its own break"):
        load_plugin(str(path))


def test_measure_command() -> None:
    done = subprocess.run([sys.executable, "-m", "cli", "measure", "--lang", "zh"], input="今天天气很好。", capture_output=True, text=True)
    assert done.returncode == 0 and "length.zi               6" in done.stdout
    done = subprocess.run([sys.executable, "-m", "cli", "measure", "nowhere.txt"], capture_output=True, text=True)
    assert done.returncode == 2 and "no such file" in done.stderr


def test_a_run_that_has_used_up_its_pairs_ends_at_once_and_says_why(tmp_path: Path) -> None:
    pairs, out = tmp_path / "pairs.jsonl", tmp_path / "rows.jsonl"
    pairs.write_text("".join(json.dumps({"prompt": f"Is {n} even?", "answer": "It is, I think."}) + "\n" for n in range(30)), "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "cli", "instructions", "--from", pairs, "-n", "5", "--lang", "en", "-o", out],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode != 0 and "of 30 pairs in en 0 bear a row, left out: 30 too-short" in done.stderr
    assert len(out.with_suffix(".rejects.jsonl").read_text("utf-8").splitlines()) == 10  # one attempt a slot, and that it was given up
