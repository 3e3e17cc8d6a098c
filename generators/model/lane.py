"""A lane to one endpoint: how many requests may be under way, and when the next may start."""

from __future__ import annotations

import asyncio
import time
from collections import deque

from generators.model.endpoints import Endpoint

CUT, LEAST = 0.7, 1.0


class Lane:
    """In-flight limit by additive increase and multiplicative decrease, a shared pause, and the endpoint's own rates per minute.

    A single refusal under many successes is noise (some gateways refuse at random): the request that met it waits, the lane goes on. The
    limit is cut, once per congestion epoch, where half of the latest requests were refused; an epoch ends when everything that was under
    way at the cut is back. Those still under way count as not refused: a refusal comes back at once, an answer takes its time.
    """

    def __init__(self, endpoint: Endpoint) -> None:
        self.endpoint = endpoint
        self.limit = float(endpoint.in_flight)
        self.under_way = 0
        self.pause_until = 0.0
        self._latest: deque[bool] = deque(maxlen=max(16, 2 * endpoint.in_flight))  # True: refused
        self._epoch_ends = 0.0
        self._grown = 0
        self._starts: deque[float] = deque()
        self._spent: deque[tuple[float, int]] = deque()
        self._free = asyncio.Condition()

    async def enter(self, not_before: float = 0.0) -> float:
        """Wait for a place; gives the time at which the request starts."""
        while True:
            async with self._free:
                wait = max(not_before, self.pause_until, self._rate_until()) - time.monotonic()
                if wait <= 0:
                    if self.under_way < max(1, int(self.limit)):
                        self.under_way += 1
                        now = time.monotonic()
                        if self.endpoint.rpm:
                            self._starts.append(now)
                        return now
                    await self._free.wait()
                    continue
                self._free.notify(1)  # it cannot use its turn yet, another may
            await asyncio.sleep(wait)

    def _rate_until(self) -> float:
        """When the rates per minute allow another request."""
        now, until = time.monotonic(), 0.0
        if self.endpoint.rpm:
            while self._starts and self._starts[0] < now - 60:
                self._starts.popleft()
            if len(self._starts) >= self.endpoint.rpm:
                until = self._starts[0] + 60
        if self.endpoint.tpm:
            while self._spent and self._spent[0][0] < now - 60:
                self._spent.popleft()
            if sum(tokens for _, tokens in self._spent) >= self.endpoint.tpm:
                until = max(until, self._spent[0][0] + 60)
        return until

    async def leave(self, started: float, *, busy: bool, retry_after: float | None = None, tokens: int = 0) -> None:
        """Give the place back and learn from what came."""
        async with self._free:
            self.under_way -= 1
            now = time.monotonic()
            self._latest.append(busy)
            if tokens and self.endpoint.tpm:
                self._spent.append((now, tokens))
            if busy:
                self._congested(started, now, retry_after)
            else:
                self._grown += 1
                if self._grown >= self.limit:
                    self._grown, self.limit = 0, min(float(self.endpoint.in_flight), self.limit + 1)
            self._free.notify(max(1, int(self.limit) - self.under_way))  # as many as there are places: waking all costs more than the calls

    def _congested(self, started: float, now: float, retry_after: float | None) -> None:
        recent = min(len(self._latest) + self.under_way, self._latest.maxlen or 16)
        if recent < 8 or sum(self._latest) * 2 < recent:
            return
        if retry_after:
            self.pause_until = max(self.pause_until, now + retry_after)
        if started >= self._epoch_ends:
            self.limit, self._grown, self._epoch_ends = max(LEAST, self.limit * CUT), 0, now
