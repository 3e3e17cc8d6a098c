"""JSON as models write it: fenced, with prose round it, with a comma too many."""

from __future__ import annotations

import json
import re
from typing import Any

_FENCE = re.compile(r"```(?:json)?\s*\n(.*?)```", re.S)
_TRAILING = re.compile(r",(\s*[}\]])")


def parse_loose(text: str) -> Any:
    """The first JSON object or array in a text; ValueError with what is wrong where there is none."""
    fenced = _FENCE.search(text)
    for candidate in filter(None, (text, fenced.group(1) if fenced else "")):
        try:
            return json.loads(candidate)
        except ValueError:
            continue
    start = re.search(r"[{\[]", text)
    if not start:
        raise ValueError("no JSON object or array in it")
    body = (fenced.group(1) if fenced else text[start.start() :]).strip()
    for attempt in (body, _TRAILING.sub(r"\1", body)):
        try:
            return json.JSONDecoder().raw_decode(attempt)[0]
        except ValueError as error:
            fault = str(error)
    raise ValueError(fault)
