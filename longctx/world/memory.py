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
        self._unread: list[str] = []
        # What is kept has mostly just been looked up: it is taken apart once.
        self._text, self._said, self._runs = "", list[str](), list[str]()

    def _read(self, text: str) -> None:
        if text != self._text:
            self._text, self._said, self._runs = text, sentences(text, self.lang), []

    def _sequences_of(self) -> list[str]:
        text, n = self._text, self._size
        if not self._runs and self.lang == "zh":
            self._runs = [text[i : i + n] for i in range(len(text) - n + 1)]
        elif not self._runs:
            words = text.split()
            self._runs = [" ".join(words[i : i + n]) for i in range(len(words) - n + 1)]
        return self._runs

    def knows(self, text: str, near: bool = False) -> bool:
        """Whether a sentence of the text, or (near) most of its sequences, have been said."""
        self._read(text)
        if not self._sentences.isdisjoint(self._said):
            return True
        if not near:
            return False
        runs = self._sequences_of()
        if self._sequences.isdisjoint(runs):  # as most are
            return False
        hits = sum(map(self._sequences.__contains__, runs))
        return hits * self._stride >= _NEAR * len(runs) and hits > 1

    def later(self, text: str) -> None:
        """Remember a text from the next catching up on."""
        self._unread.append(text)

    def catch_up(self) -> None:
        """Remember what was left for later: a book in which nothing is told again never looks it up."""
        for text in self._unread:
            self.keep(text)
        self._unread.clear()

    def keep(self, text: str) -> None:
        """Remember a text."""
        self._read(text)
        self._sentences.update(self._said)
        self._sequences.update(self._sequences_of()[:: self._stride])
