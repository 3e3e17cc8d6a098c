"""Sentences with slots: `{name}`, `{v*4}`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from generators.values.types import Value, shift

_SLOT = re.compile(r"\{([a-z][a-z0-9_]*)(?:([*+-])(\d+))?\}")
_END = re.compile(r"(?:^|[.!?][\"')]?\s+)$")


@dataclass(frozen=True)
class Slot:
    """A reference to a slot, perhaps with arithmetic on its value."""

    name: str
    op: str = ""
    n: int = 0


@dataclass(frozen=True)
class Template:
    """A sentence split at its slots."""

    source: str
    parts: tuple[str | Slot, ...]

    @cached_property
    def slots(self) -> frozenset[str]:
        """Names of all slots in the sentence."""
        return frozenset(p.name for p in self.parts if isinstance(p, Slot))

    @cached_property
    def masked(self) -> str:
        """The sentence with every slot as one mark: its skeleton."""
        return "".join("\u25a1" if isinstance(p, Slot) else p for p in self.parts)

    def fill(self, values: Mapping[str, Value | str], lang: str, inline: bool = False) -> str:
        """The finished sentence; `inline`: a phrase that will stand inside one, so its first word gets no capital."""
        words = self.fill_spans(values, lang)[0]
        first = self.parts[0] if inline and self.parts else ""
        if isinstance(first, Slot):
            value = values[first.name]
            shown = value if isinstance(value, str) else value.text
            return shown[:1] + words[1:]
        return words

    def fill_spans(self, values: Mapping[str, Value | str], lang: str) -> tuple[str, dict[str, tuple[int, int]]]:
        """The finished sentence and where each slot's value stands in it (code points, end exclusive)."""
        if len(self.parts) == 1 and isinstance(self.parts[0], str):
            return self.parts[0], {}
        out: list[str] = []
        spans: dict[str, tuple[int, int]] = {}
        at, last, english = 0, "", lang == "en"
        for part in self.parts:
            if isinstance(part, str):
                if part[0] == "." and last[-1:] == ".":
                    part = part[1:]  # a name that ends in a full stop already ends the sentence
                out.append(part)
                at += len(part)
                last = part
                continue
            value = values[part.name]
            if part.op:
                if isinstance(value, str):
                    raise ValueError(f"no arithmetic on {{{part.name}}}")
                value = shift(value, part.op, part.n)
            text = value if isinstance(value, str) else value.text
            if english:
                if text.startswith("the ") and last[-4:].lower() == "the ":
                    text = text[4:]
                if (not last or (last[-1].isspace() and _END.search(last))) and not text[1:2].isupper():  # "eBPF" stays
                    text = text[:1].upper() + text[1:]
            spans[part.name] = (at, at + len(text))
            out.append(text)
            at += len(text)
            last = text
        return "".join(out), spans


def parse_template(source: str) -> Template:
    """Split a sentence at its slots; ValueError for a brace that belongs to none."""
    parts: list[str | Slot] = []
    at = 0
    for match in _SLOT.finditer(source):
        if match.start() > at:
            parts.append(source[at : match.start()])
        parts.append(Slot(match[1], match[2] or "", int(match[3] or 0)))
        at = match.end()
    if at < len(source):
        parts.append(source[at:])
    if any(isinstance(p, str) and ("{" in p or "}" in p) for p in parts):
        raise ValueError(f"stray brace in {source!r}")
    return Template(source, tuple(parts))
