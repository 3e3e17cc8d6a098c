"""Facts that a model found in a user's document: each is held to the text it quotes before anything is asked of it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from generators.errors import UserError
from generators.reader import read_rows
from rag.corpus import figures
from rag.corpus.fitness import points_elsewhere, says_more
from rag.corpus.mined import Mined, Piece, sentences, tight
from rag.corpus.names import Naming
from rag.corpus.structure import Source, holed

KEYS = ("question", "clause", "quote", "answer")
_QUOTE = {"zh": (8, 140), "en": (30, 340)}  # characters of a sentence that can be an answer or a statement
_ASKED = {"zh": (5, 50), "en": (12, 170)}
_END = "。！？.!?"
_HERE = re.compile(
    r"\bthis (?:document|page|passage|text|section|article|guide|file)\b|\b(?:document|passage|text|article) (?:say|mention|state|describe)s?\b|本文|文中|文档中|该文|上文|这篇|这段|原文",
    re.I,
)
_VAGUE = {
    "zh": re.compile(r"^(?:它|他|她|这|那|其|该)|(?:这个|那个|该|此)(?:人|事|项|文|过程|步骤|方法|系统)|他们|她们|它们"),
    "en": re.compile(
        r"\b(?:it|its|they|them|their|he|she|his|her|these|those)\b|\b(?:this|that|such) (?:[a-z]+)\b|\b(?:mentioned|above|below)\b", re.I
    ),
}
_CLAUSE = re.compile(r"(?:how|what|when|where|who|whose|which|why|whether|at what|in what|by when|from when|on what)\b", re.I)
_WH = re.compile(
    r"(?:how|what|when|where|who|whose|which|why|is|are|does|do|can|may|must|at|in|by|on|from|for|to|with|after|before)\b", re.I
)
_HAN = re.compile(r"[\u4e00-\u9fff]")
_COUNTED = {"zh": re.compile(r"多少|多久|多长|几[个次天年月点]"), "en": re.compile(r"^how (?:many|much|long|often|far|soon|old)\b", re.I)}
_COUNT = re.compile(
    r"[\d一二三四五六七八九十百千万两半]|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|half|once|twice|daily|weekly|monthly|yearly|annually|quarterly|every|until|as long)\b",
    re.I,
)
WEAK = ("summary", "topic", "alone")  # facts found by rule that give way: asked for only by what stands about them
_EN_SMALL = frozenset(
    [
        "what",
        "when",
        "where",
        "which",
        "whose",
        "does",
        "have",
        "with",
        "from",
        "that",
        "this",
        "must",
        "much",
        "many",
        "long",
        "your",
        "they",
        "them",
        "will",
        "been",
        "into",
        "over",
        "about",
    ]
)


@dataclass(frozen=True)
class Found:
    """One fact as the model told it, of a document of the corpus."""

    path: str
    told: Mapping[str, str]


def read_found(path: str) -> dict[str, list[Found]]:
    """A file of `gen rag find-facts`, by document. UserError names the first line that is no fact."""
    by: dict[str, list[Found]] = defaultdict(list)
    for read in read_rows(path):
        row = read.row or {}
        if any(not isinstance(row.get(k), str) for k in ("path", *KEYS)):
            raise UserError(f"{read.file}:{read.line}: is no fact; expected path, {', '.join(KEYS)} (see gen rag find-facts)")
        by[row["path"]].append(Found(row["path"], {k: row[k] for k in KEYS}))
    return dict(by)


def judged(source: Source, told: Mapping[str, Any], naming: Naming, taken: Sequence[Mined] = ()) -> Mined | str:
    """The fact, where the document bears it out; else a slug, a colon and why not. `taken`: facts found already, whose places are not asked for twice."""
    lang = source.lang
    question, clause, quote, answer = (" ".join(str(told[k]).split()) for k in KEYS)
    asked = question.rstrip("？?").strip()
    found = _place(source, quote)
    if isinstance(found, str):
        return found
    if fault := _question_fault(asked, question, lang, found.clean, source):
        return fault
    if _same(answer, lang) not in _same(found.clean, lang):
        return f"answer: {answer!r} does not stand in the quoted sentence"
    kind = figures.whole(answer, lang)
    made = _figure(found, asked, clause, answer, kind, lang) if kind and not answer.isdigit() else _sentence(source, found, asked, naming)
    if isinstance(made, str):
        return made
    if _COUNTED[lang].search(asked) and not _COUNT.search(answer):
        return f"unfit: {answer!r} is no number, and {question!r} asks for one"
    if not says_more(asked, answer, lang, 1):
        return "tells: the question gives its answer away"
    if any(made.start < m.end and m.start < made.end for m in taken if m.kind not in WEAK):
        return "known: the place is asked for already"
    if any(m.words.get("q") == made.words["q"] for m in taken):
        return "twice: the same is asked already"
    return made


def _same(text: str, lang: str) -> str:
    return "".join(text.split()) if lang == "zh" else " ".join(text.split())


def _place(source: Source, quote: str) -> Piece | str:
    """The one sentence that the quote is, or is part of."""
    wanted = _same(quote.strip(" \"“”'"), source.lang)
    if len(wanted) < 6:
        return f"quote: {quote!r} is too short to tell its place"
    held = [
        read
        for block in source.blocks
        if block.kind in ("para", "item")
        for read in sentences(source, block)
        if wanted in _same(read.clean, source.lang)
    ]
    if not held:
        return f"quote: {quote[:80]!r} does not stand in the document"
    if len(held) > 1:
        return f"quote: {quote[:80]!r} stands in it more than once"
    read, raw = held[0], source.text[held[0].start : held[0].end]
    low, high = _QUOTE[source.lang]
    if not low <= len(read.clean) <= high or read.clean[-1:] not in _END or holed(raw):
        return "unfit: the quoted sentence is too long, or no whole sentence"
    if points_elsewhere(read.clean, raw, source.lang, shaped=True):
        return "unfit: the quoted sentence sends the reader to another place"
    return read


def _question_fault(asked: str, question: str, lang: str, sentence: str, source: Source) -> str:
    if (len(_HAN.findall(asked)) * 3 > len(asked)) != (lang == "zh"):
        return "language: the question is in another language than the document"
    low, high = _ASKED[lang]
    if not low <= len(asked) <= high or re.search(r"[。！？!?\n]|\. ", asked) or question[-1:] not in "？?":
        return "question: it is too short, too long, or more than one question"
    if _HERE.search(asked):
        return "vague: it speaks of the document, which its asker has not seen"
    if _VAGUE[lang].search(asked):
        return "vague: nobody who has not read the document knows what is meant"
    if lang == "en" and not _WH.match(asked):
        return "question: it does not begin like a question"
    known = sentence + source.title + " ".join(h for b in source.blocks for h in b.headings)
    if more := sorted(set(re.findall(r"\d+", asked)) - set(re.findall(r"\d+", known))):
        return f"invented: the figure {more[0]} in the question is not in the document"
    if not _common(asked, sentence, lang):
        return "unrelated: question and quoted sentence have no word in common"
    return ""


def _common(asked: str, sentence: str, lang: str) -> bool:
    if lang == "zh":
        return any(asked[i : i + 2] in sentence for i in range(len(asked) - 1) if _HAN.fullmatch(asked[i]) and _HAN.fullmatch(asked[i + 1]))
    words = {w[:5] for w in re.findall(r"[a-z]{4,}", asked.lower()) if w not in _EN_SMALL}
    return any(w[:5] in words for w in re.findall(r"[a-z]{4,}", sentence.lower()))


def _figure(read: Piece, asked: str, clause: str, answer: str, kind: str, lang: str) -> Mined | str:
    """A figure in the sentence, which can be changed and told alone."""
    spots = [f for f in figures.figures(read.clean, lang) if _same(f.text, lang) == _same(answer, lang)]
    if len(spots) != 1:
        return f"answer: {answer!r} does not stand alone, and once, in the quoted sentence"
    spot = spots[0]
    if lang == "en" and (not _CLAUSE.match(clause) or clause[-1:] in "?." or len(clause) > 180):
        return "clause: it is no indirect question"
    left, right = read.clean[: spot.start], read.clean[spot.end :]
    said = f"{left}\x03{right}" if lang == "en" else tight(f"{left.rstrip()}\x03{right.lstrip()}").rstrip(_END)
    words = {"q": _lowered(asked, lang), "said": said, "attr": asked if lang == "zh" else clause}
    return Mined("figure", *read.span(spot.start, spot.end), tight(spot.text) if lang == "zh" else spot.text, spot.kind, "", words)


def _sentence(source: Source, read: Piece, asked: str, naming: Naming) -> Mined | str:
    """The sentence itself as the answer."""
    told = read.told(source.text)
    if told is None:
        return "unfit: markup runs through the quoted sentence"
    value = tight(told[2]) if source.lang == "zh" else told[2]
    if naming.common(value):
        return "unfit: the quoted sentence stands in many documents"
    return Mined("found", told[0], told[1], value, "", "", {"q": _lowered(asked, source.lang)})


def _lowered(asked: str, lang: str) -> str:
    return asked[:1].lower() + asked[1:] if lang == "en" and _WH.match(asked) else asked


def taken_up(source: Source, mined: list[Mined], found: Sequence[Found], naming: Naming, lost: Counter[str]) -> list[Mined]:
    """The facts found by rule, and those of the model's that the document bears out; the others are counted by reason."""
    all_ = list(mined)
    for fact in found:
        made = judged(source, fact.told, naming, all_)
        if isinstance(made, str):
            lost[made.partition(":")[0]] += 1
        else:
            all_ = [m for m in all_ if m.kind not in WEAK or m.end <= made.start or made.end <= m.start] + [made]
    return sorted(all_, key=lambda m: m.start)
