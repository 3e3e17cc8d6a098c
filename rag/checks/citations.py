"""Citations: they exist where asked for, point at documents that say it, and are absent where nobody asked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from generators.checks import Verdict, check
from generators.reading.values import measures
from generators.text.measure import HAN
from generators.text.sentences import sentences
from rag.checks.prompt import Damaged, Document, Span, documents, spans, told

Row = dict[str, Any]
# One mark may hold several numbers: "[1, 3]".
_N = r"\d{1,2}(?:\s*[,，、;]\s*\d{1,2})*"
_FORMS = {
    "[{n}]": re.compile(rf"\[{_N}\]"),
    "({n})": re.compile(rf"[（(]{_N}[)）]"),
    "【{n}】": re.compile(rf"【{_N}】"),
    "^{n}": re.compile(r"\^\d{1,2}"),
}
# Marks where none were asked for: a year in brackets and the power of a unit are none.
_ANY = re.compile(rf"\[\^?{_N}\]|【{_N}】|(?<!\bm)(?<!\b[ckm]m)(?<!\b[a-z])\^\d{{1,2}}")
# A line that leads up to a list, and bears its marks for all of it.
_LED = re.compile(r"^[^\n]{2,24}?(?P<marks>(?: ?[\[(【^]\d+[\])】]?)+)[:：]\n(?P<list>(?:(?:- |\d+[.] )[^\n]+\n?)+)$", re.M)
_SOURCE = re.compile(r"\W*(?:sources?|references?|see|cf\.?|来源|出处|依据|参见|见|引自)\W*$", re.I)
_SAYS = {"en": re.compile(r"[a-z]{4,}"), "zh": re.compile(rf"[{HAN}]{{2,}}")}


@check("rag.cites", "form")
def cites(row: Row, answer: str, params: dict[str, Any]) -> Verdict:
    """With a form: every supported value is cited where it is stated, and each citation points at a document that says what is said there. Without: no marks.

    A value that has its citation need not carry it again, unless it holds of two entities.
    """
    if not params["form"]:
        found = _ANY.search(answer)
        return Verdict(f"citation {found[0]!r} where none was asked for") if found else Verdict()
    pattern = _FORMS[params["form"]]
    try:
        docs, marked = {d.n: d for d in documents(row)}, spans(row)
    except Damaged as damage:
        return Verdict(str(damage))
    lang = row["lang"]
    for n in (n for match in pattern.finditer(answer) for n in _numbers(match)):
        if n not in docs:
            return Verdict(f"citation {n} points at no document")
    titles = {d["n"]: d["title"] for d in row["evidence"]["documents"]}
    cited: set[str] = set()
    bare: dict[str, str] = {}
    whole = _with_trailing(_LED.sub(lambda m: m["list"] + m["marks"] if pattern.search(m["marks"]) else m[0], answer), lang, pattern)
    for i, sentence in enumerate(whole):
        parts = _parts(sentence, pattern)
        stated = [[s for s in marked if s.value and told(text, s.value, lang)] for text, _ in parts]
        every = [s for here in stated for s in here]
        if not every and i and pattern.search(sentence) and whole[i - 1] in bare.values() and not pattern.search(whole[i - 1]):
            # "It's £12.50. That's from the guide [1]."
            every = [s for s in marked if s.value and told(whole[i - 1], s.value, lang)]
            stated[0] = every
        if fault := _named(parts, titles):
            return Verdict(fault)
        if any(numbers for _, numbers in parts):
            fault = _points(parts, stated, docs, marked, lang)
            if fault:
                return Verdict(fault)
        here = {n for _, numbers in parts for n in numbers}
        cited |= {s.value for s in every if s.n in here}
        for s in every:
            if not here and len({docs[o.n].entity for o in marked if o.value == s.value}) > 1:
                return Verdict(f"no citation in {sentence[:40]!r}")
            bare.setdefault(s.value, sentence)
    for value, sentence in bare.items():
        if value not in cited:
            return Verdict(f"no citation in {sentence[:40]!r}")
    return Verdict()


def _named(parts: list[tuple[str, list[int]]], titles: dict[int, str]) -> str:
    """The fault where a title stands right before a mark and a document of another title is cited, or nothing."""
    for text, numbers in parts:
        found = _QUOTED.search(text)
        title = next(filter(None, found.groups())) if found else ""
        holders = {n for n, own in titles.items() if own == title}
        if numbers and holders and not holders & set(numbers):
            return f"document {numbers[0]} is not {title!r}"
    return ""


def _numbers(match: re.Match[str]) -> list[int]:
    return [int(n) for n in re.findall(r"\d+", match[0])]


def _parts(sentence: str, pattern: re.Pattern[str]) -> list[tuple[str, list[int]]]:
    """The stretches of text between marks, each with the numbers of the marks that follow it."""
    out: list[tuple[str, list[int]]] = []
    at = 0
    for match in pattern.finditer(sentence):
        text = sentence[at : match.start()]
        if out and not re.search(r"\w", text):
            out[-1][1].extend(_numbers(match))
        else:
            out.append((text, _numbers(match)))
        at = match.end()
    out.append((sentence[at:], []))
    return out


def _points(
    parts: list[tuple[str, list[int]]], stated: list[list[Span]], docs: dict[int, Document], marked: Sequence[Span], lang: str
) -> str:
    """The fault of a sentence's marks, or nothing: they speak for the stretches before them, or else all for those behind them."""
    wrong = 0
    for leading in (False, True):
        wrong = 0
        for i, (text, numbers) in enumerate(parts[:-1]):
            before, after = stated[i], stated[i + 1]
            for n in numbers:
                rule = any(s.n == n and s.role == "criterion" for s in marked)
                if leading and (before or after):
                    fits = any(s.n == n for s in after)
                elif before or after:
                    fits = any(s.n == n for s in before or after) or bool(
                        not before and (rule or (parts[i + 1][1] and _about(text, docs[n].text, lang)))
                    )
                else:
                    said = f"{text} {parts[i + 1][0]}"
                    fits = rule or (_about(said, docs[n].text, lang) and not _elsewhere(text, n, numbers, docs, lang))
                wrong = wrong or (0 if fits else n)
        if not wrong:
            return ""
    return f"document {wrong} does not state what is said in {parts[0][0][:40]!r}"


