"""Questions that only somebody with the page before him could ask, and changed sentences that the page takes back."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.corpus.figures import others
from rag.corpus.files import read_corpus
from rag.corpus.mine import mine
from rag.corpus.mined import Mined
from rag.corpus.names import Naming
from rag.corpus.swaps import defines_again, exchanged


def _mined(folder: Path, text: str, name: str = "doc.md") -> list[Mined]:
    (folder / name).write_text(text, "utf-8")
    sources, _ = read_corpus(folder)
    source = next(s for s in sources if s.path == name)
    return mine(source, Naming([s for s in sources if s.lang == source.lang]))


def _questions(folder: Path, sentence: str, title: str) -> list[str]:
    return [m.words["q"] for m in _mined(folder, f"# {title}\n\nIntro to the matter.\n\n{sentence}\n") if m.kind == "asked"]


@pytest.mark.parametrize(
    "sentence",
    [
        "If you are relocating for 120 days or less, you do not need to notify PeopleOps or update any system.",
        "If you do not return for three weeks, you will need to be added by your supervisor once more.",
        "To request over 80 hours of unpaid leave, you must get written approval from your immediate supervisor.",
        "To amend a timesheet from a past pay period, you'll need to [amend your timesheet](https://example.org/amend).",
        "To report leave for a court date, follow the typical steps for entering leave in the system.",
        "To take a leave of absence without pay, you'll need justification and supervisory oversight. For longer periods, you'll also need a second approval:",
    ],
)
def test_the_page_s_own_lines_and_links_are_not_asked_for(sentence: str, tmp_path: Path) -> None:
    assert _questions(tmp_path, sentence, "Moving house") == []


@pytest.mark.parametrize(
    ("sentence", "title", "question"),
    [
        ("To get a license on your machine, you will need to put in a request.", "Microsoft Office", "How do I get a license for Microsoft Office on my machine"),
        ("To upgrade to the full version, you'll need to email the person who owns the design tools.", "Sketch", "How do I upgrade to the full version of Sketch"),
    ],
)  # fmt: skip
def test_a_license_is_asked_for_with_its_product(sentence: str, title: str, question: str, tmp_path: Path) -> None:
    assert _questions(tmp_path, sentence, title) == [question]


def test_a_page_named_by_one_character_lends_its_word_to_the_question(tmp_path: Path) -> None:
    found = _mined(tmp_path, "# 煮\n\n煮是用水加热食物的办法。\n\n若即将溢锅，立刻关小火并打开锅盖即可。\n")
    assert [m.words["q"] for m in found if m.kind == "asked"] == ["煮东西时快要溢锅怎么办"]


@pytest.mark.parametrize(
    ("line", "name", "lang", "again"),
    [
        ("防火墙可以是硬件、软件，或者是两者的组合。", "防火墙", "zh", True),
        ("微服务指的是一种应用架构模式。", "微服务", "zh", True),
        ("防火墙使用预设规则来检查流量。", "防火墙", "zh", False),
        ("It is a piece of hardware.", "Firewall", "en", True),
        ("A firewall can be either hardware or software.", "Firewall", "en", True),
        ("Firewalls inspect traffic.", "Firewall", "en", False),
    ],
)
def test_a_second_definition_is_seen(line: str, name: str, lang: str, again: bool) -> None:
    assert defines_again(line, name, lang) is again


def test_the_word_exchanged_may_stand_in_the_name_as_well() -> None:
    assert exchanged("传输协议是一种安全的协议", "传输协议是一种安全的工具", "zh") == ("协议", "工具")


def test_an_absurd_amount_is_one_that_somebody_could_write() -> None:
    assert "20000g" not in others("200g", "amount")[2]


def test_an_ingredient_of_two_parts_has_no_one_amount(tmp_path: Path) -> None:
    text = "# 鹰嘴豆炸饼的做法\n\n介绍。\n\n## 计算\n\n每份：\n\n- 水 500ml\n- 盐 6g\n- 面粉 250g\n- 温水 约 60ml\n\n## 操作\n\n- 和面\n"
    asked = {m.words.get("key") for m in _mined(tmp_path, text) if m.kind == "amount"}
    assert "面粉" in asked
    assert "水" not in asked
