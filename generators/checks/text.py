"""Checks every text answer can carry: its language, and clean punctuation."""

from __future__ import annotations

import re
from typing import Any

from generators.checks.registry import Row, Verdict, check
from generators.text.measure import han_share, length
from generators.text.punctuation import punctuation_fault

_LATIN_RUN = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
_OTHER_SCRIPT = re.compile(
    r"[\u0400-\u04ff\u0590-\u06ff\u0e00-\u0e7f\u3040-\u30ff\uac00-\ud7af]"
)  # Cyrillic, Hebrew, Arabic, Thai, kana, Hangul
_ENGLISH = frozenset(
    [
        "the",
        "a",
        "an",
        "is",
        "are",
        "was",
        "were",
        "of",
        "to",
        "in",
        "on",
        "at",
        "and",
        "or",
        "it",
        "its",
        "for",
        "from",
        "by",
        "with",
        "as",
        "not",
        "no",
        "that",
        "this",
        "be",
        "has",
        "have",
        "had",
        "you",
        "i",
        "they",
        "there",
        "which",
        "but",
        "if",
    ]
)
_OTHER_LATIN = frozenset(
    "le la les des du est sont une un et pour par el los las es por para con una der die das ist ein eine für von zu den mit het een voor van te il lo gli che di per o os as um uma em é do da se retard".split()  # noqa: SIM905
)

_FOREIGN = _OTHER_LATIN - _ENGLISH
_SMALL_LETTERS, _HAN_RUN = re.compile(r"[a-zà-ÿ]+"), re.compile("[\u3400-\u9fff]+")


@check("text.language", "lang")
def language(row: Row, answer: str, params: dict[str, Any]) -> Verdict:
    """The answer is in the language. Names and codes quoted from the prompt do not count, nor do figures.

    zh: Han characters are at least twice as many as the Latin words. en: no Han beyond a tenth of the letters, and the small
    words are English ones.
    """
    if params["lang"] not in ("zh", "en"):
        return Verdict(f"unknown language {params['lang']!r}")
    if params["lang"] != row["lang"]:
        return Verdict(f"the check says {params['lang']}, the row {row['lang']}")
    if params.get("fixed"):
        return Verdict() if answer == params["fixed"] else Verdict("the answer is not the fixed sentence")
    if not answer.strip():
        return Verdict("empty answer")
    if found := _OTHER_SCRIPT.search(answer):
        return Verdict(f"a letter of another script: {found[0]!r}")
    if params["lang"] == "en":
        return _english(answer)
    latin = _LATIN_RUN.findall(answer)
    if not latin:
        return Verdict()
    said = "\n".join(m.get("content") or "" for m in row["messages"][:-1])
    own = [w for w in latin if w not in said]
    han = sum(map(len, _HAN_RUN.findall(answer))) if own else 0
    return Verdict(f"{len(own)} foreign words beside {han} Han characters") if len(own) * 2 > han and own else Verdict()


def _english(answer: str) -> Verdict:
    if not answer.isascii() and max(answer) >= "\u3400" and 1 - han_share(answer) < 0.9:
        return Verdict(f"{han_share(answer):.0%} of the letters are Han")
    words = _SMALL_LETTERS.findall(answer.lower())
    foreign = sum(map(_FOREIGN.__contains__, words))
    if foreign >= 2 and foreign > sum(map(_ENGLISH.__contains__, words)):
        return Verdict("the small words are not English")
    return Verdict()


_CLOSING = re.compile(r"[\w%.!?)\]\"'。！？）】”’》…*`|€°℃✓]")
_UNFINISHED = re.compile(r"\b(?:to|of|and|or|the|an|with|for|from|by|because|which|than|but)$|[把和与或及并将被比]$", re.I)


@check("text.clean")
def clean(row: Row, answer: str, params: dict[str, Any]) -> Verdict:
    """Punctuation fits its context, pairs close, and the answer ends like a finished text."""
    if params.get("fixed"):
        return Verdict() if answer == params["fixed"] else Verdict("the answer is not the fixed sentence")
    fault = punctuation_fault(answer, row["lang"])
    if fault:
        return Verdict(fault)
    if answer != answer.strip():
        return Verdict("white space at an end")
    if not _CLOSING.match(answer[-1:]):
        return Verdict(f"ends with {answer[-1:]!r}")
    if _UNFINISHED.search(answer[-12:]):  # longer than any of its words, with what stands before it
        return Verdict("breaks off")
    return Verdict()


@check("text.length", "least", "most")
def size(row: Row, answer: str, params: dict[str, Any]) -> Verdict:
    """The answer has at least and at most so many words (zh: 字, counted as a word processor does)."""
    found = length(answer, row["lang"])
    return Verdict() if params["least"] <= found <= params["most"] else Verdict(f"{found} words, not {params['least']} to {params['most']}")
