"""A fact found in a user's document: where its value stands, and the words that ask for it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from rag.corpus.structure import Block, Source, plain, sentences_of

_UNIT = r"(?=[\u3400-\u9fff℃]|(?:kg|mg|g|mL|ml|ML|L|cm|mm|km|m|W|V|GB|MB)(?![A-Za-z]))"
_LOOSE = re.compile(
    r"(?<=\d)[ \u00a0]+(?=[-~～–] ?\d)|(?<=\d[-~～–])[ \u00a0]+(?=\d)|(?<=[\u3400-\u9fff])[ \u00a0]+(?=\d)|(?<=[，。；：！？、（）])[ \u00a0]+|[ \u00a0]+(?=[，。；：！？、（）])|(?<=\d)[ \u00a0]+"
    + _UNIT
)
_APART, _TOGETHER = re.compile(rf"\d[ \u00a0]{_UNIT}"), re.compile(rf"(?<=\d){_UNIT}")


@dataclass(frozen=True)
class Mined:
    """One fact. `start`, `end`: the raw span of its value in `Source.text`; `value`: the same in clean spelling.

    `kind`: which rule found it, and with it the bank keys that ask for it (`corpus.ask_<kind>`). `typed`: the kind of figure the value is, or
    empty where it is words. `words`: what the wordings need beside the entity. `slot`: the same in other documents that state the same of
    another entity.
    """

    kind: str
    start: int
    end: int
    value: str
    typed: str = ""
    slot: str = ""
    words: Mapping[str, str] = field(default_factory=dict)


def balanced(raw: str) -> bool:
    """Whether markup that opens in a raw span closes in it."""
    bare = re.sub(r"\\.", "", raw)
    return (
        bare.count("[") == bare.count("]")
        and bare.count("(") == bare.count(")")
        and bare.count("`") % 2 == 0
        and bare.count("*") % 2 == 0
        and bare.count("==") % 2 == 0
    )


def tight(value: str) -> str:
    """Chinese prose sets no space between a figure and its unit; files often do."""
    return _LOOSE.sub("", value)


def set_as(value: str, was: str) -> str:
    """Another value as the file sets the one it replaces: with a space before the unit where that has one, or the edit would show."""
    return _TOGETHER.sub(" ", value) if _APART.search(was) else value


@dataclass(frozen=True)
class Piece:
    """A sentence or item: its raw span and its clean text, with the raw offset of every clean character."""

    start: int
    end: int
    clean: str
    offsets: tuple[int, ...]  # into Source.text

    def span(self, a: int, b: int) -> tuple[int, int]:
        """The raw span of clean[a:b]."""
        return self.offsets[a], self.offsets[b - 1] + 1

    def told(self, text: str) -> tuple[int, int, str] | None:
        """The raw span of all but the closing mark, with markup that opens and closes in it, and its clean words. None where markup would be cut in two.

        `text`: the whole source. Another sentence may be put in the span's place without half a link being left behind.
        """
        stop = self.offsets[-1]
        for start, end in ((self.start, stop), (self.offsets[0], self.offsets[-2] + 1)):
            if balanced(text[start:end]):
                return start, end, self.clean[:-1]
        return None


def piece(source: Source, start: int, end: int) -> Piece:
    """The clean reading of a raw span."""
    clean, offsets = plain(source.text[start:end])
    return Piece(start, end, clean, _moved(offsets, start))


def _moved(offsets: list[int], by: int) -> tuple[int, ...]:
    """Offsets counted from another place; most text has no markup, and they run on without a gap."""
    plain_run = range(offsets[0], offsets[0] + len(offsets)) if offsets else range(0)
    if offsets == list(plain_run):
        return tuple(range(by + plain_run.start, by + plain_run.stop))
    return tuple(by + o for o in offsets)


def block_piece(source: Source, block: Block) -> Piece:
    """The clean reading of a block."""
    return piece(source, block.start, block.end)


def sentences(source: Source, block: Block) -> list[Piece]:
    """The sentences of a block."""
    return list(_pieces(source.text[block.start : block.end], source.lang, block.start))


@lru_cache(maxsize=4096)  # several rules read the same block one after the other
def _pieces(raw: str, lang: str, at: int) -> tuple[Piece, ...]:
    out = []
    for a, b in sentences_of(raw, lang):
        clean, offsets = plain(raw[a:b])
        out.append(Piece(at + a, at + b, clean, _moved(offsets, at + a)))
    return tuple(out)
