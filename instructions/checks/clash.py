"""The check of impossible requests: the core is proved and minimal, and the answer's first paragraph names it."""

from __future__ import annotations

import re
from typing import Any

from generators.checks.registry import Row, Verdict, check
from instructions.checks.rows import numbers_in
from instructions.conflict import core
from instructions.constraints.leaf import fault

_HEDGE = {
    "zh": re.compile("没法|不能同时|对不上|打架|只能取一|矛盾|冲突|做不到|无法|不可能|相抵"),
    "en": re.compile(
        r"can't|cannot|don't go together|rule each other out|no way|contradict|conflict|impossible|incompatible|at odds|not possible", re.I
    ),
}


@check("ins.impossible")
def impossible(row: Row, answer: str, params: dict[str, Any]) -> Verdict:
    """The named core cannot be met, nothing in it is idle, and the answer opens by saying so, with the numbers and words of the core."""
    by = {x["id"]: x for x in row["evidence"]["leaves"]}
    members = [{k: v for k, v in by[i].items() if k in ("type", "params")} for i in row["evidence"]["core"]]
    found = core(members, row["lang"])
    if found is None:
        return Verdict("the core can be met, as far as can be proved")
    if found != list(range(len(members))):
        return Verdict("the core is not minimal")
    kept = [{k: v for k, v in x.items() if k in ("type", "params")} for i, x in by.items() if i != row["evidence"]["core"][-1]]
    if core(kept, row["lang"]) is not None:
        return Verdict("what is kept cannot be met either")
    note = answer.partition("\n\n")[0]
    if not _HEDGE[row["lang"]].search(note):
        return Verdict("the first paragraph does not say that something cannot be done")
    for x in members:
        for key in ("n", "m"):
            if isinstance(x["params"].get(key), int) and x["params"][key] not in numbers_in(note):
                return Verdict(f"the first paragraph does not name {x['params'][key]}")
        for word in [*x["params"].get("words", []), *([x["params"]["word"]] if "word" in x["params"] else [])]:
            if word.lower() not in note.lower():
                return Verdict(f"the first paragraph does not name {word!r}")
    dropped = members[-1]
    _, _, rest = answer.partition("\n\n")
    return Verdict() if fault(dropped, rest, row["lang"]) else Verdict("the wish that was said to be dropped is met")
