"""What the commands that ask a model have in common: their options, their desk, a digest of what decides their bytes, the files they leave."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from generators.errors import UserError
from generators.model.endpoints import Endpoint
from generators.model.open import account, asked_models, open_desk
from generators.model.store import Store
from generators.model.teacher import PROMPTS
from generators.options import Options, content_digest
from generators.seeds import digest
from generators.words import digest_folder


@dataclass(frozen=True)
class Calling:
    """A run of one of these commands: its options, endpoints and file of answers."""

    options: Options
    endpoints: tuple[Endpoint, ...]
    answers: str


def calling(options: Options, output: str) -> Calling:
    """From the options; UserError where no model is named."""
    endpoints, answers = asked_models(options, output)
    if not endpoints:
        raise UserError("no model: say --model NAME and --base-url URL, or --endpoints FILE, or --model recorded:FILE")
    return Calling(options, endpoints, answers)


@contextmanager
def at_work(call: Calling, say: Any) -> Iterator[tuple[Any, Store]]:
    """The desk and the store while the work lasts; afterwards, however it ended, the account is written and said."""
    desk = open_desk(call)
    store = Store(call.answers)
    try:
        yield desk, store
    finally:
        desk.close()
        store.close()
        say(account(call, call.options.record))


def config_digest(call: Calling, command: str, files: list[str], *more: Any) -> str:
    """Digest of all that decides the bytes of an output."""
    who = repr([(e.name, e.model, e.roles, e.json) for e in call.endpoints])
    parts = [content_digest(f) if f else "" for f in files]
    return digest(command, call.options.digest(), who, digest_folder(PROMPTS), *parts, *map(repr, more)).hex()


class Output:
    """x.jsonl with x.manifest.json and x.rejects.jsonl; written under other names and put in place when whole."""

    def __init__(self, path: str, config: str) -> None:
        self.path, self.config = Path(path), config
        if not path.endswith(".jsonl"):
            raise UserError(f"-o {path}: expected a file x.jsonl")
        stem = path.removesuffix(".jsonl")
        self.manifest, self.rejects = Path(f"{stem}.manifest.json"), Path(f"{stem}.rejects.jsonl")
        if self.path.exists():
            if not self.manifest.exists():
                raise UserError(f"{path}: exists and was not made by gen (no {self.manifest.name}); choose another -o")
            if orjson.loads(self.manifest.read_bytes()).get("config") != config:
                raise UserError(f"{path}: holds a run of another configuration; choose another -o, or remove it first")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._rows = open(self._part(self.path), "wb")  # noqa: SIM115  (closed by `close`)
            self._lost = open(self._part(self.rejects), "wb")  # noqa: SIM115
        except OSError as error:
            raise UserError(f"-o {path}: cannot be written: {error.strerror}") from None

    @staticmethod
    def _part(path: Path) -> Path:
        return path.with_name(f".{path.name}.part")

    def put(self, line: bytes) -> None:
        """A row."""
        self._rows.write(line)

    def lose(self, line: bytes) -> None:
        """A line of the rejects."""
        self._lost.write(line)

    def close(self, manifest: dict[str, Any]) -> None:
        """Put rows, rejects and manifest in place."""
        for stream in (self._rows, self._lost):
            stream.flush()
            os.fsync(stream.fileno())
            stream.close()
        whole = {"config": self.config, **manifest, "sha256": {self.path.name: _sha256(self._part(self.path))}}
        self._part(self.manifest).write_bytes(orjson.dumps(whole, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
        for path in (self.rejects, self.path, self.manifest):
            os.replace(self._part(path), path)


def _sha256(path: Path) -> str:
    h = hashlib.sha256()
    with open(path, "rb") as stream:
        while raw := stream.read(1 << 20):
            h.update(raw)
    return h.hexdigest()
