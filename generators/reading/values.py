"""Does a text state a value, in whatever spelling? Dates, clock times, money, percentages, amounts with units, numbers, names."""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction
from functools import lru_cache
from typing import Any

from generators.reading.numbers import lowered, numbers
from generators.reading.units import DIMENSION, LATIN_UNIT, LATIN_UNITS, MONEY_AFTER, MONEY_BEFORE, NO_UNIT, SMALL_COIN, ZH_UNITS

Measure = tuple[Any, ...]
_MONTHS = {
    m: i
    for i, m in enumerate(
        ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"], 1
    )
}
_MONTHS |= {m[:3]: i for m, i in list(_MONTHS.items())} | {"sept": 9}
_M = "|".join(sorted(_MONTHS, key=len, reverse=True))
# What must stand somewhere in a text for a slower pattern to find anything in it.
_DIGIT = re.compile(r"\d")
_STEMS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_HALF_DAY = re.compile(r"\d\s*[apAP]\.?[mM]")
_PART_HOUR = re.compile(r"half|quarter", re.I)
_EN_DATE = re.compile(
    rf"\b(?:(\d{{1,2}})(?:st|nd|rd|th)?(?: of)? ({_M})\.?|({_M})\.? (\d{{1,2}})(?:st|nd|rd|th)?(?! (?:bc|bce|ad|ce)\b))\b(?:,? (\d{{4}}))?"
)
_ISO = re.compile(r"(?<!\d)(\d{4})[-./](\d{1,2})[-./](\d{1,2})(?!\d)")
_N = r"[\d零〇一二三四五六七八九十]+"
_ZH_DATE = re.compile(rf"(?:({_N})年)?({_N})月({_N})[日号]")
_CLOCK = re.compile(r"(?<![\d:.])(\d{1,2})[:：.h](\d{2})(?![\d:]|\.\d)\s*(a\.?m\.?|p\.?m\.?)?", re.I)
_HOUR = re.compile(r"(?<![\d:.])(\d{1,2})\s*(a\.?m\.?|p\.?m\.?)(?![a-z])", re.I)
_PAST = re.compile(r"\b(half|quarter) (past|to) (\w+)(?: in the (morning|afternoon|evening))?", re.I)
_ZH_CLOCK = re.compile(rf"(凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|夜里|晚)?({_N})[点时:：](?:(半)|(一刻|三刻)|整|({_N})分?)?")
_ZH_SHORT = re.compile(rf"差(一刻|{_N}分钟?)(?:钟)?(?:到)?({_N})点|({_N})点差(一刻|{_N}分)")
_PERCENT = re.compile(r"[%％]| ?per ?cent\b", re.I)
_CHANGE = re.compile(
    r"\W{0,2}(?:(?:and )?(?P<coin>[\w-]+) ?(?:p|pence|cents?)\b|(?P<bare>\d\d|[a-z]+ty(?:-[a-z]+)?|[a-z]+teen|ten|eleven|twelve|five)\b)",
    re.I,
)
_JIAO = re.compile(r"([\d一二三四五六七八九])角?")
_WORD_AFTER = re.compile(r"[ -]?(°[cf]\b|[a-z]+)", re.I)
_SHARED = re.compile(r"\W{0,2}(?:or|and|to|vs\.?|versus|against|-|–|/|、|和|或|或者|到|至|与|对|~|～)\W{0,2}")
_ZH_UNIT = re.compile("|".join(map(re.escape, ZH_UNITS)))
_FORTNIGHT = re.compile(r"\b(?:a|one) fortnight\b", re.I)


def _han(text: str) -> int:
    if text.isdigit():
        return int(text)
    found = numbers(text, "zh")
    return int(found[0][2]) if found else -1


def _dates(text: str, lang: str) -> list[tuple[int, int, Measure]]:
    out: list[tuple[int, int, Measure]] = []
    digits = _DIGIT.search(text)
    for m in _ISO.finditer(text) if digits else ():
        out.append((m.start(), m.end(), ("date", int(m[1]), int(m[2]), int(m[3]))))
    if lang == "zh":
        for m in _ZH_DATE.finditer(text) if "月" in text else ():
            key: Measure = ("day", _han(m[2]), _han(m[3]))
            if m[1]:
                key = ("date", _han(m[1]), *key[1:])
            out.append((m.start(), m.end(), key))
        return out
    low = lowered(text)
    for m in _EN_DATE.finditer(low) if digits and any(stem in low for stem in _STEMS) else ():
        day, month = (m[1], m[2]) if m[1] else (m[4], m[3])
        key = ("day", _MONTHS[month], int(day))
        if m[5]:
            key = ("date", int(m[5]), *key[1:])
        out.append((m.start(), m.end(), key))
    return out


