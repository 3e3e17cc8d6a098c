"""Numbers that people ask for: 180, 200, 300; 187 is nobody's wish."""

from __future__ import annotations

import random

# (below, steps with their weights)
_STEPS = (
    (20, ((1, 1),)), (100, ((5, 5), (10, 6))), (250, ((10, 7), (20, 4), (50, 4))), (600, ((10, 2), (20, 3), (50, 8), (100, 2))),
    (2000, ((50, 4), (100, 7))), (10**9, ((100, 3), (500, 3))),
)  # fmt: skip


def step(value: int, rng: random.Random) -> int:
    """A rounding step that suits the size of a value."""
    steps = next(s for below, s in _STEPS if value < below)
    return rng.choices([s for s, _ in steps], [w for _, w in steps])[0]


def at_most(value: int, rng: random.Random) -> int:
    """A bound that the value meets: up to a fifth above it."""
    if value < 20:
        return ceiling(value) if value > 10 else value + rng.choice((0, 0, 1, 2))
    aim = value + value * rng.randrange(0, 180) // 1000
    size = step(aim, rng)
    return max(-(-aim // size) * size, -(-value // size) * size)


def at_least(value: int, rng: random.Random) -> int:
    """A bound that the value meets: up to a fifth below it."""
    if value < 20:
        return max(n for n in (10, 12, 15) if n <= value) if value > 10 else max(1 if value < 3 else 2, value - rng.choice((0, 0, 1, 2)))
    aim = value - value * rng.randrange(0, 180) // 1000
    size = step(aim, rng)
    return max(size, aim // size * size)


def around(low: int, high: int, rng: random.Random) -> int | None:
    """A round number from which both readings of a length are less than a tenth away; None where there is none."""
    for size in (100, 50, 20, 10) if high >= 100 else (10, 5):
        near = [n for n in range(low // size * size, high + 2 * size, size) if n and abs(low - n) * 10 <= n and abs(high - n) * 10 <= n]
        if near:
            return rng.choice(near)
    return None


def ceiling(value: int) -> int:
    """The next number at which people cap something short: no more than 8, 12, 15 words, and by fives from there."""
    return next((n for n in (6, 8, 10, 12, 15) if n >= value), -(-value // 5) * 5)
