"""Conflicting documents: both sides told, then a ruling on a criterion that stands there, or none."""

from __future__ import annotations

import re
from typing import Any

from generators.checks import Verdict, check
from generators.reading import find_value, states
from rag.checks.prompt import Damaged, spans

Row = dict[str, Any]
# A matter is left open by saying that it cannot be told, or by naming who or what would settle it.
_OPEN = {
    "en": re.compile(
        r"\b(?:(?:can't|cannot|can not|couldn't|could not|no way|nothing|hard|impossible|isn't enough|not enough|unable|doesn't|don't|do not|does not|neither|none|won't|will not|no telling|nor|without|no reason|nobody|no one|not)\b[^.;]{0,70}?"
        r"\b(?:tells?|say|says|settles?|settled|decides?|decided|know|knows|choose|pick|rules?|dated?|which|prefer|outranks?|explains?|rank|weigh|gives? way|reason|stronger|better|last word|clear|certain|sure|resolve[sd]?|judge|to go on|authority)"
        r"|unclear|unresolved|unsettled|undecided|(?:an )?open question|stays? open|remains? open|left open|leaves? it open|is open|either (?:could|may|might|one)|have to ask|has to ask|worth asking|needs? (?:checking|asking)|would settle|could settle|would have to"
        r"|only [^.]{0,60}(?:can|could|would) (?:say|settle|tell)|(?:ask|ring|check with|check) (?:the|them|someone|at|whoever|with|both|before)|until (?:someone|somebody|the|one|that)|no criterion|no basis|stalemate|toss-up|one (?:word|call|look) (?:to|from|at))",
        re.I,
    ),
    "zh": re.compile(
        r"(?:无法|不能|没法|难以|无从|不好|不便|没办法|难)(?:[^，。；]{0,6})(?:判断|判定|确定|断定|定|分辨|取舍|裁定|裁断|下结论|选|分清|说|知道|断言|认定|采信)|定不(?:下|了)|看不出|说不(?:准|清|好|定)|分不(?:出|清)|判断不了|确定不了|断不了|拿不准|存疑|待(?:核|确认|查|定|考)|需(?:要)?(?:再)?(?:核|确认|向|问|找|以|查)"
        r"|(?:得|要|须|该|请|最好|不如|只能|只好|只有)(?:再|先|去|由)?(?:问|找|看|向|等|核|查|请|以|打|翻)|才能(?:定|确定|知道|算数|说)|才(?:知道|清楚|能|好|算)|哪(?:个|边|份|一|头|处)[^。]{0,6}(?:为准|对|准|真|错|算)|谁(?:对|准|错)|都没|都未|均未|均无|两边都|没说(?:清|明)|没有(?:说明|依据|写明|交代)|未(?:说明|注明|交代)|暂不|先别|没个准|悬着|两存|存而不论|不敢"
    ),
}  # fmt: skip
_STRONG = {
    "en": re.compile(
        r"\b(?:go(?:es)? (?:by|with)|therefore|hence|thus|so|holds|still|stands|applies|use|take|right|correct|binding|in force|counts|prevails?|follow|the answer|rely on|trust|it's|it is|current|valid|decides?|last word|overrides?|newer|later|latest|more recent|replaces?|supersedes?)\b", re.I,
    ),
    "zh": re.compile(r"为准|按|应(?:为|按|以|是|当)|就是|算数|作数|执行|现行|有效|管用|准的|正确|照|采信|该是|所以|因此|说了算|更新|在后|较新|较晚|后出|最新|仍|还是"),
}  # fmt: skip
_NOT = {"en": re.compile(r"n't\b|\bnot\b|\bno longer\b|\bnever\b", re.I), "zh": re.compile(r"不|未|没|尚")}
# A side that is named only to be set aside.
_WEAK = {
    "en": re.compile(r"\b(?:still has|only|proposal|draft|not (?:yet|in force|adopted|for|of)|isn't|hasn't|confus\w+|belongs? to|figure for|earlier|older|old|outdated|superseded|but|mix\w*|mistak\w+|wrong|gives way|out of date|stale|before|no longer|hearsay|yields?)\b", re.I),
    "zh": re.compile(r"还(?:只)?是(?:旧|草|老|以前|原)|草案|草稿|提案|征求|尚未|没(?:有)?(?:生效|通过|施行|定)|未(?:生效|施行|通过|定)|旧|老|早|作废|不(?:作|算)|是.{1,20}的$|弄混|混|误|错|不足|让位|以前|此前|原先|过去|先前|不是"),
}  # fmt: skip
_CLAIM = {
    "en": re.compile(r"\b(?:disagree|conflict|contradict|discrepan|inconsisten|at odds|don't match|do not match|doesn't match|don't agree|do not agree|differ(?:s|ing)?\b|two figures|two answers|clash)", re.I),
    "zh": re.compile(r"不一致|矛盾|出入|冲突|说法不同|说法不一|对不上|两种说法|打架|不符|分歧|相左|两样|各执"),
}  # fmt: skip


def leaves_open(answer: str, lang: str) -> bool:
    """Whether the answer says that the matter cannot be settled, or what would settle it."""
    return bool(_OPEN[lang].search(answer))


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
        return Verdict() if leaves_open(answer, lang) else Verdict("the answer does not leave the matter open")
    if wanted not in params["sides"]:
        return Verdict(f"the ruling {wanted!r} is none of the sides")
    if not criterion:
        return Verdict("a ruling without a criterion in the documents")
    if _OPEN[lang].search(answer) and settles_on(answer, params["sides"][0], params["sides"][1], lang) != wanted:
        return Verdict("the answer leaves open what the documents decide")
    verdict = settles_on(answer, params["sides"][0], params["sides"][1], lang)
    return Verdict() if verdict == wanted else Verdict(f"the answer settles on {verdict or 'nothing'}, not on {wanted!r}")


def settles_on(answer: str, first: str, second: str, lang: str) -> str:
    """Which of two values the answer settles on, or an empty string.

    Each clause that holds exactly one of them votes: for it where it judges in its favour, for the other where it sets it aside; without
    any vote, what the answer opens or closes with stands.
    """
    votes = {first: 0, second: 0}
    for clause in re.split(r"[;:；：。]|\.(?!\d)|(?<!\d)[,，]|\bbut\b|但|\n", answer):
        has = [v for v in (first, second) if states(clause, v, lang)]
        if len(has) != 1:
            continue
        rest = second if has[0] == first else first
        weak, strong = bool(_WEAK[lang].search(clause)), bool(_STRONG[lang].search(clause))
        if weak and strong and _NOT[lang].search(clause):
            strong = False  # "not in force yet"
        if weak != strong:
            votes[rest if weak else has[0]] += 2
    order = sorted((start, v) for v in (first, second) for start, _ in find_value(answer, v, lang))
    if order:
        votes[order[0][1]] += order[0][0] < 3  # an answer that opens with a bare value gives it
        votes[order[-1][1]] += order[-1][1] == order[0][1]
    if votes[first] == votes[second]:
        return ""
    return first if votes[first] > votes[second] else second


@check("rag.no_conflict", "not")
def no_conflict(row: Row, answer: str, params: dict[str, Any]) -> Verdict:
    """The answer claims no conflict and gives none of the values that belong elsewhere."""
    if claims_conflict(answer, row["lang"]):
        return Verdict("the answer claims a conflict where there is none")
    for value in params["not"]:
        if states(answer, value, row["lang"]):
            return Verdict(f"the answer gives {value!r}, which belongs elsewhere")
    return Verdict()
