"""The health of an endpoint: whether it fails one request, or all of them, and when it counts as gone."""

from __future__ import annotations

import time
from collections.abc import Callable

from generators.model.replies import Busy, Failure, Passing, Unanswerable

DEAD_AFTER = 24  # failures in a row, without one reply ever, after which an endpoint counts as gone
REFUSED_AFTER = 8  # the same, where every request is called malformed
DOWN_AFTER, DOWN_KEYS = 8, 4  # failures in a row, of so many different requests, that are the endpoint's doing and not theirs
PATIENCE = 120.0  # seconds that an endpoint may be down: a server restarts, a large model loads


class Health:
    """Failures in a row of one endpoint. `ever`: whether it has answered anything in an earlier run."""

    def __init__(self, name: str, ever: bool, clock: Callable[[], float] = time.monotonic) -> None:
        self.name, self.ever, self._clock = name, ever, clock
        self._now = False  # a reply has come in this run
        self._well()

    def _well(self) -> None:
        self._streak, self._since, self._keys, self._naps = 0, 0.0, set[bytes](), 0

    def replied(self) -> None:
        """A reply came."""
        self.ever = self._now = True
        self._well()

    def failed(self, key: bytes, failure: Failure) -> str:
        """Note a failure of a request; gives a sentence where the endpoint counts as gone."""
        if isinstance(failure, Busy) or failure.reason == "too-long":
            return ""
        if self._streak == 0:
            self._since = self._clock()
        self._streak += 1
        self._keys.add(key)
        told = f"{failure.reason}: {failure.detail}" if failure.detail else failure.reason
        if isinstance(failure, Unanswerable):
            gone = not self.ever and self._streak >= REFUSED_AFTER
            return f"{self.name}: refuses every request ({told})" if gone else ""
        if not self._now and self._streak >= DEAD_AFTER and failure.reason == "no-connection":
            return f"{self.name}: cannot be reached ({failure.detail}); {self._streak} calls in a row found nobody"
        if not self.ever and self._streak >= DEAD_AFTER and not _may_come(failure):
            return f"{self.name}: {self._streak} calls in a row brought no usable reply ({told})"
        if self.down and _may_come(failure) and self._clock() - self._since > PATIENCE:
            return f"{self.name}: no reply for {PATIENCE:.0f} s ({told})"
        return ""

    @property
    def down(self) -> bool:
        """Whether it fails whatever it is asked, whoever asks."""
        return self._streak >= DOWN_AFTER and len(self._keys) >= DOWN_KEYS

    def excuses(self, failure: Failure) -> bool:
        """Whether a failure says nothing against its request."""
        return self.down and _may_come(failure)

    def nap(self) -> float:
        """Seconds to leave an endpoint alone that is down."""
        self._naps += 1
        return min(10.0, 0.5 * 2.0 ** (self._naps // DOWN_AFTER))


def _may_come(failure: Failure) -> bool:
    """Whether an endpoint that fails so may be back in a while."""
    return isinstance(failure, Passing) and (failure.reason in ("no-connection", "time-out") or failure.reason.startswith("status-"))
