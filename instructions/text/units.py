"""Units of length, each with its rule: 字数, Han characters, all characters, English words."""

from __future__ import annotations

import re

from instructions.text.emoji import EMOJI, may_hold

HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"  # with 〇 and the rare characters beyond the first plane
_HAN = re.compile(f"[{HAN}]+")
_ALNUM = "[A-Za-z0-9\u00c0-\u024f\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]"  # full-width letters and digits too
WORD = re.compile(rf"https?://[^\s\u4e00-\u9fff]+|{_ALNUM}+(?:['’.,:/_-]{_ALNUM}+)*%?")
_ASCII_WORD = re.compile(r"[a-z0-9]+(?:['.,:/_-][a-z0-9]+)*%?")
_KEYCAP = re.compile("[0-9#*]\ufe0f?\u20e3")
_RUN, _ASCII_RUN = re.compile(r"\w+"), re.compile(r"[A-Za-z0-9_]+")
_LATIN = re.compile(_ALNUM)
_TAG = re.compile(r"</?[A-Za-z_]+/?>")


def han(text: str) -> int:
    """Han characters only."""
    return sum(map(len, _HAN.findall(text)))


def _plain(text: str) -> str:
    """Without lone tokens such as <answer>, and without keycap emoji, whose digit is no number."""
    if "\u20e3" in text:
        text = _KEYCAP.sub(" ", text)
    return _TAG.sub(" ", text) if "<" in text else text


def tokens(lower: str) -> list[str]:
    """English words of a text in lower case. For plain ASCII without an address the same rule in its short form, which is found faster."""
    return (_ASCII_WORD if lower.isascii() and "://" not in lower else WORD).findall(lower)


def words(text: str) -> int:
    """English words: runs of letters and digits; apostrophes, hyphens and points inside do not part them (don't, well-known, 3.14: one each)."""
    return len(WORD.findall(_plain(text)))


def zi(text: str) -> int:
    """字数, as word processors count it: a Han character is one, a run of Latin letters or digits is one (3.14, Wi-Fi), punctuation is none."""
    bare = _plain(text)
    rest, runs = _HAN.subn(" ", bare)  # a run of Han characters became one space
    return len(bare) - len(rest) + runs + (len(WORD.findall(rest)) if _LATIN.search(rest) else 0)


def chars(text: str) -> int:
    """All visible characters, punctuation included, white space not; an emoji cluster is one."""
    return sum(map(len, (EMOJI.sub("\u2588", text) if may_hold(text) else text).split()))


def readings(text: str, lang: str) -> tuple[int, int]:
    """The least and the greatest length that a reader may fairly count: for zh Han alone to all characters, for en `\\w+`, white space and words."""
    if lang == "zh":
        return han(text), chars(text)
    return spread(text, words(text))


def spread(text: str, n: int) -> tuple[int, int]:
    """Least and greatest of three counts of English words: n by the rule above, `\\w+`, between white space."""
    found = n, len((_ASCII_RUN if text.isascii() else _RUN).findall(text)), len(text.split())
    return min(found), max(found)