def _times(text: str, lang: str) -> list[tuple[int, int, Measure]]:
    """("time", minutes, exact): exact is False where morning or afternoon is not said."""
    out: list[tuple[int, int, Measure]] = []
    digits = _DIGIT.search(text)
    for m in _CLOCK.finditer(text) if digits else ():
        hour, half = int(m[1]), (m[3] or "").lower()[:1]
        if hour > 24 or int(m[2]) > 59 or ("." in m[0][: len(m[1]) + 1] and not half):
            continue
        hour = hour % 12 + (12 if half == "p" else 0) if half else hour
        out.append((m.start(), m.end(), ("time", hour * 60 + int(m[2]), bool(half) or hour > 12 or m[1][0] == "0" or lang == "zh")))
    for m in _HOUR.finditer(text) if digits and _HALF_DAY.search(text) else ():
        out.append((m.start(), m.end(), ("time", (int(m[1]) % 12 + (12 if m[2][0] in "pP" else 0)) * 60, True)))
    if lang == "zh":
        briefly = list(_ZH_SHORT.finditer(text)) if "差" in text else []
        taken = [m.span() for m in briefly]
        for m in briefly:
            hour, short = _han(m[2] or m[3]), m[1] or m[4]
            out.append(
                (m.start(), m.end(), ("time", (hour * 60 - (15 if short == "一刻" else _han(short.rstrip("钟分")))) % 1440, hour > 12))
            )
        for m in _ZH_CLOCK.finditer(text):
            if any(a < m.end() and m.start() < b for a, b in taken):
                continue
            hour = _han(m[2])
            plain_decimal = m[5] and not m[1] and not m[0].endswith("分") and "点" in m[0]  # 三点五 is 3.5
            if not 0 <= hour <= 24 or ((":" in m[0] or "：" in m[0]) and not m[1]) or plain_decimal or text[: m.start()].endswith("百分之"):
                continue
            if (m[1] in ("下午", "傍晚", "晚上", "晚", "夜里") and hour < 12) or (m[1] == "中午" and hour < 3):
                hour += 12
            minute = 30 if m[3] else {"一刻": 15, "三刻": 45}.get(m[4] or "", _han(m[5]) if m[5] else 0)
            out.append((m.start(), m.end(), ("time", hour * 60 + minute, bool(m[1]) or hour > 12)))
    else:
        for m in _PAST.finditer(text) if _PART_HOUR.search(text) else ():
            found = numbers(m[3], "en")
            if found:
                step = 30 if m[1].lower() == "half" else 15
                minutes = int(found[0][2]) % 12 * 60 + (step if m[2].lower() == "past" else -step)
                if m[4] in ("afternoon", "evening"):
                    minutes += 720
                out.append((m.start(), m.end(), ("time", minutes % 1440, bool(m[4]))))
    return out


def _unit_after(text: str, at: int, lang: str) -> tuple[str, int]:
    """The word that follows a number, and where it ends."""
    if lang == "zh":
        rest = text[at : at + 4].lstrip()
        at += len(text[at : at + 4]) - len(rest)
        if rest[:1] in ("多", "余"):
            rest, at = rest[1:], at + 1
        latin = LATIN_UNIT.match(rest)
        if latin:
            return LATIN_UNITS[latin[0]], at + latin.end()
        unit = _ZH_UNIT.match(rest)
        return (unit[0], at + unit.end()) if unit else ("", at)
    match = _WORD_AFTER.match(text, at)
    if not match or match[1].lower() in NO_UNIT:
        return "", at
    word = match[1].lower()
    if word not in DIMENSION["en"] and word.endswith("s"):
        word = word[:-1]
    return word, match.end()


