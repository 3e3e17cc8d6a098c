"""What deserves bold type: the amounts, hours, sums and warnings a hurried reader looks for, not a noun that comes up again and again."""

from __future__ import annotations

import re
from collections.abc import Iterable

_EN_SMALL = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
_EN_TENS = "(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
_EN_BELOW = rf"(?:{_EN_TENS}(?:-(?:{_EN_SMALL}))?|{_EN_SMALL})"
_EN_NUMBER = rf"(?:\d[\d,.]*|(?:(?:a|{_EN_BELOW}) (?:hundred|thousand)(?: and {_EN_BELOW})?)|{_EN_BELOW})"
_EN_UNIT = (
    r"(?:seconds?|minutes?|hours?|days?|nights?|weeks?|months?|years?|degrees?|pounds?|pence|pints?|litres?|gallons?|grams?|kilos?|ounces?|inch(?:es)?|feet|foot|yards?|miles?|"
    r"metres?|centimetres?|millimetres?|times|turns|people|guests|places|copies|stalls|tables|volts|bulbs|eggs|o'clock)"
)
_EN_MONTH = "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_ZH_NUMBER = "[零一二两三四五六七八九十百千万半\\d]+"
_ZH_UNIT = "(?:多|来)?(?:度|分钟|小时|个钟头|天|个月|个星期|年|块(?:钱|[一二三四五六七八九])?|元|斤|两|克|毫升|升|厘米|毫米|米|公里|里路?|尺|寸|遍|趟|层|户|桌|成|倍|周岁|人)(?:半)?"
_FINDS = {
    "zh": (
        re.compile("(?:[一二三四五六七八九十\\d]+月[一二三四五六七八九十\\d]+[日号])(?:[（(]?周[一二三四五六日][）)]?)?(?:到(?:[一二三四五六七八九十\\d]+月)?[一二三四五六七八九十\\d]+[日号])?(?:上午|下午|早上|晚上|中午)?(?:[一二两三四五六七八九十]+点(?:半|整|[一三]刻|[一二三四五六七八九十]+分?)?(?:[到至](?:上午|下午|早上|晚上|中午)?[一二两三四五六七八九十]+点(?:半|整|[一三]刻|[一二三四五六七八九十]+分?)?)?)?|(?:星期|周)[一二三四五六日](?:上午|下午|早上|晚上|中午)[一二两三四五六七八九十]+点(?:半|整|[一三]刻|[一二三四五六七八九十]+分?)?(?:[到至](?:上午|下午|早上|晚上|中午)?[一二两三四五六七八九十]+点(?:半|整|[一三]刻|[一二三四五六七八九十]+分?)?)?|(?:上午|下午|早上|晚上|中午)[一二两三四五六七八九十]+点(?:半|整|[一三]刻|[一二三四五六七八九十]+分?)?(?:[到至](?:上午|下午|早上|晚上|中午)?[一二两三四五六七八九十]+点(?:半|整|[一三]刻|[一二三四五六七八九十]+分?)?)?"),
        re.compile(f"(?<![第初几这那头前后零一二两三四五六七八九十百千万\\d])(?!一{_ZH_UNIT}|半|三三两两){_ZH_NUMBER}{_ZH_UNIT}(?![一二三四五六七八九十])"),
        re.compile("(?:(?:(?<=^)|(?<=[，。！？：；]))别|(?<!也)(?:千万|一定|不要|不能|不许))[^，。！？：；、“”（）\\s的]{3,7}(?=[，。！？；]|$)"),
    ),
    "en": (
        re.compile(rf"\b(?:{_EN_SMALL}|\d{{1,2}}(?::\d\d)?) ?(?:(?:am|pm|o'clock)\b|[ap]\.m\.)|£\d+(?:,\d{{3}})*(?:\.\d\d)?|\b(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, )?{_EN_MONTH} \d{{1,2}}\b(?!:)|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day(?:,? the \w+(?: of [A-Z]\w+)?| \d{{1,2}} [A-Z]\w+)?"),
        re.compile(rf"(?<!hundred and )(?<!thousand and )\b(?!one |a (?!hundred|thousand)){_EN_NUMBER} {_EN_UNIT}\b"),
        re.compile(r"(?:(?<=^)|(?<=, )|(?<=and )|(?<=but ))(?:[Nn]ever|[Dd]o not|[Dd]on't) (?!only)\w+(?: [\w']+){1,4}(?=[,.;]|$)"),
    ),
}  # fmt: skip


def phrases(pieces: Iterable[str], lang: str) -> list[str]:
    """For each sentence or item that has one, the phrase to be set in bold: an hour, else an amount, else a warning. No phrase twice, none within another."""
    out: list[str] = []
    for piece in pieces:
        found = next((m[0] for pattern in _FINDS[lang] if (m := pattern.search(piece))), "")
        if found and not any(found.lower() in x.lower() or x.lower() in found.lower() for x in out):
            out.append(found)
    return out


def timed(phrase: str, lang: str) -> bool:
    """Whether a phrase is a day, an hour or a sum: what a hurried reader looks for first."""
    return bool(_FINDS[lang][0].match(phrase)) or "£" in phrase or phrase.endswith(("块", "块钱", "元"))
