"""Checks of chapters and names: headings and mentions are found anew in the prompt's text, by code that recipes do not use."""

from __future__ import annotations

import re
from typing import Any

from generators.checks.registry import Row, Verdict, check
from longctx.checks.hay import chinese, figures, folded, haystack, question

_ZH_HEAD = re.compile(
    r"^[ \t\u3000]*第([零〇○一二三四五六七八九十百两\d]{1,7})(?:[回章节]|次常会|次会议)[ \t\u3000:：]?(?:[^\n]{0,50})$", re.M
)
_ZH_BODY = re.compile(r"^[ \t\u3000]*第[零〇○一二三四五六七八九十百两\d]{1,7}(?:[回章节]|次常会|次会议)[^ \t\u3000:：\n]")
_EN_HEAD = re.compile(r"^[ \t]*(?:chapter|meeting|section)[ \t]+([a-z]+(?:[- ][a-z]+)?|\d+)\b[^\n]{0,90}$", re.M | re.I)
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


def _roman(text: str) -> int:
    values = [_ROMAN[c] for c in text]
    return sum(-v if i + 1 < len(values) and values[i + 1] > v else v for i, v in enumerate(values))


def _number(text: str, lang: str) -> int:
    if text.isdigit():
        return int(text)
    if lang == "zh":
        return chinese(text.replace("○", "零"))
    text = text.lower()
    if set(text) <= set(_ROMAN):
        return _roman(text)
    for words in (text, text.split()[0]):
        shown = figures(words)
        if shown.isdigit():
            return int(shown)
    return -1


def chapter_spans(text: str, lang: str) -> list[tuple[int, int, int]]:
    """(number, start of the body, end) of each chapter whose heading stands in the text; numbers run upwards, halves of a chapter are one."""
    heads: list[tuple[int, int, int]] = []
    for m in (_ZH_HEAD if lang == "zh" else _EN_HEAD).finditer(text):
        if lang == "zh" and _ZH_BODY.match(m[0]):
            continue
        number = _number(m[1], lang)
        if lang == "zh" and heads and number == heads[-1][0] + 9 and m[1].startswith("一百") and len(m[1]) == 3:
            number -= 9
        if number < 1 or (heads and number not in (heads[-1][0], heads[-1][0] + 1)):
            continue
        heads.append((number, m.start(), m.end()))
    spans: list[tuple[int, int, int]] = []
    for i, (number, _, end) in enumerate(heads):
        until = heads[i + 1][1] if i + 1 < len(heads) else len(text)
        spans.append((number, end, until))
    return spans


def mentions(text: str, names: list[str], blockers: list[str], lang: str) -> list[int]:
    """Offsets of names in a text, the longest reading first from left to right; a longer foreign name swallows what lies inside it."""
    low = folded(text) if lang == "en" else text
    found: list[tuple[int, int, bool]] = []
    for name in {*names, *blockers}:
        what = folded(name) if lang == "en" else name
        at = low.find(what)
        while at >= 0:
            end = at + len(what)
            if lang == "zh" or not (low[at - 1 : at].isalnum() or low[end : end + 1].isalnum()):
                found.append((at, end, name in names))
            at = low.find(what, at + 1)
    found.sort(key=lambda f: (f[0], -f[1]))
    out, reached = [], 0
    for start, end, ours in found:
        if start >= reached:
            reached = end
            if ours:
                out.append(start)
    return out


def _in_headings(text: str, lang: str, spots: list[int]) -> set[int]:
    lines = [(m.start(), m.end()) for m in (_ZH_HEAD if lang == "zh" else _EN_HEAD).finditer(text)]
    return {s for s in spots if any(a <= s < b for a, b in lines)}


def _spots(row: Row, params: dict[str, Any]) -> tuple[str, list[int], str]:
    """(text, mentions that count, why the question is not the one the key belongs to)."""
    text, lang, asked = haystack(row), row["lang"], folded(question(row))
    for name in params["names"]:
        if folded(name) not in asked:
            return text, [], f"the question does not list {name!r}"
    quoted = {q for q in re.findall('[“"]([^“”"]{1,40})[”"]', question(row)) if q.lower() not in ("he", "she", "他", "她")}
    if quoted != set(params["names"]):
        return text, [], "the question lists other names than the key"
    spots = mentions(text, params["names"], params["blockers"], lang)
    if not params["headings"]:
        heads = _in_headings(text, lang, spots)
        spots = [s for s in spots if s not in heads]
    said = re.search("标题|回目|heading", asked)
    if not said:
        return text, [], "the question does not say whether headings count"
    # The question says "not counted" or "counted" about headings; the key must agree.
    negative = re.search(r"(?:标题|回目)[^，。；]{0,8}(?:不算|不计|不数|不统计)|不(?:算|计|数)[^，。；]{0,4}(?:标题|回目)|headings?[^.;]{0,30}(?:not|n't|do not|out)|(?:not|leave|ignor|skip|without|except)[^.;]{0,30}heading", asked)  # fmt: skip
    if bool(negative) == params["headings"]:
        return text, [], "question and key differ about headings"
    return text, spots, ""


