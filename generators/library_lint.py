import sys
from pathlib import Path

from generators.library.lint import lint_paths

found, count = lint_paths([Path(p) for p in sys.argv[1:]])
print("\n".join(map(str, found)))
print(f"{count} texts, {len(found)} findings")
