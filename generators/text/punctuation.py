"""Punctuation lint by context: marks that do not belong where they stand."""

from __future__ import annotations

import re

from generators.text.measure import HAN

_URL = re.compile(r"https?://\S+|`[^`]*`|\[[\w\d, ]+\]|\^\[?\d+\]?")
_ZH = (
    (re.compile(rf"[{HAN}][,;:?!]|[,;?!](?=[{HAN}])"), "half-width mark beside Han"),
    (re.compile(rf"[{HAN}]\.(?!\w)|\.(?=[{HAN}])(?<!\d\.)"), "full stop '.' beside Han"),
    (re.compile(rf"[{HAN}][\"']|[\"'](?=[{HAN}])"), "straight quote beside Han"),
    (re.compile(r"\.\.\.|…(?!…)(?<!……)"), "ellipsis is not ……"),
    (re.compile(rf"(?<=[{HAN}，。]) (?=[{HAN}，。])"), "space between Han"),
    (re.compile(r"[，。；：、！？]{2,}(?<!！！)(?<!？！)"), "doubled mark"),
    (re.compile(r"\s[，。；：、！？）”]"), "space before a mark"),
    (re.compile(r"(?<=\d)[，：．](?=\d)"), "full-width mark inside a number"),
)
_EN = (
    (re.compile(r"[，。；：？！（）、“”「」【】]"), "full-width or curly mark"),
    (re.compile(r"(?<!\.)\s[,.;:!?](?!\d)"), "space before a mark"),
    (re.compile(r"(?<=\S)  +(?=\S)"), "double space"),
    (re.compile(r"[,;:]{2,}|(?<!\.)\.\.(?!\.)|[.!?],"), "doubled mark"),
    (re.compile(r"[a-z],[A-Za-z]|[a-z]{2}\.[A-Z][a-z]"), "no space after a mark"),
    (re.compile(r"\b(\w+) \1\b(?<!that that)(?<!had had)", re.I), "doubled word"),
)
_PAIRS = {"（": "）", "“": "”", "「": "」", "《": "》", "【": "】", "(": ")", "[": "]"}


def punctuation_fault(text: str, lang: str) -> str:
    """The first fault as `what: 'where'`, or an empty string. Code, URLs and citation marks are passed over."""
    plain = _URL.sub(lambda m: "x" if lang == "en" else "", text)
    if lang == "en":
        plain = re.sub(r"\s+x(?=[.,;:!?)])", "", plain)
    for pattern, what in _ZH if lang == "zh" else _EN:
        match = pattern.search(plain)
        if match:
            return f"{what}: {plain[max(0, match.start() - 8) : match.end() + 8]!r}"
    return _unbalanced(plain)


def _unbalanced(text: str) -> str:
    open_marks: list[str] = []
    for c in text:
        if c in _PAIRS:
            open_marks.append(_PAIRS[c])
        elif c in _PAIRS.values() and (not open_marks or open_marks.pop() != c):
            return f"unpaired {c!r}"
    return f"unclosed, {open_marks[-1]!r} is missing" if open_marks else ""
