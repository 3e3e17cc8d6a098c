"""The user's prompts, in the forms people keep them in, with or without an answer; or rows of our own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from generators.errors import UserError
from generators.reader import read_rows
from generators.text.measure import han_share

FORMS = "messages | conversations | prompt(+answer|completion|response|chosen) | instruction(+input, output) | question(+answer)"
_ROLES = {
    "human": "user",
    "gpt": "assistant",
    "user": "user",
    "assistant": "assistant",
    "system": "system",
    "tool": "tool",
    "observation": "tool",
}
_ASKED = ("prompt", "instruction", "question", "query", "text")
_SAID = ("answer", "output", "completion", "response", "chosen")


@dataclass(frozen=True)
class Asked:
    """One prompt: the turns before the answer, the answer given with it (empty: none), where it stood, and the record itself."""

    place: str  # file:line
    messages: tuple[dict[str, Any], ...]
    answer: str
    task_type: str
    record: dict[str, Any]

    @property
    def is_row(self) -> bool:
        """Whether it is a row of ours, with an answer key."""
        return {"checks", "evidence", "origin", "group", "task_type"} <= set(self.record)

    @property
    def parent(self) -> str:
        """What it is called by: its id, or its place."""
        return str(self.record.get("id") or self.place.rpartition("/")[2])

    @property
    def text(self) -> str:
        """The last thing the user says."""
        return next((str(m.get("content") or "") for m in reversed(self.messages) if m["role"] == "user"), "")

    @property
    def lang(self) -> str:
        """zh or en, by what the user writes."""
        own = self.record.get("lang")
        return own if own in ("zh", "en") else "zh" if han_share(self.text) > 0.3 else "en"


def read_prompts(path: str) -> list[Asked]:
    """All prompts of a file or folder. UserError names the first line that is none."""
    found = []
    for read in read_rows(path):
        place = f"{read.file}:{read.line}"
        if read.row is None:
            raise UserError(f"{place}: {read.fault[1] if read.fault else 'no object'}; expected one JSON object a line: {FORMS}")
        found.append(_asked(place, read.row))
    return found


def _asked(place: str, record: dict[str, Any]) -> Asked:
    messages = _messages(place, record)
    answer = ""
    if messages[-1]["role"] == "assistant":
        answer = str(messages[-1].get("content") or "")
        messages = messages[:-1]
    if not any(m["role"] == "user" and str(m.get("content") or "").strip() for m in messages):
        raise UserError(f"{place}: nobody asks anything in it; expected a prompt: {FORMS}")
    task = record.get("task_type")
    return Asked(place, tuple(messages), answer, task if isinstance(task, str) else "", record)


def _messages(place: str, record: dict[str, Any]) -> list[dict[str, Any]]:
    turns = record.get("messages") or record.get("conversations") or (record["prompt"] if isinstance(record.get("prompt"), list) else None)
    if turns is not None:
        try:
            plain = [m if "role" in m else {"role": _ROLES[m["from"]], "content": m["value"]} for m in turns]
            if not plain or any(m["role"] not in _ROLES for m in plain):
                raise KeyError("role")
        except (KeyError, TypeError) as error:
            raise UserError(f"{place}: its turns cannot be read ({error}); expected role and content, or from and value") from None
        return plain
    key = next((k for k in _ASKED if isinstance(record.get(k), str) and record[k].strip()), "")
    if not key:
        raise UserError(f"{place}: no prompt in it; expected one of: {FORMS}")
    more = record.get("input")
    text = f"{record[key]}\n\n{more}" if key == "instruction" and isinstance(more, str) and more.strip() else record[key]
    system = record.get("system")
    made = [{"role": "system", "content": system}] if isinstance(system, str) and system.strip() else []
    made.append({"role": "user", "content": text})
    said = next((record[k] for k in _SAID if isinstance(record.get(k), str) and record[k].strip()), "")
    return [*made, {"role": "assistant", "content": said}] if said else made
