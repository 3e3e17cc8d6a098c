"""Carriers: small authored texts (an e-mail, a forum post, minutes) in which somebody else states a fact of a document."""

from __future__ import annotations

import random
import tomllib
from dataclasses import dataclass
from pathlib import Path

from generators.errors import UserError
from generators.library.template import Template, parse_template
from generators.values.types import Spec, Value, draw, parse_spec

STATEMENT = "statement"


@dataclass(frozen=True)
class Carrier:
    """One carrier. `standing`: official, hearsay, neutral, or correction (it says itself that it replaces what stood elsewhere); `{statement}` is one whole line, the others are its surroundings."""

    id: str
    path: str
    genre: tuple[str, ...]
    standing: str
    title: tuple[Template, ...]
    slots: dict[str, Spec]
    lines: tuple[tuple[tuple[Template, ...], bool], ...]

    def values(self, name: str, lang: str, rng: random.Random) -> dict[str, Value | str]:
        """Values for the carrier's own slots, and the entity."""
        values: dict[str, Value | str] = {k: draw(spec, rng) for k, spec in self.slots.items()}
        return {**values, "name": name}


def load_carriers(folder: Path, lang: str) -> list[Carrier]:
    """All carriers of a language."""
    found = []
    for path in sorted((folder / lang).glob("*.toml")):
        raw = tomllib.loads(path.read_text("utf-8"))
        try:
            slots = {k: parse_spec(v, lang) for k, v in raw.get("slots", {}).items()}
            lines = []
            for source in raw["lines"]:
                wordings = [source] if isinstance(source, str) else source
                lines.append((tuple(parse_template(w) for w in wordings if w), "" in wordings))
            stating = [ws for ws, _ in lines if any(STATEMENT in t.slots for t in ws)]
            if len(stating) != 1 or any(t.source != "{statement}" for t in stating[0]):
                raise ValueError("exactly one line must be {statement}, alone")
            for t in (t for ws, _ in lines for t in ws):
                if t.slots - slots.keys() - {"name", STATEMENT}:
                    raise ValueError(f"unknown slot in {t.source!r}")
            if raw["standing"] not in ("official", "hearsay", "neutral", "correction"):
                raise ValueError("standing must be official, hearsay, neutral or correction")
            found.append(
                Carrier(
                    path.stem,
                    f"carriers/{lang}/{path.name}",
                    tuple(raw["genre"]),
                    raw["standing"],
                    tuple(map(parse_template, raw["title"])),
                    slots,
                    tuple(lines),
                )
            )
        except (KeyError, ValueError) as error:
            raise UserError(f"{path}: {error}") from None
    if len(found) < 2:
        raise UserError(f"{folder / lang}: at least two carriers are needed, found {len(found)}")
    return found
