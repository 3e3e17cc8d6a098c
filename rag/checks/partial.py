"""Part of what was asked stands in the documents: the answer gives that part and says of the other that it is not there."""

from __future__ import annotations

import re
from typing import Any

from generators.checks import Verdict, check
from generators.reading import affirmed, commits, states
from generators.reading.numbers import numbers
from generators.text.measure import HAN
from generators.text.sentences import sentences
from rag.checks.prompt import Damaged, context, question, spans
from rag.checks.refusal import loose_values

Row = dict[str, Any]
# Saying of a thing that it is not told. Narrower than a refusal's words: "no more than 8 days" tells something.
_GAP = {
    "en": re.compile(
        r"\b(?:no|not|n't|nothing|none|neither|nor|nowhere|never|without|cannot|unable|couldn't|won't|wouldn't|can't|don't|doesn't|didn't|isn't|aren't|wasn't|weren't|haven't|hasn't)\b"
        r"(?![^.;]{0,12}\b(?:more|less|later|earlier|fewer) than\b)[^.;]{0,60}?"
        r"\b(?:stat\w+|say|says|said|saying|giv\w+|mention\w*|find|found|see|seen|list\w*|cover\w*|spell\w*|specif\w+|record\w*|tell\w*|told|answer\w*|contain\w*|includ\w+|provid\w+|documents?|passages?|sources?|files?|here|there|in (?:it|them|these|those|any)|have|has|got|know|known|clear|available|information|word|luck|figure|detail\w*|account|settle\w*|show\w*|indicat\w+|determin\w+|confirm\w*|address\w*|appear\w*|come up|turn up)\b"
        r"|\b(?:missing|absent|silent|unanswered|left out|leaves? out|leave it out|leaves? (?:it|that) open|lacks?|lacking|unknown|unclear|unstated|unspecified|unavailable|stays? open|omit\w*|(?:leaves?|is|are) blank|not so for|don't say|doesn't say|(?:is|are|was|were)n't|nowhere|nothing|another source)\b",
        re.I,
    ),
    "zh": re.compile(
        r"(?:没|未|无|不|缺)[^，。；！？]{0,8}?(?:写|提|说|给|列|查|找|见|载|交代|涉及|信息|记|明|依据|材料|资料|答案|着落|下文|结果|清楚|知|确定|覆盖|包含|包括|看到|了)|(?:查|找|看|搜|得|答|填)(?:不|无)|没有|没(?=$|[，。；！])|暂无|空着|空白|欠缺|缺|不详|无从|不好说|不得而知|未知"
    ),
}  # fmt: skip
_REST = {
    "en": re.compile(r"\b(?:the (?:rest|others?|second|first|latter|former|remaining|last)|other (?:one|thing|part|question|half|two)|everything else|nothing else|that's all)\b", re.I),
    "zh": re.compile(r"其余|其他|其它|另外?(?:一|那|两)|剩下|后者|前者|别的|那一?[项样个]|第[一二三四][项个样]|后[一两][项个样]"),
}  # fmt: skip
_GUESS = {
    "en": re.compile(r"\b(?:probably|likely|presumably|usually|typically|generally|normally|I (?:think|believe|guess|assume|suspect)|I'd (?:say|guess|estimate)|may well be|would be (?:about|around)|safe to assume)\b", re.I),
    "zh": re.compile(r"大概|大约|估计|多半|一般(?:是|都|在|来说)|通常(?:是|都|在)|往往|我记得|我想是|应该(?:是|在|也)|推算|想必|八成"),
}  # fmt: skip
_COMMON = frozenset("the and for with from that this which what when where how must may can its are was were has have each".split())  # noqa: SIM905


