"""The little notation of a wording: `[optional]` and `{this|that}`, expanded into all the sentences it stands for."""

from __future__ import annotations

import re
from itertools import product

_PART = re.compile(r"\[([^\[\]{}]*)\]|\{([^\[\]{}]*)\}")
MOST = 96  # forms of one wording; more is a slip of the author's hand


def expand(wording: str) -> tuple[str, ...]:
    """All forms of a wording, shortest first. ValueError for brackets that do not match, or nested ones.

    A bracket may hold its own space (`Feed it [once ]a day`); doubled spaces and a space before a mark are mended, and the first letter of
    an English form is a capital.
    """
    pieces: list[tuple[str, ...]] = []
    at = 0
    for match in _PART.finditer(wording):
        pieces.append((wording[at : match.start()],))
        pieces.append(("", match[1]) if match[1] is not None else tuple(match[2].split("|")))
        at = match.end()
    pieces.append((wording[at:],))
    if any(re.search(r"[\[\]{}]", p) for options in pieces for p in options):
        raise ValueError(f"brackets that do not match, or stand in one another: {wording!r}")
    if any(len(set(options)) < len(options) for options in pieces):
        raise ValueError(f"a choice with the same word twice, or an empty bracket: {wording!r}")
    count = 1
    for options in pieces:
        count *= len(options)
    if count > MOST:
        raise ValueError(f"{count} forms, at most {MOST}: write a second wording instead: {wording!r}")
    forms = dict.fromkeys(_mend("".join(choice)) for choice in product(*pieces))
    return tuple(sorted(forms, key=lambda f: (len(f), f)))


def _mend(text: str) -> str:
    text = re.sub(r" +([,.;:!?])", r"\1", re.sub(r" {2,}", " ", text)).strip()
    return text[:1].upper() + text[1:] if text[:1].isascii() else text


_CHOICE = re.compile(r"\[([^\[\]<>]*)\]|<([^<>]*\|[^<>]*)>")


def choices(wording: str) -> tuple[str, ...]:
    """All forms of a bank's wording: `[optional]` and `<this|that>`; `{slots}` are left as they are, and so is a `<token>` without a bar.

    ValueError for a bar that parts nothing: one in square brackets would be printed.
    """
    pieces: list[tuple[str, ...]] = []
    at = 0
    for match in _CHOICE.finditer(wording):
        pieces.append((wording[at : match.start()],))
        pieces.append(("", match[1]) if match[1] is not None else tuple(match[2].split("|")))
        at = match.end()
    pieces.append((wording[at:],))
    if any("|" in p for options in pieces for p in options):
        raise ValueError(f"a bar outside <this|that>: {wording!r}")
    forms = dict.fromkeys(re.sub(r" +([,.;:!?])", r"\1", re.sub(r" {2,}", " ", "".join(c))).strip() for c in product(*pieces))
    return tuple(forms)
