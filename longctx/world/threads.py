"""Plot threads as authors write them: roles, things, places, and stages with their prose."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from longctx.world.cast import SEASON_KEYS
from longctx.world.grammar import BadText, Choice, Node, Pool, parse, slot_names, walk

_HEAD = re.compile(r"^([A-Za-z]+):[ \t]*(.*)$")
# Ways to take alternatives that are no column of them: the least used of each first, in a story told again; and in one told for the first time.
FREE, MIXED = -1, -2
_LISTS = ("text", "recall", "said", "told")
KEPT = 160  # threads whose stages are kept, the last ones told: all of them, read, take more memory than the books made of them
_read: dict[Path, tuple[Stage, ...]] = {}


@dataclass(frozen=True)
class Role:
    """A person a thread needs: `needs` are words like woman, old, ferryman; `kin`: the role whose surname this one bears."""

    key: str
    needs: tuple[str, ...]
    kin: str = ""


@dataclass(frozen=True)
class Stage:
    """One event. `after`: least and most days since the stage before. Lists of alternative texts."""

    n: int
    place: str
    present: tuple[str, ...]
    absent: tuple[str, ...]
    after: tuple[int, int]
    title: tuple[tuple[Node, ...], ...]
    text: tuple[tuple[Node, ...], ...]
    recall: tuple[tuple[Node, ...], ...]
    said: tuple[tuple[Node, ...], ...]
    told: tuple[tuple[Node, ...], ...]
    key: str
    source: str  # as it is written
    news: bool = False  # whether the whole town may hear of it, and talk
    unheard: tuple[str, ...] = ()  # who was there, and does not know what the recall lines say


@dataclass(frozen=True)
class Thread:
    """A plot thread. `things`: role to its alternatives. `values`: role to (kind, low, high)."""

    key: str
    name: str
    roles: tuple[Role, ...]
    things: dict[str, tuple[str, ...]]
    places: dict[str, str]
    values: dict[str, tuple[str, int, int]]
    path: Path
    sources: tuple[str, ...]  # of its stages
    seasons: frozenset[int] = frozenset()  # in which it may begin, 0 spring to 3 winter; empty: in any

    @property
    def stages(self) -> tuple[Stage, ...]:
        """The stages, read when they are told, and kept while few others have been: a short book tells few threads. BadText names file and stage."""
        found = _read.pop(self.path, None)
        if found is None:
            found = tuple(_stage(i, s, self.path) for i, s in enumerate(self.sources, 1))
        _read[self.path] = found
        while len(_read) > KEPT:
            del _read[next(iter(_read))]
        return found

    @cached_property
    def tellings(self) -> tuple[tuple[int, int], ...]:
        """(text, way): one of the texts that every stage has, and a column of its alternatives. Told so from the first stage to the last, the
        thread is a story of one piece: what one sentence brings up, the next leans on. Of a thread in one text only the alternatives are small
        ones that go with each other in any mixture, and it is told once."""
        found: list[tuple[int, int]] = []
        texts = min(len(stage.text) for stage in self.stages)
        if texts == 1:
            return ((0, MIXED),)
        for text in range(texts):
            counts = Counter(len(n.options) for s in self.stages for n in walk(s.text[text]) if isinstance(n, Choice))
            found += [(text, way) for way in range(counts.most_common(1)[0][0] if counts else 1)]
        return tuple(found)


def load_threads(folder: Path) -> list[Thread]:
    """All threads of a folder, by file name. BadText names file and line."""
    return [read_thread(p) for p in sorted(folder.glob("*.txt"))]


def read_thread(path: Path) -> Thread:
    """One file: its header; the stages are read when they are wanted."""
    head, *stages = re.split(r"\n##.*", path.read_text("utf-8"))
    name, roles, things, places, values = path.stem, list[Role](), {}, {}, {}
    seasons: frozenset[int] = frozenset()
    for line in filter(str.strip, head.splitlines()):
        m = _HEAD.match(line)
        if not m:
            raise BadText(f"{path}: {line!r}: expected KEY: VALUE")
        key, value = m[1], m[2].strip()
        if key == "thread":
            name = value
        elif key in ("weight", "repeat"):
            continue
        elif key == "season":
            seasons = frozenset(SEASON_KEYS.index(w.strip()) for w in value.split(","))
        elif not re.fullmatch(r"[A-Z]", key):
            raise BadText(f"{path}: {key}: a role is one capital letter")
        elif num := re.fullmatch(r"(sum|count|money) (\d+)-(\d+)|code (\d)", value):
            values[key] = (num[1], int(num[2]), int(num[3])) if num[1] else ("code", int(num[4]), 0)
        elif value.split(",")[0].strip() in ("man", "woman", "any"):
            words = [w.strip() for w in value.split(",")]
            kin = next((w.split()[1] for w in words if w.startswith("kin ")), "")
            roles.append(Role(key, tuple(w for w in words if not w.startswith("kin ")), kin))
        elif key in "PQRS":
            places[key] = value
        else:
            things[key] = tuple(t.strip().replace("'", "’") for t in value.split("|"))  # as they stand in print
    return Thread(path.stem, name, tuple(roles), things, places, values, path, tuple(stages), seasons)


def _stage(n: int, source: str, path: Path) -> Stage:
    fields: dict[str, str] = {}
    current = ""
    for line in source.splitlines():
        m = _HEAD.match(line)
        if m and (m[1] in _LISTS or m[1] in ("place", "present", "absent", "after", "title", "news", "unheard")):
            current = m[1]
            fields[current] = m[2] + "\n"
        elif current:
            fields[current] += line + "\n"
    lo, _, hi = fields.get("after", "0").strip().partition("-")
    texts = [t.strip() for t in re.split(r"(?m)^\*\*\*[ \t]*$", fields.get("text", "")) if t.strip()]
    if not texts:
        raise BadText(f"{path}: stage {n}: no text")

    def lines(name: str) -> list[str]:
        return [line[2:].strip() for line in fields.get(name, "").splitlines() if line.startswith("- ")]

    key = f"{path.stem}/{n}"

    def read(name: str, sources: list[str]) -> tuple[tuple[Node, ...], ...]:
        try:
            return tuple(parse(s, f"{key}/{name}/{i}") for i, s in enumerate(sources))
        except BadText as error:
            raise BadText(f"{path}: stage {n}: {name}: {error}") from None

    titles = [t.strip() for t in fields.get("title", "").split("|") if t.strip()]
    who = {k: tuple(w.strip() for w in fields.get(k, "").split(",") if w.strip()) for k in ("present", "absent", "unheard")}
    return Stage(
        n, fields.get("place", "").strip(), who["present"], who["absent"], (int(lo or 0), int(hi or lo or 0)), read("title", titles),
        read("text", texts), read("recall", lines("recall")), read("said", lines("said")), read("told", lines("told")), key, source,
        fields.get("news", "").strip() == "yes", who["unheard"],
    )  # fmt: skip


_CONDITION = re.compile(r"^\(([a-z, ]+)\)\s*")


@dataclass(frozen=True)
class Line:
    """A line of a pool, with the conditions under which it fits (winter, rain, ferry, ...)."""

    nodes: tuple[Node, ...]
    when: frozenset[str]
    key: str
    slots: frozenset[str]
    sorted: bool = False  # whether some line of its pool does not fit everywhere


def load_pools(folder: Path) -> dict[str, tuple[Line, ...]]:
    """Pools by name: every non-empty line is an entry; `# ` starts a comment."""
    pools = {}
    for path in sorted(folder.glob("*.txt")):
        lines = []
        for n, raw in enumerate(path.read_text("utf-8").splitlines(), 1):
            if not raw.strip() or raw.startswith("# "):
                continue
            m = _CONDITION.match(raw)
            when = frozenset(w.strip() for w in m[1].split(",")) if m else frozenset()
            try:
                nodes = parse(raw[m.end() if m else 0 :].strip(), f"{path.stem}:{n}")
                lines.append(Line(nodes, when, f"{path.stem}:{n}", slot_names(nodes)))
            except BadText as error:
                raise BadText(f"{path}:{n}: {error}") from None
        some = any(line.when for line in lines)
        pools[path.stem] = tuple(replace(line, sorted=some) for line in lines)
    for path in folder.glob("*.txt"):
        for line in pools[path.stem]:
            for node in walk(line.nodes):
                if isinstance(node, Pool) and node.name not in pools:
                    raise BadText(f"{path}: unknown pool <{node.name}>")
    return pools
