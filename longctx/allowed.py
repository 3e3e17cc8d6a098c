"""Which task types the options allow, with their weights."""

from __future__ import annotations

from collections.abc import Mapping

from generators.recipe import discover
from longctx.options import LongctxOptions


def types(options: LongctxOptions, langs: tuple[str, ...]) -> Mapping[str, int]:
    """All types, or those that the user's haystack can carry; UserError where it is too short for the lengths asked for."""
    from longctx.shelf import COLLECTED, prepare

    recipes = discover("longctx.recipes")
    weights = {t: r.weight for t, r in recipes.items()}
    if not options.haystack:
        options.lengths(), options.depths()
        return weights
    shelf = prepare(options, langs)
    across = {t: w for t, w in weights.items() if t.partition("/")[2] in COLLECTED}
    if all(shelf.carries(t.partition("/")[2], langs) for t in across) and not shelf.suffices(langs):
        return across  # no document is long enough by itself: all of them are, for what is asked across them
    shelf.check(langs)
    return {t: w for t, w in weights.items() if shelf.carries(t.partition("/")[2], langs)}
