"""The check of a chat: who said what of a thing, and which word was the last."""

from __future__ import annotations

import re
from typing import Any

from generators.checks.registry import Row, Verdict, check
from longctx.checks.found import _NONE, _follows, _wrong
from longctx.checks.hay import folded, haystack, places, question, says, sentence_at

_LABEL = re.compile(r"[^:：]{1,20}[:：] ?")  # who says a line


@check("longctx.recalled", "speaker", "thing", "times", "value", "others")
def recalled(row: Row, answer: str, params: dict[str, Any]) -> Verdict:
    """The speaker's lines that name the thing are `times`; the last, or that of index `at`, holds the value, which stands nowhere else.

    Where there is none, the answer says so. `next`: the thing is a sentence of the speaker, the value the one behind it in the same `message`, or the first
    of the `reply` to it.
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
    if params.get("next") == "reply":
        if why := _answers(row, text.split("\n"), lines.index(told[0]), params["thing"], params["value"]):
            return Verdict(why)
    elif not places(told[params.get("at", -1)], params["value"]):
        return Verdict(f"{params['value']!r} is not in the line about {params['thing']!r} that is asked for")
    elif params.get("next") and (why := _follows(row, text, params["thing"], params["value"])):
        return Verdict(why)
    value = folded(params["value"])
    if sum(value in line and bool(places(line, value)) for line in lines) != 1:
        return Verdict(f"{params['value']!r} stands elsewhere too")
    return Verdict(_wrong(row, answer, params["value"], params["others"]))


def _answers(row: Row, lines: list[str], at: int, thing: str, value: str) -> str:
    """Why a sentence is not the first of what the other says to message `at`, which ends with the thing; empty where it is."""
    if not re.search(re.escape(folded(thing)) + r"[。！？!?.]?\s*$", folded(lines[at])):
        return f"the message does not end with {thing!r}"
    speaker, other = (_LABEL.match(line) for line in (lines[at], lines[at + 1] if at + 1 < len(lines) else ""))
    if not speaker or not other or other[0] == speaker[0]:
        return f"nobody answers {thing!r}"
    said = other.string[other.end() :]
    if not folded(said).startswith(folded(value)) or sentence_at(said, 0, row["lang"])[1] != len(value):
        return f"{value!r} is not the first sentence of the reply to {thing!r}"
    return ""
