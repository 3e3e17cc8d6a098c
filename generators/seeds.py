"""Randomness by path: every draw depends on the run's seed and the path of what it is for, never on what came before it."""

from __future__ import annotations

import hashlib
import random
from fractions import Fraction
from typing import Union

Part = Union[str, int]


def digest(*path: Part, size: int = 16) -> bytes:
    """blake2b of a path of strings and integers, each length-prefixed so that no two paths collide by joining."""
    h = hashlib.blake2b(digest_size=size)
    for part in path:
        raw = f"{type(part).__name__[0]}{part}".encode()
        h.update(len(raw).to_bytes(4, "big") + raw)
    return h.digest()


def hash_int(*path: Part) -> int:
    """128 bits of a path as an integer."""
    return int.from_bytes(digest(*path), "big")


def rng_for(seed: int, *path: Part) -> random.Random:
    """A generator of its own for one path; adjacent seeds share nothing."""
    return random.Random(hash_int(seed, *path))


def spread(seed: int, rank: int, *path: Part, cells: int = 24) -> Fraction:
    """A number in [0, 1) for `rank`, stratified: every block of `cells` consecutive ranks hits each cell exactly once.

    The order of cells is a fresh permutation per block and `path`; inside the cell the place is uniform. A long run is therefore uniform
    by construction, and different paths are independent.
    """
    block, place = divmod(rank, cells)
    order = list(range(cells))
    rng = rng_for(seed, "spread", *path, block)
    rng.shuffle(order)
    inside = hash_int(seed, "inside", *path, rank) % 4096
    return Fraction(order[place] * 4096 + inside, cells * 4096)
