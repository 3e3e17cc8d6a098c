"""Where rows go: one file, a folder of shards, or standard output. Atomic, and resumable after a kill at any moment."""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from generators.errors import UserError

CHUNK = 100  # rows per checkpoint
SHARD = 1000  # rows per shard of a folder


class Sink:
    """A place for the rows of one run.

    While a run goes on, finished chunks of CHUNK rows lie in a staging folder beside the output, each written under a temporary name,
    synced and renamed; the end of the run joins them. `stored()` gives back what an earlier, broken or shorter, run left.
    """

    def __init__(self, output: str) -> None:
        self.path = Path(output)
        self.single = output.endswith(".jsonl")
        self.stage = self.path.with_name(f".{self.path.name}.stage")
        stem = self.path.name.removesuffix(".jsonl")
        self.manifest = self.path.with_name(f"{stem}.manifest.json") if self.single else self.path / "manifest.json"
        self.rejects = self.path.with_name(f"{stem}.rejects.jsonl") if self.single else self.path / "rejects.jsonl"
        self._open: BinaryIO | None = None  # the unfinished chunk: rows go to disk as they come
        self._rows = 0
        self._lost: list[bytes] = []
        self._chunks = 0

    def open(self, config_digest: str, n: int) -> int:
        """Prepare for a run; gives the number of rows at hand from before. UserError where the output belongs to another run."""
        note = self.stage / "run.json"
        done = self._manifest()
        if done:
            if done["config"] != config_digest:
                raise UserError(f"{self.path}: holds a run of another configuration; choose another -o, or remove it first")
            if done["rows"] > n:
                raise UserError(f"{self.path}: already holds {done['rows']} rows, more than -n {n}; choose another -o")
        elif self.path.exists() and (self.single or any(self.path.iterdir())) and not note.exists():
            raise UserError(f"{self.path}: exists and was not made by gen (no {self.manifest.name}); choose another -o")
        if self.stage.exists():
            if not note.exists():
                shutil.rmtree(self.stage)  # killed before its first chunk
            elif orjson.loads(note.read_bytes())["config"] != config_digest:
                raise UserError(
                    f"{self.stage}: an unfinished run of another configuration; finish it with its own command, or remove this folder"
                )
        try:
            self.stage.mkdir(parents=True, exist_ok=True)
            _write(note, orjson.dumps({"config": config_digest}))
        except OSError as error:
            raise UserError(f"{self.path}: cannot be written: {error.strerror}") from None
        if done and not self._finished_chunks():
            self._unpack()
        self._chunks = self._finished_chunks()
        return sum(1 for _ in self.stored())

    def _manifest(self) -> dict[str, Any] | None:
        if not self.manifest.exists() or (self.single and not self.path.exists()):  # rows taken away leave a manifest of nothing
            return None
        try:
            found: dict[str, Any] = orjson.loads(self.manifest.read_bytes())
            found["rows"], found["config"]
        except (orjson.JSONDecodeError, KeyError, TypeError):
            raise UserError(f"{self.manifest}: is not a manifest of gen; choose another -o") from None
        return found

    def _chunk(self, i: int, kind: str = "rows") -> Path:
        return self.stage / f"{i:07d}.{kind}.jsonl"

    def _finished_chunks(self) -> int:
        i = 0
        while self._chunk(i).exists():
            i += 1
        return i

    def _unpack(self) -> None:
        """Turn a finished output back into chunks, so that a longer run goes on from it. A last, short chunk is dropped and made again."""
        rows = [line for file in self.files() for line in file.read_bytes().splitlines(keepends=True)]
        lost = orjson_lines(self.rejects)
        paths = {}
        for i, line in enumerate(rows):
            paths[orjson.loads(line)["origin"]["path"]] = i // CHUNK
        for i in range(len(rows) // CHUNK):
            mine = [raw for raw, parsed in lost if paths.get(parsed["path"]) == i]
            _write(self._chunk(i, "rejects"), b"".join(mine))
            _write(self._chunk(i), b"".join(rows[i * CHUNK : (i + 1) * CHUNK]))

    def files(self) -> list[Path]:
        """The finished output's files of rows."""
        return [self.path] if self.single else sorted(self.path.glob("part-*.jsonl"))

    def stored(self) -> Iterator[bytes]:
        """Lines of all finished chunks."""
        for i in range(self._finished_chunks()):
            with open(self._chunk(i), "rb") as lines:
                yield from lines

    def stored_rejects(self) -> Iterator[bytes]:
        """Reject lines of all finished chunks."""
        for i in range(self._finished_chunks()):
            with open(self._chunk(i, "rejects"), "rb") as lines:
                yield from lines

    def put(self, line: bytes, rejects: list[bytes]) -> None:
        """Add the next row, with the rejects that came before it."""
        if self._open is None:
            self._open = open(self._part(), "wb")  # noqa: SIM115  (closed by _flush)
        self._open.write(line)
        self._rows += 1
        self._lost += rejects
        if self._rows == CHUNK:
            self._flush()

    def _flush(self) -> None:
        # The rows' file is the mark of a finished chunk, so it comes last.
        _write(self._chunk(self._chunks, "rejects"), b"".join(self._lost))
        with self._open or open(self._part(), "wb") as out:
            out.flush()
            os.fsync(out.fileno())
        os.replace(self._part(), self._chunk(self._chunks))
        self._chunks += 1
        self._open, self._rows, self._lost = None, 0, []

    def _part(self) -> Path:
        """The file the unfinished chunk grows in; an earlier run's is overwritten."""
        return self._chunk(self._chunks).with_suffix(".tmp")

    def close(self, manifest: dict[str, Any], tail_rejects: list[bytes]) -> None:
        """Join the chunks into the output, write rejects and manifest, remove the staging folder."""
        self._lost += tail_rejects
        if self._rows or self._lost:
            self._flush()
        digests: dict[str, str] = {}
        if self.single:
            digests[self.path.name] = self._join(self.path, range(self._chunks), "rows")
        else:
            self.path.mkdir(parents=True, exist_ok=True)
            per = SHARD // CHUNK
            for s in range(0, max(1, self._chunks), per):
                name = f"part-{s // per:05d}.jsonl"
                digests[name] = self._join(self.path / name, range(s, min(s + per, self._chunks)), "rows")
        self._join(self.rejects, range(self._chunks), "rejects")
        _write(self.manifest, orjson.dumps(manifest | {"sha256": digests}, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
        shutil.rmtree(self.stage)

    def _join(self, target: Path, chunks: range, kind: str) -> str:
        h = hashlib.sha256()
        temporary = target.with_name(f".{target.name}.tmp")
        with open(temporary, "wb") as out:
            for i in chunks:
                with open(self._chunk(i, kind), "rb") as chunk:
                    while raw := chunk.read(1 << 22):
                        h.update(raw)
                        out.write(raw)
            out.flush()
            os.fsync(out.fileno())
        os.replace(temporary, target)
        return h.hexdigest()


class StdoutSink:
    """Rows only, to standard output; nothing to resume."""

    def __init__(self, stream: BinaryIO | None = None) -> None:
        self.stream = stream or sys.stdout.buffer

    def open(self, config_digest: str, n: int) -> int:
        """Nothing is at hand."""
        return 0

    def stored(self) -> Iterator[bytes]:
        """Nothing."""
        return iter(())

    def stored_rejects(self) -> Iterator[bytes]:
        """Nothing."""
        return iter(())

    def put(self, line: bytes, rejects: list[bytes]) -> None:
        """Write the row."""
        self.stream.write(line)

    def close(self, manifest: dict[str, Any], tail_rejects: list[bytes]) -> None:
        """Flush."""
        self.stream.flush()


def orjson_lines(path: Path) -> list[tuple[bytes, dict[str, Any]]]:
    """(raw, parsed) lines of a file; none where it does not exist."""
    if not path.exists():
        return []
    return [(raw, orjson.loads(raw)) for raw in path.read_bytes().splitlines(keepends=True)]


def _write(path: Path, content: bytes) -> None:
    """Write a whole file: temporary name, sync, rename."""
    temporary = path.with_name(path.name + ".tmp")
    with open(temporary, "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    os.replace(temporary, path)


def sink_for(output: str) -> Sink | StdoutSink:
    """The sink of `-o`."""
    return StdoutSink() if output == "-" else Sink(output)
