"""Punctuation lint by context: marks that do not belong where they stand."""

from __future__ import annotations

import re

from generators.text.measure import HAN

_URL = re.compile(r"https?://\S+|`[^`]*`|【\d{1,2}(?:[,，、] ?\d{1,2})*】|\[[\w\d, ]+\]|\^\[?\d+\]?")
_ZH = (
    (re.compile(rf"[{HAN}][,;:?!]|[,;?!](?=[{HAN}])"), "half-width mark beside Han"),
    (re.compile(rf"[{HAN}]\.(?!\w)|\.(?=[{HAN}])(?<!\d\.)"), "full stop '.' beside Han"),
    (re.compile(rf"[{HAN}][\"']|[\"'](?=[{HAN}])"), "straight quote beside Han"),
    (re.compile(r"\.\.\.|…(?!…)(?<!……)"), "ellipsis is not ……"),
    (re.compile(rf"(?<=[{HAN}，。]) (?=[{HAN}，。])"), "space between Han"),
    (re.compile(r"[，。；：、！？]{2,}(?<!！！)(?<!？！)"), "doubled mark"),
    (re.compile(r"\s[，。；：、！？）”]"), "space before a mark"),
    (re.compile(r"(?<![:：\d]\d\d)(?<=\d)[，：．](?=\d)(?!\d{4}年)"), "full-width mark inside a number"),
)
_EN = (
    (re.compile(r"[，。；：？！（）、「」【】]"), "full-width mark"),
    (re.compile(r"(?<!\.)\s(?:[,;:!?]|\.(?!\w))"), "space before a mark"),
    (re.compile(r"(?<=\S)  +(?=\S)"), "double space"),
    (
        re.compile(r"[,;:]{2,}|(?<!\.)\.\.(?!\.)|[!?],|(?<![.][a-z])(?<!etc)(?<!\b[A-Z])(?<!\bInc)(?<!\bLtd)(?<!\bCo)(?<!\bJr)\.,"),
        "doubled mark",
    ),
    (re.compile(r"[a-z],[A-Za-z]|[a-z]{2}\.[A-Z][a-z]|\d\.[A-Z][a-z]"), "no space after a mark"),
    (re.compile(r"\b(?:(?!that |had |bye )([a-z]+) \1|The the|A a|It it|In in|Of of|To to|And and|For for|Is is)\b"), "doubled word"),
)
_ANY = (
    (re.compile(r"\\n|\\t"), "an escaped line break"),
    (re.compile(r"&(?:[a-z]+|#\d+);"), "an HTML entity"),
    (re.compile("\ufffd"), "a broken character"),
)
# A bracket behind a list mark closes nothing.
_LIST_MARK = re.compile(r"(?:^|(?<=\s)|(?<=[，；、。]))(?:\d{1,2}|[a-z])[)）]|(?<=[\u4e00-\u9fff])[a-z][)）]", re.M)
_PAIRS = {"（": "）", "“": "”", "「": "」", "《": "》", "【": "】", "(": ")", "[": "]"}
_BRACKETS = re.compile("[" + re.escape("".join((*_PAIRS, *_PAIRS.values()))) + "]")


def punctuation_fault(text: str, lang: str) -> str:
    """The first fault as `what: 'where'`, or an empty string. Code, URLs and citation marks are passed over."""
    for pattern, what in _ANY:
        if match := pattern.search(text):
            return f"{what}: {match[0]!r}"
    for sign, name in (("**", "bold mark"), ("`", "code mark")):
        if text.count(sign) % 2:
            return f"unpaired {name}"
    plain = _URL.sub(lambda m: "x" if lang == "en" else "", text).replace("**", "")
    if plain.count('"') % 2 and not re.search(r'\d"', plain):
        return "unpaired '\"'"
    if lang == "en":
        plain = re.sub(r"\s+x(?=[.,;:!?)])", "", plain)
        if '"' in plain and re.search("[“”]", plain):
            return "two styles of quotation marks"
    plain = _LIST_MARK.sub(lambda m: m[0] if re.search(r"[(（][^)）]*$", plain[: m.start()]) else "x", plain)
    for pattern, what in _ZH if lang == "zh" else _EN:
        match = pattern.search(plain)
        if match:
            return f"{what}: {plain[max(0, match.start() - 8) : match.end() + 8]!r}"
    return _unbalanced(plain)


def _unbalanced(text: str) -> str:
    open_marks: list[str] = []
    for c in _BRACKETS.findall(text):
        if c in _PAIRS:
            open_marks.append(_PAIRS[c])
        elif not open_marks or open_marks.pop() != c:
            return f"unpaired {c!r}"
    return f"unclosed, {open_marks[-1]!r} is missing" if open_marks else ""
