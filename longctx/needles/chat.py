"""What people tell an assistant in passing: where a thing is, a number, a date, and how it changes later."""

from __future__ import annotations

import random
import tomllib
from dataclasses import dataclass
from functools import cache

from generators.library.template import Template, parse_template
from generators.recipe import Unfit
from longctx.needles.facts import ROOT, Free, slots


@dataclass(frozen=True)
class Remark:
    """One kind of thing said. `by`: asker or other. `opening`: what the asker says where the other gives the fact.

    `ask` wants the last word on it, `first` the first one, `before` what held just before the last change.
    """

    by: str
    things: tuple[str, ...]
    values: tuple[str, ...]
    draw: str
    opening: tuple[Template, ...]
    say: tuple[Template, ...]
    update: tuple[Template, ...]
    ask: tuple[Template, ...]
    first: tuple[Template, ...]
    before: tuple[Template, ...]
    reply: tuple[Template, ...]

    def value(self, lang: str, rng: random.Random, free: Free) -> str:
        """A value that is free. Unfit where there is none."""
        for _ in range(80):
            made = _DRAWS[self.draw](lang, rng) if self.draw else rng.choice(self.values)
            if free(made):
                return made
        raise Unfit("values", "every value stands in the chat")


def _digits(lang: str, rng: random.Random) -> str:
    return "".join(str(rng.randrange(10)) for _ in range(rng.choice((4, 4, 6))))


def _date(lang: str, rng: random.Random) -> str:
    """A day of the month that is on or the next: nobody in a chat books a van for half a year ahead. Two figures, so that none stands in another."""
    day = rng.randrange(10, 29)
    return f"{day}号" if lang == "zh" else f"the {day}{'th' if day not in (21, 22, 23) else {1: 'st', 2: 'nd', 3: 'rd'}[day % 10]}"


def _money(lang: str, rng: random.Random) -> str:
    n = rng.randrange(11, 980) * 10 + rng.choice((0, 0, 5))
    return f"{n}块" if lang == "zh" else f"£{n:,}"


_DRAWS = {"digits": _digits, "date": _date, "money": _money}


@cache
def remarks(lang: str) -> tuple[Remark, ...]:
    """All kinds of a language."""

    def read(entry: dict[str, list[str]], key: str) -> tuple[Template, ...]:
        return tuple(parse_template(t) for t in entry.get(key, []))

    entries = tomllib.loads((ROOT / lang / "chat.toml").read_text("utf-8"))["fact"]
    return tuple(
        Remark(
            e["by"], tuple(e["thing"]), tuple(e.get("values", ())), e.get("draw", ""), read(e, "open"), read(e, "say"), read(e, "update"),
            read(e, "ask"), read(e, "first"), read(e, "before"), read(e, "reply"),
        ) for e in entries
    )  # fmt: skip


def said(template: Template, lang: str, thing: str, value: str = "") -> str:
    """A wording filled in, its first letter a capital."""
    text = template.fill(slots("", thing, value), lang)
    return text[:1].upper() + text[1:] if lang == "en" else text
