"""The check of rows made from the user's pairs: the answer is the one that was read, and the request still stands in the prompt."""

from __future__ import annotations

import hashlib
from typing import Any

from generators.checks.registry import Row, Verdict, check


@check("ins.original", "sha256")
def original(row: Row, answer: str, params: dict[str, Any]) -> Verdict:
    """Byte for byte. Where the prompt was edited, undoing the listed edits gives the original request."""
    if hashlib.sha256(answer.encode()).hexdigest() != params["sha256"]:
        return Verdict("the answer is not the one that was read")
    was = row["evidence"]["original"]
    text = row["messages"][-2]["content"]
    for edit in reversed(row["evidence"].get("edits", [])):
        if text[edit["start"] : edit["end"]] != edit["now"]:
            return Verdict(f"no {edit['now']!r} at {edit['start']}")
        text = text[: edit["start"]] + edit["was"] + text[edit["end"] :]
    said = "\n".join(m["content"] for m in row["messages"][:-2]) + "\n" + text
    for part in (was["prompt"], was["context"]):
        if part and part.strip() not in said:
            return Verdict("the original request does not stand in the prompt")
    return Verdict()
