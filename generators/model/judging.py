"""A model's score of how natural rows read. It judges words and never truth: no row is taken or refused for it; two judges are held against each other."""

from __future__ import annotations

from collections import Counter
from typing import Any

import orjson

from generators.model.pool import Talk
from generators.model.teacher import calls, fill, load_prompt
from generators.row import Row, answer_of
from generators.seeds import hash_int

SCHEMA = {
    "type": "object", "required": ["user", "answer"],
    "properties": {k: {"type": "integer", "minimum": 1, "maximum": 5} for k in ("user", "answer")},
}  # fmt: skip
SHOWN = 6000  # characters of what was said before: a judge of tone needs no whole book


def judged(row: Row, talk: Talk, over: str = "") -> dict[str, int] | None:
    """The scores of one judge; None where it gives none."""
    prompt = load_prompt("judge", row["lang"], over)
    said = "\n".join(f"[{m['role']}] {m.get('content') or calls(m)}" for m in row["messages"][:-1])
    style = prompt.styles[hash_int(0, "judge", row["id"]) % len(prompt.styles)]
    slots = {"talk": said[-SHOWN:], "answer": answer_of(row), "style": style}
    messages = [{"role": "system", "content": prompt.system}, {"role": "user", "content": fill(prompt.user, slots)}]
    request: dict[str, Any] = {
        "purpose": "judge",
        "role": "judge",
        "row": row["id"],
        "messages": messages,
        "mend": prompt.mend,
        "schema": SCHEMA,
        "echo": '{"user":4,"answer":4}',
    }
    reply = talk.ask(request)[0]
    talk.model.took(request, "used" if reply is not None else "no-answer")
    found: dict[str, int] | None = orjson.loads(reply) if reply is not None else None
    return found


def agreement(pairs: list[tuple[int, int]]) -> dict[str, float]:
    """Of two judges' scores of the same things: how often equal, how often at most one apart, and Cohen's kappa with quadratic weights (Cohen 1968)."""
    n = len(pairs)
    if not n:
        return {"n": 0}
    first, second, both = Counter(a for a, _ in pairs), Counter(b for _, b in pairs), Counter(pairs)
    seen = sum((a - b) ** 2 * c for (a, b), c in both.items()) / n
    chance = sum((a - b) ** 2 * x * y for a, x in first.items() for b, y in second.items()) / n**2
    return {
        "n": n, "equal": sum(a == b for a, b in pairs) / n, "within_one": sum(abs(a - b) <= 1 for a, b in pairs) / n,
        "kappa": 1 - seen / chance if chance else 1.0,
    }  # fmt: skip
