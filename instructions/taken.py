"""The constraints chosen so far: what they bar, and what they leave to be said."""

from __future__ import annotations

from collections.abc import Iterable

from instructions.constraints.leaf import Leaf
from instructions.suits import NEAR, SINGLE

PHRASES = ("edge.first", "edge.last", "copy.sentence", "copy.title")  # phrases that must stand
MERE = ("keyword.include", "keyword.some", "keyword.place", "keyword.once", "keyword.order")  # words that must


def words_of(leaf: Leaf) -> list[str]:
    """The words a leaf names, lower case."""
    p = leaf["params"]
    if "word" in p:
        return [p["word"].lower(), *map(str.lower, p.get("words", ()))]
    return [w.lower() for w in p["words"]] if "words" in p else []


class Taken:
    """Leaves in the order they were taken. A leaf clashes that repeats what one of them says: the same type and scope, a type alike, a word."""

    def __init__(self, leaves: Iterable[Leaf] = ()) -> None:
        self.leaves: list[Leaf] = []
        self._words: set[str] = set()
        self._phrases: list[str] = []
        self._barred: dict[str, set[str]] = {}  # by scope
        self.masks: dict[str, tuple[int, list[int]]] = {}  # of a background: of how many leaves the masks are known, and those that count
        for leaf in leaves:
            self.add(leaf)

    def __len__(self) -> int:
        return len(self.leaves)

    def add(self, leaf: Leaf) -> None:
        """Take a leaf."""
        self.leaves.append(leaf)
        self._words.update(words_of(leaf))
        if leaf["type"] in PHRASES:
            self._phrases.append(str(leaf["params"].get("phrase") or leaf["params"].get("word")).lower())
        scope, type_ = str(leaf.get("scope") or ""), leaf["type"]
        barred = self._barred.setdefault(scope, set())
        barred.add(type_)
        barred |= NEAR.get(type_, frozenset())
        if type_ in SINGLE:
            self._barred.setdefault("*", set()).add(type_)
        if type_ == "count.per_paragraph":  # what holds of each paragraph need not be said of one
            self._barred.setdefault("*", set()).add("count.sentences")
        if type_ == "count.sentences" and scope:
            self._barred.setdefault("", set()).add("count.per_paragraph")

    def bars(self, type_: str, scope: str = "") -> bool:
        """Whether a leaf of a type and scope clashes whatever its parameters, so that it need not be measured."""
        return type_ in self._barred.get(scope, ()) or type_ in self._barred.get("*", ())

    def clash(self, leaf: Leaf) -> bool:
        """Whether a leaf repeats what another says."""
        if self.bars(leaf["type"], str(leaf.get("scope") or "")) or not self._words.isdisjoint(words_of(leaf)):
            return True
        if leaf["type"] == "edge.first" and any(phrase.startswith(leaf["params"]["word"].lower()) for phrase in self._phrases):
            return True
        # A word that must stand needs no asking where a phrase that holds it must.
        if leaf["type"] in PHRASES:
            phrase = str(leaf["params"].get("phrase") or leaf["params"].get("word")).lower()
            return any(w in phrase for x in self.leaves if x["type"] in MERE for w in words_of(x))
        if leaf["type"] in MERE and self._phrases:
            return any(w in phrase for w in words_of(leaf) for phrase in self._phrases)
        return False
