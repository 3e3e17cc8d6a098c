"""Who and what a book holds: people with their names, places, things, figures, the calendar."""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from generators.recipe import Unfit
from generators.values.numerals import en_words, zh_numeral

ROOT = Path(__file__).parent
_MONTHS_ZH = ("正月", "二月", "三月", "四月", "五月", "六月", "七月", "八月", "九月", "十月", "冬月", "腊月")
_SEASONS = {"zh": ("春", "夏", "秋", "冬"), "en": ("spring", "summer", "autumn", "winter")}
SEASON_KEYS = ("spring", "summer", "autumn", "winter")
UNWED = "spinster"  # stands where a trade stands, for the title, and is nobody's in particular
_ALWAYS = frozenset(range(4))


@cache
def raw(lang: str) -> dict[str, Any]:
    """The cast file of a language."""
    return tomllib.loads((ROOT / lang / "cast.toml").read_text("utf-8"))


@dataclass(frozen=True)
class Person:
    """Somebody of the book. `names`: full, given, title, all of them nobody else's."""

    id: int
    woman: bool
    age: str
    job: str
    surname: str
    names: dict[str, str] = field(hash=False)


@dataclass
class World:
    """One book's town. People and places come into being when a thread needs them."""

    lang: str
    rng: random.Random
    people: list[Person] = field(default_factory=list)
    places: dict[str, str] = field(default_factory=dict)
    busy: dict[int, int] = field(default_factory=dict)
    _taken: dict[str, set[str]] = field(default_factory=dict)  # by their first two characters
    _homes: list[str] = field(default_factory=list)
    _kept: dict[str, list[str]] = field(default_factory=dict)
    _own: dict[tuple[str, int], str] = field(default_factory=dict)  # by kind and keeper
    _lengths: set[int] = field(default_factory=set)  # of these names
    _listed: str = ""  # the same names in one string, to be searched at once
    things: set[str] = field(default_factory=set)
    playing: set[int] = field(default_factory=set)  # who has a part in a thread that is being told
    gone: set[int] = field(default_factory=set)
    _named_out: set[bool] = field(default_factory=set)  # women (True) or men, where no name is left
    mute: set[int] = field(default_factory=set)  # who cannot speak, or dies, and so is in no scene but those of one thread

    def __post_init__(self) -> None:
        self.town: str = self.rng.choice(raw(self.lang)["town"])
        # Some names stay out of every book, so that needles can bear them.
        self._names = {k: self.rng.sample(raw(self.lang)[k], len(raw(self.lang)[k]) * 3 // 5) for k in ("surnames", "women", "men")}
        self.first = date(self.rng.randrange(1921, 1930), self.rng.randrange(1, 13), self.rng.randrange(1, 28))

    def without(self, signs: str) -> None:
        """No new name ends with one of these signs."""
        self._names = {k: [n for n in names if n[-1] not in signs] for k, names in self._names.items()}

    def person(self, needs: tuple[str, ...], out: set[int], kin: Person | None = None) -> Person:
        """Somebody who fits, none of `out`; a new one while there are names, else the least busy. `kin`: whose surname a new one bears."""
        sexes = {"man": (False,), "woman": (True,), "any": (True, False)}[needs[0]]
        if "away" in needs or "mute" in needs:
            made = self._stranger(tuple(w for w in needs if w not in ("away", "mute")), out, kin)
            self.mute |= {made.id} if "mute" in needs else set()
            return made
        age = next((w for w in needs[1:] if w in ("old", "young", "child", "grown")), "any")
        job = next((w for w in needs[1:] if w not in ("old", "young", "child", "grown")), "")
        age = "" if age == "grown" else age
        if kin:
            try:
                return self._born(self.rng.choice(sexes), age, job, kin.surname)
            except IndexError:
                pass  # a stranger has to do
        barred = out | self.gone
        if job not in ("", UNWED):
            holders = [p for p in self.people if p.job == job and p.id not in barred and p.woman in sexes and age in ("any", p.age)]
            held = next((p for p in holders if (age == "child") == (p.age == "child")), None)
            if held:
                return held
        try:
            return self._born(self.rng.choice(sexes), age, job)
        except IndexError:
            # All names are given away: somebody of the right sex, the age left open; who has a trade only where nobody else is left.
            there = [p for p in self.people if p.woman in sexes and p.id not in barred]
            fit = [p for p in there if age in ("any", p.age) and (age == "child") == (p.age == "child") and (not job or p.job in ("", job))]
            free = [p for p in fit if not job and not p.job]
            grown = [p for p in there if p.age != "child"]
            others = [p for p in free if p.id not in self.playing] or free or fit or [p for p in grown if not p.job] or grown
            if not others:
                raise Unfit("cast", f"nobody left for {needs}") from None
            return self.rng.choice(others)

    def _stranger(self, needs: tuple[str, ...], out: set[int], kin: Person | None) -> Person:
        """Somebody who leaves, or comes from afar: nobody who is about in the town, and in no other thread until this one is over."""
        known = {p.id for p in self.people}
        try:
            made = self.person(needs, out | known, kin)
        except Unfit:
            made = self.person(needs, out)
        self.gone.add(made.id)
        return made

    def _born(self, woman: bool, age: str, job: str, family: str = "") -> Person:
        pool = self._names["women" if woman else "men"]
        for _ in range(0 if not family and woman in self._named_out else 60):
            surname, given = family or self._names["surnames"][-1], pool[-1]
            age = "" if age == "any" else age  # a niece is no old Mrs. X
            names = self._forms(surname, given, woman, age, job)
            if family and self._near(names["title"]):
                names["title"] = given  # two of one title could not be told apart
            short = set(names.values())
            famous = names["full"] in raw(self.lang).get("famous", ())
            if not famous and not any(self._near(a) for a in short):
                break
            if not family:
                self._names["surnames"].insert(0, self._names["surnames"].pop())
            if self._near(given) or (family and famous):  # Olive, where there is an Oliver: no surname helps
                pool.insert(0, pool.pop())
        else:
            self._named_out |= set() if family else {woman}  # names that are taken stay taken
            raise IndexError("no name is free")
        if not family:
            self._names["surnames"].pop()
        pool.pop()
        for t in short:
            self._taken.setdefault(t[:2], set()).add(t)
            self._lengths.add(len(t))
        self._listed += "\n".join(["", *sorted(short)])
        made = Person(len(self.people), woman, age, job, surname, names)
        self.people.append(made)
        return made

    def _near(self, name: str) -> bool:
        """Whether a name holds one that is taken, or is held by one."""
        if name in self._listed:
            return True
        alike = ((i, t) for i in range(len(name)) if (t := self._taken.get(name[i : i + 2])))
        return any(name[i : i + n] in taken for i, taken in alike for n in self._lengths)

    def _forms(self, surname: str, given: str, woman: bool, age: str, job: str) -> dict[str, str]:
        titles = raw(self.lang)["titles"]
        kind = f"{'woman' if woman else 'man'}{'_' + age if age in ('old', 'young') else ''}"
        title = self.rng.choice(titles.get(job) or titles[kind]).replace("{s}", surname).replace("{g}", given)
        full = f"{given} {surname}" if self.lang == "en" else surname + given
        if age == "child":
            title = given
        return {"full": full, "given": given, "title": title}

    def place(self, kind: str, people: Iterable[Person] = ()) -> str:
        """The book's one place of a kind, with its preposition in English; of homes, which a story has for itself, and of shops and such that
        somebody keeps, another each time, unless one of the story's people has kept it before."""
        if kind == "house":
            self._homes = self._homes or self.rng.sample(homes := raw(self.lang)["places"][kind], len(homes))
            return self._homes.pop()
        if kind in (trades := raw(self.lang)["kept"]):
            names = self._kept.setdefault(kind, self.rng.sample(known := raw(self.lang)["places"][kind], len(known)))
            keeper = next((p.id for p in people if p.job in trades[kind]), None)
            if keeper is not None:
                if (kind, keeper) not in self._own:
                    self._own[kind, keeper] = names.pop(0) if len(names) > 2 else names[0]
                return self._own[kind, keeper]
            names.append(names.pop(0))
            return names[-1]
        if kind not in self.places:
            self.places[kind] = self.rng.choice(raw(self.lang)["places"][kind])
        return self.places[kind]

    def thing(self, options: tuple[str, ...]) -> str:
        """One of the things, none that the book has already: when all are given out, one of them with something to tell it by."""
        free = [t for t in options if t not in self.things]
        if not free:
            marks = raw(self.lang)["marks"]
            free = [m for t in options for mark in marks if (m := _marked(t, mark, self.lang)) not in self.things]
        made = self.rng.choice(free or list(options))
        self.things.add(made)
        return made

    def number(self, kind: str, low: int, high: int) -> tuple[str, int]:
        """(words, value) of a sum, a count, a code, or an amount of money in shillings or jiao."""
        zh = self.lang == "zh"
        if kind == "money":
            parts = self.rng.randint(low, high) * (10 if zh else 20) + self.rng.choice((0, 0, 5, 8, 2) if zh else (0, 0, 10, 15, 6, 4))
            return money(parts, self.lang), parts
        if kind == "code":
            digits = "".join(str(self.rng.randrange(1, 10)) for _ in range(low))
            return ("".join("零一二三四五六七八九"[int(d)] for d in digits) if zh else digits), int(digits)
        n = self.rng.randrange(low, high + 1)
        if kind == "count":
            return (zh_numeral(n, before_unit=True) if zh else en_number(n)), n
        return (f"{zh_numeral(n, before_unit=True)}块" if zh else f"{en_number(n)} pounds" if n > 1 else "one pound"), n

    def day(self, n: int) -> str:
        """The date of a day as the book writes it."""
        if self.lang == "zh":
            month, of = self._month(n), n % 30 + 1
            names = "一二三四五六七八九十"
            tens = "初" if of <= 10 else "十" if of < 20 else "二十" if of == 20 else "廿" if of < 30 else "三十"
            return _MONTHS_ZH[month] + (tens if of in (20, 30) else tens + names[(of - 1) % 10])
        at = self.first + timedelta(days=n)
        return f"the {_ordinal(at.day)} of {at:%B}"

    def month(self, n: int) -> str:
        """The month of a day."""
        return _MONTHS_ZH[self._month(n)] if self.lang == "zh" else f"{self.first + timedelta(days=n):%B}"

    def year(self, n: int) -> str:
        """The year of a day: 1924, 民国十三年."""
        if self.lang == "zh":
            return f"民国{zh_numeral(self.first.year - 1911 + (self.first.month - 1 + n // 30) // 12)}年"
        return str((self.first + timedelta(days=n)).year)

    def _month(self, n: int) -> int:
        return (self.first.month - 1 + n // 30) % 12 if self.lang == "zh" else (self.first + timedelta(days=n)).month - 1

    def season(self, n: int) -> int:
        """0 spring to 3 winter."""
        month = self._month(n)
        return month // 3 if self.lang == "zh" else ((month - 2) % 12) // 3

    def season_word(self, n: int) -> str:
        """The season's name."""
        return _SEASONS[self.lang][self.season(n)]


def timely(text: str, season: int, lang: str) -> bool:
    """Whether a text names nothing that belongs to another season (0 spring to 3 winter) only."""
    return season in _seasons(text, lang)


def fitting(texts: list[str], lang: str) -> list[tuple[int, ...]]:
    """For each season the alternatives that can be told in it; all of them, where none can."""
    every, joined = tuple(range(len(texts))), "\n".join(texts)
    if not _sign(lang).search(joined.lower()):  # as a rule
        return [every] * 4
    return [tuple(i for i in every if timely(texts[i], season, lang)) or every for season in range(4)]


@lru_cache(maxsize=60_000)
def _seasons(text: str, lang: str) -> frozenset[int]:
    """The seasons in which a text can stand."""
    return _ALWAYS.intersection(*(fit for fit, found in _signs(lang) if found.search(text)))


@cache
def _signs(lang: str) -> tuple[tuple[frozenset[int], re.Pattern[str]], ...]:
    return tuple((frozenset(SEASON_KEYS.index(k) for k in e["in"]), re.compile(e["words"])) for e in raw(lang)["seasonal"])


@lru_cache(maxsize=20_000)
def timeless(text: str, lang: str) -> bool:
    """Whether a text surely names nothing that belongs to a season, in whatever alternative."""
    return not _sign(lang).search(text.lower())


@cache
def _sign(lang: str) -> re.Pattern[str]:
    """Any of the signs in small letters, be it a word's beginning or its middle: without case and edges it is found four times as fast."""
    return re.compile("|".join(found.pattern.removeprefix(r"(?i)\b(?:").removesuffix(r")\b").lower() for _, found in _signs(lang)))


def _marked(thing: str, mark: str, lang: str) -> str:
    """A thing with a mark: 只·铜手炉 becomes 只·缺角的铜手炉, a tin box a dented tin box."""
    if lang == "zh":
        measure, _, name = thing.partition("·")
        return f"{measure}·{mark}{name}"
    first, _, rest = thing.partition(" ")
    return f"{first if first in ('the', 'some') else 'a'} {mark} {rest if first in ('a', 'an', 'the', 'some') else thing}"


def _ordinal(n: int) -> str:
    return f"{n}{'th' if 10 < n % 100 < 14 else {1: 'st', 2: 'nd', 3: 'rd'}.get(n % 10, 'th')}"


def money(parts: int, lang: str) -> str:
    """Shillings or jiao as an account has them: £12 10s, 十二元五角."""
    whole, rest = divmod(parts, 10 if lang == "zh" else 20)
    if lang == "zh":
        return (f"{zh_numeral(whole, before_unit=True)}元" if whole else "") + (f"{zh_numeral(rest, before_unit=True)}角" if rest else "")
    return (f"£{whole}" + (f" {rest}s" if rest else "")) if whole else f"{rest}s"


def en_number(n: int) -> str:
    """English words of 1..9999."""
    if n <= 100:
        return en_words(n)
    if n < 1000:
        return f"{en_words(n // 100)} hundred" + (f" and {en_words(n % 100)}" if n % 100 else "")
    return f"{en_words(n // 1000)} thousand" + (f" {en_number(n % 1000)}" if n % 1000 else "")


def ago(days: int, lang: str) -> str:
    """How long ago, in words."""
    if lang == "zh":
        if days < 4:
            return "前两天" if days > 1 else "昨天"
        if days < 25:
            return (
                f"{zh_numeral(days, before_unit=True)}天前"
                if days < 10
                else "十来天前"
                if days < 14
                else "半个月前"
                if days < 18
                else "二十来天前"
            )
        return (
            "一个月前"
            if days < 36
            else f"{zh_numeral((days + 10) // 30, before_unit=True)}个多月前"
            if (days + 10) % 30 > 14
            else f"{zh_numeral(max(2, (days + 10) // 30), before_unit=True)}个月前"
        )
    if days < 2:
        return "yesterday"
    if days < 12:
        return f"{en_words(days)} days ago" if days not in (7, 8) else "a week ago"
    if days < 18:
        return "a fortnight ago"
    return f"{en_words(round(days / 7))} weeks ago" if days < 60 else f"{en_words(round(days / 30))} months ago"
