"""Reading one value of a known kind out of a phrase."""

from __future__ import annotations

import datetime
import re
import tomllib
from fractions import Fraction
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from agent.reading import dates
from agent.reading.arithmetic import expression
from agent.reading.numerals import EN_RUN, HAN_RUN, number
from agent.reading.stories import story

_NUM = rf"\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?|{HAN_RUN}|{EN_RUN}"
_MATERIAL = Path(__file__).parent.parent / "material"


@cache
def _choices(lang: str, domain: str) -> dict[str, dict[str, list[str]]]:
    path = _MATERIAL / lang / f"{domain}.toml"
    found: dict[str, dict[str, list[str]]] = tomllib.loads(path.read_text("utf-8")).get("choices", {}) if path.exists() else {}
    return found


def read(kind: str, text: str, lang: str, now: datetime.datetime, domain: str = "") -> Any:
    """The value that a phrase of this kind means; None where it means none. Dates and times come as ISO text, figures as Fractions."""
    if kind in ("text", "person", "place", "code", "email", "phone", "path", "url"):
        return text
    if kind == "date":
        day = dates.date(text, now)
        return day.isoformat() if day else None
    if kind == "time":
        return dates.time(text)
    if kind == "datetime":
        return _datetime(text, now)
    if kind == "minutes":
        return minutes(text)
    if kind == "money":
        return money(text)
    if kind == "percent":
        return number(re.sub(r"%$|^百分之", "", text.strip()))
    if kind in ("number", "count"):
        return number(text)
    if kind == "bool":
        return {"是": True, "否": False, "yes": True, "no": False}.get(text.strip().lower())
    if kind == "expr":
        return expression(text)
    if kind == "tail":
        return tail(text)
    if kind.startswith("story:"):
        return story(text)
    if kind.startswith("choice:"):
        return _choice(kind.partition(":")[2], text, lang, domain)
    if kind.startswith("list:"):
        return [read(kind[5:], part, lang, now, domain) for part in re.split(r"、|和|跟|, | and ", text)]
    return None


def says(kind: str, value: Any, text: str, lang: str, domain: str, name: str = "") -> bool:
    """Whether a text says this value out of a few: one of its words stands there; of a yes or no, no word of the opposite besides.

    `name`: of a yes or no, the fact's name in the domain's verdicts.
    """
    if kind == "bool":
        table = _verdicts(lang, domain).get(name)
        if table is None:
            return False
        mine, other = table["yes" if value else "no"], table["no" if value else "yes"]
        found = {w for w in _words(tuple(sorted(mine + other, key=len, reverse=True))).findall(text.casefold())}
        return bool(found & set(mine)) and not found & set(other)
    words = _choices(lang, domain).get(kind.partition(":")[2], {}).get(str(value), [str(value)])
    return bool(_words(tuple(w.casefold() for w in words)).search(text.casefold()))


@lru_cache(maxsize=512)
def _words(words: tuple[str, ...]) -> re.Pattern[str]:
    """Any of these, an English one not inside a longer word (an ending may follow: yards, rainy)."""
    return re.compile(r"(?<![a-z])(?:" + "|".join(re.escape(w) for w in words) + ")")


@cache
def _verdicts(lang: str, domain: str) -> dict[str, dict[str, list[str]]]:
    path = _MATERIAL / lang / f"{domain}.toml"
    found: dict[str, dict[str, list[str]]] = tomllib.loads(path.read_text("utf-8")).get("verdicts", {}) if path.exists() else {}
    return found


def _choice(name: str, text: str, lang: str, domain: str) -> str | None:
    """The one value of the domain's choices that is said like this."""
    table = _choices(lang, domain).get(name, {})
    fit = [value for value, words in table.items() if any(text.casefold() == w.casefold() for w in words)]
    return fit[0] if len(fit) == 1 else None


def _datetime(text: str, now: datetime.datetime) -> str | None:
    for at in range(len(text), 0, -1):
        day = dates.date(text[:at].removesuffix(" at").rstrip(), now)
        clock = dates.time(text[at:].removeprefix(" ").removeprefix("at ")) if day else None
        if day and clock:
            return f"{day.isoformat()}T{clock}"
    return None


