"""Saying a value of any kind, as a user would (`spoken`) or as an answer does (`told`)."""

from __future__ import annotations

import datetime
import random
from collections.abc import Sequence
from types import ModuleType
from typing import Any

from agent.words import en, expr, zh
from agent.world.domain import material

_VERBATIM = ("text", "person", "place", "code", "email", "phone", "path", "url")


def _words(lang: str) -> ModuleType:
    return zh if lang == "zh" else en


def spoken(kind: str, value: Any, lang: str, now: datetime.datetime, rng: random.Random, domain: str = "") -> str:
    """A value in a user's mouth. KeyError for a kind that is none."""
    w = _words(lang)
    if kind in _VERBATIM:
        return str(value)
    if kind == "date":
        return str(rng.choice(w.date(value, now)))
    if kind in ("time", "minutes", "money", "count"):
        return str(rng.choice(getattr(w, kind)(value)))
    if kind == "datetime":
        day, _, clock = value.partition("T")
        gap = "" if lang == "zh" else " at "
        return f"{rng.choice(w.date(day, now))}{gap}{rng.choice(w.time(clock))}"
    if kind == "number":
        return str(w.plain(value))
    if kind == "percent":
        return f"{w.plain(value)}%"
    if kind == "expr":
        return expr.spoken(value, lang, rng)
    if kind.startswith("story:"):
        return expr.told(kind.partition(":")[2], value, lang, rng, material(lang, domain)["lists"])
    if kind.startswith("choice:"):
        return str(rng.choice(material(lang, domain)["choices"][kind.partition(":")[2]][str(value)]))
    if kind.startswith("list:"):
        return str(w.joined([spoken(kind[5:], v, lang, now, rng, domain) for v in value]))
    raise KeyError(kind)


def told(kind: str, value: Any, lang: str, now: datetime.datetime, rng: random.Random, domain: str = "") -> str:
    """A value in an answer: exact, with its unit, in one spelling per kind and row where `rng` is the same."""
    w = _words(lang)
    if kind == "date":
        forms = w.date_told(value, now)
        return str(forms[0]) if len(set(forms)) == 1 else _day(forms, rng)
    if kind == "time" and domain == "timekeeping" and lang == "zh":
        return str(rng.choice(zh.time_abroad(value)))
    if kind == "money" and domain == "bank":  # amounts with and without fen stand side by side
        return str(w.money_told(value)[0])
    if kind in ("time", "money"):
        return str(rng.choice(getattr(w, f"{kind}_told")(value)))
    if kind == "number" and domain == "coderunner":  # as it is printed
        return str(value).strip()
    if kind == "drop":
        return f"{w.plain(str(value).removeprefix('-'))}%"
    if kind == "pieces":  # beside what they are pieces of
        return f"({value:,})" if lang == "en" else f"{value}件"
    if kind == "count":
        return f"{value:,}" if lang == "en" else str(value)
    if kind == "minutes":
        return str(w.minutes(value)[0])
    if kind.startswith("choice:"):
        return str(material(lang, domain)["choices"][kind.partition(":")[2]][str(value)][0])
    if kind.startswith("list:"):
        return str(w.joined([_item(kind[5:].split("+"), v, lang, now, rng, domain) for v in value]))
    return spoken(kind, value, lang, now, rng, domain)


def day_in_full(iso: str, lang: str, now: datetime.datetime, rng: random.Random) -> str:
    """A day by its date, however near it is."""
    return str(rng.choice(_words(lang).date_told(iso, now)[:3]))


def _day(forms: Sequence[str], rng: random.Random) -> str:
    """One of the three plain forms, or the word for a day close by, whichever the randomness prefers for all days."""
    plain, near = rng.choice(forms[:3]), rng.random() < 0.5
    return forms[3] if near and len(forms) > 3 else plain


def _item(kinds: Sequence[str], value: Any, lang: str, now: datetime.datetime, rng: random.Random, domain: str) -> str:
    """One entry of a list: a value, or several told side by side."""
    if len(kinds) == 1:
        return told(kinds[0], value, lang, now, rng, domain)
    fixed = random.Random(1)  # one spelling for all entries
    parts = [told(k, v, lang, now, fixed, domain) for k, v in zip(kinds, value, strict=True)]
    return " ".join(parts) if lang == "en" or parts[0][-1:].isascii() else "".join(parts)
