"""Versions of a fact in time: which one holds is read again from the dates in the documents, and the answer gives no other as the one asked for."""

from __future__ import annotations

import datetime
import re
from typing import Any

from generators.checks import Verdict, check
from generators.reading import affirmed, commits, states
from generators.reading.literal import replaced
from generators.reading.values import measures
from rag.checks.prompt import Damaged, Span, question, spans

Row = dict[str, Any]
Day = datetime.date
# Notices that a figure is renewed with every calendar year, without a date.
_YEARLY = {"en": re.compile(r"\b(?:every|each|once a|per|a) (?:calendar )?(?:year|January)|\b(?:annual|yearly)\b|\bJanuary\b", re.I), "zh": re.compile(r"每年|年年|逐年|一年一|元旦|按年")}  # fmt: skip
_NO = {"en": re.compile(r"\bnot yet\b|n't\b|\bnot\b", re.I), "zh": re.compile(r"尚?未|还没|没有?|不是")}
_PAST = {
    "en": re.compile(
        r"\b(?:was|were|been|had|before(?:hand)?|until|till|up to|used to|former(?:ly)?|previous(?:ly)?|earlier|older|old|once|no longer|outdated|out of date|superseded|replac\w+|obsolete|past|then|initially|originally|(?:up|down|rose|fell|changed|increased|raised|cut|moved|instead|went) (?:of|from)|from|rather than|not|ago|back in|predecessor|dates? from|dated|as opposed to|took over|lapsed|expired|gave way|succeeded)\b|n't\b", re.I),
    "zh": re.compile(r"原|以前|之前|此前|先前|早先|从前|过去|旧|老|曾|前[，是为的]|上一|那时|当时|不再|作废|过时|失效|取代|替代|替换|由|从|不是|而非|早|往年|起先|最初|前任|上[版任]|接替|接任|取消|往前|再前|更前|改掉|代替|止"),
}  # fmt: skip
# Words by which an answer takes the right value back.
_GONE = {
    "en": re.compile(r"\b(?:used to be|formerly|previously|no longer|outdated|out of date|superseded|obsolete|before (?:that|then|this)|once|up from|down from|in the past|beforehand|originally|not yet|old|older)\b", re.I),
    "zh": re.compile(r"原(?:来|先|为|是)|以前|之前[是为]|此前|先前|早先|从前|过去|旧|曾|当时|不再|作废|过时|失效|尚未|还没"),
}  # fmt: skip
_NOW = {"en": re.compile(r"\b(?:now|currently|at present|at the moment|already|today|present(?:ly)?|current)\b", re.I), "zh": re.compile(r"现在|目前|眼下|现行|现为|如今|已改|已调|已经是|今天|当前|眼前")}  # fmt: skip
_FUTURE = {
    "en": re.compile(
        r"\b(?:will|won't|shall|from|as of|starting|start(?:s|ing)?|takes? effect|effective|next|upcoming|coming|announced|become[s]?|goes|going|rises?|changes?|change|not yet|only|on|due|switch\w*|later|after|until|kicks? in|comes? in|applies|planned|new|replac\w+|about to|then|moves?|follows?|yet)\b|'ll\b", re.I),
    "zh": re.compile(r"起|将|后|才|调整|调[为到至]|改|即将|到时|届时|尚?未|还没|没到|未到|生效|开始|新|以后|之前|下[个年月]|换|再[变升降]|要到|待"),
}  # fmt: skip
_ELSE = {
    "en": re.compile(r"\b(?:now|since|currently|later|until|till|before|earlier|previous(?:ly)?|after(?:wards)?|today|subsequent\w*|present|current|next|newer|older|latest|then (?:became|rose|went|changed|on)|from|not|only|came|become|became|changed?|replac\w+|only later|present-day|these days|by then)\b|n't\b", re.I),
    "zh": re.compile(r"现在|目前|如今|后来|以后|之后|此后|此前|之前|以前|原|起|改|现行|新|旧|今|再|才|尚未|还没|不是|而非|前|调|换|涨|降|变|接|晚于|[更较]晚"),
}  # fmt: skip
_MAYBE = {
    "en": re.compile(
        r"\b(?:may|might|could|can|likely|probably|presumably|should|newer|new|revis\w+|renew\w+|updat\w+|review\w*|changed?|changes|since|outdated|out of date|superseded|replac\w+|no longer|check|confirm|latest|current|later|fresh|stale|old|redone|reset|redrawn|reissued|anew)\b", re.I),
    "zh": re.compile(r"可能|也许|或许|恐怕|未必|不一定|多半|应(?:该|当|已)?|新|更新|修订|调整|重[定订新核]|改|变|最新|核|过期|过时|旧|查|问|换|以.{1,8}为准|确认"),
}  # fmt: skip
_TALK = {
    "en": re.compile(r"\b(?:used to be|formerly|previous(?:ly)?|older|newer|outdated|out of date|superseded|no longer|may have changed|might have changed|could have changed|as of|earlier version|up to date|until recently|newest|latest|most recent|has (?:since )?(?:changed|been (?:raised|cut|revised)))\b", re.I),
    "zh": re.compile(r"原来|原先|以前|之前|旧版|新版|此前|过时|更新|可能(?:已|有|会)|截至|曾|后来|改为|调整|最新|较新|更晚|早先|不再"),
}  # fmt: skip
_AFTER = {"en": re.compile(r"\b(?:later|after)\b", re.I), "zh": re.compile(r"晚于|之后|后来")}
_CLAUSE = {
    "en": re.compile(r"[;!?()\n]|:(?!\d)|\.(?!\d)|(?<!\d),|,(?!\d)|\b(?:but|while|whereas|though|although|and)\b", re.I),
    "zh": re.compile(r"[，；：。！？（）\n]|但(?!是)|但是|不过|而(?!且|非)"),
}
_MONTHS = {m: i for i, m in enumerate("january february march april may june july august september october november december".split(), 1)}  # noqa: SIM905
_MARK = re.compile(r" ?(?:\[[\d,; ]+\]|【[\d,、 ]+】|\^\d{1,2}|[(（]\d{1,2}[)）])")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def dates(text: str, lang: str) -> list[Day]:
    """All full dates in the text, in order; Damaged where one does not exist."""
    found = []
    for _, _, m in measures(text, lang):
        if m[0] == "date":
            try:
                found.append(Day(int(m[1]), int(m[2]), int(m[3])))
            except (TypeError, ValueError):
                raise Damaged(f"no such day: {text[:40]!r}") from None
    return found


