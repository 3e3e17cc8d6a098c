"""Reading rows from files, folders or standard input, whatever state they are in: a broken line is a fault with its place, never a crash."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from generators.errors import UserError

BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Read:
    """One line: `row` when it parsed to an object, else `fault` as (code, sentence). `warning` may stand beside either."""

    file: str
    line: int
    row: dict[str, Any] | None
    fault: tuple[str, str] | None = None
    warning: str = ""


def row_files(path: str) -> list[str]:
    """The files of rows behind a path: itself, or the .jsonl files of a folder that are no rejects."""
    if path == "-":
        return ["-"]
    found = Path(path)
    if not found.exists():
        raise UserError(f"{path}: no such file or folder")
    if found.is_dir():
        files = sorted(
            str(p)
            for p in found.rglob("*.jsonl")
            if "rejects" not in p.name and not any(part.startswith(".") for part in p.relative_to(found).parts)
        )
        if not files:
            raise UserError(f"{path}: holds no .jsonl files")
        return files
    return [path]


def read_rows(path: str) -> Iterator[Read]:
    """Every line of the files behind a path. UserError for an empty file."""
    for file in row_files(path):
        if file == "-":
            yield from _lines(sys.stdin.buffer, "<stdin>")
            continue
        with open(file, "rb") as stream:
            yield from _lines(stream, file)


def _lines(stream: BinaryIO, file: str) -> Iterator[Read]:
    number = 0
    for number, raw in enumerate(stream, 1):
        warning = ""
        if number == 1 and raw.startswith(BOM):
            raw, warning = raw[len(BOM) :], "starts with a byte order mark"
        if not raw.strip():
            yield Read(file, number, None, ("json", "blank line"), warning)
            continue
        try:
            value = orjson.loads(raw)
        except orjson.JSONDecodeError as error:
            yield Read(file, number, None, _why(raw, str(error)), warning)
            continue
        if not isinstance(value, dict):
            yield Read(file, number, None, ("json", f"expected an object, found {type(value).__name__}"), warning)
            continue
        yield Read(file, number, value, None, warning)
    if number == 0:
        raise UserError(f"{file}: is empty; expected one JSON object a line")


def _why(raw: bytes, message: str) -> tuple[str, str]:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return "encoding", f"is not UTF-8 (byte {error.start + 1})"
    if not raw.endswith(b"\n") and not raw.rstrip().endswith(b"}"):
        return "truncated", "the last line is cut off"
    return "json", message
