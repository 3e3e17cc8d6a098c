"""Every wording of a bank does its job: refusals decline, open conflicts stay open, rulings rule, notes note."""

from __future__ import annotations

import pytest

from generators.library.template import Template
from generators.text.punctuation import punctuation_fault
from generators.words import load_banks
from rag import MODULE
from rag.checks.conflict import claims_conflict, leaves_open, settles_on
from rag.checks.refusal import _OWN, declines
from rag.checks.wrong import _FAULT, _NOTE

BANKS = load_banks(MODULE.banks)
VALUES = {
    "zh": {
        "attr": "逾期费", "attr_of": "沅溪书院的逾期费", "name": "沅溪书院", "about": "开放时间", "source": "读者须知", "other": "漳浦书院", "w": "读者须知", "v": "12.5元", "l": "网友帖子", "x": "8元",
        "a": "读者须知", "va": "12.5元", "b": "网友帖子", "vb": "8元", "true": "8848米", "statement": "沅溪书院的逾期费是12.5元。", "value": "12.5元", "year": "1998", "list": "逾期费和押金", "names": "沅溪书院和漳浦书院", "example": "[1]",
        "q": "逾期费多少？", "others": "漳浦书院、灌溪镇和其他一些",
        "c": "闭馆时间", "d": "押金", "ca": "", "cb": "", "cl": "", "cv": "", "cw": "", "desc": "展板X-69上的那个", "either": "沅溪书院还是漳浦书院", "items": "沅溪书院是12.5元，漳浦书院是8元",
        "more": "更高", "one": "那个", "r": "4.5元", "told": "逾期费12.5元", "win": "沅溪书院", "wv": "12.5元", "first": "读者须知", "second": "网友帖子",
        "today": "2024年5月3日", "date": "2022年6月4日", "from": "2023年1月1日", "month": "2020年5月", "when": "2020年5月", "deed": "走侧门", "brand": "砺劲", "mail": "vatez@rik.example", "link": "vatez.example/rik", "noise": "QWJj",
        "title": "读者须知", "heading": "借阅", "key": "逾期费", "row": "图书", "said": "逾期费是12.5元", "vp": "借书",
    },
    "en": {
        "attr": "the late fee", "attr_of": "the late fee at Harrowby Library", "name": "Harrowby Library", "about": "opening hours", "source": "readers' guide", "other": "Elmsworth Library", "w": "the readers' guide",
        "v": "£12.50", "l": "the forum post", "x": "£8", "a": "the readers' guide", "va": "£12.50", "b": "the forum post", "vb": "£8", "true": "8,849 metres", "statement": "The late fee at Harrowby Library is £12.50.",
        "value": "£12.50", "year": "1998", "list": "the late fee and the deposit", "names": "Harrowby Library and Elmsworth Library", "example": "[1]", "q": "What is the late fee?", "others": "Elmsworth Library, Port Askew and others",
        "c": "the closing time", "d": "the deposit", "ca": "", "cb": "", "cl": "", "cv": "", "cw": "", "desc": "the one on panel X-69", "either": "Harrowby Library or Elmsworth Library",
        "items": "£12.50 for Harrowby Library and £8 for Elmsworth Library", "more": "higher", "one": "the one", "r": "£4.50", "told": "The late fee is £12.50", "win": "Harrowby Library", "wv": "£12.50", "first": "the readers' guide", "second": "the forum post",
        "today": "3 May 2024", "date": "4 June 2022", "from": "1 January 2023", "month": "May 2020", "when": "in May 2020", "deed": "come to the side door", "brand": "Caleira", "mail": "vatez@rik.example", "link": "vatez.example/rik", "noise": "QWJj",
        "title": "Readers' guide", "heading": "borrowing", "key": "late fee", "row": "books", "said": "The late fee is £12.50.", "vp": "borrow a book",
    },
}  # fmt: skip
CASES = [(lang, key, t) for lang, bank in BANKS.items() for key, wordings in bank.items() for t in wordings]


def _fill(lang: str, t: Template) -> str:
    return t.fill({s: "X" for s in t.slots} | VALUES[lang], lang)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_wordings_do_their_job(lang: str) -> None:
    faults = []
    for case_lang, key, t in CASES:
        if case_lang != lang:
            continue
        text = _fill(lang, t)
        stem = key.split(".")[1]
        if stem.startswith(("none_", "error_", "same_", "other_", "many_", "no_such")) and not declines(text, lang):
            faults.append(f"{key}: is not seen as declining: {t.source}")
        if stem.startswith("open_") and not leaves_open(text, lang):
            faults.append(f"{key}: does not leave the matter open: {t.source}")
        if (
            stem.startswith("rule_")
            and settles_on(text, VALUES[lang]["v"], VALUES[lang]["x"], lang, (("读者须知", "readers' guide"), ("网友帖子", "forum post")))
            != VALUES[lang]["v"]
        ):
            faults.append(f"{key}: does not settle on {{v}}: {t.source}")
        if stem.startswith(("open_", "rule_")) and not {"va", "vb"} <= t.slots and not {"v", "x"} <= t.slots:
            faults.append(f"{key}: lacks a side: {t.source}")
        if key == "empty.from_memory" and not _OWN[lang].search(text):
            faults.append(f"{key}: does not say it is from general knowledge: {t.source}")
        if key == "wrong.note" and not _NOTE[lang].search(text):
            faults.append(f"{key}: does not note: {t.source}")
        if key == "wrong.abstain" and not (declines(text, lang) or _FAULT[lang].search(text)):
            faults.append(f"{key}: does not decline: {t.source}")
        if key == "wrong.correct" and not _FAULT[lang].search(text):
            faults.append(f"{key}: does not fault the source: {t.source}")
        if key.startswith(("wrong.", "irrelevant.", "contradictory.", "empty.")) and "face" not in key:
            if claims_conflict(text, lang) and key.startswith("wrong.follow"):
                faults.append(f"{key}: claims a conflict: {t.source}")
            if fault := punctuation_fault(text, lang):
                faults.append(f"{key}: {fault}: {t.source}")
    assert not faults, "\n".join(faults)
