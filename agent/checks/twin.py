"""The rejected twin of a row is wrong in the way it is said to be: it fails the named check, what follows from that, and nothing else."""

from __future__ import annotations

from typing import Any

from agent.checks.support import Broken, finding, runs_before, runs_of
from generators.checks.registry import Row, check, give, judge, one_row


def twin_of(row: Row) -> Row:
    """The row with its rejected continuation in place of the chosen one, and with the evidence of that."""
    rejected, own = row["rejected"], row["evidence"].get("rejected", {})
    at = rejected["at"]
    messages = [*row["messages"][:at], *rejected["messages"]]
    evidence = {k: v for k, v in row["evidence"].items() if k != "rejected"}
    for key, place in (("calls", "turn"), ("facts", "at")):
        evidence[key] = [*(e for e in evidence[key] if e[place] < at), *own.get(key, [])]
    checks = [{**c, "turn": len(messages) - 1} for c in row["checks"] if c["kind"] != "agent.rejected"]
    return {**{k: v for k, v in row.items() if k != "rejected"}, "messages": messages, "evidence": evidence, "checks": checks}


SAME = "agent.tools"  # looks at the list of tools, which the row and its twin share


@check("agent.rejected", "follows")
@finding
def rejected(row: Row, answer: str, params: dict[str, Any]) -> None:
    """`follows`: checks that may fail too, since the same fault shows there."""
    if "rejected" not in row:
        raise Broken("there is no rejected twin")
    other, at, named = twin_of(row), row["rejected"]["at"], row["rejected"]["check"]
    before = [run for run in runs_of(row) if run.call.turn < at]
    with one_row(other):
        give(runs_before, before)
        failed = {c["kind"] for c in other["checks"] if c["kind"] != SAME and not judge(other, c).ok}
    if named not in failed:
        raise Broken(f"the rejected twin passes {named}")
    if extra := sorted(failed - {named, *params["follows"]}):
        raise Broken(f"the rejected twin fails {extra[0]} besides {named}")
