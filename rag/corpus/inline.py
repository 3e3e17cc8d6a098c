"""Raw markdown slice to clean readable text, with the offset of every character kept."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from html import unescape
from html.entities import html5

from rag.corpus.tokens import BLOCK_TAG, CLOSERS, DEST, LIQUID, TOKEN, WIDE


@dataclass
class Mark:
    """A pair of marks around words: both spans in the raw text, and the words' span in the clean one."""

    opening: tuple[int, int]
    closing: tuple[int, int]
    start: int
    end: int = -1


@dataclass
class Scan:
    """Clean text under way: characters, their offsets, spans that no sentence may end in, and hard line breaks."""

    chars: list[str] = field(default_factory=list)
    offsets: list[int] = field(default_factory=list)
    whole: list[tuple[int, int]] = field(default_factory=list)  # in clean text
    breaks: set[int] = field(default_factory=set)  # in clean text: a hard break stands before this character
    marks: list[Mark] = field(default_factory=list)
    space: int = -1  # offset of white space seen and not yet written
    hard: bool = False
    depth: int = 0  # links inside links being read
    spaced: bool = False  # keep spaces between Han characters, as in a heading of two halves

    def put(self, char: str, offset: int) -> None:
        """Write a character, and the space owed before it."""
        if self.chars:
            if self.space >= 0 and (self.spaced or not (WIDE.match(self.chars[-1]) and WIDE.match(char))):
                self.chars.append(" ")
                self.offsets.append(self.space)
            if self.hard:
                self.breaks.add(len(self.chars))
        self.space, self.hard = -1, False
        self.chars.append(char)
        self.offsets.append(offset)

    def run(self, raw: str, start: int, end: int) -> None:
        """Write characters that are no markup, and the space owed before the first."""
        self.put(raw[start], start)
        self.chars += raw[start + 1 : end]
        self.offsets += range(start + 1, end)

    def gap(self, offset: int, hard: bool = False) -> None:
        """White space at an offset."""
        if self.space < 0 and self.chars:
            self.space = offset
        self.hard = self.hard or hard


# What can be markup, or white space to be evened out.
_MARKED = re.compile(rf"[\\`*_\[\]<>&{{}}~=\n\t\r\f\v\u00a0\u3000]|  |:[a-z]|^\s|\s$|{WIDE.pattern}\s(?={WIDE.pattern})", re.I)

# Characters that no token opens with, and single spaces that are kept.
_WORD = r"[^\\`<{\[:\s~&!*_=]+"
_PLAIN = re.compile(rf"{_WORD}(?: (?!{WIDE.pattern}){_WORD})*")


def scan(raw: str) -> Scan:
    """Read a slice of markdown."""
    if not _MARKED.search(raw):  # most sentences are plain text: nothing to look for character by character
        return Scan(list(raw), list(range(len(raw))))
    out = Scan()
    _scan(raw, 0, len(raw), out)
    return out


def plain(text: str) -> tuple[str, list[int]]:
    """Clean readable text of a raw markdown slice, and for each of its characters the offset in the slice."""
    got = scan(text)
    return "".join(got.chars), got.offsets


@lru_cache(maxsize=8192)
def clean(text: str) -> str:
    """Clean readable text of a raw markdown slice. Passages of one source overlap: their lines come again."""
    return plain(text)[0] if _MARKED.search(text) else text


def heading(text: str) -> str:
    """Clean text of a heading; the space between its halves stays."""
    out = Scan(spaced=True)
    _scan(text, 0, len(text), out)
    return "".join(out.chars).strip()


_HOLE = re.compile(rf"{LIQUID}|!\[", re.S)


def holed(text: str) -> bool:
    """Does a part of the sentence exist only on the rendered page: a template tag, a picture among the words, an address behind a name?"""
    bare = re.sub(rf"\]{DEST}", "]", re.sub(r"`[^`]*`", "x", text), flags=re.S)
    return bool(_HOLE.search(bare)) or "~~" in bare or "](mailto:" in text


def _scan(raw: str, start: int, end: int, out: Scan) -> None:
    drop: dict[int, Mark] = {}  # closing marks to come, by where they stand
    at = start
    while at < end:
        if at in drop:
            mark = drop[at]
            mark.end, at = len(out.chars), mark.closing[1]
            continue
        words = _PLAIN.match(raw, at, end)
        if words:
            out.run(raw, at, words.end())
            at = words.end()
            continue
        found = TOKEN.match(raw, at, end)
        if not found:
            out.put(raw[at], at)
            at += 1
            continue
        at = _token(raw, found, end, out, drop)


