"""The golden rows: a small fixed run per module, kept in fixtures/golden so that a change of behaviour is seen. `make golden` writes them anew."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from generators.row import dumps
from tests.agent.conftest import agent_config, agent_rows
from tests.conftest import rag_config, rag_rows
from tests.instructions.conftest import config as instructions_config
from tests.instructions.conftest import make_rows as instructions_rows
from tests.longctx.conftest import config as longctx_config
from tests.longctx.conftest import make_rows as longctx_rows

FOLDER = Path(__file__).parent.parent / "fixtures" / "golden"
ROWS = 96  # about four of each task type and language


MAKERS: dict[str, Callable[[], bytes]] = {
    "agent": lambda: b"".join(dumps(row) for row in agent_rows(ROWS, agent_config(seed=2026))),
    "rag": lambda: b"".join(dumps(row) for row in rag_rows(ROWS, rag_config(seed=2026))),
    "longctx": lambda: b"".join(dumps(row) for row in longctx_rows(60, longctx_config(seed=2026, tokens="3k"))),
    "instructions": lambda: b"".join(dumps(row) for row in instructions_rows(60, instructions_config(seed=2026))),
}


def golden(names: list[str] | None = None) -> dict[str, bytes]:
    """File name and content of the golden files of all modules, or of some."""
    return {f"{name}.jsonl": make() for name, make in MAKERS.items() if not names or name in names}


def main() -> None:
    """Write the golden files; arguments name the modules."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, content in golden(sys.argv[1:]).items():
        (FOLDER / name).write_bytes(content)
        print(f"{FOLDER.name}/{name}: {len(content):,} bytes")


if __name__ == "__main__":
    main()
