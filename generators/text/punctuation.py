"""Punctuation lint by context: marks that do not belong where they stand."""

from __future__ import annotations

import itertools
import operator
import re

from generators.text.measure import HAN

_URL = re.compile(r"https?://\S+|`[^`]*`|【\d{1,2}(?:[,，、] ?\d{1,2})*】|\[[\w\d, ]+\]|\^\[?\d+\]?")
_APART = re.compile(r"://|[`【\[^]")  # without one of these there is nothing to pass over
_X = re.compile(r"x(?<=\sx)[.,;:!?)]")
# (what must stand somewhere before a closer look is worth its while, the fault, its name)
_ZH = tuple(
    (re.compile(hint), re.compile(pattern), what)
    for hint, pattern, what in (
        ("[,;:?!]", rf"[{HAN}][,;:?!]|[,;?!](?=[{HAN}])", "half-width mark beside Han"),
        (r"\.", rf"[{HAN}]\.(?!\w)|\.(?=[{HAN}])(?<!\d\.)", "full stop '.' beside Han"),
        ("[\"']", rf"[{HAN}][\"']|[\"'](?=[{HAN}])", "straight quote beside Han"),
        (r"\.\.\.|…", r"\.\.\.|…(?!…)(?<!……)", "ellipsis is not ……"),
        (" ", rf"(?<=[{HAN}，。]) (?=[{HAN}，。])", "space between Han"),
        ("[，。；：、！？]{2}", r"[，。；：、！？]{2,}(?<!！！)(?<!？！)", "doubled mark"),
        (r"\s", r"\s[，。；：、！？）”]", "space before a mark"),
        (r"\d[，：．]", r"(?<![:：\d]\d\d)(?<=\d)[，：．](?=\d)(?!\d{4}年)", "full-width mark inside a number"),
    )
)
_FULL_WIDTH = re.compile("[，。；：？！（）、「」【】]")
_EN = tuple(
    (re.compile(hint), re.compile(pattern), what)
    for hint, pattern, what in (
        ("[^\x00-\x7f]", _FULL_WIDTH.pattern, "full-width mark"),
        (r"\s[,;:!?.]", r"(?<!\.)\s(?:[,;:!?]|\.(?!\w))", "space before a mark"),
        ("  ", r"(?<=\S)  +(?=\S)", "double space"),
        (
            "[,;:!?.][,;:.]",
            r"[,;:]{2,}|(?<!\.)\.\.(?!\.)|[!?],|(?<![.][a-z])(?<!etc)(?<!\b[A-Z])(?<!\bInc)(?<!\bLtd)(?<!\bCo)(?<!\bJr)\.,",
            "doubled mark",
        ),
        (r"[,.][A-Za-z]", r"[a-z],[A-Za-z]|[a-z]{2}\.[A-Z][a-z]|\d\.[A-Z][a-z]", "no space after a mark"),
    )
)
# Whether any hint holds, in one look.
_ANY_ZH = re.compile(r"""[,;:?!."'…\s]|[，。；：、！？．](?:[，。；：、！？]|(?<=\d.))""")
_ANY_EN = re.compile(r"[,;:!?.](?:(?<=\s.)|[,;:.]|(?<=[,.])[A-Za-z])")
_TWICE = re.compile(r"\b(?:(?!that |had |bye )([a-z]+) \1|The the|A a|It it|In in|Of of|To to|And and|For for|Is is)\b")
_LETTERS = bytes(c if 97 <= c <= 122 else 32 for c in range(256))  # all but a to z is a space between words
_ANY = (
    (re.compile(r"\\n|\\t"), "an escaped line break"),
    (re.compile(r"&(?:[a-z]+|#\d+);"), "an HTML entity"),
    (re.compile("\ufffd"), "a broken character"),
)
# A bracket behind a list mark closes nothing.
_LIST_MARK = re.compile(r"(?:^|(?<=\s)|(?<=[，；、。]))(?:\d{1,2}|[a-z])[)）]|(?<=[\u4e00-\u9fff])[a-z][)）]", re.M)
_PAIRS = {"（": "）", "“": "”", "「": "」", "《": "》", "【": "】", "(": ")", "[": "]"}
_BRACKETS = re.compile("[" + re.escape("".join((*_PAIRS, *_PAIRS.values()))) + "]")
_ASCII_BRACKETS = re.compile(r"[()\[\]]")


def punctuation_fault(text: str, lang: str) -> str:
    """The first fault as `what: 'where'`, or an empty string. Code, URLs and citation marks are passed over."""
    if "\\" in text or "&" in text or "\ufffd" in text:
        for pattern, what in _ANY:
            if match := pattern.search(text):
                return f"{what}: {match[0]!r}"
    for sign, name in (("**", "bold mark"), ("`", "code mark")):
        if text.count(sign) % 2:
            return f"unpaired {name}"
    plain = _URL.sub("x" if lang == "en" else "", text) if _APART.search(text) else text
    plain = plain.replace("**", "")
    if plain.count('"') % 2 and not re.search(r'\d"', plain):
        return "unpaired '\"'"
    if lang == "en":
        plain = re.sub(r"\s+x(?=[.,;:!?)])", "", plain) if _X.search(plain) else plain
        if '"' in plain and re.search("[“”]", plain):
            return "two styles of quotation marks"
    if ")" in plain or "）" in plain:
        plain = _LIST_MARK.sub(lambda m: m[0] if re.search(r"[(（][^)）]*$", plain[: m.start()]) else "x", plain)
    if _ANY_ZH.search(plain) if lang == "zh" else _may_be_wrong(plain):
        for hint, pattern, what in _ZH if lang == "zh" else _EN:
            if hint.search(plain) and (match := pattern.search(plain)):
                return f"{what}: {plain[max(0, match.start() - 8) : match.end() + 8]!r}"
    return (_doubled_word(plain) if lang == "en" else "") or _unbalanced(plain)


def _may_be_wrong(text: str) -> bool:
    """Whether any English hint holds, the first by what it leads to."""
    return _ANY_EN.search(text) is not None or "  " in text or (not text.isascii() and _FULL_WIDTH.search(text) is not None)


def _doubled_word(text: str) -> str:
    words = text.lower().encode(errors="replace").translate(_LETTERS).split()
    if not any(map(operator.eq, words, itertools.islice(words, 1, None))) or not (match := _TWICE.search(text)):
        return ""
    return f"doubled word: {text[max(0, match.start() - 8) : match.end() + 8]!r}"


def _unbalanced(text: str) -> str:
    open_marks: list[str] = []
    for c in (_ASCII_BRACKETS if text.isascii() else _BRACKETS).findall(text):
        if c in _PAIRS:
            open_marks.append(_PAIRS[c])
        elif not open_marks or open_marks.pop() != c:
            return f"unpaired {c!r}"
    return f"unclosed, {open_marks[-1]!r} is missing" if open_marks else ""
