"""Typed values of slots: drawing, writing, changing by arithmetic, and saying the same in other words.

This is the *writing* side. What reads values back out of finished text lives in `generators.reading` and shares no code with it.
"""

from __future__ import annotations

import datetime
import random
import re
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

from generators.values.names import draw_name
from generators.values.numerals import en_words, zh_numeral
from generators.values.units import in_other_units, mixed_up_units

KINDS = (
    "place",
    "person",
    "surname",
    "brand",
    "code",
    "int",
    "year",
    "date",
    "day",
    "time",
    "money",
    "percent",
    "quantity",
    "choice",
    "form",
)
NUMERIC = frozenset({"int", "year", "time", "money", "percent", "quantity"})
_MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]
_CURRENCY = {"GBP": ("£", "pound", "pounds"), "USD": ("$", "dollar", "dollars"), "EUR": ("€", "euro", "euros")}


@dataclass(frozen=True)
class Spec:
    """One slot's declaration, parsed. Numbers are exact: `lo`, `hi` and `step` count in 1/`scale`."""

    kind: str
    lang: str
    lo: int = 0
    hi: int = 0
    step: int = 1
    scale: int = 1
    unit: tuple[str, str] = ("", "")  # singular, plural; a currency code for money
    options: tuple[str, ...] = ()
    pattern: str = ""


@dataclass(frozen=True)
class Value:
    """A drawn value: `raw` is exact (scaled integer, ISO date, minutes, or the text itself), `text` is its usual spelling."""

    spec: Spec
    raw: int | str
    text: str


def _number(raw: int, scale: int, lang: str, money: bool = False) -> str:
    whole, rest = divmod(raw, scale)  # `scale` is a power of ten, and no slot goes below zero
    if not rest:
        return f"{whole:,}" if lang == "en" and whole >= 1000 else str(whole)
    if money and lang == "en":
        return f"{whole:,}.{rest * 100 // scale:02d}"
    return f"{whole}.{rest:0{len(str(scale)) - 1}d}".rstrip("0")


def _clock(minutes: int, lang: str) -> str:
    hour, minute = divmod(minutes, 60)
    if lang == "zh":
        return f"{hour}:{minute:02d}"
    return f"{(hour - 1) % 12 + 1}:{minute:02d} {'am' if hour < 12 else 'pm'}"


def _day(date: datetime.date, lang: str, year: bool) -> str:
    if lang == "zh":
        return (f"{date.year}年" if year else "") + f"{date.month}月{date.day}日"
    return f"{date.day} {_MONTHS[date.month - 1]}" + (f" {date.year}" if year else "")


def write(spec: Spec, raw: int | str) -> str:
    """The usual spelling of a raw value of this slot."""
    if isinstance(raw, str):
        if spec.kind == "date":
            return _day(datetime.date.fromisoformat(raw), spec.lang, True)
        if spec.kind == "day":
            return _day(datetime.date.fromisoformat(raw), spec.lang, False)
        return raw
    if spec.kind == "year":
        return str(raw)
    if spec.kind == "time":
        return _clock(raw % 1440, spec.lang)
    number = _number(raw, spec.scale, spec.lang, spec.kind == "money")
    if spec.kind == "money":
        return f"{number}元" if spec.lang == "zh" else _CURRENCY[spec.unit[0]][0] + number
    if spec.kind == "percent":
        return f"{number}%"
    if spec.kind == "quantity":
        unit = spec.unit[0] if raw == spec.scale else spec.unit[1]
        return f"{number}{unit}" if spec.lang == "zh" else f"{number} {unit}"
    return number


def value_of(spec: Spec, raw: int | str) -> Value:
    """A value with its spelling."""
    return Value(spec, raw, write(spec, raw))


def _code(pattern: str, rng: random.Random) -> str:
    swap = {"L": "ABCDEFGHJKLMNPRSTUVWXYZ", "d": "0123456789"}
    return "".join(rng.choice(swap[c]) if c in swap else c for c in pattern)


