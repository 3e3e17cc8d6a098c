"""Words that may stand for each other: every book has its own of them, and a sentence told again is worded a little differently."""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from longctx.world.cast import ROOT

Pieces = tuple[str | tuple[int, bool], ...]
REACH = 7  # characters of the clause before a word in which `unless` looks
BRANCHES = 8  # of a branch of the tree of all words
_MARKS = re.compile("[，。：；、！？“”]")


class _Table:
    """The groups of a language, and where one of their words may be changed."""

    def __init__(self, lang: str) -> None:
        table = tomllib.loads((ROOT / lang / "swaps.toml").read_text("utf-8"))
        self._keep = re.compile("|".join(table["keep"]))
        self._whole = lang == "en"
        self.words = tuple(tuple(e["words"]) for e in table["swap"])
        self.single = tuple(bool(e.get("one")) for e in table["swap"])
        self._sources: dict[str, list[_Source]] = {}
        named = table.get("named", {})
        for i, e in enumerate(table["swap"]):
            behind, ahead, unless = (_filled(e.get(key, ""), named) for key in ("behind", "ahead", "unless"))
            source = _Source(i, behind, ahead, frozenset(unless), e.get("where", ""))
            for word in e.get("from", e["words"]):
                self._sources.setdefault(word, []).append(source)
        self._pattern = _any_of(
            sorted({shown for word in self._sources for shown in ((word, word[:1].upper() + word[1:]) if self._whole else (word,))})
        )

    def places(self, text: str, inside: bool) -> Iterator[tuple[int, int, int, bool]]:
        """(start, end, group, capital) of what may change; `inside`: whether the text begins within somebody's words."""
        if self._keep.search(text):
            return
        mixed = "“" in text or "”" in text
        for m in self._pattern.finditer(text):
            start, end, word = m.start(), m.end(), m[0]
            if self._whole and ((word[0].isalpha() and text[start - 1 : start].isalnum()) or text[end : end + 1].isalnum()):
                continue
            known = self._sources.get(word) or self._sources.get(word[:1].lower() + word[1:], [])
            said = quoted(text[:start], inside) if mixed else inside
            for source in known:
                if source.fits(text, start, end, said):
                    yield start, end, source.group, self._whole and word[0].isupper()
                    break


@dataclass(frozen=True, slots=True)
class _Source:
    """Conditions under which a word may be changed for one of its group. `unless`: characters that do not stand before it in its clause;
    `where`: only as `said` by somebody, or as `told`; else in both."""

    group: int
    behind: str
    ahead: str
    unless: frozenset[str]
    where: str

    def fits(self, text: str, start: int, end: int, said: bool) -> bool:
        """Whether the conditions hold for text[start:end]; `said`: whether somebody says it."""
        if self.where and (self.where == "said") != said:
            return False
        if self.unless and start and not self.unless.isdisjoint(_MARKS.split(text[max(0, start - REACH) : start])[-1]):
            return False
        return not (
            (self.ahead and not _condition(self.ahead).match(text, end)) or (self.behind and not _condition(self.behind).match(text, start))
        )


def _any_of(words: list[str]) -> re.Pattern[str]:
    """The longest of some words, two thousand of them: a tree by first letter, since `re` tries alternatives one by one."""
    tails: dict[str, list[str]] = {}
    for word in sorted(words, key=len, reverse=True):
        tails.setdefault(word[0], []).append(re.escape(word[1:]))
    tree = [(first, f"{re.escape(first)}(?:{'|'.join(rest)})") for first, rest in tails.items()]
    while len(tree) > BRANCHES:
        some = [zip(*tree[i : i + BRANCHES], strict=True) for i in range(0, len(tree), BRANCHES)]
        tree = [(letters := "".join(first), f"(?=[{re.escape(letters)}])(?:{'|'.join(each)})") for first, each in some]
    return re.compile("|".join(branch for _, branch in tree))


@cache
def _condition(regex: str) -> re.Pattern[str]:
    """A condition, read when it is first wanted: there are a thousand, and a short book meets few of them."""
    return re.compile(regex)


def _filled(regex: str, named: dict[str, str]) -> str:
    """A condition with what stands in it by name: `{verb}`; what is named may itself hold names."""
    return re.sub(r"\{([a-z_]+)\}", lambda m: _filled(named[m[1]], named), regex)


def quoted(text: str, inside: bool = False) -> bool:
    """Whether what follows a text is somebody's words; `inside`: whether the text itself begins within such."""
    opened, closed = text.rfind("“"), text.rfind("”")
    return inside if opened == closed else opened > closed


@cache
def _table(lang: str) -> _Table:
    return _Table(lang)


@lru_cache(maxsize=60_000)
def _split(text: str, lang: str, inside: bool) -> Pieces:
    """A text as what stays and (group, capital) of what may change."""
    out: list[str | tuple[int, bool]] = []
    at = 0
    for start, end, group, capital in _table(lang).places(text, inside):
        out += [text[at:start], (group, capital)]
        at = end
    return (*out, text[at:])


class Swaps:
    """The words of one book: of every group it knows some, uses some of those more than others, and leaves out the rest, so that books differ.

    Groups of the same words in different places are one habit."""

    def __init__(self, lang: str, rng: random.Random) -> None:
        self._lang, self._table = lang, _table(lang)
        habits: dict[tuple[str, ...], list[str]] = {}
        for words, one in zip(self._table.words, self._table.single, strict=True):
            if words not in habits:
                habits[words] = _habit(words, one, rng)
        self._words = [habits[words] for words in self._table.words]

    def changes(self, text: str, inside: bool = False) -> Iterator[tuple[int, int, str]]:
        """(start, end, word that this book likes best) of what may change; `inside`: the text begins within somebody's words."""
        for start, end, group, capital in self._table.places(text, inside):
            yield start, end, _cased(self._words[group][0], capital)

    def own(self, text: str, inside: bool = False) -> str:
        """The text in the words that this book likes best."""
        out, at = "", 0
        for start, end, word in self.changes(text, inside):
            out += text[at:start] + word
            at = end
        return out + text[at:]

    def anew(self, text: str, rng: random.Random, inside: bool = False) -> str:
        """The text with words of the groups drawn anew."""
        pieces = _split(text, self._lang, inside)
        if len(pieces) == 1:
            return text
        out = []
        for piece in pieces:
            if isinstance(piece, str):
                out.append(piece)
            else:
                options = self._words[piece[0]]
                out.append(_cased(options[int(rng.random() * len(options))], piece[1]))
        return "".join(out)


class AsWritten(Swaps):
    """No word changed: a clerk's own words, or those of the authors for who wants to see them."""

    def __init__(self) -> None: ...

    def own(self, text: str, inside: bool = False) -> str:
        """The text."""
        return text

    def anew(self, text: str, rng: random.Random, inside: bool = False) -> str:
        """The text."""
        return text


def _cased(word: str, capital: bool) -> str:
    return word[:1].upper() + word[1:] if capital else word


def _habit(words: tuple[str, ...], one: bool, rng: random.Random) -> list[str]:
    """The words of a group that a book uses, each as often in the list as the book is fond of it; a single one where two would not agree."""
    most = 1 if one or len(words) == 1 else rng.choice((1, 2)) if len(words) == 2 else rng.randint((len(words) + 1) // 2, len(words) - 1)
    return [w for w in rng.sample(words, most) for _ in range(rng.choice((1, 1, 2)))]
