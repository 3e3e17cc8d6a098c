"""Reading topics and verse from TOML; every slip is a UserError with file, key and what to do."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

from generators.errors import UserError
from instructions.passages.forms import expand
from instructions.passages.model import ROLES, Line, Point, Request, Table, Topic, Verse

LIBRARY = Path(__file__).parent.parent / "library"
_TOPIC = {
    "domain",
    "kind",
    "long",
    "subject",
    "ask",
    "purpose",
    "titles",
    "keywords",
    "openings",
    "closings",
    "point",
    "table",
    "core",
    "checklist",
    "greetings",
    "signoffs",
    "afterthoughts",
}
_POINT = {"id", "heading", "items", "line"}
_ASK = {"say", "needs"}
_LINE = {"id", "role", "optional", "need", "clash", "about", "emoji", "text", "then", "upon"}
_TABLE = {"about", "what", "columns", "rows"}
_VERSE = {"theme", "ask", "titles", "couplets", "quatrains", "lines", "tails", "chains", "slogans", "pairs", "haiku"}


class _Reader:
    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self.raw: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise UserError(f"{path}: {error}") from None

    def fail(self, key: str, why: str) -> UserError:
        return UserError(f"{self.path}: {key}: {why}")

    def known(self, raw: dict[str, Any], allowed: set[str], key: str) -> None:
        for odd in sorted(set(raw) - allowed):
            raise self.fail(f"{key}{odd}", f"unknown key; there are: {', '.join(sorted(allowed))}")

    def words(self, raw: dict[str, Any], key: str, where: str = "", default: list[str] | None = None) -> tuple[str, ...]:
        found = raw.get(key, default)
        if not isinstance(found, list) or not all(isinstance(w, str) and w for w in found):
            raise self.fail(f"{where}{key}", "expected a list of strings")
        return tuple(found)

    def lines(self, ids: tuple[str, ...], known: set[str], key: str) -> None:
        for one in ids:
            if one not in known:
                raise self.fail(key, f"no line {one!r}; a line's id is its own `id`, or POINT.N counted from 1, or opening or closing")

    def forms(self, wordings: tuple[str, ...], where: str) -> tuple[tuple[str, ...], ...]:
        try:
            return tuple(expand(w) for w in wordings)
        except ValueError as error:
            raise self.fail(where, str(error)) from None


def load_topic(path: Path, lang: str) -> Topic:
    """One topic file."""
    r = _Reader(path)
    raw = r.raw
    r.known(raw, _TOPIC, "")
    points = tuple(_point(r, p, n) for n, p in enumerate(raw.get("point", []), 1))
    ids = [p.id for p in points]
    if len(set(ids)) < len(ids):
        raise r.fail("point.id", "the same id twice")
    lines = [line.id for p in points for line in p.lines]
    for p in points:
        for line in p.lines:
            for key, named in (("need", line.need), ("clash", line.clash), ("upon", line.upon - {"opening"})):
                for other in named:
                    if other not in lines:
                        raise r.fail(f"point {p.id}", f"{key}: no line {other!r}; a line's id is its own `id`, or POINT.N counted from 1")
    if len(set(lines)) < len(lines):
        raise r.fail("point.line.id", "the same id twice")
    known = {*lines, "opening", "closing"}
    asks = _asks(r, known)
    core = r.words(raw, "core", default=[])
    r.lines(core, known, "core")
    afterthoughts = r.words(raw, "afterthoughts", default=[])
    r.lines(afterthoughts, known, "afterthoughts")
    kind = raw.get("kind", "")
    return Topic(
        path.stem, lang, str(path), str(raw.get("domain", "")), kind, bool(raw.get("long", False)),
        r.words(raw, "subject"), asks, r.words(raw, "purpose"), r.words(raw, "titles"), r.words(raw, "keywords"),
        Line("opening", "opening", True, (), "", (), r.forms(r.words(raw, "openings"), "openings")),
        Line("closing", "closing", True, (), "", (), r.forms(r.words(raw, "closings"), "closings")),
        points, _table(r, raw.get("table")), core, r.words(raw, "checklist", default=[]),
        r.words(raw, "greetings", default=[]), r.words(raw, "signoffs", default=[]), afterthoughts,
    )  # fmt: skip


def _asks(r: _Reader, known: set[str]) -> tuple[Request, ...]:
    found = r.raw.get("ask")
    if not isinstance(found, list):
        raise r.fail("ask", 'expected a list of strings or of tables { say = "...", needs = ["POINT.N"] }')
    out = []
    for n, raw in enumerate(found, 1):
        if isinstance(raw, str) and raw:
            out.append(Request(raw))
            continue
        if not isinstance(raw, dict) or not isinstance(raw.get("say"), str) or not raw["say"]:
            raise r.fail(f"ask {n}", 'expected a string or a table { say = "...", needs = ["POINT.N"] }')
        r.known(raw, _ASK, f"ask {n}.")
        needs = r.words(raw, "needs", f"ask {n}.", [])
        r.lines(needs, known, f"ask {n}.needs")
        out.append(Request(raw["say"], needs))
    return tuple(out)


def _point(r: _Reader, raw: dict[str, Any], nth: int) -> Point:
    where = f"point {raw.get('id', nth)}."
    r.known(raw, _POINT, where)
    if not isinstance(raw.get("id"), str):
        raise r.fail(where, "needs an id")
    lines = tuple(_line(r, line, raw["id"], n) for n, line in enumerate(raw.get("line", []), 1))
    if not lines:
        raise r.fail(where, "has no [[point.line]]")
    items = r.forms(r.words(raw, "items", where), f"{where}items")
    return Point(raw["id"], r.words(raw, "heading", where), items, lines)


def _line(r: _Reader, raw: dict[str, Any], point: str, nth: int) -> Line:
    where = f"point {point} line {nth}."
    r.known(raw, _LINE, where)
    role = raw.get("role", "point" if nth == 1 else "detail")
    if role not in ROLES:
        raise r.fail(f"{where}role", f"must be one of {', '.join(ROLES)}")
    # The first sentence carries the point; the rest may be left out unless the author says otherwise.
    optional = bool(raw.get("optional", nth > 1))
    then = r.forms(r.words(raw, "then", where, []), f"{where}then")
    upon = r.words(raw, "upon", where, [f"{point}.{nth - 1}"] if then and nth > 1 else [])
    if bool(then) != bool(upon):
        raise r.fail(
            f"{where}then", "`then` and `upon` go together: the forms that take up the sentence before, and the lines they take up"
        )
    return Line(
        str(raw.get("id", f"{point}.{nth}")), role, optional, r.words(raw, "need", where, []), str(raw.get("about", "")),
        r.words(raw, "emoji", where, []), r.forms(r.words(raw, "text", where), where), frozenset(r.words(raw, "clash", where, [])), then, frozenset(upon),
    )  # fmt: skip


def _table(r: _Reader, raw: Any) -> Table | None:
    if raw is None:
        return None
    r.known(raw, _TABLE, "table.")
    rows = raw.get("rows")
    columns = r.words(raw, "columns", "table.")
    if not isinstance(rows, list) or any(not isinstance(row, list) or len(row) != len(columns) for row in rows):
        raise r.fail("table.rows", f"expected rows of {len(columns)} cells")
    return Table(str(raw.get("about", "")), str(raw.get("what", "")), columns, tuple(tuple(str(c) for c in row) for row in rows))


def load_verse(path: Path, lang: str) -> Verse:
    """One verse file."""
    r = _Reader(path)
    r.known(r.raw, _VERSE, "")

    def groups(key: str, size: int) -> tuple[Any, ...]:
        found = r.raw.get(key, [])
        if any(not isinstance(g, list) or len(g) != size or not all(isinstance(x, str) and x for x in g) for g in found):
            raise r.fail(key, f"expected lists of {size} strings")
        return tuple(tuple(g) for g in found)

    return Verse(
        path.stem, lang, str(path), str(r.raw.get("theme", "")), r.words(r.raw, "ask"), r.words(r.raw, "titles"), groups("couplets", 2),
        r.words(r.raw, "lines", default=[]), r.words(r.raw, "slogans", default=[]), groups("pairs", 3), groups("haiku", 3),
        groups("quatrains", 4), r.words(r.raw, "tails", default=[]), groups("chains", 4),
    )  # fmt: skip


@lru_cache(maxsize=4)
def topics(lang: str) -> tuple[Topic, ...]:
    """All shipped topics of a language, by file name."""
    return tuple(load_topic(p, lang) for p in sorted((LIBRARY / lang / "topics").glob("*.toml")))


@lru_cache(maxsize=4)
def verses(lang: str) -> tuple[Verse, ...]:
    """All shipped verse of a language, by file name."""
    return tuple(load_verse(p, lang) for p in sorted((LIBRARY / lang / "verse").glob("*.toml")))
