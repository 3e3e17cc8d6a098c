"""Figures in running text (amounts, dates, times, money), and other figures of the same look to put in their place."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from functools import lru_cache

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_NUM = r"\d+(?:,\d{3})*(?:\.\d+)?"
_NAMED = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_ZH_UNIT = (
    "个半小时|个小时|小时|分钟|秒钟|秒|天|周|个星期|个月|个工作日|工作日|年|千克|公斤|克|毫克|斤|两|吨|毫升|升|汤匙|茶匙|大勺|小勺|勺|调羹|杯|个|只|片|根|瓣|块|颗|把|条|圈|次|人份|人|"
    "摄氏度|℃|°C|度|元|万元|亿元|厘米|毫米|公里|千米|米|大卡|千卡|平方米|页|章|步|倍|台|份|名|位|家|所|座|层|kg|mg|g|mL|ml|ML|L|cm|mm|km|m|s|min|h|W|V|MB|GB|G"
)
_EN_UNIT = (
    r"(?:business |calendar |working |consecutive )?(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?|people|persons|employees|members|pages?|words?|characters?|percent|miles?|km|cm|mm|metres?|meters?|feet|inches|"
    r"kg|g|grams?|mg|ml|litres?|liters?|GB|MB|KB|TB|times|points?|users?|requests?|sprints?|participants|sessions?|questions?|rows?|items?|nodes?|staff|students?)"
)
_KINDS = {
    "zh": (
        ("date", r"\d{4} ?年 ?\d{1,2} ?月 ?\d{1,2} ?日|\d{4}-\d{2}-\d{2}"),
        ("month", r"\d{4} ?年 ?\d{1,2} ?月"),
        ("year", r"(?:19|20)\d{2} ?年"),
        ("time", r"(?:上午|下午|晚上|早上|中午)? ?\d{1,2}[:：]\d{2}"),
        ("money", rf"[¥￥] ?{_NUM}|{_NUM} ?(?:万元|亿元|元|美元)"),
        ("percent", rf"{_NUM} ?[%％]"),
        ("amount", rf"{_NUM} ?(?:{_ZH_UNIT})(?![a-zA-Z])"),
    ),
    "en": (
        ("date", rf"(?:{_MONTHS}) \d{{1,2}}, \d{{4}}|\d{{1,2}} (?:{_MONTHS}) \d{{4}}|\d{{4}}-\d{{2}}-\d{{2}}"),
        ("month", rf"(?:{_MONTHS}) \d{{4}}"),
        ("time", r"\d{1,2}:\d{2} ?(?:[ap]\.?m\.?|[AP]M)?|\d{1,2} ?(?:[ap]\.m\.|[ap]m|[AP]M)(?!\w)"),
        ("money", rf"[$£€] ?{_NUM}(?: (?:million|billion))?"),
        ("percent", rf"{_NUM} ?(?:%|per ?cent\b)"),
        ("amount", rf"(?:{_NUM}|(?:\b(?:two|three|four|five|six|seven|eight|nine|ten|twelve))) {_EN_UNIT}\b"),
    ),
}
_FIND = {lang: re.compile("|".join(f"(?P<{k}>{p})" for k, p in kinds)) for lang, kinds in _KINDS.items()}
_COUNTED = re.compile(r"\d|two|three|four|five|six|seven|eight|nine|ten|twelve")  # without which no kind can match
# A figure that is half of a range, a ratio, a version or a formula cannot be asked for or changed alone.
_TOUCHES_BEFORE = re.compile(r"(?:[\d.\-~～–—/:*×xX#$§=^_]|[至到]|\bto|\band|\bor|\bbetween|第) ?$")
_TOUCHES_AFTER = re.compile(r" ?(?:[-~～–—/:*×^_]|[至到或] ?\d|\.\d|or \d|to \d|and \d)")


@dataclass(frozen=True)
class Figure:
    """One figure: its span, its kind (date, month, year, time, money, percent, amount) and spelling."""

    start: int
    end: int
    kind: str
    text: str


def figures(text: str, lang: str) -> list[Figure]:
    """All figures that stand alone."""
    if not _COUNTED.search(text):
        return []
    out = []
    for m in _FIND[lang].finditer(text):
        before, after = text[max(0, m.start() - 8) : m.start()], text[m.end() : m.end() + 6]
        if _TOUCHES_BEFORE.search(before) or _TOUCHES_AFTER.match(after) or (before[-1:].isascii() and before[-1:].isalpha()):
            continue
        out.append(Figure(m.start(), m.end(), m.lastgroup or "amount", m[0]))
    return out


def whole(text: str, lang: str) -> str:
    """The kind of figure the text is, taken as a whole; empty where it is none. Two figures joined to a range count as an amount."""
    m = _FIND[lang].fullmatch(text)
    if m:
        return m.lastgroup or "amount"
    unit = _ZH_UNIT if lang == "zh" else _EN_UNIT
    return "amount" if re.fullmatch(rf"{_NUM} ?[-~～–] ?{_NUM} ?(?:{unit})", text) or re.fullmatch(_NUM, text) else ""


@lru_cache(maxsize=4096)
def others(text: str, kind: str) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Other figures of the same look, by how far off they are: slightly, notably, absurdly. Empty where there is none."""
    if kind in ("date", "month"):
        return _other_dates(text)
    if kind == "time":
        return _other_times(text)
    grades = ((4, 5), (6, 5), (3, 2)), ((2, 1), (1, 2), (3, 1)), ((10, 1), (8, 1), (12, 1))
    if kind == "year":
        return (
            tuple(_shift_year(text, by) for by in (1, -1, 2)),
            tuple(_shift_year(text, by) for by in (-7, 6)),
            tuple(_shift_year(text, by) for by in (-90, -140)),
        )
    found = []
    word = text.partition(" ")[0]
    if word in _NAMED:
        at = _NAMED.index(word)
        named = [_NAMED[n] + text[len(word) :] for n in (at + 1, at - 1, at + 2, at + 4, at - 2) if 1 <= n < len(_NAMED) and n != at]
        return tuple(named[:2]), tuple(named[1:]), (f"90{text[len(word) :]}", f"250{text[len(word) :]}")
    for grade in grades:
        made = [_scaled(text, factor) for factor in grade]
        found.append(tuple(dict.fromkeys(t for t in made if t != text and t not in text and text not in t and not _falls(t))))
    slight, notable, absurd = found
    return (slight or notable), (notable or slight), (absurd or notable)


