"""What a read document is: its text, its blocks with the headings above them, and what was left out and why."""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256
from html import unescape

from rag.corpus.inline import holed, plain
from rag.corpus.sentences import sentences_of
from rag.corpus.tokens import HAN

__all__ = ["Block", "Skipped", "Source", "holed", "is_recipe", "language", "make_source", "plain", "sentences_of"]

_HAN = re.compile(f"[{HAN}]")
_WORD = re.compile(r"[A-Za-z]+(?:['’.-][A-Za-z]+)*")


@dataclass(frozen=True)
class Block:
    """A paragraph, list item, table row, code listing or quotation, as a span of `Source.text`."""

    kind: str  # "para" | "item" (list item) | "row" (table or csv row) | "code" | "quote"
    start: int  # code points into Source.text, without the list bullet or the pipes at the edges
    end: int
    headings: tuple[str, ...]  # the heading path above it, clean text, outermost first
    cells: tuple[tuple[int, int], ...] = ()  # rows: the span of each cell, stripped
    header: tuple[str, ...] = ()  # rows: the column names, empty where the table has none
    ordered: int = 0  # items: the number in an ordered list, 0 for bullets
    list_id: int = -1  # items and rows of one list or table share a number


@dataclass(frozen=True)
class Source:
    """One document (or one record of a jsonl file)."""

    path: str  # POSIX, relative to what the user gave; records of a jsonl file add "#3"
    sha256: str  # of the text as UTF-8
    text: str  # the extracted text; for txt and md exactly the decoded file
    lang: str  # "zh" | "en"
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Skipped:
    """A file or record that could not be read, and why in one line."""

    path: str
    reason: str


_RECIPE = re.compile(r"做法$|[食菜]谱$|配方$")


def is_recipe(source: Source) -> bool:
    """Whether the document tells how a dish is made."""
    return bool(_RECIPE.search(source.title))


def language(text: str, blocks: tuple[Block, ...]) -> str:
    """Chinese where Han characters are more than Latin words, code left out."""
    read = " ".join(plain(text[b.start : b.end])[0] for b in blocks if b.kind != "code") or text
    return "zh" if len(_HAN.findall(read)) > len(_WORD.findall(read)) else "en"


def _tidy(title: str) -> str:
    """A title whose brackets match: `（TLS)` is closed as it was opened."""
    if title.count("（") > title.count("）"):
        return title.replace(")", "）")
    return title.replace("(", "（") if title.count("）") > title.count("（") else title


def make_source(path: str, text: str, title: str, blocks: tuple[Block, ...]) -> Source:
    """A source with its hash and language worked out."""
    return Source(
        path,
        sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        text,
        language(text, blocks),
        _tidy(plain(unescape(title))[0] if re.search(r"</?\w+[^<>]*>", title) else unescape(title)),
        blocks,
    )
