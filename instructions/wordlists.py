"""Word lists of the library: words worth spelling in an acrostic, words that people ask a writer to avoid."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path


@lru_cache(maxsize=8)
def listed(lang: str, name: str) -> tuple[str, ...]:
    """The words of library/<lang>/<name>.txt."""
    path = Path(__file__).parent / "library" / lang / f"{name}.txt"
    return tuple(w.strip() for w in path.read_text("utf-8").split("\n") if w.strip() and not w.startswith("#"))
