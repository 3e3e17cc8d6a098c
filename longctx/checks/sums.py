"""Checks of figures that are worked out from several places: sums of money, the greatest and the least."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

from generators.checks.registry import Row, Verdict, check
from longctx.checks.chapters import chapter_spans, mentions
from longctx.checks.hay import chinese, figures, folded, haystack, places, question, sentence_at

# Words by which minutes order a payment; what is asked, offered or estimated is none.
PAYS = {
    "en": re.compile(r"\b(?:paid|payments?|pay)\b"),
    "zh": re.compile("照付|付给|付讫|付清|支付|准付|照数付|付与|发给"),
}
_SHILLINGS = r"(?:[.,]? ?(?:and )?(\d+) ?(?:s\b\.?|shillings?\b)|[ /](\d+)/[-–—])?"
_PENCE = r"(?:,? ?(?:and )?(\d+) ?(?:d\b|pence\b|penny\b))?"
_POUNDS = re.compile(
    rf"(?:£ ?(\d[\d,]*)(\.\d+)?|\b(\d[\d,]*) pounds?\b){_SHILLINGS}{_PENCE}(?! ?(?:hundred|thousand|million))|\b(\d+) ?(?:s\b|shillings?\b){_PENCE}"
)
_DIGITS = "零一二两三四五六七八九十百千万亿0-9"
_YUAN = re.compile(
    rf"([{_DIGITS}][{_DIGITS},]*)(\.\d+)? ?(?:银|大洋)?元(?: ?([一二两三四五六七八九1-9]) ?[角毛]?)?(?:零?([一二两三四五六七八九1-9])分)?|([一二两三四五六七八九1-9]) ?[角毛](?:([一二两三四五六七八九1-9])分)?"
)
# Orders that pay nothing.
_NOT = {
    "en": re.compile(
        r"\b(?:not|never|refused|declined|without)\b[^.;]{0,25}\b(?:paid|pay|payment)\b|\bpayment\b[^.;]{0,60}\b(?:refused|declined|put off)\b"
    ),
    "zh": re.compile("(?:不|未|缓|暂缓|不予|不准予?)(?:照付|付给|付讫|付清|支付|照数付|付与|发给)"),
}
_CAPITALS = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟圆块毛", "一二三四五六七八九十百千元元角")


def amounts(text: str, lang: str) -> list[Fraction]:
    """All amounts of money in a text, in shillings (en) or jiao (zh); pence and fen are parts of these."""
    if lang == "zh":
        return [
            _value(a) * 10 + Fraction(p or 0) * 10 + _value(b or c) + Fraction(_value(d or e), 10)
            for a, p, b, d, c, e in _YUAN.findall(text)
        ]
    return [
        _value(a or b) * 20 + Fraction(p or 0) * 20 + _value(s or t or u) + Fraction(_value(d or e), 12)
        for a, p, b, s, t, d, u, e in _POUNDS.findall(text)
    ]


def _value(numeral: str) -> int:
    numeral = numeral.replace(",", "")
    return int(numeral) if numeral.isdigit() else chinese(numeral) if numeral else 0


def payments(text: str, names: list[str], blockers: list[str], lang: str) -> list[tuple[int, int, Fraction]]:
    """(start, end, amount) of every sentence that orders money to be paid, to somebody where there are names; -1 for the amount where several stand in it.

    A paragraph of three amounts and more gives the accounts: what was in hand, what came in, what went out.
    """
    found = dict[tuple[int, int], Fraction]()
    words = [m.start() for m in PAYS[lang].finditer(text.lower())]
    for at in mentions(text, names, blockers, lang) if names else words:
        a, b = sentence_at(text, at, lang)
        if (
            PAYS[lang].search(text[a:b].lower())
            and not _NOT[lang].search(text[a:b].lower())
            and (sums := amounts(text[a:b], lang))
            and (names or not _accounts(text, a, lang))
        ):
            found[a, b] = sums[0] if len(sums) == 1 else Fraction(-1)
    return [(a, b, n) for (a, b), n in sorted(found.items())]


def _accounts(text: str, at: int, lang: str) -> bool:
    end = text.find("\n", at)
    return len(amounts(text[text.rfind("\n", 0, at) + 1 : end if end >= 0 else len(text)], lang)) > 2


@check("longctx.total", "names", "blockers", "first", "last")
def total(row: Row, answer: str, params: dict[str, Any]) -> Verdict:
    """The answer is the sum of all payments ordered in the meetings `first` to `last`, 0 for both: in the whole text; where there are names, of those to their bearer."""
    text, lang, asked = haystack(row), row["lang"], folded(question(row))
    if params["names"] and not places(asked, params["names"][0]):
        return Verdict(f"the question does not name {params['names'][0]!r}")
    if len({n.split()[-1] for n in params["names"]}) > 1:
        return Verdict("the names are not those of one person")
    first, last = params["first"], params["last"]
    spans = [(n, a, b) for n, a, b in chapter_spans(text, lang) if first <= n <= last] if first else [(0, 0, len(text))]
    if first and [n for n, _, _ in spans] != list(range(first, last + 1)):
        return Verdict(f"meetings {first} to {last} are not all in the text")
    heads = {_headed(text, a) for _, a, _ in chapter_spans(text, lang)}
    named = {h for h in heads if any(asked[p + len(h) : p + len(h) + 1] != "-" for p in places(asked, h))}
    if named != ({_headed(text, a) for _, a, _ in (spans[0], spans[-1])} if first else set()):
        return Verdict("the question does not name the first and the last meeting that count")
    found = [p for p in payments(text, params["names"], params["blockers"], lang) if any(a <= p[0] < b for _, a, b in spans)]
    if len(found) < 2 or any(n < 0 for _, _, n in found):
        return Verdict("there are not two payments or more of one sum each")
    begin = row["evidence"]["haystack"]["start"]
    shown = sorted((n["start"] - begin, n["end"] - begin) for n in row["evidence"]["needles"])
    if len(shown) != len(found) or any(not p[0] <= a < b <= p[1] for (a, b), p in zip(shown, found, strict=True)):
        return Verdict("the places in the evidence are not those of the payments")
    said = amounts(_spelt(answer, lang), lang)
    true = sum(n for _, _, n in found)
    if _DENIED[lang].search(folded(answer)):
        return Verdict("the answer denies a sum, or gives a bound")
    # The answer may show what it adds up, one payment after the other; it begins or ends with the sum.
    steps = {true, *(n for _, _, n in found), *(sum(n for _, _, n in found[:i]) for i in range(len(found)))}
    right = bool(said) and true in (said[0], said[-1]) and {*said} <= steps
    return Verdict("" if right else f"the payments make {true}, the answer gives {said}")


_DENIED = {
    "en": re.compile(r"(?:\bnot|n't|more than|less than|at least|minus) ?(?:£|\d+ pound)"),
    "zh": re.compile(f"(?:不是|并非|不止|不到|至少|负) ?[{_DIGITS}]+ ?元"),
}


def _spelt(answer: str, lang: str) -> str:
    """An answer with its sums as an account writes them: 块 is money in an answer; in a text it may be of stone."""
    if lang == "en":
        return figures(answer)
    text = answer.translate(_CAPITALS)
    text = re.sub(rf"([{_DIGITS}]+)点([零一二三四五六七八九])(?=元)", lambda m: f"{_value(m[1])}.{_value(m[2])}", text)
    # "12.2 + 31.2 = 43.4元": the unit stands once, at the end.
    return re.sub(r"(\d+(?:\.\d+)?) ?(?=[+＋=＝])", r"\1元", text)


def _headed(text: str, body: int) -> str:
    """The heading that ends at an offset."""
    return folded(text[text.rfind("\n", 0, body - 1) + 1 : body].strip())
