"""`gen show`: rows as a reviewer wants them, evidence in colour, checks run on the spot."""

from __future__ import annotations

import difflib
import os
import random
import sys
from collections.abc import Iterator
from itertools import islice
from typing import Any

from generators.errors import UserError
from generators.reader import read_rows
from generators.row import Row

FIRST = 5  # rows shown when nobody says which


def labels() -> dict[str, str]:
    """Labels in the language of the locale: Chinese where it says zh, English elsewhere."""
    from generators.words import KERNEL_BANKS, load_banks

    locale = next((os.environ[k] for k in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(k)), "")
    bank = load_banks(KERNEL_BANKS)["zh" if locale.lower().startswith("zh") else "en"]
    return {key.removeprefix("show."): wordings[0].source for key, wordings in bank.items() if key.startswith("show.")}


def pick(path: str, row_id: str | None, count: int, seed: int, lang: str, task: str) -> list[Row]:
    """The rows to show: one by its id or the beginning of it, `count` at random (in the order of the file), or the first five.

    Reads row by row, so that a file of long contexts need not fit into memory. UserError for an unknown id or no row at all.
    """
    if row_id and count:
        raise UserError("gen show: an ID and --random exclude each other; leave one out")
    seen: set[str] = set()
    rows = _wanted(path, lang, task, seen)
    if row_id:
        return _by_id(path, rows, row_id)
    found = _sample(rows, count, random.Random(seed)) if count else list(islice(rows, FIRST))
    if not found:
        asked = "".join(f" for --{flag} {word}" for flag, word in (("lang", lang), ("task", task)) if word)
        raise UserError(f"{path}: no rows to show{asked}; it holds: {', '.join(sorted(seen)) or 'no row at all, see gen validate'}")
    return found


def _wanted(path: str, lang: str, task: str, seen: set[str]) -> Iterator[Row]:
    """Rows of the language and task type, what there is noted in `seen`; lines that cannot be shown are counted on stderr."""
    unread = 0
    for read in read_rows(path):
        row = read.row
        if row is None or not _readable(row):
            unread += 1
            continue
        seen.add(f"{row.get('task_type')} {row.get('lang')}")
        if (not lang or row.get("lang") == lang) and task in str(row.get("task_type")):
            yield row
    if unread:
        print(f"{path}: {unread} lines are no rows and were passed over; gen validate says why", file=sys.stderr)


def _readable(row: Row) -> bool:
    """Whether a page can be made of it; whatever else is wrong is said on the page."""
    lists = all(isinstance(row.get(k, []), list) for k in ("tags", "tools"))
    dicts = all(isinstance(row.get(k, {}), dict) for k in ("facets", "evidence"))
    messages = row.get("messages")
    return lists and dicts and isinstance(messages, list) and all(map(_is_message, messages))


def _is_message(value: Any) -> bool:
    if not isinstance(value, dict):
        return False
    return isinstance(value.get("content") or "", str) and isinstance(value.get("tool_calls") or [], list)


def _sample(rows: Iterator[Row], count: int, rng: random.Random) -> list[Row]:
    """Reservoir sampling (Vitter's algorithm R, 1985), kept in the order of the file."""
    kept: list[tuple[int, Row]] = []
    for i, row in enumerate(rows):
        if i < count:
            kept.append((i, row))
        elif (at := rng.randrange(i + 1)) < count:
            kept[at] = (i, row)
    return [row for _, row in sorted(kept, key=lambda k: k[0])]


def _by_id(path: str, rows: Iterator[Row], row_id: str) -> list[Row]:
    ids: list[str] = []
    begins: list[Row] = []
    for row in rows:
        ids.append(str(row.get("id")))
        if ids[-1] == row_id:
            return [row]
        if ids[-1].startswith(row_id):
            begins = [*begins[:1], row]
    if len(begins) == 1:
        return begins
    if begins:
        raise UserError(f"{path}: {sum(i.startswith(row_id) for i in ids)} ids begin with {row_id!r}; give more of it")
    close = difflib.get_close_matches(row_id, ids, n=1, cutoff=0.0)
    raise UserError(f"{path}: no row {row_id!r}" + (f"; the nearest id is {close[0]!r}" if close else ""))


def show_command(path: str, row_id: str | None, count: int, seed: int, lang: str, task: str, plain: bool = False) -> int:
    """Print the rows."""
    from rich import console as terminal

    from generators.commands.page import Page

    class Console(terminal.Console):
        def on_broken_pipe(self) -> None:
            raise BrokenPipeError  # `gen show ... | head` is no failure; rich would exit with 1

    rows = pick(path, row_id, count, seed, lang, task)
    console = Console(highlight=False, markup=False, emoji=False)
    words = labels()
    for row in rows:
        Page(console, words, plain or not console.is_terminal).print(row)
    return 0
