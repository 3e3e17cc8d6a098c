"""Whole phrases inside a sentence: what somebody can have lost of it, or look for in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_DETERMINERS = _words("the a an his her its their my your our this that these those every each some any no another both such")
_PREPOSITIONS = _words(
    "of in on at by to from with without into onto upon under over above below behind before after between among through across along "
    "against about round around near beside besides beneath inside outside off out up down back away past towards toward during within "
    "until till since except like as than for"
)
_AUXILIARIES = _words("was were is are had has have would could should might must may can will shall did does do been be being")
_LINKS = _words("and or but nor so if when while because though although where who whom whose which what that whether why how then")
_SMALL = _words(
    "i he she it we they you him them me us himself herself itself themselves myself yourself ourselves one ones there here not never ever "
    "again once twice now too also still yet only even just very quite rather much more most less least all none nobody nothing anybody "
    "anything somebody something everybody everything everyone someone anyone first last next already always often perhaps almost together "
    "alone home today yesterday tomorrow indeed either neither else enough soon later open shut full other others own same "
    "mr mrs miss dr captain old said asked went came got made took gave put let told"
)
_FUNCTION = _DETERMINERS | _PREPOSITIONS | _AUXILIARIES | _LINKS | _SMALL
_VERBS = _words(
    "sat stood ran lay saw knew thought found left kept held brought bought caught taught sold spoke broke wrote rode drove rose fell felt "
    "met paid read led fed sent spent lent bent built cut hit set shut lost began drank sang sank swam rang won wore tore swore bore ate "
    "drew grew threw blew flew hung dug stuck struck woke shook forgot chose froze hid bit slept wept swept crept meant heard laid became "
    "many go come get make take give put let tell say see know think find leave keep hold bring buy sell speak stand sit run look want need"
)
_NUMBERS = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|"
    r"(?:twen|thir|for|fif|six|seven|eigh|nine)ty|hundred|thousand|dozen|score|half|sixpence|\d+)\b",
    re.I,
)
_TOKEN = re.compile(r"[A-Za-z][A-Za-z’'-]*|\d+(?:[.,]\d+)*|[^\sA-Za-z\d]")
_VAGUE = _words(
    "way ways time times thing things man men woman women people person moment side sides place part kind sort day days night morning evening "
    "year years week weeks month hour minute end middle beginning rest matter lot bit word words hand hands head face eye eyes voice arm arms "
    "foot feet back mouth door room house street world life name first last others business use turn deal pair number sake point case reason "
    "fact air front top bottom left right mother father son daughter brother sister aunt uncle cousin nephew niece grandmother grandfather widow baby bride girls wife husband child children boy girl boys girls lady "
    "gentleman fellow friend half sight rate going doing being coming"
)
_DATED = _words(
    "monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october november december"
)
MOST = 5  # words of a phrase


def noun_phrases(text: str) -> Iterator[tuple[int, int]]:
    """Nouns of an English sentence with what belongs to them, behind an article, a possessive or a preposition, and up to a word or mark that ends them."""
    tokens = [(m[0], m.start(), m.end()) for m in _TOKEN.finditer(text)]
    low = [t[0].lower() for t in tokens]
    i = 0
    while i < len(tokens):
        if not _content(low[i]):
            i += 1
            continue
        j = i
        while j < len(tokens) and _content(low[j]):
            j += 1
        a, b = i, j
        i = j
        before, behind = low[a - 1] if a else "", low[b] if b < len(tokens) else "."
        if b - a > MOST or behind in ("of", "-") or behind in _DETERMINERS or not _begins(low, a) or not _ends(behind, low, b):
            continue
        words = low[a:b]
        named = any(x[0][0].islower() and y[0][0].isupper() for x, y in pairwise(tokens[a:b]))
        if named or (words[0] in _DATED and b - a > 1):
            continue  # "on the thwart Alan sat", "on the Friday Veronica paid": two phrases side by side
        if (
            any(w in _VERBS or re.search(r"(?:ed|ly|wards)$", w) for w in words[1:])
            or words[-1] in _VERBS
            or re.search(r"(?:’s|'s|ing)$", words[-1])
        ):
            continue
        if before in ("to", "not") and b - a == 1 and words[0] not in _NUMBERS.findall(words[0]):
            continue  # an infinitive
        yield tokens[a][1], tokens[b - 1][2]


def _content(word: str) -> bool:
    return word not in _FUNCTION and word[0].isalnum() and not re.search(r"n[’']t$|[’'](?:d|ll|ve|re|m)$", word)


def _begins(low: list[str], a: int) -> bool:
    """Whether what stands before a phrase lets it begin: an article or possessive that is no subject's behind a conjunction, or a preposition."""
    if not a:
        return False
    before = low[a - 1]
    if before in _DETERMINERS and before != "that":
        return a > 1
    return before in _PREPOSITIONS - {"to", "as", "than", "like", "for", "before", "after", "until", "till", "since"}


