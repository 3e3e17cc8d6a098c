"""Truth on real books, foreign answers, and what validation says without the tokenizer."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from generators.checks import judge
from generators.errors import UserError
from generators.gate import faults_of
from generators.module import module
from longctx.aliases import read_names
from longctx.checks.chapters import mentions
from longctx.haystack.book import Book
from longctx.haystack.read import read_file
from longctx.shelf import prepare
from tests.longctx.conftest import config, make_rows
from tests.longctx.test_haystack import BOOKS, needs_books

ALIASES = Path(__file__).parent.parent.parent / "fixtures" / "longctx"


@needs_books
@pytest.mark.parametrize(
    ("name", "lang", "aliases"),
    [("hongloumeng.zh.txt", "zh", "hongloumeng.toml"), ("pride_and_prejudice.en.txt", "en", "pride_and_prejudice.toml")],
)
def test_mentions_agree_with_an_independent_count(name: str, lang: str, aliases: str) -> None:
    """Recipes count with one regular expression, checks by sorting and sweeping: they must find the same places in the whole book."""
    ((_, text, _),) = read_file(BOOKS / name)
    names = read_names(str(ALIASES / aliases))
    found = names.mentions(text)
    for n, person in enumerate(names.people):
        others = [x for i, p in enumerate(names.people) if i != n for x in p.names]
        swept = mentions(text, list(person.names), [*others, *names.blockers], lang)
        assert swept == [a for a, _, who in found if who == n], person.name


@needs_books
def test_figures_of_the_books() -> None:
    ((_, text, _),) = read_file(BOOKS / "hongloumeng.zh.txt")
    book = Book("x", text, "zh")
    assert len([c for c in book.chapters if "林黛玉" in text[c.start : c.end]]) == 44
    assert len([c for c in book.chapters if "黛玉" in text[c.start : c.end]]) == 88
    assert len(mentions(text, ["林黛玉"], [], "zh")) == 283


@needs_books
@pytest.mark.parametrize(
    ("name", "lang", "aliases"),
    [("hongloumeng.zh.txt", "zh", "hongloumeng.toml"), ("pride_and_prejudice.en.txt", "en", "pride_and_prejudice.toml")],
)
def test_rows_on_real_books(name: str, lang: str, aliases: str) -> None:
    mix = {"passkey": 1, "count_mentions": 1, "list_chapters": 1, "aggregate": 1, "multi_hop": 1}
    conf = config(7, "40k", (lang,), mix, haystack=str(BOOKS / name), aliases=str(ALIASES / aliases))
    rows = make_rows(10, conf)
    assert len(rows) == 10
    for row in rows:
        assert faults_of(row, module("longctx").recipes[row["task_type"]]) == []
        assert row["origin"]["sources"][0]["path"] == name


def test_a_corpus_too_short_is_the_users_mistake(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The tide went out. Nobody saw it go. " * 40, "utf-8")
    with pytest.raises(UserError, match="texts are never joined"):
        prepare(config(1, "4k").options.__class__(tokens="4k", haystack=str(tmp_path)), ("en",)).check(("en",))


def test_a_row_of_an_unknown_tokenizer_is_unverified() -> None:
    row = make_rows(1, config(3, "3k"))[0]
    item = next(c for c in row["checks"] if c["kind"] == "longctx.length")
    item["params"] |= {"tokenizer": "mine.json", "sha256": "a" * 64}
    verdict = judge(row, item)
    assert not verdict.ok and verdict.code == "length-unverified"


FOREIGN = {
    ("zh", "4719"): (["四七一九。", "4719", "答案是四七一九", "数是4719。", "拨到4719就开", "应该是四七一九吧", "“四七一九”", "密码：4719", "原文写的是四七一九。", "四七一九（见中段）"],
                     ["四七一八", "不知道", "没有写", "9174", "四千七百", "47", "一九", "不是四七一九", "并非4719", "四七一九零"]),
    ("en", "4719"): (["4719", "It is 4719.", "The number is 4719.", "It opens to 4719", "“4719”", "4719, according to the text", "Answer: 4719", "that would be 4719", "4719!", "The figure 4719 is given."],
                     ["4718", "unknown", "The text does not say.", "9174", "47 19", "four", "471", "It is not 4719.", "47190", "It isn't 4719"]),
}  # fmt: skip


@pytest.mark.parametrize(("lang", "value"), sorted(FOREIGN))
def test_foreign_answers(lang: str, value: str) -> None:
    hay = "他指着铁柜，低声说四七一九，王大有记下了。" if lang == "zh" else "Captain Vane had the safe set to 4719 that year."
    who, thing = ("王大有", "铁柜") if lang == "zh" else ("Captain Vane", "safe")
    asked = f"{who}的{thing}是什么数？" if lang == "zh" else f"What opens the {thing} of {who}?"
    content = f"{hay}\n\n{asked}"
    row = {
        "lang": lang, "messages": [{"role": "user", "content": content}, {"role": "assistant", "content": "-"}],
        "evidence": {"haystack": {"turn": 0, "start": 0, "end": len(hay)}, "question": {"turn": 0, "start": len(hay) + 2, "end": len(content)}, "needles": []},
    }  # fmt: skip
    written = "四七一九" if lang == "zh" else "4719"
    item = {"kind": "longctx.found", "turn": 1, "params": {"keys": [who, thing], "value": written, "times": 1, "others": []}}
    right, wrong = FOREIGN[lang, value]
    assert [a for a in right if not judge(row, item, a).ok] == []
    assert [a for a in wrong if judge(row, item, a).ok] == []


@pytest.mark.parametrize(
    ("lang", "hay", "line", "right", "wrong"),
    [
        ("en", "The tide was out. “Come in,” she said. “It’s wet.” He wiped his feet.", "The tide was out.",
         ["“Come in,” she said."], ["“It’s wet.”", "The tide was out.", "“Come in,” she said. “It’s wet.”", "Come in"]),
        ("zh", "潮水退了。“进来，”她说，“外头湿。”他擦了擦脚，坐下了。", "潮水退了。", ["“进来，”她说，“外头湿。”"], ["他擦了擦脚，坐下了。", "潮水退了。", "进来"]),
    ],
)  # fmt: skip
def test_the_sentence_behind_a_line(lang: str, hay: str, line: str, right: list[str], wrong: list[str]) -> None:
    content = f"{hay}\n\n{line}"
    row = {
        "lang": lang, "messages": [{"role": "user", "content": content}, {"role": "assistant", "content": "-"}],
        "evidence": {"haystack": {"turn": 0, "start": 0, "end": len(hay)}, "question": {"turn": 0, "start": len(hay) + 2, "end": len(content)}, "needles": []},
    }  # fmt: skip

    def fits(value: str) -> bool:
        item = {"kind": "longctx.found", "turn": 1, "params": {"keys": [line], "value": value, "times": 1, "others": [], "next": True}}
        return judge(row, item, value).ok

    assert [v for v in right if not fits(v)] == []
    assert [v for v in wrong if fits(v)] == []


@pytest.mark.parametrize(
    ("lang", "hay", "next_", "line", "right", "wrong"),
    [
        ("en", "Me: It won’t start. I’ve tried twice.\nAI: Is it plugged in? Look first.\nMe: It is.", "reply", "I’ve tried twice.",
         ["Is it plugged in?"], ["Look first.", "It is.", "I’ve tried twice.", "Is it plugged in? Look first.", "Is it"]),
        ("en", "Me: It won’t start. I’ve tried twice.\nAI: Is it plugged in? Look first.\nMe: It is.", "reply", "It won’t start.", [], ["Is it plugged in?", "I’ve tried twice."]),
        ("en", "Me: It won’t start. I’ve tried twice.\nAI: Is it plugged in? Look first.\nMe: It is.", "message", "It won’t start.", ["I’ve tried twice."], ["Is it plugged in?"]),
        ("zh", "我：打不着火。试了两回。\n助手：插上电了吗？先看看。\n我：插着。", "reply", "试了两回。", ["插上电了吗？"], ["先看看。", "插着。", "插上电了吗？先看看。", "试了两回。"]),
        ("zh", "我：打不着火。试了两回。\n助手：插上电了吗？先看看。\n我：插着。", "message", "打不着火。", ["试了两回。"], ["插上电了吗？", "打不着火。"]),
    ],
)  # fmt: skip
def test_what_was_said_behind_a_line_of_a_chat(lang: str, hay: str, next_: str, line: str, right: list[str], wrong: list[str]) -> None:
    content = f"{hay}\n\n{line}"
    row = {
        "lang": lang, "messages": [{"role": "user", "content": content}, {"role": "assistant", "content": "-"}],
        "evidence": {"haystack": {"turn": 0, "start": 0, "end": len(hay)}, "question": {"turn": 0, "start": len(hay) + 2, "end": len(content)}, "needles": []},
    }  # fmt: skip

    def fits(value: str) -> bool:
        params = {
            "speaker": hay[: hay.index("：" if lang == "zh" else ":") + 1],
            "thing": line,
            "times": 1,
            "value": value,
            "others": [],
            "next": next_,
        }
        return judge(row, {"kind": "longctx.recalled", "turn": 1, "params": params}, value).ok

    assert [v for v in right if not fits(v)] == []
    assert [v for v in wrong if fits(v)] == []


def test_the_question_states_its_definitions() -> None:
    rows = make_rows(30, config(11, "5k", mix={"list_chapters": 1, "count_mentions": 1}))
    assert rows
    for row in rows:
        span = row["evidence"]["question"]
        asked = row["messages"][span["turn"]]["content"][span["start"] : span["end"]]
        assert re.search("标题|回目|(?i:heading)", asked) and all(
            n in asked for c in row["checks"] if "names" in c["params"] for n in c["params"]["names"]
        )
