"""Names of characters: the user's alias file, and what counts as a mention of whom."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from pathlib import Path

from generators.errors import UserError


def _trie(words: list[str], at: int = 0) -> str:
    """A pattern for sorted words that shares their beginnings, the longer readings first."""
    ended = any(len(w) == at for w in words)
    branches = []
    for char, group in groupby((w for w in words if len(w) > at), key=lambda w: w[at]):
        branches.append(re.escape(char) + _trie(list(group), at + 1))
    if not branches:
        return ""
    body = branches[0] if len(branches) == 1 and not ended else f"(?:{'|'.join(branches)})"
    return body + ("?" if ended else "")


def _lower(text: str) -> str:
    """Lower case, every character in its old place."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


@dataclass(frozen=True)
class Character:
    """Somebody of a book. `names` are his alone; the first is what he is called in questions. `present`: chapters in which he is there in person."""

    names: tuple[str, ...]
    present: tuple[int, ...] = ()

    @property
    def name(self) -> str:
        """What he is called."""
        return self.names[0]


@dataclass
class Names:
    """All characters of a book, and blockers: strings that hold a name but mean somebody or something else."""

    people: tuple[Character, ...]
    blockers: tuple[str, ...] = ()
    spots: dict[str, list[tuple[int, int]]] = field(default_factory=dict)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """All names and blockers: leftmost-longest, Latin ones as whole words."""
        every = sorted({n.lower() for p in self.people for n in p.names} | {b.lower() for b in self.blockers})
        wide, latin = [n for n in every if ord(n[0]) > 0x2E80], [n for n in every if ord(n[0]) <= 0x2E80]
        parts = ([_trie(wide)] if wide else []) + ([rf"(?<![^\W_]){_trie(latin)}(?![^\W_])"] if latin else [])
        return re.compile("|".join(parts) or "(?!)")

    def mentions(self, text: str) -> list[tuple[int, int, int]]:
        """(start, end, number of the character) of each mention, blockers left out; a longer name swallows what lies inside it."""
        owner = {n.lower(): i for i, p in enumerate(self.people) for n in p.names}
        return [(m.start(), m.end(), owner[m[0]]) for m in self.pattern.finditer(_lower(text)) if m[0] in owner]


def read_names(path: str) -> Names:
    """An alias file: `[[person]]` with `names` (his alone), perhaps `shared` (borne by several: never counted) and `present` (numbers of the chapters
    in which he is there in person), and `blockers`. UserError says what is wrong."""
    try:
        parsed = tomllib.loads(Path(path).read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UserError(f"--aliases {path}: {error}") from None
    people, owner = [], dict[str, str]()
    for n, entry in enumerate(parsed.get("person", []), 1):
        names = entry.get("names")
        if not isinstance(names, list) or not names or not all(isinstance(x, str) and x.strip() for x in names):
            raise UserError(f"--aliases {path}: person {n}: names must be a list of at least one name")
        for name in names:
            if name in owner:
                raise UserError(f"--aliases {path}: {name!r} is given to {owner[name]!r} and to {names[0]!r}; put it under shared of both")
            owner[name] = names[0]
        present = entry.get("present", [])
        if not isinstance(present, list) or not all(type(x) is int and x > 0 for x in present):
            raise UserError(f"--aliases {path}: {names[0]}: present must be a list of chapter numbers")
        people.append(Character(tuple(names), tuple(present)))
    if not people:
        raise UserError(f"--aliases {path}: holds no [[person]]; gen longctx names BOOK writes a file to start from")
    shared = {s for entry in parsed["person"] for s in entry.get("shared", [])}
    return Names(tuple(people), tuple([*parsed.get("blockers", []), *sorted(shared - set(owner))]))
