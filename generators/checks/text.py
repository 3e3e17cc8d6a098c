"""Checks every text answer can carry: its language, and clean punctuation."""

from __future__ import annotations

import re
from typing import Any

from generators.checks.registry import Row, Verdict, check
from generators.text.measure import han_share
from generators.text.punctuation import punctuation_fault

_LATIN_RUN = re.compile(r"[A-Za-z][A-Za-z0-9-]*")


@check("text.language", "lang")
def language(row: Row, answer: str, params: dict[str, Any]) -> Verdict:
    """The answer is in the language: at least half of its letters Han for zh (names and codes quoted from the prompt apart), at most a tenth for en."""
    said = "\n".join(m.get("content") or "" for m in row["messages"][:-1])
    share = han_share(_LATIN_RUN.sub(lambda m: "" if m[0] in said else m[0], answer) if row["lang"] == "zh" else answer)
    if params["lang"] not in ("zh", "en"):
        return Verdict(f"unknown language {params['lang']!r}")
    if params["lang"] != row["lang"]:
        return Verdict(f"the check says {params['lang']}, the row {row['lang']}")
    if params.get("fixed"):
        return Verdict() if answer == params["fixed"] else Verdict("the answer is not the fixed sentence")
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
    if params.get("fixed"):
        return Verdict() if answer == params["fixed"] else Verdict("the answer is not the fixed sentence")
    fault = punctuation_fault(answer, row["lang"])
    if fault:
        return Verdict(fault)
    if answer != answer.strip():
        return Verdict("white space at an end")
    if not re.search(r"[\w%.!?)\]\"'。！？）】”》…）]$", answer):
        return Verdict(f"ends with {answer[-1:]!r}")
    return Verdict()
