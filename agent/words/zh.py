"""How values are said in Chinese: several ways each, all of them readable again."""

from __future__ import annotations

import datetime
from fractions import Fraction
from typing import Any

from generators.values.numerals import zh_numeral

_WEEK = "一二三四五六日"


def date(iso: str, now: datetime.datetime) -> list[str]:
    """Spoken dates: relative where people would say so, else month and day; the year only where it is another one."""
    day, today = datetime.date.fromisoformat(iso), now.date()
    gap = (day - today).days
    plain = f"{day.month}月{day.day}"
    out = [f"{plain}日", f"{plain}号"] if day.year == today.year else [f"{day.year}年{plain}日", f"{day.year}年{plain}号"]
    near = {0: ["今天", "今天"], 1: ["明天", "明天", "明儿"], 2: ["后天", "后天"], 3: ["大后天"], -1: ["昨天"], -2: ["前天"]}.get(gap, [])
    if near:
        return near
    week = (day - datetime.timedelta(day.weekday()) - (today - datetime.timedelta(today.weekday()))).days // 7
    name = _WEEK[day.weekday()]
    if week == 0 and gap > 0:
        out += [f"这周{name}", f"周{name}", f"周{name}", f"星期{name}" if name != "日" else "星期天"]
    elif week == 1:
        out += [f"下周{name}", f"下周{name}", f"下星期{name}", f"下礼拜{name}"]
    elif week == -1:
        out += [f"上周{name}", f"上周{name}"]
    if gap > 0 and day.month == today.month and day.year == today.year:
        out.append(f"{day.day}号")
    return out


def date_told(iso: str, now: datetime.datetime) -> list[str]:
    """Dates as an answer tells them: plain, perhaps with the day of the week."""
    day, today = datetime.date.fromisoformat(iso), now.date()
    year = "" if day.year == today.year else f"{day.year}年"
    plain = f"{year}{day.month}月{day.day}日"
    near = {0: "今天", 1: "明天", 2: "后天", -1: "昨天"}.get((day - today).days)
    if near:  # as many as below, so that one choice gives one style; today is always called so
        return [near, near, near if near == "今天" else plain]
    if not -7 < (day - today).days < 180:  # of a day long gone the weekday does not matter
        return [plain] * 3
    return [plain, f"{plain}（周{_WEEK[day.weekday()]}）", f"{plain}周{_WEEK[day.weekday()]}"]


def _hour(hour: int) -> tuple[str, int]:
    part = (
        "凌晨" if hour < 5 else "早上" if hour < 9 else "上午" if hour < 12 else "中午" if hour == 12 else "下午" if hour < 18 else "晚上"
    )
    return part, hour if hour <= 12 else hour - 12


def time(hhmm: str) -> list[str]:
    """Spoken times: 下午三点半, 15:30, 晚上8点一刻."""
    hour, minute = map(int, hhmm.split(":"))
    part, h = _hour(hour)
    spoken = zh_numeral(h, before_unit=True) if h else "零"
    tails = {0: ["点"], 30: ["点半"], 15: ["点一刻", "点十五"], 45: ["点三刻", "点四十五"]}.get(minute)
    if tails is None:
        tails = [f"点零{zh_numeral(minute)}分" if minute < 10 else f"点{zh_numeral(minute)}"]
    digital = f"{h}点" + ("半" if minute == 30 else f"{minute:02d}" if minute else "")
    out = [part + spoken + t for t in tails] + [part + digital, hhmm]
    return [*out, f"{part}{spoken}点整"] if not minute and hour > 12 else out


def time_told(hhmm: str) -> list[str]:
    """Times as an answer tells them."""
    hour, minute = map(int, hhmm.split(":"))
    part, h = _hour(hour)
    tail = "点" + ("半" if minute == 30 else f"{minute:02d}分" if minute else "")
    return [f"{hour}:{minute:02d}", f"{hour}:{minute:02d}", f"{part}{h}{tail}"]


def time_abroad(hhmm: str) -> list[str]:
    """Times elsewhere, with the part of the day, which is what one asks for."""
    hour, minute = map(int, hhmm.split(":"))
    part, h = _hour(hour)
    return [f"{part}{h}:{minute:02d}", f"{part}{h}点" + ("半" if minute == 30 else f"{minute:02d}分" if minute else "")]


def minutes(n: int) -> list[str]:
    """Spoken lengths of time: 一个半小时, 45分钟."""
    hours, rest = divmod(n, 60)
    out = [f"{n}分钟"] if n < 120 or rest not in (0, 30) else []
    if not hours and n == 30:
        out += ["半小时", "半个小时", "半个钟头"]
    elif hours and rest == 0:
        out += [f"{zh_numeral(hours, before_unit=True)}个小时", f"{hours}小时", f"{zh_numeral(hours, before_unit=True)}个钟头"]
    elif hours and rest == 30:
        out += [f"{zh_numeral(hours, before_unit=True)}个半小时", f"{zh_numeral(hours, before_unit=True)}个半钟头"]
    elif not hours and n in (15, 45):
        out += ["一刻钟" if n == 15 else "三刻钟"]
    return out


def plain(value: Any) -> str:
    """A number as digits, without a tail of zeros."""
    exact = Fraction(str(value))
    if exact.denominator == 1:
        return str(int(exact))
    return str(value).strip()  # what a program prints ends with a line break


def money(value: Any) -> list[str]:
    """Spoken amounts: 一百二十块, 86块4, 120元."""
    exact = Fraction(str(value))
    if (exact * 10).denominator > 1:
        return [f"{plain(value)}元"]
    out = [f"{plain(value)}元", f"{plain(value)}块", f"{plain(value)}块钱"]
    if exact.denominator == 1 and exact <= 9999:
        out += [f"{zh_numeral(int(exact), before_unit=True)}块", f"{zh_numeral(int(exact), before_unit=True)}块钱"]
        if exact % 10000 and exact >= 1000 and exact % 100 == 0 and exact % 1000:
            out.append(f"{zh_numeral(int(exact) // 1000, before_unit=True)}千{zh_numeral(int(exact) % 1000 // 100)}")
    elif (exact * 10).denominator == 1 and exact < 1000:
        out.append(f"{int(exact)}块{int(exact * 10) % 10}")
    return out


def money_told(value: Any) -> list[str]:
    """Amounts as an answer tells them."""
    exact = Fraction(str(value))
    if exact.denominator > 1:  # fen are written, not spoken
        return [f"{int(exact)}.{round(exact * 100) % 100:02d}元"]
    return [f"{plain(value)}元", f"{plain(value)}元", f"{plain(value)}块"]


def count(n: int) -> list[str]:
    """Spoken counts before a measure word: 两, 3, 三."""
    return [str(n), zh_numeral(n, before_unit=True)] if n <= 20 else [str(n)]


def joined(items: list[str]) -> str:
    """A series."""
    return items[0] if len(items) == 1 else "、".join(items[:-1]) + "和" + items[-1] if len(items) < 4 else "、".join(items)
