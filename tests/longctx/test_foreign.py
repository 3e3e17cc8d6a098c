"""Answers as other models give them: every check of this module judges ten right and ten wrong ones a language as a reader would."""

from __future__ import annotations

import re
from typing import Any

import pytest

from generators.checks import judge
from generators.module import module
from longctx.checks.sums import payments

ZH = (
    "第一章　渡口\n\n林阿福把怀表交给了周秀英。那天傍晚，何桂生指着铁柜，低声说四七一九。他又把钥匙压在灯座底下。\n\n"
    "第二章　集市\n\n周秀英又把怀表交给了陆小乙。何桂生说，铁柜的数改成了八二六三。钱玉书欠沈伯年三十七块。陆小乙在桥头等了半日。何桂生没有来。\n\n"
    "第三章　归船\n\n陆小乙回来了，何桂生也在。沈伯年的药箱归许三娘看管。许三娘经手的东西一律放在阁楼上。船家的女儿从小吃素，连鱼汤都不碰，她叫白露儿。\n"
)
EN = (
    "Chapter 1: The Ferry\n\nAlfred Penhale gave the watch to Sarah Crowle. That evening Hugh Tregear set the iron safe to 4719. He laid the key under the lamp.\n\n"
    "Chapter 2: Market Day\n\nSarah Crowle gave the watch to Toby Lander. Hugh Tregear had the iron safe changed to 8263. Enoch Vane owed Silas Pym thirty-seven pounds. "
    "Toby Lander waited by the bridge. Hugh Tregear did not come.\n\n"
    "Chapter 3: The Boat Home\n\nToby Lander came back, and Hugh Tregear too. The medicine chest of Silas Pym is in Martha Oke's charge. "
    "All that passes through Martha Oke's hands goes up to the attic. The boatman's daughter never touched meat nor so much as fish broth; her name was Wren Abbott.\n"
)


def _spots(text: str, name: str, *which: int) -> list[list[int]]:
    """Where a name stands for the nth times."""
    found = [m.start() for m in re.finditer(name, text)]
    return [[found[n], found[n] + len(name)] for n in which]


