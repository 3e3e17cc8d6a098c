"""Dialogues: turns written one by one, with the place of every constraint kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from generators.marks import Marks
from instructions.ask import Asked
from instructions.clauses import capital, ended, joins
from instructions.constraints.leaf import Leaf
from instructions.phrases import Phrasing
from instructions.suits import of_a_part


@dataclass
class Talk:
    """A dialogue being written."""

    say: Phrasing
    leaves: list[Leaf]
    marks: Marks = field(default_factory=Marks)
    turns: list[tuple[str, str]] = field(default_factory=list)
    terse: frozenset[int] = frozenset()  # leaves said without a reason or an aside, so that they can be quoted
    said: dict[int, str] = field(default_factory=dict)  # the words in which each was said

    @property
    def zh(self) -> bool:
        """Chinese."""
        return self.say.lang == "zh"

    def clause(self, n: int, place: str, plain: bool = False) -> str:
        """A constraint's clause, marked."""
        text = self.say.bare(self.leaves[n], plain=True) if plain or n in self.terse else self.say.clause(self.leaves[n])
        self.said[n] = text
        return self.marks.wrap(text, leaf=n, place=place)

    def sentences(self, numbers: list[int], place: str) -> str:
        """Each constraint as a sentence, neighbours joined where they are simple."""
        out: list[str] = []
        simple: list[str] = []
        for n in sorted(numbers, key=lambda n: of_a_part(self.leaves[n])):
            text = self.clause(n, place)
            if joins(text, self.say.lang):
                simple.append(text)
            else:
                out.append(text)
        # Two or three to a sentence: more would be a heap.
        for at in range(len(simple) - 1 - (len(simple) - 1) % 3, -1, -3):
            few = simple[at : at + 3]
            comma = "," if len(few) > 2 or any(" and " in x for x in few) else ""
            out.insert(0, "，".join(few) if self.zh else few[0] if len(few) == 1 else ", ".join(few[:-1]) + f"{comma} and {few[-1]}")
        return self.join(*(ended(x if self.zh else capital(x), "。" if self.zh else ".") for x in out))

    def join(self, *parts: str) -> str:
        """Parts of one turn."""
        return ("" if self.zh else " ").join(p for p in parts if p)

    def add(self, role: str, text: str) -> None:
        """One more turn."""
        self.turns.append((role, text if self.zh or role == "assistant" else capital(text)))

    def done(self, style: str) -> Asked:
        """The turns as messages."""
        messages: list[dict[str, Any]] = []
        spans: dict[int, tuple[int, int, int, str]] = {}
        for turn, (role, marked) in enumerate(self.turns):
            text, found = self.marks.strip(marked)
            messages.append({"role": role, "content": text, **({"weight": 0} if role == "assistant" else {})})
            for f in found:
                if "leaf" in f.info and f.info["leaf"] not in spans:
                    spans[f.info["leaf"]] = (turn, f.start, f.end, f.info["place"])
        return Asked(messages, spans, style)
