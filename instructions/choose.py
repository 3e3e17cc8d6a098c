"""Choosing what to ask of a text that is already there: true, informative, unlike one another, of rare types where they fit."""

from __future__ import annotations

import random

from instructions.constraints import KINDS
from instructions.constraints.base import Kind
from instructions.constraints.leaf import Leaf
from instructions.pool import LEAST, Pool
from instructions.suits import ODD, QUIRKS, WEIGHT
from instructions.taken import Taken
from instructions.text.traits import bits_of, traits

# Types that have nothing but their name: true of most answers, they are not looked at each time.
BARE = ("list.none", "mark.plain", "script.no_digits", "script.no_latin", "punct.stops", "emoji.none")
# Wishes that only a word game or an exercise explains, and the share of texts that may be one.
GAMES, PLAYED = frozenset(("letter.frequency", "letter.exclude", "letter.unique", "letter.repeat")), 0.03
ODDLY = 0.6  # share of requests that may count or place what no reader would count; long ones bear one more
TRIES = 4  # proposals of a type that are looked at


def choose(pool: Pool, want: int, rng: random.Random, must: list[Leaf], cap_scoped: int = 2) -> list[Leaf]:
    """`must` and, up to `want`, informative others. What must be asked (a feature nobody would expect unasked) is not weighed."""
    taken, where, scoped = Taken(must), pool.part(rng), 0
    if len(taken) < want:
        # Weighted sampling without replacement (Efraimidis and Spirakis 2006).
        chance, there = rng.random, traits(pool.record)
        plain = chance() >= PLAYED
        keyed = [
            (chance() ** power, type_, inside)
            for type_, power, inside, needs in _order(pool)
            if not needs & ~there and (where is not None or not inside) and not (plain and type_ in GAMES)
        ]
        keyed.sort(reverse=True)
        quirks = (chance() < ODDLY) + (want > 5) + 3 * (want > 8) - sum(x["type"] in QUIRKS for x in must)
        scope = str({"part": "paragraph", "n": where}) if where is not None else ""
        for _, type_, inside in keyed:
            if taken.bars(type_, scope if inside else "") or (inside and scoped >= cap_scoped) or (quirks <= 0 and type_ in QUIRKS):
                continue
            found = pool.within(type_, where, rng) if inside and where is not None else pool.proposed(type_, rng)
            for leaf in found if len(found) < 2 else rng.sample(found, min(len(found), TRIES)):
                if not taken.clash(leaf) and pool.holds(leaf) and pool.tells(leaf, taken):
                    taken.add(leaf)
                    scoped += inside
                    quirks -= type_ in QUIRKS
                    break
            if len(taken) >= want:
                break
    chosen = taken.leaves
    rng.shuffle(chosen)
    return chosen


def _always(pool: Pool, kind: Kind) -> bool:
    """Whether a type without parameters is true of so many answers, whatever their length, that it never says anything."""
    if kind.id not in BARE or type(kind).size is not Kind.size:
        return False
    return pool.everywhere.bits({"type": kind.id, "params": {}}) < LEAST


def _order(pool: Pool) -> list[tuple[str, float, bool, int]]:
    """(type, exponent of its random key, whether of a paragraph, what the text must have) for the types that suit a pool."""
    found: list[tuple[str, float, bool, int]] | None = pool.everywhere.orders.get(pool.kept())
    if found is None:
        found = pool.everywhere.orders[pool.kept()] = []
        for kind in KINDS.values():
            if pool.lang in kind.langs and pool.fits(kind.id):
                if kind.measured and _always(pool, kind):
                    continue
                weight = ODD.get(kind.id, 1.0) * WEIGHT.get(kind.family, 1.0) / (pool.rarity.get(kind.id, 1.0) + 0.03)
                if kind.measured:
                    found.append((kind.id, 1 / weight, False, bits_of(kind.needs)))
                if "paragraph" in kind.scopes:
                    found.append((kind.id, 4 / weight, True, 0))
    return found
