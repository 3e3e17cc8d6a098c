"""Building several slots stage by stage gives what building them one by one gives."""

from __future__ import annotations

from itertools import islice

from generators.build import Builder
from generators.run import batched, slots_of
from tests.conftest import rag_config


def test_batch_is_the_same_as_one_by_one() -> None:
    config = rag_config()
    slots = list(islice(slots_of(config), 60))
    one, many = Builder(config), Builder(config)
    built = many.build_all(slots)
    assert [b.slot for b in built] == slots
    assert built == [one.build(slot) for slot in slots]


def test_first_attempts_that_fail_are_gone_on_with() -> None:
    config = rag_config(max_tokens=900)
    slots = list(islice(slots_of(config), 40))
    built = Builder(config).build_all(slots)
    one = Builder(config)
    assert sum(bool(b.rejects) for b in built) > 3
    assert built == [one.build(slot) for slot in slots]


def test_batches_hold_all_slots_in_order_and_grow_with_what_was_handed_out() -> None:
    slots = list(islice(slots_of(rag_config()), 900))
    alone, shared = list(batched(iter(slots), 100)), list(batched(iter(slots), 100, workers=4))
    assert [s for b in alone for s in b] == [s for b in shared for s in b] == slots
    assert {len(b) for b in alone} == {100}
    assert len(shared[0]) == 25 and max(map(len, shared)) <= 900 // 16
