"""The check of figures that stand in several sections of a report and are held against each other."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from generators.checks.registry import Row, Verdict, check
from longctx.checks.chapters import chapter_spans
from longctx.checks.hay import folded, haystack, places, question

_FIGURE = re.compile(r"(?<![\d.])\d+(?:\.\d+)?(?!\d)")


def figures_in(text: str) -> list[Decimal]:
    """All figures of a text, commas between thousands left out."""
    return [Decimal(f) for f in _FIGURE.findall(re.sub(r"(?<=\d),(?=\d{3})", "", text))]


@check("longctx.compared", "items", "ask")
def compared(row: Row, answer: str, params: dict[str, Any]) -> Verdict:
    """Each item's figure stands in a sentence of its own, in the section headed by its name; the answer gives their sum, or names the one with the most or least."""
    text, asked, low = haystack(row), folded(question(row)), folded(answer)
    heads = [(folded(text[text.rfind("\n", 0, a - 1) + 1 : a]), a, b) for _, a, b in chapter_spans(text, row["lang"])]
    values: dict[str, Decimal] = {}
    for item in params["items"]:
        name, mark = item["name"], item["mark"]
        section = next(((a, b) for head, a, b in heads if places(head, name)), None)
        if section is None:
            return Verdict(f"no section is headed {name!r}")
        if text.count(mark) != 1 or not section[0] <= text.find(mark) < section[1]:
            return Verdict(f"{mark!r} does not stand once, in the section on {name!r}")
        if len(found := figures_in(mark)) != 1:
            return Verdict(f"{mark!r} holds {len(found)} figures")
        if not places(asked, name):
            return Verdict(f"the question does not name {name!r}")
        values[name] = found[0]
    if params["ask"] == "sum":
        said, true = figures_in(answer), sum(values.values(), Decimal(0))
        return Verdict("" if said == [true] else f"the figures make {true}, the answer gives {', '.join(map(str, said)) or 'none'}")
    best = (max if params["ask"] == "most" else min)(values, key=lambda n: values[n])
    if sum(v == values[best] for v in values.values()) > 1:
        return Verdict("two of them have the same figure")
    named = [n for n in values if places(low, n)]
    return Verdict("" if named == [best] else f"it is {best!r}, the answer names {', '.join(named) or 'none'}")
