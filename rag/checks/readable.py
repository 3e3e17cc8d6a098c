"""A passage of a user's file as a reader takes it in: markup, escapes and line breaks evened out. Shares no code with what read the file."""

from __future__ import annotations

import html
import re
from functools import lru_cache

_HAN = "\u3400-\u9fff\u3001-\u303f\uff01-\uff5e"
# (pattern, what stands in its place, characters without any of which it cannot match)
_STEPS: tuple[tuple[re.Pattern[str], str, str], ...] = tuple(
    (re.compile(pattern, re.S | re.M), by, signs)
    for pattern, by, signs in (
        (r"\\n", "\n", "\\"),
        (r'\\(["/\\])', r"\1", "\\"),
        (r"\\t", " ", "\\"),
        (r"^> ?", "", ">"),
        (r"<!--.*?-->|\{%.*?%\}|\{\{.*?\}\}|\{:[^{}\n]*\}|\[\^[^\]\s]+\]", "", "<{["),
        (r"!\[[^\]]*\]\([^)]*\)", "", "!"),
        (r"\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\((?:[^()]|\([^()]*\)|\{%.*?%\})*\)", r"\1", "["),
        (r"\[([^\[\]]+)\]\[[^\[\]]*\]", r"\1", "["),
        (r"</?[a-zA-Z][^<>]*>", "", "<"),
        (r"^([ \t]*)[*+\-] (?:\[[ xX]\] )?", r"\1- ", "*+-"),
        (r"\\([!-/:-@\[-`{-~])", r"\1", "\\"),
        (r"(?<!\w)_+(?=\S)|(?<=\S)_+(?!\w)|\*+|`+|~~", "", "_*`~"),
        (rf"(?<=[{_HAN}])\s+(?=[{_HAN}])|(?<=\d)[ \u00a0]+(?=[{_HAN}])|(?<=[{_HAN}])[ \u00a0]+(?=\d)", "", ""),
    )
)

_SIGNS = re.compile("[" + re.escape("".join({sign for _, _, signs in _STEPS for sign in signs})) + "&]")
_WIDE = re.compile(f"[{_HAN}]")


@lru_cache(maxsize=256)
def readable(text: str) -> str:
    """The text without markup."""
    if not (_SIGNS.search(text) or _WIDE.search(text)):
        return text
    for pattern, by, signs in _STEPS:
        if any(sign in text for sign in signs) if signs else _WIDE.search(text):
            text = pattern.sub(by, text)
    return html.unescape(text)
