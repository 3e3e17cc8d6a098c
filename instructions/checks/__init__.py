"""Every constraint type as a check kind `ins.<family>_<name>`, and the checks of whole rows: tree, statement, cleanness, branches, clashes."""

from __future__ import annotations

from typing import Any

from generators.checks.registry import Row, Verdict, check
from instructions.checks import clash as clash
from instructions.checks import original as original
from instructions.checks import rows as rows
from instructions.checks import talk as talk
from instructions.checks import think as think
from instructions.checks.strip import bare
from instructions.constraints import KINDS
from instructions.constraints.leaf import fault


def _judge(type_: str) -> Any:
    def judge(row: Row, answer: str, params: dict[str, Any]) -> Verdict:
        leaf: dict[str, Any] = {"type": type_}
        leaf.update((k, params[k]) for k in ("params", "scope", "not") if k in params)
        return Verdict(fault(leaf, bare(answer), row["lang"]))

    return judge


def kind_of(type_: str) -> str:
    """The check kind of a constraint type."""
    return "ins." + type_.replace(".", "_")


def enroll() -> None:
    """Register a check kind for each constraint type that has none yet (plug-ins come later)."""
    for type_ in KINDS:
        check(kind_of(type_), "params")(_judge(type_))


enroll()