@lru_cache(maxsize=4096)
def _about(text: str, document: str, lang: str) -> bool:
    """Whether a stretch without a marked value can come from the document: its figures stand there, and a word of it does."""
    told = {m for _, _, m in measures(document, lang)}
    if any(m not in told for _, _, m in measures(text, lang)):
        return False
    low = document.casefold()
    words = _SAYS[lang].findall(text.casefold())
    if lang == "zh":
        return any(run[i : i + 2] in low for run in words for i in range(len(run) - 1))
    return any(word in low for word in words)


_CLAUSE = re.compile(r"[,，;；:：、]|\band\b|\bbut\b")
ELSEWHERE = 0.85  # so much less of the clause may stand in the cited document than in the one that holds most of it


def _elsewhere(text: str, cited: int, others: list[int], docs: dict[int, Document], lang: str) -> bool:
    """Whether what is said right before a mark stands, for the greater part, in a document that is not cited there."""
    if _QUOTED.search(text):  # a title: judged by its own name
        return False
    clause = next((c for c in reversed(_CLAUSE.split(text)) if _SAYS[lang].search(c.casefold())), "")
    for entity in sorted({d.entity for d in docs.values()}, key=len, reverse=True):
        clause = clause.replace(entity, " ")  # whom it is about stands in many documents, what is said of it in one
    held = {n: _held(clause, d.text, lang) for n, d in docs.items()}
    best = max((share for n, share in held.items() if n not in others), default=0.0)
    return best >= 0.5 and held[cited] < best * ELSEWHERE


@lru_cache(maxsize=4096)
def _held(clause: str, document: str, lang: str) -> float:
    """Share of the clause's words (zh: pairs of characters) that stand in the document."""
    low = document.casefold()
    runs = _SAYS[lang].findall(clause.casefold())
    units = [run[i : i + 2] for run in runs for i in range(len(run) - 1)] if lang == "zh" else runs
    return sum(u in low for u in units) / len(units) if units else 0.0


_QUOTED = re.compile(r"(?:\"([^\"]+)\"|“([^”]+)”|《([^》]+)》)\s*$")
# What follows a mark that is the subject of its sentence: "[1] says ...".
_PREDICATE = re.compile(r"\s*(?:[a-z]|[说写给的才里中上只提有是称表指则也讲])")


def _with_trailing(answer: str, lang: str, pattern: re.Pattern[str]) -> list[str]:
    """Sentences; a mark that stands behind the full stop, or alone behind "Source:", belongs to the sentence before it."""
    out: list[str] = []
    for sentence in sentences(answer, lang):
        lead = re.match(rf"(?:{pattern.pattern}\s*)+", sentence)
        mark = pattern.search(sentence)
        if lead and out and not _PREDICATE.match(sentence, lead.end()) and not pattern.search(out[-1]):
            out[-1] += lead[0]
            sentence = sentence[lead.end() :]
        elif mark and out and _SOURCE.fullmatch(sentence, 0, mark.start()):
            out[-1] += sentence[mark.start() :]
            continue
        if re.search(r"\w", sentence):
            out.append(sentence)
    return out
