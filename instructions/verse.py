"""Verse from a theme's bank: rhymed couplets and quatrains, acrostics at either end, chains, slogans, antithetical couplets, haiku."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterable

from instructions.passages.model import Verse
from instructions.shape import Text
from instructions.text.sounds import rhyme_class
from instructions.wordlists import listed

_SORTS = {
    "zh": {"couplets": 9, "quatrain": 7, "acrostic": 7, "telestich": 5, "slogans": 4, "pair": 4, "chain": 4},
    "en": {"couplets": 9, "quatrain": 8, "acrostic": 7, "slogans": 4, "haiku": 4, "chain": 4},
}
# Words that carry on a sentence over the end of an English line: no comma before them.
_ON = ("and", "that", "so", "with", "to", "about", "on", "is", "of", "keeps", "as", "or", "has", "like", "from", "in")
_END = {"zh": ("，", "。"), "en": (",", ".")}


def verse_text(verse: Verse, rng: random.Random, sort: str = "") -> Text | None:
    """Lines that keep a form; None where the bank cannot make it."""
    sorts = _SORTS[verse.lang]
    sort = sort or rng.choices(list(sorts), list(sorts.values()))[0]
    if sort in ("acrostic", "telestich"):
        word, lines = _spelt(verse, sort, rng)
        planned: list[tuple[str, dict[str, object]]] = [(f"verse.{sort}", {"word": word})]
        return Text(verse.lang, "verse", raw="\n".join(lines), sort=sort, planned=planned) if lines else None
    makers: dict[str, Callable[[Verse, random.Random], list[str] | None]] = {
        "couplets": _couplets, "quatrain": _quatrain, "slogans": _slogans, "pair": _pair, "haiku": _haiku, "chain": _chain,
    }  # fmt: skip
    made = makers[sort](verse, rng)
    return Text(verse.lang, "verse", raw="\n".join(made), sort=sort) if made else None


def _marks(lines: Iterable[str], lang: str, rng: random.Random, bare: bool | None = None) -> list[str]:
    """End marks: , and . by turns, or none at all."""
    lines = list(lines)
    if bare if bare is not None else rng.random() < (0.2 if lang == "zh" else 0.4):
        return [x[:1].upper() + x[1:] for x in lines]
    a, b = _END[lang]
    last = len(lines) - 1
    if lang == "en":
        runs = [i < last and lines[i + 1].split()[0].lower() in _ON for i in range(len(lines))]
        return [x[:1].upper() + x[1:] + (b if i % 2 or i == last else "" if runs[i] else a) for i, x in enumerate(lines)]
    return [x + (b if i % 2 or i == last else a) for i, x in enumerate(lines)]


def _couplets(verse: Verse, rng: random.Random) -> list[str] | None:
    n = rng.choice((2, 2, 3, 4, 4))
    if verse.lang == "zh" and rng.random() < 0.45:  # one rhyme throughout
        kin: dict[tuple[str, int], list[tuple[str, str]]] = defaultdict(list)
        for c in verse.couplets:
            kin[rhyme_class(c[1]), len(c[0])].append(c)
        groups = [g for g in kin.values() if len(g) > 1]
        if groups:
            group = rng.choice(groups)
            return _marks([line for c in rng.sample(group, min(n, len(group))) for line in c], verse.lang, rng)
    size = len(rng.choice(verse.couplets)[0])
    fit = [c for c in verse.couplets if verse.lang == "en" or len(c[0]) == size]
    if len(fit) < n:
        return None
    chosen = rng.sample(fit, n)
    return _marks([line for c in chosen for line in c], verse.lang, rng)


def _quatrain(verse: Verse, rng: random.Random) -> list[str] | None:
    """Four lines, or twice four with a blank line between."""
    if not verse.quatrains:
        return None
    found = rng.sample(verse.quatrains, 2 if len(verse.quatrains) > 1 and rng.random() < 0.35 else 1)
    bare = rng.random() < (0.15 if verse.lang == "zh" else 0.3)
    stanzas = [_marks(q, verse.lang, rng, bare) for q in found]
    return stanzas[0] if len(stanzas) == 1 else [*stanzas[0], "", *stanzas[1]]


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


def telestich_lines(verse: Verse, word: str, rng: random.Random) -> list[str] | None:
    """The same for the last characters (zh)."""
    pool = [*verse.tails, *verse.lines]
    out: list[str] = []
    for c in word:
        fit = [x for x in pool if x[-1] == c and x not in out and len(x) == len(pool[0])]
        if not fit:
            return None
        out.append(rng.choice(fit))
    return out


def _spelt(verse: Verse, sort: str, rng: random.Random) -> tuple[str, list[str]]:
    pool = list(listed(verse.lang, f"{sort}s"))
    rng.shuffle(pool)
    for word in pool:
        found = (acrostic_lines if sort == "acrostic" else telestich_lines)(verse, word, rng)
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
    """Lines that each begin with what the one before ends on: written as one, or (zh) a walk through the single lines."""
    if verse.lang == "zh" and rng.random() < 0.5:
        for _ in range(20):
            out = [rng.choice(verse.lines)]
            while len(out) < 4:
                fit = [x for x in verse.lines if x[0] == out[-1][-1] and x not in out and len(x) == len(out[0])]
                if not fit:
                    break
                out.append(rng.choice(fit))
            if len(out) >= 3:
                return _marks(out, verse.lang, rng)
    return _marks(rng.choice(verse.chains), verse.lang, rng) if verse.chains else None
