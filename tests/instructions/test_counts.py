"""Fixed strings with agreed counts: what a Chinese or English reader would count, mark by mark."""

from __future__ import annotations

import pytest

from instructions.text.record import Record
from instructions.text.sounds import rhyme_class, rhymes, syllables, tone

# text, 字数, 汉字, visible characters, sentences
ZH = [
    ("今天天气很好。", 6, 6, 7, 1),
    ("他买了3.14米布。", 6, 5, 10, 1),
    ("用Wi-Fi上网。", 4, 3, 9, 1),
    ("iPhone 15很贵。", 4, 2, 11, 1),
    ("真的吗？真的！", 5, 5, 7, 2),
    ("他走了……她没走。", 6, 6, 9, 1),
    ("他说：“走吧。”她没动。", 7, 7, 12, 2),
    ("她问：“他说‘来’了吗？”我点头。", 10, 10, 17, 2),
    ("走吧！！", 2, 2, 4, 1),
    ("真的？！", 2, 2, 4, 1),
    ("一、二、三。", 3, 3, 6, 1),
    ("甲；乙；丙。", 3, 3, 6, 1),
    ("价格是1,280元。", 5, 4, 10, 1),
    ("10:30开会。", 3, 2, 8, 1),
    ("打八折，省了20%。", 6, 5, 10, 1),
    ("见《红楼梦》第三回。", 7, 7, 10, 1),
    ("（内部资料）请勿外传。", 8, 8, 11, 1),
    ("版本v2.0已发布。", 6, 5, 10, 1),
    ("hello世界", 3, 2, 7, 1),
    ("你好👨‍👩‍👧，欢迎。", 4, 4, 7, 1),
    ("加油👍🏽！", 2, 2, 4, 1),
    ("🇨🇳生日快乐🎂", 4, 4, 6, 1),
    ("第1️⃣名。", 2, 2, 4, 1),
    ("好。😀", 1, 1, 3, 1),
    ("好😀。坏😢。", 2, 2, 6, 2),
    ("", 0, 0, 0, 0),
    ("123", 1, 0, 3, 1),
    ("……", 0, 0, 2, 0),
    ("他等啊等……\n没人来。", 7, 7, 10, 2),
    ("第一行\n第二行", 6, 6, 6, 2),
    ("# 标题\n\n正文一句。", 6, 6, 8, 1),
    ("- 苹果\n- 梨", 3, 3, 5, 2),
    ("1. 先洗\n2. 再切", 6, 4, 8, 2),
    ("一、准备\n二、动手", 6, 6, 8, 2),
    ("（一）起\n（二）承", 4, 4, 8, 2),
    ("共2个——不多。", 5, 4, 8, 1),
    ("A君和B君。", 5, 3, 6, 1),
    ("他叫“老二”。", 4, 4, 7, 1),
    ("2024年5月1日", 6, 3, 9, 1),
    ("①洗手②擦干", 4, 4, 6, 1),
    ("见https://a.b/c页。", 3, 2, 16, 1),
    ("气温-5度。", 4, 3, 6, 1),
    ("他是80后。", 4, 3, 6, 1),
    ("3:2胜。", 2, 1, 5, 1),
    ("约1/3的人。", 4, 3, 7, 1),
    ("这“花儿”真香。", 5, 5, 8, 1),
    ("省略……中间不断句，对。", 8, 8, 12, 1),
    ("【通知】\n今天停水。", 6, 6, 9, 1),
    ("《春》\n\n小草绿了。", 5, 5, 8, 1),
    ("甲：走。\n乙：好。", 4, 4, 8, 2),
    ("**重点**在此。", 4, 4, 9, 1),
    ("<answer>\n好的。\n</answer>", 2, 2, 20, 1),
]  # fmt: skip
EN = [
    ("It's well-known.", 2, 1), ("Dr. Smith paid $3.14 at 5 p.m. today.", 8, 1), ("Really?! Yes.", 2, 2), ("He said, \"Go.\" She went.", 5, 2),
    ("Visit https://a.b/c now.", 3, 1), ("1,280 people came.", 3, 1), ("e.g. this one.", 3, 1), ("Wait... what?", 2, 1), ("Wait... What?", 2, 2), ("Good 😀. Bad 😢.", 2, 2),
    ("- One\n- Two", 2, 2), ("# Title\n\nText here.", 3, 1), ("---\nText.", 1, 1), ("-5 is cold.", 3, 1),
]  # fmt: skip
RHYMES = [
    ("我去银行", "唐"),
    ("步行", "庚"),
    ("很长", "唐"),
    ("村长", "唐"),
    ("音乐", "皆"),
    ("快乐", "波"),
    ("老师", "支"),
    ("下雨", "齐"),
    ("花儿", "麻"),
    ("女儿", "齐"),
    ("喝酒", "尤"),
    ("回来", "开"),
    ("大海", "开"),
]


@pytest.mark.parametrize(("text", "zi", "han", "chars", "sentences"), ZH)
def test_chinese_counts(text: str, zi: int, han: int, chars: int, sentences: int) -> None:
    r = Record(text, "zh")
    assert (r.zi, r.han, r.chars, len(r.sentences)) == (zi, han, chars, sentences)


@pytest.mark.parametrize(("text", "words", "sentences"), EN)
def test_english_counts(text: str, words: int, sentences: int) -> None:
    r = Record(text, "en")
    assert (r.words, len(r.sentences)) == (words, sentences)


@pytest.mark.parametrize(("line", "name"), RHYMES)
def test_rhyme_class_reads_the_phrase(line: str, name: str) -> None:
    assert rhyme_class(line) == name


def test_emoji_are_clusters() -> None:
    assert Record("👨‍👩‍👧👍🏽🇨🇳1️⃣❤️☕ ©5 #1", "zh").emojis == ["👨‍👩‍👧", "👍🏽", "🇨🇳", "1️⃣", "❤️", "☕"]


def test_keywords_are_words_in_english_and_do_not_overlap_in_chinese() -> None:
    assert Record("Start the art of starting.", "en").count("art") == 1
    assert Record("哈哈哈", "zh").count("哈哈") == 1
    assert Record("The tyre's tread, tyre/tube.", "en").count("tyre") == 2


def test_rules_and_negative_numbers_are_no_items() -> None:
    assert Record("---\n-5\n- one", "en").items == ["one"]


def test_sounds() -> None:
    assert rhymes("the night", "a bright light", "en") and not rhymes("the light", "light", "en")
    assert syllables("pointing its toe at the sea") == 7
    assert (tone("夜初凉"), tone("人未睡")) == (2, 4)


def test_offsets_are_exact() -> None:
    text = "# T\n\nOne two. Three!\n\n- four"
    r = Record(text, "en")
    assert [text[a:b] for a, b in r.sentence_spans] == ["One two.", "Three!", "four"]
    assert [text[a:b] for a, b in r.paragraph_spans] == ["One two. Three!", "- four"]
