"""Spans of a row's evidence, found in the evidence of any module, and the colours they take."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.text import Text

# What supports an answer is marked as with a pen; the document around it takes the same colour as ink.
COLOURS = {"support": "green", "contradict": "red", "criterion": "yellow", "injected": "magenta"}
OTHERS = ("cyan", "blue", "bright_magenta", "bright_green")


@dataclass(frozen=True)
class Span:
    """A place in a message that the evidence points at; `role` is the key it stands under where the object names none."""

    turn: int
    start: int
    end: int
    role: str
    value: str | None = None
    n: int | None = None

    def holds(self, other: Span) -> bool:
        """Whether the other one stands inside this one and is shorter."""
        inside = self.turn == other.turn and self.start <= other.start and other.end <= self.end
        return inside and self.end - self.start > other.end - other.start


def spans_of(evidence: Any, role: str = "") -> Iterator[Span]:
    """Everything in the evidence that has a place, whatever module it belongs to and however deep it stands."""
    if isinstance(evidence, list):
        for item in evidence:
            yield from spans_of(item, role)
    elif isinstance(evidence, dict):
        turn, start, end, value, n = (evidence.get(k) for k in ("turn", "start", "end", "value", "n"))
        if isinstance(turn, int) and isinstance(start, int) and isinstance(end, int):
            said = None if value is None else str(value)
            yield Span(turn, start, end, str(evidence.get("role") or role), said, n if isinstance(n, int) else None)
        for key, child in evidence.items():
            yield from spans_of(child, key)


def paint(text: Text, spans: list[Span]) -> None:
    """Colour the spans, wide ones first, so that the innermost wins; the question is underlined."""
    for span in sorted(spans, key=lambda s: s.start - s.end):
        if style := style_of(span, spans):
            text.stylize(style, max(0, span.start), max(0, span.end))


def style_of(span: Span, spans: list[Span]) -> str:
    """The rich style of a span: `black on` a colour for evidence, the colour alone for what it stands in."""
    if span.role in ("question", "distractor"):
        return "underline" if span.role == "question" else ""
    others = sorted({s.role for s in spans} - {"question", "distractor", *COLOURS})
    colour = COLOURS.get(span.role) or dict(zip(others, itertools.cycle(OTHERS), strict=False))[span.role]
    return colour if is_wide(span, spans) else f"black on {colour}"


def is_wide(span: Span, spans: list[Span]) -> bool:
    """Whether a span is what evidence stands in (a document) rather than the evidence itself."""
    return any(span.holds(s) and s.role != "question" for s in spans) or (span.value is None and span.end - span.start > 200)


def merged(windows: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Stretches in order, those that touch as one."""
    out: list[tuple[int, int]] = []
    for start, end in sorted(windows):
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return out
