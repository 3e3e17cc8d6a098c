"""Engines: `map(fn, tasks) -> results in order`. This one uses processes of this machine."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import Protocol, TypeVar

T = TypeVar("T")
R = TypeVar("R")


class Engine(Protocol):
    """The seam for other engines (a cluster, a queue): tasks and results are plain picklable data."""

    def map(self, fn: Callable[[T], R], tasks: Iterable[T]) -> Iterator[R]:
        """Results in the order of the tasks."""
        ...


class LocalEngine:
    """`workers` processes; one worker means this process."""

    def __init__(self, workers: int) -> None:
        self.workers = workers

    def map(self, fn: Callable[[T], R], tasks: Iterable[T]) -> Iterator[R]:
        """Results in order; at most four tasks per worker are under way, so memory stays flat."""
        if self.workers == 1:
            yield from map(fn, tasks)
            return
        with multiprocessing.get_context("spawn").Pool(self.workers) as pool:
            waiting: deque[multiprocessing.pool.AsyncResult[R]] = deque()
            source = iter(tasks)
            for task in source:
                waiting.append(pool.apply_async(fn, (task,)))
                if len(waiting) >= self.workers * 4:
                    yield waiting.popleft().get()
            while waiting:
                yield waiting.popleft().get()
