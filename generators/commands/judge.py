"""`gen judge ROWS`: how natural rows read, by one model or two; scores beside the rows, never a reason to take or refuse one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from generators.commands.model_flags import given, own_flags, say
from generators.errors import Shortfall, UserError


def command() -> click.Command:
    """The click command."""
    params: list[click.Parameter] = [
        click.Argument(["rows"], metavar="ROWS"),
        click.Option(["-o", "--output"], required=True, metavar="x.jsonl", help="One line per row: its id, and each judge's scores of the user's message and of the answer."),
        *own_flags("rules", "keep_thinking", "batch"),
    ]  # fmt: skip
    text = (
        "Let a model score from 1 to 5 how natural the user's message and the answer read. It judges tone, never truth; checks do that. Every endpoint with the "
        "role `judge` in --endpoints is asked; with two, how far they agree is said too."
    )
    return click.Command("judge", callback=_run, params=params, help=text)


def _run(rows: str, output: str, **flags: Any) -> None:
    from itertools import combinations

    from generators.model.asking import Output, at_work, calling, config_digest
    from generators.model.judging import agreement, judged
    from generators.model.pool import Pool
    from generators.reader import read_rows
    from generators.row import Row, dumps

    options = given(flags)
    found = []
    for read in read_rows(rows):
        if read.row is None or not {"id", "lang", "messages", "task_type"} <= set(read.row):
            raise UserError(f"{read.file}:{read.line}: is no row of gen; expected id, lang, task_type and messages")
        found.append(read.row)
    call = calling(options, output)
    out = Output(output, config_digest(call, "judge", [rows] if rows != "-" else []))
    judges = [e for e in call.endpoints if "judge" in e.roles]
    if not judges:
        raise UserError(f'--endpoints {Path(options.endpoints).name}: none has roles = ["judge"]')
    scores: dict[str, list[dict[str, int] | None]] = {}
    with at_work(call, say) as (desk, store):
        for judge in judges:
            pool: Pool[Row, dict[str, int] | None] = Pool(
                desk, store, (replace(judge, roles=("judge",)),), lambda row, talk: judged(row, talk, options.teacher_prompts), lambda row: row["task_type"]
            )  # fmt: skip
            scores[judge.name] = [score for _, score, _ in pool.results(iter(found))]
        for nth, row in enumerate(found):
            out.put(dumps({"id": row["id"], "task_type": row["task_type"], "scores": {name: s[nth] for name, s in scores.items()}}))
        means = {
            f"{name} {what}": sum(s[what] for s in given_ if s) / max(1, sum(s is not None for s in given_))
            for name, given_ in scores.items() for what in ("user", "answer")
        }  # fmt: skip
        agree = {
            f"{a} ~ {b} {what}": agreement([(x[what], y[what]) for x, y in zip(scores[a], scores[b], strict=True) if x and y])
            for a, b in combinations(scores, 2) for what in ("user", "answer")
        }  # fmt: skip
        out.close({"rows": len(found), "means": means, "agreement": agree})
    for name, mean in means.items():
        say(f"{name}: {mean:.2f}")
    for name, how in agree.items():
        say(f"{name}: " + ", ".join(f"{k} {v:.2f}" if k != "n" else f"{v} rows" for k, v in how.items()))
    if missing := sum(s is None for given_ in scores.values() for s in given_):
        raise Shortfall(f"{missing} scores are missing: the judge gave none -> {output}")
