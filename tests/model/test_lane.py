"""The lane's own waits, on a clock that only it moves: what a loaded machine adds is not in it."""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Callable
from typing import Any

import pytest

from generators.model.endpoints import Endpoint
from generators.model.lane import Lane


class _Jump:
    """A selector that never waits: the clock jumps to the next timer."""

    def __init__(self, inner: Any, clock: list[float]) -> None:
        self._inner, self._clock = inner, clock

    def select(self, timeout: float | None = None) -> list[Any]:
        if timeout:
            self._clock[0] += timeout
        found: list[Any] = self._inner.select(0)
        return found

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


@pytest.fixture
def simulate(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Runs a coroutine on the jumping clock."""
    clock = [1000.0]

    def run(main: Any) -> Any:
        loop = asyncio.SelectorEventLoop()
        loop._selector = _Jump(loop._selector, clock)  # type: ignore[attr-defined]
        loop.time = lambda: clock[0]  # type: ignore[method-assign]
        monkeypatch.setattr(time, "monotonic", lambda: clock[0])
        try:
            return loop.run_until_complete(main)
        finally:
            monkeypatch.undo()
            loop.close()

    return run


async def _prompts(
    count: int, flight: int, refused: Callable[[int, int, Lane], bool], latency: float, wait: float
) -> tuple[float, int, float]:
    """(seconds until all are answered, retries before their time, the lane's limit at the end)."""
    lane = Lane(Endpoint("m", "m", in_flight=flight))
    begun, early, due = time.monotonic(), [0], dict[int, float]()

    async def one(n: int) -> None:
        tries, not_before = 0, 0.0
        while True:
            started = await lane.enter(not_before)
            early[0] += time.monotonic() < due.get(n, 0.0) - 1e-6
            tries += 1
            if refused(n, tries, lane):
                due[n] = not_before = time.monotonic() + wait
                await lane.leave(started, busy=True, retry_after=wait)
                continue
            await asyncio.sleep(latency)
            await lane.leave(started, busy=False)
            return

    await asyncio.gather(*(one(n) for n in range(count)))
    return time.monotonic() - begun, early[0], lane.limit


def _drawn(n: int, tries: int, share: float) -> bool:
    return int(hashlib.sha256(f"{n}#{tries}".encode()).hexdigest()[:8], 16) / 2**32 < share


@pytest.mark.parametrize("latency", [0.0, 0.2])
def test_refusals_at_random_cost_their_own_wait_and_no_more(simulate: Callable[..., Any], latency: float) -> None:
    deepest = max(next(t for t in range(1, 20) if not _drawn(n, t, 0.2)) for n in range(200))
    window, early, limit = simulate(_prompts(200, 32, lambda n, t, lane: _drawn(n, t, 0.2), latency, 2.0))
    assert early == 0 and limit == 32
    least = 2.0 * (deepest - 1) + latency  # the prompt that is refused most often
    assert window <= least + 200 * 1.25 * latency / 32 + 0.2
    assert window <= 8.0


def test_a_wall_of_refusals_pauses_all_and_cuts_the_limit(simulate: Callable[..., Any]) -> None:
    window, early, limit = simulate(_prompts(200, 32, lambda n, t, lane: lane.under_way > 8, 0.2, 1.0))
    assert early == 0 and limit < 32
    assert window < 20.0


def test_without_refusals_it_is_as_fast_as_its_limit(simulate: Callable[..., Any]) -> None:
    window, _, _ = simulate(_prompts(500, 50, lambda n, t, lane: False, 0.2, 1.0))
    assert window == pytest.approx(2.0, abs=0.01)
