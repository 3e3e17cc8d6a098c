"""The store of answers: sqlite beside the output. An answer lies here before it is used, so that nothing is paid for twice."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from generators.errors import UserError

_TABLES = """
CREATE TABLE IF NOT EXISTS answers (key BLOB PRIMARY KEY, model TEXT, task TEXT, purpose TEXT, request BLOB, text TEXT, reason TEXT);
CREATE TABLE IF NOT EXISTS words (row TEXT, nth INTEGER, model TEXT, task TEXT, purpose TEXT, outcome TEXT, PRIMARY KEY (row, nth));
CREATE TABLE IF NOT EXISTS calls (model TEXT, task TEXT, purpose TEXT, outcome TEXT, tokens_in INTEGER, tokens_out INTEGER, money REAL);
CREATE TABLE IF NOT EXISTS scores (row TEXT, attempt INTEGER, judge TEXT, user INTEGER, answer INTEGER, PRIMARY KEY (row, attempt, judge));
CREATE TABLE IF NOT EXISTS batches (id TEXT, model TEXT, key BLOB, task TEXT, request BLOB, done INTEGER);
"""
FATES = 25  # rows
KNOWN = 2048  # answers kept at hand: a row that cannot wait is built again for each that comes, and hears the others once more


@dataclass(frozen=True)
class Answer:
    """What a model said: `text`, or None and the `reason` why there is none and never will be."""

    text: str | None
    reason: str = ""


@dataclass(frozen=True)
class Ask:
    """One request on its way: its key, the endpoint it goes to, the task type and purpose it is counted under."""

    key: bytes
    endpoint: str
    task: str
    request: dict[str, Any]

    @property
    def purpose(self) -> str:
        """What the words are for: question, answer, ..."""
        return str(self.request["purpose"])


class _OnDisk:
    """What the writing store of this process has on disk. The stores that read beside it ask here: a look into the file costs more than the rest of hearing an answer."""

    def __init__(self, keys: set[bytes]) -> None:
        self.keys = keys
        self.latest: dict[bytes, Answer] = {}

    def add(self, fresh: list[tuple[bytes, Answer]]) -> None:
        """Answers that were just committed."""
        for key, answer in fresh:
            self.latest[key] = answer
            self.keys.add(key)
            if len(self.latest) > KNOWN:
                del self.latest[next(iter(self.latest))]

    def drop(self, keys: list[bytes]) -> None:
        """Answers that were taken back."""
        for key in keys:
            self.latest.pop(key, None)
            self.keys.discard(key)


_on_disk: dict[str, _OnDisk] = {}  # by the path of the file


class Store:
    """Answers and calls of one run. One object per thread; any number of processes may read while one writes.

    `writes`: no other store keeps answers while this one is open.
    """

    def __init__(self, path: Path | str, writes: bool = False) -> None:
        self.path = str(path)
        self._place = os.path.abspath(self.path)
        try:
            Path(path).parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(self.path, isolation_level=None, timeout=30)
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=NORMAL")
            self._db.executescript(_TABLES)
            self._became: list[tuple[Any, ...]] = []
            self._scores: list[tuple[Any, ...]] = []
            self._fates = 0
            self._known: dict[bytes, Answer] = {}
            self._fresh: list[tuple[bytes, Answer]] = []
            self._own = _OnDisk({key for (key,) in self._db.execute("SELECT key FROM answers")}) if writes else None
            if self._own:
                _on_disk[self._place] = self._own
            self._spent = float(self._db.execute("SELECT COALESCE(SUM(money), 0) FROM calls").fetchone()[0])
        except (sqlite3.Error, OSError) as error:
            raise UserError(f"{path}: cannot hold a model's answers: {error}") from None

    def get(self, key: bytes) -> Answer | None:
        """The answer under a key, or None where none has come yet."""
        known = self._known.get(key)
        if known is None and not self._own and (beside := _on_disk.get(self._place)):
            if key not in beside.keys:
                return None
            known = beside.latest.get(key)
        if known is None:
            found = self._db.execute("SELECT text, reason FROM answers WHERE key = ?", (key,)).fetchone()
            if not found:
                return None
            known = self._known[key] = Answer(found[0], found[1])
            if len(self._known) > KNOWN:
                del self._known[next(iter(self._known))]
        return known

    def put(self, ask: Ask, answer: Answer) -> None:
        """Keep an answer; it is on disk after the next `commit`."""
        row = (ask.key, ask.endpoint, ask.task, ask.purpose, orjson.dumps(ask.request), answer.text, answer.reason)
        self._write("INSERT OR REPLACE INTO answers VALUES (?,?,?,?,?,?,?)", [row])
        if self._own:
            self._fresh.append((ask.key, answer))

    def called(self, ask: Ask, outcome: str, tokens_in: int | None, tokens_out: int | None, money: float | None) -> None:
        """Keep the account of one call, paid for or failed (None: not known); on disk after the next `commit`."""
        self._spent += money or 0.0
        row = (ask.endpoint, ask.task, ask.purpose, outcome, tokens_in, tokens_out, money)
        self._write("INSERT INTO calls VALUES (?,?,?,?,?,?,?)", [row])

    def commit(self) -> None:
        """Put on disk what was kept since the last time."""
        if self._db.in_transaction:
            self._run("COMMIT")
            if self._own:
                self._own.add(self._fresh)
                self._fresh.clear()

    def became(self, row: str, task: str, words: Iterable[tuple[str, str, str]], scores: Iterable[tuple[int, str, int, int]] = ()) -> None:
        """Keep what became of the (model, purpose, outcome) words of one attempt at a row, and the judges' scores; said again after a resume, it is the same.

        Goes to disk every FATES rows, which divides the rows of a checkpoint: what a checkpoint holds is never told again.
        """
        self._became += [(row, nth, model, task, purpose, outcome) for nth, (model, purpose, outcome) in enumerate(words)]
        self._scores += [(row, *score) for score in scores]
        self._fates += 1
        if self._fates % FATES == 0:
            self._tell()

    def _tell(self) -> None:
        if self._became:
            self._write("INSERT OR REPLACE INTO words VALUES (?,?,?,?,?,?)", self._became)
            self._write("INSERT OR REPLACE INTO scores VALUES (?,?,?,?,?)", self._scores)
            self.commit()
            self._became, self._scores = [], []

    def usable(self) -> dict[str, dict[str, int]]:
        """Of the model's words, how many were used or why not, by "model task_type purpose"."""
        self._tell()
        found: dict[str, dict[str, int]] = {}
        query = "SELECT model, task, purpose, outcome, COUNT(*) FROM words GROUP BY model, task, purpose, outcome ORDER BY model, task, purpose, outcome"
        for model, task, purpose, outcome, count in self._db.execute(query):
            found.setdefault(f"{model} {task} {purpose}", {})[outcome] = count
        return found

    def change(self, statement: str, rows: list[tuple[Any, ...]]) -> None:
        """A change of another table; on disk after the next `commit`."""
        self._write(statement, rows)

    def query(self, statement: str, values: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
        """Rows of another table."""
        yield from self._db.execute(statement, values)

    def _write(self, statement: str, rows: list[tuple[Any, ...]]) -> None:
        if not self._db.in_transaction:
            self._run("BEGIN IMMEDIATE")
        try:
            self._db.executemany(statement, rows)
        except sqlite3.Error as error:
            raise self._full(error) from None

    def _run(self, statement: str) -> None:
        try:
            self._db.execute(statement)
        except sqlite3.Error as error:
            raise self._full(error) from None

    def _full(self, error: sqlite3.Error) -> UserError:
        return UserError(f"{self.path}: cannot be written: {error}; free some space and run the same command again")

    def spent(self) -> float:
        """Money spent so far, as this object knows it; calls of unknown price count as nothing."""
        return self._spent

    def has_answers_of(self, endpoint: str) -> bool:
        """Whether an endpoint has ever given an answer."""
        return self._db.execute("SELECT 1 FROM answers WHERE model = ? AND text IS NOT NULL LIMIT 1", (endpoint,)).fetchone() is not None

    def forget(self, keys: Iterable[bytes]) -> None:
        """Take back that there is no answer under these keys."""
        gone = list(keys)
        self._write("DELETE FROM answers WHERE key = ? AND text IS NULL", [(key,) for key in gone])
        self._known.clear()
        for beside in filter(None, (self._own, _on_disk.get(self._place))):
            beside.drop(gone)
        self.commit()

    def account(self) -> list[dict[str, Any]]:
        """Calls, tokens and money (None where a price is unknown) by model, task type and purpose."""
        rows = self._db.execute(
            "SELECT model, task, purpose, COUNT(*), SUM(outcome != 'ok'), SUM(tokens_in), SUM(tokens_out), SUM(money), SUM(money IS NULL AND outcome = 'ok')"
            " FROM calls GROUP BY model, task, purpose ORDER BY model, task, purpose"
        )
        return [
            {
                "model": m,
                "task_type": t,
                "purpose": p,
                "calls": n,
                "failed": bad,
                "tokens_in": a,
                "tokens_out": b,
                "money": None if unknown else money,
            }
            for m, t, p, n, bad, a, b, money, unknown in rows
        ]

    def outcomes(self) -> dict[str, int]:
        """How often each kind of failure came back."""
        return dict(self._db.execute("SELECT outcome, COUNT(*) FROM calls WHERE outcome != 'ok' GROUP BY outcome ORDER BY outcome"))

    def answers(self) -> Iterator[tuple[bytes, str, bytes, str | None, str]]:
        """(key, endpoint, request, text, reason) of every answer, by key."""
        yield from self._db.execute("SELECT key, model, request, text, reason FROM answers ORDER BY key")

    def close(self) -> None:
        """Put on disk what is kept, and close the file."""
        try:
            self._tell()
            self.commit()
        finally:
            if self._own and _on_disk.get(self._place) is self._own:
                del _on_disk[self._place]
            self._db.close()
