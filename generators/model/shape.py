"""The shape of a reply: thinking taken off, JSON held to its schema."""

from __future__ import annotations

import re
import zlib
from functools import lru_cache
from typing import Any

import orjson

from generators.model.loose_json import parse_loose

_THINKING = re.compile(r"<(think|thinking|reasoning)>.*?</\1>\s*", re.S)
_UNCLOSED = re.compile(r"^.*?</(?:think|thinking|reasoning)>\s*", re.S)
_UNENDED = re.compile(r"\s*<(?:think|thinking|reasoning)>.*", re.S)
# What no reader should see: marks that end a model's turn, control and invisible characters, characters lost on the way.
_UNCLEAN = re.compile(r"<\|\w+\|>|<｜[^｜]*｜>|</?s>$|\[/?INST\]|[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2060-\u2069\ufeff\ufffd]")


def strip_thinking(text: str) -> tuple[str, str]:
    """(what is said, what was thought) of a reply whose thinking stands in tags, also where a tag was left out: what is thought and never ended is no answer."""
    thought = "".join(m.group(0) for m in _THINKING.finditer(text))
    said = _THINKING.sub("", text)
    if not thought and (open_end := _UNCLOSED.match(said)):
        thought, said = open_end.group(0), said[open_end.end() :]
    if unended := _UNENDED.match(said):
        thought, said = thought + unended.group(0), ""
    return said.strip(), re.sub(r"</?(?:think|thinking|reasoning)>", "", thought).strip()


def unclean(text: str) -> str:
    """A fault where a text holds what no reader should see; empty for none."""
    found = _UNCLEAN.search(text)
    return f"unclean: it holds {found[0]!a}" if found else ""


LONGEST = 60_000  # characters of a reply; what runs on is not looked at more closely
TOLD = 20_000  # characters of a faulty reply that are shown again to the model that wrote it
_SAMPLE = 1500


def runaway(text: str) -> str:
    """A fault where a reply runs on, or says the same over and over, as models do that have lost the thread; empty for none."""
    if len(text) > LONGEST:
        return f"runaway: it has {len(text)} characters"
    raw = text[-LONGEST:].encode("utf-8", "replace")
    tail = raw[-_SAMPLE:]
    if len(tail) == _SAMPLE and len(zlib.compress(tail)) * 12 < _SAMPLE:
        return "runaway: it ends by saying the same over and over"
    return ""


def told_again(reply: str) -> str:
    """A faulty reply as it is shown to the model: of one that runs on, the beginning."""
    return reply if len(reply) <= TOLD else f"{reply[:2000]} [...]"


# What stands round words that were asked for alone: a label, a preface, a fence, spaces that no keyboard makes.
_DRESS = (
    re.compile(r"^\W{0,3}(?:answer|response|reply|message|rewritten(?: \w+)?|user|assistant|output|回答|答案|答|回复|消息|用户|助手|改写|输出)\W{0,3}[:：]", re.I),
    re.compile(r"^(?:sure|certainly|of course|absolutely|okay|ok|here(?:'s| is| are)|好的|当然|没问题|以下是|下面是|这是)\b[^\n]{0,90}[:：!！]\s*\n", re.I),
    re.compile(r"^\s*```"),
    re.compile(r"[\u00a0\u2007\u2009\u202f]"),
)  # fmt: skip


def dressed(text: str, core: str) -> str:
    """A fault where words come dressed up as the `core` they tell again is not; empty for none."""
    found = next((f for p in _DRESS if (f := p.search(text)) and not p.search(core)), None)
    return f"dressed: only the words themselves, without {found[0].strip()!a}" if found else ""


def shaped(request: dict[str, Any], text: str) -> tuple[str, str]:
    """(the reply to keep, the fault where it has not the asked shape). Replies asked for as JSON are kept as plain, canonical JSON."""
    schema = request.get("schema")
    if not schema:
        return text, ""
    try:
        value = parse_loose(strip_thinking(text)[0])
    except ValueError as error:
        return text, f"not JSON: {error}"
    if fault := unclean("\n".join(_texts(value))):
        return text, fault
    validator = _validator(orjson.dumps(schema))
    if not validator.is_valid(value):
        first = next(iter(validator.iter_errors(value)))
        return text, f"/{'/'.join(str(p) for p in first.instance_path)}: {first.message[:200]}"
    return orjson.dumps(value).decode(), ""


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for v in inner for text in _texts(v)]


@lru_cache(maxsize=32)
def _validator(schema: bytes) -> Any:
    import jsonschema_rs

    return jsonschema_rs.Draft202012Validator(orjson.loads(schema))
