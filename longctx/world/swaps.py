"""Words that may stand for each other: the same sentence is worded a little differently each time it is told."""

from __future__ import annotations

import random
import re
import tomllib
from functools import cache

from longctx.world.cast import ROOT


@cache
def _groups(lang: str) -> tuple[tuple[tuple[str, ...], ...], re.Pattern[str]]:
    """Groups of words, and one pattern in which group i of the match is group i of words."""
    entries = tomllib.loads((ROOT / lang / "swaps.toml").read_text("utf-8"))["swap"]
    words = tuple(tuple(e["words"]) for e in entries)
    edge = r"\b" if lang == "en" else ""
    parts = []
    for i, e in enumerate(entries):
        sources = "|".join(sorted(map(re.escape, e.get("from", e["words"])), key=len, reverse=True))
        parts.append(
            (max(map(len, e.get("from", e["words"]))), f"(?P<g{i}>{e.get('behind', '')}{edge}(?:{sources}){edge}{e.get('ahead', '')})")
        )
    parts.sort(key=lambda p: -p[0])
    return words, re.compile("|".join(p for _, p in parts))


Pieces = tuple[str | tuple[int, bool], ...]


class Swaps:
    """The words of one book: of every larger group one word is left out, so that books differ."""

    def __init__(self, lang: str, rng: random.Random) -> None:
        words, self._pattern = _groups(lang)
        self._words = [[w for w in g if len(g) < 3 or w != out] for g in words for out in [rng.choice(g)]]
        self._seen: dict[str, Pieces] = {}
        self._english = lang == "en"

    def _split(self, text: str) -> Pieces:
        out: list[str | tuple[int, bool]] = []
        at = 0
        for m in self._pattern.finditer(text):
            if m.start() > at:
                out.append(text[at : m.start()])
            out.append((int(str(m.lastgroup)[1:]), m[0][:1].isupper()))
            at = m.end()
        out.append(text[at:])
        return tuple(out)

    def __call__(self, text: str, rng: random.Random) -> str:
        """The text with words of the groups drawn anew."""
        pieces = self._seen.get(text)
        if pieces is None:
            pieces = self._seen[text] = self._split(text)
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
