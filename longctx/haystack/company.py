"""What the town says round a sentence that is planted in a generated tale: it stands among other news, not by itself."""

from __future__ import annotations

import random
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from generators.tokens import Counter
from longctx.haystack.book import Book

LATELY = 40  # events before a place that are still talked of there
SAMPLE = 40  # remarks by which the usual length of one is known
DRAWS = 80  # tries to make up the length that is wanted


class Accompanied(Protocol):
    """A planted sentence with its edge in the book, and what is said before and behind it."""

    text: str
    at: int
    lead: str
    trail: str


@dataclass
class Company:
    """Remarks about events that were told before. `frames`: (before, behind) what is said; `join`: what parts two remarks; `unsaid`: words, in small
    letters, that none holds; `wanted`: of each needle, how many stand beside it."""

    book: Book
    frames: Sequence[tuple[str, str]]
    join: str
    unsaid: Collection[str]
    wanted: list[int]
    rng: random.Random
    _heard: dict[int, list[str]] = field(default_factory=dict)  # by the place in the book
    _picked: dict[int, list[str]] = field(default_factory=dict)  # by the number of the needle

    def usual(self, counter: Counter) -> int:
        """Tokens of as many remarks as are wanted, about."""
        if not any(self.wanted):
            return 0
        said = [e.said for e in self.book.ledger.events if e.said]
        some = said[:: len(said) // SAMPLE + 1]
        frame = sorted(map("".join, self.frames), key=len)[len(self.frames) // 2]
        return round(sum(counter.count(frame + s + self.join) for s in some) / max(1, len(some)) * sum(self.wanted))

    def gather(self, needles: Sequence[Accompanied]) -> None:
        """Remarks before and behind each needle, about what was told before its place and has not been followed up there."""
        self._picked.clear()
        for n, needle in enumerate(needles):
            self._draw(n, needle)

    def fit(self, needles: Sequence[Accompanied], counter: Counter, room: int) -> None:
        """Draw a needle's remarks anew, as long as that comes nearer to the tokens that are still wanted."""
        talked = [n for n, count in enumerate(self.wanted) if count]
        for _ in range(DRAWS if talked else 0):
            if abs(room) <= 1:
                break
            n = self.rng.choice(talked)
            needle = needles[n]
            before, picked = (needle.lead, needle.trail), self._picked[n]
            more = -_tokens(needle, counter)
            self._draw(n, needle)
            more += _tokens(needle, counter)
            if abs(room - more) < abs(room):
                room -= more
            else:
                (needle.lead, needle.trail), self._picked[n] = before, picked

    def _draw(self, n: int, needle: Accompanied) -> None:
        said = [s for s in self._said(needle.at) if not any(s in others for k, others in self._picked.items() if k != n)]
        self._picked[n] = picked = self.rng.sample(said, min(self.wanted[n], len(said)))
        frames = self.rng.sample(self.frames, len(picked))
        shown, before = [_framed(s, frame) for s, frame in zip(picked, frames, strict=True)], self.rng.randint(0, len(picked))
        needle.lead = "".join(s + self.join for s in shown[:before])
        needle.trail = "".join(self.join + s for s in shown[before:])

    def _said(self, at: int) -> list[str]:
        """What can be said at a place: of the last events before it each thread's last, unless the book has it."""
        if at not in self._heard:
            events, threads = self.book.ledger.events, set[tuple[str, int]]()
            past, found = next((i for i in reversed(range(len(events))) if events[i].end <= at), -1) + 1, []
            for event in reversed(events[max(0, past - LATELY) : past]):
                thread = (event.thread, event.instance)
                if event.said and not event.aired and thread not in threads and not any(word in event.said.lower() for word in self.unsaid):
                    found.append(event.said)
                threads.add(thread)
            self._heard[at] = found
        return self._heard[at]


def _framed(said: str, frame: tuple[str, str]) -> str:
    before, behind = frame
    return before + (said[:1].upper() + said[1:] if before in ("“", "") else said) + behind


def _tokens(needle: Accompanied, counter: Counter) -> int:
    return counter.count(needle.lead + needle.text + needle.trail)
