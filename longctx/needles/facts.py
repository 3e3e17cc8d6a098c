"""Facts to plant: somebody, a thing of his, and a value that stands nowhere else."""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from generators.library.template import Template, parse_template
from generators.recipe import Unfit
from generators.values.numerals import zh_numeral
from longctx.world.cast import en_number, raw

ROOT = Path(__file__).parent
_WORD = re.compile(r"[^\W_]+")
Free = Callable[[str], bool]  # whether a string stands nowhere in the haystack


@dataclass(frozen=True)
class Kind:
    """One kind of fact with its wordings."""

    id: str
    value: str
    things: tuple[str, ...]
    say: tuple[Template, ...]
    ask: tuple[Template, ...]
    reply: tuple[Template, ...]
    update: tuple[Template, ...]


@dataclass(frozen=True)
class Planted:
    """One fact: `who`, `thing`, `value`, and the sentence that says it."""

    kind: Kind
    who: str
    thing: str
    value: str
    text: str


@cache
def kinds(lang: str, file: str = "facts") -> tuple[Kind, ...]:
    """All kinds of a file of a language."""
    found = []
    for entry in tomllib.loads((ROOT / lang / f"{file}.toml").read_text("utf-8"))["fact"]:
        lists = {k: tuple(parse_template(t) for t in entry[k]) for k in ("say", "ask", "reply", "update")}
        found.append(Kind(entry["id"], entry["value"], tuple(entry["thing"]), **lists))
    return tuple(found)


@cache
def _values(lang: str) -> dict[str, list[str]]:
    return tomllib.loads((ROOT / lang / "values.toml").read_text("utf-8"))


def person(lang: str, rng: random.Random, free: Free) -> str:
    """An invented person whose name stands nowhere in the haystack."""
    cast = raw(lang)
    for _ in range(200):
        surname = rng.choice(cast["surnames"])
        woman = rng.random() < 0.5
        given = rng.choice(cast["women" if woman else "men"])
        if lang == "zh":
            name = surname + given
        else:
            name = rng.choice(
                [
                    f"{given} {surname}",
                    f"{given} {surname}",
                    f"{'Mrs.' if woman else 'old Mr.'} {surname}",
                    f"{'Miss' if woman else 'Captain'} {surname}",
                ]
            )
        if free(name) and free(surname if lang == "en" else given):
            return str(name)
    raise Unfit("names", "every invented name stands in the haystack")


def value(kind: str, lang: str, rng: random.Random, free: Free) -> str:
    """A value of a kind that stands nowhere in the haystack."""
    for _ in range(300):
        made = _draw(kind, lang, rng, free)
        if free(made):
            return made
    raise Unfit("values", f"every value of kind {kind} stands in the haystack")


def _draw(kind: str, lang: str, rng: random.Random, free: Free) -> str:
    zh = lang == "zh"
    if kind == "code":
        digits = "".join(str(rng.randrange(10)) for _ in range(rng.choice((4, 4, 5))))
        return "".join("零一二三四五六七八九"[int(d)] for d in digits) if zh else digits
    if kind in ("number", "drops"):
        n = rng.randrange(11, 97) if kind == "number" else rng.randrange(5, 41)
        return zh_numeral(n) if zh else en_number(n)
    if kind == "money":
        n = rng.randrange(13, 480)
        if zh:
            return f"{zh_numeral(n)}两" + rng.choice(("", "", f"{zh_numeral(rng.randrange(1, 10))}钱"))
        return (
            f"{en_number(n)} guineas"
            if rng.random() < 0.3
            else f"{en_number(n)} pounds" + rng.choice(("", f" {en_number(rng.randrange(2, 20))} shillings"))
        )
    if kind == "date":
        day = rng.randrange(1, 29)
        month: str = rng.choice(_values(lang)["month"])
        if zh:
            return month + (f"初{zh_numeral(day)}" if day <= 10 else zh_numeral(day))
        return f"the {day}{'th' if 10 < day < 14 else {1: 'st', 2: 'nd', 3: 'rd'}.get(day % 10, 'th')} of {month}"
    if kind == "person":
        return person(lang, rng, free)
    return str(rng.choice(_values(lang)[kind]))


def owning(who: str) -> str:
    """An English name in the genitive."""
    return f"{who}’" if who.endswith("s") else f"{who}’s"


def slots(who: str, thing: str, value: str) -> dict[str, str]:
    """The slots of a kind's wordings."""
    own = owning(who)
    return {
        "who": who,
        "whos": own,
        "thing": thing,
        "a_thing": f"{_article(thing)} {thing}",
        "value": value,
        "cap": value[:1].upper() + value[1:],
    }


def _article(thing: str) -> str:
    return "an" if thing[:1].lower() in tuple("aeio") else "a"


def fill(template: Template, lang: str, who: str, thing: str, value: str) -> str:
    """A wording filled in, quotation marks as the haystack has them."""
    text = template.fill(slots(who, thing, value), lang)
    return text[:1].upper() + text[1:] if lang == "en" else text


def plant(kind: Kind, lang: str, who: str, thing: str, made: str, template: Template) -> Planted:
    """A fact in one of its wordings."""
    return Planted(kind, who, thing, made, fill(template, lang, who, thing, made))


def stands_free(text: str, lang: str) -> Free:
    """A test for strings that stand nowhere in a text; in English as whole words, whatever the case."""
    if lang == "zh":
        return cache(lambda s: s not in text)  # the same names and things are drawn for row after row
    lower = text.lower()
    words = {*_WORD.findall(lower)}  # most of what is asked of it holds a word that is not among them

    @cache
    def free(s: str) -> bool:
        s = s.lower()
        if not words.issuperset(_WORD.findall(s)):
            return True
        at = lower.find(s)
        while at >= 0:
            if not (lower[at - 1 : at].isalnum() or lower[at + len(s) : at + len(s) + 1].isalnum()):
                return False
            at = lower.find(s, at + 1)
        return True

    return free


def same_style(text: str, quotes: bool) -> str:
    """Straight quotation marks and apostrophes where the haystack has straight ones, else curly apostrophes."""
    return re.sub(r"(?<=\w)'(?=\w)", "’", text) if quotes else re.sub("[“”]", '"', re.sub("[‘’]", "'", text))