def _change(text: str, stop: int, lang: str) -> tuple[Fraction, int]:
    """Pence behind pounds, 角 behind 元: what is added, and where it ends."""
    if lang == "zh":
        if text[stop : stop + 1] == "半" and text[stop - 1] == "块":
            return Fraction(1, 2), stop + 1
        jiao = _JIAO.match(text, stop)
        if jiao and (text[stop - 1] == "块" or jiao[0].endswith("角")):
            return Fraction(_han(jiao[1]), 10), jiao.end()
        return Fraction(0), stop
    match = _CHANGE.match(text, stop)
    found = numbers(match["coin"] or match["bare"], "en") if match else ()
    if match is None or len(found) != 1 or found[0][2] >= 100:
        return Fraction(0), stop
    return found[0][2] / 100, match.end()


def _money(text: str, start: int, end: int, value: Fraction, unit: str, stop: int, lang: str) -> tuple[int, int, Measure] | None:
    before = text[max(0, start - 4) : start].rstrip().lower()
    currency = MONEY_BEFORE.get(before[-1:]) or MONEY_BEFORE.get(before[-3:])
    sign = text[end : end + 2].lstrip()[:1] if lang == "zh" else ""
    if sign in MONEY_AFTER:
        stop = text.index(sign, end) + 1
        more, stop = _change(text, stop, lang)
        currency, value = "CNY", value + more
    elif lang == "zh" and sign in ("角", "毛"):
        currency, value, stop = "CNY", value / 10, text.index(sign, end) + 1
    elif unit in SMALL_COIN and not currency:
        currency, value = SMALL_COIN[unit], value / 100
    elif unit in MONEY_AFTER or unit + "s" in MONEY_AFTER:
        currency = MONEY_AFTER.get(unit) or MONEY_AFTER[unit + "s"]
        more, stop = _change(text, stop, lang) if value.denominator == 1 else (Fraction(0), stop)
        value += more
    if not currency:
        return None
    ahead = 1 if before[-1:] in MONEY_BEFORE else 3 if before[-3:] == "人民币" else 0
    return start - ahead, stop, ("money", currency, value)


def _amounts(text: str, lang: str, taken: list[tuple[int, int]]) -> list[tuple[int, int, Measure]]:
    out: list[tuple[int, int, Measure]] = []
    bare: tuple[int, int, Fraction] | None = None  # a number that may share the unit of the next: "10 or 14 days"
    behind: tuple[int, Measure] | None = None  # or the currency of the one before: "£8-12"
    done = 0
    for start, end, value in numbers(text, lang):
        if start < done or any(a < end and start < b for a, b in taken):
            continue
        unit, stop = _unit_after(text, end, lang)
        mine: tuple[int, int, Measure] | None = None
        if money := _money(text, start, end, value, unit, stop, lang):
            mine = money
            done = money[1]
        elif percent := _PERCENT.match(text, end):
            mine = (start, percent.end(), ("percent", value))
        elif lang == "zh" and text[max(0, start - 3) : start] == "百分之":
            mine = (start - 3, end, ("percent", value))
        elif dimension := DIMENSION[lang].get(unit):
            mine = (start, stop, ("amount", dimension[0], value * dimension[1]))
            out.append((start, end, ("number", value)))
        else:
            if unit:
                out.append((start, stop, ("amount", unit, value)))
            out.append((start, end, ("number", value)))
            if behind and behind[1][0] == "money" and not unit and _SHARED.fullmatch(text, behind[0], start):
                out.append((start, end, (*behind[1][:2], value)))
        if mine:
            out.append(mine)
            if bare and bare[2] and value and _SHARED.fullmatch(text, bare[1], mine[0]):
                out.append((bare[0], bare[1], (*mine[2][:-1], mine[2][-1] / value * bare[2])))
        behind = (mine[1], mine[2]) if mine else None
        bare = (start, end, value) if mine is None and not (unit and lang == "en") else None
    return out


@lru_cache(maxsize=4096)
def measures(text: str, lang: str) -> tuple[tuple[int, int, Measure], ...]:
    """(start, end, canonical measure) of all that can be measured in the text."""
    text = text.replace("\u2019", "'")
    if lang == "en" and not (_DIGIT.search(text) or _PART_HOUR.search(text) or numbers(text, lang)) and "fortnight" not in text.lower():
        return ()
    first = _dates(text, lang)
    spans = [(a, b) for a, b, _ in first]
    clocks = [t for t in _times(text, lang) if not any(a < t[1] and t[0] < b for a, b in spans)]
    spans += [(a, b) for a, b, _ in clocks if b - a > 2]
    shorter = lang == "en" and "fortnight" in text.lower()
    fortnights = [(*m.span(), ("amount", "d", Fraction(14))) for m in _FORTNIGHT.finditer(text)] if shorter else []
    return (*first, *clocks, *fortnights, *_amounts(text, lang, spans))


