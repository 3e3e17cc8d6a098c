"""Reading, chapters, sentence edges, exact windows, and sums of token counts."""

from __future__ import annotations

import random
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

import pytest

from generators.errors import UserError
from generators.recipe import Unfit
from generators.tokens import Additive, Counter, load
from longctx.haystack.book import Book, Meter
from longctx.haystack.chapters import chapters
from longctx.haystack.edges import edges
from longctx.haystack.numbers import chinese, english
from longctx.haystack.read import decode, plain, read_file, tidy
from longctx.haystack.window import Needle, assemble

BOOKS = Path(__file__).parent.parent.parent.parent / "shared" / "data" / "books"
needs_books = pytest.mark.skipif(not BOOKS.is_dir(), reason="the books are not beside this checkout")
needs_tekken = pytest.mark.skipif(
    not (find_spec("tiktoken") and find_spec("mistral_common")), reason="tekken needs tiktoken and mistral-common"
)


@pytest.mark.parametrize(
    ("text", "value"),
    [("三", (3,)), ("十", (10,)), ("十二", (12,)), ("二十", (20,)), ("廿三", (23,)), ("一百零一", (101,)), ("一百一", (101, 110)), ("一百一十", (110,)), ("一百二十", (120,)), ("一○一", (101,)), ("１０１", (101,)), ("第", ()), ("", ())],
)  # fmt: skip
def test_chinese_numbers(text: str, value: tuple[int, ...]) -> None:
    assert chinese(text) == value


@pytest.mark.parametrize(
    ("text", "value"), [("12", 12), ("XLVII", 47), ("iv", 4), ("FORTY-SEVEN", 47), ("the Third", 3), ("twenty first", 21)]
)
def test_english_numbers(text: str, value: int) -> None:
    assert english(text) == (value,)


def test_words_are_no_numbers() -> None:
    assert english("Progress") == () and english("IIX") == ()


def _novel(heads: list[str]) -> str:
    return "\n\n".join(f"{h}\n\n" + "The tide went out and nobody came to see it go. " * 5 for h in heads)


def test_contents_and_doubled_headings_are_passed_over() -> None:
    heads = ["CHAPTER I", "CHAPTER II", "CHAPTER III"]
    found = chapters("CONTENTS\n\n" + "\n".join(heads) + "\n\n" + _novel(["CHAPTER I", "CHAPTER II\n\nCHAPTER II", "CHAPTER III"]))
    assert [c.number for c in found.found] == [1, 2, 3]
    assert any("contents" in n for n in found.notes)


def test_halves_of_a_chapter_are_merged_and_told() -> None:
    body = "那日天色将晚，众人散了，只有她一个坐在廊下听雨，听到更鼓响了才回房。" * 3
    found = chapters("".join(f"第{n}回 风波 {half}\n\n{body}\n\n" for n, half in (("一", ""), ("二", "1"), ("二", "2"), ("三", ""))))
    assert [c.number for c in found.found] == [1, 2, 3]
    assert found.found[1].title == "风波" and len(found.found[1].heads) == 2
    assert any("2 times" in n for n in found.notes)


def test_a_sentence_that_begins_like_a_heading_is_none() -> None:
    body = "那日天色将晚，众人散了，只有她一个坐在廊下听雨。" * 4
    found = chapters(f"第一回 甲\n{body}\n第四回中既将薛家母子在荣府内寄居等事略已表明。\n{body}\n第二回 乙\n{body}")
    assert [c.label for c in found.found] == ["第一回", "第二回"]


@needs_books
def test_the_books_have_their_chapters() -> None:
    for name, lang, count in (
        ("hongloumeng.zh.txt", "zh", 120),
        ("pride_and_prejudice.en.txt", "en", 61),
        ("html/pride_and_prejudice.en.html", "en", 61),
    ):
        ((title, text, notes),) = read_file(BOOKS / name)
        assert [c.number for c in Book(title, text, lang, notes).chapters] == list(range(1, count + 1))


def test_edges_stand_outside_of_speech_and_headings() -> None:
    text = "Chapter 1\n\nHe sat. “Go. Now,” she said. Mr. Pask left.\n\nChapter 2\n\nIt rained."
    found = edges(text, "en", [(0, 9), (56, 65)])
    assert [text[e : e + 8] for e in found] == ["He sat. ", "“Go. Now", "Mr. Pask", "It rained"[:8]]


