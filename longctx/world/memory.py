"""What a book has said so far: its sentences, and samples of its word sequences, so that nothing is told twice in nearly the same words."""

from __future__ import annotations

from longctx.world.measures import sentences

_SIZE = {"zh": 8, "en": 5}  # characters, words
_STRIDE = {"zh": 4, "en": 2}
_NEAR = 0.8  # share of a stretch that may have been said before


class Memory:
    """Sentences in full; of sequences every few are kept, and all are looked up."""

    def __init__(self, lang: str) -> None:
        self.lang, self._size, self._stride = lang, _SIZE[lang], _STRIDE[lang]
        self._sentences: set[str] = set()
        self._sequences: set[str] = set()

    def _runs(self, text: str, stride: int) -> list[str]:
        n = self._size
        if self.lang == "zh":
            return [text[i : i + n] for i in range(0, len(text) - n + 1, stride)]
        words = text.split()
        return [" ".join(words[i : i + n]) for i in range(0, len(words) - n + 1, stride)]

    def knows(self, text: str, near: bool = False) -> bool:
        """Whether a sentence of the text, or (near) most of its sequences, have been said."""
        if not self._sentences.isdisjoint(sentences(text, self.lang)):
            return True
        if not near:
            return False
        runs = self._runs(text, 1)
        hits = sum(r in self._sequences for r in runs)
        return hits * self._stride >= _NEAR * len(runs) and hits > 1

    def keep(self, text: str) -> None:
        """Remember a text."""
        self._sentences.update(sentences(text, self.lang))
        self._sequences.update(self._runs(text, self._stride))