Case = tuple[str, dict[str, Any], str, list[str], list[str]]  # kind, params, question, right, wrong
CASES: dict[str, list[Case]] = {
    "zh": [
        ("longctx.found", {"keys": ["何桂生", "铁柜"], "value": "八二六三", "times": 2, "others": ["四七一九"]}, "何桂生的铁柜如今是什么数？",
         ["八二六三。", "8263", "是八二六三", "密码8263。", "如今是8263", "铁柜改成了八二六三。", "“八二六三”", "答：8263", "应为8263，见第二章", "八二六三（后改的）"],
         ["四七一九。", "4719", "8264", "不知道。", "文中没写", "八二六", "先四七一九，后八二六三", "不是八二六三", "八千二百六十三万", "3628"]),
        ("longctx.all", {"keys": ["何桂生", "铁柜"], "values": ["四七一九", "八二六三"], "others": ["三十七"]}, "何桂生的铁柜用过哪些数？",
         ["四七一九、八二六三。", "4719和8263", "八二六三，还有四七一九", "两个：4719、8263。", "先四七一九，后八二六三。", "4719，8263", "用过四七一九跟八二六三", "4719→8263", "1. 4719\n2. 8263", "四七一九与8263"],
         ["四七一九。", "8263", "4719和8264", "没有提到", "四七一、八二六", "4719、8263、37", "只有四七一九", "三十七", "一九，六三", "9174、3628"]),
        ("longctx.pairs", {"items": [{"keys": ["钱玉书", "欠"], "value": "三十七块"}, {"keys": ["船家", "女儿"], "value": "白露儿"}]}, "钱玉书欠多少？船家的女儿叫什么？",
         ["三十七块；白露儿。", "37块，白露儿", "1. 三十七块\n2. 白露儿", "欠三十七块，女儿叫白露儿。", "三十七块、白露儿", "37块；叫白露儿。", "三十七块。白露儿。", "钱玉书欠三十七块，船家的女儿叫白露儿。", "分别是三十七块和白露儿", "三十七块 白露儿"],
         ["白露儿；三十七块。", "三十七块", "白露儿", "三十六块；白露儿", "三十七块；陆小乙", "都没写", "三百七十块，白露儿", "七块；白露儿", "1. 白露儿\n2. 三十七块", "三十七块；不清楚"]),
        ("longctx.quoted", {"keys": ["钱玉书", "沈伯年"], "value": "三十七块"}, "钱玉书欠沈伯年多少？引原句。",
         ["三十七块。原文：“钱玉书欠沈伯年三十七块。”", "37块，“钱玉书欠沈伯年三十七块”", "三十七块：\n> 钱玉书欠沈伯年三十七块。", "“钱玉书欠沈伯年三十七块。”即三十七块。", "三十七块，见“钱玉书欠沈伯年三十七块”。", "欠三十七块，书里写“钱玉书欠沈伯年三十七块。”", "三十七块（“钱玉书欠沈伯年三十七块”）", "答：三十七块。依据：“钱玉书欠沈伯年三十七块。”", "「钱玉书欠沈伯年三十七块。」三十七块", "三十七块。“钱玉书欠沈伯年三十七块。陆小乙在桥头等了半日。”"],
         ["三十七块。", "三十七块。“钱玉书借了沈伯年三十七块。”", "三十七块。“陆小乙在桥头等了半日。”", "“钱玉书欠沈伯年三十六块。”", "没有写", "三十七块，第二章", "三十七块。原文：“钱玉书欠沈伯年的三十七块。”", "三十六块。“何桂生没有来，他在等。”", "37块。“钱玉书欠沈伯年37块钱整。”", "三十七块，大意是钱玉书欠沈伯年的钱"]),
        ("longctx.absent", {"keys": ["林阿福", "雨伞"], "near": ["四七一九"]}, "林阿福的雨伞放在哪里？",
         ["没有写。", "文中没提林阿福的雨伞。", "书里未提及。", "找不到这件事。", "没说。", "这几章里没有讲到雨伞。", "原文并无此事", "没交代", "看不出，文中没写雨伞。", "只说了怀表，没说雨伞。"],
         ["在灯座底下。", "四七一九", "放在阁楼上。", "雨伞在渡口。", "门后", "雨伞给了周秀英。", "没写，不过应该是四七一九。", "在铁柜里", "桥头", "林阿福带着。"]),
        ("longctx.apart", {"value": "白露儿", "marks": ["鱼汤"]}, "谁不宜请去吃火锅里的羊肉？",
         ["白露儿。", "白露儿", "是白露儿", "船家的女儿白露儿。", "“白露儿”", "答案：白露儿", "应该是白露儿吧", "白露儿，她吃素。", "那个人叫白露儿。", "白露儿（第三章）"],
         ["许三娘。", "陆小乙", "没有写", "船家的女儿", "白露", "不是白露儿", "何桂生", "不知道", "周秀英。", "船家"]),
        ("longctx.held", {"thing": "怀表", "first": "周秀英", "value": "陆小乙", "moves": 1, "others": ["林阿福"]}, "怀表最后在谁手里？",
         ["陆小乙。", "陆小乙", "在陆小乙手里", "最后归陆小乙。", "“陆小乙”", "答：陆小乙", "到了陆小乙那儿。", "是陆小乙拿着。", "陆小乙，第二章给的", "怀表在陆小乙处。"],
         ["周秀英。", "林阿福", "没有写", "周秀英给了陆小乙，后来又到周秀英手里", "不是陆小乙", "何桂生", "小乙", "周秀英和陆小乙", "沈伯年", "不清楚"]),
        ("longctx.hop", {"keys": ["沈伯年", "药箱"], "bridge": "许三娘", "rule": "", "value": "阁楼上", "others": ["灯座底下"]}, "沈伯年的药箱在什么地方？",
         ["阁楼上。", "在阁楼上", "放在阁楼上。", "阁楼上", "该在阁楼上找。", "“阁楼上”", "许三娘管着，放在阁楼上。", "答案是阁楼上", "阁楼上，因为归许三娘看管。", "应在阁楼上"],
         ["灯座底下。", "许三娘那里", "没写", "在桥头", "阁楼下", "不在阁楼上", "灯座底下或阁楼上", "船上", "铁柜里", "不知道"]),
        ("longctx.order", {"items": [{"label": "A", "mark": "桥头"}, {"label": "B", "mark": "灯座"}, {"label": "C", "mark": "鱼汤"}]}, "按先后排：A. 等人 B. 藏钥匙 C. 吃素",
         ["B、A、C", "B，A，C。", "BAC", "B→A→C", "顺序是B、A、C。", "B A C", "先B，再A，最后C。", "B-A-C", "B > A > C", "B\nA\nC"],
         ["A、B、C", "ABC", "B、C、A", "C、A、B", "B、A", "B", "不知道", "A→B→C", "先A后B再C", "CAB"]),
        ("longctx.points", {"chapter": 2, "points": [["怀表", "陆小乙"], ["钱玉书", "三十七块"]], "foreign": ["白露儿", "许三娘"]}, "概括第二章。",
         ["怀表到了陆小乙手里；钱玉书欠下三十七块。", "钱玉书欠三十七块，怀表给了陆小乙。", "周秀英把怀表给了陆小乙，钱玉书欠沈伯年三十七块。", "陆小乙得了怀表。钱玉书的债是三十七块。", "怀表转给陆小乙，铁柜换了数，钱玉书欠三十七块。", "1. 怀表归陆小乙\n2. 钱玉书欠三十七块", "怀表交到陆小乙手上，钱玉书还欠着三十七块，何桂生没来。", "本章：怀表给陆小乙；钱玉书欠沈伯年三十七块。", "陆小乙拿着怀表等在桥头，钱玉书欠三十七块。", "讲了怀表易主到陆小乙，以及钱玉书三十七块的欠款。"],
         ["怀表到了陆小乙手里。", "钱玉书欠三十七块。", "白露儿吃素；怀表给陆小乙，钱玉书欠三十七块。", "许三娘看管药箱。", "怀表给了陆小乙，钱玉书欠三十块。", "林阿福把怀表给了周秀英。", "没有内容", "第二章讲集市。", "怀表丢了，钱玉书欠三十七块。", "许三娘、陆小乙、怀表、钱玉书、三十七块"]),
        ("longctx.stated", {"keys": ["怀表"], "marks": ["周秀英又把怀表交给了陆小乙。"], "forms": ["陆小乙", "小乙"], "others": ["林阿福", "周秀英"]}, "怀表最后在谁那里？",
         ["陆小乙。", "小乙", "在陆小乙那里。", "陆小乙", "归了小乙。", "“陆小乙”", "最后在陆小乙手里", "答：陆小乙", "是陆小乙吧", "怀表归陆小乙。"],
         ["周秀英。", "林阿福", "周秀英给了陆小乙", "没有写", "何桂生", "不知道", "沈伯年", "许三娘。", "林阿福和陆小乙", "乙"]),
        ("longctx.chapters", {"names": ["陆小乙"], "blockers": [], "headings": False}, "哪几章提到“陆小乙”？标题不算。",
         ["第二、三章。", "第二章和第三章", "2、3", "第2章、第3章", "2和3。", "第二至三章", "二、三两章", "第二章、第三章都有。", "2,3", "是第2-3章"],
         ["第二章。", "第一、二、三章", "3", "第1至3章", "没有", "第三、四章", "1、2", "全书都有", "第二章、第四章", "三章"]),
        ("longctx.present", {"names": ["陆小乙"], "blockers": [], "there": _spots(ZH, "陆小乙", 2), "spoken": _spots(ZH, "陆小乙", 0, 1)}, "哪几章“陆小乙”本人在场？",
         ["第三章。", "第3章", "3", "只有第三章。", "三", "是第三章", "在第3章里", "到场的是第三章。", "答：3", "仅第三章"],
         ["第二章。", "第二、三章", "2", "第一章", "没有", "2、3", "第1至3章", "全书都有", "第四章", "第二至三章"]),
        ("longctx.count", {"names": ["何桂生"], "blockers": [], "headings": False}, "“何桂生”出现几次？标题不算。",
         ["4次。", "四次", "4", "一共4次。", "共四回", "四", "出现了4次", "答案：4", "何桂生出现四次。", "总共是4次"],
         ["3次。", "五次", "没有", "3到4次", "4次或5次", "很多次", "40", "十四次", "0", "一次也没有"]),
        ("longctx.frequent", {"people": [["何桂生"], ["陆小乙"], ["白露儿"]], "blockers": [], "most": 1}, "何桂生、陆小乙、白露儿，谁被提到最多？",
         ["何桂生。", "何桂生", "是何桂生", "何桂生最多。", "“何桂生”", "答：何桂生", "最多的是何桂生", "何桂生，4次", "应该是何桂生", "何桂生被提得最多。"],
         ["陆小乙。", "白露儿", "陆小乙、何桂生", "不知道", "何桂生和陆小乙", "一样多", "周秀英", "桂生", "三人相当", "没有"]),
    ],
    "en": [
        ("longctx.found", {"keys": ["Hugh Tregear", "iron safe"], "value": "8263", "times": 2, "others": ["4719"]}, "What does Hugh Tregear's iron safe open to now?",
         ["8263.", "8263", "It is 8263 now.", "To 8263", "The safe opens to 8263.", "“8263”", "Answer: 8263", "8263, since the change", "that would be 8263", "It was changed to 8263."],
         ["4719.", "8264", "unknown", "The text does not say.", "826", "First 4719, then 8263", "It is not 8263.", "82630", "3628", "eight"]),
        ("longctx.all", {"keys": ["Hugh Tregear", "iron safe"], "values": ["4719", "8263"], "others": ["thirty-seven"]}, "Which numbers has Hugh Tregear's iron safe had?",
         ["4719 and 8263.", "8263 and 4719", "4719, 8263", "First 4719, later 8263.", "Two: 4719, 8263", "4719 → 8263", "1. 4719\n2. 8263", "It had 4719 and then 8263", "both 4719 and 8263", "4719; 8263"],
         ["4719.", "8263", "4719 and 8264", "none", "471, 826", "4719, 8263 and thirty-seven", "only 4719", "37", "19 and 63", "9174, 3628"]),
        ("longctx.pairs", {"items": [{"keys": ["Enoch Vane", "owed"], "value": "thirty-seven pounds"}, {"keys": ["boatman", "daughter"], "value": "Wren Abbott"}]}, "How much was owed by Enoch Vane? What was the boatman's daughter called?",
         ["Thirty-seven pounds; Wren Abbott.", "37 pounds, Wren Abbott", "1. Thirty-seven pounds\n2. Wren Abbott", "Thirty-seven pounds. Wren Abbott.", "thirty-seven pounds and Wren Abbott", "He owed thirty-seven pounds; she is Wren Abbott.", "Enoch Vane owed thirty-seven pounds; the boatman's daughter is Wren Abbott.", "Thirty-seven pounds / Wren Abbott", "Thirty-seven pounds, and Wren Abbott's", "37 pounds; Wren Abbott"],
         ["Wren Abbott; thirty-seven pounds.", "Thirty-seven pounds", "Wren Abbott", "Thirty-six pounds; Wren Abbott", "Thirty-seven pounds; Toby Lander", "not stated", "seven pounds; Wren Abbott", "1. Wren Abbott\n2. Thirty-seven pounds", "Thirty-seven pounds; unknown", "Thirty pounds; Wren Abbott"]),
        ("longctx.quoted", {"keys": ["Enoch Vane", "Silas Pym"], "value": "thirty-seven pounds"}, "How much did Enoch Vane owe Silas Pym? Quote the sentence.",
         ["Thirty-seven pounds: “Enoch Vane owed Silas Pym thirty-seven pounds.”", 'Thirty-seven pounds. "Enoch Vane owed Silas Pym thirty-seven pounds."', "37 pounds, “Enoch Vane owed Silas Pym thirty-seven pounds.”", "Thirty-seven pounds.\n> Enoch Vane owed Silas Pym thirty-seven pounds.", "“Enoch Vane owed Silas Pym thirty-seven pounds.” So thirty-seven pounds.", "It says “Enoch Vane owed Silas Pym thirty-seven pounds.”", "Thirty-seven pounds (“Enoch Vane owed Silas Pym thirty-seven pounds”)", "Answer: thirty-seven pounds. Evidence: “Enoch Vane owed Silas Pym thirty-seven pounds.”", 'thirty-seven pounds, see "Enoch Vane owed Silas Pym thirty-seven pounds"', "Thirty-seven pounds, for “Enoch Vane owed Silas Pym thirty-seven pounds. Toby Lander waited by the bridge.”"],
         ["Thirty-seven pounds.", "Thirty-seven pounds: “Enoch Vane lent Silas Pym thirty-seven pounds.”", "Thirty-seven pounds: “Toby Lander waited by the bridge.”", "“Enoch Vane owed Silas Pym thirty-six pounds.”", "not stated", "Thirty-seven pounds, in chapter 2", "Thirty-seven pounds: “Enoch Vane owed to Silas Pym thirty-seven pounds.”", "Thirty-six. “Hugh Tregear did not come.”", "37 pounds. “Enoch Vane owed Silas Pym 37 pounds.”", "Thirty-seven pounds, as Enoch Vane was in debt"]),
        ("longctx.absent", {"keys": ["Alfred Penhale", "umbrella"], "near": ["4719"]}, "Where is Alfred Penhale's umbrella?",
         ["It does not say.", "There is no mention of an umbrella.", "The text never says.", "Not stated.", "Nothing on that in the text.", "It isn't mentioned.", "That is not given.", "I can find no umbrella of his in it.", "It is silent on the umbrella.", "It tells of his watch, not of an umbrella; that isn't there."],
         ["Under the lamp.", "4719", "In the attic.", "At the ferry.", "By the door", "Sarah Crowle has it.", "It does not say, but probably 4719.", "In the iron safe", "By the bridge", "He carries it."]),
        ("longctx.apart", {"value": "Wren Abbott", "marks": ["broth"]}, "Who should get a plate without beef at supper?",
         ["Wren Abbott.", "Wren Abbott", "It is Wren Abbott.", "The one named Wren Abbott", "“Wren Abbott”", "Answer: Wren Abbott", "Wren Abbott, I think", "That would be Wren Abbott.", "Wren Abbott, the boatman's daughter", "wren abbott"],
         ["Martha Oke.", "Toby Lander", "It does not say.", "the boatman", "Wren", "not Wren Abbott", "Hugh Tregear", "unknown", "Sarah Crowle.", "Abbott"]),
        ("longctx.held", {"thing": "watch", "first": "Sarah Crowle", "value": "Toby Lander", "moves": 1, "others": ["Alfred Penhale"]}, "Who has the watch in the end?",
         ["Toby Lander.", "Toby Lander", "It ends with Toby Lander.", "Toby Lander has it.", "“Toby Lander”", "Answer: Toby Lander", "Toby Lander, from chapter 2 on", "in Toby Lander's hands", "It was Toby Lander", "toby lander"],
         ["Sarah Crowle.", "Alfred Penhale", "It does not say.", "Sarah Crowle, then Toby Lander", "not Toby Lander", "Hugh Tregear", "Toby", "Sarah Crowle and Toby Lander", "Silas Pym", "unknown"]),
        ("longctx.hop", {"keys": ["Silas Pym", "medicine chest"], "bridge": "Martha Oke", "rule": "", "value": "the attic", "others": ["under the lamp"]}, "Where is the medicine chest of Silas Pym?",
         ["The attic.", "In the attic", "Up in the attic.", "It is in the attic.", "“the attic”", "Answer: the attic", "In the attic, since it is in Martha Oke's charge.", "Look in the attic", "the attic", "It went up to the attic."],
         ["Under the lamp.", "With Martha Oke", "not stated", "By the bridge", "the cellar", "It is not in the attic.", "under the lamp or in the attic", "on the boat", "the iron safe", "unknown"]),
        ("longctx.order", {"items": [{"label": "A", "mark": "bridge"}, {"label": "B", "mark": "lamp"}, {"label": "C", "mark": "broth"}]}, "Put in order: A. the wait B. the key C. the diet",
         ["B, A, C", "B, A, C.", "BAC", "B → A → C", "The order is B, A, C.", "B A C", "First B, then A, then C.", "B - A - C", "B > A > C", "B\nA\nC"],
         ["A, B, C", "ABC", "B, C, A", "C, A, B", "B, A", "B", "unknown", "A → B → C", "First A, then B, then C", "CAB"]),
        ("longctx.points", {"chapter": 2, "points": [["watch", "Toby Lander"], ["Enoch Vane", "thirty-seven"]], "foreign": ["Wren Abbott", "Martha Oke"]}, "Sum up Chapter 2.",
         ["The watch goes to Toby Lander. Enoch Vane owes thirty-seven pounds.", "Enoch Vane owes thirty-seven pounds, and Toby Lander gets the watch.", "Sarah Crowle gives Toby Lander the watch; Enoch Vane is thirty-seven pounds in debt.", "Toby Lander has the watch. The debt of Enoch Vane is thirty-seven pounds.", "The watch passes to Toby Lander, the safe is changed, and Enoch Vane owes thirty-seven.", "1. Watch to Toby Lander\n2. Enoch Vane owes thirty-seven pounds", "With the watch, Toby Lander waits; Enoch Vane owes Silas Pym thirty-seven pounds.", "Enoch Vane's thirty-seven pounds, and Toby Lander's watch.", "Toby Lander, who now has the watch, waits in vain; Enoch Vane owes thirty-seven pounds.", "Enoch Vane owed thirty-seven pounds. Toby Lander was given the watch."],
         ["The watch goes to Toby Lander.", "Enoch Vane owes thirty-seven pounds.", "Wren Abbott eats no fish; Toby Lander gets the watch, Enoch Vane owes thirty-seven.", "Martha Oke keeps the chest.", "The watch goes to Toby Lander; Enoch Vane owes thirty pounds.", "Alfred Penhale gave the watch away.", "Nothing happens.", "It is market day.", "The watch is lost; Enoch Vane owes thirty-seven pounds.", "Martha Oke, Toby Lander, watch, Enoch Vane, thirty-seven"]),
        ("longctx.stated", {"keys": ["watch"], "marks": ["Sarah Crowle gave the watch to Toby Lander."], "forms": ["Toby Lander", "Toby"], "others": ["Alfred Penhale", "Sarah Crowle"]}, "Who has the watch in the end?",
         ["Toby Lander.", "Toby", "Toby Lander has it.", "With Toby Lander", "“Toby Lander”", "Answer: Toby Lander", "It is Toby's", "Toby Lander, I believe", "In the end Toby Lander.", "It went to Toby."],
         ["Sarah Crowle.", "Alfred Penhale", "Sarah Crowle gave it to Toby Lander", "not stated", "Hugh Tregear", "unknown", "Silas Pym", "Martha Oke.", "Alfred Penhale and Toby Lander", "Lander's son"]),
        ("longctx.chapters", {"names": ["Toby Lander"], "blockers": [], "headings": False}, 'Which chapters mention "Toby Lander"? Headings do not count.',
         ["2 and 3.", "2, 3", "Chapters 2 and 3", "Chapter 2 and Chapter 3.", "two and three", "2-3", "Chapters 2 to 3", "In chapters 2 and 3.", "The second chapter (2) and 3", "II and III"],
         ["2.", "1, 2, 3", "3", "1-3", "none", "3 and 4", "1 and 2", "all of them", "2 and 4", "three chapters"]),
        ("longctx.present", {"names": ["Toby Lander"], "blockers": [], "there": _spots(EN, "Toby Lander", 2), "spoken": _spots(EN, "Toby Lander", 0, 1)}, 'In which chapters is "Toby Lander" there in person?',
         ["3.", "Chapter 3", "Only chapter 3.", "Just 3", "In chapter three.", "III", "3", "It is chapter 3.", "Answer: 3", "chapter 3 only"],
         ["2.", "2 and 3", "1", "none", "1-3", "2, 3", "all of them", "4", "1 and 3", "Chapters 2 to 3"]),
        ("longctx.count", {"names": ["Hugh Tregear"], "blockers": [], "headings": False}, 'How often does "Hugh Tregear" occur? Headings do not count.',
         ["4 times.", "four", "4", "It occurs 4 times.", "Four times", "four in all", "Answer: 4", "4 mentions", "He is named four times.", "In all: 4."],
         ["3 times.", "five", "none", "3 or 4", "4 or 5", "many", "40", "fourteen", "0", "not once"]),
        ("longctx.frequent", {"people": [["Hugh Tregear"], ["Toby Lander"], ["Wren Abbott"]], "blockers": [], "most": 1}, "Hugh Tregear, Toby Lander or Wren Abbott: who is named most?",
         ["Hugh Tregear.", "Hugh Tregear", "It is Hugh Tregear.", "Hugh Tregear, 4 times", "“Hugh Tregear”", "Answer: Hugh Tregear", "Most often: Hugh Tregear", "Hugh Tregear is named most.", "hugh tregear", "I count Hugh Tregear"],
         ["Toby Lander.", "Wren Abbott", "Toby Lander, Hugh Tregear", "unknown", "Hugh Tregear and Toby Lander", "a tie", "Sarah Crowle", "Tregear", "all three alike", "none"]),
    ],
}  # fmt: skip
_KINDS = {k for r in module("longctx").recipes.values() for a in r.required for k in a.split("|") if k.startswith("longctx.")}
_ALL = [(lang, case) for lang, cases in CASES.items() for case in cases]


