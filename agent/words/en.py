"""How values are said in English: several ways each, all of them readable again."""

from __future__ import annotations

import datetime
from fractions import Fraction
from typing import Any

from generators.values.numerals import en_words

_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]


def _ordinal(n: int) -> str:
    return f"{n}{'th' if 10 <= n % 100 <= 20 else {1: 'st', 2: 'nd', 3: 'rd'}.get(n % 10, 'th')}"


def date(iso: str, now: datetime.datetime) -> list[str]:
    """Spoken dates: relative where people would say so. `next Fri` only where both ways of counting agree."""
    day, today = datetime.date.fromisoformat(iso), now.date()
    gap = (day - today).days
    near = {0: ["today"], 1: ["tomorrow"], 2: ["the day after tomorrow"], -1: ["yesterday"]}.get(gap)
    if near:
        return near
    month, year = _MONTHS[day.month - 1], "" if day.year == today.year else f" {day.year}"
    out = [f"{day.day} {month}{year}", f"{month} {_ordinal(day.day)}{year and ',' + year}", f"the {_ordinal(day.day)} of {month}{year}"]
    name = _DAYS[day.weekday()]
    if 0 < gap < 7:
        out = (
            [name, name, f"this {name}", name[:3]] if day.weekday() > today.weekday() else [name, f"next {name}", f"next {name[:3]}", name]
        )
    elif gap == 7:
        out += [f"next {name}", "a week from today"]
    elif -7 < gap < 0 and day.weekday() >= today.weekday():
        out += [f"last {name}", f"last {name[:3]}"]
    elif 7 < gap < 28 and day.month == today.month:
        out += [f"the {_ordinal(day.day)}"]
    return out


def date_told(iso: str, now: datetime.datetime) -> list[str]:
    """Dates as an answer tells them."""
    day, today = datetime.date.fromisoformat(iso), now.date()
    year = "" if day.year == today.year else f" {day.year}"
    plain = f"{day.day} {_MONTHS[day.month - 1]}{year}"
    out = [plain, f"{_DAYS[day.weekday()]} {plain}", f"{_DAYS[day.weekday()][:3]} {plain}"]
    return out + {0: ["today"], 1: ["tomorrow"], -1: ["yesterday"]}.get((day - today).days, [])


def time(hhmm: str) -> list[str]:
    """Spoken times: 3:30pm, half past three in the afternoon, 15:30, noon."""
    hour, minute = map(int, hhmm.split(":"))
    h, half = (hour - 1) % 12 + 1, "am" if hour < 12 else "pm"
    part = "in the morning" if hour < 12 else "in the afternoon" if hour < 18 else "in the evening" if hour < 21 else "at night"
    out = [hhmm, f"{h}:{minute:02d}{half}", f"{h}:{minute:02d} {half}"] if minute else [f"{h}{half}", f"{h} {half}", f"{h} {part}", hhmm]
    following = en_words(h % 12 + 1)
    if minute == 30:
        out += [f"half past {en_words(h)} {part}", f"half past {h} {part}"]
    elif minute == 15:
        out += [f"quarter past {en_words(h)} {part}", f"a quarter past {h} {part}"]
    elif minute == 45 and hour not in (11, 17, 20, 23):
        out += [f"quarter to {following} {part}"]
    return out + (["noon", "midday"] if hhmm == "12:00" else [])


def time_told(hhmm: str) -> list[str]:
    """Times as an answer tells them."""
    hour, minute = map(int, hhmm.split(":"))
    h, half = (hour - 1) % 12 + 1, "am" if hour < 12 else "pm"
    return [f"{h}:{minute:02d} {half}" if minute else f"{h} {half}", f"{h}:{minute:02d} {half}", hhmm]


def minutes(n: int) -> list[str]:
    """Spoken lengths of time: an hour and a half, 45 minutes."""
    hours, rest = divmod(n, 60)
    out = [f"{n} minutes", f"{n} mins"] if n < 120 else []
    if n == 30:
        out += ["half an hour"]
    elif n == 60:
        out += ["an hour", "one hour"]
    elif n == 90:
        out += ["an hour and a half", "1.5 hours"]
    elif hours and not rest:
        out += [f"{hours} hours", f"{en_words(hours)} hours"]
    elif hours and rest == 30:
        out += [f"{hours}.5 hours", f"{en_words(hours)} and a half hours"]
    elif hours:
        out += [f"{hours} hour{'s' * (hours > 1)} {rest} minutes"]
    return out


def plain(value: Any) -> str:
    """A number as digits with thousands separators."""
    exact = Fraction(str(value))
    if exact.denominator == 1:
        return f"{int(exact):,}"
    whole, _, tail = str(value).strip().removeprefix("-").partition(".")  # what a program prints ends with a line break
    return f"{'-' if exact < 0 else ''}{int(whole):,}.{tail}"


def money(value: Any) -> list[str]:
    """Spoken amounts: £120, 120 pounds, a hundred and twenty pounds."""
    exact = Fraction(str(value))
    text = f"{int(exact):,}" if exact.denominator == 1 else f"{int(exact):,}.{round(exact * 100) % 100:02d}"
    out = [f"£{text}", f"{text} pounds"]
    if exact.denominator == 1 and 20 <= exact <= 100:
        out += [f"{en_words(int(exact))} pounds", f"{text} quid"]
    elif exact.denominator == 1 and 100 < exact < 1000 and exact % 10 == 0:
        hundreds, rest = divmod(int(exact), 100)
        out += [f"{en_words(hundreds) if hundreds > 1 else 'a'} hundred{' and ' + en_words(rest) if rest else ''} pounds"]
    return out


def money_told(value: Any) -> list[str]:
    """Amounts as an answer tells them."""
    exact = Fraction(str(value))
    return [f"£{int(exact):,}.{round(exact * 100) % 100:02d}"] if exact.denominator > 1 else [f"£{int(exact):,}"]


def count(n: int) -> list[str]:
    """Spoken counts."""
    return [str(n), en_words(n)] if 1 < n <= 12 else ["one"] if n == 1 else [str(n)]


def joined(items: list[str]) -> str:
    """A series."""
    return items[0] if len(items) == 1 else ", ".join(items[:-1]) + " and " + items[-1]
