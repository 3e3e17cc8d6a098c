"""The haystack as the checks see it: read from the prompt, split into sentences, searched for strings and names."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from generators.text.sentences import sentence_spans

_HAN = re.compile(r"[\u3400-\u9fff]")
_LETTER = re.compile(r"[^\W_\u3400-\u9fff]")
_ZH_DIGITS = str.maketrans("零〇一二三四五六七八九", "00123456789")


def haystack(row: dict[str, Any]) -> str:
    """The text between the recorded offsets."""
    place = row["evidence"]["haystack"]
    content: str = row["messages"][place["turn"]]["content"]
    return content[place["start"] : place["end"]]


def question(row: dict[str, Any]) -> str:
    """What is asked."""
    place = row["evidence"]["question"]
    content: str = row["messages"][place["turn"]]["content"]
    return content[place["start"] : place["end"]]


def folded(text: str) -> str:
    """Lower case, one kind of quotation mark."""
    return _folded_long(text) if len(text) > 2000 else _fold(text)


@lru_cache(maxsize=4)
def _folded_long(text: str) -> str:
    return _fold(text)


def _fold(text: str) -> str:
    return text.lower().replace("’", "'").replace("“", '"').replace("”", '"')


_NUMERAL = "零〇一二三四五六七八九十百千万0123456789"


def _longer(text: str, at: int, end: int) -> bool:
    """Whether a numeral goes on beyond the place: 四七一九 is not in 四七一九零."""
    if text[end - 1].isdigit() and text[end : end + 1] in tuple("十百千万亿"):
        return True
    return (text[at] in _NUMERAL and text[at - 1 : at] in tuple(_NUMERAL)) or (
        text[end - 1] in _NUMERAL and text[end : end + 1] in tuple(_NUMERAL)
    )


def places(text: str, what: str) -> list[int]:
    """Offsets of a string in a folded text; as a whole word where it is Latin."""
    what = folded(what)
    found, at = [], text.find(what)
    while at >= 0:
        end = at + len(what)
        whole = (_HAN.match(what) and not _longer(text, at, end)) or (
            (not _HAN.match(what))
            and not _longer(text, at, end)
            and not (_LETTER.match(text[at - 1 : at]) or _LETTER.match(text[end : end + 1]))
        )
        if whole:
            found.append(at)
        at = text.find(what, at + 1)
    return found


def sentence_at(text: str, at: int, lang: str) -> tuple[int, int]:
    """The sentence round an offset, inside its line."""
    start = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    line = text[start : end if end >= 0 else len(text)]
    for a, b in sentence_spans(line, lang):
        if start + a <= at < start + b:
            return start + a, start + b
    return start, start + len(line)


def sentences_with(text: str, keys: list[str], lang: str) -> list[tuple[int, int]]:
    """All sentences of a text that hold every key, in order; the second key may stand in any inflection of an English noun."""
    low = folded(text)
    found = []
    for at in places(low, keys[0]):
        a, b = sentence_at(text, at, lang)
        sentence = low[a:b]
        if all(folded(k) in sentence for k in keys[1:]) and (a, b) not in found:
            found.append((a, b))
    return found


def digits(text: str) -> str:
    """A text with Chinese digits in rows of three and more written as figures, so that 四七一九 and 4719 are the same."""
    return re.sub(r"[零〇一二三四五六七八九]{3,}", lambda m: m[0].translate(_ZH_DIGITS), text)


_EN = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]  # fmt: skip
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_EN_NUMBER = re.compile(rf"\b(?:(?:{'|'.join(_TENS)})(?:[- ](?:{'|'.join(_EN[:9])}))?|{'|'.join(reversed(_EN))})\b")
_ZH_NUMBER = re.compile("[一二两三四五六七八九十百千][零〇一二两三四五六七八九十百千]*")


def _english(words: str) -> int:
    return sum(_EN.index(w) + 1 if w in _EN else (_TENS.index(w) + 2) * 10 for w in re.split("[- ]", words))


def chinese(text: str) -> int:
    """The value of a numeral such as 三百七十二, 十九, 一零一; -1 for none."""
    if not text or any(c not in "零〇一二两三四五六七八九十百千" for c in text):
        return -1
    if not re.search("[十百千]", text):
        return int(text.replace("两", "二").translate(_ZH_DIGITS))
    total, digit = 0, 0
    for c in text:
        if c in "十百千":
            total += (digit or 1) * {"十": 10, "百": 100, "千": 1000}[c]
            digit = 0
        elif c not in "零〇":
            digit = 2 if c == "两" else int(c.translate(_ZH_DIGITS))
    return total + digit


def figures(text: str) -> str:
    """A folded text with all number words as figures."""
    text = digits(folded(text))
    text = re.sub(r"(\d),(?=\d{3}\b)", r"\1", text)
    text = re.sub(r"\b([a-z]+(?:-[a-z]+)?) hundred(?: and ([a-z]+(?:-[a-z]+)?))?\b", _hundreds, text)
    text = _EN_NUMBER.sub(lambda m: str(_english(m[0])), text)
    return _ZH_NUMBER.sub(lambda m: str(chinese(m[0])) if chinese(m[0]) >= 0 else m[0], text)


def _hundreds(m: re.Match[str]) -> str:
    if m[1] not in _EN or (m[2] and not _EN_NUMBER.fullmatch(m[2])):
        return m[0]
    return str((_EN.index(m[1]) + 1) * 100 + (_english(m[2]) if m[2] else 0))


def says(answer: str, value: str) -> bool:
    """Whether an answer gives a value, in whichever spelling of its numbers."""
    low = folded(answer)
    bare = folded(value).strip('。.，,"')
    if places(low, bare):
        return True
    return bool(places(figures(answer), figures(bare)))


_NOT = {"en": r"\b(?:not|isn't|wasn't|never|rather than|instead of)\s+(?:\w+\s+){0,2}", "zh": r"(?:不是|并非|而非|不在|没有)[^，。；]{0,4}"}


def denies(answer: str, value: str, lang: str) -> bool:
    """Whether the answer names a value only to deny it."""
    spelt = ((folded(answer), folded(value)), (figures(answer), figures(value)))
    return any(re.search(_NOT[lang] + re.escape(named), said) for said, named in spelt)