def neighbours(text: str) -> list[str]:
    """A small count (3 of something) one or two up and down; nothing for other figures."""
    found = re.match(r"[1-9](?![\d.,\-~～–])", text)
    n = int(found[0]) if found else 0
    near = [k for k in (n + 1, n + 2, n - 1, n - 2) if k > 0] if n > 1 else [n + 1, n + 2, n + 3] if n else []
    return [f"{k}{text[1:]}" for k in near if re.match(r"\d ?[^\x00-\x7f]", text)]


def _half_even(n: int, by: int) -> int:
    """The whole number nearest to n / by, the even one of two."""
    whole, rest = divmod(n, by)
    return whole + (2 * rest > by or (2 * rest == by and whole % 2))


def _falls(text: str) -> bool:
    """Whether a range runs downwards ("2-1 days"), which nobody would write by mistake."""
    m = re.match(rf"({_NUM}) ?[-~～–] ?({_NUM})(?!\d)", text)
    return m is not None and _millionths(m[1]) >= _millionths(m[2])


def _millionths(number: str) -> int:
    whole, _, rest = number.replace(",", "").partition(".")
    return int(whole + rest[:6].ljust(6, "0"))


def _scaled(text: str, factor: tuple[int, int]) -> str:
    """Every number of the text times the factor (a fraction), with as many decimals as it had, at least one off where rounding would keep it."""
    times, by = factor

    def swap(m: re.Match[str]) -> str:
        whole, _, decimals = m[0].replace(",", "").partition(".")
        old = int(whole + decimals)  # in units of the last place
        new = max(1, _half_even(old * times, by))
        if old >= 100 and not decimals:
            step = 10 ** (len(whole.lstrip("0")) - 2)
            new = max(step, _half_even(new, step) * step)
        elif old > 10 and old % 5 == 0 and not decimals:  # 45 minutes are 35 or 55 elsewhere, not 36
            new = max(5, _half_even(new, 5) * 5)
        if new == old:
            new = old + (1 if times > by or old <= 1 else -1)
        one = 10 ** len(decimals)
        if decimals and (new % one or not old % one):
            return f"{new // one}.{new % one:0{len(decimals)}d}"
        return f"{new // one:,}" if "," in m[0] and not decimals else str(new // one)

    changed = re.sub(_NUM, swap, text)
    if re.match(r"1 [a-z]", changed):
        return re.sub(r"s$", "", changed)
    return changed + "s" if re.match(r"1 [a-z ]+[^s]$", text) else changed


def _shift_year(text: str, by: int) -> str:
    return re.sub(r"(?:19|20)\d{2}", lambda m: str(int(m[0]) + by), text, count=1)


def _other_times(text: str) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    m = re.search(r"(\d{1,2})(?:([:：])(\d{2}))?", text)
    if not m:
        return (), (), ()

    def moved(by: int) -> str:
        hour = int(m[1]) + by
        top = 12 if re.search(r"[ap]\.?m|[AP]M", text) else 24
        hour = (hour - 1) % 12 + 1 if top == 12 else hour % 24
        return text[: m.start(1)] + str(hour) + text[m.end(1) :]

    near = [moved(1), moved(-1)]
    if m[3]:
        near.append(text[: m.start(3)] + ("30" if m[3] != "30" else "00") + text[m.end(3) :])
    far = tuple(dict.fromkeys(t for t in (moved(3), moved(-3), moved(4)) if t not in text and text not in t))
    return tuple(dict.fromkeys(t for t in near if t not in text and text not in t)), far, far


def _other_dates(text: str) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    iso = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", text)
    if iso:
        try:
            day = datetime.date(*map(int, iso.groups()))
        except ValueError:
            return (), (), ()
        made = [(day + datetime.timedelta(days=n)).isoformat() for n in (1, -2, 9, 61, -95)]
        return tuple(made[:2]), tuple(made[2:]), (_shift_year(text, -90),)
    months = [m for m in _MONTHS.split("|") if m in text]
    slight, notable = [], []
    if months:
        at = _MONTHS.split("|").index(months[0])
        notable = [text.replace(months[0], _MONTHS.split("|")[(at + n) % 12]) for n in (1, 4, 7)]
    elif m := re.search(r"(年 ?)(\d{1,2})( ?月)", text):
        notable = [text[: m.start(2)] + str((int(m[2]) + n - 1) % 12 + 1) + text[m.end(2) :] for n in (1, 4, 7)]
    if d := re.search(r"(?<!\d)(\d{1,2})(?=, \d{4}| (?:" + _MONTHS + r")| ?日)", text):
        slight = [
            text[: d.start(1)] + f"{(int(d[1]) + n - 1) % 28 + 1:0{len(d[1]) if d[1][0] == '0' else 1}d}" + text[d.end(1) :]
            for n in (1, 3, 8)
        ]
    notable.append(_shift_year(text, 1))
    return tuple(t for t in (slight or notable[:1]) if t != text), tuple(t for t in notable if t != text), (_shift_year(text, -90),)