def _token(raw: str, found: re.Match[str], end: int, out: Scan, drop: dict[int, Mark]) -> int:
    """Write one token; return where to go on."""
    at, stop, kind = found.start(), found.end(), found.lastgroup
    if found["esc"]:
        if raw[at + 1] == "\n":
            out.gap(at, hard=True)
        else:
            out.put(raw[at + 1], at + 1)
    elif found["code"]:
        first = len(out.chars)
        a, b = found.span("inner")
        for i in range(a, b):
            if raw[i].isspace():
                out.gap(i)
            else:
                out.put(raw[i], i)
        out.whole.append((first, len(out.chars)))
        out.marks.append(Mark((at, a), (b, stop), first, len(out.chars)))
    elif found["auto"] or found["wiki"]:
        a, b = found.span("url" if found["auto"] else "name")
        first = len(out.chars)
        for i in range(a, b):
            out.put(raw[i], i) if not raw[i].isspace() else out.gap(i)
        out.whole.append((first, len(out.chars)))
    elif found["tag"]:
        if BLOCK_TAG.match(found["tag"]):
            out.gap(at, hard=True)
    elif found["entity"]:
        text = unescape(found["entity"])
        known = found["entity"][1] == "#" or found["entity"][1:] in html5
        for i, char in enumerate(text if known else found["entity"]):
            out.gap(at + i) if char.isspace() else out.put(char, at + i)
    elif found["bracket"]:
        return _bracket(raw, at, stop, end, out)
    elif found["mark"]:
        partner = _partner(raw, at, stop, end) if kind == "mark" else None
        if partner:
            mark = Mark((at, stop), partner, len(out.chars))
            drop[partner[0]] = mark
            out.marks.append(mark)
        elif not _stray(raw, at, stop):
            for i in range(at, stop):
                out.put(raw[i], i)
    elif found["space"] or found["quote"]:
        out.gap(at, hard=bool(found["space"]) and "  \n" in found["space"].replace("\r", ""))
    return stop


def _bracket(raw: str, at: int, stop: int, end: int, out: Scan) -> int:
    """A link or an image, or a bracket that is only a bracket."""
    close = _closing(raw, stop, end)
    tail = re.compile(rf"{DEST}|\[[^\[\]\n]*\]", re.S).match(raw, close + 1, end) if close >= 0 else None
    if tail is None or out.depth > 20:
        if raw[at] == "!":
            out.put("!", at)
        out.put("[", stop - 1)
        return stop
    if raw[at] != "!":
        first = len(out.chars)
        out.depth += 1
        _scan(raw, stop, close, out)
        out.depth -= 1
        out.whole.append((first, len(out.chars)))
    return tail.end()


def _closing(raw: str, at: int, end: int) -> int:
    """The bracket that closes the one before `at`, or -1."""
    depth = 0
    for i in range(at, min(end, at + 1500)):
        if raw[i - 1] == "\\":
            continue
        if raw[i] == "[":
            depth += 1
        elif raw[i] == "]":
            if not depth:
                return i
            depth -= 1
    return -1


def _partner(raw: str, at: int, stop: int, end: int) -> tuple[int, int] | None:
    """The run that closes an emphasis opened at `at`. A sign between digits, or among letters for `_`, opens nothing."""
    sign, before, after = raw[at], raw[at - 1 : at], raw[stop : min(stop + 1, end)]
    if not after.strip() or (before.isdigit() and after.isdigit()) or (sign == "_" and _wordlike(before)):
        return None
    pattern = CLOSERS[{"*": r"\*+", "_": "_+", "=": "=="}[sign]]
    for found in pattern.finditer(raw, stop, min(end, stop + 3000)):
        if found["run"] is None or len(found["run"]) != stop - at or raw[found.start() - 1].isspace():
            continue
        if sign == "_" and _wordlike(raw[found.end() : min(found.end() + 1, end)]):
            continue
        return found.span("run")
    return None


def _stray(raw: str, at: int, stop: int) -> bool:
    """Is it a bold mark whose partner the writer forgot?"""
    before, after = raw[at - 1 : at].strip(), raw[stop : stop + 1].strip()
    return raw[at] == "*" and stop - at in (2, 3) and bool(before or after) and not (before.isdigit() and after.isdigit())


def _wordlike(char: str) -> bool:
    return bool(char) and char.isalnum() and not WIDE.match(char)
