"""Answers in a file: a run that paid for them can be made again by anybody, without a network."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import orjson

from generators.errors import UserError
from generators.model.endpoints import Endpoint
from generators.model.replies import Fatal, Reply, Unanswerable
from generators.model.store import Store

_SHOWN = ("name", "model", "roles", "json")


def record(store: Store, endpoints: tuple[Endpoint, ...], path: str) -> int:
    """Write all answers of a run to a file; gives how many. The first line names the endpoints, without address or key."""
    head = {"endpoints": [{k: getattr(e, k) for k in _SHOWN} for e in endpoints]}
    lines = [orjson.dumps(head)]
    for key, endpoint, request, text, reason in store.answers():
        lines.append(
            orjson.dumps({"key": key.hex(), "endpoint": endpoint, "request": orjson.loads(request), "text": text, "reason": reason})
        )
    part = Path(f"{path}.part")
    try:
        part.write_bytes(b"\n".join(lines) + b"\n")
        os.replace(part, path)
    except OSError as error:
        raise UserError(f"--record {path}: cannot be written: {error.strerror}") from None
    return len(lines) - 1


def recorded_endpoints(path: str) -> tuple[Endpoint, ...]:
    """The endpoints of a recording, by its first line."""
    try:
        with open(path, "rb") as lines:
            head = orjson.loads(lines.readline())
        return tuple(Endpoint(**{**e, "roles": tuple(e["roles"])}) for e in head["endpoints"])
    except (OSError, orjson.JSONDecodeError, KeyError, TypeError) as error:
        raise UserError(f"--model recorded:{path}: is no recording of gen ({error}); make one with --record FILE") from None


class RecordedClient:
    """Answers from a recording; what it does not hold was never asked there, and ends the run."""

    def __init__(self, path: str) -> None:
        self.path, self._answers = path, {}
        with open(path, "rb") as lines:
            next(lines)
            for nth, line in enumerate(lines, 2):
                try:
                    entry = orjson.loads(line)
                    self._answers[_key(entry["request"])] = (entry["text"], entry["reason"])
                except (orjson.JSONDecodeError, KeyError, TypeError):
                    raise UserError(
                        f"--model recorded:{path}: line {nth} is broken (was it cut off?); make it again with --record FILE"
                    ) from None

    async def complete(self, request: dict[str, Any]) -> Reply:
        """The recorded reply."""
        found = self._answers.get(_key(request))
        if found is None:
            raise Fatal(
                "not-recorded", f"{self.path} has no answer to this {request['purpose']}; it was recorded with other options, rows or texts"
            )
        if found[0] is None:
            raise Unanswerable(found[1])
        return Reply(found[0])

    async def close(self) -> None:
        """Nothing is held open."""


def _key(request: dict[str, Any]) -> bytes:
    return orjson.dumps(request, option=orjson.OPT_SORT_KEYS)
