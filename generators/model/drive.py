"""Rows whose words come from a model, in plan order: what waits for an answer does not hold up what can be built."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from generators.build import Built, Config, build_batch, go_on_batch
from generators.engine import Engine
from generators.model.desk import Desk
from generators.plan import Slot

BATCH = 25
BATCHED = 20_000  # slots under way where everything is asked together
AHEAD = 6  # slots under way for each request that may be: a row asks one after another, and some rows ask often


def built_in_order(config: Config, slots: Iterator[Slot], engine: Engine, desk: Desk) -> Iterator[Built]:
    """Build all slots, sending what they ask; results come in the order of the slots, whichever is ready first."""
    width = BATCHED if config.options.batch else max(BATCH, AHEAD * sum(e.in_flight for e in config.endpoints))
    order: dict[str, Built | None] = {}
    under_way = 0

    def sort(batches: Iterator[list[Built]]) -> None:
        nonlocal under_way
        for batch in batches:
            for built in batch:
                if built.waiting:
                    desk.submit(built, built.waiting)
                else:
                    order[built.slot.path] = built
                    under_way -= 1

    while True:
        room = max(0, width - len(order))
        fresh = list(islice(slots, room))
        order.update(dict.fromkeys(s.path for s in fresh))
        under_way += len(fresh)
        sort(engine.map(build_batch, [(config, tuple(fresh[i : i + BATCH])) for i in range(0, len(fresh), BATCH)]))
        while order and (first := order[next(iter(order))]) is not None:
            del order[first.slot.path]
            yield first
        if not order and len(fresh) < room:  # with no room, nothing fresh says nothing
            return
        if under_way and (len(order) >= width or len(fresh) < room):
            back: list[Built] = desk.finished()
            sort(engine.map(go_on_batch, [(config, tuple(back[i : i + BATCH])) for i in range(0, len(back), BATCH)]))


def built_now(config: Config, stopped: Built, engine: Engine, desk: Desk) -> Built:
    """Bring one slot to its end, whatever it has to ask; other answers that come meanwhile stay at the desk."""
    while stopped.waiting:
        desk.wait(stopped.waiting)
        stopped = next(iter(engine.map(go_on_batch, [(config, (stopped,))])))[0]
    return stopped
