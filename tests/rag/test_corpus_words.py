"""What is said of a user's documents: sound sentences, years that can be, lists that lead up to their marks, questions that people ask."""

from __future__ import annotations

import pytest

from rag.answers import cited
from rag.checks.prompt import told
from rag.corpus.english import keywords
from rag.corpus.fitness import limps, slips
from rag.corpus.kinds import HOMELY
from rag.corpus.lacking import _spoken_of
from rag.corpus.mined import Mined
from rag.corpus.swaps import belies
from rag.years import newest_in


@pytest.mark.parametrize(
    ("clean", "slip"),
    [
        ("Security embraces change by frequently updated vulnerable components.", True),
        ("That contrasts to horizontal scaling.", True),
        ("In contrast to projects of old, it delivers all along.", False),
        ("A set of practices that emphasize short cycles and teams that organize themselves.", True),
        ("A set of practices that emphasize short cycles is called agile.", False),
        ("Autoscaling is the ability of a system to scale, typically, in terms of resources.", True),
    ],
)
def test_slips_of_english_sources_are_not_answered(clean: str, slip: bool) -> None:
    assert slips(clean, clean, "en") is slip


@pytest.mark.parametrize(
    "clean",
    [
        "由于数据中心遍布各地，这允许就近提供资源。",
        "网关是一种通过聚合多个接口，并实现统一管理的工具。",
        "镜像是一个静态文件，包含创建容器的依赖性。",
        "交付是一套实践，其中代码被自动部署。",
        "不善酒力的人容易喝多。",
    ],
)
def test_broken_chinese_is_not_answered(clean: str) -> None:
    assert limps(clean)
    assert not limps("节点是一台能与其他计算机协同工作的计算机。")


def test_dates_of_papers_lie_in_the_years_of_the_documents() -> None:
    assert newest_in("Updated in 2021, form 2087, since 1999.") == 2021
    assert newest_in("Add 2000 ml.") == 0


def test_what_is_set_against_the_new_word_belies_it() -> None:
    was, now = "policies in machine-readable form", "policies in human-readable form"
    assert belies("This replaces the traditional model of human-readable documents.", was, now, "en")
    assert not belies("Such files are kept under version control.", was, now, "en")


def test_a_list_bears_its_mark_in_front() -> None:
    items = "- 盐\n- 糖\n- 醋"
    answer = cited(items, "【{n}】", [3], "zh")
    assert answer.endswith(f"【3】：\n{items}")
    assert cited("放5克盐。", "【{n}】", [3], "zh") == "放5克盐【3】。"


def test_key_words_begin_with_what_is_asked() -> None:
    assert keywords("How long do details last") == "how long details last"


def test_names_may_stand_as_many() -> None:
    assert told("The talk is about virtual machines.", "Virtual Machine", "en")
    assert told("The talk is about Ingresses.", "Ingress", "en")
    assert not told("The talk is about containers.", "Virtual Machine", "en")


def test_what_a_thing_is_may_be_told_in_passing() -> None:
    fact = Mined("defined", 0, 1, "A node is a computer", "", "defined", {})
    assert _spoken_of(fact, "Nodes", "a cluster is a group of computers called nodes")
    assert not _spoken_of(fact, "Nodes", "add more nodes to the cluster")


def test_homely_dishes() -> None:
    assert HOMELY.fullmatch("西红柿鸡蛋挂面")
    assert HOMELY.fullmatch("菠菜炒鸡蛋")
    assert not HOMELY.fullmatch("蛏抱蛋")
