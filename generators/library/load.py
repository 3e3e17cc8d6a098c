"""Reading authored texts from TOML. Every rule whose breach would make a row untrue is enforced here; style is the linter's."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from generators.errors import UserError
from generators.library.model import WORDINGS, Fact, Line, Para, Text, Wrongs
from generators.library.template import Template, parse_template
from generators.values.types import Spec, parse_spec


class _Reader:
    """One TOML file being read: knows its name for the errors."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self.raw: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
            raise UserError(f"{path}: {error}") from None

    def fail(self, key: str, why: str) -> UserError:
        return UserError(f"{self.path}: {key}: {why}")

    def template(self, key: str, source: object) -> Template:
        if not isinstance(source, str):
            raise self.fail(key, f"expected a string, found {type(source).__name__}")
        try:
            return parse_template(source)
        except ValueError as error:
            raise self.fail(key, str(error)) from None

    def templates(self, table: dict[str, Any], key: str, where: str, least: int = 1) -> tuple[Template, ...]:
        found = table.get(key, [])
        if not isinstance(found, list) or len(found) < least:
            raise self.fail(f"{where}{key}", f"expected a list of at least {least}")
        return tuple(self.template(f"{where}{key}[{i}]", s) for i, s in enumerate(found))

    def words(self, table: dict[str, Any], key: str, where: str = "") -> tuple[str, ...]:
        found = table.get(key)
        if not isinstance(found, list) or not found or not all(isinstance(s, str) for s in found):
            raise self.fail(f"{where}{key}", "expected a list of strings")
        return tuple(found)

    def fact(self, slot: str, table: dict[str, Any], where: str) -> Fact:
        kept = {key: self.templates(table, key, where, 0 if key == "implicit" else 1) for key in WORDINGS}
        for key in ("attr", "attr_of"):
            if key not in table:
                raise self.fail(f"{where}{key}", "missing")
        return Fact(slot, self.template(f"{where}attr", table["attr"]), self.template(f"{where}attr_of", table["attr_of"]), **kept)

    def line(self, index: int, source: object, facts: set[str], where: str) -> Line:
        wordings = [source] if isinstance(source, str) else source
        if not isinstance(wordings, list) or not wordings:
            raise self.fail(where, "a line is a list of wordings")
        kept = tuple(self.template(where, w) for w in wordings if w != "")
        if not kept:
            raise self.fail(where, "a line needs a wording that is not empty")
        stated = [frozenset(t.slots & facts) for t in kept]
        if len(set(stated)) > 1:
            raise self.fail(where, "every wording of a line must state the same facts")
        if stated[0] and "" in wordings:
            raise self.fail(where, "a line that states a fact cannot be left out")
        return Line(index, kept, "" in wordings, tuple(sorted(stated[0])))


def _slots(reader: _Reader, lang: str) -> dict[str, Spec]:
    specs = {}
    for name, source in reader.raw.get("slots", {}).items():
        try:
            specs[name] = parse_spec(str(source), lang)
        except ValueError as error:
            raise reader.fail(f"slots.{name}", str(error)) from None
    if "name" not in specs:
        raise reader.fail("slots.name", "missing: the entity of the text")
    return specs


def _check_slots(reader: _Reader, text: Text) -> None:
    """Every slot used exists; a fact's value stands in exactly one line and nowhere else."""
    known = set(text.slots) | set(text.fixed)
    for fact in text.facts.values():
        for key in WORDINGS:
            for t in getattr(fact, key):
                extra = t.slots - known - {"v"}
                if extra:
                    raise reader.fail(f"fact.{fact.slot}.{key}", f"unknown slot {sorted(extra)[0]!r}")
    outside = [("title", t) for t in text.title] + [("crumbs", t) for t in text.crumbs]
    outside += [("para", p.heading) for p in text.paras if p.heading] + [("about", p.about) for p in text.paras]
    for where, t in outside:
        if t.slots & set(text.facts):
            raise reader.fail(where, f"holds the fact {sorted(t.slots & set(text.facts))[0]!r}: {t.source!r}")
        if t.slots - known:
            raise reader.fail(where, f"unknown slot {sorted(t.slots - known)[0]!r}")
    for line in text.lines:
        for t in line.alternatives:
            if t.slots - known - {"v"}:
                raise reader.fail("lines", f"unknown slot {sorted(t.slots - known)[0]!r} in {t.source!r}")
    for slot in text.facts:
        count = sum(slot in line.facts for line in text.lines)
        if count != 1:
            raise reader.fail(f"fact.{slot}", f"must be stated in exactly one line of the body, found {count}")


