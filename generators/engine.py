"""Engines: `map(fn, tasks) -> results in order`. This one uses processes of this machine."""

from __future__ import annotations

import multiprocessing
import multiprocessing.pool
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import Protocol, Self, TypeVar

T = TypeVar("T")
R = TypeVar("R")


class Engine(Protocol):
    """The seam for other engines (a cluster, a queue): tasks and results are plain picklable data."""

    def map(self, fn: Callable[[T], R], tasks: Iterable[T]) -> Iterator[R]:
        """Results in the order of the tasks."""
        ...


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
            self._pool = None

    def map(self, fn: Callable[[T], R], tasks: Iterable[T]) -> Iterator[R]:
        """Results in order; at most four tasks per worker are under way, so memory stays flat."""
        if self.workers == 1:
            yield from map(fn, tasks)
            return
        if self._pool is None:
            self._pool = multiprocessing.get_context("spawn").Pool(self.workers)
        waiting: deque[multiprocessing.pool.AsyncResult[R]] = deque()
        for task in tasks:
            waiting.append(self._pool.apply_async(fn, (task,)))
            if len(waiting) >= self.workers * 4:
                yield waiting.popleft().get()
        while waiting:
            yield waiting.popleft().get()
