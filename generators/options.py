"""Options common to all modules; a module's own dataclass extends this one, and the command line is derived from it."""

from __future__ import annotations

import dataclasses
import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


def option(
    default: Any,
    help: str,
    *,
    choices: tuple[str, ...] = (),
    metavar: str = "",
    many: bool = False,
    path: bool = False,
    place: bool = False,
) -> Any:
    """A dataclass field that becomes a flag.

    `choices`: the words allowed (each of a comma list where `many`). `path`: a file or folder the user gives; its content is part of
    the run's configuration, its place is not. `place`: where something is kept or put, which is no part of it at all.
    """
    meta = {"help": help, "choices": choices, "metavar": metavar, "many": many, "path": path, "place": place}
    return field(default=default, metadata=meta)


@dataclass(frozen=True)
class Options:
    """What every `gen MODULE` takes beside -n, --seed, --lang, -o, --mix, --difficulty, --workers, --siblings, --noise."""

    system: str = option("", "Pool of your own system prompts: a text file, prompts parted by blank lines.", metavar="FILE", path=True)
    banks: str = option("", "House voice: a folder of banks laid over the shipped words.", metavar="DIR", path=True)
    rules: str = option(
        "", "Your own checks: a Python file with FORBIDDEN (list of regexes) and/or check(row) -> str | None.", metavar="FILE.py", path=True
    )
    max_tokens: int = option(0, "Rebuild or reject rows longer than this many tokens (0: no limit). Never cuts.", metavar="T")
    tokenizer: str = option("chars", "What counts as a token for --max-tokens.", choices=("chars", "bytes"))

    def digest(self) -> str:
        """Digest of all values; files count by content."""
        h = hashlib.blake2b(digest_size=16)
        for f in dataclasses.fields(self):
            if f.metadata["place"]:
                continue
            value = getattr(self, f.name)
            text = content_digest(value) if value and f.metadata["path"] else repr(value)
            h.update(f"{f.name}={text}\n".encode())
        return h.hexdigest()


def content_digest(path: str) -> str:
    """Digest of a file, or of a folder's files with their names."""
    root = Path(path)
    h = hashlib.blake2b(digest_size=16)
    for file in sorted(p for p in root.rglob("*") if p.is_file()) if root.is_dir() else [root]:
        h.update(file.relative_to(root).as_posix().encode() + b"\0" + file.read_bytes())
    return h.hexdigest()
