"""What counts as a token: characters, bytes, or a vocabulary the user has on disk."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from generators.errors import UserError

_TEKKEN = "tekken_240911.json"


@dataclass(frozen=True)
class Counter:
    """A tokenizer reduced to what is needed of it.

    `name`: chars, bytes, tekken, or the file's name. `sha256`: of the vocabulary file, empty for chars and bytes.
    `count(text)`: tokens of a text, special tokens not added. `local`: whether cutting a text changes the count only near the cut.
    """

    name: str
    sha256: str
    count: Callable[[str], int]
    local: bool = True


def load(spec: str) -> Counter:
    """The tokenizer named by `chars`, `bytes`, `tekken`, or a path to a tokenizer.json (or its folder), a tekken or tiktoken file, a SentencePiece model.

    UserError where the file is missing, is none of these, or needs a package that is not installed.
    """
    if spec == "chars":
        return Counter("chars", "", len)
    if spec == "bytes":
        return Counter("bytes", "", lambda text: len(text.encode()))
    path = _tekken_path() if spec == "tekken" else Path(spec)
    if path.is_dir():
        path = path / "tokenizer.json"
    if not path.is_file():
        raise UserError(
            f"--tokenizer {spec}: no such file; it is chars, bytes, tekken, or a path to tokenizer.json, a tiktoken file or a SentencePiece .model"
        )
    return _from_file(str(path.resolve()), "tekken" if spec == "tekken" else path.name, path.stat().st_mtime_ns)


@lru_cache(maxsize=4)
def _from_file(path: str, name: str, changed: int) -> Counter:
    from generators.tokens import vocabularies

    raw = Path(path).read_bytes()
    try:
        count, local = vocabularies.counting(raw, path)
    except ImportError as error:
        raise UserError(f"--tokenizer {name}: needs the package {error.name}; pip install 'bullseye[tokenizers]'") from None
    made = Counter(name, hashlib.sha256(raw).hexdigest(), count, local)
    register(made)
    return made


def _tekken_path() -> Path:
    """The vocabulary that ships in the wheel of mistral-common, found without importing the package."""
    spec = find_spec("mistral_common")
    for root in spec.submodule_search_locations or [] if spec else []:
        path = Path(root) / "data" / _TEKKEN
        if path.is_file():
            return path
    raise UserError(
        "--tokenizer tekken: its vocabulary ships with mistral-common; pip install mistral-common, or give the path of a tekken file"
    )


def identity(spec: str) -> str:
    """What a tokenizer adds to a run's digest: its name, and the content of its file."""
    if spec in ("chars", "bytes", "tekken"):
        return spec
    path = Path(spec) / "tokenizer.json" if Path(spec).is_dir() else Path(spec)
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else spec


_KNOWN: dict[str, Counter] = {}


def register(counter: Counter) -> None:
    """Make a tokenizer known by the hash of its vocabulary, so that checks find it."""
    _KNOWN[counter.sha256] = counter


def known(name: str, sha256: str) -> Counter | None:
    """The tokenizer that a row names, or None where it is not at hand."""
    if name in ("chars", "bytes"):
        return load(name)
    if sha256 not in _KNOWN and name == "tekken":
        try:
            load("tekken")
        except UserError:
            return None
    if sha256 not in _KNOWN and (path := os.environ.get("GEN_TOKENIZER")):
        load(path)
    return _KNOWN.get(sha256)