def numbers_in(answer: str, lang: str) -> list[int]:
    """Chapter numbers an answer lists; ranges (3-5, 第三至五回) are written out."""
    text = figures(re.sub("一共|一并|一样|一起|统一|一直|[一哪][章回次处]也|[一哪][章回次处]都|两(?=[章回])", "", answer))
    if lang == "en":
        text = re.sub(r"\b([ivxlc]+)\b", lambda m: str(_roman(m[1])), text)
    for a, b in re.findall(r"(\d+)\s*(?:-|–|—|~|to|through|至|到)\s*第?(\d+)", text):
        if int(a) < int(b) <= int(a) + 200:
            text += " " + " ".join(map(str, range(int(a), int(b) + 1)))
    return [int(n) for n in re.findall(r"\d+", text)]


_NO_CHAPTER = re.compile(r"\b(?:no(?:t in any)? chapter|not (?:in )?one|not in any)\b|没有哪一[章回]")  # "one" is no number here


@check("longctx.chapters", "names", "blockers", "headings")
def chapters(row: Row, answer: str, params: dict[str, Any]) -> Verdict:
    """The answer lists exactly the chapters, among those whose heading stands in the text, in which one of the names occurs."""
    text, spots, why = _spots(row, params)
    if why:
        return Verdict(why)
    spans = chapter_spans(text, row["lang"])
    if len({n for n, _, _ in spans}) < 2:
        return Verdict("fewer than two chapters in the text")
    true = sorted({n for n, a, b in spans if any(a <= s < b for s in spots)})
    denied = _NO_CHAPTER.sub("", folded(answer))
    said = sorted(set(numbers_in(denied, row["lang"])))
    if not true:
        from longctx.checks.found import _NONE

        return (
            Verdict()
            if not said and (denied != folded(answer) or _NONE[row["lang"]].search(denied))
            else Verdict("no chapter names it, the answer says otherwise")
        )
    if said != true:
        return Verdict(f"the text has it in {true}, the answer lists {said}")
    return Verdict()


_ROLL = {
    "en": re.compile(
        r"^(?:(Present: |There were present |Those attending were |In attendance: )|(?:Apologies were read from |Apologies: |Absent: |Excused: ))[^\n]+$",
        re.M,
    ),
    "zh": re.compile("^(?:(出席：|到会者：|出席的有|到会人：)|(?:请假：|缺席：|因事未到：|未到会的：))[^\n]+$", re.M),
}
_DATE = {
    "en": r"\b(?:the )?\d{1,2}(?:st|nd|rd|th)?(?: of)? (?:January|February|March|April|May|June|July|August|September|October|November|December)(?:,? \d{4})?|\b(?:January|February|March|April|May|June|July|August|September|October|November|December) \d{1,2}(?:,? \d{4})?",
    "zh": "(?:民国[零一二三四五六七八九十百\\d]+年)?[一二三四五六七八九十正腊冬\\d]+月(?:初|廿)?[一二三四五六七八九十廿\\d]*(?:日|号)?",
}
_TALLY = {
    "en": r"(?m)^\s*\d{1,2}[.)][ \t]+(?=\S)|\bI(?='|\b(?! ?(?:and|to|or|through|[,;.)–-])))|\bone by one\b|\bone (?:meeting|chapter) after another\b|\b(?:\w+) (?:meetings|chapters)(?= ?[:(–—]| in all)",
    "zh": "(?m)^\\s*\\d{1,2}[.)）][ \\t]*(?=\\S)|逐一|(?<![第零一二三四五六七八九十百两\\d、])[零一二三四五六七八九十百两\\d]+次(?![会常])",
}
_ORDINALS = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth"]


def _bare(answer: str, lang: str) -> str:
    """An answer without dates, the numbers of a list's items, and how many there are in all."""
    text = re.sub(_TALLY[lang], " ", re.sub(_DATE[lang], " ", answer))
    if lang == "en":
        text = re.sub(rf"\b(?:{'|'.join(_ORDINALS)})\b", lambda m: str(_ORDINALS.index(m[0].lower()) + 1), text, flags=re.I)
    return text


