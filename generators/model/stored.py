"""The model as a recipe sees it: what is stored already, and what is still to be asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from generators.model.endpoints import Endpoint, choose
from generators.model.store import Answer, Ask, Store
from generators.seeds import digest


@dataclass(frozen=True)
class Said:
    """What a model has said so far for a row, and what became of it."""

    words: tuple[tuple[str, str, str], ...]
    refused: tuple[tuple[str, str], ...]
    used: frozenset[str]
    own_words: tuple[dict[str, Any], str] | None = None
    settled: bool = False


@dataclass
class StoredModel:
    """Answers of one attempt at one row.

    `words` tells what became of the model's words: (model, purpose, "used" or why not); `refused` keeps those that did not pass.
    """

    store: Store
    endpoints: tuple[Endpoint, ...]
    task: str
    purposes: frozenset[str]  # what it may word
    live: bool = True
    wait: Callable[[list[dict[str, Any]]], bool] = lambda requests: False  # true once these are answered; false where the work cannot wait
    words: list[tuple[str, str, str]] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    own_words: tuple[dict[str, Any], str] | None = (
        None  # a last answer it has given while it acted, with the request: tried before it is asked for another
    )
    settled: bool = False  # the last answer is the model's already
    _used: set[str] = field(default_factory=set)
    _asks: dict[int, tuple[Mapping[str, Any], Ask]] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """Names of the models whose words stand in the row; "offline" where none do."""
        return ",".join(sorted(self._used)) or "offline"

    def said(self) -> Said:
        """What has been said so far."""
        return Said(tuple(self.words), tuple(self.refused), frozenset(self._used), self.own_words, self.settled)

    def resume(self, said: Said) -> None:
        """Go on where an earlier visit stopped."""
        self.words, self.refused, self._used = list(said.words), list(said.refused), set(said.used)
        self.own_words, self.settled = said.own_words, said.settled

    def ask_of(self, request: Mapping[str, Any]) -> Ask:
        """The request on its way to the endpoint that serves its role."""
        known = self._asks.get(id(request))  # looked at several times: when it is asked, sent, told of
        if known is None or known[0] is not request:
            known = self._asks[id(request)] = (request, self._ask_of(request))
        return known[1]

    def _ask_of(self, request: Mapping[str, Any]) -> Ask:
        key = digest(orjson.dumps(dict(request), option=orjson.OPT_SORT_KEYS).hex(), size=16)
        endpoint = choose(self.endpoints, str(request.get("role", "writer")), key)
        return Ask(digest(key.hex(), endpoint.name, endpoint.model, size=16), endpoint.name, self.task, dict(request))

    def answer(self, request: Mapping[str, Any]) -> Answer | None:
        """What is stored, or None where nothing has come yet."""
        return self.store.get(self.ask_of(request).key)

    def took(self, request: Mapping[str, Any], outcome: str = "used", said: str = "") -> None:
        """Note what became of the answer to a request, and what it said where that did not pass."""
        ask = self.ask_of(request)
        self.words.append((ask.endpoint, ask.purpose, outcome))
        if outcome == "used":
            self._used.add(ask.endpoint)
        else:
            self.refused.append((outcome, said))
