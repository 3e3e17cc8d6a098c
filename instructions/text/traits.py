"""What a text has at all, found in one pass: a constraint type that needs more than that need not be measured."""

from __future__ import annotations

import re
from functools import lru_cache

from instructions.text.record import Record

_CAPITALS = re.compile(r"\b[A-Z]{2,}\b")
_DIGIT = re.compile(r"\d")
TRAITS = (
    "items",
    "nested",
    "headings",
    "title",
    "headed",
    "plain",
    "two sentences",
    "four sentences",
    "paragraphs",
    "lines",
    "versed",
    "emoji",
    "table",
    "json",
    "yaml",
    "bold",
    "token",
    "parting",
    "end token",
    "postscript",
    "quoted",
    "digits",
    "brackets",
    "question",
    "capitals",
    "one case",
    "bare ends",
)
_POSTSCRIPT = ("P.S.", "PS:", "又及：", "另：")


def traits(r: Record) -> int:
    """A bit for each trait that the text has; kept with the record."""
    found: int | None = r.__dict__.get("traits")
    if found is None:
        found = r.__dict__["traits"] = sum(1 << i for i, there in enumerate(_traits(r)) if there)
    return found


@lru_cache(maxsize=256)
def bits_of(names: tuple[str, ...]) -> int:
    """Traits by their names. ValueError for a name that there is not."""
    return sum(1 << TRAITS.index(name) for name in names)


def _traits(r: Record) -> tuple[object, ...]:
    """Whether each trait is there, in the order of TRAITS."""
    text, kinds = r.text, {x.kind for x in r.all_lines}
    sentences, lines, first = len(r.sentence_spans), len(r.verse), text[:1]
    listed = bool(kinds & {"bullet", "number"})
    english = r.lang == "en"
    return (
        listed,  # items
        listed and any(x.level for x in r.all_lines if x.kind in ("bullet", "number")),  # nested
        r.headings,  # headings
        r.title,  # title
        r.headings or r.title,  # headed
        not listed and not r.headings,  # plain
        sentences > 1,  # two sentences
        sentences > 3,  # four sentences
        len(r.paragraph_spans) > 1 and "\n\n" in text,  # paragraphs
        lines > 1,  # lines
        lines > 1 and r.versed,  # versed
        r.emoji_spans,  # emoji
        "table" in kinds,  # table
        first in ("[", "{"),  # json
        text.startswith("- "),  # yaml
        "**" in text,  # bold
        first in ("<", "["),  # token
        bool(kinds & {"rule", "token"}),  # parting
        text.rstrip()[-1:] in (">", "]", "#"),  # end token
        text.rstrip().rpartition("\n")[2].startswith(_POSTSCRIPT),  # postscript
        first in ("“", "「", '"'),  # quoted
        _DIGIT.search(text),  # digits
        "[" in text or "【" in text,  # brackets
        "?" in text or "？" in text,  # question
        english and _CAPITALS.search(text),  # capitals
        english and (text.isupper() or text.islower()),  # one case
        not r.lettered,  # bare ends
    )
