"""The user's documents, read once a process, as shelves by language."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from generators.errors import UserError
from generators.words import load_banks
from rag.carriers import load_carriers
from rag.corpus.files import read_corpus
from rag.corpus.names import Naming
from rag.corpus.shelf import CorpusShelf

ROOT = Path(__file__).parent.parent


def corpus_shelves(options: Any, langs: tuple[str, ...]) -> dict[str, CorpusShelf]:
    """One shelf a language asked for. UserError where a language has no document, or none with anything to ask for."""
    sources, skipped = read_corpus(options.corpus, options.text_field)
    for s in skipped:
        print(f"skipped {s.path}: {s.reason}", file=sys.stderr)
    banks = load_banks(ROOT / "banks", langs, Path(options.banks) if options.banks else None)
    shelves = {}
    for lang in langs:
        mine = [s for s in sources if s.lang == lang]
        if not mine:
            found = ", ".join(sorted({s.lang for s in sources}))
            raise UserError(f"--corpus {options.corpus}: no document in {lang} (there are: {found}); say --lang {found}")
        shelf = CorpusShelf(lang, mine, Naming(mine), banks[lang], load_carriers(ROOT / "carriers", lang), options)
        if not any(shelf.found):
            raise UserError(f"--corpus {options.corpus}: nothing to ask for was found in the {len(mine)} {lang} documents; documents with headings, definitions, tables or figures are needed")
        shelves[lang] = shelf
    return shelves
