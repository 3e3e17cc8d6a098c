"""Dates and times in people's words, relative to a clock."""

from __future__ import annotations

import datetime
import re
from functools import lru_cache

from agent.reading.numerals import number

_ZH_DAY = {"今天": 0, "今儿": 0, "今晚": 0, "明天": 1, "明儿": 1, "后天": 2, "大后天": 3, "昨天": -1, "前天": -2}
_EN_DAY = {"today": 0, "tonight": 0, "tomorrow": 1, "the day after tomorrow": 2, "yesterday": -1, "a week from today": 7}
_WEEK = "一二三四五六日"
_DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_NUM = "[0-9零一二两三四五六七八九十]+"


_ISO = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})[日号]?(?:[（(]?(?:周|星期).[)）]?)?")
_ZH_MONTH = re.compile(rf"({_NUM})月({_NUM})[日号]?(?:[（(]?(?:周|星期)[一二三四五六日天][)）]?)?")
_ZH_ALONE = re.compile(rf"({_NUM})[日号]")
_ZH_WEEK = re.compile(r"(这|本|下|上)?(?:个)?(?:周|星期|礼拜)([一二三四五六日天])")
_EN_NAMES, _EN_MONTH, _EN_YEAR = "|".join(_DAYS), "(" + "|".join(_MONTHS) + r")[a-z]*", r"(?:,? (\d{4}))?"
_EN_LEAD = re.compile(rf"^(?:{_EN_NAMES})[a-z]*,? (?=\w+ \w)")
_EN_DAY_FIRST = re.compile(rf"(?:the )?(\d{{1,2}})(?:st|nd|rd|th)?(?: of)? {_EN_MONTH}{_EN_YEAR}")
_EN_MONTH_FIRST = re.compile(rf"{_EN_MONTH} (\d{{1,2}})(?:st|nd|rd|th)?{_EN_YEAR}")
_EN_ALONE = re.compile(r"(?:the )?(\d{1,2})(?:st|nd|rd|th)")
_EN_WEEK = re.compile(rf"(?:(this|next|last) )?({_EN_NAMES})[a-z]*")


def _made(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def date(text: str, now: datetime.datetime) -> datetime.date | None:
    """The day a phrase means, or None. A day without a year is in the clock's year."""
    today, plain = now.date(), text.strip()
    if m := _ISO.fullmatch(plain):
        return _made(int(m[1]), int(m[2]), int(m[3]))
    return _zh_date(plain, today) or _en_date(plain.lower(), today)


def _int(text: str) -> int:
    value = number(text)
    return int(value) if value is not None else -1


def _zh_date(text: str, today: datetime.date) -> datetime.date | None:
    if text in _ZH_DAY:
        return today + datetime.timedelta(_ZH_DAY[text])
    if m := _ZH_MONTH.fullmatch(text):
        return _made(today.year, _int(m[1]), _int(m[2]))
    if m := _ZH_ALONE.fullmatch(text):
        return _made(today.year, today.month, _int(m[1]))
    if m := _ZH_WEEK.fullmatch(text):
        monday = today - datetime.timedelta(today.weekday())
        weeks = {"下": 7, "上": -7}.get(m[1] or "", 0)
        return monday + datetime.timedelta(weeks + _WEEK.index(m[2].replace("天", "日")))
    return None


def _en_date(text: str, today: datetime.date) -> datetime.date | None:
    if text in _EN_DAY:
        return today + datetime.timedelta(_EN_DAY[text])
    text = _EN_LEAD.sub("", text)
    if m := _EN_DAY_FIRST.fullmatch(text):
        return _made(int(m[3] or today.year), _MONTHS.index(m[2]) + 1, int(m[1]))
    if m := _EN_MONTH_FIRST.fullmatch(text):
        return _made(int(m[3] or today.year), _MONTHS.index(m[1]) + 1, int(m[2]))
    if m := _EN_ALONE.fullmatch(text):
        return _made(today.year, today.month, int(m[1]))
    if m := _EN_WEEK.fullmatch(text):
        ahead = (_DAYS.index(m[2]) - today.weekday()) % 7
        if m[1] == "last":
            return today - datetime.timedelta((today.weekday() - _DAYS.index(m[2])) % 7 or 7)
        return today + datetime.timedelta(ahead or 7)
    return None


_PARTS = {"凌晨": 0, "早上": 0, "早晨": 0, "上午": 0, "中午": 12, "下午": 12, "傍晚": 12, "晚上": 12, "今晚": 12}


_CLOCK = re.compile(r"(\d{1,2})[:：](\d{2})(?::\d{2})?")
_ZH_POINT = re.compile(rf"({'|'.join(_PARTS)})?({_NUM})(?:点|时)(?:(半)|([一三])刻|整|(零?{_NUM})分?)?")
_ZH_COLON = re.compile(rf"({'|'.join(_PARTS)})?(\d{{1,2}})[:：]()()(\d{{2}})")
_EN_HALF = r"(?: ?(am|pm|a\.m\.|p\.m\.)| (?:in the (morning|afternoon|evening)|at (night)))"
_EN_CLOCK = re.compile(rf"(\d{{1,2}})(?:[:.](\d{{2}}))?{_EN_HALF}")
_EN_PAST = re.compile(rf"(?:a )?(half|quarter) (past|to) ([a-z]+|\d{{1,2}}){_EN_HALF}")


@lru_cache(maxsize=4096)
def time(text: str) -> str | None:
    """HH:MM of a phrase, or None."""
    plain = text.strip()
    if m := _CLOCK.fullmatch(plain):
        return _clock(int(m[1]), int(m[2]))
    return _zh_time(plain) or _en_time(plain.lower())


def _clock(hour: int, minute: int) -> str | None:
    return f"{hour:02d}:{minute:02d}" if 0 <= hour < 24 and 0 <= minute < 60 else None


def _zh_time(text: str) -> str | None:
    m = _ZH_POINT.fullmatch(text) or _ZH_COLON.fullmatch(text)
    if not m:
        return None
    hour = _int(m[2])
    minute = 30 if m[3] else {"一": 15, "三": 45}.get(m[4] or "", 0) if m[4] else _int(m[5]) if m[5] else 0
    if m[1] and _PARTS[m[1]] and hour < 12 and not (m[1] == "中午" and hour >= 11):
        hour += 12
    return _clock(hour, minute)


def _en_time(text: str) -> str | None:
    if text in ("noon", "midday", "midnight"):
        return "00:00" if text == "midnight" else "12:00"
    if m := _EN_CLOCK.fullmatch(text):
        return _english_clock(int(m[1]), int(m[2] or 0), m[3] or m[4] or m[5])
    if m := _EN_PAST.fullmatch(text):
        hour = _int(m[3])
        minute = 30 if m[1] == "half" else 15
        if m[2] == "to":
            hour, minute = hour - 1 or 12, 60 - minute
        return _english_clock(hour, minute, m[4] or m[5] or m[6])
    return None


def _english_clock(hour: int, minute: int, part: str) -> str | None:
    if not 1 <= hour <= 12:
        return None
    late = part[0] == "p" or part in ("afternoon", "evening", "night")
    return _clock(hour % 12 + (12 if late else 0), minute)
