"""A wish is turned round only into one that its kind knows, and so has words for."""

from __future__ import annotations

import pytest

from instructions.constraints import KINDS
from instructions.recipes.compose import moved

TEXTS = {
    "en": ("Tea is hot and good today.", "Jumpy quick foxes vex the big lazy brown dogs, wholly."),
    "zh": ("茶是热的。", "茶凉了，再去续一壶滚烫的新茶来，趁热喝完它。"),
}


@pytest.mark.parametrize("lang", sorted(TEXTS))
@pytest.mark.parametrize("op", ["min", "max"])
def test_a_turned_wish_is_one_of_its_kind(lang: str, op: str) -> None:
    turned = 0
    for one, two in (TEXTS[lang], TEXTS[lang][::-1]):
        for kind in KINDS.values():
            ops = getattr(kind, "ops", ())
            if op not in ops or lang not in kind.langs:
                continue
            for n in (5, 12):
                try:
                    found = moved({"type": kind.id, "params": {"op": op, "n": n}}, one, two, lang)
                except KeyError:  # kinds with further params of their own
                    continue
                if found is not None:
                    turned += 1
                    assert found["params"]["op"] in ops, kind.id
    assert turned
