"""Answers that need two or more documents: the chain, the comparison or the sum is derived again from the marked sentences."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

from generators.checks import Verdict, check
from generators.reading import affirmed, commits, same_value, states
from generators.reading.literal import replaced, spans_of
from generators.reading.numbers import numbers
from generators.reading.values import own_measure
from generators.text.sentences import sentences
from rag.checks.prompt import Damaged, documents, question, spans

Row = dict[str, Any]
Params = dict[str, Any]


@check("rag.hops", "kind", "values", "parts")
def hops(row: Row, answer: str, params: Params) -> Verdict:
    """Each part stands marked in a document about its entity, the result follows from the parts, and the answer gives the result.

    `kind`: bridge | broken | compare | arithmetic | same_value. `parts`: {"entity", "value"} of each hop. `values`: the result. `op`: max | min | diff | total | years.
    `link`: the entity that the question must not name; `key`: what the question calls it by.
    """
    try:
        docs, marked, asked = {d.n: d for d in documents(row)}, spans(row), question(row)
    except Damaged as damage:
        return Verdict(str(damage))
    lang = row["lang"]
    holders: list[set[int]] = []
    for part in params["parts"]:
        found = {
            s.n for s in marked if s.role == "support" and s.value == part["value"] and s.holds(lang) and docs[s.n].entity == part["entity"]
        }
        if not found:
            return Verdict(f"no sentence about {part['entity']!r} is marked as stating {part['value']!r}")
        holders.append(found)
    broken = params["kind"] == "broken"
    if not broken and (len(holders) < 2 or len(set().union(*holders)) < 2):
        return Verdict("the answer does not need two documents")
    judge = {"bridge": _bridge, "compare": _compare, "arithmetic": _arithmetic, "same_value": _same, "broken": _broken}.get(params["kind"])
    return Verdict(judge(row, answer, params, asked) if judge else f"unknown kind {params['kind']!r}")


def _chain(row: Row, params: Params, asked: str) -> str:
    """The fault of the first hop: the clue leads to the link by one sentence only, and nothing but the documents names the link."""
    lang, link, key = row["lang"], params["link"], params["key"]
    if _names(_outside(row), link):
        return f"the question or the instructions name {link!r}"
    if not states(asked, key, lang):
        return f"the question does not hold the clue {key!r}"
    tied = {s["n"] for s in row["evidence"]["spans"] if s["value"] == link and states(s["text"], key, lang)}
    if not tied:
        return f"no marked sentence ties {key!r} to {link!r}"
    if any(states(d.text, key, lang) for d in documents(row) if d.n not in tied and d.entity != link):
        return f"the clue {key!r} stands in a document about something else"
    return ""


def _broken(row: Row, answer: str, params: Params, asked: str) -> str:
    """The second hop is missing: the answer says which entity it is, and takes no other for it."""
    if fault := _chain(row, params, asked):
        return fault
    lang, link = row["lang"], params["link"]
    others = {d["entity"] for d in row["evidence"]["documents"] if d["entity"] != link}
    if not _spots(answer, link, others, lang):
        return f"the answer does not name {link!r}"
    return "the answer speaks of another entity" if any(_spots(answer, o, {link}, lang) for o in others) else ""


def _bridge(row: Row, answer: str, params: Params, asked: str) -> str:
    lang, link = row["lang"], params["link"]
    if fault := _chain(row, params, asked):
        return fault
    value = params["values"][0]
    if not affirmed(answer, value, lang) or not commits(answer, value, lang, (link,)):
        return f"the answer does not give {value!r}"
    others = {d["entity"] for d in row["evidence"]["documents"] if d["entity"] != link}
    for text in (answer, *(t for t in sentences(answer, lang) if states(t, value, lang))):
        if not _spots(text, link, others, lang) and any(_spots(text, o, {link}, lang) for o in others):
            return "the answer speaks of another entity"
    return ""


def _outside(row: Row) -> str:
    """All that stands before the answer and in no document."""
    parts = []
    for turn, message in enumerate(row["messages"][:-1]):
        content, at = message.get("content") or "", 0
        for d in sorted((d for d in row["evidence"]["documents"] if d["turn"] == turn), key=lambda d: d["start"]):
            parts.append(content[at : d["start"]])
            at = d["end"]
        parts.append(content[at:])
    return "\n".join(parts)


def _names(text: str, name: str) -> bool:
    return re.sub(r"^the ", "", name.casefold()) in text.casefold()


def _order(value: str, lang: str) -> tuple[Any, ...] | None:
    """What a value is measured in, and where it stands on that scale."""
    own = own_measure(value, lang)
    if own is None:
        return None
    if own[0] in ("money", "amount"):
        return own[0], own[1], own[2]
    if own[0] in ("date", "day"):
        return own[0], "", own[1:]
    return own[0], "", own[1]


_MAX = {
    "en": r"(?:higher|highest|greater|greatest|more|most|larger|largest|bigger|biggest|longer|longest|later|latest|dearer|dearest|taller|tallest|wider|widest|heavier|heaviest|deeper|deepest|older|oldest|last|pricier)",
    "zh": r"(?:(?:更|最|较|比较|还|要)(?:高|大|多|长|晚|迟|贵|久|靠后|宽|重|深)|[高大多长晚迟贵久]一?[些点]|晚于|高于|大于|多于|长于)",
}  # fmt: skip
_MIN = {
    "en": r"(?:lower|lowest|smaller|smallest|less|least|fewer|fewest|shorter|shortest|earlier|earliest|cheaper|cheapest|sooner|soonest|quicker|lighter|narrower|first|younger|youngest)",
    "zh": r"(?:(?:更|最|较|比较|还|要)(?:低|小|少|短|早|便宜|靠前|窄|轻|浅)|[低小少短早]一?[些点]|便宜|早于|低于|小于|少于|短于)",
}


def _compare(row: Row, answer: str, params: Params, asked: str) -> str:
    lang, op, wanted = row["lang"], params["op"], params["values"][0]
    scales = [_order(p["value"], lang) for p in params["parts"]]
    if any(s is None for s in scales) or len({s[:2] for s in scales if s}) != 1:
        return "the values cannot be compared"
    places = [s[2] for s in scales if s]
    best = max(places) if op == "max" else min(places)
    winners = [p["entity"] for p, place in zip(params["parts"], places, strict=True) if place == best]
    if op not in ("max", "min") or winners != [wanted]:
        return f"the {op} is {winners}, not {wanted!r}"
    names = [p["entity"] for p in params["parts"]]
    if not all(_names(asked, n) for n in names):
        return "the question does not name all that is compared"
    pick = _pick(answer, names, row["evidence"]["asked"]["attribute"], op, lang)
    return "" if pick == wanted else f"the answer picks {pick or 'none'!r}, not {wanted!r}"


_BESIDE = {
    "en": re.compile(r"\b(?:than|compared (?:with|to)|against|versus|vs\.?|unlike|while|whereas|next to)\b[^.;]*?(?=,|;|\.|$)", re.I),
    "zh": re.compile(r"(?:比起|相比|与|和|跟)[^，。；]{2,40}?相比，?|比[^，。；]{2,40}?(?=更|还|要|[高低大小多少长短早晚贵]|便宜)"),
}
_CLAUSE = {"en": re.compile(r"[;.](?!\d)|, (?:so|and|but|which|making|while)\b|\bso\b"), "zh": re.compile(r"[，；。：]")}


def _pick(answer: str, names: list[str], attribute: str, op: str, lang: str) -> str:
    """Which of the compared the answer gives: the subject of a clause that compares, or the one it names first."""
    plain = answer.replace("\u2019", "'")
    for words in sorted((attribute, attribute.removeprefix("the ")), key=len, reverse=True):
        plain = replaced(words, " ", plain)
    first: list[tuple[int, str]] = []
    tags = {n: f"\x01{chr(0xE000 + i)}\x02" for i, n in enumerate(names)}
    for name in sorted(names, key=len, reverse=True):
        for a, b in sorted(_spots(plain, name, set(names) - {name}, lang), reverse=True):
            plain = plain[:a] + tags[name] + plain[b:]
    for name, tag in tags.items():
        if tag in plain:
            first.append((plain.index(tag), name))
    first.sort()
    if not first:
        return ""
    same, opposite = (_MAX, _MIN) if op == "max" else (_MIN, _MAX)
    bounds = (r"\b", r"\b") if lang == "en" else ("", "")
    against = ""
    for clause in _CLAUSE[lang].split(plain):
        rest = _BESIDE[lang].sub(" ", clause) if lang == "en" else _BESIDE["zh"].sub("", clause)
        subject = min(((rest.index(t), n) for n, t in tags.items() if t in rest), default=(0, ""))[1]
        if not subject:
            continue
        if re.search(bounds[0] + same[lang] + bounds[1], rest, re.I):
            return subject
        if re.search(bounds[0] + opposite[lang] + bounds[1], rest, re.I):
            against = subject
    left = [n for _, n in first if n != against]
    if against and len(names) == 2:
        return next(n for n in names if n != against)
    return left[0] if left else ""


_CODE = re.compile(r"[A-Za-z][A-Za-z-]*\d[\w-]*|\b\d[\w.-]*[A-Za-z-][\w-]*")
_INSIDE = re.compile(r"\w")
_NEXT = re.compile(r"(?: (?:[A-Z][\w.-]*|\d[\w.-]*))+")


def _spots(text: str, name: str, others: set[str], lang: str) -> list[tuple[int, int]]:
    """Where the text names the entity: in full, or by a word of its name that no other has. Another model number is another entity."""
    short = name[4:] if name[:4].lower() == "the " else name
    found = spans_of(short, text, fold=True)
    if found:
        return found
    if lang == "zh":
        for size in range(len(short) - 1, 1, -1):
            if any(short[:size] in o for o in others):
                break
            found = spans_of(short[:size], text)
            if found:
                return [(i, j) for i, j in found if all(c in short for c in _CODE.findall(text[i : i + len(short)]))]
        return []
    theirs = {w.casefold() for o in others for w in re.findall(r"[\w'-]+", o)}
    own = [w for w in re.findall(r"[\w'-]+", short) if w[0].isupper() and len(w) > 2 and w.casefold() not in theirs]
    found = sorted((i, j) for w in own[:2] for i, j in spans_of(w, text) if not (_INSIDE.match(text[i - 1 : i]) or _INSIDE.match(text, j)))
    return [(i, j) for i, j in found if all(w in short for w in _digits(text, j))][:4]


def _digits(text: str, at: int) -> list[str]:
    """Words with a digit that run on from a name ("Karedra NT-538U")."""
    run = _NEXT.match(text, at)
    return [w.strip(".-") for w in run[0].split() if re.search(r"\d", w)] if run else []


def _arithmetic(row: Row, answer: str, params: Params, asked: str) -> str:
    lang, op, result = row["lang"], params["op"], params["values"][0]
    scales = [_order(p["value"], lang) for p in params["parts"]]
    if any(s is None for s in scales) or len({s[:2] for s in scales if s}) != 1:
        return "the values cannot be reckoned with"
    figures = [Fraction(s[2]) for s in scales if s and not isinstance(s[2], tuple)]
    if len(figures) != len(scales) or (op != "total" and len(figures) != 2):
        return "the values cannot be reckoned with"
    true = sum(figures, Fraction(0)) if op == "total" else abs(figures[0] - figures[1])
    unit, own = scales[0], own_measure(result, lang)
    if unit is None or own is None:
        return f"{result!r} is no figure"
    if op == "years":
        told = numbers(result, lang)
        fits = unit[0] == "number" and bool(told) and told[0][2] == true
    elif unit[0] == "time":
        fits = own[0] == "amount" and own[1] == "s" and own[2] == true * _minute(lang)
    else:
        fits = _order(result, lang) == (*unit[:2], true)
    if not fits:
        return f"{result!r} does not follow from the values"
    if any(same_value(result, p["value"], lang) for p in params["parts"]):
        return "the result is one of the values"
    if not affirmed(answer, result, lang) or not commits(answer, result, lang, tuple(p["value"] for p in params["parts"])):
        return f"the answer does not give {result!r}"
    return ""


def _minute(lang: str) -> Fraction:
    own = own_measure("1分钟" if lang == "zh" else "1 minute", lang)
    return Fraction(own[2]) if own else Fraction(1)


def _same(row: Row, answer: str, params: Params, asked: str) -> str:
    lang, wanted, link = row["lang"], params["values"][0], params["link"]
    values = [p["value"] for p in params["parts"]]
    if any(not same_value(v, values[0], lang) for v in values):
        return "the values are not the same"
    entities = {p["entity"] for p in params["parts"]}
    if link != wanted or link not in entities or len(entities) < 2:
        return f"{wanted!r} does not share the value"
    if _names(asked, link):
        return f"the question names {link!r}"
    known = entities - {link}
    pool = {d["entity"] for d in row["evidence"]["documents"]} - known
    spots = sorted((a, n) for n in pool for a, _ in _spots(answer, n, (pool | known) - {n}, lang))
    if not spots or spots[0][1] != link:
        return f"the answer does not name {link!r}"
    stray = [n for _, n in spots if n != link]
    return f"the answer names {stray[0]!r} as well" if stray else ""
