"""Conflicting documents: both sides told, then a ruling on a criterion that stands there, or none."""

from __future__ import annotations

import re
from typing import Any

from generators.checks import Verdict, check
from generators.reading import states
from generators.reading.literal import replaced
from generators.text.measure import HAN
from rag.checks.prompt import Damaged, Span, documents, spans
from rag.checks.stance import Names, Rivals, claims_conflict, leaves_open, picks, placed_elsewhere, settles_on, told

__all__ = ["claims_conflict", "leaves_open", "settles_on"]
Row = dict[str, Any]


@check("rag.sides", "sides")
def sides(row: Row, answer: str, params: dict[str, Any]) -> Verdict:
    """Both sides' values stand in the documents under opposite roles, differ, and the answer states both."""
    try:
        marked = spans(row)
    except Damaged as damage:
        return Verdict(str(damage))
    first, second = params["sides"]
    lang = row["lang"]
    if states(first, second, lang) and states(second, first, lang):
        return Verdict(f"{first!r} and {second!r} are the same value")
    for value, role in ((first, "support"), (second, "contradict")):
        holders = [s for s in marked if s.role == role and s.value == value]
        if not holders:
            return Verdict(f"no sentence is marked as the side of {value!r}")
        for s in holders:
            if not s.holds(lang):
                return Verdict(f"the sentence {s.text[:40]!r} does not state {value!r}")
        if not told(answer, value, lang, second if value == first else first):
            return Verdict(f"the answer does not tell the side of {value!r}")
    for s in marked:
        if s.role in ("support", "contradict") and s.value not in (first, second):
            return Verdict(f"a third value {s.value!r} is marked")
    return Verdict()


@check("rag.ruling", "sides", "ruling")
def ruling(row: Row, answer: str, params: dict[str, Any]) -> Verdict:
    """The answer rules for the side the documents' criterion picks, or leaves the matter open where there is none."""
    lang, wanted = row["lang"], params["ruling"]
    first, second = params["sides"]
    marked = spans(row)
    criterion = [s for s in marked if s.role == "criterion"]
    names = _names(row, marked, first, second)
    common = f"{row['evidence']['asked']['entity']} {row['evidence']['asked']['attribute']}"
    if wanted == "open":
        if criterion:
            return Verdict("left open although a criterion stands in the documents")
        if not leaves_open(answer, lang):
            return Verdict("the answer does not leave the matter open")
        return (
            Verdict("the answer settles what the documents leave open") if picks(answer, first, second, lang, names, common) else Verdict()
        )
    if wanted not in params["sides"]:
        return Verdict(f"the ruling {wanted!r} is none of the sides")
    if not criterion:
        return Verdict("a ruling without a criterion in the documents")
    verdict = settles_on(answer, first, second, lang, names, _rivals(row, criterion, second if wanted == first else first), common)
    if leaves_open(answer, lang) and verdict != wanted:
        return Verdict("the answer leaves open what the documents decide")
    return Verdict() if verdict == wanted else Verdict(f"the answer settles on {verdict or 'nothing'}, not on {wanted!r}")


_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?=[ .,年-])")


def _names(row: Row, marked: list[Span], first: str, second: str) -> Names:
    """What the documents of either side may be called: title, kind, number, the years in them; without the words of the entity they are about."""
    lang, asked = row["lang"], row["evidence"]["asked"]
    sides = {s.n: s.value for s in marked if s.role in ("support", "contradict")}
    called: dict[str, set[str]] = {first: set(), second: set()}
    common = f"{asked['entity']} {asked['attribute']}".casefold()
    text = {d.n: d.text for d in documents(row)}
    for d in row["evidence"]["documents"]:
        if d["n"] in sides and sides[d["n"]] in called:
            mine = called[sides[d["n"]]]
            years = (y for y in _YEAR.findall(text[d["n"]]) if y not in first and y not in second)
            mine |= {d["source"], f"[{d['n']}]", f"【{d['n']}】", *years}
            mine.add(_without(d["title"], common, lang))
    return tuple(sorted(called[first])), tuple(sorted(called[second]))


def _without(title: str, common: str, lang: str) -> str:
    if lang == "zh":
        runs = re.split(r"[^\w]+", title)
        return " ".join(r for run in runs for r in re.split("|".join(map(re.escape, filter(None, common.split()))), run) if r)
    return " ".join(w for w in title.split() if w.casefold().strip(".,:;?!'\"") not in common)


def _rivals(row: Row, criterion: list[Span], loser: str) -> Rivals | None:
    """Words of a criterion that tells whose the losing value really is ("violet belongs to the M5"): the name of that other."""
    lang, asked = row["lang"], row["evidence"]["asked"]["entity"]
    for s in criterion:
        if not states(s.text, loser, lang):
            continue
        rest = replaced(loser, " ", s.text.replace(asked, " "))
        found = {w for w in re.findall(r"(?<![A-Za-z0-9])[A-Z0-9][A-Za-z0-9'-]+", rest) if w not in asked and w not in _STARTS}
        if lang == "zh":
            runs = re.findall(rf"[{HAN}]+", rest)
            found |= {run[i : i + 3] for run in runs for i in range(len(run) - 2) if run[i : i + 3] not in asked}
        if found:
            return re.compile("|".join(map(re.escape, sorted(found)))), loser
    return None


_STARTS = frozenset("The This That For It In Note People Somebody Wherever Several Not There Some Many".split())  # noqa: SIM905


@check("rag.no_conflict", "not")
def no_conflict(row: Row, answer: str, params: dict[str, Any]) -> Verdict:
    """The answer claims no conflict and gives none of the values that belong elsewhere, unless it says where they belong."""
    lang = row["lang"]
    if claims_conflict(answer, lang):
        return Verdict("the answer claims a conflict where there is none")
    others = tuple(
        d["entity"] for d in row["evidence"]["documents"] if d["role"] == "distractor" and d["entity"] != row["evidence"]["asked"]["entity"]
    )
    for value in params["not"]:
        if states(answer, value, lang) and not placed_elsewhere(answer, value, lang, others):
            return Verdict(f"the answer gives {value!r}, which belongs elsewhere")
    return Verdict()
