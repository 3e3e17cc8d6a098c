"""No line stands in two documents of a row: it is said in other words there, or left out."""

from __future__ import annotations

import random

from generators.library import Sentence
from rag.doc import Doc


def unrepeated(docs: list[Doc], rng: random.Random) -> None:
    """See that no line stands in two documents: said in other words where its text has them, otherwise left out.

    Documents are gone through in a drawn order, so that none is shorter for where it stands. What states something of interest stays as it is.
    """
    seen = {doc.sentences[i].text for doc in docs for i, _, _ in doc.states}
    crumbs: set[str] = set()
    for doc in rng.sample(docs, len(docs)):
        if doc.chunk:
            continue
        if crumbs & set(doc.crumbs):
            doc.crumbs = ("", "")
        crumbs.update(c for c in doc.crumbs if c)
        for at in range(len(doc.sentences) - 1, -1, -1):
            if at not in {i for i, _, _ in doc.states}:
                _once(doc, at, seen, rng)


def _key(doc: Doc, words: str) -> str:
    """A line without the name of what it is about."""
    return words.replace(doc.entity, "\0")


def _once(doc: Doc, at: int, seen: set[str], rng: random.Random) -> None:
    """Reword or leave out a line where its like has been seen."""
    line = doc.sentences[at]
    if line.text in seen or _key(doc, line.text) in seen:
        fresh = [s for s in _others(doc, line) if s.text not in seen and _key(doc, s.text) not in seen]
        if fresh:
            line = doc.sentences[at] = rng.choice(fresh)
        elif not line.facts and line.line != _CARRIED and len(doc.sentences) > 1:
            doc.remove(at)
            return
    seen.update((line.text, _key(doc, line.text)))


_CARRIED = -2  # a statement that somebody passes on


def _others(doc: Doc, line: Sentence) -> list[Sentence]:
    """The other wordings that the document's own text has for the line."""
    if not doc.made or line.line < 0:
        return []
    text, source = doc.made.text, doc.made.text.lines[line.line]
    worded = (w.fill_spans(doc.made.values, text.lang) for w in source.alternatives)
    return [Sentence(words, {f: spans[f] for f in source.facts}, line.line) for words, spans in worded if words != line.text]
