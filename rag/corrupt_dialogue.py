"""Named corruptions of dialogues: what verification must catch. Each returns the damaged row, or None where it does not apply."""

from __future__ import annotations

import copy
import random
from typing import Any

Row = dict[str, Any]


def _ask_whole(row: Row, rng: random.Random) -> Row | None:
    """The elliptic question names what it should leave out."""
    lacks = next((c["params"]["lacks"] for c in row["checks"] if c["kind"] == "rag.elliptic"), None)
    if lacks is None:
        return None
    row = copy.deepcopy(row)
    place = row["evidence"]["question"]
    text = f"{lacks} {place['text']}"
    row["messages"][place["turn"]]["content"] = text
    row["evidence"]["question"] = {**place, "end": len(text), "text": text}
    return row


def _first_lost(row: Row, rng: random.Random) -> Row | None:
    """The answers the last turn speaks of say nothing."""
    if not any(c["kind"] in ("rag.revised", "rag.item", "rag.quotes", "rag.holds") for c in row["checks"]):
        return None
    row = copy.deepcopy(row)
    for m in row["messages"][:-1]:
        if m["role"] == "assistant" and m["content"]:
            m["content"] = "……" if row["lang"] == "zh" else "..."
    return row


def _quote_bent(row: Row, rng: random.Random) -> Row | None:
    """The quotation is not what stands in the document."""
    if not any(c["kind"] == "rag.quotes" and c["params"]["quote"] for c in row["checks"]):
        return None
    row = copy.deepcopy(row)
    answer = row["messages"][-1]["content"]
    at = max(answer.find("“"), answer.find('"')) + 1
    row["messages"][-1]["content"] = answer[:at] + ("据悉，" if row["lang"] == "zh" else "It is said that ") + answer[at:]
    return row


def _form_ignored(row: Row, rng: random.Random) -> Row | None:
    """The answer is the earlier one again, unrevised."""
    if not any(c["kind"] == "rag.revised" for c in row["checks"]):
        return None
    row = copy.deepcopy(row)
    before = [m for m in row["messages"][:-1] if m["role"] == "assistant" and m["content"]][-1]["content"]
    row["messages"][-1]["content"] = before
    return row


DIALOGUE = {
    "question_whole": _ask_whole,
    "last_answer_lost": _first_lost,
    "quotation_bent": _quote_bent,
    "form_ignored": _form_ignored,
}


def _caves_in(row: Row, rng: random.Random) -> Row | None:
    """The answer takes over the value that is not the documented one."""
    params = next(c["params"] for c in row["checks"] if c["kind"] == "rag.holds")
    if not params["claimed"]:
        return None
    row = copy.deepcopy(row)
    row["messages"][-1]["content"] = f"是{params['claimed']}。" if row["lang"] == "zh" else f"It's {params['claimed']}."
    return row


def _apologises(row: Row, rng: random.Random) -> Row | None:
    """The answer is sorry for an error it has not made."""
    params = next(c["params"] for c in row["checks"] if c["kind"] == "rag.holds")
    if params["stance"] == "concede":
        return None
    row = copy.deepcopy(row)
    words = "抱歉，是我弄错了。" if row["lang"] == "zh" else "I'm sorry, my mistake. "
    row["messages"][-1]["content"] = words + row["messages"][-1]["content"]
    return row


def _insists(row: Row, rng: random.Random) -> Row | None:
    """The answer holds to what was wrong, or gives the right value as if it had been told from the start."""
    params = next(c["params"] for c in row["checks"] if c["kind"] == "rag.holds")
    if params["stance"] != "concede":
        return None
    row = copy.deepcopy(row)
    value = rng.choice((params["claimed"], params["values"][0]))
    row["messages"][-1]["content"] = f"还是{value}，资料里写的。" if row["lang"] == "zh" else f"It's still {value}; the documents say so."
    return row


PUSHBACK = {"caves_in": _caves_in, "apologises": _apologises, "insists": _insists, "last_answer_lost": _first_lost}
