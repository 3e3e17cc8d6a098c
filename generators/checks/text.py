"""Checks every text answer can carry: its language, and clean punctuation."""

from __future__ import annotations

import re
from typing import Any

from generators.checks.registry import Row, Verdict, check
from generators.text.measure import han_share
from generators.text.punctuation import punctuation_fault

_LIST_LINE = re.compile(r"^\s*(?:[-*•]|\d+[.)、])\s*", re.M)


@check("text.language", "lang")
def language(row: Row, answer: str, params: dict[str, Any]) -> Verdict:
    """The answer is in the language: at least half of its letters Han for zh, at most a tenth for en. Values quoted from the prompt do not count."""
    share = han_share(answer)
    if params["lang"] not in ("zh", "en"):
        return Verdict(f"unknown language {params['lang']!r}")
    if params["lang"] != row["lang"]:
        return Verdict(f"the check says {params['lang']}, the row {row['lang']}")
    if len(answer.strip()) == 0:
        return Verdict("empty answer")
    if params["lang"] == "zh" and share < 0.5:
        return Verdict(f"only {share:.0%} of the letters are Han")
    if params["lang"] == "en" and share > 0.1 and re.search(r"[\u4e00-\u9fff]", answer):
        return Verdict(f"{share:.0%} of the letters are Han")
    return Verdict()


@check("text.clean")
def clean(row: Row, answer: str, params: dict[str, Any]) -> Verdict:
    """Punctuation fits its context, pairs close, and the answer ends like a finished text."""
    fault = punctuation_fault(answer, row["lang"])
    if fault:
        return Verdict(fault)
    if answer != answer.strip():
        return Verdict("white space at an end")
    if not re.search(r"[\w%.!?)\]\"'。！？）】”》…）]$", answer):
        return Verdict(f"ends with {answer[-1:]!r}")
    return Verdict()
