"""An answer without its thinking."""

from __future__ import annotations

import re
from typing import Any

_THINK = re.compile(r"\A\s*<think>\n?(.*?)\n?</think>\s*", re.S)


def bare(answer: str) -> str:
    """What is left when a leading <think> part is taken off."""
    return _THINK.sub("", answer, count=1) if answer.lstrip().startswith("<think>") else answer


def thinking_of(row: dict[str, Any], answer: str) -> str:
    """The thinking: between tags in the answer, or the message's reasoning part."""
    found = _THINK.match(answer)
    return found[1] if found else str(row["messages"][-1].get("reasoning_content") or "")
