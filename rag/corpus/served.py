"""Shelves over the user's retrieval records (`--retrieved`) or over what the index finds for the user's questions (`--questions`), and the task types they serve."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any

from generators.errors import UserError
from generators.words import load_banks
from rag.carriers import load_carriers
from rag.corpus.load import ROOT, corpus_shelves
from rag.corpus.records import Hit, Record, read_questions, read_retrieved
from rag.corpus.retrieved import TYPES, RetrievedShelf
from rag.corpus.shelf import CorpusShelf
from rag.corpus.store import CHUNK

FOUND = 8  # passages that a question of `--questions` is given
_SHARED = 1000  # weight of grounded, irrelevant and empty rows together, parted as the records are
_CHANGED = {
    "rag/contradictory": Fraction(3, 2),
    "rag/wrong": Fraction(1),
}  # times the weight of grounded rows, as far as there are records for it


def record_shelves(options: Any, langs: tuple[str, ...]) -> dict[str, RetrievedShelf]:
    """One shelf a language; built once a process for one set of options."""
    if options.retrieved and options.questions:
        raise UserError("--retrieved and --questions: give one of them; the records of --retrieved bring their hits with them")
    if options.retrieved and options.corpus:
        raise UserError("--retrieved and --corpus: give one of them; with --retrieved nothing but your hits is shown")
    if options.questions and not options.corpus:
        raise UserError("--questions: there is nothing to search; give your documents with --corpus, or your own results with --retrieved")
    return _shelves(options, langs)


@lru_cache(maxsize=1)
def _shelves(options: Any, langs: tuple[str, ...]) -> dict[str, RetrievedShelf]:
    banks = load_banks(ROOT / "banks", langs, Path(options.banks) if options.banks else None)
    records = read_retrieved(options.retrieved) if options.retrieved else _asked(options, langs)
    flag = f"--retrieved {options.retrieved}" if options.retrieved else f"--questions {options.questions}"
    shelves = {}
    for lang in langs:
        mine = [r for r in records if r.lang == lang]
        if not mine:
            there = ", ".join(sorted({r.lang for r in records}))
            raise UserError(f"{flag}: no question in {lang} (there are: {there}); say --lang {there}")
        shelves[lang] = RetrievedShelf(lang, mine, banks[lang], load_carriers(ROOT / "carriers", lang))
    return shelves


def types(options: Any, langs: tuple[str, ...]) -> Mapping[str, int]:
    """The task types that the records of every language can serve, and weights that follow the records; what cannot be used is told once."""
    shelves = record_shelves(options, langs)
    for lang, shelf in shelves.items():
        told = ", ".join(f"{n} {kind}" for kind, n in sorted(shelf.counts.items()))
        print(f"{lang}: {told}", file=sys.stderr)
        for why, n in sorted(shelf.unused.items()):
            print(f"{lang}: {n} not used: {why}", file=sys.stderr)
    served = [t for t in TYPES if all(s.items[t] for s in shelves.values())]
    if not served:
        raise UserError(
            f'{options.retrieved or options.questions}: no task type can be made of these records in {" and ".join(langs)}; records need hits with their answer in "gold"'
        )
    counts = {
        "rag/grounded": sum(s.counts["answerable"] + s.counts["mined"] for s in shelves.values()),
        "rag/irrelevant": sum(s.counts["lacking"] for s in shelves.values()),
        "rag/empty": sum(s.counts["empty"] for s in shelves.values()),
    }
    every = sum(counts[t] for t in served if t in counts) or 1
    weights = {t: max(1, counts[t] * _SHARED // every) for t in served if t in counts}
    room = {t: min(len(s.items[t]) for s in shelves.values()) for t in served}
    if "rag/grounded" in served:
        full = weights["rag/grounded"]
        weights |= {t: max(1, min(int(full * w), full * room[t] // room["rag/grounded"])) for t, w in _CHANGED.items() if t in served}
    return weights


def _asked(options: Any, langs: tuple[str, ...]) -> list[Record]:
    """The user's questions with the passages that the index of their language finds. One without an answer asks where nothing is found."""
    questions = read_questions(options.questions)
    there = tuple(lang for lang in langs if any(q.lang == lang for q in questions))
    shelves = corpus_shelves(options, there) if there else {}
    bare = sum(not q.gold for q in questions)
    if bare:
        print(f"{bare} of {len(questions)} questions have no answer: they are asked only where nothing is found", file=sys.stderr)
    return [replace(q, hits=_found(shelves[q.lang], q)) if q.gold and q.lang in shelves else q for q in questions]


def _found(shelf: CorpusShelf, question: Record) -> tuple[Hit, ...]:
    hits: dict[str, Hit] = {}
    for rank, (at, line, _) in enumerate(shelf.hits(question.query)[:FOUND], 1):
        source = shelf.text(at).body.source
        start, stop = _span(shelf.text(at).body.lines, line, CHUNK[shelf.lang])
        text = source.text[start:stop]
        hits.setdefault(text, Hit(text, source.title, "", source.path, source.sha256, start, rank, "bm25"))
    return tuple(hits.values())


def _span(lines: Sequence[tuple[int, int]], first: int, size: int) -> tuple[int, int]:
    """The indexed passage that begins at a line: lines until there are enough characters."""
    last, held = first, lines[first][1] - lines[first][0]
    while held < size and last + 1 < len(lines):
        last += 1
        held += lines[last][1] - lines[last][0]
    return lines[first][0], lines[last][1]