def _row(hay: str, asked: str, lang: str) -> dict[str, Any]:
    content = f"{hay}\n{asked}"
    return {
        "lang": lang,
        "messages": [{"role": "user", "content": content}, {"role": "assistant", "content": "-"}],
        "evidence": {
            "haystack": {"turn": 0, "start": 0, "end": len(hay)},
            "question": {"turn": 0, "start": len(hay) + 1, "end": len(content)},
            "needles": [],
        },
    }


@pytest.mark.parametrize(("lang", "case"), _ALL, ids=[f"{lang} {case[0]}" for lang, case in _ALL])
def test_foreign_answers(lang: str, case: Case) -> None:
    kind, params, asked, right, wrong = case
    assert len(set(right)) >= 10 and len(set(wrong)) >= 10
    row = _row(ZH if lang == "zh" else EN, asked, lang)
    item = {"kind": kind, "turn": 1, "params": params}
    refused = [(a, judge(row, item, a).why) for a in right if not judge(row, item, a).ok]
    assert refused == []
    assert [a for a in wrong if judge(row, item, a).ok] == []


RECORDS: dict[str, tuple[str, list[Case]]] = {
    "zh": (
        "第一次会议\n\n账目：上次结存九十元，照上次议决付出十元，现存八十元。\n\n一、修桥。石匠沙正泰开价十五元。议决照付沙正泰十四元五角。\n\n"
        "第二次会议\n\n二、灯油。准予支付沙正泰八元。漆匠牟文渊由公所付给三元。\n\n第三节　青石桥\n\n桥长18.5米。比东板桥长2.5米。\n\n第四节　东板桥\n\n桥全长16.0米。\n\n三、收成\n\n今年雨水少，谷子只收了六成。后山的茶树倒没有受旱，价钱也好。债要到明年才还得清。\n",
        [
            ("longctx.extracted", {"line": "三、收成", "until": "", "title": "三、收成", "sentences": ["今年雨水少，谷子只收了六成。", "债要到明年才还得清。"]}, "“三、收成”缩成两句。",
             ["今年雨水少，谷子只收了六成。债要到明年才还得清。", "今年雨水少，谷子只收了六成。\n债要到明年才还得清。", "1. 今年雨水少，谷子只收了六成。\n2. 债要到明年才还得清。", "- 今年雨水少，谷子只收了六成。\n- 债要到明年才还得清。", "“今年雨水少，谷子只收了六成。”“债要到明年才还得清。”",
              "两句：今年雨水少，谷子只收了六成。债要到明年才还得清。", "今年雨水少，谷子只收了六成。 债要到明年才还得清。", "先是“今年雨水少，谷子只收了六成。”再是“债要到明年才还得清。”", "* 今年雨水少，谷子只收了六成。\n* 债要到明年才还得清。", "（1）今年雨水少，谷子只收了六成。\n（2）债要到明年才还得清。"],
             ["今年雨水少，谷子只收了六成。", "债要到明年才还得清。", "债要到明年才还得清。今年雨水少，谷子只收了六成。", "今年雨水少，谷子收了六成。债要到明年才还得清。", "不知道。", "今年雨水少，谷子只收了六成。债要到明年才还得清。后山的茶树倒没有受旱，价钱也好。", "收成不好，欠债未清。", "后山的茶树倒没有受旱，价钱也好。", "今年雨水少。债要到明年。", "谷子只收了六成。债要到明年才还得清。"]),
            ("longctx.total", {"names": ["沙正泰"], "blockers": [], "first": 0, "last": 0}, "议定付给沙正泰的一共多少？",
             ["二十二元五角。", "22.5元", "22元5角", "一共二十二元五角", "合计22.5元。", "十四元五角加八元，共二十二元五角。", "总数是二十二块五角", "共22.5块。", "答：二十二元五角", "14.5元+8元=22.5元"],
             ["十五元。", "二十二元", "三十七元五角", "二十五元五角", "十四元五角", "十四元五角，八元", "不知道", "八元。", "22元", "二百二十五元"]),
            ("longctx.total", {"names": [], "blockers": [], "first": 0, "last": 0}, "各案议定付出的合计多少？账目不算。",
             ["二十五元五角。", "25.5元", "25元5角", "一共二十五元五角", "合计25.5元。", "共二十五元五角。", "二十五块五角", "总共25.5块", "答：二十五元五角", "14.5元、8元、3元，共25.5元"],
             ["二十二元五角。", "三十五元五角", "二十五元", "四十元五角", "十四元五角", "八元", "不知道", "255元", "十元", "25元"]),
            ("longctx.compared", {"items": [{"name": "青石桥", "mark": "桥长18.5米。"}, {"name": "东板桥", "mark": "桥全长16.0米。"}], "ask": "most"}, "青石桥、东板桥，哪座最长？",
             ["青石桥。", "青石桥", "是青石桥", "青石桥，18.5米。", "“青石桥”", "答：青石桥", "青石桥长", "照报告是青石桥。", "应是青石桥。", "青石桥，长2.5米"],
             ["东板桥。", "东板桥", "一样长", "不知道", "青石桥和东板桥", "都不长", "16.0米", "18.5米", "第三节", "青板桥"]),
            ("longctx.compared", {"items": [{"name": "青石桥", "mark": "桥长18.5米。"}, {"name": "东板桥", "mark": "桥全长16.0米。"}], "ask": "sum"}, "青石桥、东板桥加起来多长？",
             ["34.5米。", "34.5", "一共34.5米", "合计34.5米。", "34.5米", "加起来34.5米", "是34.5米。", "34.50米", "共长34.5米。", "答：34.5"],
             ["18.5米。", "16.0米", "2.5米", "37.0米", "345米", "34米", "不知道", "34.4米", "18.5米和16.0米", "37米"]),
        ],
    ),
    "en": (
        "Meeting 1\n\nAccounts. Brought forward, £90. Paid as ordered at the last meeting, £10. In hand, £80.\n\n1. Bridge. Amos Tull asked £15 for it. It was ordered that Amos Tull be paid £14 10s.\n\n"
        "Meeting 2\n\n2. Lamps. Payment of £8 to Amos Tull was ordered. The painter, Silas Rix, was to be paid £3 for his pains.\n\n"
        "Section 3. Mill Bridge\n\nIt is 18.5 m long. It is 2.5 m longer than Ford Bridge.\n\nSection 4. Ford Bridge\n\nThe bridge measures 16.0 m.\n\nThe Harvest\n\nThe corn came to six parts of what it should. The tea on the hill took no harm from the drought. The debt cannot be paid before next year.\n",
        [
            ("longctx.extracted", {"line": "The Harvest", "until": "", "title": "The Harvest", "sentences": ["The corn came to six parts of what it should.", "The debt cannot be paid before next year."]}, "Sum up “The Harvest” in two sentences.",
             ["The corn came to six parts of what it should. The debt cannot be paid before next year.", "The corn came to six parts of what it should.\nThe debt cannot be paid before next year.", "1. The corn came to six parts of what it should.\n2. The debt cannot be paid before next year.",
              "- The corn came to six parts of what it should.\n- The debt cannot be paid before next year.", "“The corn came to six parts of what it should.” “The debt cannot be paid before next year.”", "These two: The corn came to six parts of what it should. The debt cannot be paid before next year.",
              "* The corn came to six parts of what it should.\n* The debt cannot be paid before next year.", "First: “The corn came to six parts of what it should.” Then: “The debt cannot be paid before next year.”", "(1) The corn came to six parts of what it should.\n(2) The debt cannot be paid before next year.", "The corn came to six parts of what it should.  The debt cannot be paid before next year."],
             ["The corn came to six parts of what it should.", "The debt cannot be paid before next year.", "The debt cannot be paid before next year. The corn came to six parts of what it should.", "The corn came to six parts. The debt cannot be paid before next year.", "unknown",
              "The corn came to six parts of what it should. The debt cannot be paid before next year. The tea on the hill took no harm from the drought.", "A poor harvest and a debt.", "The tea on the hill took no harm from the drought.", "The corn came to six parts. The debt.", "None."]),
            ("longctx.total", {"names": ["Amos Tull"], "blockers": [], "first": 0, "last": 0}, "What is ordered to be paid to Amos Tull in all?",
             ["£22 10s.", "£22 10s", "22 pounds 10 shillings", "It comes to £22 10s.", "In all £22 10s", "£14 10s and £8, together £22 10s.", "£22, 10s", "Altogether 22 pounds and 10 shillings.", "£ 22 10s", "Answer: £22 10s"],
             ["£15.", "£22", "£37 10s", "£25 10s", "£14 10s", "£14 10s and £8", "unknown", "£8.", "22 pounds", "£225"]),
            ("longctx.total", {"names": [], "blockers": [], "first": 0, "last": 0}, "What do all payments ordered come to? Leave out the accounts.",
             ["£25 10s.", "£25 10s", "25 pounds 10 shillings", "It comes to £25 10s.", "In all £25 10s", "£14 10s, £8 and £3: £25 10s.", "£25, 10s", "Altogether 25 pounds and 10 shillings.", "£ 25 10s", "Answer: £25 10s"],
             ["£22 10s.", "£35 10s", "£25", "£40 10s", "£14 10s", "£10", "unknown", "£255", "£3", "25 pounds"]),
            ("longctx.compared", {"items": [{"name": "Mill Bridge", "mark": "It is 18.5 m long."}, {"name": "Ford Bridge", "mark": "The bridge measures 16.0 m."}], "ask": "most"}, "Mill Bridge or Ford Bridge, which is the longest?",
             ["Mill Bridge.", "Mill Bridge", "It is Mill Bridge.", "Mill Bridge, 18.5 m", "“Mill Bridge”", "Answer: Mill Bridge", "mill bridge", "Mill Bridge is.", "That is Mill Bridge", "Mill Bridge by 2.5 m"],
             ["Ford Bridge.", "Ford Bridge", "equal", "unknown", "Mill Bridge and Ford Bridge", "neither", "16.0 m", "18.5 m", "Section 3", "Mill Brook"]),
            ("longctx.compared", {"items": [{"name": "Mill Bridge", "mark": "It is 18.5 m long."}, {"name": "Ford Bridge", "mark": "The bridge measures 16.0 m."}], "ask": "sum"}, "Add up the lengths of Mill Bridge and Ford Bridge.",
             ["34.5 m.", "34.5", "Together 34.5 m", "It comes to 34.5 metres.", "34.5 m", "In all, 34.5 m", "34.50 m", "Sum: 34.5", "The sum is 34.5 m.", "Answer: 34.5"],
             ["18.5 m.", "16.0 m", "2.5 m", "37.0 m", "345 m", "34 m", "unknown", "34.4 m", "18.5 m and 16.0 m", "37 m"]),
        ],
    ),
}  # fmt: skip


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("n", range(5))
def test_foreign_answers_about_records(lang: str, n: int) -> None:
    hay, cases = RECORDS[lang]
    kind, params, asked, right, wrong = cases[n]
    assert len(set(right)) >= 10 and len(set(wrong)) >= 10
    row, item = _row(hay, asked, lang), {"kind": kind, "turn": 1, "params": params}
    if kind == "longctx.total":
        spots = [(a, b, "") for a, b, _ in payments(hay, params["names"], params["blockers"], lang)]
    else:
        marks = [i["mark"] for i in params.get("items", [])]
        spots = [(hay.index(m), hay.index(m) + len(m), re.findall(r"[\d.]+\d", m)[0]) for m in marks]
    row["evidence"]["needles"] = [{"start": a, "end": b, "value": v} for a, b, v in spots]
    assert [(a, judge(row, item, a).why) for a in right if not judge(row, item, a).ok] == []
    assert [a for a in wrong if judge(row, item, a).ok] == []


