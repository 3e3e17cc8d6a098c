"""The user's documents, read once a process, as shelves by language."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from generators.errors import UserError
from generators.words import load_banks
from rag.carriers import load_carriers
from rag.corpus.shelf import CorpusShelf
from rag.corpus.store import Store, open_store

ROOT = Path(__file__).parent.parent


def corpus_shelves(options: Any, langs: tuple[str, ...]) -> dict[str, CorpusShelf]:
    """One shelf a language asked for. UserError where a language has no document, or none with anything to ask for."""
    store = open_store(str(Path(options.corpus).resolve()), options.text_field, options.cache, options.facts)
    banks = load_banks(ROOT / "banks", langs, Path(options.banks) if options.banks else None)
    shelves = {}
    for lang in langs:
        there = sorted({e.lang for e in store.entries})
        if lang not in there:
            raise UserError(
                f"--corpus {options.corpus}: no document in {lang} (there are: {', '.join(there)}); say --lang {','.join(there)}"
            )
        shelf = CorpusShelf(lang, store, banks[lang], load_carriers(ROOT / "carriers", lang), options)
        if not shelf.fit["any"]:
            raise UserError(
                f"--corpus {options.corpus}: nothing to ask for was found in the {len(shelf.sources)} {lang} documents; documents with headings, definitions, tables or figures are needed"
            )
        shelves[lang] = shelf
    return shelves


def unserved(options: Any, langs: tuple[str, ...]) -> list[str]:
    """The task types for which the documents of a language hold no facts, told on stderr."""
    lacking = [lang for lang, shelf in corpus_shelves(options, langs).items() if not shelf.names_two]
    if not lacking:
        return []
    print(
        f"--corpus {options.corpus}: no {' or '.join(lacking)} document states two facts under names of their own: rag/partial is left out",
        file=sys.stderr,
    )
    return ["rag/partial"]


def _dump(store: Store, folder: Path) -> None:
    """The extracted text of every source, under its own path with `.txt` behind it: what the offsets of the rows count in."""
    for entry in store.entries:
        place = folder / f"{entry.path}.txt"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(store.read(entry).source.text.encode("utf-8", "surrogatepass"))


def warm(options: Any, langs: tuple[str, ...]) -> None:
    """Read and index the corpus before workers start, and say what was left out."""
    store = open_store(str(Path(options.corpus).resolve()), options.text_field, options.cache, options.facts)
    if options.dump_text:
        _dump(store, Path(options.dump_text))
    for s in store.skipped:
        print(f"skipped {s.path}: {s.reason}", file=sys.stderr)
    if store.lost or store.elsewhere:
        why = ", ".join(f"{k} {v}" for k, v in sorted(store.lost.items()))
        print(f"--facts: not used: {why or 'none refused'}; of other documents: {store.elsewhere}", file=sys.stderr)
    for shelf in corpus_shelves(options, langs).values():
        _ = shelf.search
