"""`gen audit`: the report on a terminal, or as JSON."""

from __future__ import annotations

import sys

import orjson

from generators.audit.audit import Measure, load, measure_all


def audit_command(paths: list[str], as_json: bool) -> int:
    """Print the measures; 5 when one is past its bar."""
    measures = measure_all(load(paths))
    failed = [m for m in measures if m.failed]
    if as_json:
        sys.stdout.buffer.write(
            orjson.dumps(
                {"failed": len(failed), "measures": [m.as_dict() for m in measures]}, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
            )
        )
    else:
        _table(measures)
    return 5 if failed else 0


def _table(measures: list[Measure]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for name, justify in (
        ("measure", "left"),
        ("of", "left"),
        ("value", "right"),
        ("bar", "left"),
        ("", "left"),
        ("n", "right"),
        ("", "left"),
    ):
        table.add_column(name, justify=justify, no_wrap=name != "", overflow="fold")  # type: ignore[arg-type]
    for m in measures:
        verdict = "" if not m.bar else "[bold red]past[/]" if m.failed else "[green]ok[/]"
        table.add_row(m.name, m.scope, f"{m.value:.3f}", m.bar, verdict, str(m.n), m.note)
    console = Console(width=None if sys.stdout.isatty() else 170)
    console.print(table)
    failed = [m for m in measures if m.failed]
    console.print(
        f"{len(measures)} measures, {len(failed)} past their bar"
        + "".join(f"\n  {m.name} ({m.scope}): {m.value:.3f}, bar {m.bar}" for m in failed)
    )
