"""What the audit sees of an instructions row."""

from __future__ import annotations

from typing import Any

from generators.row import answer_of, question_of
from generators.view import View


def view(row: dict[str, Any]) -> View:
    """Question, answer and prompt; there are no candidates to pick from."""
    prompt = "\n".join(m.get("content") or "" for m in row["messages"][:-1])
    asked = "\n".join(m.get("content") or "" for m in row["messages"] if m["role"] == "user")  # a doubt tells nothing of its row
    return View(question_of(row), answer_of(row), prompt, apart=asked)