@check("longctx.present", "names", "blockers", "there", "spoken")
def present(row: Row, answer: str, params: dict[str, Any]) -> Verdict:
    """Each place where one of the names stands is known as one of presence or of mere mention; the answer lists the chapters with one of the former."""
    text, lang, asked = haystack(row), row["lang"], folded(question(row))
    if gone := next((n for n in params["names"] if folded(n) not in asked), ""):
        return Verdict(f"the question does not list {gone!r}")
    if not re.search("在场|露面|出场|到场|本人", asked) and "in person" not in asked:
        return Verdict("the question does not say that presence is asked for")
    if {folded(q) for q in re.findall('[“"]([^“”"]{1,40})[”"]', question(row))} - {"he", "she", "他", "她"} != {
        folded(n) for n in params["names"]
    }:
        return Verdict("the question lists other names than the key")
    if re.search(r"\bnot in person\b|不是本人|不在场", asked):
        return Verdict("the question asks for those who are not there")
    spots = mentions(text, params["names"], params["blockers"], lang)
    heads = _in_headings(text, lang, spots)
    # Minutes list who is there and who is not.
    for m in _ROLL[lang].finditer(text):
        wrong = params["spoken" if m[1] else "there"]
        if any(m.start() <= a < m.end() for a, _ in wrong):
            return Verdict("the list of a meeting says otherwise than the key")
    known = [a for a, _ in (*params["there"], *params["spoken"])]
    if sorted(known) != [s for s in spots if s not in heads]:
        return Verdict("the names stand in other places than the key knows")
    ends = {folded(text[a:b]) for a, b in (*params["there"], *params["spoken"])}
    if not ends <= {folded(n) for n in params["names"]}:
        return Verdict("a place of the key holds no name that counts")
    spans = chapter_spans(text, lang)
    true = sorted({n for n, a, b in spans if any(a <= s < b for s, _ in params["there"])})
    named = {n for n, a, b in spans if any(a <= s < b for s in known)}
    if not true or named == set(true):
        return Verdict("no chapter has the character in person, or none only by name")
    said = sorted(set(numbers_in(_bare(answer, lang), lang)))
    return Verdict("" if said == true else f"present in {true}, the answer lists {said}")


@check("longctx.count", "names", "blockers", "headings")
def count(row: Row, answer: str, params: dict[str, Any]) -> Verdict:
    """The answer gives how often the names occur, in the chapter `chapter` headed `label` where there are these, longest match, nothing counted twice."""
    text, spots, why = _spots(row, params)
    if why:
        return Verdict(why)
    if "chapter" in params:
        span = next(((a, b) for n, a, b in chapter_spans(text, row["lang"]) if n == params["chapter"]), None)
        if span is None or folded(params["label"]) not in folded(text[text.rfind("\n", 0, span[0] - 1) + 1 : span[0]]):
            return Verdict(f"no chapter {params['chapter']} headed {params['label']!r}")
        if folded(params["label"]) not in folded(question(row)):
            return Verdict(f"the question does not name {params['label']!r}")
        spots = [s for s in spots if span[0] <= s < span[1]]
    said = numbers_in(answer, row["lang"])
    zero = not said and re.search(r"没有|一次也没|\bnot once\b|\bnever\b|\bnone\b|\bnot at all\b|\bno\b", folded(answer))
    if zero and not spots:
        return Verdict()
    if len(set(said)) != 1 or said[0] != len(spots):
        return Verdict(f"{len(spots)} times in the text, the answer says {said}")
    return Verdict()


@check("longctx.frequent", "people", "blockers", "most")
def frequent(row: Row, answer: str, params: dict[str, Any]) -> Verdict:
    """The answer names the people who are named most often, in that order, and nobody else of the list."""
    text, lang = haystack(row), row["lang"]
    asked = folded(question(row))
    every = [n for names in params["people"] for n in names]
    counts = []
    for names in params["people"]:
        for name in names:
            if folded(name) not in asked:
                return Verdict(f"the question does not list {name!r}")
        counts.append(len(mentions(text, names, [n for n in every if n not in names] + params["blockers"], lang)))
    order = sorted(range(len(counts)), key=lambda i: -counts[i])
    top = order[: params["most"]]
    ranked = [counts[i] for i in order]
    if len(set(ranked[: params["most"] + 1])) <= params["most"]:
        return Verdict("two of them are named equally often")
    low = folded(answer)
    at = [min((low.find(folded(n)) for n in params["people"][i] if folded(n) in low), default=-1) for i in top]
    if min(at) < 0 or at != sorted(at):
        return Verdict(f"the order is {[params['people'][i][0] for i in top]}")
    extra = [params["people"][i][0] for i in order[params["most"] :] if any(folded(n) in low for n in params["people"][i])]
    return Verdict(f"the answer names {extra[0]!r} too" if extra else "")
