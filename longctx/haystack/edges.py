"""Where a sentence may be put into running text: the edges between sentences, outside of speech and headings."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

_OPEN = ("“", "‘", "「", '"')
_MARKS = frozenset('“”「」"')
# Who says it, behind what is said.
_SAYS = {
    "zh": re.compile("[^，。！？“”\\n]{0,14}?[说道问答喊叫讲笑骂叹嚷应念]"),
    "en": re.compile(
        r"(?:[A-Z][\w.’'-]* ){1,3}(?:said|asked|cried|replied|answered|remarked|began|shouted|whispered|put in|observed|returned|exclaimed|added)\b"
    ),
}
_CLOSE = r"[\"'”’」』）)\]】]*"
# Each begins with the characters that may end a sentence: only there anything else is looked at.
_ZH = re.compile(rf"[。！？!?…\n](?:(?<=\n)\n*[ \t\u3000]*|(?:(?<=[。！？!?])[。！？!?]*|(?<=…)…){_CLOSE}(?![。！？…”’」』）])[ \u3000]*)")
_EN = re.compile(
    r"[.!?\n](?:(?<=\n)\n*[ \t\u3000]*|(?<=[.!?])(?<!\bMr.)(?<!\bMrs.)(?<!\bMs.)(?<!\bDr.)(?<!\bSt.)(?<!\bNo.)(?<!\b[A-Z].)"
    rf"[.!?]*{_CLOSE}\s+(?=[\"'“‘(\[_]?[A-Z0-9]))"
)


def edges(text: str, lang: str, heads: Sequence[tuple[int, int]] = ()) -> list[int]:
    """Offsets at which a sentence begins (after a paragraph's indent), 0 left out.

    None in or before a heading line, none inside quotation marks, none between something said and what is said next.
    """
    starts = [h[0] for h in heads]
    out: list[int] = []
    paragraph, opened, at, before = 0, 0, 0, 0
    for m in (_ZH if lang == "zh" else _EN).finditer(text):
        edge, sentence = m.end(), before
        closed = m[0].lstrip("。！？!?….").strip()
        if closed and "\n" not in m[0] and _SAYS[lang].match(text, edge):
            continue
        before = edge
        # In a paragraph of its own a reply is kept together with a question; other turns are long enough to stand apart.
        said = text[sentence:edge] if "\n" not in m[0] else text[max(sentence, edge - 90) : edge]
        asked = "\n" not in m[0] or "?" in said or "？" in said
        spoken = asked and text[edge : edge + 1] in _OPEN and any(c in _MARKS for c in said)
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
        if spoken:
            continue
        i = bisect_right(starts, edge) - 1
        if i >= 0 and starts[i] <= edge < heads[i][1]:
            continue
        j = i + 1
        if j < len(starts) and not text[edge : starts[j]].strip():
            continue
        if not out or out[-1] != edge:
            out.append(edge)
    return out
