"""Small samples of the shared folders: reading the whole of a handbook takes its time, and proves no more."""

from __future__ import annotations

from pathlib import Path


def sample(folder: Path, into: Path, size: int) -> Path:
    """About `size` short markdown files of a folder, evenly over its whole, laid out as they lie there."""
    files = sorted(p for p in folder.rglob("*.md") if p.stat().st_size < 12_000 and not p.name.startswith("."))
    for path in files[:: max(1, len(files) // size)]:
        place = into / folder.name / path.relative_to(folder)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(path.read_bytes())
    return into / folder.name
