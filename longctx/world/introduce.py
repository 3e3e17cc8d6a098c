"""Things in what is told of an event: new to the reader the first time."""

from __future__ import annotations

import re
from collections.abc import Collection


def introduced(text: str, things: Collection[str], known: set[str] | None = None) -> str:
    """A text in which every thing is new where it comes first: a collar with a bell, and the collar only from then on. `known`: what has been told of; added to."""
    known = set() if known is None else known
    for thing in sorted(things, key=lambda t: (-len(t), t)):
        article, _, bare = thing.partition(" ")
        if thing in known or article not in ("a", "an", "some"):
            continue
        at = re.search(rf"\b([Tt])he {re.escape(bare)}\b", text)
        if at and thing not in text[: at.start()]:
            text = text[: at.start()] + (thing[:1].upper() + thing[1:] if at[1] == "T" else thing) + text[at.end() :]
        if bare in text:
            known.add(thing)
    return text
