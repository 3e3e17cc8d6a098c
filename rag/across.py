"""Checks over a set of rows: the same rendered prompt never stands under two policies."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any


def one_policy_per_prompt() -> Callable[[dict[str, Any]], str | None]:
    """A function fed row by row; gives a sentence for a row whose prompt was seen under another policy."""
    seen: dict[bytes, str] = {}

    def judge(row: dict[str, Any]) -> str | None:
        policy = next((c["params"]["policy"] for c in row["checks"] if c["kind"] == "rag.wrong"), None)
        if policy is None:
            return None
        h = hashlib.blake2b(digest_size=12)
        for message in row["messages"][:-1]:
            h.update(f"{message['role']}\0{message.get('content')}\0".encode())
        earlier = seen.setdefault(h.digest(), policy)
        return None if earlier == policy else f"the same prompt stands under the policies {earlier} and {policy}"

    return judge
