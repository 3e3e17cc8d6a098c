"""Checks of figures that are worked out from several places: sums of money, the greatest and the least."""

from __future__ import annotations

import re
from typing import Any

from generators.checks.registry import Row, Verdict, check
from longctx.checks.chapters import chapter_spans, mentions
from longctx.checks.hay import chinese, folded, haystack, question, sentence_at

# Words by which minutes order a payment; what is asked, offered or estimated is none.
PAYS = {
    "en": re.compile(r"\b(?:paid|payments?|pay)\b"),
    "zh": re.compile("照付|付给|付讫|付清|支付|准付|照数付|付与|发给"),
}
_POUNDS = re.compile(
    r"£ ?(\d+)(?:,? (?:and )?(\d+) ?(?:s\b|shillings?))?|\b(\d+) pounds?(?:,? (?:and )?(\d+) ?(?:s\b|shillings?))?|\b(\d+) ?(?:s\b|shillings?)"
)
_DIGITS = "零一二两三四五六七八九十百千0-9"
_YUAN = re.compile(rf"([{_DIGITS}]+)(?:\.(\d))?元(?:([一二两三四五六七八九1-9])角?)?|([一二两三四五六七八九1-9])角")


def amounts(text: str, lang: str) -> list[int]:
    """All amounts of money in a text, in shillings (en) or jiao (zh)."""
    if lang == "zh":
        return [_value(a) * 10 + _value(b or c or d) for a, b, c, d in _YUAN.findall(text)]
    return [int(a or c or 0) * 20 + int(b or d or e or 0) for a, b, c, d, e in _POUNDS.findall(text)]


def _value(numeral: str) -> int:
    return int(numeral) if numeral.isdigit() else chinese(numeral) if numeral else 0


def payments(text: str, names: list[str], blockers: list[str], lang: str) -> list[tuple[int, int, int]]:
    """(start, end, amount) of every sentence that orders money to be paid, to somebody where there are names; -1 for the amount where several stand in it.

    A paragraph of three amounts and more gives the accounts: what was in hand, what came in, what went out.
    """
    found = dict[tuple[int, int], int]()
    words = [m.start() for m in PAYS[lang].finditer(text.lower())]
    for at in mentions(text, names, blockers, lang) if names else words:
        a, b = sentence_at(text, at, lang)
        if PAYS[lang].search(text[a:b].lower()) and (sums := amounts(text[a:b], lang)) and (names or not _accounts(text, a, lang)):
            found[a, b] = sums[0] if len(sums) == 1 else -1
    return [(a, b, n) for (a, b), n in sorted(found.items())]


def _accounts(text: str, at: int, lang: str) -> bool:
    end = text.find("\n", at)
    return len(amounts(text[text.rfind("\n", 0, at) + 1 : end if end >= 0 else len(text)], lang)) > 2


@check("longctx.total", "names", "blockers", "first", "last")
def total(row: Row, answer: str, params: dict[str, Any]) -> Verdict:
    """The answer is the sum of all payments ordered in the meetings `first` to `last`, 0 for both: in the whole text; where there are names, of those to their bearer."""
    text, lang, asked = haystack(row), row["lang"], folded(question(row))
    if params["names"] and folded(params["names"][0]) not in asked:
        return Verdict(f"the question does not name {params['names'][0]!r}")
    first, last = params["first"], params["last"]
    spans = [(n, a, b) for n, a, b in chapter_spans(text, lang) if first <= n <= last] if first else [(0, 0, len(text))]
    if first and [n for n, _, _ in spans] != list(range(first, last + 1)):
        return Verdict(f"meetings {first} to {last} are not all in the text")
    if first and any(_headed(text, a) not in asked for _, a, _ in (spans[0], spans[-1])):
        return Verdict("the question does not name the first and the last meeting that count")
    found = [p for p in payments(text, params["names"], params["blockers"], lang) if any(a <= p[0] < b for _, a, b in spans)]
    if len(found) < 2 or any(n < 0 for _, _, n in found):
        return Verdict("there are not two payments or more of one sum each")
    said = amounts(re.sub(f"(?<=[{_DIGITS}])块", "元", answer), lang)  # 块 is money in an answer; in a text it may be of stone
    true = sum(n for _, _, n in found)
    # The answer may show what it adds up.
    right = said == [true] or (true in said and len(said) == len(found) + 1 and sum(said) == 2 * true)
    return Verdict("" if right else f"the payments make {true}, the answer gives {said}")


def _headed(text: str, body: int) -> str:
    """The heading that ends at an offset."""
    return folded(text[text.rfind("\n", 0, body - 1) + 1 : body].strip())