_BLANKS = re.compile(r"[\s\u2018\u2019'\"“”]+")
_ARTICLE = re.compile(r"^(?:the|a|an) ")


@lru_cache(maxsize=8192)
def folded(text: str) -> str:
    """Case, width, quotes and white space evened out: how values in words are compared."""
    text = unicodedata.normalize("NFKC", text).casefold()
    return _BLANKS.sub(" ", text).strip()


@lru_cache(maxsize=8192)
def _own(value: str, lang: str) -> tuple[Measure | None, str]:
    """The measure a value is, with the trailing unit word where the language's table does not know it (zh measure words)."""
    found = [m for m in measures(value, lang) if m[1] - m[0] >= len(value.strip())]
    found.sort(key=lambda m: m[2][0] == "number")
    if found:
        return found[0][2], ""
    nums = numbers(value, lang)
    if nums and nums[0][0] == 0:
        tail = value[nums[0][1] :]  # a measure word, or a unit of several words ("working days")
        if len(tail) <= 4 if lang == "zh" else re.fullmatch(r"(?: [a-z-]+){2,4}", tail):
            return ("number", nums[0][2]), tail
    return None, ""


def _equal(a: Measure, b: Measure) -> bool:
    if a[0] == b[0] == "time":
        return bool(a[1] == b[1] or (not (a[2] and b[2]) and a[1] % 720 == b[1] % 720))
    if {a[0], b[0]} == {"date", "day"}:
        return bool(a[-2:] == b[-2:])
    return bool(a == b)


def find_value(text: str, value: str, lang: str) -> list[tuple[int, int]]:
    """Spans at which the text states the value, in its own or another spelling."""
    own, tail = _own(value, lang)
    if own is None:
        return _find_words(text, value, lang)
    exact_date = own[0] == "date"
    out = []
    for start, end, measure in measures(text, lang):
        if exact_date and measure[0] == "day":
            continue  # a day without its year does not state the date
        year = own[0] == "number" and measure[0] == "date" and measure[1] == own[1]  # 20 July 1969 states the year 1969
        if (year or _equal(own, measure)) and text[end : end + len(tail)] == tail:
            out.append((start, end + len(tail)))
    return out


def _find_words(text: str, value: str, lang: str) -> list[tuple[int, int]]:
    plain, wanted = folded(text), folded(value)
    if lang == "en":
        wanted = _ARTICLE.sub("", wanted)
    if not wanted:
        return []
    bounded = lang == "en" or wanted.isascii()
    out, at = [], plain.find(wanted)
    while at >= 0:
        end = at + len(wanted)
        if not bounded or not (_letter(plain[at - 1 : at]) or _letter(plain[end : end + 1])):
            out.append((at, end))
        at = plain.find(wanted, end)
    return out


def _letter(c: str) -> bool:
    return c.isascii() and c.isalnum()


def own_measure(value: str, lang: str) -> Measure | None:
    """The measure a value is; None where it is a name or other words."""
    return _own(value, lang)[0]


def is_measured(value: str, lang: str) -> bool:
    """Whether the value is a figure of some kind."""
    return own_measure(value, lang) is not None


def states(text: str, value: str, lang: str) -> bool:
    """Whether the text states the value."""
    return bool(find_value(text, value, lang))


def same_value(a: str, b: str, lang: str) -> bool:
    """Whether two spellings mean the same value."""
    first, tail = _own(a, lang)
    second, other = _own(b, lang)
    if first is None or second is None:
        return folded(a) == folded(b)
    return _equal(first, second) and tail == other


def follows(value: str, op: str, n: int, shown: str, lang: str) -> bool:
    """Whether `shown` is `value` times, plus or minus n (a clock time moves by minutes)."""
    a, _ = _own(value, lang)
    b, _ = _own(shown, lang)
    if a is None or b is None or a[0] != b[0]:
        return False
    if a[0] == "time":
        x, y = Fraction(a[1]), Fraction(b[1])
    else:  # in the unit both are written in
        x, y = numbers(value, lang)[0][2], numbers(shown, lang)[0][2]
    return y == (x * n if op == "*" else x + n if op == "+" else x - n)