def tail(text: str) -> str | None:
    """What is to be done with a figure: 乘以3, divided by 4, plus 120, as `*3`, `/4`, `+120`."""
    plain = text.strip().lower()
    whole = expression("1 " + plain)
    if whole is not None and whole[:1] == "1" and whole[1:2] in tuple("*/+-"):
        return whole[1:]
    if re.fullmatch(r"(?:over )?(?:a|the) (?:whole )?year|一年|全年", plain):
        return "*12"
    for op, form in _TAILS.items():
        if (m := re.fullmatch(form, plain)) and (n := number(next(g for g in m.groups() if g))) is not None:
            return f"{op}{n}"
    return None


_N = rf"({_NUM})"
_TAILS = {
    "/": rf"(?:split )?(?:between |among )?{_N} (?:ways|people|of us)|{_N}个人(?:平分|分摊|均摊)|(?:平分成|分成){_N}(?:等份|份)",
    "*": rf"(?:over )?{_N} (?:of them|of those|nights|months|batches)|{_N}(?:个月|个|件|晚|份|倍)",
    "-": rf"(?:less|minus|after|after another|once i've added|once i've paid|if i add) £?{_N}(?: .+)?|(?:扣掉|减掉|去掉|花掉|付掉){_N}块?.*|(?:存|传|放){_N}兆.*",
    "+": rf"(?:plus|with) £?{_N}(?: .+)?|(?:加上|加){_N}块?.*",
}


@lru_cache(maxsize=4096)
def minutes(text: str) -> Fraction | None:
    """Minutes of a length of time: 一个半小时, 45分钟, an hour and a half, 2 hours 20 minutes."""
    plain = text.strip().lower()
    if plain in ("半小时", "半个小时", "半个钟头", "half an hour"):
        return Fraction(30)
    if plain in ("一刻钟", "三刻钟"):
        return Fraction(15 if plain[0] == "一" else 45)
    if plain in ("an hour", "an hour and a half"):
        return Fraction(60 if plain == "an hour" else 90)
    if m := re.fullmatch(rf"({_NUM})(个半|个)?(?:小时|钟头)(?:({_NUM})分钟?)?", plain):
        hours, rest = number(m[1]), number(m[3]) if m[3] else Fraction(30 if m[2] == "个半" else 0)
        return hours * 60 + rest if hours is not None and rest is not None else None
    if m := re.fullmatch(rf"({_NUM})(?: (and a half))? hours?(?:(?: and)? ({_NUM}) min(?:ute)?s?)?", plain):
        hours, rest = number(m[1]), number(m[3]) if m[3] else Fraction(30 if m[2] else 0)
        return hours * 60 + rest if hours is not None and rest is not None else None
    if m := re.fullmatch(rf"({_NUM}) ?(?:分钟?|min(?:ute)?s?)", plain):
        return number(m[1])
    return None


@lru_cache(maxsize=4096)
def money(text: str) -> Fraction | None:
    """An amount: 一百二十块, 86块4, 两千三, £1,200.50, ninety pounds."""
    plain = text.strip().lower()
    if m := re.fullmatch(r"(\d+)块(\d)", plain):
        return Fraction(int(m[1]) * 10 + int(m[2]), 10)
    if m := re.fullmatch(rf"(?:人民币|¥|￥)?({_NUM}|{HAN_RUN}点{HAN_RUN})(?:元|块钱|块)?", plain):
        return number(m[1])
    if m := re.fullmatch(rf"(?:us)?[$£] ?({_NUM})|({_NUM}) (?:dollars?|bucks|usd|pounds?|quid)", plain):
        return number(m[1] or m[2])
    return None


def equal(kind: str, read_value: Any, value: Any) -> bool:
    """Whether what was read is the value."""
    if kind.startswith("list:"):
        return (
            isinstance(value, list)
            and len(read_value) == len(value)
            and all(equal(kind[5:], a, b) for a, b in zip(read_value, value, strict=True))
        )
    if isinstance(read_value, Fraction):
        try:
            return not isinstance(value, bool) and read_value == Fraction(str(value))
        except ValueError:
            return False
    if kind == "expr" or kind.startswith("story:"):
        return bool(read_value is not None and read_value == expression(str(value)))
    if kind.startswith("choice:"):
        return bool(read_value == str(value))
    return bool(read_value == value)
