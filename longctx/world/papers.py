"""A bundle of numbered papers: accounts of what happened in a town, each with a heading of its own, none glued to another."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from itertools import pairwise

from generators.values.numerals import zh_numeral
from longctx.haystack.book import Book
from longctx.haystack.chapters import Chapter
from longctx.world.cast import raw
from longctx.world.ledger import Event


def bundle(name: str, lang: str, texts: Sequence[tuple[str, str, str]]) -> Book:
    """A book of documents: (label, heading, text) each; its chapters are the documents, its windows begin with one of them."""
    parts, at, found = [], 0, list[Chapter]()
    for n, (label, heading, text) in enumerate(texts, 1):
        body = at + len(heading) + 1
        piece = f"{heading}\n{text.strip()}\n\n"
        parts.append(piece)
        found.append(Chapter(n, label, "", at, body, at + len(piece), ((at, body - 1),)))
        at += len(piece)
    book = Book(name, "".join(parts).rstrip() + "\n", lang)
    # What does not belong to a document stands before its text, between two of its paragraphs or behind it.
    breaks = [m.end() for m in re.finditer(r"\n\n+", book.text)]
    heads = {c.start for c in found}
    calm = sorted({*(e for c in found for e in (c.body, c.end - 2)), *(e for e in breaks if e < len(book.text) and e not in heads)})
    book.__dict__ |= {"chapters": tuple(found), "starts": [c.start for c in found], "calm": calm}
    return book


def make_papers(rng: random.Random, length: int, tale: Book) -> Book:
    """A bundle of the accounts of a generated book; `cache["told"]`: (document, event) of every one. Its length is that of the book."""
    lang = tale.lang
    events: list[Event] = tale.ledger.events
    words = raw(lang)["papers"]
    style, numbers = rng.randrange(len(words["heads"])), rng.sample(range(11, 11 + 3 * len(events)), len(events))
    cuts = [*(e.start for e in events), len(tale.text)]
    heads = [(c.start, c.body) for c in tale.chapters]
    texts = []
    for n, (a, b) in zip(numbers, pairwise(cuts), strict=True):
        slots = {"n": n, "m": n * 7 % 90 + 10, "zh": zh_numeral(n), "kind": rng.choice(words["kinds"])}
        text = tale.text[a : min((h for h, _ in heads if a < h < b), default=b)]
        text = text.strip().removesuffix(tale.between).rstrip()
        texts.append((words["labels"][style].format(**slots), words["heads"][style].format(**slots), text))
    book = bundle("papers", lang, texts)
    book.ledger = tale.ledger
    book.cache["told"] = list(enumerate(events))
    return book
