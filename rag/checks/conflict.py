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
        r"\b(?:go(?:es|ing)? by|go with|therefore|hence|thus|so|holds|still|stands|appli(?:es|ed)|use|takes?|right|correct|binding|in force|counts?|prevails?|follow|answer|rely on|trust|it's|it is"
        r"|current|valid|decides?|decisive|last word|overrid(?:es|ing)|newer|later|latest|more recent|recent|replaces?|supersedes?|authoritative|authority|precedence|now|since then|come out|comes after)\b",
        re.I,
    ),
    "zh": re.compile(
        r"为准|按|应(?:为|按|以|是|当)|就是|算数|作数|执行|施行|现行|有效|管用|准的|正确|是对的|照|采信|该是|才是|所以|因此|说了算|更新|在后|较新|较晚|后出|最新|仍|还是|优先|约束力|认|取|现在|答案|依|凭|为据|不变|后写|靠后"
    ),
}
# A side that is named only to be set aside.
_WEAK = {
    "en": re.compile(
        r"\b(?:still has|only|proposal|propose[sd]?|draft|not (?:yet|in force|adopted|for|of)|isn't|hasn't|confus\w+|belongs? to|figure for|earlier|older|old|outdated|out of date|superseded|mix\w*"
        r"|mistak\w+|mistook|wrong(?:ly)?|gives? way|stale|before|no longer|hearsay|yields?|in its day|on the table|would make|awaits?|pending|really|no weight|taken from|puts it at)\b",
        re.I,
    ),
    "zh": re.compile(
        r"还(?:只)?是(?:旧|草|老|以前|原)|草案|草稿|提案|提议|拟议|征求|尚未|没(?:有)?(?:生效|通过|施行|定)|未(?:生效|施行|通过|定)|旧|老|早|作废|不(?:作|算)|属于|弄混|混|误|错|不足|让位|以前|此前|原先|过去|先前|不是"
        r"|想改|桌面|压不过|取代|过时|在前|靠前|抄|安|当时|只是|不过|(?:本|实|其实)(?:是|为)"
    ),
}
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
    first, second = params["sides"]
    holders = {s.n: s.value for s in marked if s.role in ("support", "contradict")}
    called: dict[str, set[str]] = {first: set(), second: set()}
    for d in row["evidence"]["documents"]:
        if d["n"] in holders:
            called[holders[d["n"]]] |= {d["source"], d["title"]}
    verdict = settles_on(answer, first, second, lang, (tuple(sorted(called[first])), tuple(sorted(called[second]))))
    if _OPEN[lang].search(answer) and verdict != wanted:
        return Verdict("the answer leaves open what the documents decide")
    return Verdict() if verdict == wanted else Verdict(f"the answer settles on {verdict or 'nothing'}, not on {wanted!r}")


Names = tuple[tuple[str, ...], tuple[str, ...]]


def settles_on(answer: str, first: str, second: str, lang: str, names: Names = ((), ())) -> str:
    """Which of two values the answer settles on, or an empty string. `names`: what the sources of each side are called.

    Each clause that speaks of exactly one side, by its value or by its source, votes: for it where it judges in its favour, for the other
    where it sets it aside. What the answer opens with counts a little; "the latter" is the side named last.
    """
    votes = {first: 0, second: 0}
    last = ""
    for clause in re.split(r"[;；：。]|:(?!\d)|\.(?!\d)|(?<!\d)[,，]|\b(?:but|while|though|yet)\b|但|可|\n", answer):
        folded = clause.casefold()
        spoken = [v for v, called in zip((first, second), names, strict=True) if states(clause, v, lang) or any(n.casefold() in folded for n in called)]
        # What a source is called judges nothing: "the old mill", 勘误页.
        bare = clause
        for called in (*names[0], *names[1]):
            bare = re.sub(re.escape(called), " ", bare, flags=re.I)
        weak, strong = bool(_WEAK[lang].search(bare)), bool(_STRONG[lang].search(bare))
        if weak and strong and _NOT[lang].search(clause):
            strong = False  # "not in force yet"
        if len(spoken) == 1:
            last = spoken[0]
            if weak != strong:
                votes[(second if last == first else first) if weak else last] += 2
        elif not spoken and last and strong and _LATTER[lang].search(clause):
            votes[last] += 2
        if len(spoken) == 2:
            last = max(spoken, key=lambda v: max((a for a, _ in find_value(clause, v, lang)), default=-1))
            if strong and _LATTER[lang].search(clause):
                votes[last] += 2
    order = sorted((start, v) for v in (first, second) for start, _ in find_value(answer, v, lang))
    if order:
        votes[order[0][1]] += order[0][0] < 6  # an answer that opens with a value gives it
        votes[order[-1][1]] += order[-1][1] == order[0][1]
    if votes[first] == votes[second]:
        return ""
    return first if votes[first] > votes[second] else second


_LATTER = {"en": re.compile(r"\blatter\b", re.I), "zh": re.compile(r"后者")}


@check("rag.no_conflict", "not")
def no_conflict(row: Row, answer: str, params: dict[str, Any]) -> Verdict:
    """The answer claims no conflict and gives none of the values that belong elsewhere."""
    if claims_conflict(answer, row["lang"]):
        return Verdict("the answer claims a conflict where there is none")
    for value in params["not"]:
        if states(answer, value, row["lang"]):
            return Verdict(f"the answer gives {value!r}, which belongs elsewhere")
    return Verdict()
