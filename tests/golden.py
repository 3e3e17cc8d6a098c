"""The golden rows: a small fixed run per module, kept in fixtures/golden so that a change of behaviour is seen. `make golden` writes them anew."""

from __future__ import annotations

from pathlib import Path

from generators.row import dumps
from tests.conftest import rag_config, rag_rows

FOLDER = Path(__file__).parent.parent / "fixtures" / "golden"
ROWS = 96  # about four of each task type and language


def golden() -> dict[str, bytes]:
    """File name and content of every golden file."""
    return {"rag.jsonl": b"".join(dumps(row) for row in rag_rows(ROWS, rag_config(seed=2026)))}


def main() -> None:
    """Write the golden files."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, content in golden().items():
        (FOLDER / name).write_bytes(content)
        print(f"{FOLDER.name}/{name}: {len(content):,} bytes")


if __name__ == "__main__":
    main()
