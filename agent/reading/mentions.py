"""Every date, time, length and figure that a text mentions, with what it may mean."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from typing import Any

from agent.reading import dates
from agent.reading.numerals import EN_RUN, HAN_RUN, number
from agent.reading.values import minutes, money

Meaning = tuple[str, str]  # (date|time|number, canonical text)
_D = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_FIGURE = re.compile(_D)
_ISO = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d))?")
_N = rf"(?:{_D}|{HAN_RUN})"
_HAN_WEEK = "(?:周|星期|礼拜)[一二三四五六日天]"
_MON = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*"
_DAY = "(?-i:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)(?:day|sday|nesday|rsday|urday)?)"  # the sun is no Sunday
# What a mention may begin with comes first: most places of a text are passed over at once.
_ZH = re.compile(
    r"(?=[\d−\-大今明后昨前这本下上周星礼凌早中晚半零〇一二两三四五六七八九十百千万])(?:"
    rf"(?P<date>\d{{4}}年\d{{1,2}}月\d{{1,2}}[日号]|{_N}月{_N}[日号]?|\d{{4}}-\d\d-\d\d|(?:大后天|今天|明天|明儿|后天|昨天|前天)|(?:[这本下上]个?)?{_HAN_WEEK}|{_N}[号日](?!线|楼|店|院|馆|门|机|元|币))(?:[（(]?{_HAN_WEEK}[）)]?)?"
    rf"|(?P<time>(?:凌晨|早上|上午|中午|下午|晚上)?(?:\d{{1,2}}[:：]\d\d(?!\d)|(?<![慢小大快软有早晚高低多少好差])(?:{_N})点(?:半|[一三]刻|整|零?{_N}分?)?(?!\d|心|击|评|赞|名|餐)))"
    rf"|(?P<minutes>{_N}(?:个半|个)?(?:小时|钟头)(?:{_N}分钟?)?|半个?小时|半个钟头|[一三]刻钟|{_N}分钟)"
    rf"|(?P<money>\d+块\d(?!\d)|{_N}(?:元|块钱|块))"
    rf"|(?P<number>(?:(?<!\d)[-−]|零下)?(?:{_D})(?:[万亿])?))"
)
_EN = re.compile(
    r"(?=[\d$£−-]|\b[adefhjlmnoqstwyz])(?:"
    rf"(?P<date>\b(?:{_DAY},? )?(?:{_MON} \d{{1,2}}(?:st|nd|rd|th)?(?:,? \d{{4}})?|(?:the )?\d{{1,2}}(?:st|nd|rd|th)? (?:of )?{_MON}(?:,? \d{{4}})?)\b|\d{{4}}-\d\d-\d\d|\b(?:the day after tomorrow|today|tomorrow|yesterday)\b|\b(?:(?:this|next|last) )?{_DAY}\b|\bthe \d{{1,2}}(?:st|nd|rd|th)\b)"
    rf"|(?P<time>\b\d{{1,2}}(?:[:.]\d\d)? ?(?:am|pm|a\.m\.|p\.m\.)|\b\d{{1,2}}(?:[:.]\d\d)? (?:in the (?:morning|afternoon|evening)|at night)|\b\d{{1,2}}:\d\d\b|\b(?:a )?(?:half|quarter) (?:past|to) \w+ (?:in the (?:morning|afternoon|evening)|at night)|\b(?:noon|midday|midnight)\b)"
    rf"|(?P<minutes>\b(?:half an hour|an hour and a half|an hour)\b|\b(?:{_D}|{EN_RUN})(?: and a half)?[ -]hours?(?:(?: and)? (?:{_D}) min(?:ute)?s?)?\b|\b(?:{_D})[ -]min(?:ute)?s?\b)"
    rf"|(?P<money>[$£](?:{_D})|\b(?:{_D}|{EN_RUN}) (?:dollars|bucks|pounds|quid))"
    rf"|(?P<number>(?:(?<!\d)[-−])?(?:{_D})))",
    re.I,
)


_WEEKDAY = re.compile(rf"(?:周|星期|礼拜)[一二三四五六日天]|{_DAY}")


@lru_cache(maxsize=2048)
def mentions(text: str, lang: str, now: datetime.datetime) -> tuple[tuple[str, frozenset[Meaning]], ...]:
    """(wording, meanings) of each mention; a length may be meant as its figure or in minutes, a figure with 万 as either."""
    return tuple((m[0], frozenset(_meanings(m, now))) for m in (_ZH if lang == "zh" else _EN).finditer(text))


def _meanings(m: re.Match[str], now: datetime.datetime) -> Iterator[Meaning]:
    kind, text = m.lastgroup, m[0]
    if kind == "date":
        day = dates.date(m["date"], now)
        yield "date", day.isoformat() if day else text
        if day and _WEEKDAY.fullmatch(m["date"]):
            yield "weekday", str(day.weekday())
    elif kind == "time":
        yield "time", dates.time(text) or text
    else:
        if kind == "number" and text[-1] not in "万亿":
            yield "number", plain(text.replace(",", "").replace("−", "-").replace("零下", "-"))
            return
        value = {"minutes": minutes, "money": money}.get(str(kind), number)(text.replace("-", " ") if kind == "minutes" else text)
        if value is not None:
            yield "number", str(value)
        first = _FIGURE.search(text)
        if first and kind != "money":
            yield "number", str(Fraction(first[0].replace(",", "")) * (-1 if text[0] in "-−" and kind == "number" else 1))
            for sign, factor in (("万", 10_000), ("亿", 10**8)):
                if sign in text:
                    yield "number", str(Fraction(first[0].replace(",", "")) * factor)


@lru_cache(maxsize=1 << 16)
def plain(figure: str) -> str:
    """A figure in lowest terms, so that 12, 12.0 and 12.00 are written alike."""
    return str(Fraction(figure))


def in_json(value: Any, lang: str, now: datetime.datetime) -> Iterator[Meaning]:
    """What the leaves of a result mean."""
    if isinstance(value, dict):
        for item in value.values():
            yield from in_json(item, lang, now)
    elif isinstance(value, list):
        yield "number", str(len(value))
        for item in value:
            yield from in_json(item, lang, now)
    elif isinstance(value, bool) or value is None:
        return
    elif isinstance(value, int | float):
        yield "number", plain(str(value))
    else:
        yield from in_text(str(value), lang, now)


# What every mention has in it; most names and codes of a result have none of these.
_ANY = {
    "zh": re.compile(r"[\d零〇一二两三四五六七八九十百千万半天儿周星礼]"),
    "en": re.compile(r"\d|day|tomorrow|noon|midnight|hour|half|quarter|dollar|buck|\b(?-i:Mon|Tue|Wed|Thu|Fri|Sat|Sun)", re.I),
}


def in_text(text: str, lang: str, now: datetime.datetime) -> Iterator[Meaning]:
    """What a text's mentions mean; ISO forms are understood in both languages."""
    if _FIXED.fullmatch(text):
        yield from _fixed(text, lang)
    elif _ANY[lang].search(text):
        yield from _in_text(text, lang, now)


# Days, times and figures as machines write them: they mean the same whatever the day.
_FIXED = re.compile(r"[\d:.T-]*\d")
_SOME_DAY = datetime.datetime(2025, 1, 1)


@lru_cache(maxsize=1 << 14)
def _fixed(text: str, lang: str) -> tuple[Meaning, ...]:
    return tuple(_meant(text, lang, _SOME_DAY))


@lru_cache(maxsize=4096)
def _in_text(text: str, lang: str, now: datetime.datetime) -> tuple[Meaning, ...]:
    return tuple(_meant(text, lang, now))


def _meant(text: str, lang: str, now: datetime.datetime) -> Iterator[Meaning]:
    for d, t in _ISO.findall(text):
        yield "date", d
        if t:
            yield "time", t
    for _, meanings in mentions(text, lang, now):
        yield from meanings
    for figure in _FIGURE.findall(text):
        yield "number", plain(figure.replace(",", ""))


def parsed(content: str) -> Any:
    """A tool turn's content as data, or as text where it is no JSON."""
    try:
        return json.loads(content)
    except ValueError:
        return content
