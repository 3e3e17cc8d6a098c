"""Stories dealt like cards to the books of a run: none comes again before all have come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from generators.seeds import rng_for

T = TypeVar("T")


@dataclass(frozen=True)
class Deck:
    """What the `nth` book of its kind in a run gets. `name`: the kind; every kind has a deck of its own."""

    seed: int
    name: tuple[str | int, ...]
    nth: int

    def hand(self, cards: Sequence[T], count: int) -> list[T]:
        """So many of the cards, all different: those that come behind the hands of the books before it, which are as large."""
        count = min(count, len(cards))
        places = islice(self._dealt(len(cards), self.nth * count), 2 * count)  # a card may come at the end of a deal and again in the next
        return [cards[i] for i in dict.fromkeys(places)][:count]

    def _dealt(self, count: int, first: int) -> Iterator[int]:
        """The numbers of the cards from a place on, shuffled anew each time that all are dealt."""
        turn, at = divmod(first, count)
        while True:
            order = list(range(count))
            rng_for(self.seed, "deck", *self.name, turn).shuffle(order)
            yield from order[at:]
            turn, at = turn + 1, 0
