"""The user's own constraint types: one file, loaded, tried, and refused with a witness where its check accepts its own break."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

from generators.errors import UserError
from instructions.constraints.base import KINDS, Kind, Measuring
from instructions.text.record import Record

_LOADED: dict[str, list[str]] = {}
WORDS: dict[str, dict[str, list[str]]] = {}  # type -> language -> wordings


def load_plugin(path: str) -> list[str]:
    """Ids of the types that the file defines. UserError names what is missing, or shows the text that fools the check.

    The file defines one or more subclasses of `instructions.constraints.base.Kind` with `id`, `check`, `measure`, `cut`, and
    `WORDS = {"zh": [...], "en": [...]}` (or a dict of such by id), and `TRY = ["a text it holds of", ...]`.
    """
    if path in _LOADED:
        return _LOADED[path]
    space: dict[str, Any] = {"__file__": path, "__name__": "gen_plugin"}
    try:
        exec(compile(Path(path).read_text("utf-8"), path, "exec"), space)  # the user's own file, named on the command line
    except Exception as error:
        raise UserError(f"--plugin {path}: {type(error).__name__}: {error}") from None
    made = [v for v in space.values() if isinstance(v, type) and issubclass(v, Kind) and v.__module__ == "gen_plugin" and v.id]
    if not made:
        raise UserError(f"--plugin {path}: defines no subclass of Kind with an id")
    words = space.get("WORDS", {})
    for cls in made:
        kind = cls()
        own = words.get(kind.id, words)
        for lang in kind.langs:
            if not own.get(lang):
                raise UserError(f"--plugin {path}: WORDS has no wording of {kind.id} for {lang}")
        _try(kind, space.get("TRY", []), path)
        KINDS[kind.id] = kind
        WORDS[kind.id] = {lang: list(own[lang]) for lang in kind.langs}
    _LOADED[path] = [cls.id for cls in made]
    from importlib import import_module

    import_module("instructions.checks").enroll()
    return _LOADED[path]


def _try(kind: Kind, texts: list[str], path: str) -> None:
    """Each text gives parameters that hold, and every break of it must fail."""
    if not texts:
        raise UserError(f"--plugin {path}: TRY names no text on which {kind.id} can be tried")
    for text in texts:
        for lang in kind.langs:
            r = Record(text, lang)
            for p in kind.measure(r, Measuring(random.Random(0))):
                if why := kind.check(r, p):
                    raise UserError(f"--plugin {path}: {kind.id} measures {p} on {text!r}, but its check says: {why}")
                for new in kind.cut(r, p, random.Random(0)):
                    if not kind.check(Record(new, lang), p):
                        raise UserError(f"--plugin {path}: {kind.id} accepts its own break: {p} on {new!r}")
