"""Generated texts with their token counts, kept on disk: what one process has written, other workers and later runs read back."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

from generators import cache as disk
from generators.seeds import digest
from generators.tokens import Counter
from longctx.haystack.book import Book, Meter

MOST = 1_500_000_000  # bytes; what was written last stays
_ROOT = Path(__file__).parent
_SOURCES = (_ROOT / "world", _ROOT / "haystack", _ROOT.parent / "generators" / "values", _ROOT.parent / "generators" / "tokens")


@cache
def _code() -> str:
    """Everything that decides a text besides its key: code, threads, pools, casts."""
    return disk.fingerprint(_SOURCES)


def kept(genre: str, key: tuple[str | int, ...], counter: Counter, make: Callable[[], Book]) -> Book:
    """The text of a genre that `make` writes for a key, its edges and chapters found and its tokens counted."""
    folder = disk.cache_folder() / "longctx"
    name = f"{genre}-{digest(0, _code(), counter.name, counter.sha256, *key, size=16).hex()}"

    def build() -> Book:
        with disk.uncollected():
            book = make()
            book.meter = Meter(book, counter)
            _ = book.edges, book.starts  # found once, kept with the text: chapters too
        disk.trim(folder, MOST)
        return book

    book = disk.pickled(folder / name, build)
    if book.meter is not None:
        book.meter.counter = book.meter.additive.counter = counter
    return book