def draw(spec: Spec, rng: random.Random) -> Value:
    """A fresh value of the slot (a `form` is filled by the library, from the other slots)."""
    if spec.kind in ("place", "person", "surname", "brand"):
        return value_of(spec, draw_name(spec.kind, spec.lang, rng))
    if spec.kind == "code":
        return value_of(spec, _code(spec.pattern, rng))
    if spec.kind == "choice":
        return value_of(spec, rng.choice(spec.options))
    if spec.kind == "date":
        first, last = datetime.date(spec.lo, 1, 1).toordinal(), datetime.date(spec.hi, 12, 31).toordinal()
        return value_of(spec, datetime.date.fromordinal(rng.randint(first, last)).isoformat())
    if spec.kind == "day":
        return value_of(spec, datetime.date.fromordinal(datetime.date(2023, 1, 1).toordinal() + rng.randrange(365)).isoformat())
    return value_of(spec, spec.lo + spec.step * rng.randint(0, (spec.hi - spec.lo) // spec.step))


def draw_other(value: Value, rng: random.Random, avoid: tuple[str, ...] = ()) -> Value:
    """Another value of the same slot: spelt neither like this one nor like one of `avoid`, and where it can be helped not inside the other."""
    for attempt in range(200):
        new = draw(value.spec, rng)
        if (
            new.text != value.text
            and new.text not in avoid
            and (attempt > 100 or (new.text not in value.text and value.text not in new.text))
        ):
            return new
    raise ValueError(f"slot of kind {value.spec.kind!r} has no second value beside {value.text!r}")


def shift(value: Value, op: str, n: int) -> Value:
    """The value of `{v*4}`, `{v+25}`, `{v-3}`: times n, or plus/minus n of its own unit (minutes for a time)."""
    if not isinstance(value.raw, int):
        raise ValueError(f"no arithmetic on a value of kind {value.spec.kind!r}")
    raw = value.raw * n if op == "*" else value.raw + (n if op == "+" else -n) * value.spec.scale
    return value_of(value.spec, raw)


def mix_up_unit(value: Value, rng: random.Random) -> Value | None:
    """The same figure with another unit, as careless copying gives it; None where the value has no such unit."""
    if value.spec.kind != "quantity" or not isinstance(value.raw, int):
        return None
    units = mixed_up_units(value.spec.unit[1], value.spec.lang)
    if not units:
        return None
    unit = rng.choice(units)
    return value_of(replace(value.spec, unit=(unit, unit)), value.raw)


def restate(value: Value) -> list[str]:
    """Other spellings of exactly the same value; empty where the language has none that a reader would take for the same at once."""
    spec, raw, zh = value.spec, value.raw, value.spec.lang == "zh"
    if isinstance(raw, str):
        if spec.kind not in ("date", "day"):
            return []
        d = datetime.date.fromisoformat(raw)
        if spec.kind == "day":
            return [f"{zh_numeral(d.month)}月{zh_numeral(d.day)}日"] if zh else [f"{_MONTHS[d.month - 1]} {d.day}"]
        return [raw, f"{d.year}.{d.month}.{d.day}"] if zh else [f"{_MONTHS[d.month - 1]} {d.day}, {d.year}", raw]
    if spec.kind == "time":
        hour, minute = divmod(raw % 1440, 60)
        if not zh:
            return [f"{hour:02d}:{minute:02d}"]
        part = "早上" if hour < 9 else "上午" if hour < 12 else "中午" if hour < 13 else "下午" if hour < 18 else "晚上"
        return [f"{part}{(hour - 1) % 12 + 1}点" + ("半" if minute == 30 else f"{minute}分" if minute else "")]
    exact = Fraction(raw, spec.scale)
    whole = exact.denominator == 1
    if spec.kind == "int":
        return [zh_numeral(int(exact))] if zh and exact < 10_000 else [en_words(int(exact))] if not zh and exact <= 100 else []
    if spec.kind == "money":
        if zh:
            return [f"人民币{_number(raw, spec.scale, 'zh')}元"] + ([f"{zh_numeral(int(exact))}元"] if whole and exact < 10_000 else [])
        _, one, many = _CURRENCY[spec.unit[0]]
        return [f"{_number(raw, spec.scale, 'en', True)} {one if exact == 1 else many}"]
    if spec.kind == "percent":
        return [f"百分之{zh_numeral(exact)}"] if zh else [f"{_number(raw, spec.scale, 'en')} per cent"]
    if spec.kind == "quantity":
        others = [f"{_plain(a, spec.lang)}{'' if zh else ' '}{u}" for a, u in in_other_units(exact, spec.unit[1], spec.lang)]
        if whole and zh and exact < 10_000:
            others.append(zh_numeral(int(exact), before_unit=True) + spec.unit[1])
        if whole and not zh and 1 < exact <= 20 and spec.unit[1].isalpha() and len(spec.unit[1]) > 3:
            others.append(f"{en_words(int(exact))} {spec.unit[1]}")
        return others
    return []


def _plain(amount: Fraction, lang: str) -> str:
    return _number(int(amount * 100), 100, lang)


_RANGE = re.compile(r"^(\S+?)\.\.(\S+)$")


@lru_cache(maxsize=4096)
def parse_spec(text: str, lang: str) -> Spec:
    """Parse a slot declaration (see the library's README); ValueError says what is wrong with it."""
    kind, _, rest = text.strip().partition(" ")
    rest = rest.strip()
    if kind not in KINDS:
        raise ValueError(f"unknown type {kind!r}; the types are {', '.join(KINDS)}")
    if kind in ("place", "person", "surname", "brand", "day"):
        if rest:
            raise ValueError(f"{kind!r} takes no arguments, found {rest!r}")
        return Spec(kind, lang)
    if kind == "code":
        if not re.search("[Ld]", rest):
            raise ValueError("code needs a pattern with L (letter) or d (digit)")
        return Spec(kind, lang, pattern=rest)
    if kind in ("choice", "form"):
        options = tuple(o.strip() for o in rest.split(";" if kind == "choice" else "|"))
        least = 8 if kind == "choice" else 3
        if len(set(options)) < least or not all(options):
            raise ValueError(f"{kind} needs at least {least} different options")
        return Spec(kind, lang, options=options)
    span, *more = rest.split(" ", 1)
    match = _RANGE.match(span)
    if not match:
        raise ValueError(f"{kind} needs a range LO..HI, found {span!r}")
    return _ranged(kind, lang, match[1], match[2], more[0].strip() if more else "")


def _minutes(text: str) -> int:
    hour, minute = text.split(":")
    return int(hour) * 60 + int(minute)


def _ranged(kind: str, lang: str, lo: str, hi: str, rest: str) -> Spec:
    step_text, unit = "1", rest
    match = re.match(r"step (\S+)\s*(.*)$", rest)
    if match:
        step_text, unit = match[1], match[2].strip()
    if kind == "time":
        return _checked(Spec(kind, lang, _minutes(lo), _minutes(hi), int(step_text)))
    decimals = max(len(part.partition(".")[2]) for part in (lo, hi, step_text))
    scale = 10**decimals
    numbers = [int(Fraction(part) * scale) for part in (lo, hi, step_text)]
    units = tuple(unit.split("|")) if unit else ("",)
    if kind == "money":
        known = ("CNY",) if lang == "zh" else tuple(_CURRENCY)
        if unit not in known:
            raise ValueError(f"money needs a currency, one of {', '.join(known)}; found {unit!r}")
        units = (unit, unit)
    elif kind == "quantity":
        if not unit:
            raise ValueError("quantity needs a unit")
        units = (units[0], units[-1])
    elif unit:
        raise ValueError(f"{kind!r} takes no unit, found {unit!r}")
    return _checked(Spec(kind, lang, numbers[0], numbers[1], numbers[2], scale, (units[0], units[-1])))


def _checked(spec: Spec) -> Spec:
    if spec.hi <= spec.lo or spec.step <= 0:
        raise ValueError(f"the range of {spec.kind!r} is empty")
    return spec
