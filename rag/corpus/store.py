"""What was read and mined of a corpus, on disk: made once, looked up record by record, so that memory does not grow with the documents."""

from __future__ import annotations

import mmap
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

import orjson

from generators.options import content_digest
from generators.seeds import hash_int
from rag.cache import cache_folder, stored
from rag.corpus.files import read_corpus
from rag.corpus.found import read_found, taken_up
from rag.corpus.kinds import THIN
from rag.corpus.mine import mine
from rag.corpus.mined import Mined
from rag.corpus.names import Naming, is_nominal
from rag.corpus.spoken import Spoken, prose, thing
from rag.corpus.structure import Skipped, Source
from rag.corpus.texts import lines_of, served, slots_of
from rag.years import newest_in

# Code that only uses what is stored: a change to it leaves the store good.
_USES = frozenset(["shelf", "passages", "load", "served", "retrieved", "records", "holding", "hits", "lacking"])
CHUNK = {"zh": 260, "en": 700}  # characters of an indexed passage, about


@dataclass(frozen=True)
class Entry:
    """A source as the shelf knows it without reading it: where its record lies, its facts as (slot, needs they serve), where passages begin."""

    path: str
    lang: str
    title: str
    entity: str
    offset: int
    length: int
    facts: tuple[tuple[str, tuple[str, ...]], ...]
    shared: tuple[str, ...]  # facts that another source would be asked for in the same words
    chunks: tuple[int, ...]  # the first line of each passage
    said: Spoken  # how a sentence calls what it is about


@dataclass(frozen=True)
class Record:
    """A source in full, with its lines and its facts by slot."""

    source: Source
    lines: tuple[tuple[int, int], ...]
    headings: tuple[tuple[str, ...], ...]
    facts: dict[str, Mined]


def _entry(raw: dict[str, Any], once: dict[Any, Any]) -> Entry:
    def same(value: Any) -> Any:
        return once.setdefault(value, value)

    facts = same(tuple(same((same(slot), same(tuple(map(same, needs))))) for slot, needs in raw["facts"]))
    path, title = raw["path"], raw["title"]
    entity = title if raw["entity"] == title else raw["entity"]
    shared, chunks = same(tuple(map(same, raw["shared"]))), same(tuple(raw["chunks"]))
    return Entry(path, same(raw["lang"]), title, entity, raw["offset"], raw["length"], facts, shared, chunks, same(Spoken(*raw["said"])))


class Store:
    """A stored corpus."""

    def __init__(self, folder: Path) -> None:
        index = orjson.loads((folder / "index.json").read_bytes())
        self.digest: str = index["digest"]
        self.skipped = [Skipped(**s) for s in index["skipped"]]
        self.lost: dict[str, int] = index["lost"]  # facts of a model that the documents do not bear out, by reason
        self.newest: dict[str, int] = index["newest"]  # year named, by language
        self.elsewhere: int = index["elsewhere"]  # those of documents that are not there
        once: dict[Any, Any] = {}  # what many entries have alike is held once
        self.entries = [_entry(e, once) for e in index["entries"]]
        with (folder / "records.jsonl").open("rb") as file:
            self._data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)

    def read(self, entry: Entry) -> Record:
        """The record of an entry."""
        raw = orjson.loads(self._data[entry.offset : entry.offset + entry.length])
        source = Source(raw["path"], raw["sha256"], raw["text"], raw["lang"], raw["title"], ())
        facts = {slot: Mined(**m) for slot, m in raw["facts"].items()}
        return Record(source, tuple((a, b) for a, b in raw["lines"]), tuple(map(tuple, raw["headings"])), facts)


@cache
def open_store(path: str, text_field: str, folder: str, found: str = "") -> Store:
    """The stored form of a corpus, with the facts a model `found` in it (a file), made first where it is not there. UserError where nothing can be read."""
    key = blake2b(digest_size=16)
    for part in (
        content_digest(path),
        text_field,
        *(p.read_text("utf-8") for p in sorted(Path(__file__).parent.glob("*.py")) if p.stem not in _USES),
    ):
        key.update(part.encode() + b"\0")
    if found:
        key.update(content_digest(found).encode())
    digest = key.hexdigest()
    return stored(
        (Path(folder) if folder else cache_folder()) / f"corpus-{digest}",
        lambda place: _write(place, path, text_field, digest, found),
        Store,
    )


def _write(place: Path, path: str, text_field: str, digest: str, found: str) -> None:
    told, lost = read_found(found) if found else {}, Counter[str]()
    sources, skipped = read_corpus(path, text_field)
    naming = {lang: Naming([s for s in sources if s.lang == lang]) for lang in ("zh", "en")}
    entries: list[dict[str, Any]] = []
    alike: dict[int, list[tuple[int, str]]] = defaultdict(list)
    with (place / "records.jsonl").open("wb") as out:
        for source in sources:
            rules = mine(source, naming[source.lang])
            more = taken_up(source, rules, told.pop(source.path, []), naming[source.lang], lost)
            facts = slots_of(more)
            lines, headings = lines_of(source, list(facts.values()))
            record = {
                "path": source.path, "sha256": source.sha256, "text": source.text, "lang": source.lang, "title": source.title,
                "lines": lines, "headings": headings, "facts": {slot: vars(m) for slot, m in facts.items()},
            }  # fmt: skip
            line = orjson.dumps(record) + b"\n"
            standing = {slot for slot, m in facts.items() if any(a <= m.start < b for a, b in lines)}
            values = [m.value for slot, m in facts.items() if slot in standing]
            entity = naming[source.lang].entity(source)
            said = thing(entity, prose(source), naming["en"]) if source.lang == "en" else Spoken(entity)
            needs = [
                (slot, served(m, source.lang, values.count(m.value) == 1 and is_nominal(entity, source.lang)))
                for slot, m in sorted(facts.items())
                if slot in standing
            ]
            for slot, _ in needs:
                if facts[slot].kind in THIN:
                    alike[hash_int(0, facts[slot].kind, *sorted(facts[slot].words.values()))].append((len(entries), slot))
            entries.append(
                {"path": source.path, "lang": source.lang, "title": source.title, "entity": entity, "offset": out.tell(), "length": len(line), "facts": needs, "shared": [], "chunks": _chunks(lines, CHUNK[source.lang]), "said": [said.words, said.plural]}
            )  # fmt: skip
            out.write(line)
    for at, slot in (place for places in alike.values() if len(places) > 1 for place in places):
        entries[at]["shared"].append(slot)
    index = {
        "digest": digest,
        "entries": entries,
        "skipped": [vars(s) for s in skipped],
        "lost": dict(lost),
        "newest": {lang: max((newest_in(s.text) for s in sources if s.lang == lang), default=0) for lang in ("zh", "en")},
        "elsewhere": sum(map(len, told.values())),
    }
    (place / "index.json").write_bytes(orjson.dumps(index))


def _chunks(lines: Sequence[tuple[int, int]], size: int) -> list[int]:
    """The lines at which passages of about this size begin."""
    out, held = [], size
    for n, (a, b) in enumerate(lines):
        if held >= size:
            out.append(n)
            held = 0
        held += b - a
    return out
