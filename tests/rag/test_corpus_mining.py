"""What is asked of a document and what is not: each case is a way in which a mined fact would make a poor question or a poor answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.corpus import spots
from rag.corpus.files import read_corpus
from rag.corpus.fitness import answers, names_enough, points_elsewhere, says_more
from rag.corpus.mine import mine
from rag.corpus.mined import Mined
from rag.corpus.names import Naming
from rag.corpus.structure import Source
from rag.corpus.swaps import changed


def _mined(folder: Path, text: str, name: str = "doc.md") -> tuple[Source, list[Mined]]:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, "utf-8")
    sources, _ = read_corpus(folder)
    source = next(s for s in sources if s.path == name)
    return source, mine(source, Naming([s for s in sources if s.lang == source.lang]))


def _values(folder: Path, text: str) -> dict[str, list[str]]:
    out: dict[str, list[str]] = {}
    for m in _mined(folder, text)[1]:
        out.setdefault(m.kind, []).append(m.value)
    return out


@pytest.mark.parametrize(
    "opening",
    [
        "Review the [speaking playbook](/playbook).",
        "Guidance on travel card balances and their use.",
        "If your travel card is lost, follow these mandatory steps.",
        "Travel card rules should be enforced by every office ([here's why](/why)).",
        "There are several ways to get a travel card.",
        "We have a guide for the travel card, because guides are how we work.",
        "*Note: your travel card must be active before you fly.",
        "This guide explains what the travel card is for.",
        "Cardholder checklist: Each traveller must keep the card active.",
    ],
)
def test_a_pointer_or_a_fragment_is_no_answer(opening: str, tmp_path: Path) -> None:
    found = _values(tmp_path, f"# Travelling for work\n\nIntro.\n\n## Travel card balance\n\n{opening}\n")
    assert "topic" not in found


def test_the_sentence_after_a_good_one_is_cut_where_it_points_away(tmp_path: Path) -> None:
    text = "# Travelling\n\nIntro.\n\n## Travel card balance\n\nA travel card balance is paid back within a month of the journey. Learn more about it [here](/x).\n"
    assert _values(tmp_path, text)["topic"] == ["A travel card balance is paid back within a month of the journey"]


@pytest.mark.parametrize(
    ("question", "value", "fits"),
    [
        ("How much do we pay interviewees", "We pay interviewees well and on time, as they deserve", False),
        ("How much do we pay interviewees", "Interviewees get $75 for an hour of their time", True),
        ("How are new groups different from old groups", "New groups work a little differently than old groups", False),
        ("Do you have any tips on Slack", "Slack can be overwhelming for both new and existing employees", False),
        ("How do I set up my profile", "Profiles have been part of the product since its very early days", False),
        ("How do I set up my profile", "Open the menu, choose Edit and add your team and pronouns", True),
        ("Who signs the agreement", "Signing takes place in the presence of both", False),
        ("Who signs the agreement", "The director of the division signs it first", True),
        ("Can I book outside the system", "Bookings in the system began with the reform", False),
        ("Can I book outside the system", "Yes, where the price is lower by a tenth", True),
    ],
)
def test_an_answer_is_of_the_kind_that_is_asked_for(question: str, value: str, fits: bool) -> None:
    assert answers(question, value, "en") is fits


def test_an_answer_says_more_than_its_question() -> None:
    assert not says_more("records management", "All staff do records management", "en")
    assert says_more("records management", "Files are kept for seven years and then shredded by the archive", "en")
    assert not says_more("焯水的做法", "焯水的做法", "zh") and says_more("焯水", "原料与冷水同时下锅，烧开后捞出沥干备用", "zh")


def test_chinese_pointers() -> None:
    assert points_elsewhere("一份早餐的营养价值如下。", "一份早餐的营养价值如下。", "zh")
    assert not points_elsewhere("压力锅让蒸汽积聚在锅中。", "压力锅让蒸汽积聚在锅中。", "zh")


def test_headings_that_say_little_need_their_document() -> None:
    assert not names_enough("approval timeline", "en") and not names_enough("how we do our work together", "en")
    assert names_enough("FMLA for caregivers", "en") and names_enough("blood, bone marrow, and organ donation", "en")


def test_labels_of_samples_and_of_several_things_are_nobodys(tmp_path: Path) -> None:
    sample = "# Hiring plan\n\nIntro.\n\n## Example resume\n\nAvailability: April 1, 2024\n"
    assert "keyed" not in _values(tmp_path, sample)
    assert "word" not in _values(tmp_path, "# General contacts\n\nIntro.\n\n- Agency: Bureau of Maps\n")
    assert _values(tmp_path, "# Remote plan\n\nIntro.\n\nPublished: 7 November 2019\n")["keyed"] == ["7 November 2019"]


def test_a_participle_is_asked_for_by_its_noun(tmp_path: Path) -> None:
    keyed = [m for m in _mined(tmp_path, "# Remote plan\n\nIntro.\n\nPublished: 7 November 2019\n")[1] if m.kind == "keyed"]
    assert [m.words["key"] for m in keyed] == ["publication date"]


def test_rows_that_tell_what_somebody_does_are_not_named(tmp_path: Path) -> None:
    table = (
        "# Staff exchange\n\nIntro.\n\n| Step | Time |\n| --- | --- |\n| Office completes forms | 3 days |\n| Security check | 5 days |\n"
    )
    assert [m.words["row"] for m in _mined(tmp_path, table)[1] if m.kind == "cell"] == ["Security check"]


def test_terms_are_found_wherever_they_are_explained(tmp_path: Path) -> None:
    text = (
        "# Working at the bureau\n\nPeople come and go here all the time, and most of them stay for four years.\n\n## Moves\n\n"
        "A secondment is a temporary assignment to another office of the bureau. Because Gridmail is a web application, nothing is installed. "
        "The only way is a written request. This office is a place where people meet each other daily.\n"
    )
    terms = [m for m in _mined(tmp_path, text)[1] if m.kind == "term"]
    assert [(m.words["term"], m.value) for m in terms] == [
        ("a secondment", "A secondment is a temporary assignment to another office of the bureau")
    ]


def test_chinese_terms(tmp_path: Path) -> None:
    text = "# 厨房常识\n\n做饭前先看一遍。\n\n## 术语\n\n挂糊是指把调好的面糊裹在原料表面再下锅的方法。口感酥松，是一款常见的点心。它是一种老办法，很多人都会。\n"
    assert [m.words["term"] for m in _mined(tmp_path, text)[1] if m.kind == "term"] == ["挂糊"]


def test_documents_known_by_a_number_are_not_asked_for_by_it(tmp_path: Path) -> None:
    text = "Some notes were taken here.\n\nIntermittent Fasting (IF) is an eating pattern where people cycle between eating and fasting.\n"
    found = _mined(tmp_path, text, "train-00024.txt")[1]
    assert [m.kind for m in found if "Fasting" in m.value] == ["alone"]


def test_a_title_that_many_have_says_its_folder(tmp_path: Path) -> None:
    source, _ = _mined(
        tmp_path, "# Frequently Asked Questions\n\n## Attaching receipts\n\nReceipts are scanned first.\n", "travel-rules/faq.md"
    )
    assert source.title == "Frequently Asked Questions (travel rules)"


def test_an_edit_leaves_no_half_link(tmp_path: Path) -> None:
    text = "# Yarn\n\n[Yarn](https://tool.example/) is a package manager and cloud-based registry for [Node](https://node.example/).\n"
    source, found = _mined(tmp_path, text)
    fact = next(m for m in found if m.kind == "defined")
    assert source.text[fact.start : fact.end].count("[") == source.text[fact.start : fact.end].count("](") == 2
    assert fact.value == "Yarn is a package manager and cloud-based registry for Node"


def test_a_sentence_that_opens_with_a_small_letter_is_not_told(tmp_path: Path) -> None:
    _, found = _mined(tmp_path, "# npm\n\nnpm is a package manager and cloud-based registry for several runtimes.\n")
    assert not any(m.value.startswith("npm is") for m in found)


@pytest.mark.parametrize(
    ("lang", "sentence"),
    [("en", "When a channel is no longer needed, it should be archived"), ("en", "Ask at least one colleague, not only the most patient")],
)
def test_fixed_phrases_are_not_changed(lang: str, sentence: str) -> None:
    assert changed(sentence, lang) == ((), (), ())


def test_articles_agree_after_a_change() -> None:
    assert changed("The bureau sends an annual report to the board", "en")[1] == ("The bureau sends a quarterly report to the board",)


def test_recipes_are_asked_without_praise_and_pointers(tmp_path: Path) -> None:
    text = (
        "# 清炒木耳的做法\n\n新手也能轻松掌握，全程大约只需 15 分钟左右就可以做好。\n\n## 附加内容\n\n- 火候不要太大，以免糊锅\n- 泡发时间不宜过长\n- 出锅前再放盐\n- 参考资料：某某视频教程\n\n"
        "## 必备原料和工具\n\n- 木耳\n- 盐\n- 盐\n"
    )
    found = _values(tmp_path, text)
    assert "figure" not in found and "need" not in found
    assert found["notes"] == ["- 火候不要太大，以免糊锅\n- 泡发时间不宜过长\n- 出锅前再放盐"]


def test_two_remarks_are_no_list_and_a_limping_sentence_is_no_answer(tmp_path: Path) -> None:
    text = (
        "# 甲乙法\n\n甲乙法是一种方法论，其中团队负责从开发到上线的整个过程，因此 AB，它不仅仅是实施一套技术，还需要文化的转变。\n\n"
        "## 注意事项\n\n- 火候不要太大\n- 泡发不宜过长\n"
    )
    found = {m.kind: m for m in _mined(tmp_path, text)[1]}
    assert "notes" not in found and "defined" not in found
    assert found["spot"].words["said"] == "甲乙法是一种\x03，其中团队负责从开发到上线的整个过程"


def test_other_kinds_of_thing_suit_the_measure_word() -> None:
    assert spots.others("学科", "甲是一门研究乙的\x03")[1] == ("技术", "语言", "课程")
    assert "标准" in spots.others("学科", "甲是研究乙的\x03")[1]


def test_quantities_are_asked_for_as_quantities(tmp_path: Path) -> None:
    text = "# 鳊鱼炖豆腐的做法\n\n鳊鱼炖豆腐是一道家常菜。\n\n预估卡路里：300 大卡\n\n## 计算\n\n- 鳊鱼：550 克\n- 生抽 10 ml\n"
    found = {m.words["key"]: (m.kind, m.value) for m in _mined(tmp_path, text)[1] if "key" in m.words}
    assert found == {"鳊鱼": ("amount", "550克"), "生抽": ("amount", "10ml"), "预估卡路里": ("keyed", "300大卡")}


def test_figures_are_asked_for_in_their_own_clause(tmp_path: Path) -> None:
    text = (
        "# Leaving\n\nIntro.\n\n## Reviews\n\nA review needs to come from a supervisor that you have worked under for 120 days. "
        "Begin this process at least two weeks before your last day. Employees must return the badge within 30 days of the last day.\n"
    )
    assert _values(tmp_path, text)["figure"] == ["30 days"]


def test_how_a_document_begins_is_its_gist(tmp_path: Path) -> None:
    text = "# Changing your name\n\nA change of name is entered in the staff list within a week and printed on a new badge by the front desk.\n\n## Badges\n\n- Blue\n"
    assert _values(tmp_path, text)["summary"] == [
        "A change of name is entered in the staff list within a week and printed on a new badge by the front desk"
    ]


def test_chinese_tables_are_asked_by_heads_that_measure(tmp_path: Path) -> None:
    table = "# 微波鱼的做法\n\n微波鱼是一道快手菜。\n\n| 鱼 | 微波时间 | 整块 |\n| --- | --- | --- |\n| 罗非鱼 | 6 分钟 | 74°C |\n"
    assert [(m.words["key"], m.value) for m in _mined(tmp_path, table)[1] if m.kind == "cell"] == [("微波时间", "6分钟")]


@pytest.mark.parametrize(
    "opening",
    [
        "If you have a medical event at home, the Widget Leave Act can help give you peace of mind.",
        "Please note that the Widget Leave Act is not official guidance outside of the bureau and its branches.",
        "The Widget Leave Act office is in the process of aligning roles and structures across all branches.",
    ],
)
def test_an_opening_that_leads_up_or_gives_notice_is_no_gist(tmp_path: Path, opening: str) -> None:
    _, found = _mined(tmp_path, f"# Widget Leave Act\n\n{opening}\n")
    assert all(m.kind != "summary" for m in found)


def test_a_matter_of_doing_is_answered_by_what_to_do(tmp_path: Path) -> None:
    text = (
        "# Handbook\n\n## Archiving a project channel\n\nYou must post a final note in the project channel and then ask the owner to archive it for good.\n\n"
        "## Nominating people for awards\n\nNominating people is great for some, but not everyone is comfortable with awards of that sort.\n"
    )
    _, found = _mined(tmp_path, text)
    assert [m.words["heading"] for m in found if m.kind == "doing"] == ["archiving a project channel"]


def test_an_edit_puts_another_of_the_kind_and_never_the_contrary() -> None:
    assert changed("Chaos engineering is a technique to meet requirements", "en")[1] == (
        "Chaos engineering is a standard to meet requirements",
    )
    assert changed("TLS is a thing designed to provide increased security over a network", "en") == ((), (), ())
    assert changed("混沌工程是一种满足弹性要求的技术", "zh")[1] == ("混沌工程是一种满足弹性要求的标准",)


def test_a_recipe_is_asked_for_times_by_what_is_cooked(tmp_path: Path) -> None:
    text = (
        "# 酱鸭的做法\n\n酱鸭是一道冷盘，从备料到出锅大约需要 2 小时。\n\n## 必备原料\n\n- 鸭腿\n- 冰糖\n\n## 操作\n\n"
        "1. 鸭腿洗净，用清水浸泡 30 分钟\n2. 加入冰糖，翻炒 20 秒\n3. 盖上锅盖，焖煮 40 分钟\n4. 继续加热 5 分钟\n"
    )
    found = {m.words.get("q") or m.words.get("verb") or m.kind: m.value for m in _mined(tmp_path, text, "duck.md")[1] if m.typed}
    assert found == {"time": "2小时", "鸭腿要泡多久": "30分钟", "焖": "40分钟"}


def test_an_order_is_no_question(tmp_path: Path) -> None:
    text = "# 报销办法\n\n报销单必须在出差结束后 10 天内交到财务处。\n\n将填好的申请表在 3 天内交给主管签字。\n"
    found = [m for m in _mined(tmp_path, text)[1] if m.kind == "figure"]
    assert [m.words["q"] for m in found] == ["报销单必须在出差结束后多少天内交到财务处"]


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        ("If you leave the agency, your unused comp time will be paid out.", "What happens to my unused comp time if I leave the agency"),
        ("If your direct report is called to active duty, contact the benefits desk the same day.", "What should I do if my direct report is called to active duty"),
        ("To invite guests to a public channel, send them to the sign-up page and have them pick the channel.", "How do I invite guests to a public channel"),
        ("If you have any questions, please email the benefits desk.", ""),
        ("If you do this twice, the second request replaces the first one.", ""),
        ("If you need pens, paper, and other office supplies, you can get them in room 3523.", ""),
        ("如果没有烤箱，可以热锅热油，把鱼煎到两面金黄。", "没有烤箱怎么办"),
        ("若表面鼓泡，说明加热过头，下次缩短时间即可。", "表面鼓泡说明什么"),
        ("如果搜索操作由于某种原因被中断，您必须重新开始一个新的。", ""),
        ("如果这样做，味道会更好一些。", ""),
    ],
)  # fmt: skip
def test_a_sentence_on_a_case_is_asked_as_the_one_it_befalls_would_ask(sentence: str, question: str, tmp_path: Path) -> None:
    page = f"# 常用说明\n\n开头的话。\n\n{sentence}\n" if sentence[0] > "一" else f"# Office notes\n\nSome opening words.\n\n{sentence}\n"
    asked = [m.words["q"] for m in _mined(tmp_path, page)[1] if m.kind == "asked"]
    assert asked == ([question] if question else [])


@pytest.mark.parametrize(
    ("sentence", "question", "value"),
    [
        ("Passwords expire after 90 days.", "How soon do passwords expire", "90 days"),
        ("Travel cards are valid for 3 years.", "How long are travel cards valid", "3 years"),
        ("The notice period for leaving staff is 30 days.", "What is the notice period for leaving staff", "30 days"),
        ("Vouchers are reviewed within 5 business days of the trip.", "How soon after the trip are vouchers reviewed", "5 business days"),
        ("Report a lost badge within 24 hours of noticing the loss.", "How soon after noticing the loss should I report a lost badge", "24 hours"),
        ("After three years of continuous service, you achieve tenure.", "How many years of continuous service until I get tenure", "three years"),
        ("If you are on a flexible schedule, you will receive 8 hours for a holiday.", "How many hours will I get for a holiday if I'm on a flexible schedule", "8 hours"),
        ("Separated staff retain access to the portal for 3 years, so long as the password is kept.", "How long do separated staff keep access to the portal", "3 years"),
        ("The office will send you a badge six months after the first day.", "How many months after the first day will the office send me a badge", "six months"),
        ("The office will remind you to renew the badge six months after the first day.", "", ""),
        ("It takes about two weeks to hear back from the panel.", "", ""),
        ("The committee and its members, who are many, wait 3 days.", "", ""),
    ],
)  # fmt: skip
def test_spans_of_time_are_asked_for_by_the_reader(sentence: str, question: str, value: str, tmp_path: Path) -> None:
    found = [
        m
        for m in _mined(tmp_path, f"# Staff matters\n\nOf passwords, travel, vouchers and separated staff.\n\n{sentence}\n")[1]
        if m.kind == "figure"
    ]
    assert [(m.words["q"], m.value) for m in found] == ([(question, value)] if question else [])


def test_a_case_is_asked_in_the_readers_words_and_answered_without_it(tmp_path: Path) -> None:
    page = "# Office notes\n\nSome opening words.\n\nIf you are required to work additional hours, you will receive overtime or comp time.\n\nIf you previously used leave within the past year of your trip, you cannot travel again.\n"
    source, found = _mined(tmp_path, page)
    (case,) = [m for m in found if m.kind == "asked"]
    assert case.words["q"] == "What happens if I have to work extra hours"
    assert case.words["turned"] == "if I have to work extra hours, what happens"
    assert case.words["whatif"] == "what if I have to work extra hours"
    assert case.words["keys"] == "work extra hours"
    assert source.text[case.start : case.end] == case.value == "you will receive overtime or comp time"
    assert case.words["said"] == "If you are required to work additional hours, \x03."


def test_a_glossary_page_is_asked_what_its_thing_is(tmp_path: Path) -> None:
    page = "# Bare Metal\n\nThe term bare metal refers to a computer with one operating system. It has no layer between the two of them at all.\n\n## How it helps\n\nBare metal lets applications run fast without sharing any of the machine with others that run there.\n"
    kinds = {m.kind for m in _mined(tmp_path, page)[1]}
    assert "defined" in kinds and "summary" not in kinds
