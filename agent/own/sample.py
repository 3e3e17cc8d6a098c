"""Values drawn from JSON Schema: arguments a user might say, and results where nothing can run."""

from __future__ import annotations

import datetime
import random
import re
from collections.abc import Mapping, Sequence
from typing import Any

from generators.values.names import draw_name

Leaf = tuple[tuple[str, ...], Any, str]  # path, value, kind


def arguments(schema: dict[str, Any], rng: random.Random, lang: str, words: Sequence[str]) -> dict[str, Any] | None:
    """Arguments with all that is required and a little of what is not; None where the schema asks for what nobody says in a sentence."""
    out: dict[str, Any] = {}
    required = schema.get("required", [])
    extra = [p for p in schema["properties"] if p not in required and _sayable(schema["properties"][p], 0)]
    rng.shuffle(extra)
    for name in [*required, *extra[: rng.choice((0, 0, 1, 2))]]:
        part = schema["properties"][name]
        if not _sayable(part, 0):
            return None
        out[name] = value(part, name, rng, lang, words)
    return out


def _sayable(part: Any, depth: int) -> bool:
    if not isinstance(part, dict) or depth > 1:
        return False
    kind = _kind(part)
    if kind == "object":
        inner = part.get("properties") or {}
        return 0 < len(part.get("required", [])) <= 3 and all(_sayable(inner.get(k), depth + 1) for k in part["required"])
    if kind == "array":
        items = part.get("items")
        return isinstance(items, dict) and _kind(items) in ("string", "integer", "number")
    return kind in ("string", "integer", "number", "boolean")


def _kind(part: dict[str, Any]) -> str:
    kind = part.get("type")
    if isinstance(kind, list):
        kind = next((k for k in kind if k != "null"), "")
    if not kind and "enum" in part:
        kind = "string" if all(isinstance(e, str) for e in part["enum"]) else ""
    return str(kind or ("object" if "properties" in part else ""))


def value(part: dict[str, Any], name: str, rng: random.Random, lang: str, words: Sequence[str], depth: int = 0) -> Any:
    """One value of a schema."""
    if part.get("enum"):
        return rng.choice([e for e in part["enum"] if e is not None] or [None])
    if "const" in part:
        return part["const"]
    kind = _kind(part)
    if kind == "object":
        inner = part.get("properties") or {}
        keys = inner if depth else part.get("required") or list(inner)[:3]
        return {k: value(inner[k], k, rng, lang, words, depth + 1) for k in keys if isinstance(inner.get(k), dict) and depth < 3}
    if kind == "array":
        items = part.get("items") if isinstance(part.get("items"), dict) else {"type": "string"}
        count = max(int(part.get("minItems", 1)), rng.choice((1, 2, 2)))
        drawn = [value(items or {}, name, rng, lang, words, depth + 1) for _ in range(count)]
        return [d for i, d in enumerate(drawn) if d not in drawn[:i]] if part.get("uniqueItems") else drawn
    if kind in ("integer", "number"):
        return _number(part, kind, rng)
    if kind == "boolean":
        return rng.random() < 0.5
    return _string(part, name, rng, lang, words)


def _number(part: dict[str, Any], kind: str, rng: random.Random) -> Any:
    low = part.get("minimum", part.get("exclusiveMinimum", 1))
    high = part.get("maximum", part.get("exclusiveMaximum", max(low, 1) + 97))
    step = part.get("multipleOf", 1)
    lo, hi = int(low) + ("exclusiveMinimum" in part), int(high) - ("exclusiveMaximum" in part)
    drawn = rng.randint(lo, max(lo, hi))
    if isinstance(step, int) and step > 1:
        drawn = max(step, drawn // step * step)
    return drawn if kind == "integer" or rng.random() < 0.6 or hi <= drawn else drawn + rng.choice((0.5, 0.25, 0.75))


def _string(part: dict[str, Any], name: str, rng: random.Random, lang: str, words: Sequence[str]) -> str:
    kind, low = part.get("format", ""), re.sub(r"[^a-z]", "", name.lower())
    day = datetime.date(2025, 1, 6) + datetime.timedelta(rng.randrange(700))
    if kind == "date":
        text = day.isoformat()
    elif kind == "date-time":
        text = f"{day.isoformat()}T{rng.randrange(8, 19):02d}:30:00Z"
    elif kind == "email" or "email" in low:
        text = f"{draw_name('surname', 'en', rng).lower()}{rng.randrange(3, 90)}@example.org"
    elif kind in ("uri", "url") or low.endswith(("url", "uri")):
        text = f"https://example.org/{rng.randrange(100, 9999)}"
    elif kind == "uuid":
        text = "-".join(f"{rng.getrandbits(n * 4):0{n}x}" for n in (8, 4, 4, 4, 12))
    elif low.endswith(("id", "sha", "key", "code", "number")) or kind in ("byte", "binary"):
        text = f"{rng.choice('abcdefghkmnprstw')}{rng.randrange(100, 99999)}"
    elif any(k in low for k in ("user", "author", "owner", "assignee", "login", "person")):
        text = draw_name("surname", "en", rng).lower()
    elif any(k in low for k in ("city", "place", "location", "country", "address")):
        text = draw_name("place", lang, rng)
    elif any(k in low for k in ("repo", "branch", "slug", "file", "path", "tag", "label", "ref")):
        text = draw_name("brand", "en", rng).lower()
    else:
        text = rng.choice(words)
    return text[: part.get("maxLength", 200)].ljust(part.get("minLength", 0), "x")


def leaves(args: Mapping[str, Any], path: tuple[str, ...] = ()) -> list[Leaf]:
    """What has to be said: each leaf with its path, a list of plain values as one."""
    out: list[Leaf] = []
    for name, item in args.items():
        at = (*path, name)
        if isinstance(item, dict):
            out += leaves(item, at)
        elif isinstance(item, list):
            out.append((at, item, "list:number" if all(isinstance(i, int | float) for i in item) else "list:text"))
        elif isinstance(item, bool):
            out.append((at, item, "bool"))
        else:
            out.append((at, item, "number" if isinstance(item, int | float) else "text"))
    return out


def result(output: dict[str, Any] | None, examples: Sequence[Any], args: Mapping[str, Any], rng: random.Random, lang: str, words: Sequence[str]) -> Any:  # fmt: skip
    """A result where the tool cannot run: an example of the document's, or one after its schema, with the arguments repeated where their names recur."""
    if examples and rng.random() < 0.5:
        return rng.choice(list(examples))
    if not output:
        return {"ok": True}
    made = value(output, "result", rng, lang, words, 1)
    record = made[0] if isinstance(made, list) and made and isinstance(made[0], dict) else made
    if isinstance(record, dict):
        for name, item in args.items():
            if name in record and type(record[name]) is type(item):
                record[name] = item
    return made


def label(path: Sequence[str]) -> str:
    """A parameter's name as people read it: pull_number, pullNumber as `pull number`."""
    text = " ".join(path)
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", re.sub(r"[_\-.\[\]]+", " ", text)).strip().lower()
