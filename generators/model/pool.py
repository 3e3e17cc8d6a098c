"""Jobs that ask a model, many at once, in one process: each is a pure function run again when its answers are there; results come in order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Generic, Protocol, TypeVar

from generators.model.endpoints import Endpoint
from generators.model.store import Ask, Store
from generators.model.stored import StoredModel
from generators.scene import NotYet

J = TypeVar("J")
R = TypeVar("R")
AHEAD = 4  # jobs under way for each request that may be
HELD = 32  # jobs under way or done, for each request that may be: one that is refused again and again holds up what is behind it no sooner


class Desk(Protocol):
    """What takes requests and tells when they are answered."""

    def submit(self, mark: Any, asks: tuple[Ask, ...]) -> None:
        """Send requests under a mark."""
        ...

    def finished(self) -> list[Any]:
        """The marks that are ready."""
        ...


@dataclass
class Talk:
    """What a job asks through: answers that are stored, or NotYet."""

    model: StoredModel

    def ask(self, *requests: dict[str, Any]) -> list[str | None]:
        """Stored answers, None where there will never be one; raises NotYet for those still to be asked."""
        answers = [self.model.answer(r) for r in requests]
        if missing := [r for r, a in zip(requests, answers, strict=True) if a is None]:
            raise NotYet(missing)
        return [a.text if a else None for a in answers]


@dataclass(frozen=True)
class Pool(Generic[J, R]):
    """Runs `do(job, talk)` for every job. `task(job)`: the task type its calls are counted under."""

    desk: Desk
    store: Store
    endpoints: tuple[Endpoint, ...]
    do: Callable[[J, Talk], R]
    task: Callable[[J], str]
    width: int = 0  # jobs under way; 0: by the endpoints' limits

    def results(self, jobs: Iterator[J]) -> Iterator[tuple[J, R, StoredModel]]:
        """(job, result, what became of the model's words), in the order of the jobs."""
        flight = sum(e.in_flight for e in self.endpoints)
        width = self.width or max(8, AHEAD * flight)
        held = self.width or max(8, HELD * flight)
        waiting: dict[int, J] = {}
        ready: dict[int, tuple[J, R, StoredModel]] = {}
        numbered = enumerate(jobs)
        next_out = 0
        while True:
            room = max(0, min(width - len(waiting), held - len(waiting) - len(ready)))
            fresh = list(islice(numbered, room))
            for nth, job in fresh:
                waiting[nth] = job
                self._try(nth, job, waiting, ready)
            while next_out in ready:
                yield ready.pop(next_out)
                next_out += 1
            if not waiting and len(fresh) < room:
                return
            if waiting and (len(fresh) < room or len(waiting) >= width or len(waiting) + len(ready) >= held):
                for nth in self.desk.finished():
                    self._try(nth, waiting[nth], waiting, ready)

    def _try(self, nth: int, job: J, waiting: dict[int, J], ready: dict[int, tuple[J, R, StoredModel]]) -> None:
        model = StoredModel(self.store, self.endpoints, self.task(job), frozenset())
        try:
            result = self.do(job, Talk(model))
        except NotYet as wait:
            self.desk.submit(nth, tuple(model.ask_of(r) for r in wait.requests))
            return
        del waiting[nth]
        ready[nth] = (job, result, model)
