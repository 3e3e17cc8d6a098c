"""Where a piece of text stands in another, letter for letter: what a pattern made on the spot would find, without the cost of making it."""

from __future__ import annotations


def spans_of(piece: str, text: str, fold: bool = False) -> list[tuple[int, int]]:
    """(start, end) of each place, left to right, none overlapping; `fold`: capitals and small letters are the same."""
    if fold:
        low = text.lower()
        if len(low) == len(text):  # a few letters grow when they are made small; then the offsets would not fit
            piece, text = piece.lower(), low
    if not piece:
        return []
    found, at = [], text.find(piece)
    while at >= 0:
        found.append((at, at + len(piece)))
        at = text.find(piece, at + len(piece))
    return found


def replaced(piece: str, by: str, text: str) -> str:
    """The text with `by` for every place of the piece, in capitals or small letters."""
    for start, end in reversed(spans_of(piece, text, fold=True)):
        text = text[:start] + by + text[end:]
    return text
