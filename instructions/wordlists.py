"""Word lists of the library: words worth spelling in an acrostic, words that people ask a writer to avoid."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path


@lru_cache(maxsize=8)
def listed(lang: str, name: str) -> tuple[str, ...]:
    """The words of library/<lang>/<name>.txt."""
    path = Path(__file__).parent / "library" / lang / f"{name}.txt"
    return tuple(w.strip() for w in path.read_text("utf-8").split("\n") if w.strip() and not w.startswith("#"))


@lru_cache(maxsize=2)
def _emoji(lang: str) -> tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]:
    pairs = [line.split() for line in listed(lang, "emoji")]
    return tuple((re.compile(re.escape(w) if lang == "zh" else rf"\b{re.escape(w)}\b", re.I), tuple(e)) for w, *e in pairs)


@lru_cache(maxsize=1 << 15)
def fitting(sentence: str, lang: str) -> tuple[str, ...]:
    """Emoji that suit a sentence: those of the word in it that the list names first; () where it names none."""
    return next((emoji for pattern, emoji in _emoji(lang) if pattern.search(sentence)), ())
