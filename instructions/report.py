"""What a file of pairs holds, said before a run: how many pairs, and which answers are left out and why."""

from __future__ import annotations

import sys
from collections import Counter

from instructions.backfit import _CHATTY
from instructions.limits import find_limits
from instructions.pairs_io import read_pairs
from instructions.repair import broken, values
from instructions.text.record import Record


def report(path: str, langs: tuple[str, ...]) -> None:
    """One line a language on stderr."""
    for lang in langs:
        pairs = [p for p in read_pairs(path) if p.lang == lang]
        reasons: Counter[str] = Counter()
        for p in pairs:
            if _CHATTY[lang].match(p.answer):
                reasons["open with a chat model's phrase"] += 1
                continue
            for limit in find_limits(p.prompt, lang):
                _, low, high = values(limit.leaf, Record(p.answer, lang))
                if broken(limit, low, high):
                    reasons["break their own request (see --repair)"] += 1
                    break
        said = "; ".join(f"{n} {why}" for why, n in reasons.items())
        print(f"{path}: {len(pairs)} pairs in {lang}{f', left out: {said}' if said else ''}", file=sys.stderr)
        if len(pairs) < 200:
            print(f"{path}: only {len(pairs)} pairs in {lang}; the shipped answers serve as background beside them", file=sys.stderr)
