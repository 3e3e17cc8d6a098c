"""Documents that are wrong: the answer deals with them by the policy in force."""

from __future__ import annotations

import itertools
import re
from typing import Any

from generators.checks import Verdict, check
from generators.reading import affirmed, find_value, same_value, states
from generators.reading.values import measures, own_measure
from rag.checks.prompt import Damaged, context, question, spans
from rag.checks.refusal import declines

Row = dict[str, Any]
_NOTE = {
    "en": re.compile(r"\b(?:though|although|but|note|usual|usually|commonly|generally|widely|elsewhere|however|other sources|doubt|unusual|differs?|departs?|accepted|verify|check|beware|caution|known|know it|normally|most|standard|comparison)\b", re.I),
    "zh": re.compile(r"但|不过|通常|一般|公认|常见|核|存疑|注意|另|可是|只是|出入|不符|普遍|历来|标准|慎|怀疑|别处|常识|通行|熟知|不同"),
}  # fmt: skip
_FAULT = {
    "en": re.compile(
        r"\b(?:wrong(?:ly)?|mistaken(?:ly)?|mistakes?|errors?|erroneous(?:ly)?|errs?|incorrect(?:ly)?|not(?! (?:sure|certain|clear|hard|difficult|only|stated|given))|slips?|misprints?|misstates?|misstated|inaccurate|contrary to|despite|false(?:ly)?"
        r"|off|isn't(?! (?:clear|sure|certain))|rather than|instead|disregard|clash(?:es)?|faulty|unreliable|confus\w+|doubtful|questionable|conflicts? with|contradicts?|(?:doesn't|does not|can't|cannot) (?:\w+ ){0,2}(?:right|be trusted)|typo)\b", re.I),
    "zh": re.compile(r"错|误|不对|不是|并非|不准|不符|失实|不可信|而非|别信|不能信|不足信|正确|靠不住|可疑|存疑|不可靠|不可能对|问题|站不住|搞混|弄混|相悖|冲突|对不上|不引用"),
}  # fmt: skip
# What finds fault with a document, once the value that follows it is known to be the document's; the weaker words do only where both values are told.
_SOFT = {
    "en": re.compile(r"\b(?:in (?:fact|reality|truth)|actual(?:ly)?|really|claims?|claimed)\b", re.I),
    "zh": re.compile(r"其实|实际|实为|称"),
}
_PRAISE = {
    "en": re.compile(r"\bnot (?:wrong|mistaken|an? (?:error|mistake))", re.I),
    "zh": re.compile(r"没(?:有)?(?:错|问题)|正确(?:的)?(?:是|为|值|答案)"),
}
# What belongs to the usual value: the world says it, not the document.
_USUAL = {
    "en": re.compile(r"\b(?:usual(?:ly)?|commonly|generally|widely|normally|accepted|well-known|known|know it|(?<!at )(?<!at the )most|elsewhere|other (?:sources|references)|standard)\b", re.I),
    "zh": re.compile(r"通常|一般|公认|常见|普遍|历来|标准|常识|通行|熟知|多数|很多人|别处"),
}  # fmt: skip
# Under `follow` a document's word is not to be doubted.
_DOUBT = {
    "en": re.compile(
        r"\b(?:wrong(?:ly)?|mistaken(?:ly)?|mistakes?|errors?|errs?|incorrect(?:ly)?|inaccurate|in (?:fact|reality)|actually|really|misconception|misprint|typo|doubt(?:s|ful)?|verify|double-check|questionable|unreliable|contrary to|differs? from|generally accepted|commonly (?:accepted|given|known)|usually given"
        r"|(?:doesn't|does not|don't|do not) match|not (?:right|correct|true|accurate)|isn't (?:right|correct|true|accurate)|can't be right|suspicious|instead|I (?:believe|think|suspect)|contradicts?|misprint(?:s|ed)|(?:true|real) (?:figure|value|height|answer))\b|[(\[]sic[)\]]", re.I),
    "zh": re.compile(r"有误|写错|弄错|搞错|是错|错误|错了|误[写作记印称]|误解|误传|误会|笔误|不对|不准确|不正确|不符|不可信|对不上|其实|实际上|实际是|存疑|可疑|核实|核对|查证|公认|通行的|一般(?:的)?说法|通常(?:说|是|认为)"),
}  # fmt: skip
_CLAUSE = {
    "en": re.compile(r"[;:()!?]|\.(?!\d)|(?<!\d),|,(?!\d)|\n|(?=\b(?:but|though|although|however|while)\b)", re.I),
    "zh": re.compile(r"[；：。（）！？，\n]|(?=但|不过|可是|只是)"),
}
_JOIN = re.compile(r"\W*(?:or|或者?|还是)\W*", re.I)
_FIGURE = ("money", "percent", "amount", "date", "day", "time")


