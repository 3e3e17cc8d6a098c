"""Other models' free answers: what each of the commonest checks must accept, and what it must refuse."""

from __future__ import annotations

from typing import Any

import pytest

from instructions.constraints.leaf import fault
from tests.instructions.foreign import CASES as MORE

CASES: list[tuple[str, dict[str, Any], str, list[str], list[str]]] = [
    ("list.bullets", {"op": "exact", "n": 2}, "en", ["- a\n- b", "* a\n* b", "Intro:\n\n• a\n• b\n\nDone.", "- a\n  - sub\n- b", "---\n- a\n- b"], ["- a", "a\nb", "1. a\n2. b", "- a\n- b\n- c", "-5 is cold\n-6 too"]),
    ("list.numbered", {"op": "exact", "n": 2}, "zh", ["1. 甲\n2. 乙", "1、甲\n2、乙", "（一）甲\n（二）乙", "一、甲\n二、乙", "开头。\n\n1) 甲\n2) 乙"], ["1. 甲\n3. 乙", "- 甲\n- 乙", "甲一、乙二", "1. 甲", "2024.5.1开会"]),
    ("mark.title", {"style": "《》"}, "zh", ["《春》\n\n小草绿了。", "\n《春天》\n正文"], ["春\n\n小草。", "# 春\n小草。", "我读《春》。", "小草。\n《春》", "【春】\n小草。"]),
    ("mark.title", {"style": "<<>>"}, "en", ["<<Low Tide>>\n\nText.", "<<A>>\nB."], ["# Low Tide\nText.", "Low Tide\n\nText.", "Text <<here>> is.", "<Low Tide>\nText."]),
    ("data.json", {"keys": ["a", "b"]}, "en", ['[{"a": 1, "b": "x"}]', '[\n {"a": 1, "b": 2},\n {"a": 3, "b": 4}\n]'], ["42", '{"a": 1}', '```json\n[{"a": 1, "b": 2}]\n```', 'Here: [{"a": 1, "b": 2}]', '[{"b": 1, "a": 2}]', '[{"a": 1, "b": 2},]', "[]"]),
    ("edge.last", {"phrase": "就到这里。"}, "zh", ["不多说。就到这里。", "就到这里。"], ["就到这里", "就到这里。谢谢。", "就到这里。😀", "到这里。"]),
    ("edge.mark", {"op": "question"}, "zh", ["去吗？", "他问：“去吗？”", "去不去?"], ["去。", "去吗？好。", "去吗！"]),
    ("keyword.include", {"words": ["art"]}, "en", ["Art matters.", "the art, then"], ["Start now.", "artful", "no such thing"]),
    ("keyword.exclude", {"words": ["art"]}, "en", ["Start now.", "party"], ["Art!", "the art of it", "art's end"]),
    ("keyword.frequency", {"op": "exact", "word": "哈哈", "n": 1}, "zh", ["哈哈，好。", "哈哈哈。"], ["好。", "哈哈，哈哈。"]),
    ("emoji.each", {}, "zh", ["好。😀坏！😢", "好😀。" .replace("😀。", "。😀")], ["好。😀坏！", "😀好。", "好。"]),
    ("emoji.count", {"op": "exact", "n": 1}, "en", ["Family 👨‍👩‍👧 here.", "Flag 🇨🇳", "One ❤️", "Key 1️⃣"], ["None", "👍👍", "© only"]),
    ("emoji.scene", {"word": "水", "emoji": "💧"}, "zh", ["浇水。💧晒太阳。", "水多。💧"], ["浇水。晒太阳。💧", "浇水。💧晒太阳。💧", "晒太阳。", "浇💧水。"]),
    ("punct.none", {"mark": "comma"}, "zh", ["好。", "1,280元。", "甲、乙。"], ["好，走。", "ok, go"]),
    ("token.wrap", {"open": "<answer>", "close": "</answer>"}, "en", ["<answer>\nHi\n</answer>", "<answer>Hi</answer>"], ["Hi", "<answer>Hi", "Hi</answer>", "x <answer>Hi</answer>", "<answer><answer>Hi</answer>"]),
    ("case.all", {"op": "upper"}, "en", ["HI THERE 5!", "A"], ["Hi", "HI there", "123"]),
    ("verse.rhyme", {"scheme": "AABB"}, "en", ["The night\nso bright\nthe sea\nand me", "a cat\na hat"], ["the night\nthe night", "a cat\na dog", "one line", "a\nb\nc"]),
    ("verse.rhyme", {"scheme": "AABB"}, "zh", ["春风吹\n鸟儿飞", "月儿圆\n挂天边"], ["春风吹\n鸟儿叫", "春风吹\n笛子吹"]),
    ("verse.acrostic", {"word": "平安"}, "zh", ["平湖如镜\n安坐听虫", "《题》\n\n平地起\n安得住"], ["安坐\n平湖", "平湖如镜", "不平\n不安"]),
    ("verse.couplet", {"n": 7, "banner": False}, "zh", ["上联：一轮月照千山静\n下联：万里心随片羽归"], ["上联：万里心随片羽归\n下联：一轮月照千山静", "一轮月照\n万里心随", "上联：一轮月照千山静"]),
    ("count.paragraphs", {"op": "exact", "n": 2}, "en", ["One.\n\nTwo.", "# T\n\nOne.\n\nTwo.", "One.\nTwo."], ["One. Two.", "One.\n\nTwo.\n\nThree."]),
    ("length.words", {"op": "max", "n": 3}, "en", ["It's well-known.", "One two three."], ["One two three four.", "a b c d"]),
    ("length.zi", {"op": "min", "n": 4}, "zh", ["今天很好。", "用Wi-Fi上网。"], ["很好。", "！！！！"]),
    ("script.no_digits", {}, "zh", ["三天后。"], ["3天后。", "第１天".replace("１", "1")]),
    ("data.table", {"keys": ["a", "b"]}, "en", ["| a | b |\n|---|---|\n| 1 | 2 |"], ["a b\n1 2", "| a | b |\n| 1 | 2 |", "| b | a |\n|---|---|\n| 1 | 2 |", "| a | b |\n|---|---|\n| 1 |"]),
]  # fmt: skip
CASES += MORE


@pytest.mark.parametrize("case", range(len(CASES)), ids=[f"{n}-{t}-{lang}" for n, (t, _, lang, _, _) in enumerate(CASES)])
def test_foreign_answers(case: int) -> None:
    type_, params, lang, right, wrong = CASES[case]
    leaf = {"type": type_, "params": params}
    for text in right:
        assert fault(leaf, text, lang) == "", text
    for text in wrong:
        assert fault(leaf, text, lang), text
