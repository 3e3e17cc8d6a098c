"""Markdown with everything that is not text blanked out, character for character, so that offsets stay true."""

from __future__ import annotations

import re

from rag.corpus.tokens import COMMENT, LIQUID, TAG

_SKIP = re.compile(
    rf"""(?P<keep>^[ \t]*(?P<fence>```+|~~~+)[^\n]*\n.*?(?:^[ \t]*(?P=fence)[`~]*[ \t]*$|\Z)|(?<!`)(`+)(?!`)[^\n]+?(?<!`)\3(?!`))
    |(?P<blank>\{{%-?\ *comment\ *-?%\}}.*?\{{%-?\ *endcomment\ *-?%\}}|{COMMENT}|<(script|style)\b.*?</\5>|^\[(?!\^)[^\]\n]+\]:[ \t]*\S+[^\n]*$)""",
    re.X | re.S | re.M | re.I,
)
# Lines that hold nothing but template tags or page furniture. Tables, list items and headings in HTML are read, not blanked.
_READ = r"(?:table|thead|tbody|tfoot|tr|td|th|li|h[1-6]|summary)"
_ONLY_TAGS = re.compile(rf"^[ \t>]*(?:(?!</?{_READ}\b)(?:{LIQUID}|{TAG})[ \t]*)+$", re.M | re.S | re.I)
_FENCE = re.compile(r"^[ \t]*(```+|~~~+)[^\n]*\n.*?(?:^[ \t]*\1[`~]*[ \t]*$|\Z)", re.M | re.S)


def _blank(text: str) -> str:
    return re.sub(r"[^\r\n]", " ", text)


def masked(text: str) -> str:
    """The text with comments, scripts, link definitions and lines of tags only turned into spaces, code left alone."""
    text = _SKIP.sub(lambda m: m[0] if m["keep"] else _blank(m[0]), text)
    parts, last = [], 0
    for fence in _FENCE.finditer(text):
        parts += [_ONLY_TAGS.sub(lambda m: _blank(m[0]), text[last : fence.start()]), fence[0]]
        last = fence.end()
    return "".join(parts) + _ONLY_TAGS.sub(lambda m: _blank(m[0]), text[last:])


_FRONT = re.compile(r"\A(---|\+\+\+)[ \t]*\r?\n(.*?)^\1[ \t]*(?:\r?\n|\Z)", re.S | re.M)
_TITLE = re.compile(r"^title[ \t]*[:=][ \t]*(.*?)[ \t\r]*$", re.M | re.I)


def front_matter(text: str) -> tuple[int, str]:
    """Where the text behind the front matter begins, and the title that stands in it."""
    front = _FRONT.match(text)
    if not front or (front[2].strip() and not re.search(r"^[\w.-]+[ \t]*[:=]", front[2], re.M)):
        return 0, ""
    title = _TITLE.search(front[2])
    return front.end(), _unquoted(title[1]) if title else ""


_LONGEST_FRONT = 8  # lines


def front_lines(text: str) -> list[tuple[int, int]]:
    """(start, end) of each line of a short, flat front matter without figures, which passages may begin in; none where it is longer, nested or dated."""
    front = _FRONT.match(text)
    if not front or not front_matter(text)[0]:
        return []
    lines = [(m.start(), m.end()) for m in re.compile(r"\S[^\r\n]*").finditer(text, front.start(2), front.end(2))]
    flat = re.compile(r"^[\w.-]+[ \t]*[:=][ \t]*[^\d\s][^\d\n]*$")
    return lines if len(lines) <= _LONGEST_FRONT and all(flat.match(text[a:b].rstrip()) for a, b in lines) else []


def _unquoted(value: str) -> str:
    return value[1:-1].strip() if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value.strip()
