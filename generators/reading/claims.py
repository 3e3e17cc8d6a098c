"""Does a text stand by a value it states, or does it deny it or offer it beside another?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from generators.reading.values import find_value, folded, is_measured, measures, own_measure, same_value

_DENIED = {
    "en": re.compile(
        r"(?:\bnot|n't|n’t|\brather than|\binstead of|\bno longer|\bneither|\bnowhere near|\bfar from)(?: be)?(?: the| a| an)?[\s*_\"'“‘(]*$",
        re.I,
    ),
    "zh": re.compile(r"(?:不是|并非|而非|不再是|不等于|不到|不足)[\s*“‘（(]*$"),
}
_OR = {
    "en": re.compile(r"[\s*,]*(?:or|or else|or even|or maybe|or perhaps|/)(?: at| on| in)?[\s*]*", re.I),
    "zh": re.compile(r"[\s*，、]*(?:或者?|还是|要么|/)[\s*]*"),
}
_RANGE = {"en": re.compile(r"\s*(?:to|-|–)\s*", re.I), "zh": re.compile(r"\s*(?:到|至|-|–|~|～)\s*")}
_FROM = {"en": re.compile(r"\bfrom\W*$", re.I), "zh": re.compile(r"[从由]\W*$")}
_BETWEEN = re.compile(r"\bbetween\W*$", re.I)
_AND = re.compile(r"\s*(?:and|和|与)\s*", re.I)


@lru_cache(maxsize=4096)
def affirmed(text: str, value: str, lang: str) -> tuple[tuple[int, int], ...]:
    """The spans at which the text states the value and does not deny it. For a value in words they are those of the folded text."""
    plain = text if is_measured(value, lang) else folded(text)
    return tuple((a, b) for a, b in find_value(text, value, lang) if not _DENIED[lang].search(plain, max(0, a - 24), a))


def commits(text: str, value: str, lang: str, others: Sequence[str] = ()) -> bool:
    """Whether some statement of the value is neither denied nor one of several on offer ("£8 or £12"). `others` may stand beside it."""
    spans = affirmed(text, value, lang)
    if not spans or not is_measured(value, lang):
        return bool(spans)
    own = own_measure(value, lang)
    rivals = []
    for a, b, m in measures(text, lang):
        if own and m[0] == own[0] and (m[0] not in ("money", "amount") or m[1] == own[1]):
            piece = text[a:b]
            if m != own and not same_value(piece, value, lang) and not any(same_value(piece, o, lang) for o in others):
                rivals.append((a, b))
    return any(
        not any(_beside(text, span, rival, lang, bool(own and own[0] in ("money", "amount", "percent"))) for rival in rivals)
        for span in spans
    )


def _beside(text: str, span: tuple[int, int], rival: tuple[int, int], lang: str, ranges: bool) -> bool:
    first, second = sorted((span, rival))
    gap = text[first[1] : second[0]]
    if first[1] > second[0] or len(gap) > 14:
        return False
    if _OR[lang].fullmatch(gap):
        return True
    ahead = text[max(0, first[0] - 12) : first[0]]
    if _AND.fullmatch(gap) and (_BETWEEN.search(ahead) or text[second[1] :].startswith("之间")):
        return True
    return ranges and bool(_RANGE[lang].fullmatch(gap)) and not _FROM[lang].search(ahead)
