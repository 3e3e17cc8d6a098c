"""What an answer is about: the words that somebody may wish for who asks before the answer is there."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache

from instructions.text.record import Record
from instructions.wordlists import listed, segments

OWN = {"zh": 120, "en": 10}  # of so many other answers one may have a word that only this one comes back to
BACK = 2  # times: a word that comes back is a matter of the answer
OFTEN = 5  # how often a word stands that is the matter of an answer though no answer to the like has it
_BEFORE_EN, _BEHIND_EN = (
    r"\b(?:an?|the|of|in|with|for|and|or|on|by|your|their|its|his|her|our|some|any|more|no)",
    r"(?=[.,;:!?)]|\s+(?:of|is|are|was|were|and|or|in|on|for|to|with|that|which|can|will|has|have|had|at|by|from|as|may)\b)",
)
_BEFORE_ZH, _BEHIND_ZH = "(?:^|[，。：；、（的了与和在对从种个用将把被为以及])", "(?=[，。：；、）的是在有和与中上会可能等也]|$)"
_NO_THING = re.compile(r"(?:ing|ed|ful|ous|able|ible|ive|less|ic|al|est|self|selves)$")


# Found once for all words of a text: each match is a look ahead, so that one name may begin inside another.
_NAMED_EN = tuple(re.compile(rf"(?={_BEFORE_EN} {gap}(\w+){_BEHIND_EN})") for gap in ("", r"\w+ "))


def _names(words: Sequence[str], r: Record) -> set[str]:
    """Those words that stand somewhere in a text as the name of a thing does: behind an article, a preposition or the like, and before no other noun."""
    if r.lang == "zh":
        return {w for w in words if re.search(f"{_BEFORE_ZH}{re.escape(w)}{_BEHIND_ZH}", r.text, re.M)}
    named = {m[1] for pattern in _NAMED_EN for m in pattern.finditer(r.text)}
    return {w for w in words if w in named and not _NO_THING.search(w)}


def _term(word: str, r: Record) -> str:
    """English: the word with the one that stands before it most of the times ("catalytic converter"); empty where that changes."""
    before = Counter(m[1] for m in re.finditer(rf"\b([a-z]{{4,}}) {re.escape(word)}\b", r.text))
    if not before:
        return ""
    first, times = before.most_common(1)[0]
    return (
        f"{first} {word}" if times > 1 and 2 * times > r.count(word) and first not in empty_words("en") and not first.endswith("ly") else ""
    )


@lru_cache(maxsize=2)
def empty_words(lang: str) -> frozenset[str]:
    """Words that nobody would ask for; English adverbs in -ly are told by their form."""
    return frozenset(listed(lang, "empty_words"))


def words_of(text: str, lang: str) -> list[str]:
    """Content words: en five letters or more, lower case where they stand; zh the longest matches of the lexicon."""
    if lang == "en":
        return [w for w in re.findall(r"(?<![A-Za-z'-])[a-z]{5,}(?![A-Za-z'-])", text) if not w.endswith("ly") or w == "family"]
    return [w for run in re.findall(r"[\u4e00-\u9fff]+", text) for w in segments(run) if len(w) > 1]


def matters(r: Record, said: str, counts: Mapping[str, int], n: int, near: Sequence[str]) -> list[str]:
    """Words that the answer comes back to or that several others speak of, not those that happen to be in it.

    `said`: the request in lower case; `counts`: in how many of `n` other answers each word stands; `near`: answers to the like, in lower case.
    """
    lang, empty = r.lang, empty_words(r.lang)
    words = [w for w in dict.fromkeys(words_of(r.text, lang)) if counts[w] <= max(3, n // 10) and w not in empty]
    if lang == "en":  # "libraries" asked about is "library" named
        named = {w[:5].lower() for w in words_of(said, lang)}
        words = [w for w in words if w.lower() not in said and w[:5] not in named]
        words = list({w[:5]: w for w in reversed(words)}.values())[::-1]
    else:  # who asks about 党籍 need not ask for 党员
        words = [w for w in words if w[0] not in said]
    words = [w for w in words if not any(w in x for x in words if x != w)]  # "sunlight" has its light in it
    head = "".join(r.sentences[: max(1, len(r.sentences) // 2)])  # what only the close says is often no more than a courtesy
    own = max(2, n // OWN[lang])  # what one answer comes back to is its matter where few others have it
    least = OFTEN if near else 2  # where others answer the like and none has the word, it must be this one's whole matter
    told = {w: sum(w in x for x in near) for w in words}
    words = [
        w for w in words if w in head and (told[w] > 2 or (r.count(w) >= BACK and counts[w] <= own and (told[w] or r.count(w) >= least)))
    ]
    named = _names(words, r)
    words = [w for w in words if w in named]
    # "converter" alone is half a name.
    return [term if lang == "en" and (term := _term(w, r)) and term not in said else w for w in words]
