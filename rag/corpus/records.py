"""The user's own retrieval records: queries with the hits their retriever gave, read line by line, and what can be made of each."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from generators.errors import UserError
from rag.corpus.decode import Unreadable, decode
from rag.corpus.structure import language

MOST = 12  # documents of one row
LONGEST_QUERY = 2000
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ue000-\uf8ff\ud800-\udfff]")
_LETTER = re.compile(r"[^\W_]")


@dataclass(frozen=True)
class Hit:
    """One text the retriever gave, whole. `path`, `sha256`, `start`: where it stands (a record's line and hit, or a file of the corpus)."""

    text: str
    title: str
    source: str
    path: str
    sha256: str
    start: int
    rank: int  # from 1, as the user's retriever ranked it
    arm: str = "retriever"


@dataclass(frozen=True)
class Record:
    """One query, its hits from best to worst, and the answer's spellings where the user gave them."""

    path: str  # file name and line
    query: str
    lang: str
    hits: tuple[Hit, ...]
    gold: tuple[str, ...]


def read_retrieved(path: str) -> list[Record]:
    """All records of a .jsonl file; UserError with file and line for the first that cannot be used."""
    file = Path(path)
    records = []
    for n, found in _objects(file, "--retrieved"):
        at = f"--retrieved {path}:{n}"
        query = _query(found.get("query"), "query", at)
        hits = found.get("hits")
        if not isinstance(hits, list):
            raise UserError(
                f'{at}: "hits" must be a list of objects with a "text", best first; where retrieval found nothing write "hits": []'
            )
        kept: dict[str, Hit] = {}
        for rank, hit in enumerate(hits, 1):
            if not isinstance(hit, dict) or not isinstance(hit.get("text"), str):
                raise UserError(f'{at}: hit {rank} has no "text"; each hit is an object such as {{"text": "...", "score": 12.3}}')
            text = _clean(hit["text"])
            if text and len(kept) < MOST:
                name = f"{file.name}#{n}/{rank}"
                words = [_clean(v) if isinstance(v, str) else "" for v in (hit.get("title"), hit.get("source"))]
                kept.setdefault(text, Hit(text, " ".join(words[0].split()), " ".join(words[1].split()), name, _sha(text), 0, rank))
        records.append(Record(f"{file.name}#{n}", query, language(query, ()), tuple(kept.values()), _gold(found.get("gold"), "gold", at)))
    if not records:
        raise UserError(f'--retrieved {path}: no record in it; write one object a line: {{"query": "...", "hits": [{{"text": "..."}}]}}')
    return records


def read_questions(path: str) -> list[Record]:
    """The questions of a text file (one a line) or a .jsonl file, as records without hits."""
    file = Path(path)
    records = []
    if file.suffix.lower() == ".jsonl":
        for n, found in _objects(file, "--questions"):
            at = f"--questions {path}:{n}"
            query = _query(found.get("question"), "question", at)
            records.append(Record(f"{file.name}#{n}", query, language(query, ()), (), _gold(found.get("answer"), "answer", at)))
    else:
        for n, line in enumerate(_text(file, "--questions").splitlines(), 1):
            if line.strip():
                query = _query(line, "question", f"--questions {path}:{n}")
                records.append(Record(f"{file.name}#{n}", query, language(query, ()), (), ()))
    if not records:
        raise UserError(f"--questions {path}: no question in it; write one a line")
    return records


def _objects(file: Path, flag: str) -> list[tuple[int, dict[str, Any]]]:
    found = []
    for n, line in enumerate(_text(file, flag).split("\n"), 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as err:
            why = err.msg if isinstance(err, json.JSONDecodeError) else "nested too deeply"
            raise UserError(f"{flag} {file}:{n}: not JSON ({why}); write one object a line") from None
        if not isinstance(value, dict):
            raise UserError(f"{flag} {file}:{n}: a {type(value).__name__} where an object is wanted; write one object a line")
        found.append((n, value))
    return found


def _text(file: Path, flag: str) -> str:
    if file.is_dir():
        raise UserError(f"{flag} {file}: this is a folder; give one file")
    try:
        return decode(file.read_bytes())
    except Unreadable as err:
        raise UserError(f"{flag} {file}: {err}; save it as UTF-8 text") from None


def _query(value: Any, key: str, at: str) -> str:
    if not isinstance(value, str) or not _LETTER.search(value):
        raise UserError(f'{at}: "{key}" is missing or holds no word; give the text that was asked')
    if _CONTROL.search(value) or "\n" in value.strip():
        raise UserError(f'{at}: "{key}" holds line breaks or control characters; give it as one line of text')
    if len(value) > LONGEST_QUERY:
        raise UserError(f'{at}: "{key}" has {len(value)} characters, more than {LONGEST_QUERY}; shorten it or leave the record out')
    return value.strip()


def _gold(value: Any, key: str, at: str) -> tuple[str, ...]:
    """The spellings without doubles; none where the user gave none."""
    if value is None:
        return ()
    given = [value] if isinstance(value, str) else value
    if not isinstance(given, list) or not all(isinstance(v, str) for v in given):
        raise UserError(f'{at}: "{key}" must be a text or a list of texts (spellings of one answer); leave it out where there is none')
    return tuple(dict.fromkeys(v.strip() for v in given if _LETTER.search(v)))


def _clean(text: str) -> str:
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _sha(text: str) -> str:
    return sha256(text.encode("utf-8")).hexdigest()
