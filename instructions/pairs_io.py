"""The user's prompt/answer pairs: read from JSON or JSON lines in the common forms, language told by script."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from generators.errors import UserError

FORMS = "prompt/answer, prompt/response, question/answer, instruction/input/output, conversations (from/value), messages (role/content, or message alone, by turns), turns"


@dataclass(frozen=True)
class Pair:
    """One request and its answer. `context` is what the request works on (alpaca's input), kept apart from it."""

    index: int  # line of the file, from 0
    prompt: str
    context: str
    answer: str
    system: str
    lang: str
    record: Any  # as it was read

    @property
    def sha(self) -> str:
        """Digest of the answer."""
        return hashlib.sha256(self.answer.encode()).hexdigest()


def lang_of(text: str) -> str:
    """zh where at least a fifth of the letters are Han, else en."""
    han = sum("\u4e00" <= c <= "\u9fff" for c in text)
    latin = sum(c.isascii() and c.isalpha() for c in text)
    return "zh" if han * 5 >= han + latin / 4 and han else "en"


def _fields(raw: Any) -> tuple[str, str, str, str] | None:
    """(prompt, context, answer, system), or None for a record of another form."""
    if not isinstance(raw, dict):
        return None
    if isinstance(raw.get("instances"), list) and raw["instances"] and "instruction" in raw:
        first = raw["instances"][0]
        return str(raw["instruction"]), str(first.get("input") or ""), str(first.get("output") or ""), ""
    turns = raw.get("messages") or raw.get("conversations")
    if isinstance(turns, list) and len(turns) > 1 and all(isinstance(t, dict) and isinstance(t.get("message"), str) for t in turns):
        return turns[0]["message"], "", turns[1]["message"], ""  # who speaks is told by the order
    if isinstance(turns, list):
        return _turns(
            [(str(t.get("role") or t.get("from")), str(t.get("content") or t.get("value") or "")) for t in turns if isinstance(t, dict)]
        )
    if isinstance(raw.get("turns"), list) and len(raw["turns"]) > 1:
        return str(raw["turns"][0]), "", str(raw["turns"][1]), ""
    for ask, reply in (
        ("prompt", "answer"),
        ("prompt", "response"),
        ("prompt", "completion"),
        ("question", "answer"),
        ("instruction", "output"),
        ("query", "response"),
    ):
        if isinstance(raw.get(ask), str) and isinstance(raw.get(reply), str):
            return raw[ask], str(raw.get("input") or ""), raw[reply], str(raw.get("system") or "")
    return None


def _turns(turns: list[tuple[str, str]]) -> tuple[str, str, str, str] | None:
    system = next((c for r, c in turns if r == "system"), "")
    said = [(r, c) for r, c in turns if r != "system"]
    if len(said) < 2 or said[0][0] not in ("user", "human") or said[1][0] not in ("assistant", "gpt"):
        return None
    return said[0][1], "", said[1][1], system


def _records(path: Path) -> Iterator[Any]:
    text = path.read_text("utf-8")
    if text.lstrip().startswith("[") and path.suffix == ".json":
        try:
            yield from json.loads(text)
        except json.JSONDecodeError as error:
            raise UserError(f"{path}: {error}") from None
        return
    for n, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                yield json.loads(line)
            except json.JSONDecodeError as error:
                raise UserError(f"{path}: line {n}: {error.msg}; one JSON object a line is expected") from None


@lru_cache(maxsize=4)
def read_pairs(path: str) -> tuple[Pair, ...]:
    """All pairs of a file. UserError where a line is no JSON, or no record has a form that is known."""
    out: list[Pair] = []
    strange = 0
    for index, raw in enumerate(_records(Path(path))):
        found = _fields(raw)
        if found is None or not found[0].strip() or not found[2].strip():
            strange += 1
            continue
        prompt, context, answer, system = found
        out.append(Pair(index, prompt, context, answer, system, lang_of(prompt + answer), raw))
    if not out:
        raise UserError(f"{path}: none of {strange} records has a form that is known ({FORMS})")
    return tuple(out)
