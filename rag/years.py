"""Years that texts speak of, so that no paper is dated before what it reports."""

from __future__ import annotations

import datetime
import random
import re
from functools import lru_cache

from generators.library import Instance
from generators.recipe import Unfit
from generators.scene import Scene

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


OLDEST = 2009  # no paper of the library's is dated earlier
RECENT = 2019  # and none of a user's, where its texts name no year
LAST, NOW = 2024, 2026  # the last year that is quite past, and this one
_FAR = 3  # years before the newest one that a user's documents name


def newest_in(words: str) -> int:
    """The newest year named that may be one of a text's own time: no year of the future, none of long ago; 0 where there is none."""
    return max((y for y in years_in(words) if RECENT - 9 <= y <= NOW), default=0)


def earliest(scene: Scene) -> int:
    """The first year in which a paper may be dated: none reports what did not yet exist when it was written."""
    newest = getattr(scene.shared.shelves[scene.lang], "newest", None)
    if newest is None:
        return OLDEST
    return newest - _FAR if newest else RECENT


def years_in(words: str) -> list[int]:
    """The years written out in a piece of text."""
    return [int(y) for y in _YEAR.findall(words)] if "19" in words or "20" in words else []


@lru_cache(maxsize=1024)
def _written(path: str, words: tuple[str, ...]) -> int:
    """The last year that an authored text names outright."""
    return max((y for w in words for y in years_in(w)), default=0)


def known_to(instance: Instance) -> int:
    """The last year the whole text speaks of in any of its lines, shown or not; 0 for a user's document, whose lines all come with it."""
    text = instance.text
    if text.body:
        return 0
    written = _written(text.path, tuple(w.source for line in text.lines for w in line.alternatives))
    return max((written, *(y for fact in text.facts for y in years_in(instance.spelling(fact)))))


def days_apart(rng: random.Random, first: int, count: int, monthly: bool) -> list[datetime.date]:
    """Days in order, most of a year or more apart, the last before 2026."""
    gaps = [rng.randint(240, 560) for _ in range(count - 1)]
    low, high = datetime.date(first, 1, 1).toordinal(), datetime.date(2025, 9, 30).toordinal() - sum(gaps)
    if high < low:
        raise Unfit("speaks-of-its-future")
    days = [datetime.date.fromordinal(rng.randint(low, high))]
    for gap in gaps:
        days.append(days[-1] + datetime.timedelta(gap))
    return [d.replace(day=1) if monthly and rng.random() < 0.7 else d for d in days]