def test_encodings_and_markup() -> None:
    assert decode("红楼梦".encode("gb18030"), "x") == "红楼梦"
    with pytest.raises(UserError, match="save it as UTF-8"):
        decode(b"\xff\xfe\xfd\x00\x81", "x")
    assert plain("<html><head><title>t</title></head><body><p>a&amp;b</p><p>c</p></body></html>", ".html").split() == ["a&b", "c"]
    notes: list[str] = []
    wrapped = "".join(
        f"This is line {i} of a text that somebody broke off\nat a width in the middle of its sentences. End {i}.\n\n" for i in range(30)
    )
    assert "broke off at a width" in tidy(wrapped, notes) and notes


def _text(lang: str) -> Book:
    rng = random.Random(4)
    if lang == "en":
        body = "\n\n".join(
            " ".join(
                f"The {rng.choice(['ferry', 'baker', 'clerk', 'tide'])} {'very ' * rng.randrange(9)}late at {rng.randrange(999)} went home."
                for _ in range(5)
            )
            for _ in range(200)
        )
    else:
        body = "\n\n".join(
            "".join(f"那{rng.choice('船桥井街')}边{'又' * rng.randrange(9)}来了{rng.randrange(999)}个人。" for _ in range(6))
            for _ in range(300)
        )
    return Book("x", body, lang)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("spec", ["chars", "bytes", pytest.param("tekken", marks=needs_tekken)])
def test_windows_are_exact(lang: str, spec: str) -> None:
    book, counter = _text(lang), load(spec)
    meter, rng = Meter(book, counter), random.Random(1)
    for _ in range(10):
        needles = [Needle("The key was 4719." if lang == "en" else "钥匙是四七一九。", rng.random()) for _ in range(3)]
        made = assemble(book, meter, counter, 2500, 7, "Read this.\n\n", "\n\nWhat was the key?", needles, rng)
        assert made.total - 7 == counter.count(made.content) and abs(made.total - 2500) <= 1
        assert all(made.content[n.start : n.start + len(n.text)] == n.text for n in needles)
        first = min(needles, key=lambda n: n.start)
        assert abs(counter.count(made.content[made.start : first.start]) - first.tokens) <= 1


def test_needles_between_few_scenes_lie_as_far_apart_as_chance_puts_them() -> None:
    rng, counter = random.Random(3), load("chars")
    scenes = [" ".join(f"The clerk {'very ' * rng.randrange(20)}late went home." for _ in range(rng.randint(4, 30))) for _ in range(160)]
    book = Book("x", "\n\n***\n\n".join(scenes), "en", cache={"between": "***"})
    meter, places = Meter(book, counter), list[list[float]]()
    for _ in range(600):
        needles = [Needle("The key was 4719.", rng.random()) for _ in range(2)]
        with suppress(Unfit):
            made = assemble(book, meter, counter, 4000, 0, "Read.\n\n", "\n\nWhich key?", needles, rng)
            places.append(sorted(n.tokens / made.hay for n in needles))
    assert len(places) > 400
    means = [sum(p[k] for p in places) / len(places) for k in (0, 1)]
    assert abs(means[0] - 1 / 3) < 0.03 and abs(means[1] - 2 / 3) < 0.03, means


def test_a_tokenizer_that_does_not_add_up_is_counted_whole() -> None:
    book = _text("en")
    odd = Counter("odd", "0" * 64, lambda text: len(text) + text.count("late") * 3 + len(text) // 97, False)
    meter, rng = Meter(book, odd), random.Random(1)
    assert not meter.additive.exact
    needles = [Needle("The key was 4719.", rng.random())]
    made = assemble(book, meter, odd, 2500, 0, "Read.\n\n", "\n\nWhich key?", needles, rng)
    assert abs(odd.count(made.content) - 2500) <= 1


@needs_tekken
def test_sums_are_proved_at_load() -> None:
    text = _text("en").text
    assert Additive(load("tekken"), text).exact
    whole = load("tekken")
    lying = Counter("lying", "0" * 64, lambda t: whole.count(t) + len(t) // 31, True)
    assert not Additive(lying, text).exact


def test_unknown_tokenizers_are_the_users_mistake(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no such file"):
        load("cl200k")
    (tmp_path / "x.bin").write_bytes(b"nothing that is known\n")
    with pytest.raises(UserError, match="no vocabulary"):
        load(str(tmp_path / "x.bin"))
