"""Engines: `map(fn, tasks) -> results in order`. This one uses processes of this machine."""

from __future__ import annotations

import multiprocessing
import multiprocessing.connection
import multiprocessing.pool
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import Protocol, Self, TypeVar

T = TypeVar("T")
R = TypeVar("R")


class Engine(Protocol):
    """The seam for other engines (a cluster, a queue): tasks and results are plain picklable data. `workers`: how many tasks are done at once."""

    workers: int

    def map(self, fn: Callable[[T], R], tasks: Iterable[T]) -> Iterator[R]:
        """Results in the order of the tasks."""
        ...


def _at_work() -> None:
    """In a worker: the keyboard is the parent's to hear, and where the parent is killed the worker ends too, instead of waiting for ever."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:

        def end_with_it() -> None:
            multiprocessing.connection.wait([parent.sentinel])
            os._exit(1)

        threading.Thread(target=end_with_it, daemon=True).start()


class LocalEngine:
    """`workers` processes, kept between calls until the engine is closed; one worker means this process."""

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self._pool: multiprocessing.pool.Pool | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        """End the processes."""
        if self._pool is not None:
            self._pool.terminate()
            self._pool.join()
            self._pool = None

    def map(self, fn: Callable[[T], R], tasks: Iterable[T]) -> Iterator[R]:
        """Results in order; at most four tasks per worker are under way, so memory stays flat."""
        if self.workers == 1:
            yield from map(fn, tasks)
            return
        if self._pool is None:
            self._pool = multiprocessing.get_context("spawn").Pool(self.workers, _at_work)
        waiting: deque[multiprocessing.pool.AsyncResult[R]] = deque()
        for task in tasks:
            waiting.append(self._pool.apply_async(fn, (task,)))
            if len(waiting) >= self.workers * 4:
                yield waiting.popleft().get()
        while waiting:
            yield waiting.popleft().get()
