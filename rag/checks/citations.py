"""Citations: they exist where asked for, point at documents that say it, and are absent where nobody asked."""

from __future__ import annotations

import re
from typing import Any

from generators.checks import Verdict, check
from generators.reading import states
from generators.text.sentences import sentences
from rag.checks.prompt import Damaged, documents, spans

Row = dict[str, Any]
_FORMS = {"[{n}]": r"\[(\d+)\]", "({n})": r"\((\d+)\)", "【{n}】": r"【(\d+)】", "^{n}": r"\^(\d+)"}
_ANY = re.compile(r"\[\d+\]|【\d+】|\^\d+")


@check("rag.cites", "form")
def cites(row: Row, answer: str, params: dict[str, Any]) -> Verdict:
    """With a form: every sentence that states a supported value cites, and each cited document states a value of that sentence. Without: no marks."""
    if not params["form"]:
        found = _ANY.search(answer)
        return Verdict(f"citation {found[0]!r} where none was asked for") if found else Verdict()
    pattern = re.compile(_FORMS[params["form"]])
    try:
        docs, marked = {d.n for d in documents(row)}, spans(row)
    except Damaged as damage:
        return Verdict(str(damage))
    lang = row["lang"]
    for sentence in _with_trailing(answer, lang, pattern):
        numbers = [int(n) for n in pattern.findall(sentence)]
        stated = [s for s in marked if s.value and states(pattern.sub(" ", sentence), s.value, lang)]
        if not numbers and stated:
            return Verdict(f"no citation in {sentence[:40]!r}")
        for n in numbers:
            if n not in docs:
                return Verdict(f"citation {n} points at no document")
            if (stated and not any(s.n == n for s in stated)) or (
                not stated and not any(s.n == n and s.role == "criterion" for s in marked)
            ):
                return Verdict(f"document {n} does not state what is said in {sentence[:40]!r}")
    return Verdict()


def _with_trailing(answer: str, lang: str, pattern: re.Pattern[str]) -> list[str]:
    """Sentences; a citation that stands behind the full stop belongs to the sentence before it."""
    out: list[str] = []
    for sentence in sentences(answer, lang):
        lead = re.match(rf"(?:{pattern.pattern}\s*)+", sentence)
        if lead and out:
            out[-1] += lead[0]
            sentence = sentence[lead.end() :]
        if sentence.strip():
            out.append(sentence)
    return out
