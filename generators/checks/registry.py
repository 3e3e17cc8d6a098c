"""The register of check kinds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import Any, NamedTuple, TypeVar

Row = dict[str, Any]
T = TypeVar("T")


class Verdict(NamedTuple):
    """The outcome of one check: `why` is a sentence when it failed, empty when it holds.

    `code`: a slug of its own for the fault, where it is no plain failure: `...-unverified` says that the check could not be made here.
    """

    why: str = ""
    code: str = ""

    @property
    def ok(self) -> bool:
        """Whether the check holds."""
        return not self.why


_row: list[Any] = []  # the row under judgement, and what was read out of it so far


@contextmanager
def one_row(row: Row) -> Iterator[None]:
    """While this lasts the row does not change, so what several checks read out of it is read once (see `per_row`)."""
    before = _row[:]
    _row[:] = [row, {}]
    try:
        yield
    finally:
        _row[:] = before


def per_row(read: Callable[[Row], T]) -> Callable[[Row], T]:
    """Read a row once while it is judged. The result is shared between checks: none of them may change it. A fault is found again each time."""

    @wraps(read)
    def once(row: Row) -> T:
        if not _row or _row[0] is not row:
            return read(row)
        found = _row[1]
        if read not in found:
            found[read] = read(row)
        kept: T = found[read]
        return kept

    return once


def give(read: Callable[[Row], T], value: T) -> None:
    """What a reader `per_row` would read out of the row that is being judged, where it is known already."""
    _row[1][read.__wrapped__] = value  # type: ignore[attr-defined]


HOLDS = Verdict()  # what most checks find

Judge = Callable[[Row, str, dict[str, Any]], Verdict]


@dataclass(frozen=True)
class Check:
    """A kind of check. `params` names the keys its params must have."""

    kind: str
    params: tuple[str, ...]
    judge: Judge


_KINDS: dict[str, Check] = {}


def check(kind: str, *params: str) -> Callable[[Judge], Judge]:
    """Register a function `(row, answer, params) -> Verdict` under `kind`; a second one of the same name is an error."""

    def register(function: Judge) -> Judge:
        old = _KINDS.get(kind)
        if old and old.judge.__module__ != function.__module__:
            raise RuntimeError(f"check kind {kind!r} is defined in {old.judge.__module__} and in {function.__module__}")
        _KINDS[kind] = Check(kind, params, function)
        return function

    return register


def known_checks() -> dict[str, Check]:
    """All registered kinds."""
    return dict(_KINDS)


def judge(row: Row, item: dict[str, Any], answer: str | None = None) -> Verdict:
    """Run one of the row's checks on `answer`, by default on the content of the turn it names."""
    kind = _KINDS.get(item["kind"])
    if kind is None:
        return Verdict(f"unknown check kind {item['kind']!r}")
    for param in kind.params:
        if param not in item["params"]:
            return Verdict(f"params lack {param!r}")
    if answer is None:
        if not 0 <= item["turn"] < len(row["messages"]):
            return Verdict(f"there is no turn {item['turn']}")
        message = row["messages"][item["turn"]]
        if message["role"] != "assistant":
            return Verdict(f"turn {item['turn']} is not the assistant's")
        answer = message.get("content") or ""
    try:
        return kind.judge(row, answer, item["params"])
    except (KeyError, IndexError, TypeError, AttributeError, ValueError) as error:
        # A damaged row must be a finding, never a crash of the verifier.
        return Verdict(f"evidence or params cannot be read: {type(error).__name__} {error}")
