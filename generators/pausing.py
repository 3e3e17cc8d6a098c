"""Work that waits for something, kept where it stopped: with greenlet it goes on at that very line, without it it is done again from its start."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

T = TypeVar("T")
KEPT = 512  # pieces of work that one process keeps: each holds a row half-built, some 50 kB


def _greenlet() -> Any:
    try:
        import greenlet
    except ImportError:  # it comes with the `model` extra
        return None
    return greenlet


class Pauses:
    """Pieces of work by key. Only for one thread; whatever they share must not mind that they take turns."""

    def __init__(self, wanted: bool = True) -> None:
        self._lib = _greenlet() if wanted else None
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()

    def run(self, key: Hashable, work: Callable[[], T]) -> T:
        """What `work` gives, or the first thing that it pauses with. Where the key's work has paused, that goes on instead."""
        if self._lib is None:
            return work()
        paused = self._kept.pop(key, None)
        paused = paused or self._lib.greenlet(work)
        given: T = paused.switch()
        if not paused.dead:
            self._kept[key] = paused
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)  # its work is done again, should it be asked for
        return given

    def drop(self, key: Hashable) -> None:
        """Forget work that has paused."""
        self._kept.pop(key, None)

    def pause(self, given: Any) -> bool:
        """Called within the work: leave it with `given`; true once it goes on, false at once where it cannot pause."""
        here = self._lib.getcurrent() if self._lib else None
        if here is None or here.parent is None:
            return False
        here.parent.switch(given)
        return True