def _ends(behind: str, low: list[str], b: int) -> bool:
    """Whether what stands behind a phrase ends it."""
    return not behind[0].isalnum() or behind in _PREPOSITIONS or behind in _AUXILIARIES or behind in _LINKS


def heads(text: str) -> Iterator[tuple[int, int]]:
    """Nouns of an English sentence that a reader could look for: the last words of its noun phrases behind an article, but for names and the vaguest."""
    for a, b in noun_phrases(text):
        at = text.rfind(" ", a, b) + 1 or a
        word = text[at:b]
        article = re.search(r"\b(?:the|a|an|his|her|my|your|their)\s+(?:[\w’'-]+\s+){0,3}$", text[:at].lower())
        if article and re.fullmatch(r"[a-z]{4,}", word) and word not in _VAGUE and not _NUMBERS.search(word):
            yield at, b


def weighty(phrase: str) -> bool:
    """Whether a phrase gives a number."""
    return bool(_NUMBERS.search(phrase))


# Chinese: a figure with its measure, or a clause between two marks.
_MEASURED = re.compile(
    "(?<![一二三四五六七八九十百千万两零半])[一二三四五六七八九十百千万两零]{2,}(?:[块个年岁里斤文元粒号只条张次回天亩石担把双间位尺丈]|钱)[半多]?(?![一-九])"
)
_CLAUSES = re.compile("(?<=[，；：、])[^，；：、。！？“”]{3,10}(?=[，；：、])")
_EMPTY = re.compile("(?:[说问道想讲喊叫]|[说问道想讲]了?[一又]?[说问道想讲声遍下句])$|^[他她它我你们这那]{1,3}[说问道想是]?$")


def chinese(text: str) -> Iterator[tuple[int, int]]:
    """What a gap in a Chinese sentence may swallow."""
    yield from (m.span() for m in _MEASURED.finditer(text))
    yield from (m.span() for m in _CLAUSES.finditer(text) if not _EMPTY.search(m[0]))


# Where a sentence can be broken off, so that somebody may ask how it goes on.
_BREAKS = {"zh": re.compile("[，；](?=[^”])"), "en": re.compile(r"[,;] (?=[A-Za-z])")}
_SAID = re.compile(r"^(?:[\w.’-]+ ){1,4}(?:said|asked|cried|replied|answered)\.$|^.{1,8}[说问道]。$")
_CLAUSE_ENDS = {
    "zh": re.compile("[，；](?=[^”])"),
    "en": re.compile(r"; (?=[A-Za-z])|, (?=(?:and|but|so|while|because|when|until|till|though|although|which|where|as|for|if)\b)"),
}
_REST = {"zh": (8, 4, 22), "en": (28, 14, 80)}  # characters before the break at least; behind it from, to


def endings(text: str, lang: str) -> list[tuple[int, int]]:
    """The last clause or two of a sentence, without its last mark: what is missing to somebody who knows how it begins."""
    before, low, high = _REST[lang]
    end = len(text.rstrip("。！？.!?”"))
    found = []
    for m in _BREAKS[lang].finditer(text):
        left, rest = text[: m.end()], text[m.end() : end]
        if len(left) >= before and low <= len(rest) <= high and all(s.count("“") == s.count("”") for s in (left, rest)):
            found.append((m.end(), end))
    return found[-2:]


def first_clause(text: str, lang: str) -> str:
    """A short sentence whole, or the first clauses of a longer one; empty where it has none of a fit length."""
    low, high = (8, 34) if lang == "zh" else (24, 100)
    if _SAID.search(text) or len(text) < (8 if lang == "zh" else 20):
        return ""
    bare = text.rstrip("。.") if lang == "zh" else text
    if len(text) <= high:
        return bare
    cuts = [m.start() for m in _CLAUSE_ENDS[lang].finditer(text) if low <= m.start() <= high]
    pieces = [text[:c] for c in cuts if text[:c].count("“") == text[:c].count("”")]
    return pieces[-1] if pieces else ""
