"""Conflicting documents: both sides told, then a ruling on a criterion that stands there, or none."""

from __future__ import annotations

import re
from typing import Any

from generators.checks import Verdict, check
from generators.reading import find_value, states
from rag.checks.prompt import Damaged, spans

Row = dict[str, Any]
_OPEN = {
    "en": re.compile(
        r"\b(?:(?:can't|cannot|can not|couldn't|no way to|nothing (?:here |in them )?(?:to|that)|hard to|impossible to|isn't enough to|not enough to|unable to|doesn't|don't|do not|does not|neither|won't|no telling|nor)\b.{0,60}?"
        r"\b(?:tell|say|settles?|decides?|know|choose|pick|rule|dated|date|which|prefer|outranks?|explains?|rank|weigh|gives? way|reason)|unclear|unresolved|unsettled|open question|stays open|left open|is open|undecided|either (?:could|may|might)|have to ask|worth asking|need(?:s)? checking"
        r"|only .{0,60} (?:can|could|would) (?:say|settle|tell)|would settle|would have to|ask (?:the|them|someone|at|whoever)|check with|until (?:someone|somebody|the|one|that)|no criterion|no basis|stalemate|toss-up|toss up|one (?:word|call|look) (?:to|from|at))",
        re.I,
    ),
    "zh": re.compile(
        r"无法(?:判断|确定|断定|定|分辨|取舍|裁定)|不能(?:判断|确定|断定|定)|没法(?:判断|确定|断定|定|选|分|取舍|裁)|难以(?:判断|确定|断定|取舍|定夺)|定不(?:下|了)|看不出|说不准|分不出|判断不了|确定不了|断不了|拿不准|存疑|待(?:核实|确认|查)|需(?:要)?(?:核实|确认|向|问|找|以)|得(?:问|找|向|看|核|去|等|请)|要(?:问|找|看|向|等)|才能(?:定|确定|知道|算数|说)|哪(?:个|边|份|一)(?:为准|对|才对|准)|谁(?:对|准)|都没|均未|均无|都未|未说明|没说(?:清|明)|没有(?:说明|依据|写明)|暂不|先别|不好(?:说|定)|没个准|悬着|两存"
    ),
}  # fmt: skip
_VERDICT = {
    "en": re.compile(
        r"\b(?:go (?:by|with)|goes|so|therefore|hence|thus|holds|stands?|standing|applies|applied|apply|use|take|taking|right|correct|binding|in force|counts|prevails?|decides?|decisive|wins?|follow|current|still|valid|the (?:figure|one|answer|value)|rely|trust|overrides?|outranks?|replaces?|supersedes?|newer|later|latest|it is|it's|answer)\b",
        re.I,
    ),
    "zh": re.compile(r"以.{1,40}为准|按|应|就是|算|取|用|执行|采|依|现行|有效|管用|作数|算数|准|从|仍|还是|照|认|信|正确|该是|为|是|看"),
}  # fmt: skip
_CLAIM = {
    "en": re.compile(r"\b(?:disagree|conflict|contradict|discrepan|inconsisten|at odds|don't match|do not match|doesn't match|don't agree|do not agree|differ(?:s|ing)?\b|two figures|two answers|clash)", re.I),
    "zh": re.compile(r"不一致|矛盾|出入|冲突|说法不同|说法不一|对不上|两种说法|打架|不符|分歧|相左|两样|各执"),
}  # fmt: skip


def claims_conflict(answer: str, lang: str) -> bool:
    """Whether the answer says that documents disagree."""
    return bool(_CLAIM[lang].search(answer))


@check("rag.sides", "sides")
def sides(row: Row, answer: str, params: dict[str, Any]) -> Verdict:
    """Both sides' values stand in the documents under opposite roles, differ, and the answer states both."""
    try:
        marked = spans(row)
    except Damaged as damage:
        return Verdict(str(damage))
    first, second = params["sides"]
    lang = row["lang"]
    if states(first, second, lang) and states(second, first, lang):
        return Verdict(f"{first!r} and {second!r} are the same value")
    for value, role in ((first, "support"), (second, "contradict")):
        holders = [s for s in marked if s.role == role and s.value == value]
        if not holders:
            return Verdict(f"no sentence is marked as the side of {value!r}")
        for s in holders:
            if not s.holds(lang):
                return Verdict(f"the sentence {s.text[:40]!r} does not state {value!r}")
        if not states(answer, value, lang):
            return Verdict(f"the answer does not tell the side of {value!r}")
    for s in marked:
        if s.role in ("support", "contradict") and s.value not in (first, second):
            return Verdict(f"a third value {s.value!r} is marked")
    return Verdict()


@check("rag.ruling", "sides", "ruling")
def ruling(row: Row, answer: str, params: dict[str, Any]) -> Verdict:
    """The answer rules for the side the documents' criterion picks, or leaves the matter open where there is none."""
    lang, wanted = row["lang"], params["ruling"]
    marked = spans(row)
    criterion = [s for s in marked if s.role == "criterion"]
    if wanted == "open":
        if criterion:
            return Verdict("left open although a criterion stands in the documents")
        return Verdict() if _OPEN[lang].search(answer) else Verdict("the answer does not leave the matter open")
    if wanted not in params["sides"]:
        return Verdict(f"the ruling {wanted!r} is none of the sides")
    if not criterion:
        return Verdict("a ruling without a criterion in the documents")
    loser = next(v for v in params["sides"] if v != wanted)
    verdict = _verdict(answer, wanted, loser, lang)
    return Verdict() if verdict == wanted else Verdict(f"the answer settles on {verdict or 'nothing'}, not on {wanted!r}")


def _verdict(answer: str, wanted: str, loser: str, lang: str) -> str:
    """The value the answer settles on: the one alone in a clause of judgement, else the one it ends or begins with."""
    votes = []
    for clause in re.split(r"[;:；：。]|\.(?!\d)|(?<!\d)[,，]|\n", answer):
        has = [v for v in (wanted, loser) if states(clause, v, lang)]
        if len(has) == 1 and _STRONG[lang].search(clause):
            votes.append(has[0])
    if votes:
        return votes[-1]
    ends = sorted((start, v) for v in (wanted, loser) for start, _ in find_value(answer, v, lang))
    if not ends or not _VERDICT[lang].search(answer):
        return ""
    if ends[0][1] == wanted or ends[-1][1] == wanted:
        return wanted
    return loser


_STRONG = {
    "en": re.compile(r"\b(?:go (?:by|with)|therefore|hence|thus|so|holds|still|stands|applies|use|take|right|correct|binding|in force|counts|prevails?|follow|the answer|rely on|trust)\b", re.I),
    "zh": re.compile(r"为准|按|应(?:为|按|以|是)|就是|算数|作数|执行|现行|有效|管用|准的|正确|照|采信|该是|所以|因此"),
}  # fmt: skip


@check("rag.no_conflict", "not")
def no_conflict(row: Row, answer: str, params: dict[str, Any]) -> Verdict:
    """The answer claims no conflict and gives none of the values that belong elsewhere."""
    if claims_conflict(answer, row["lang"]):
        return Verdict("the answer claims a conflict where there is none")
    for value in params["not"]:
        if states(answer, value, row["lang"]):
            return Verdict(f"the answer gives {value!r}, which belongs elsewhere")
    return Verdict()
