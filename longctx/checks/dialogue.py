"""The check of a chat: who said what of a thing, and which word was the last."""

from __future__ import annotations

from typing import Any

from generators.checks.registry import Row, Verdict, check
from longctx.checks.found import _NONE, _wrong
from longctx.checks.hay import folded, haystack, places, question, says


@check("longctx.recalled", "speaker", "thing", "times", "value", "others")
def recalled(row: Row, answer: str, params: dict[str, Any]) -> Verdict:
    """The speaker's lines that name the thing are `times`; the last, or that of index `at`, holds the value, which stands nowhere else.

    Where there is none, the answer says so.
    """
    text = haystack(row)
    if folded(params["thing"]) not in folded(question(row)):
        return Verdict(f"the question does not name {params['thing']!r}")
    lines = folded(text).split("\n")
    told = [line for line in lines if line.startswith(folded(params["speaker"])) and places(line, params["thing"])]
    if len(told) != params["times"]:
        return Verdict(f"{len(told)} lines of {params['speaker']!r} name {params['thing']!r}, {params['times']} should")
    if not told:
        given = next((o for o in params["others"] if says(answer, o)), None)
        if given is not None:
            return Verdict(f"the answer gives {given!r}, which was said of something else")
        return Verdict("" if _NONE[row["lang"]].search(folded(answer)) else "the answer does not say that it was never said")
    if not places(told[params.get("at", -1)], params["value"]):
        return Verdict(f"{params['value']!r} is not in the line about {params['thing']!r} that is asked for")
    value = folded(params["value"])
    if sum(value in line and bool(places(line, value)) for line in lines) != 1:
        return Verdict(f"{params['value']!r} stands elsewhere too")
    return Verdict(_wrong(row, answer, params["value"], params["others"]))
