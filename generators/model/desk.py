"""The desk: sends requests, keeps every answer before it hands it on, and survives what endpoints do. One per run, for all its workers."""

from __future__ import annotations

import asyncio
import queue
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from generators.errors import UserError
from generators.model.client import Client, OpenAIClient
from generators.model.endpoints import Endpoint
from generators.model.health import Health
from generators.model.lane import Lane
from generators.model.replies import Busy, Failure, Fatal, Passing, Reply, Unanswerable
from generators.model.shape import shaped, told_again
from generators.model.store import Answer, Ask, Store

TRIES, BUSY_TRIES, SHAPE_TRIES, CUT_TRIES = 8, 40, 3, 3
TOGETHER = 0.004  # seconds


class GaveUp(UserError):
    """An endpoint will answer nothing more (exit 4). What was answered is stored; the same command goes on from there."""

    exit_code = 4


class Spent(UserError):
    """The budget is used up (exit 3). The same command with a larger one goes on."""

    exit_code = 3


class Desk:
    """A thread with an event loop in it: tickets go in with their requests, and come out when all of these are answered."""

    def __init__(
        self,
        endpoints: tuple[Endpoint, ...],
        store: Path,
        budget: float | None = None,
        connect: Callable[[Endpoint], Client] = OpenAIClient,
    ) -> None:
        self._endpoints = {e.name: e for e in endpoints}
        self._path, self._budget, self._connect = store, budget, connect
        self._done: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._under_way: dict[bytes, list[_Ticket]] = {}
        self._ready = threading.Event()
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._serve, daemon=True, name="desk")
        self._thread.start()
        self._ready.wait()
        self._raise()

    def submit(self, mark: Any, asks: Iterable[Ask]) -> None:
        """Send requests; `mark` comes back from `finished` when all of them are answered."""
        ticket = _Ticket(mark, tuple({a.key: a for a in asks}.values()))
        self._loop.call_soon_threadsafe(self._take, ticket)

    def finished(self) -> list[Any]:
        """Wait for at least one ticket; the marks of all that are ready. Raises GaveUp or Spent."""
        marks = [self._next()]
        while not self._done.empty():
            marks.append(self._next())
        return marks

    def wait(self, asks: Iterable[Ask]) -> None:
        """Return when all of these are answered; tickets that get ready meanwhile stay in the queue."""
        ready = threading.Event()
        self.submit(ready, asks)
        while not ready.wait(0.5):
            self._raise()

    def _next(self) -> Any:
        while True:
            try:
                mark = self._done.get(timeout=0.5)  # short, so that an interrupt from the keyboard is heard
            except queue.Empty:
                continue
            self._raise()
            return mark

    def _raise(self) -> None:
        if self._error is not None:
            raise self._error

    def close(self) -> None:
        """Stop at once; requests under way are dropped."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stop.set)
            self._thread.join(timeout=3)

    # In the thread, from here on.

    def _serve(self) -> None:
        try:
            asyncio.run(self._main())
        except BaseException as error:  # handed to the caller's thread
            self._fail(error)
        finally:
            self._ready.set()

    async def _main(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        self._store = Store(self._path, writes=True)
        self._commit: asyncio.Future[None] | None = None
        self._health = {name: Health(name, self._store.has_answers_of(name)) for name in self._endpoints}
        self._unsure: dict[str, list[bytes]] = {name: [] for name in self._endpoints}  # given up since it last replied
        self._lanes = {name: Lane(e) for name, e in self._endpoints.items()}
        self._clients = {name: self._connect(e) for name, e in self._endpoints.items()}
        self._tasks: set[asyncio.Task[None]] = set()
        self._ready.set()
        await self._stop.wait()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for client in self._clients.values():
            await client.close()
        self._store.close()

    def _take(self, ticket: _Ticket) -> None:
        for ask in ticket.asks:
            waiting = self._under_way.setdefault(ask.key, [])
            waiting.append(ticket)
            if len(waiting) == 1:
                task = self._loop.create_task(self._answer(ask))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
        if not ticket.asks:
            self._hand_out(ticket)

    def _hand_out(self, ticket: _Ticket) -> None:
        if isinstance(ticket.mark, threading.Event):
            ticket.mark.set()
        else:
            self._done.put(ticket.mark)

    async def _answer(self, ask: Ask) -> None:
        try:
            if self._store.get(ask.key) is None:
                await self._asked(ask)
        except asyncio.CancelledError:
            raise
        except BaseException as error:
            self._fail(error)
            return
        for ticket in self._under_way.pop(ask.key, []):
            ticket.open -= 1
            if not ticket.open:
                self._hand_out(ticket)

    async def _asked(self, ask: Ask) -> None:
        """Ask until there is an answer, or until it is certain that there will be none; store it either way."""
        request, tries, busy, shapes, not_before = ask.request, 0, 0, 0, 0.0
        while True:
            try:
                said, fault = await self._call(ask, request, not_before)
                if not fault:
                    return
                shapes += 1
                if shapes == SHAPE_TRIES:
                    answer = Answer(None, "bad-json")
                    break
                request = _again(ask.request, said, fault)
            except Busy as failure:
                busy += 1
                if busy == BUSY_TRIES:
                    raise GaveUp(
                        f"{ask.endpoint}: refused {busy} times in a row as too many requests; lower --in-flight and run it again"
                    ) from None
                not_before = time.monotonic() + max(
                    failure.retry_after or 0.0, _backoff(ask.key, min(busy, 3)) if failure.retry_after is None else 0.0
                )
            except Passing as failure:
                if self._health[ask.endpoint].excuses(failure):
                    not_before = time.monotonic() + self._health[ask.endpoint].nap() * (0.5 + ask.key[0] / 512)
                    continue
                tries += 1
                if tries == (CUT_TRIES if failure.reason == "cut-off" else TRIES):
                    answer = Answer(None, failure.reason)
                    break
                not_before = time.monotonic() + _backoff(ask.key, tries)
            except Unanswerable as failure:
                answer = Answer(None, failure.reason)
                break
        self._store.put(ask, answer)
        self._unsure[ask.endpoint].append(ask.key)
        await self._on_disk()

    def _on_disk(self) -> asyncio.Future[None]:
        """Ready when what was kept is on disk. What comes in within a moment goes there together: a transaction costs more CPU than a call."""
        if self._commit is None:
            self._commit = self._loop.create_future()
            self._loop.call_later(TOGETHER, self._write_out, self._commit)
        return self._commit

    def _write_out(self, done: asyncio.Future[None]) -> None:
        self._commit = None
        try:
            if not self._stop.is_set():  # at the end the store writes out by itself
                self._store.commit()
        except UserError as error:
            self._fail(error)
        if not done.done():
            done.set_result(None)

    async def _call(self, ask: Ask, request: dict[str, Any], not_before: float) -> tuple[str, str]:
        """One call: (text, the fault where it has not the asked shape). A good answer is on disk before its place goes to the next."""
        lane, endpoint = self._lanes[ask.endpoint], self._endpoints[ask.endpoint]
        started = await lane.enter(not_before)
        if self._budget is not None and self._store.spent() >= self._budget:
            await lane.leave(started, busy=False)
            raise Spent(
                f"--budget {self._budget:g} is used up ({self._store.spent():.4f} spent); the same command with a larger one goes on"
            )
        busy, wait, outcome, paid = False, None, "dropped", (0, 0)
        reply: Reply | None = None
        try:
            reply = await asyncio.wait_for(self._clients[ask.endpoint].complete(request), endpoint.timeout)
            outcome, paid = "ok", (reply.tokens_in, reply.tokens_out)
            self._health[ask.endpoint].replied()
            self._unsure[ask.endpoint].clear()
            text, fault = shaped(request, reply.text)
            if not fault:
                self._store.put(ask, Answer(text))
            if self._budget is not None and not reply.counted:
                raise GaveUp(f"{ask.endpoint}: does not say how many tokens a reply took, so --budget cannot be held; run it without")
            return (reply.text, fault) if fault else (text, "")
        except TimeoutError:
            outcome = "time-out"
            self._judge(ask, late := Passing("time-out", f"after {endpoint.timeout:g} s"))
            raise late from None
        except Failure as failure:
            outcome, paid = failure.reason, failure.paid
            if isinstance(failure, Busy):
                busy, wait = True, failure.retry_after
            self._judge(ask, failure)
            raise
        finally:
            known = reply is None or reply.counted
            money = endpoint.money(*paid) if known and any(paid) else None
            self._store.called(ask, outcome, paid[0] if known else None, paid[1] if known else None, money)
            written = self._on_disk()
            if reply:
                await written
            await lane.leave(started, busy=busy, retry_after=wait, tokens=sum(paid))

    def _judge(self, ask: Ask, failure: Failure) -> None:
        if isinstance(failure, Fatal):
            raise GaveUp(f"{ask.endpoint}: {failure}; mend it and run the same command again") from None
        if told := self._health[ask.endpoint].failed(ask.key, failure):
            self._store.forget(self._unsure[ask.endpoint])  # it was not the requests' fault: they are asked again
            raise GaveUp(f"{told}; mend it and run the same command again") from None

    def _fail(self, error: BaseException) -> None:
        self._error = self._error or error
        self._done.put(None)


class _Ticket:
    """Requests that are waited for together."""

    def __init__(self, mark: Any, asks: tuple[Ask, ...]) -> None:
        self.mark, self.asks, self.open = mark, asks, len(asks)


def _backoff(key: bytes, tries: int) -> float:
    """Seconds before the next try: doubling, spread by the request's own key."""
    return float(min(8.0, 0.25 * 2.0**tries) * (0.5 + key[0] / 512))


def _again(request: dict[str, Any], said: str, fault: str) -> dict[str, Any]:
    """The same request with the faulty reply and the fault shown."""
    told = [{"role": "assistant", "content": told_again(said)}, {"role": "user", "content": request["mend"].replace("{fault}", fault)}]
    return {**request, "messages": [*request["messages"], *told]}
