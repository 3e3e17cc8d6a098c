"""Documents that are wrong: the answer deals with them by the policy in force."""

from __future__ import annotations

import re
from typing import Any

from generators.checks import Verdict, check
from generators.reading import find_value, same_value, states
from rag.checks.prompt import Damaged, context, spans
from rag.checks.refusal import declines

Row = dict[str, Any]
_NOTE = {
    "en": re.compile(r"\b(?:though|although|but|note|usual|usually|commonly|generally|widely|elsewhere|however|other sources|doubt|unusual|differs?|accepted|verify|check|beware|caution|known|normally|most references|standard)\b", re.I),
    "zh": re.compile(r"但|不过|通常|一般|公认|常见|核|存疑|注意|另|可是|只是|出入|不符|普遍|历来|标准|慎|怀疑|别处"),
}  # fmt: skip
_FAULT = {
    "en": re.compile(r"\b(?:wrong|mistaken|mistake|error|incorrect|not|slip|misprint|misstates?|inaccurate|contrary|despite|false|off|out|isn't|against|rather than|instead|disregard|wrongly|errs?|clash(?:es)?|faulty)\b", re.I),
    "zh": re.compile(r"错|误|不对|不是|有误|并非|不准|不符|笔误|失实|不可信|而非|别信|不足信|正确|靠不住|可疑|不可靠|问题|站不住"),
}  # fmt: skip


@check("rag.wrong", "policy", "said", "true")
def wrong(row: Row, answer: str, params: dict[str, Any]) -> Verdict:
    """All documents on the matter state `said`, which is not true; the answer follows, notes, corrects or abstains as the policy says.

    Under follow and abstain no true form may stand in the prompt; the true forms are `true`, the first being the usual one.
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
    says, knows = states(answer, said, lang), any(states(answer, t, lang) for t in true)
    return _by_policy(answer, params["policy"], said, true, lang, says, knows)


def _by_policy(answer: str, policy: str, said: str, true: list[str], lang: str, says: bool, knows: bool) -> Verdict:
    if policy == "follow":
        if not says:
            return Verdict(f"the answer does not give the document's {said!r}")
        return Verdict("the answer brings in the true value") if knows else Verdict()
    if policy == "follow-and-note":
        if not says or not knows:
            return Verdict("the answer must give the document's value and note the usual one")
        return Verdict() if _NOTE[lang].search(answer) else Verdict("the answer does not note the difference")
    if policy == "correct":
        if not knows:
            return Verdict("the answer does not give the true value")
        first_true = min(s for t in true for s, _ in find_value(answer, t, lang) or [(10**9, 0)])
        first_said = min((s for s, _ in find_value(answer, said, lang)), default=10**9)
        if says and not _FAULT[lang].search(answer):
            return Verdict("the answer does not say that the document is mistaken")
        return Verdict() if first_true < first_said or _FAULT[lang].search(answer) else Verdict("the answer puts the wrong value first")
    if policy == "abstain":
        if says or knows:
            return Verdict("an abstaining answer gives a value")
        return Verdict() if declines(answer, lang) or _FAULT[lang].search(answer) else Verdict("the answer does not decline")
    return Verdict(f"unknown policy {policy!r}")
