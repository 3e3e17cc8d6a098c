"""Randomness by path: every draw depends on the run's seed and the path of what it is for, never on what came before it."""

from __future__ import annotations

import random
from fractions import Fraction
from functools import lru_cache
from hashlib import blake2b

Part = str | int
_new, _seeded = random.Random.__new__, super(random.Random, random.Random).seed


def digest(*path: Part, size: int = 16) -> bytes:
    """blake2b of a path of strings and integers, each length-prefixed so that no two paths collide by joining."""
    return blake2b(b"".join(map(_piece, path)), digest_size=size).digest()


@lru_cache(maxsize=1 << 14, typed=True)
def _piece(part: Part) -> bytes:
    """One part with its length before it. Most parts come again and again: the names of streams, the options, the seed."""
    raw = f"{type(part).__name__[0]}{part}".encode()
    return len(raw).to_bytes(4, "big") + raw


def hash_int(*path: Part) -> int:
    """128 bits of a path as an integer."""
    return int.from_bytes(digest(*path), "big")


def rng_for(seed: int, *path: Part) -> random.Random:
    """A generator of its own for one path; adjacent seeds share nothing. The same as `random.Random(hash_int(...))`, which looks at its seed's type at some cost."""
    made = _new(random.Random)
    _seeded(made, hash_int(seed, *path))
    made.gauss_next = None  # type: ignore[attr-defined]  # `Random` sets it in `__init__`
    return made


def spread(seed: int, rank: int, *path: Part, cells: int = 24) -> Fraction:
    """A number in [0, 1) for `rank`, stratified: every block of `cells` consecutive ranks hits each cell exactly once.

    The order of cells is a fresh permutation per block and `path`; inside the cell the place is uniform. A long run is therefore uniform
    by construction, and different paths are independent.
    """
    return Fraction(spread_place(seed, rank, *path, cells=cells), cells * 4096)


def spread_place(seed: int, rank: int, *path: Part, cells: int = 24) -> int:
    """The same as a whole number of 4096ths of a cell, which compares without the cost of fractions."""
    block, place = divmod(rank, cells)
    return _cells(seed, block, cells, path)[place] * 4096 + hash_int(seed, "inside", *path, rank) % 4096


@lru_cache(maxsize=4096)
def _cells(seed: int, block: int, cells: int, path: tuple[Part, ...]) -> list[int]:
    order = list(range(cells))
    rng_for(seed, "spread", *path, block).shuffle(order)
    return order
