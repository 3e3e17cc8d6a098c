"""The report of a survey: numbered sections, one for each site, with figures that are measured, compared across sections and summed up at the end."""

from __future__ import annotations

import random
import tomllib
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Any

from generators.values.numerals import zh_numeral
from longctx.haystack.book import Book
from longctx.world.cast import ROOT, Person, World
from longctx.world.grammar import Node, parse
from longctx.world.ledger import Event
from longctx.world.prose import Bound, Frame, Writer
from longctx.world.swaps import AsWritten

SECTION = {"en": 1000, "zh": 325}  # characters of a site's section, about
SITES = (10, 62)  # least and most: remarks stand once in a report
BESIDE = 0.35  # how often a figure is held against another site's
REMARKS = (1, 2)
HEADINGS = {"en": ("Section {k}. {site}", "Section {k}: {site}", "SECTION {k}. {site}"), "zh": ("第{k}节　{site}", "第{k}节 {site}")}
PARTS = {"en": ("Introduction", "How the Survey Was Made", "Comparison"), "zh": ("缘起", "调查办法", "比较")}


@dataclass(frozen=True)
class Figure:
    """A quantity of one site: its value, and where the sentence stands that gives it."""

    site: str
    key: str
    value: Decimal
    start: int
    end: int


@dataclass(frozen=True)
class _Site:
    name: str
    called: str
    section: int
    values: dict[str, Decimal]
    states: dict[str, str]


@cache
def topics(lang: str) -> dict[str, dict[str, Any]]:
    """What can be surveyed, by name."""
    return {p.stem: tomllib.loads(p.read_text("utf-8")) for p in sorted((ROOT / lang / "reports").glob("*.toml"))}


