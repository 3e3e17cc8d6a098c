"""Faults that a row may plan for a call: the service fails before the tool runs, or what it gave arrives wrong. Each is a rule that the verifier applies again."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

# Nothing ran: what the gateway says instead of a result.
OUTAGES: dict[str, dict[str, Any]] = {
    "timeout": {"error": {"code": "timeout", "message": "no response within 10 s"}},
    "unavailable": {"error": {"code": "service_unavailable", "message": "503 Service Unavailable"}},
    "rate_limited": {"error": {"code": "rate_limited", "message": "too many requests, retry after 2 s"}},
    "internal": {"error": {"code": "internal_error", "message": "unexpected error, request was not processed"}},
    "gateway": {"error": {"code": "bad_gateway", "message": "502 upstream closed the connection"}},
}
# The tool ran, but what arrived is not what it gave.
DISTORTIONS = ("empty", "truncated", "magnitude", "sign", "stale", "contradicts")


def outage(kind: str) -> dict[str, Any]:
    """The result shown for a call that never ran."""
    return OUTAGES[kind]


def distort(fault: Mapping[str, Any], value: Any, text: str) -> tuple[Any, str | None]:
    """(value, text): what arrives for a result. `pointer` of the fault: the leaf that is hit; `text`: the result as it would have been written.

    empty: lists and texts are emptied. truncated: the text is cut at two thirds. magnitude: the figure is a hundred times too large.
    sign: the figure is negative. contradicts: the figure is `to`, which an earlier result does not bear out. stale: it is `to` as it was `at`
    a moment gone by, which a field says.
    """
    kind, pointer = fault["kind"], fault.get("pointer", "")
    if kind == "truncated":
        return None, text[: max(8, len(text) * 2 // 3)]
    if kind == "empty":
        return _emptied(value), None
    changed = _changed(value, [p for p in pointer.split("/") if p], fault)
    return (({**changed, "cached_at": fault["at"]} if kind == "stale" else changed), None)


def _emptied(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _emptied(v) for k, v in value.items()}
    return [] if isinstance(value, list) else "" if isinstance(value, str) else None


def _changed(value: Any, path: list[str], fault: Mapping[str, Any]) -> Any:
    if path:
        if isinstance(value, list):
            at = int(path[0])
            return [*value[:at], _changed(value[at], path[1:], fault), *value[at + 1 :]]
        return {**value, path[0]: _changed(value[path[0]], path[1:], fault)}
    if "to" in fault:
        return str(fault["to"]) if isinstance(value, str) else fault["to"]
    exact = Fraction(str(value)) * (100 if fault["kind"] == "magnitude" else -1)
    plain: Any = int(exact) if exact.denominator == 1 else float(exact)
    return str(plain) if isinstance(value, str) else plain
