"""Verse from a theme's bank: rhymed couplets, acrostics, chains, slogans, antithetical couplets, haiku."""

from __future__ import annotations

import random
from collections.abc import Iterable

from instructions.passages.model import Verse
from instructions.shape import Text
from instructions.wordlists import listed

_SORTS = {
    "zh": {"couplets": 8, "acrostic": 8, "slogans": 4, "pair": 4, "chain": 2},
    "en": {"couplets": 9, "acrostic": 8, "slogans": 4, "haiku": 4},
}
_END = {"zh": ("，", "。"), "en": (",", ".")}


def verse_text(verse: Verse, rng: random.Random, sort: str = "") -> Text | None:
    """Lines that keep a form; None where the bank cannot make it."""
    sorts = _SORTS[verse.lang]
    sort = sort or rng.choices(list(sorts), list(sorts.values()))[0]
    if sort == "acrostic":
        word, lines = _acrostic(verse, rng)
        return Text(verse.lang, "verse", raw="\n".join(lines), sort=sort, planned=[("verse.acrostic", {"word": word})]) if lines else None
    made = {"couplets": _couplets, "slogans": _slogans, "pair": _pair, "haiku": _haiku, "chain": _chain}[sort](verse, rng)
    return Text(verse.lang, "verse", raw="\n".join(made), sort=sort) if made else None


def _marks(lines: Iterable[str], lang: str, rng: random.Random) -> list[str]:
    """End marks: , and . by turns, or none at all."""
    lines = list(lines)
    if rng.random() < (0.2 if lang == "zh" else 0.4):
        return [x[:1].upper() + x[1:] for x in lines]
    a, b = _END[lang]
    if lang == "en":
        return [x[:1].upper() + x[1:] + (b if i % 2 or i == len(lines) - 1 else a) for i, x in enumerate(lines)]
    return [x + (b if i % 2 or i == len(lines) - 1 else a) for i, x in enumerate(lines)]


def _couplets(verse: Verse, rng: random.Random) -> list[str] | None:
    n = rng.choice((2, 2, 3, 4, 4))
    size = len(rng.choice(verse.couplets)[0])
    fit = [c for c in verse.couplets if verse.lang == "en" or len(c[0]) == size]
    if len(fit) < n:
        return None
    chosen = rng.sample(fit, n)
    return _marks([line for c in chosen for line in c], verse.lang, rng)


def acrostic_lines(verse: Verse, word: str, rng: random.Random) -> list[str] | None:
    """A line for each character or letter of the word, no line twice, all of one length in Chinese; None where one is lacking."""
    sizes = [5, 7] if verse.lang == "zh" else [0]
    rng.shuffle(sizes)
    for size in sizes:
        pool = [x for x in verse.lines if not size or len(x) == size]
        out: list[str] = []
        for c in word:
            fit = [x for x in pool if x[0].lower() == c.lower() and x not in out]
            if not fit:
                break
            out.append(rng.choice(fit))
        else:
            return out
    return None


def _acrostic(verse: Verse, rng: random.Random) -> tuple[str, list[str]]:
    pool = list(listed(verse.lang, "acrostics"))
    rng.shuffle(pool)
    for word in pool:
        found = acrostic_lines(verse, word, rng)
        if found:
            return word, _marks(found, verse.lang, rng)
    return "", []


def _slogans(verse: Verse, rng: random.Random) -> list[str] | None:
    if len(verse.slogans) < 4:
        return None
    return rng.sample(verse.slogans, rng.choice((3, 4, 4, 5)))


def _pair(verse: Verse, rng: random.Random) -> list[str] | None:
    if not verse.pairs:
        return None
    upper, lower, banner = rng.choice(verse.pairs)
    lines = [f"上联：{upper}", f"下联：{lower}"]
    return [*lines, f"横批：{banner}"] if rng.random() < 0.6 else lines


def _haiku(verse: Verse, rng: random.Random) -> list[str] | None:
    if not verse.haiku:
        return None
    lines = list(rng.choice(verse.haiku))
    return lines if rng.random() < 0.5 else [lines[0][:1].upper() + lines[0][1:], *lines[1:]]


def _chain(verse: Verse, rng: random.Random) -> list[str] | None:
    """Lines that each begin with the character on which the one before ends: a walk through the bank."""
    for _ in range(20):
        out = [rng.choice(verse.lines)]
        while len(out) < 4:
            fit = [x for x in verse.lines if x[0] == out[-1][-1] and x not in out and len(x) == len(out[0])]
            if not fit:
                break
            out.append(rng.choice(fit))
        if len(out) >= 3:
            return _marks(out, verse.lang, rng)
    return None
