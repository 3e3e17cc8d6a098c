"""The user's files to clean text: encodings, markup, hard-wrapped lines, broken characters; what was changed is told."""

from __future__ import annotations

import codecs
import html
import re
import unicodedata
from html.parser import HTMLParser
from pathlib import Path

from generators.errors import UserError

READABLE = (".txt", ".md", ".markdown", ".html", ".htm", ".jsonl", ".pdf", ".docx")
_BLOCKS = {"p", "div", "br", "h1", "h2", "h3", "h4", "h5", "h6", "li", "tr", "blockquote", "hr", "section", "article", "pre", "td"}
_HIDDEN = {"script", "style", "head", "nav", "template"}


def decode(raw: bytes, path: str) -> str:
    """UTF-8, UTF-16 with a mark, or GB18030. UserError for anything else."""
    encodings: tuple[str, ...] = ("utf-8", "gb18030")
    for mark, name in ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if raw.startswith(mark):
            raw, encodings = raw[len(mark) :], (name,)
            break
    for encoding in encodings:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise UserError(f"{path}: neither UTF-8 nor GB18030 text; save it as UTF-8")


class _Html(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.out: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.hidden += tag in _HIDDEN and tag != "head"
        if tag in _BLOCKS:
            self.out.append("\n" if tag in ("br", "td", "tr") else "\n\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _HIDDEN and tag != "head":
            self.hidden = max(0, self.hidden - 1)
        if tag in _BLOCKS:
            self.out.append("\n\n")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.out.append(re.sub(r"\s+", " ", data))


def plain(text: str, suffix: str) -> str:
    """Markup taken away: tags of HTML, marks of Markdown (headings stay as lines of their own)."""
    if suffix in (".html", ".htm"):
        parser = _Html()
        parser.feed(re.sub(r"(?is)<head\b.*?</head>", "", text))
        return re.sub(r" *\n *", "\n", "".join(parser.out))
    if suffix in (".md", ".markdown"):
        text = re.sub(r"\A---[ \t]*\n.*?\n---[ \t]*\n", "", text, flags=re.S)  # front matter is no part of the text
        text = re.sub(r"(?m)^#{1,6}[ \t]+(.*?)[ \t]*(?:\{#[^}\n]*\})?[ \t#]*$", r"\n\1\n", text)
        text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text)
        return re.sub(r"(\*\*|__|(?<!\w)[*_](?=\w)|(?<=\w)[*_](?!\w)|`)", "", text)
    return text


def tidy(text: str, notes: list[str]) -> str:
    """The text that is shipped and counted: NFC, LF, no entity rests, no control characters, paragraphs on one line each."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    entities = re.findall(r"&(?:[a-z]{2,6}|#\d+);", text)
    if entities:
        text = html.unescape(text)
        notes.append(f"{len(entities)} HTML entities written out")
    text, rests = re.subn(r"(?:&|\b)(?:lt|gt|amp|nbsp);", "", text)
    text, bad = re.subn("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffd\ue000-\uf8ff\u200b\ufeff]", "", text)
    if rests or bad:
        notes.append(f"{rests + bad} rests of markup and broken characters dropped")
    text = re.sub(r"[ \t\u3000]+$", "", text, flags=re.M)
    if _hard_wrapped(text):
        text = _unwrap(text)
        notes.append("hard-wrapped lines joined to paragraphs")
    return re.sub(r"\n{3,}", "\n\n", text).strip("\n") + "\n"


def _hard_wrapped(text: str) -> bool:
    """Do most lines that are followed by another one break off at one width, in the middle of a sentence?"""
    pairs = re.findall(r"(?m)^(\S.{19,})\n(?=\S)", text[:400_000])
    if len(pairs) < 20:
        return False
    broken = sum(1 for p in pairs if p[-1] not in '.!?。！？…”"’」:：')
    lengths = sorted(len(p) for p in pairs)
    return broken > len(pairs) * 0.6 and lengths[len(lengths) * 9 // 10] < 100


def _unwrap(text: str) -> str:
    def join(m: re.Match[str]) -> str:
        return "" if m[1] > "\u2e80" and m[2] > "\u2e80" else " "

    def paragraph(block: str) -> str:
        lines = block.split("\n")
        if len(lines) > 1 and max(map(len, lines)) < 50:
            return block  # verse, or a list: its lines are meant
        return re.sub(r"(\S)\n[ \t]*(?=(\S))", lambda m: m[1] + join(m), block)

    return "\n\n".join(paragraph(b.strip("\n")) for b in re.split(r"\n[ \t]*\n", text))


def read_file(path: Path, field: str = "text") -> list[tuple[str, str, list[str]]]:
    """(name, text, notes) of each document in a file. UserError says what is wrong and what can be read."""
    suffix = path.suffix.lower()
    if suffix not in READABLE:
        raise UserError(f"{path}: cannot be read; there are: {', '.join(READABLE)}")
    if suffix in (".pdf", ".docx"):
        from longctx.haystack.office import to_text

        notes: list[str] = []
        return [(path.name, tidy(to_text(path), notes), notes)]
    text = decode(path.read_bytes(), str(path))
    if suffix == ".jsonl":
        return _records(text, path, field)
    notes = []
    return [(path.name, tidy(plain(text, suffix), notes), notes)]


def _records(text: str, path: Path, field: str) -> list[tuple[str, str, list[str]]]:
    import orjson

    out = []
    for n, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            body = orjson.loads(line)[field]
        except (orjson.JSONDecodeError, KeyError, TypeError):
            raise UserError(f"{path}:{n}: is no JSON object with a field {field!r}") from None
        notes: list[str] = []
        out.append((f"{path.name}:{n}", tidy(str(body), notes), notes))
    return out
