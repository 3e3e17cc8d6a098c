"""Words that may stand for each other: every book has its own of them, and a sentence told again is worded a little differently."""

from __future__ import annotations

import random
import re
import tomllib
from functools import cache, lru_cache

from longctx.world.cast import ROOT

Pieces = tuple[str | tuple[int, bool], ...]


class _Table:
    """The groups of a language, and where one of their words may be changed."""

    def __init__(self, lang: str) -> None:
        table = tomllib.loads((ROOT / lang / "swaps.toml").read_text("utf-8"))
        entries = table["swap"]
        self._keep = re.compile("|".join(table["keep"]))
        self.words = tuple(tuple(e["words"]) for e in entries)
        self.single = tuple(bool(e.get("one")) for e in entries)
        self._whole = lang == "en"
        self._sources: dict[str, list[tuple[int, re.Pattern[str], re.Pattern[str]]]] = {}
        for i, e in enumerate(entries):
            conditions = re.compile(e.get("behind", "")), re.compile(e.get("ahead", ""))
            for word in e.get("from", e["words"]):
                self._sources.setdefault(word, []).append((i, *conditions))
        first: dict[str, list[str]] = {}
        for word in sorted(self._sources, key=len, reverse=True):
            for shown in {word, word[:1].upper() + word[1:]}:
                first.setdefault(shown[0], []).append(shown[1:])
        self._pattern = re.compile("|".join(f"{re.escape(c)}(?:{'|'.join(map(re.escape, rest))})" for c, rest in first.items()))

    def worded(self, text: str, own: list[str]) -> str:
        """A text with the one word of each group."""
        if self._keep.search(text):
            return text

        def word(m: re.Match[str]) -> str:
            group = self._fits(text, m)
            new = m[0] if group < 0 else own[group]
            return new[:1].upper() + new[1:] if self._whole and m[0][0].isupper() else new

        return self._pattern.sub(word, text)

    def split(self, text: str) -> Pieces:
        """A text as what stays and (group, capital) of what may change."""
        if self._keep.search(text):
            return (text,)
        out: list[str | tuple[int, bool]] = []
        at = 0
        for m in self._pattern.finditer(text):
            group = self._fits(text, m)
            if group >= 0:
                out += [text[at : m.start()], (group, self._whole and m[0][0].isupper())]
                at = m.end()
        return (*out, text[at:])

    def _fits(self, text: str, m: re.Match[str]) -> int:
        start, end, word = m.start(), m.end(), m[0]
        if self._whole and ((word[0].isalpha() and text[start - 1 : start].isalnum()) or text[end : end + 1].isalnum()):
            return -1
        known = self._sources.get(word) or self._sources.get(word[:1].lower() + word[1:], [])
        return next((i for i, behind, ahead in known if behind.match(text, start) and ahead.match(text, end)), -1)


@cache
def _table(lang: str) -> _Table:
    return _Table(lang)


@lru_cache(maxsize=60_000)
def _split(text: str, lang: str) -> Pieces:
    return _table(lang).split(text)


class Swaps:
    """The words of one book: of every group it knows some, uses some of those more than others, and leaves out the rest, so that books differ."""

    def __init__(self, lang: str, rng: random.Random) -> None:
        self._lang = lang
        self._table = table = _table(lang)
        self._words = [_habit(words, one, rng) for words, one in zip(table.words, table.single, strict=True)]
        self._own = [words[0] for words in self._words]

    def __call__(self, text: str, rng: random.Random | None) -> str:
        """The text with words of the groups drawn anew; without `rng`, of each group the one that this book likes best."""
        if rng is None:
            return self._table.worded(text, self._own)
        pieces = _split(text, self._lang)
        if len(pieces) == 1:
            return text
        out = []
        for piece in pieces:
            if isinstance(piece, str):
                out.append(piece)
            else:
                options = self._words[piece[0]]
                word = options[int(rng.random() * len(options))]
                out.append(word[:1].upper() + word[1:] if piece[1] else word)
        return "".join(out)


def _habit(words: tuple[str, ...], one: bool, rng: random.Random) -> list[str]:
    """The words of a group that a book uses, each as often in the list as the book is fond of it; a single one where two would not agree."""
    most = 1 if one or len(words) == 1 else rng.choice((1, 2)) if len(words) == 2 else rng.randint((len(words) + 1) // 2, len(words) - 1)
    return [w for w in rng.sample(words, most) for _ in range(rng.choice((1, 1, 2)))]
