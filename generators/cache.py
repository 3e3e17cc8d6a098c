"""A cache folder of things built once: written in one step, checked when read, safe when several processes build the same thing."""

from __future__ import annotations

import gc
import json
import os
import pickle
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from hashlib import blake2b, file_digest
from pathlib import Path
from platform import python_version
from typing import Any, TypeVar

from generators.errors import UserError

T = TypeVar("T")


def cache_folder() -> Path:
    """Where indexes and parsed texts lie: $BULLSEYE_CACHE, else ~/.cache/bullseye."""
    return Path(os.environ.get("BULLSEYE_CACHE") or "~/.cache/bullseye").expanduser()


def stored(place: Path, build: Callable[[Path], None], load: Callable[[Path], T]) -> T:
    """What `load` makes of a folder, built first where it is missing or spoilt. Several processes may do this at once."""
    for last in (False, True):
        if _intact(place):
            try:
                return load(place)
            except (OSError, ValueError, RuntimeError, KeyError):  # another process is just replacing it, or it is no index
                if last:
                    raise
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            _sweep(place)
            fresh = Path(tempfile.mkdtemp(dir=place.parent, prefix=f".{place.name}."))
        except OSError as error:
            raise UserError(
                f"the cache folder {place.parent} cannot be written ({error.strerror}); set BULLSEYE_CACHE to one that can"
            ) from error
        try:
            build(fresh)
            sums = {p.name: _sum(p) for p in sorted(fresh.iterdir())}
            (fresh / "sums.json").write_text(json.dumps(sums), "utf-8")
            _publish(fresh, place)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    return load(place)


_at_hand: dict[str, Any] = {}
_READ = (".py", ".toml", ".json", ".txt")


def parsed(name: str, sources: Sequence[Path], build: Callable[[], T], salt: Sequence[str] = (), folder: Path | None = None) -> T:
    """What `build` makes of files and folders of text, kept as a pickle: read back in a fraction of the time it takes to parse them.

    `sources`: all that decides the outcome, the code that parses among it (of a folder its .py, .toml, .json and .txt files, at any depth); `salt`: what else does,
    such as the versions of packages. Within a process the same object is given again, so nobody may change it. Where the cache folder cannot be
    written the thing is simply built.
    """
    key = f"{name}-{fingerprint(sources, salt)}"
    if key not in _at_hand:
        _at_hand[key] = pickled((folder or cache_folder()) / key, build)
    kept: T = _at_hand[key]
    return kept


def fingerprint(sources: Sequence[Path], salt: Sequence[str] = ()) -> str:
    """32 hex digits of files and folders (of a folder its .py, .toml, .json and .txt files, at any depth), of the Python version and of a salt."""
    h = blake2b(digest_size=16)
    for source in sources:
        for path in sorted(p for p in source.rglob("*") if p.suffix in _READ) if source.is_dir() else [source]:
            h.update(f"{path.relative_to(source.parent).as_posix()}\0".encode() + path.read_bytes() + b"\0")
    h.update("\0".join((python_version(), *salt)).encode())
    return h.hexdigest()


@contextmanager
def uncollected() -> Iterator[None]:
    """No collection of garbage meanwhile: for work that makes a hundred thousand small objects, none of them garbage."""
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()


def pickled(place: Path, build: Callable[[], T]) -> T:
    """What `build` makes, read back from a folder whose name says all that decides it; simply built where the cache cannot be written."""
    made: list[T] = []

    def write(fresh: Path) -> None:
        made.append(build())
        (fresh / "parsed.pickle").write_bytes(pickle.dumps(made[0], protocol=5))

    def load(stood: Path) -> T:
        if made:
            return made[0]
        with uncollected():
            found: T = pickle.loads((stood / "parsed.pickle").read_bytes())  # the user's own folder, written by this function
        return found

    try:
        return stored(place, write, load)
    except UserError:
        if made:
            return made[0]
        if os.access(place.parent, os.W_OK):
            raise
        return build()


def _publish(fresh: Path, place: Path) -> None:
    """Give a finished folder its name, in one step; where another process was faster, its folder stays."""
    for _ in range(5):
        try:
            os.replace(fresh, place)
            return
        except OSError:
            if _intact(place):
                return
            # A spoilt one stands there. It goes under another name first: whoever has mapped it keeps what it has.
            old = Path(tempfile.mkdtemp(dir=place.parent, prefix=f".{place.name}."))
            try:
                os.replace(place, old / "old")
            except FileNotFoundError:
                pass
            finally:
                shutil.rmtree(old, ignore_errors=True)


def _intact(place: Path) -> bool:
    """Whether every file of a stored folder is there and has the bytes it was written with."""
    try:
        sums = json.loads((place / "sums.json").read_text("utf-8"))
        return bool(sums) and all(_sum(place / name) == wanted for name, wanted in sums.items())
    except (OSError, ValueError, AttributeError):
        return False


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, lambda: blake2b(digest_size=16)).hexdigest()


def _sweep(place: Path) -> None:
    """Remove what a killed process left half-built more than a day ago."""
    for left in place.parent.glob(f".{place.name}.*"):
        with suppress(FileNotFoundError):  # its owner is just removing it
            if time.time() - left.stat().st_mtime > 86_400:
                shutil.rmtree(left, ignore_errors=True)


def trim(folder: Path, most: int) -> None:
    """Keep what was written last of a folder of stored things, up to `most` bytes; the rest goes. Who has read one keeps what he has."""
    with suppress(OSError):
        places = sorted((p for p in folder.iterdir() if not p.name.startswith(".")), key=lambda p: p.stat().st_mtime_ns, reverse=True)
        size = 0
        for place in places:
            size += sum(f.stat().st_size for f in place.iterdir())
            if size > most:
                shutil.rmtree(place, ignore_errors=True)