@check("rag.partial", "values", "missing")
def partial(row: Row, answer: str, params: dict[str, Any]) -> Verdict:
    """Every stated value is affirmed; the missing ones stand nowhere, the answer names them, says they are not there and guesses nothing about them.

    `missing`: {"value": what must not be said, "attr": how the missing thing is called, "rest": the other things asked}.
    """
    lang, values, missing = row["lang"], params["values"], params["missing"]
    if not values or not missing:
        return Verdict("a partial answer needs both a stated and a missing part")
    try:
        marked, around, asked = spans(row), context(row), question(row)
        plain = answer
        for name in (*(d["entity"] for d in row["evidence"]["documents"]), *(gap["attr"] for gap in missing)):
            plain = plain.replace(name, " ")  # a model number is no figure
        loose = loose_values(row, plain)
    except Damaged as damage:
        return Verdict(str(damage))
    for value in values:
        if not any(s.role == "support" and s.value == value and s.holds(lang) for s in marked):
            return Verdict(f"no marked sentence states {value!r}")
        if not affirmed(answer, value, lang) or not commits(answer, value, lang, tuple(values)):
            return Verdict(f"the answer does not state {value!r}")
    for gap in missing:
        if states(around, gap["value"], lang):
            return Verdict(f"the prompt states {gap['value']!r}")
        if states(answer, gap["value"], lang):
            return Verdict(f"the answer gives {gap['value']!r}, which no document states")
        if not _told_missing(answer, gap, values, lang):
            return Verdict(f"the answer does not say that {gap['attr']!r} is not there")
    known = [s.text for s in marked] + [gap["attr"] for gap in missing]
    for piece in loose:
        if not any(states(text, piece, lang) or _figures(piece, lang) <= _figures(text, lang) for text in known):
            return Verdict(f"the answer gives {piece!r}, which no marked sentence states")
    for guess in _GUESS[lang].finditer(answer.replace("\u2019", "'")):
        if guess[0].casefold() not in (asked + " ".join(known)).casefold():
            return Verdict(f"the answer guesses: {guess[0]!r}")
    return Verdict()


def _figures(text: str, lang: str) -> set[Any]:
    """The bare numbers of a text, whatever unit a reader takes them with ("9,065 registered")."""
    return {n for _, _, n in numbers(text, lang)} or {text}


def _stems(text: str, lang: str) -> set[str]:
    """What tells one attribute from another: pairs of characters, or the beginnings of words."""
    if lang == "zh":
        return {run[i : i + 2] for run in re.findall(rf"[{HAN}A-Za-z0-9]+", text) for i in range(len(run) - 1)}
    return {w[:4] for w in re.findall(r"[a-z0-9]{3,}", text.casefold()) if w not in _COMMON}


def _told_missing(answer: str, gap: dict[str, Any], values: list[str], lang: str) -> bool:
    """Whether a clause says that something is not there, in a sentence that names the missing thing or points to what is left."""
    own = _stems(gap["attr"], lang)
    own = own - _stems(" ".join(gap["rest"]), lang) or own
    whole = sentences(answer.replace("\u2019", "'"), lang)
    for i, sentence in enumerate(whole):
        for clause, before in _clauses(sentence, lang):
            match = _GAP[lang].search(_plain(clause, values))
            if not match:
                continue
            near = [clause, before]
            if i and not any(states(whole[i - 1], v, lang) for v in values):
                near.append(whole[i - 1])  # "And the deposit? Not stated."
            if any(own & _stems(text, lang) for text in near) or _REST[lang].search(clause):
                return True
    return False


def _clauses(sentence: str, lang: str) -> list[tuple[str, str]]:
    """The clauses of a sentence, each with the one before it."""
    parts = [p for p in re.split(r"[；;]" if lang == "zh" else r";|,? (?:but|while|though|although|whereas) ", sentence) if p.strip()]
    return [(p, parts[i - 1] if i else "") for i, p in enumerate(parts)]


def _plain(clause: str, values: list[str]) -> str:
    """The clause without the stated values, which may hold a negation of their own."""
    for value in values:
        clause = clause.replace(value, " ")
    return clause
