"""Where a sentence may be put into running text: the edges between sentences, outside of speech and headings."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

_CLOSE = r"[\"'”’」』）)\]】]*"
_ZH = re.compile(rf"(?:[。！？!?]+|……){_CLOSE}(?![。！？…”’」』）])[ \u3000]*|\n+[ \t\u3000]*")
_EN = re.compile(
    rf"(?<!\bMr)(?<!\bMrs)(?<!\bMs)(?<!\bDr)(?<!\bSt)(?<!\bNo)(?<!\b[A-Z])[.!?]+{_CLOSE}\s+(?=[\"'“‘(\[_]?[A-Z0-9])|\n+[ \t\u3000]*"
)


def edges(text: str, lang: str, heads: Sequence[tuple[int, int]] = ()) -> list[int]:
    """Offsets at which a sentence begins (after a paragraph's indent), 0 left out; none in or before a heading line, none inside quotation marks."""
    starts = [h[0] for h in heads]
    out: list[int] = []
    paragraph, opened, at = 0, 0, 0
    for m in (_ZH if lang == "zh" else _EN).finditer(text):
        edge = m.end()
        if "\n" in m[0]:
            paragraph = at = edge
            opened = 0
        else:
            piece = text[at:edge]
            opened += piece.count("“") - piece.count("”") + piece.count("「") - piece.count("」")
            at = edge
            if opened > 0 or (text.count('"', paragraph, edge) % 2):
                continue
        if edge >= len(text):
            break
        i = bisect_right(starts, edge) - 1
        if i >= 0 and starts[i] <= edge < heads[i][1]:
            continue
        j = i + 1
        if j < len(starts) and not text[edge : starts[j]].strip():
            continue
        if not out or out[-1] != edge:
            out.append(edge)
    return out