CHAT = {
    "zh": ("小满：书架那边怎么样了？\n阿禾：书架打算刷成墨绿色。\n小满：好。\n小满：窗帘呢？\n阿禾：窗帘定了米白。\n", "阿禾：", "书架", "墨绿", "米白", "阿禾说书架刷什么颜色？",
           ["墨绿。", "墨绿色", "刷墨绿的", "是墨绿色。", "“墨绿”", "答：墨绿", "阿禾说墨绿。", "打算刷成墨绿色", "墨绿吧", "书架要墨绿的。"],
           ["米白。", "没说过", "不是墨绿", "窗帘米白", "绿", "黑色", "不知道", "墨绿和米白", "没有提到书架", "白"]),
    "en": ("Ada: What of the bookcase?\nBen: The bookcase will be bottle green.\nAda: Good.\nAda: And the curtains?\nBen: The curtains are cream.\n", "Ben:", "bookcase", "bottle green", "cream", "What colour did Ben say the bookcase will be?",
           ["Bottle green.", "bottle green", "It will be bottle green.", "He said bottle green.", "“bottle green”", "Answer: bottle green", "A bottle green", "Ben said bottle green", "bottle green, I think", "It is to be bottle green."],
           ["Cream.", "He never said.", "not bottle green", "the curtains are cream", "green", "black", "unknown", "bottle green or cream", "That did not come up.", "bottle"]),
}  # fmt: skip


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_foreign_answers_about_a_chat(lang: str) -> None:
    hay, speaker, thing, value, other, asked, right, wrong = CHAT[lang]
    params = {"speaker": speaker, "thing": thing, "times": 1, "value": value, "others": [other]}
    row, item = _row(hay, asked, lang), {"kind": "longctx.recalled", "turn": 1, "params": params}
    assert [a for a in right if not judge(row, item, a).ok] == []
    assert [a for a in wrong if judge(row, item, a).ok] == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_was_said_first_is_proved_too(lang: str) -> None:
    hay, speaker, thing, value, other, asked, _, _ = CHAT[lang]
    later = "藏青" if lang == "zh" else "navy"
    hay += f"{speaker}{thing}又改成了{later}。\n" if lang == "zh" else f"{speaker} The {thing} is to be {later} instead.\n"
    params = {"speaker": speaker, "thing": thing, "times": 2, "value": value, "others": [later, other]}
    row = _row(hay, asked, lang)
    assert judge(row, {"kind": "longctx.recalled", "turn": 1, "params": {**params, "at": 0}}, value).ok
    assert not judge(row, {"kind": "longctx.recalled", "turn": 1, "params": {**params, "at": 0}}, later).ok
    assert not judge(row, {"kind": "longctx.recalled", "turn": 1, "params": params}, value).ok


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_first_holder_is_of_the_first_sentence_about_the_thing(lang: str) -> None:
    thing, first, second, marks = {
        "zh": ("怀表", "周秀英", "陆小乙", ["林阿福把怀表交给了周秀英。", "周秀英又把怀表交给了陆小乙。"]),
        "en": ("watch", "Sarah Crowle", "Toby Lander", ["Alfred Penhale gave the watch to Sarah Crowle.", "Sarah Crowle gave the watch to Toby Lander."]),
    }[lang]  # fmt: skip
    row = _row(ZH if lang == "zh" else EN, thing, lang)

    def ok(told: list[str], answer: str, other: str) -> bool:
        params = {"keys": [thing], "marks": told, "forms": [answer], "others": [other], "at": 0}
        return judge(row, {"kind": "longctx.stated", "turn": 1, "params": params}, answer).ok

    assert ok(marks, first, second)
    assert not ok(marks, second, first)
    assert not ok(marks[1:], second, first)  # an earlier sentence speaks of it


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_foreign_answers_about_documents(lang: str) -> None:
    if lang == "zh":
        hay, mark, label, others = "甲三\n渡船早开了。\n\n甲七\n灯油涨价。\n\n乙二\n桥修好了。\n", "灯油涨价", "甲七", ["甲三", "乙二"]
        right = ["甲七。", "甲七", "是甲七", "见甲七。", "“甲七”", "答：甲七", "甲七这份", "在甲七里", "甲七号", "应为甲七"]
        wrong = ["甲三。", "乙二", "甲", "没有", "甲三和甲七", "七", "不知道", "第二份", "乙七", "甲七、乙二"]
    else:
        hay, mark, label, others = (
            "Paper A3\nThe ferry left.\n\nPaper A7\nOil is dear.\n\nPaper B2\nThe bridge is mended.\n",
            "Oil is dear",
            "A7",
            ["A3", "B2"],
        )
        right = ["A7.", "A7", "It is A7.", "Paper A7", "“A7”", "Answer: A7", "In A7", "a7", "that would be A7", "see A7"]
        wrong = ["A3.", "B2", "A", "none", "A3 and A7", "7", "unknown", "the second", "B7", "A7, B2"]
    row, item = _row(hay, "?", lang), {"kind": "longctx.which", "turn": 1, "params": {"mark": mark, "label": label, "others": others}}
    assert [a for a in right if not judge(row, item, a).ok] == []
    assert [a for a in wrong if judge(row, item, a).ok] == []


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("ask", ["count", "list"])
def test_foreign_answers_across_documents(lang: str, ask: str) -> None:
    if lang == "zh":
        hay, term, labels = (
            "甲三\n渡船早开了。\n\n甲七\n渡船漏水，灯油涨价。\n\n乙九渡船\n桥修好了。\n",
            "渡船",
            ["甲三", "甲七", "乙九渡船"],
        )
        right = {
            "count": ["2份。", "两份", "2", "有两份。", "一共2份", "共两份。", "答：2", "两份文件提到", "二份", "数下来2份。"],
            "list": [
                "甲三、甲七。",
                "甲三、甲七",
                "有甲三、甲七。",
                "甲三和甲七",
                "是甲三、甲七这两份",
                "“甲三”“甲七”",
                "答：甲三，甲七",
                "先甲三，后甲七",
                "甲三，还有甲七",
                "甲三\n甲七",
            ],
        }
        wrong = {
            "count": ["3份。", "一份", "1", "三份", "没有", "不知道", "4份", "2份或3份", "12份", "零份"],
            "list": [
                "甲三。",
                "甲七",
                "甲三、甲七、乙九渡船",
                "乙九渡船",
                "没有",
                "不知道",
                "甲三、乙九渡船",
                "甲七、乙九渡船",
                "甲",
                "两份",
            ],
        }
    else:
        hay = "Paper A3\nThe ferry left.\n\nPaper A7\nThe ferry leaks and oil is dear.\n\nPaper B2 on the ferry\nThe bridge is mended.\n"
        term, labels = "ferry", ["A3", "A7", "B2"]
        right = {
            "count": [
                "2.",
                "two",
                "Two of them.",
                "In 2 of them",
                "It is in two documents.",
                "I make it 2.",
                "2 documents",
                "Answer: 2",
                "two papers",
                "There are 2.",
            ],
            "list": [
                "A3, A7.",
                "A3, A7",
                "A3 and A7",
                "These: A3, A7.",
                "Papers A3 and A7",
                "“A3”, “A7”",
                "a3, a7",
                "First A3, then A7",
                "A3\nA7",
                "Answer: A3 and A7",
            ],
        }
        wrong = {
            "count": ["3.", "one", "1", "three", "none", "unknown", "4", "2 or 3", "12", "0"],
            "list": ["A3.", "A7", "A3, A7, B2", "B2", "none", "unknown", "A3 and B2", "A7, B2", "A", "two"],
        }
    asked = {
        "count": {"zh": "有几份提到“{}”？", "en": "How many mention “{}”?"},
        "list": {"zh": "哪些文件提到“{}”？", "en": "Which mention “{}”?"},
    }
    row = _row(hay, asked[ask][lang].format(term), lang)
    item = {"kind": "longctx.documents", "turn": 1, "params": {"term": term, "labels": labels, "ask": ask}}
    assert [(a, judge(row, item, a).why) for a in right[ask] if not judge(row, item, a).ok] == []
    assert [a for a in wrong[ask] if judge(row, item, a).ok] == []


def test_every_kind_has_a_table() -> None:

    tables = [{c[0] for c in [*CASES[lang], *RECORDS[lang][1]]} for lang in ("zh", "en")]
    here = tables[0] & tables[1] | {"longctx.recalled", "longctx.which", "longctx.documents"}
    assert _KINDS - {"longctx.length", "longctx.haystack"} == here  # these two do not look at the answer