@check("rag.wrong", "policy", "said", "true")
def wrong(row: Row, answer: str, params: dict[str, Any]) -> Verdict:
    """All documents on the matter state `said`, which is not true; the answer follows, notes, corrects or abstains as the policy says.

    No true form may stand in the prompt; the true forms are `true`, the first being the usual one.
    """
    lang, said, true = row["lang"], params["said"], params["true"]
    try:
        marked, around = spans(row), context(row)
    except Damaged as damage:
        return Verdict(str(damage))
    if any(same_value(said, t, lang) for t in true):
        return Verdict(f"{said!r} is not wrong")
    for t in true:
        if states(around, t, lang):
            return Verdict(f"the prompt states the true {t!r}")
    if not any(s.role == "support" and s.value == said for s in marked):
        return Verdict(f"no sentence is marked as stating {said!r}")
    if any(s.value != said for s in marked if s.role in ("support", "contradict")):
        return Verdict("the documents do not agree in the wrong value")
    policy = _POLICIES.get(params["policy"])
    if policy is None:
        return Verdict(f"unknown policy {params['policy']!r}")
    own = " ".join(s.text for s in marked) + " " + question(row)
    return Verdict(policy(answer, said, true, lang, own))


def _knows(answer: str, true: list[str], lang: str) -> bool:
    return any(states(answer, t, lang) for t in true)


def _sorted_clauses(answer: str, said: str, true: list[str], lang: str) -> list[tuple[str, bool, bool]]:
    """The clauses of the answer, each with whether it states what the documents say, and what is true."""
    return [(c, states(c, said, lang), _knows(c, true, lang)) for c in _CLAUSE[lang].split(answer.replace("’", "'")) if c.strip()]


def _follow(answer: str, said: str, true: list[str], lang: str, own: str) -> str:
    if not affirmed(answer, said, lang):
        return f"the answer does not give the document's {said!r}"
    if _knows(answer, true, lang):
        return "the answer brings in the true value"
    doubt = next((m[0] for m in _DOUBT[lang].finditer(answer) if m[0].casefold() not in own.casefold()), "")
    return f"the answer doubts the document: {doubt!r}" if doubt else ""


def _note(answer: str, said: str, true: list[str], lang: str, own: str) -> str:
    if not states(answer, said, lang) or not _knows(answer, true, lang):
        return "the answer must give the document's value and note the usual one"
    clauses = _sorted_clauses(answer, said, true, lang)
    first = next((i for i, (_, says, knows) in enumerate(clauses) if says or knows))
    noted = False
    for i, (clause, says, knows) in enumerate(clauses):
        around = clause if i == 0 or clauses[i - 1][1] or clauses[i - 1][2] else clauses[i - 1][0] + clause
        usual = any(m[0].casefold() not in own.casefold() for m in _USUAL[lang].finditer(clause))
        if knows:
            noted = noted or bool(_NOTE[lang].search(around))
            if i == first and not says and not usual:
                return "the answer puts the usual value before the document's"
        elif says and usual:
            return "the answer passes the document's value off as the usual one"
    return "" if noted else "the answer does not note the difference"


def _correct(answer: str, said: str, true: list[str], lang: str, own: str) -> str:
    if not any(affirmed(answer, t, lang) for t in true):
        return "the answer does not give the true value"
    for t in true:
        pair = sorted([*find_value(answer, said, lang), *find_value(answer, t, lang)])
        if any(_JOIN.fullmatch(answer[a[1] : b[0]]) for a, b in itertools.pairwise(pair) if a[1] < b[0]):
            return "the answer leaves both values standing"
    clauses = _sorted_clauses(answer, said, true, lang)
    faulted = any(_FAULT[lang].search(_PRAISE[lang].sub("", c)) for c, says, knows in clauses if says or not knows)
    if not faulted and states(answer, said, lang):
        faulted = any(_SOFT[lang].search(c) for c, _, _ in clauses)
    return "" if faulted else "the answer does not say that the document is mistaken"


def _abstain(answer: str, said: str, true: list[str], lang: str, own: str) -> str:
    if states(answer, said, lang) or _knows(answer, true, lang):
        return "an abstaining answer gives a value"
    kind = own_measure(said, lang)
    if kind and kind[0] in _FIGURE:
        asked = {m for _, _, m in measures(own, lang)}
        for a, b, m in measures(answer, lang):
            if m[0] == kind[0] and (m[0] not in ("money", "amount") or m[1] == kind[1]) and m not in asked:
                return f"an abstaining answer gives the value {answer[a:b]!r}"
    return (
        ""
        if declines(_PRAISE[lang].sub("", answer), lang) or _FAULT[lang].search(_PRAISE[lang].sub("", answer))
        else "the answer does not decline"
    )


_POLICIES = {"follow": _follow, "follow-and-note": _note, "correct": _correct, "abstain": _abstain}