class _Report:
    """A report in the making."""

    def __init__(self, lang: str, rng: random.Random, count: int) -> None:
        self.lang, self.rng = lang, rng
        self.name, self.topic = rng.choice([*topics(lang).items()])
        self.world = World(lang, rng)
        self.writer = Writer(self.world, {}, rng, AsWritten())
        self.writer.formal = True
        self.by, self.with_ = self._somebody(), self._somebody()
        self.district = rng.choice(self.topic["districts"])
        called, mark = rng.choice(self.topic["called"]), "’" if lang == "en" else "'"  # as they stand in print
        sizes = [rng.random() for _ in range(count)]
        values = {f["key"]: self._drawn(f, sizes) for f in self.topic["figure"]}
        names = rng.sample(self.topic["sites"], count)
        self.sites = [
            _Site(
                name, called.format(name=name).replace("'", mark), n + 3, {k: v[n] for k, v in values.items()},
                {s["key"]: rng.choice([*s["options"]]) for s in self.topic["state"]},
            )
            for n, name in enumerate(names)
        ]  # fmt: skip
        self.heading = rng.choice(HEADINGS[lang])
        self.remarks = rng.sample(self.topic["remarks"], len(self.topic["remarks"]))
        self.figures: list[Figure] = []
        self.calm: list[int] = []

    def _somebody(self) -> Person:
        return self.world.person(("any", "grown"), {p.id for p in self.world.people})

    def _drawn(self, figure: dict[str, Any], sizes: list[float]) -> list[Decimal]:
        """Values of a quantity, all different; as far as the quantity goes by a site's size (`size`, 0 to 1) the larger site has more of it."""
        step, share = Decimal(str(figure["step"])), figure.get("size", 0)
        low, high = (int(Decimal(str(figure[k])) / step) for k in ("low", "high"))
        values = sorted(self.rng.sample(range(low, high + 1), len(sizes)))
        by_size = sorted(range(len(sizes)), key=lambda n: share * sizes[n] + (1 - share) * self.rng.random())
        drawn = dict(zip(by_size, values, strict=True))
        return [drawn[n] * step for n in range(len(sizes))]

    def _k(self, section: int) -> str:
        return zh_numeral(section) if self.lang == "zh" else str(section)

    def head(self, section: int, title: str) -> None:
        """A section's heading."""
        self.writer.put(self.heading.format(k=self._k(section), site=title) + "\n\n")

    def say(self, source: str, key: str, **slots: Any) -> tuple[int, int]:
        """Write a text, its slots filled, and tell where it stands."""
        roles: dict[str, Bound] = {
            k: (str(v), 0) if isinstance(v, Decimal | int) else (v, 0) if isinstance(v, str) else v for k, v in slots.items()
        }
        start = self.writer.at
        self.writer.write(_nodes(source, key), Frame(roles, frozenset(), 0))
        return start, self.writer.at

    def pick(self, options: list[str], key: str) -> tuple[str, str]:
        """The form that was used least, and its key."""
        n = self.writer.least_used(f"{self.name}/{key}", len(options))
        return options[n], f"{self.name}/{key}/{n}"

    def around(self) -> dict[str, Any]:
        """What introduction and comparison may speak of: the whole of the survey."""
        slots: dict[str, Any] = {"district": self.district, "count": len(self.sites), "by": self.by, "with": self.with_}
        for figure in self.topic["figure"]:
            key = figure["key"]
            ranked = sorted(self.sites, key=lambda s: s.values[key])
            for word, site in (("least", ranked[0]), ("most", ranked[-1])):
                slots |= {f"{word}_{key}": site.called, f"{word}_{key}_v": site.values[key], f"{word}_{key}_k": self._k(site.section)}
            total = sum((s.values[key] for s in self.sites), Decimal(0))
            places = max(0, -int(Decimal(str(figure["step"])).as_tuple().exponent))
            slots |= {f"total_{key}": total, f"mean_{key}": _rounded(total / len(self.sites), max(1, places))}
        for state in self.topic["state"]:
            for option in state["options"]:
                slots[f"n_{state['key']}_{option}"] = sum(s.states[state["key"]] == option for s in self.sites)
        return slots

    def part(self, section: int, title: str, name: str) -> None:
        """A section of plain paragraphs, each in one of the ways it is written."""
        self.head(section, title)
        for n, ways in enumerate(self.topic[name]):
            self.calm.append(self.writer.at)
            source, key = self.pick(ways, f"{name}{n}")
            self.say(source, key, **self.around())
            self.writer.put("\n\n")

    def site(self, site: _Site) -> None:
        """A site's section: how it lies, then what was measured and seen in any order, with what people told in between."""
        self.head(site.section, site.called)
        self.calm.append(self.writer.at)
        pieces: list[tuple[str, str, str]] = [("figure", f["key"], "") for f in self.topic["figure"]]
        pieces += [("state", s["key"], site.states[s["key"]]) for s in self.topic["state"]]
        self.rng.shuffle(pieces)
        for _ in range(self.rng.randint(*REMARKS) if self.remarks else 0):
            pieces.insert(self.rng.randrange(1, len(pieces) + 1), ("remark", self.remarks.pop(), "") if self.remarks else ("", "", ""))
        breaks = set(self.rng.sample(range(2, len(pieces) - 1), 2))
        self._sentence(self.pick(self.topic["opens"], "opens"), site=site.called, name=site.name)
        for n, (kind, what, option) in enumerate(pieces):
            if n in breaks:
                self.writer.put("\n\n")
                self.calm.append(self.writer.at)
            if kind == "figure":
                self._figure(site, next(f for f in self.topic["figure"] if f["key"] == what))
            elif kind == "state":
                lines = next(s for s in self.topic["state"] if s["key"] == what)["options"][option]["lines"]
                self._sentence(self.pick(lines, f"{what}/{option}"), site=site.called, name=site.name)
            elif kind:
                self._sentence((what, f"{self.name}/remark/{what[:20]}"), site=site.called, name=site.name, who=self._somebody())
        self.writer.put("\n\n")
        self._told(site)

    def _sentence(self, piece: tuple[str, str], **slots: Any) -> tuple[int, int]:
        if self.lang == "en" and not self.writer.tail.endswith("\n"):
            self.writer.put(" ")
        return self.say(*piece, **slots)

    def _figure(self, site: _Site, figure: dict[str, Any]) -> None:
        """A measured quantity, and now and then how it compares with another site's."""
        key, value = figure["key"], site.values[figure["key"]]
        start, end = self._sentence(self.pick(figure["lines"], key), site=site.called, name=site.name, v=value)
        self.figures.append(Figure(site.called, key, value, start, end))
        if self.rng.random() < BESIDE:
            other = self.rng.choice([s for s in self.sites if s is not site])
            gap = value - other.values[key]
            forms = "beside" if gap > 0 else "under"
            self._sentence(
                self.pick(figure[forms], f"{key}/{forms}"),
                site=site.called,
                name=site.name,
                other=other.called,
                k=self._k(other.section),
                gap=abs(gap),
                v=value,
            )

    def _told(self, site: _Site) -> None:
        """The section's points, a sentence each: in the first the site by name."""
        points: list[tuple[list[str], str, Decimal | None]] = [(f["told"], f["key"], site.values[f["key"]]) for f in self.topic["figure"]]
        states = [(s["options"][site.states[s["key"]]]["told"], f"{s['key']}/{site.states[s['key']]}", None) for s in self.topic["state"]]
        points += self.rng.sample(states, 2)
        self.rng.shuffle(points)
        for n, (forms, key, value) in enumerate(points):
            aside = Writer(self.world, {}, self.rng, self.writer.swaps)
            aside.formal = True
            source, name = self.pick(forms, f"{key}/told")
            this = site.called if not n else f"此{self.topic['noun']}" if self.lang == "zh" else f"the {self.topic['noun']}"
            aside.write(_nodes(source, name), Frame({"site": (this, 0), "v": (str(value), 0)}, frozenset(), 0))
            told = aside.text[:1].upper() + aside.text[1:] + ("。" if self.lang == "zh" else ".")
            at = self.writer.at - 3
            unit = next((f["unit"] for f in self.topic["figure"] if f["key"] == key), "")
            measured = () if value is None else (str(value), f"{value}{'' if self.lang == 'zh' else ' '}{unit}")
            words = (*(() if n else (site.called,)), *(m for m in measured if m in told))
            self.writer.ledger.events.append(
                Event(len(self.writer.ledger.events), 0, "site", site.section, n, site.called, (), (), at, at, told=told, points=words)
            )


def _rounded(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


@cache
def _nodes(source: str, key: str) -> tuple[Node, ...]:
    return parse(source, key)


def make_report(lang: str, rng: random.Random, length: int) -> Book:
    """A report of about `length` characters, its sections its chapters; `cache["figures"]`: what was measured, where it stands. ValueError where it would be too long."""
    count = max(SITES[0], -(-length // SECTION[lang]))
    if count > SITES[1]:
        raise ValueError(f"a report of {length} characters")
    report = _Report(lang, rng, count)
    source, key = report.pick(report.topic["title"], "title")
    report.say(source, key, district=report.district)
    report.writer.put("\n\n")
    first, second, last = PARTS[lang]
    report.part(1, first, "intro")
    report.part(2, second, "method")
    for site in report.sites:
        report.site(site)
    report.part(len(report.sites) + 3, last, "close")
    text = report.writer.text.rstrip() + "\n"
    made = Book(
        f"{report.district}, {report.name}",
        text,
        lang,
        ledger=report.writer.ledger,
        cache={"figures": report.figures, "topic": report.name},
    )
    made.__dict__["calm"] = report.calm
    return made