def load_text(path: Path, lang: str) -> Text:
    """One library file; UserError names file and key of the first fault."""
    reader = _Reader(path)
    slots = _slots(reader, lang)
    tables = reader.raw.get("fact", {})
    for slot in tables:
        if slot not in slots or slots[slot].kind == "form":
            raise reader.fail(f"fact.{slot}", "a fact needs a slot of its name, and not a form")
    facts = {slot: reader.fact(slot, table, f"fact.{slot}.") for slot, table in tables.items()}
    paras, index = [], 0
    for p, table in enumerate(reader.raw.get("para", [])):
        lines = []
        for i, source in enumerate(table.get("lines", [])):
            lines.append(reader.line(index, source, set(facts), f"para[{p}].lines[{i}]"))
            index += 1
        heading = reader.template(f"para[{p}].heading", table["heading"]) if table.get("heading") else None
        if "about" not in table:
            raise reader.fail(f"para[{p}].about", "missing")
        paras.append(Para(heading, reader.template(f"para[{p}].about", table["about"]), table.get("pin", ""), tuple(lines)))
    raw = reader.raw
    text = Text(
        path.stem, lang, str(raw.get("domain", "")), f"library/{lang}/{path.name}", reader.words(raw, "genre"),
        reader.templates(raw, "title", ""), reader.templates(raw, "crumbs", ""), slots, facts, tuple(paras),
    )  # fmt: skip
    _check_slots(reader, text)
    return text


def load_famous(path: Path, lang: str) -> list[Text]:
    """A file of famous facts: each becomes a tiny text whose only fact is `v`."""
    reader = _Reader(path)
    texts = []
    for id_, table in reader.raw.get("fact", {}).items():
        where = f"fact.{id_}."
        lines = tuple(reader.line(i, s, {"v"}, f"{where}lines[{i}]") for i, s in enumerate(table.get("lines", [])))
        for key in ("entity", "kind", "v", "about"):
            if not isinstance(table.get(key), str):
                raise reader.fail(f"{where}{key}", "expected a string")
        slight, notable, absurd = (reader.words(table, k, where) for k in ("slight", "notable", "absurd"))
        wrongs = Wrongs(tuple(table.get("aliases", ())), slight, notable, absurd, bool(table.get("safety")))
        about = reader.template(f"{where}about", table["about"])
        # Each line is a paragraph of its own, so that the stating one may come anywhere.
        paras = tuple(Para(None, about, "", (line,)) for line in lines)
        text = Text(
            f"{path.stem}.{id_}", lang, path.stem, f"famous/{lang}/{path.name}", reader.words(table, "genre", where),
            reader.templates(table, "title", where), (), {}, {"v": reader.fact("v", table, where)}, paras,
            {"name": table["entity"], "v": table["v"]}, table["kind"], wrongs,
        )  # fmt: skip
        _check_slots(reader, text)
        texts.append(text)
    return texts


def load_folder(folder: Path, lang: str, famous: bool = False) -> list[Text]:
    """All texts of `folder/<lang>`, in the order of their ids."""
    files = sorted((folder / lang).glob("*.toml"))
    if not files:
        raise UserError(f"{folder / lang}: no .toml files: the library is empty")
    if famous:
        return [text for file in files for text in load_famous(file, lang)]
    return [load_text(file, lang) for file in files]