def _today(row: Row) -> Day | None:
    """The date a system prompt gives for today."""
    for message in row["messages"]:
        if message["role"] == "system" and (
            found := [d for line in _clock_lines(message["content"], row) for d in dates(line, row["lang"])]
        ):
            return found[-1]
    return None


def _clock_lines(text: str, row: Row) -> list[str]:
    """The system prompt outside the documents, which may stand in it."""
    turns = [(d["turn"], d["start"], d["end"]) for d in row["evidence"]["documents"] if row["messages"][d["turn"]]["content"] is text]
    out, at = [], 0
    for _, start, end in sorted(turns):
        out.append(text[at:start])
        at = end
    return [*out, text[at:]]


def _asked(row: Row, today: Day | None) -> tuple[Day, Day]:
    """First and last day of the moment the question asks about; Damaged where it names none."""
    text, lang = question(row), row["lang"]
    if full := dates(text, lang):
        return full[0], full[0]
    year = _YEAR.search(text)
    if year is None:
        if today is None or not re.search(r"last (?:year|December)|去年", text):
            raise Damaged("the question names no moment")
        return Day(today.year - 1, 12, 1), Day(today.year - 1, 12, 31)
    y = int(year[0])
    month = re.search(r"年\s*(\d{1,2})\s*月", text) if lang == "zh" else re.search(rf"\b({'|'.join(_MONTHS)}),? {y}", text, re.I)
    if not month:
        return Day(y, 1, 1), Day(y, 12, 31)
    m = int(month[1]) if lang == "zh" else _MONTHS[month[1].lower()]
    return Day(y, m, 1), Day(y + m // 12, m % 12 + 1, 1) - datetime.timedelta(1)


def _versions(marked: list[Span], lang: str) -> dict[str, list[Day]]:
    """Each value with the days from which documents give it."""
    days: dict[int, list[Day]] = {}
    for s in marked:
        if s.role == "criterion":
            days.setdefault(s.n, []).extend(dates(s.text, lang))
    out: dict[str, list[Day]] = {}
    for s in marked:
        if s.role in ("support", "contradict"):
            if not days.get(s.n):
                raise Damaged(f"document {s.n} gives {s.value!r} without a date")
            out.setdefault(s.value, []).append(max(days[s.n]))
    return out


def _stale(marked: list[Span], today: Day | None, lang: str) -> bool:
    """Whether a notice in a document tells that what it gives has been renewed by today."""
    if today is None:
        return False
    own = [d for s in marked if s.role == "criterion" for d in dates(s.text, lang)]
    yearly = any(s.role == "criterion" and not dates(s.text, lang) and _YEARLY[lang].search(s.text) for s in marked)
    if yearly:
        return bool(own) and today.year > max(own).year
    return len(own) > 1 and max(own) <= today


def _fault(row: Row, params: dict[str, Any]) -> str:
    """What speaks against the right value being the one that holds; nothing where the dates bear it out."""
    marked, today, kind, lang = spans(row), _today(row), params["kind"], row["lang"]
    right, stale = params["values"][0], params["stale"]
    stated = {s.value for s in marked if s.role in ("support", "contradict")}
    if stated != {right, *stale}:
        return f"the documents give {sorted(stated)}, the check {sorted({right, *stale})}"
    if kind in ("stale_only", "undated"):
        old = _stale(marked, today, lang)
        return "" if old == (kind == "stale_only") and not stale else "a notice does not bear out that the figure is " + ("old" if kind == "stale_only" else "current")  # fmt: skip
    versions = _versions(marked, lang)
    if kind == "as_of":
        first, last = _asked(row, today)
        if any(first < d <= last for days in versions.values() for d in days):
            return "the value changes within the moment asked about"
    else:
        first = today or Day.max
        if (max(d for days in versions.values() for d in days) > first) != (kind == "not_yet"):
            return "a version lies ahead" if kind == "versions" else "no version lies ahead"
    past = {v: [d for d in days if d <= first] for v, days in versions.items()}
    held = {v: max(days) for v, days in past.items() if days}
    if not held or [v for v in held if held[v] == max(held.values())] != [right]:
        return f"by the dates it is not {right!r} that holds"
    return ""


@check("rag.outdated", "values", "stale", "kind")
def outdated(row: Row, answer: str, params: dict[str, Any]) -> Verdict:
    """The version that holds by the dates is the answer; others come up only as what held before, or will."""
    lang, kind, right = row["lang"], params["kind"], params["values"][0]
    try:
        if fault := _fault(row, params):
            return Verdict(fault)
        marked = spans(row)
    except Damaged as damage:
        return Verdict(str(damage))
    plain = _MARK.sub("", answer.replace("\u2019", "'"))
    if not affirmed(plain, right, lang) or not commits(plain, right, lang, tuple(params["stale"])):
        return Verdict(f"the answer does not give {right!r}")
    years = {s.value: {str(d.year) for o in marked if o.n == s.n and o.role == "criterion" for d in dates(o.text, lang)} for s in marked}
    if kind == "stale_only":
        return Verdict(_dated(plain, right, years[right], lang))
    if kind == "undated":
        own = " ".join(s.text for s in marked) + question(row)
        talk = next((m[0] for m in _TALK[lang].finditer(plain) if m[0].casefold() not in own.casefold()), "")
        return Verdict(f"the answer talks of versions where there are none: {talk!r}" if talk else "")
    asked = set(_YEAR.findall(question(row))) if kind == "as_of" else set()
    today = _today(row)
    ahead = {v for v, days in _versions(marked, lang).items() if kind == "not_yet" and today and min(days) > today}
    told = dates(plain, lang)
    if kind == "not_yet" and told and today and not any(d > today and d in days for days in _versions(marked, lang).values() for d in told):
        return Verdict("the day given for the change is not the one announced")
    # A value that is a sentence of its own must not be parted at its commas: it goes by a short name.
    short = {v: f"K{i}X" if _CLAUSE[lang].search(v) else v for i, v in enumerate((right, *params["stale"]))}
    for value, name in short.items():
        plain = replaced(value, name, plain)
    years = {short.get(v, v): y for v, y in years.items()}
    return Verdict(
        _placed(plain, short[right], [short[v] for v in params["stale"]], kind, lang, years, asked, {short.get(v, v) for v in ahead})
    )


def _dated(answer: str, right: str, years: set[str], lang: str) -> str:
    if not set(_YEAR.findall(answer)) & years:
        return "the answer does not say as of when the figure holds"
    rest = [c for c in _CLAUSE[lang].split(answer) if c.strip()]
    return "" if any(_MAYBE[lang].search(c) for c in rest) else "the answer does not say that there may be a newer figure"


def _placed(answer: str, right: str, stale: list[str], kind: str, lang: str, years: dict[str, set[str]], asked: set[str], ahead: set[str]) -> str:  # fmt: skip
    """Whether each value stands at its time: the right one not as bygone, the others not as the one asked for."""
    stood = False
    clauses = [c for c in _CLAUSE[lang].split(answer) if c.strip()]
    held = [[v for v in (right, *stale) if states(c, v, lang)] for c in clauses]
    for i, (clause, mine) in enumerate(zip(clauses, held, strict=True)):
        # A clause without a value sets the time of its neighbours: "Until 2019, it was £8", "£8, that is the old figure".
        lead = clauses[i - 1] if i and not held[i - 1] else ""
        tail = clauses[i + 1] if i + 1 < len(clauses) and not held[i + 1] else ""
        around = f"{lead} {clause} {tail}"
        told = set(_YEAR.findall(f"{lead} {clause}"))
        for value in mine:
            if value != right and not _elsewhere(around, f"{lead} {clause}", value, right, kind, lang, years, asked, ahead):
                return f"the answer gives {value!r} as if it were the one asked for"
            if value == right:
                gone = kind == "versions" and len(mine) == 1 and _GONE[lang].search(clause)
                now = kind == "as_of" and len(mine) == 1 and _NOW[lang].search(clause) and not told & asked
                stood = stood or not (gone or now)
    return "" if stood else f"the answer gives {right!r} for another time"


def _elsewhere(around: str, clause: str, value: str, right: str, kind: str, lang: str, years: dict[str, set[str]], asked: set[str], ahead: set[str]) -> bool:  # fmt: skip
    told = set(_YEAR.findall(around))
    if kind == "as_of":
        if told & asked and not (told - asked) and not _ELSE[lang].search(clause) and not _AFTER[lang].search(around):
            return False
        return bool(_ELSE[lang].search(around)) or bool(told - asked)
    if value in ahead:
        return bool(_FUTURE[lang].search(around)) and (not _NOW[lang].search(clause) or bool(_NO[lang].search(clause)) or states(clause, right, lang))  # fmt: skip
    if _NOW[lang].search(clause) and not states(clause, right, lang) and not _NO[lang].search(clause):
        return False
    return bool(_PAST[lang].search(around)) or bool(told & (years[value] - years[right]))
