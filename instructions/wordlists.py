"""Word lists of the library: words worth spelling in an acrostic, words that people ask a writer to avoid."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import accumulate
from pathlib import Path


@lru_cache(maxsize=8)
def listed(lang: str, name: str) -> tuple[str, ...]:
    """The words of library/<lang>/<name>.txt."""
    path = Path(__file__).parent / "library" / lang / f"{name}.txt"
    return tuple(w.strip() for w in path.read_text("utf-8").split("\n") if w.strip() and not w.startswith("#"))


@lru_cache(maxsize=1)
def _lexicon() -> frozenset[str]:
    """Chinese words of two characters and more: those of the pinyin phrase table."""
    from pypinyin.phrases_dict import phrases_dict  # loaded only where Chinese words are looked for

    return frozenset(w for w in phrases_dict if 2 <= len(w) <= 4)


@lru_cache(maxsize=8192)
def segments(run: str) -> tuple[str, ...]:
    """A run of Han characters cut into the longest words of the lexicon, from the left; what is in no word stands alone."""
    lexicon, out, i = _lexicon(), list[str](), 0
    while i < len(run):
        size = next((k for k in (4, 3, 2) if run[i : i + k] in lexicon and i + k <= len(run)), 1)
        out.append(run[i : i + size])
        i += size
    return tuple(out)


@lru_cache(maxsize=512)
def _cuts(text: str) -> tuple[tuple[str, frozenset[int]], ...]:
    """The runs of Han characters of a text, and where each is cut into words."""
    return tuple((run, frozenset((0, *accumulate(map(len, segments(run)))))) for run in re.findall("[\u4e00-\u9fff]+", text))


def whole_in(word: str, text: str) -> bool:
    """Whether a Chinese word of two characters or more is a word of its own wherever it stands in a text: 值班 is none in 值班室."""
    if len(word) < 2:
        return False
    for run, cuts in _cuts(text):
        at = run.find(word)
        while at >= 0:
            if not {at, at + len(word)} <= cuts:
                return False
            at = run.find(word, at + 1)
    return True


@lru_cache(maxsize=2)
def _emoji(lang: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    pairs = [line.split() for line in listed(lang, "emoji")]
    return tuple((w, tuple(e)) for w, *e in pairs)


@lru_cache(maxsize=1 << 15)
def fitting(sentence: str, lang: str) -> tuple[str, ...]:
    """Emoji that suit a sentence: those of the word in it that the list names first; () where it names none."""
    body = sentence if lang == "zh" else set(re.findall("[a-z]+", sentence.lower()))
    return next((emoji for word, emoji in _emoji(lang) if word in body), ())
