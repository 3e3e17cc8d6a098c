"""Jobs that wait for a model come back in order and completely, whichever is answered first."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

from generators.model.endpoints import Endpoint
from generators.model.pool import Pool, Talk
from generators.model.store import Answer, Ask, Store


class Backwards:
    """A desk that answers everything at once, the last request first."""

    def __init__(self, store: Store) -> None:
        self.store, self.marks = store, list[Any]()

    def submit(self, mark: Any, asks: tuple[Ask, ...]) -> None:
        for ask in asks:
            self.store.put(ask, Answer(ask.request["row"]))
        self.marks.append(mark)

    def finished(self) -> list[Any]:
        marks, self.marks = self.marks[:0:-1] or self.marks, self.marks[:1] if len(self.marks) > 1 else []
        return marks


def test_every_job_comes_back_in_order_however_narrow_the_window(tmp_path: Path) -> None:
    def do(job: int, talk: Talk) -> str:
        first = talk.ask({"purpose": "p", "role": "writer", "row": str(job), "messages": []})[0]
        return f"{first} {talk.ask({'purpose': 'p', 'role': 'writer', 'row': f'{job}b', 'messages': []})[0]}"

    for width in (1, 2, 5, 40):
        store = Store(tmp_path / f"{width}.sqlite")
        pool: Pool[int, str] = Pool(Backwards(store), store, (Endpoint("a", "m"),), do, lambda job: "x/y", width)
        assert [r for _, r, _ in pool.results(iter(range(23)))] == [f"{n} {n}b" for n in range(23)]
        endless = pool.results(itertools.count(100))
        assert [r for _, r, _ in itertools.islice(endless, 30)] == [f"{n} {n}b" for n in range(100, 130)]
        store.close()


class Stuck(Backwards):
    """A desk whose first request is answered when nothing else is under way."""

    def finished(self) -> list[Any]:
        ready = self.marks[1:] or self.marks
        self.marks = self.marks[:1] if self.marks[1:] else []
        return ready


def test_a_job_that_waits_long_does_not_hold_up_those_behind_it(tmp_path: Path) -> None:
    begun = list[int]()

    def do(job: int, talk: Talk) -> int:
        begun.append(job)
        talk.ask({"purpose": "p", "role": "writer", "row": str(job), "messages": []})
        if job == 0:
            begun.append(-1)
        return job

    store = Store(tmp_path / "a.sqlite")
    pool: Pool[int, int] = Pool(Stuck(store), store, (Endpoint("a", "m", in_flight=2),), do, lambda job: "x/y")
    assert [r for _, r, _ in pool.results(iter(range(50)))] == list(range(50))
    assert set(range(50)) <= set(begun[: begun.index(-1)])
    store.close()
