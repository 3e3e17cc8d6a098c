"""`gen answer PROMPTS.jsonl -o x.jsonl`: a model answers the user's prompts, or the rows of a data set; good answers become rows, bad ones keep their reason."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import click

from generators.commands.model_flags import given, own_flags, say
from generators.errors import Shortfall, UserError


def command() -> click.Command:
    """The click command."""
    params: list[click.Parameter] = [
        click.Argument(["prompts"], metavar="PROMPTS"),
        click.Option(["-o", "--output"], required=True, metavar="x.jsonl", help="Rows; beside them x.manifest.json and x.rejects.jsonl."),
        click.Option(["--want"], type=click.Choice(["answers", "pairs"]), default="answers", show_default=True, help="Good answers; or chosen and rejected: a wrong answer beside the right one."),
        click.Option(["--task-type"], default="own/prompt", show_default=True, metavar="A/B", help="Task type of prompts that bring none."),
        click.Option(["--fresh"], is_flag=True, help="Pass over the answers given with the prompts (else: said again in other words, nothing added)."),
        click.Option(["--seed"], type=int, default=0, help="Same seed, same requests."),
        *own_flags(),
    ]  # fmt: skip
    text = (
        "Let a model answer your prompts, or the rows of a data set. Rows of gen are judged by their own answer key; other prompts by style, length, "
        "language and your --rules. A fault is shown to the model, three tries at most; what is too wordy is shortened once."
    )
    return click.Command("answer", callback=_run, params=params, help=text)


def _run(prompts: str, output: str, want: str, task_type: str, fresh: bool, seed: int, **flags: Any) -> None:
    from generators.duplicates import Index, sketch
    from generators.model.asking import Output, at_work, calling, config_digest
    from generators.model.pool import Pool
    from generators.model.prompts_in import Asked, read_prompts
    from generators.model.reply import Outcome, Ways, answered
    from generators.module import recipe_of
    from generators.row import answer_of, asked_of, dumps

    options = given(flags)
    if not re.fullmatch(r"[a-z][a-z0-9_]*/[a-z][a-z0-9_]*", task_type):
        raise UserError(f"--task-type {task_type}: expected two levels, such as rag/empty or mail/complaint")
    call, jobs = calling(options, output), read_prompts(prompts)
    config = config_digest(call, "answer", [prompts] if prompts != "-" else [], want, task_type, fresh, seed)
    out = Output(output, config)
    for name in {j.task_type for j in jobs}:
        recipe_of(name)  # its checks are loaded before the first answer is judged
    ways = Ways(
        want == "pairs", fresh, options.rules, seed, task_type, config, options.teacher_prompts, options.keep_thinking, options.few_shot
    )
    reasons, kinds, seen = Counter[str](), Counter[str](), Index()
    with at_work(call, say) as (desk, store):
        pool: Pool[Asked, Outcome] = Pool(
            desk,
            store,
            call.endpoints,
            lambda job, talk: answered(job, talk, ways),
            lambda job: job.task_type or task_type,
            len(jobs) if options.batch else 0,
        )
        for nth, (job, outcome, model) in enumerate(pool.results(iter(jobs))):
            store.became(f"{nth}", job.task_type or task_type, model.words)
            row, reason, detail = outcome.row, outcome.reason, outcome.detail
            if row is not None:
                said = answer_of(row)
                new = sketch(said if not job.is_row and len(said) > 40 else f"{asked_of(row)} {said}", row["group"])
                if (twin := seen.find(new)) is not None:
                    row, reason, detail = None, "duplicate", twin[:200]
                else:
                    seen.add(new)
            if row is not None:
                out.put(dumps(row))
                kinds[f"{row['task_type']}/{row['lang']}"] += 1
            else:
                reasons[reason] += 1
            if row is None or outcome.faults:
                vain = [{"fault": f, "said": s} for f, s in outcome.faults]
                out.lose(
                    dumps(
                        {
                            "prompt": job.parent,
                            "kept": row is not None,
                            "reason": reason if row is None else "",
                            "detail": detail,
                            "said": vain,
                        }
                    )
                )
        made = sum(kinds.values())
        out.close(
            {
                "rows": made,
                "prompts": len(jobs),
                "counts": dict(sorted(kinds.items())),
                "failed": dict(sorted(reasons.items())),
                "words": store.usable(),
            }
        )
    why = ", ".join(f"{r} {c}" for r, c in reasons.most_common(6))
    told = f"{made} of {len(jobs)} prompts became {'pairs' if want == 'pairs' else 'rows'}" + (f" ({why})" if why else "")
    if made + (reasons["right-at-once"] if want == "pairs" else 0) < len(jobs):
        raise Shortfall(f"{told} -> {output}; what was said, and why it was not taken, is in {out.rejects}")
    say(f"{told} -> {output}")
