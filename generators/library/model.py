"""What an authored text is made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from generators.library.template import Template
from generators.values.types import Spec, Value

WORDINGS = ("ask", "answer", "state", "more", "near", "implicit")


@dataclass(frozen=True)
class Fact:
    """One thing a text states, with the words to ask for it and to tell it."""

    slot: str
    attr: Template
    attr_of: Template
    ask: Sequence[Template]
    answer: Sequence[Template]
    state: Sequence[Template]
    more: Sequence[Template]
    near: Sequence[Template]
    implicit: Sequence[Template] = ()


@dataclass(slots=True)  # not frozen: a user's documents have millions, and a frozen one takes three times as long to make
class Line:
    """One statement in several wordings; `facts` are the fact slots it states, in every wording."""

    index: int  # place in the text, counting all lines
    alternatives: tuple[Template, ...]  # none where the text has a body, in which the line stands as it is
    optional: bool
    facts: tuple[str, ...]


@dataclass(frozen=True)
class Para:
    """A paragraph: its lines keep their order, its place among the paragraphs is free unless pinned."""

    heading: Template | None
    about: Template
    pin: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Wrongs:
    """What a famous fact carries beyond its true value: other true forms, and wrong values by how far they are off."""

    aliases: tuple[str, ...]
    slight: tuple[str, ...]
    notable: tuple[str, ...]
    absurd: tuple[str, ...]
    safety: bool


@dataclass(frozen=True)
class Text:
    """One authored text of the library, or one famous fact as a tiny text (then `wrongs` is set and the only fact is `v`)."""

    id: str
    lang: str
    domain: str
    path: str
    genre: tuple[str, ...]
    title: tuple[Template, ...]
    crumbs: tuple[Template, ...]
    slots: dict[str, Spec]
    facts: Mapping[str, Fact]
    paras: tuple[Para, ...]
    fixed: dict[str, Value | str] = field(default_factory=dict)  # slots with one value for good, such as a famous entity's name
    kind: str = ""  # a famous value's kind
    wrongs: Wrongs | None = None
    body: Any = None  # a real document's own text, where the lines stand as they are and are never drawn anew; its module knows its shape

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """All lines in the authored order."""
        return tuple(line for para in self.paras for line in para.lines)

    @cached_property
    def line_of(self) -> dict[str, Line]:
        """The line that states each fact."""
        return {fact: line for line in self.lines for fact in line.facts}

    @cached_property
    def para_of(self) -> dict[int, Para]:
        """The paragraph of each line, by the line's index."""
        return {line.index: para for para in self.paras for line in para.lines}
