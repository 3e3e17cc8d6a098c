"""`python -m instructions.passages [PATHS]`: lint topics and verse. Exit 5 where there are findings."""

from __future__ import annotations

import sys
from pathlib import Path

from instructions.passages.lint import lint
from instructions.passages.load import LIBRARY

if __name__ == "__main__":
    found, count = lint([Path(p) for p in sys.argv[1:]] or [LIBRARY])
    for finding in found:
        print(finding)
    print(f"{count} texts, {len(found)} findings", file=sys.stderr)
    sys.exit(5 if found else 0)
