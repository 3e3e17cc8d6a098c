"""Lines that fit a terminal, whatever the script, and text that cannot move its cursor."""

from __future__ import annotations

# Control characters would move the cursor, and rich drops some of them, which shifts offsets: each becomes its picture.
PICTURES = {c: 0x2400 + c for c in range(32) if chr(c) not in "\n\t"} | {0x7F: 0x2421} | dict.fromkeys(range(0x80, 0xA0), 0xFFFD)
OPENING, CLOSING = frozenset("（【《〈“‘「『([{"), frozenset("，。、；：？！）】》〉”’」』…—·,.;:?!)]}%％°℃")


def tame(text: str) -> str:
    """The text with control characters as pictures, one for one."""
    return text.translate(PICTURES)


def breaks(line: str, width: int) -> list[int]:
    """Where to break a line so that no part is wider than `width` cells: at spaces and between Han characters, never before a full stop."""
    from rich.cells import get_character_cell_size as cells

    found: list[int] = []
    start = good = i = used = 0
    while i < len(line):
        if i > start and _may_break(line[i - 1], line[i], cells(line[i - 1]) > 1 or cells(line[i]) > 1):
            good = i
        if used + cells(line[i]) > width and i > start and not line[i].isspace():
            start = i = good = good if good > start else i
            found.append(start)
            used = 0
            continue
        used += cells(line[i])
        i += 1
    return found


def _may_break(before: str, after: str, wide: bool) -> bool:
    if after.isspace():
        return False
    return before.isspace() or (wide and before not in OPENING and after not in CLOSING)
