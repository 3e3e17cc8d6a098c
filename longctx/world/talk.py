"""Which exchange of small talk comes next in a chat: none twice before all have come, and those that begin alike far apart."""

from __future__ import annotations

import heapq
import random
from collections.abc import Iterator, Sequence

from longctx.world.grammar import Choice, Node
from longctx.world.pairs import in_step
from longctx.world.threads import Line

_JITTER = 0.3  # of a line's own distance: no two rounds come in the same order


def dealt(lines: Sequence[Line], rng: random.Random) -> Iterator[tuple[Line, int]]:
    """Lines without end, each with which of its alternatives in step to take.

    A round holds every exchange once. The exchanges of a line stand evenly in it; a line whose openings differ in a word or two has one in a round.
    """
    orders = [rng.sample(range(n), n) for n in (max(in_step(line), default=1) for line in lines)]
    times = [exchanges(line) for line in lines]
    begins = [rng.random() for _ in lines]
    queue = [(begins[i] / times[i], i, 0) for i in range(len(lines))]
    heapq.heapify(queue)
    while queue:
        _, i, n = heapq.heappop(queue)
        yield lines[i], orders[i][n % len(orders[i])]
        heapq.heappush(queue, ((n + 1 + begins[i] + _JITTER * rng.random()) / times[i], i, n + 1))


def exchanges(line: Line) -> int:
    """How many exchanges of a line would not be taken for one another: its alternatives in step, if they make up most of its opening."""
    sizes, opening = in_step(line), list[Node]()
    for node in line.nodes:
        opening.append(node.partition(" / ")[0] if isinstance(node, str) else node)
        if isinstance(node, str) and " / " in node:
            break
    own = [node for node in opening if isinstance(node, Choice) and len(node.options) in sizes]
    said = sum(len(text) for node in own for option in node.options for text in option if isinstance(text, str)) / max(sizes, default=1)
    return max((len(node.options) for node in own), default=1) if said >= sum(len(n) for n in opening if isinstance(n, str)) else 1
