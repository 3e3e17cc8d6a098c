"""Sentences of a raw markdown block, offsets kept, markup never cut."""

from __future__ import annotations

import re
from bisect import bisect_right

from rag.corpus.inline import Scan, scan
from rag.corpus.tokens import DEST

_CLOSE = r"[\"'”’」』）)\]】》]*"
_ZH_END = re.compile(rf"(?:[。！？]|[!?]+(?!\w)|……(?=[”」』]|$)|(?<=[a-z0-9)])\.(?= [A-Z\u4e00-\u9fff]|$))[。！？!?]*{_CLOSE}")
_EN_END = re.compile(rf"(?:[.!?]+|…){_CLOSE}(?=\s|$)|[。！？]{_CLOSE}")
_NEXT = re.compile(r"\s+(?![a-z,;:)\]])")
_ABBREVIATION = re.compile(
    r"(?<![\w.@/])(?:M(?:rs?|s)|Dr|Prof|St|Rev|Gen|Sen|Rep|Gov|Lt|Col|Capt|Hon|Jr|Sr|Ave|Blvd|Ph\.D|Ltd|Co|Corp|Inc|Dept|Ex|Jan|Feb|Mar|Apr|Aug|Sept?|Oct|Nov|Dec|"
    r"(?:[eE]\.g|[iI]\.e|eg|ie|viz|al|approx|ca|cf|vs|dept|est|incl|[aA]\.k\.a)|(?:[A-Z]\.)*[A-Z])\.$"
)
_NUMBERED = re.compile(r"\b(?:No|Nos|Fig|Figs|pp?|Eq|Ch|Vol|Sec|Art|Tab|Ref)\.$", re.I)  # before a number only
_CLOCK = re.compile(r"\b[ap]\.m\.$", re.I)
_PAIRS = {"“": "”", "「": "」", "『": "』", "（": "）", "(": ")", "《": "》", "【": "】"}
_COUNT = re.compile(r"\s*[(（]?(?:\d{1,3}|[A-Za-z])[.)）、]\s*")
_LONGEST = 400  # a quotation left open does not swallow the rest of the block
# Who spoke, told behind the quotation; with a colon it opens the next one instead.
_SAYS = re.compile(r"[，、]|[^，。！？：“”「」\s]{0,6}(?:说|道|问|喊|叫|答|想|写|吩咐)(?:道|着)?[。，！]")


def sentences_of(text: str, lang: str) -> list[tuple[int, int]]:
    """Spans of the sentences in a raw block. Links, code, numbers, abbreviations and quotations are not cut."""
    got = scan(text)
    clean = "".join(got.chars)
    ends = [e for e in _ends(clean, got, lang) if e < len(clean)]
    bounds = [_trim(clean, a, b) for a, b in zip([0, *ends], [*ends, len(clean)], strict=True) if clean[a:b].strip()]
    spans: list[tuple[int, int]] = []
    done = 0
    for i, (_, b) in enumerate(bounds):
        limit = got.offsets[bounds[i + 1][0]] if i + 1 < len(bounds) else len(text)
        end = limit if limit == len(text) else _markup_end(text, got, got.offsets[b - 1] + 1, limit)
        spans.append(_without_halves(text, got, done, end))
        done = end
    return spans


def _without_halves(text: str, got: Scan, start: int, end: int) -> tuple[int, int]:
    """The span trimmed of white space and of marks whose partner stands in another sentence."""
    opening = {m.opening[0]: m.opening[1] for m in got.marks if m.closing[0] >= end}
    closing = {m.closing[1]: m.closing[0] for m in got.marks if m.opening[0] < start}
    while start < end and (text[start].isspace() or start in opening):
        start = opening.get(start, start + 1)
    while end > start and (text[end - 1].isspace() or end in closing):
        end = closing.get(end, end - 1)
    return start, end


def _trim(text: str, a: int, b: int) -> tuple[int, int]:
    while a < b and text[a].isspace():
        a += 1
    while b > a and text[b - 1].isspace():
        b -= 1
    return a, b


_TAIL = re.compile(rf"\]{DEST}|\]\[[^\]]*\]|</\w+>|\[\^[^\]]+\]|\]\]|>|(?<=&)#?\w{{1,31}};", re.S)


def _markup_end(text: str, got: Scan, end: int, limit: int) -> int:
    """Where the sentence ends in the raw text: closing marks behind its last character belong to it."""
    closing = dict(m.closing for m in got.marks)
    while end < limit:
        tail = _TAIL.match(text, end, limit)
        if not tail and end not in closing:
            break
        end = tail.end() if tail else closing[end]
    return end


def _ends(clean: str, got: Scan, lang: str) -> list[int]:
    """Where sentences end in the clean text."""
    inner = [(m.start, m.end) for m in got.marks if not re.search(r"(?:^|[.!?。！？][\"'”’」』)）]*)\s*$", clean[: m.start])]
    whole = sorted(s for s in (*got.whole, *inner, *_quotations(clean)) if s[1] > s[0])
    ends = set(got.breaks)
    for found in (_ZH_END if lang == "zh" else _EN_END).finditer(clean):
        end = found.end()
        if lang == "zh":
            told = found[0][-1] in "”」』" and _SAYS.match(clean, end)
            if told or (found[0][0] == "." and _ABBREVIATION.search(clean[max(0, end - 14) : end])):
                continue
        elif not _english_end(clean, found, got):
            continue
        ends.add(end)
    kept: list[int] = []
    for end in sorted(e for e in ends if e and not _inside(whole, e)):
        if not _COUNT.fullmatch(clean[kept[-1] if kept else 0 : end]):  # the number of an item is no sentence
            kept.append(end)
    return kept


def _english_end(clean: str, found: re.Match[str], got: Scan) -> bool:
    end = found.end()
    rest = clean[end : end + 12].lstrip()
    if rest and not _NEXT.match(clean, end) and not any(a in (end, end + 1) for a, _ in got.whole) and found[0][0] not in "。！？":
        return False
    head = clean[max(0, found.start() - 14) : found.start() + 1]
    if found[0][0] != "." or len(found[0]) > 1 or not rest:
        return True
    if _NUMBERED.search(head) and rest[:1].isdigit():
        return False
    if _CLOCK.search(head):
        return not re.match(r"(?:[A-Z]{2,4}|[(\d])\b", rest)
    return not _ABBREVIATION.search(head)


def _quotations(clean: str) -> list[tuple[int, int]]:
    spans = []
    for opening, closing in _PAIRS.items():
        at = clean.find(opening)
        while at >= 0:
            end = clean.find(closing, at)
            if end < 0:
                break
            if end - at <= _LONGEST:
                spans.append((at, end + 1))
            at = clean.find(opening, end)
    marks = [m.start() for m in re.finditer('"', clean)]
    if len(marks) % 2 == 0:
        spans += [(a, b + 1) for a, b in zip(marks[::2], marks[1::2], strict=True) if b - a <= _LONGEST]
    return spans


def _inside(spans: list[tuple[int, int]], at: int) -> bool:
    return any(a < at < b for a, b in spans[: bisect_right(spans, (at, 0))])
