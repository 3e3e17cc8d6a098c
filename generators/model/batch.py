"""The same calls by the OpenAI Batch API: what a run asks is written, uploaded, and its answers are there when the same command comes again."""

from __future__ import annotations

import queue
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import orjson

from generators.errors import UserError
from generators.model.bodies import by_status, message_of, reply_of
from generators.model.client import MISSING, body_of, without_key
from generators.model.desk import SHAPE_TRIES, GaveUp
from generators.model.endpoints import Endpoint
from generators.model.replies import Failure, Fatal, Unanswerable
from generators.model.shape import shaped
from generators.model.store import Answer, Ask, Store

_OPEN = ("validating", "in_progress", "finalizing", "cancelling")
LARGEST = 50_000  # requests in one batch, the API's own limit


class UnderWay(UserError):
    """Batches are under way (exit 3): the same command goes on when they are done."""

    exit_code = 3


class BatchDesk:
    """Takes requests like a desk. When nothing more can be done without an answer, it uploads them all and ends the run."""

    def __init__(self, endpoints: tuple[Endpoint, ...], store: Path) -> None:
        try:
            import openai
        except ImportError:
            raise UserError(MISSING) from None
        self._error: Any = openai.OpenAIError
        self._endpoints = {e.name: e for e in endpoints}
        self._clients = {
            e.name: openai.OpenAI(api_key=e.key, base_url=e.base_url or None, max_retries=5, timeout=e.timeout) for e in endpoints
        }
        self._store, self._ready, self._asks = Store(store), queue.SimpleQueue[Any](), dict[bytes, Ask]()
        self._waiting: list[tuple[Any, tuple[Ask, ...]]] = []
        self._open = self._fetch()

    def submit(self, mark: Any, asks: Iterable[Ask]) -> None:
        """Keep requests that have no answer yet."""
        missing = tuple({a.key: a for a in asks if self._store.get(a.key) is None}.values())
        self._asks.update({a.key: a for a in missing})
        if missing:
            self._waiting.append((mark, missing))
        else:
            self._ready.put(mark)

    def finished(self) -> list[Any]:
        """The marks that are ready; where there are none, everything is uploaded and UnderWay raised."""
        marks = []
        while not self._ready.empty():
            marks.append(self._ready.get())
        if not marks:
            self._send()
        return marks

    def wait(self, asks: Iterable[Ask]) -> None:
        """As `finished`, for these requests."""
        missing = {a.key: a for a in asks if self._store.get(a.key) is None}
        if missing:
            self._asks.update(missing)
            self._send()

    def close(self) -> None:
        """Close the store and the connections."""
        self._store.close()
        for client in self._clients.values():
            client.close()

    def _send(self) -> None:
        under_way = {key for _, keys, _ in self._open for key in keys}
        fresh = [a for a in self._asks.values() if a.key not in under_way]
        for name in self._endpoints:
            mine = [a for a in fresh if a.endpoint == name]
            for start in range(0, len(mine), LARGEST):
                self._upload(name, mine[start : start + LARGEST])
        count = sum(len(keys) for _, keys, _ in self._open)
        names = ", ".join(b for b, _, _ in self._open)
        raise UnderWay(
            f"{count} requests are under way in {len(self._open)} batch(es) ({names}); run the same command again when they are done"
        )

    def _upload(self, name: str, asks: list[Ask]) -> None:
        endpoint, client = self._endpoints[name], self._clients[name]
        lines = [
            orjson.dumps({"custom_id": a.key.hex(), "method": "POST", "url": "/v1/chat/completions", "body": body_of(endpoint, a.request)})
            for a in asks
        ]
        try:
            file = client.files.create(file=("requests.jsonl", b"\n".join(lines) + b"\n"), purpose="batch")
            batch = client.batches.create(input_file_id=file.id, endpoint="/v1/chat/completions", completion_window="24h")
        except self._error as error:
            raise GaveUp(f"{name}: took no batch: {self._told(name, error)}") from None
        self._store.change(
            "INSERT INTO batches VALUES (?,?,?,?,?,0)", [(batch.id, name, a.key, a.task, orjson.dumps(a.request)) for a in asks]
        )
        self._store.commit()
        self._open.append((batch.id, [a.key for a in asks], name))

    def _fetch(self) -> list[tuple[str, list[bytes], str]]:
        """Take in the batches that are done; gives those still open."""
        still = []
        rows = list(self._store.query("SELECT id, model, key, task, request FROM batches WHERE done = 0 ORDER BY rowid"))
        for batch_id in dict.fromkeys(r[0] for r in rows):
            asks = {r[2]: Ask(r[2], r[1], r[3], orjson.loads(r[4])) for r in rows if r[0] == batch_id}
            name, keys = next(iter(asks.values())).endpoint, list(asks)
            if name not in self._clients:
                raise UserError(f"{self._store.path}: batch {batch_id} was sent to {name!r}, which --endpoints does not name any more")
            client = self._clients[name]
            try:
                batch = client.batches.retrieve(batch_id)
                if batch.status in _OPEN:
                    still.append((batch_id, keys, name))
                    continue
                for file_id in filter(None, (batch.output_file_id, batch.error_file_id)):
                    self._take(asks, client.files.content(file_id).content)
            except self._error as error:
                raise GaveUp(f"{name}: batch {batch_id} cannot be read: {self._told(name, error)}") from None
            self._store.change("UPDATE batches SET done = 1 WHERE id = ?", [(batch_id,)])
            self._store.commit()  # what it left unanswered is asked again, in the next one
            if batch.status == "failed":
                raise GaveUp(f"{name}: batch {batch_id} failed: {self._told(name, batch.errors)}; the same command sends it again")
        return still

    def _told(self, name: str, error: Any) -> str:
        """What is said of an error, in one line and without the key."""
        data = getattr(error, "data", None)
        said = "; ".join(str(getattr(e, "message", e)) for e in data) if data else str(error)
        return without_key(self._endpoints[name], message_of(said))[:200]

    def _take(self, asks: dict[bytes, Ask], content: bytes) -> None:
        for line in content.splitlines():
            try:
                entry = orjson.loads(line)
                ask = asks.get(bytes.fromhex(entry["custom_id"]))
            except (ValueError, KeyError, TypeError):
                continue  # what it was for has no answer then, and is asked again
            if ask is None or self._store.get(ask.key) is not None:
                continue
            endpoint, response = self._endpoints[ask.endpoint], entry.get("response") or {}
            try:
                if (status := int(response.get("status_code") or 500)) >= 400:
                    raise by_status(status, message_of(response.get("body") or entry.get("error") or ""), {})
                reply = reply_of(response.get("body") or {}, bool(ask.request.get("tools")))
                text, fault = shaped(ask.request, reply.text)
            except Failure as failure:
                self._store.called(ask, failure.reason, *failure.paid, endpoint.money(*failure.paid) if any(failure.paid) else None)
                if isinstance(failure, Fatal):
                    raise GaveUp(f"{endpoint.name}: {without_key(endpoint, str(failure))}") from None
                self._fail(ask, failure.reason, isinstance(failure, Unanswerable))
                continue
            if reply.counted:
                self._store.called(ask, "ok", reply.tokens_in, reply.tokens_out, endpoint.money(reply.tokens_in, reply.tokens_out))
            else:
                self._store.called(ask, "ok", None, None, None)
            if fault:
                self._fail(ask, "bad-json")
            else:
                self._store.put(ask, Answer(text))

    def _fail(self, ask: Ask, reason: str, for_good: bool = False) -> None:
        """Leave it to the next batch; after so many batches there will be no answer."""
        tries = next(iter(self._store.query("SELECT COUNT(*) FROM batches WHERE key = ?", (ask.key,))))[0]
        if for_good or tries >= SHAPE_TRIES:
            self._store.put(ask, Answer(None, reason))
