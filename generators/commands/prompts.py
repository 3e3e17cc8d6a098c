"""`gen prompts --seeds FILE --task-type T -n N`: more prompts from the user's own, by a model; near-duplicates go, task type and parent stay."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import click

from generators.commands.model_flags import given, own_flags, say
from generators.errors import Shortfall, UserError, nearest

ROUNDS = 25  # over the seeds, without one new prompt in the last two, before it is clear that no more will come


def command() -> click.Command:
    """The click command."""
    params: list[click.Parameter] = [
        click.Option(["--seeds"], required=True, metavar="FILE", help="Prompts to start from, in any form that gen answer takes."),
        click.Option(["-n", "--rows"], type=int, required=True, help="How many prompts."),
        click.Option(["-o", "--output"], required=True, metavar="x.jsonl", help="Prompts; beside them x.manifest.json and x.rejects.jsonl."),
        click.Option(["--task-type"], default="", metavar="A/B", help="Task type of seeds that bring none; with it, seeds of another are left out."),
        click.Option(["--way"], default="expand,rewrite", show_default=True, metavar="W,...", help="expand: others of the kind; rewrite: another person, story, register, length; decompose: a task too hard in one go, step by step."),
        click.Option(["--seed"], type=int, default=0, help="Same seed, same requests."),
        *own_flags("keep_thinking", "rules", "judge"),
    ]  # fmt: skip
    return click.Command(
        "prompts", callback=_run, params=params, help="Let a model make more prompts from yours. What comes out is input for gen answer."
    )


def _run(seeds: str, rows: int, output: str, task_type: str, way: str, seed: int, **flags: Any) -> None:
    from generators.duplicates import Index, sketch
    from generators.model.asking import Output, at_work, calling, config_digest
    from generators.model.expand import WAYS, Prompted, Wish, prompted, wishes
    from generators.model.pool import Pool
    from generators.model.prompts_in import read_prompts
    from generators.row import dumps, row_id

    options = given(flags)
    ways = tuple(dict.fromkeys(w.strip() for w in way.split(",")))
    for one in ways:
        if one not in WAYS:
            raise UserError(f"--way {one}: unknown{nearest(one, list(WAYS))}; there are: {', '.join(WAYS)}")
    if rows < 1:
        raise UserError(f"-n {rows}: expected at least 1")
    if task_type and not re.fullmatch(r"[a-z][a-z0-9_]*/[a-z][a-z0-9_]*", task_type):
        raise UserError(f"--task-type {task_type}: expected two levels, such as rag/empty or mail/complaint")
    mine = [s for s in read_prompts(seeds) if not task_type or s.task_type in ("", task_type)]
    if not mine:
        raise UserError(f"--seeds {seeds}: none of them has the task type {task_type}")
    if not task_type and (bare := [s.place for s in mine if not s.task_type]):
        raise UserError(f"{bare[0]}: has no task_type; say --task-type A/B for those that bring none")
    call = calling(options, output)
    config = config_digest(call, "prompts", [seeds] if seeds != "-" else [], task_type, ways, seed, rows)
    out, index = Output(output, config), Index()
    for asked in mine:
        index.add(sketch(asked.text, "seed"))
    reasons, kinds, dry = Counter[str](), Counter[str](), 0
    with at_work(call, say) as (desk, store):
        over = options.teacher_prompts
        pool: Pool[Wish, Prompted] = Pool(
            desk, store, call.endpoints, lambda w, talk: prompted(w, talk, w.seed.task_type or task_type, seed, over), lambda w: w.seed.task_type or task_type,
            width=_width(rows, len(mine), sum(e.in_flight for e in call.endpoints)),
        )  # fmt: skip
        for nth, (wish, found, model) in enumerate(pool.results(wishes(mine, ways, seed))):
            kind = wish.seed.task_type or task_type
            store.became(f"{nth}", kind, model.words)
            lost = [(reason, text, "") for reason, text in found.faults]
            dry += 1
            for text, more in found.made:
                twin = None if wish.way == "decompose" and more["step"] > 1 else index.find(sketch(text, f"{nth}"))
                if twin is not None:
                    lost.append(("duplicate", text, twin[:200]))
                    continue
                if sum(kinds.values()) == rows:
                    break
                index.add(sketch(text, f"{nth}"))
                dry = 0
                names = {"way": wish.way, **more}
                out.put(
                    dumps(
                        {"id": row_id(kind.partition("/")[0], config, wish.seed.place.rpartition("/")[2], wish.round, text), "task_type": kind, "lang": wish.seed.lang,
                         "messages": [*(m for m in wish.seed.messages if m["role"] == "system"), {"role": "user", "content": text}],
                         "parent": wish.seed.parent, "group": wish.seed.parent, "facets": names, "origin": {"recipe": "gen/prompts", "model": model.label, "seed": seed}}
                    )
                )  # fmt: skip
                kinds[f"{kind}/{wish.way}"] += 1
            if found.reason:
                reasons[found.reason] += 1
            for reason, text, detail in lost:
                reasons[reason] += 1
                out.lose(dumps({"seed": wish.seed.parent, "way": wish.way, "reason": reason, "detail": detail, "text": text}))
            if sum(kinds.values()) == rows or dry > 2 * len(mine) + 8 or wish.round > ROUNDS + rows:
                break
        made = sum(kinds.values())
        out.close(
            {
                "rows": made,
                "seeds": len(mine),
                "counts": dict(sorted(kinds.items())),
                "failed": dict(sorted(reasons.items())),
                "words": store.usable(),
            }
        )
    why = ", ".join(f"{r} {c}" for r, c in reasons.most_common(6))
    told = f"{made} of {rows} prompts from {len(mine)} seeds" + (f" (not taken: {why})" if why else "")
    if made < rows:
        raise Shortfall(f"{told} -> {output}; give more seeds or another --way")
    say(f"{told} -> {output}")


def _width(rows: int, seeds: int, flight: int) -> int:
    """Requests ahead: enough to keep the endpoint busy, not so many that the last of them are paid for nothing."""
    return max(4, min(2 * flight, rows // 3 + 1, 8 * seeds))
