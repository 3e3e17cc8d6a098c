"""`gen measure [FILE|-] --lang LANG`: every measurable property of a text."""

from __future__ import annotations

import random
import sys
from pathlib import Path
from typing import Any

from generators.errors import UserError


def measures(text: str, lang: str) -> dict[str, Any]:
    """Property -> value: the counted ones as numbers, the others as what could be asked."""
    from instructions.constraints import KINDS  # here, for `gen --help` loads every command's module to say what it does
    from instructions.constraints.base import Count, Measuring
    from instructions.text.record import Record

    r = Record(text, lang)
    found: dict[str, Any] = {
        "language": lang,
        "title": r.title,
        "first": r.start_of(r.sentences[0]) if r.sentences else "",
        "numbers": r.numbers,
    }
    for kind in sorted(KINDS.values(), key=lambda k: k.id):
        if lang not in kind.langs:
            continue
        if isinstance(kind, Count) and type(kind).value is not Count.value:
            found[kind.id] = kind.value(r)
        else:
            true = [p for p in kind.measure(r, Measuring(random.Random(0))) if not kind.check(r, p)]
            if true:
                found[kind.id] = true[0] or True
    return found


def main(args: list[str]) -> int:
    """Print the measures."""
    from instructions.pairs_io import lang_of

    lang, path = "", ""
    rest = list(args)
    while rest:
        arg = rest.pop(0)
        if arg == "--lang":
            lang = rest.pop(0) if rest else ""
            if lang not in ("zh", "en"):
                raise UserError(f"--lang {lang!r}: there are: zh, en")
        elif arg.startswith("--"):
            raise UserError(f"gen measure: unknown option {arg}; there is --lang")
        else:
            path = arg
    if path and path != "-" and not Path(path).is_file():
        raise UserError(f"gen measure {path}: no such file")
    text = Path(path).read_text("utf-8") if path and path != "-" else sys.stdin.read()
    text = text.strip("\n")
    if not text.strip():
        raise UserError("gen measure: the text is empty")
    for key, value in measures(text, lang or lang_of(text)).items():
        print(f"{key:<24}{value}")
    return 0


COMMAND = ("Measure a text: every property that a constraint can speak of. Usage: gen measure [FILE|-] [--lang zh|en]", main)
