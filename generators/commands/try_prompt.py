"""`gen try PURPOSE TEXT`: several answers of a model to one teacher prompt, side by side with those to the shipped one and with other endpoints'."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from generators.commands.model_flags import given, own_flags, say
from generators.errors import UserError, nearest


def command() -> click.Command:
    """The click command."""
    params: list[click.Parameter] = [
        click.Argument(["purpose"]),
        click.Argument(["text"]),
        click.Option(["--lang"], type=click.Choice(["zh", "en"]), default=None, help="Default: by the text."),
        click.Option(["-n", "--rows", "count"], type=click.IntRange(1, 50), default=4, show_default=True, help="How many answers, each in a style of its own."),
        click.Option(["--slot"], multiple=True, metavar="NAME=TEXT", help="Fill another slot of the prompt, such as talk or keep."),
        click.Option(["--seed"], type=int, default=0, help="Other styles, other answers."),
        *own_flags("record", "rules", "batch", "judge"),
    ]  # fmt: skip
    text = (
        "Show several answers to one prompt side by side. PURPOSE is a file of generators/teacher (question, answer, reply, expand, rewrite, decompose, ...); TEXT is "
        "what it is about: the bare question, the right answer, your prompt. With --teacher-prompts DIR a column for yours stands beside the shipped one; every writer of --endpoints has its column."
    )
    return click.Command("try", callback=_run, params=params, help=text)


def _run(purpose: str, text: str, lang: str | None, count: int, slot: tuple[str, ...], seed: int, **flags: Any) -> None:
    from generators.model.asking import at_work, calling
    from generators.model.teacher import PROMPTS
    from generators.text.measure import han_share

    options = given(flags)
    lang = lang or ("zh" if han_share(text) > 0.3 else "en")
    known = sorted({p.stem for p in [*(PROMPTS / lang).glob("*.toml"), *Path(options.teacher_prompts or PROMPTS).glob(f"{lang}/*.toml")]})
    if purpose not in known:
        raise UserError(f"gen try {purpose}: there is no such prompt{nearest(purpose, known)}; there are: {', '.join(known)}")
    if bad := next((s for s in slot if "=" not in s), None):
        raise UserError(f"--slot {bad}: expected NAME=TEXT")
    slots = {
        **dict.fromkeys(("bare", "answer", "seed", "talk", "text"), text),
        "keep": "-",
        "shown": f"- {text}",
        **dict(s.split("=", 1) for s in slot),
    }
    with tempfile.TemporaryDirectory() as name:
        if not options.answers:
            options = replace(options, answers=str(Path(name) / "try.answers.sqlite"))
        call = calling(options, str(Path(name) / "try.jsonl"))
        with at_work(call, lambda _: None) as (desk, store):
            writers = [e for e in call.endpoints if "writer" in e.roles] or list(call.endpoints)
            columns = {}
            for endpoint in writers:
                for whose, over in (("shipped", ""), ("yours", options.teacher_prompts)):
                    if (whose == "shipped" and not (PROMPTS / lang / f"{purpose}.toml").exists()) or (whose == "yours" and not over):
                        continue
                    jobs = [(_request(purpose, lang, over, slots, text, nth, seed), nth) for nth in range(count)]
                    columns[f"{endpoint.name} · {whose}"] = _column(desk, store, endpoint, jobs, purpose)
    _show(columns, count)


def _request(purpose: str, lang: str, over: str, slots: dict[str, str], text: str, nth: int, seed: int) -> tuple[dict[str, Any], str]:
    """The request, and the style drawn for it."""
    from generators.model.teacher import fill, load_prompt

    prompt = load_prompt(purpose, lang, over)
    style = prompt.styles[(nth + seed) % len(prompt.styles)]
    filled = {**slots, "style": style}
    user = text if purpose == "reply" else fill(prompt.user, filled)
    messages = [{"role": "system", "content": fill(prompt.system, filled)}, {"role": "user", "content": user}]
    return {"purpose": purpose, "role": "writer", "row": f"try#{seed}.{nth}", "messages": messages, "mend": prompt.mend}, style


def _column(desk: Any, store: Any, endpoint: Any, jobs: list[Any], purpose: str) -> list[tuple[str, str]]:
    """(style, what was said) of every answer of one endpoint."""
    from generators.model.pool import Pool, Talk

    def do(job: Any, talk: Talk) -> str:
        (request, _), _ = job
        return talk.ask(request)[0] or "(no answer)"

    pool: Pool[Any, str] = Pool(desk, store, (replace(endpoint, roles=("writer",)),), do, lambda job: f"try/{purpose}")
    return [(style, said) for (((_, style), _), said, _) in pool.results(iter(jobs))]


def _show(columns: dict[str, list[tuple[str, str]]], count: int) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(show_lines=True)
    for title in columns:
        table.add_column(title, ratio=1, overflow="fold")
    for nth in range(count):
        table.add_row(*(Text.assemble((f"{column[nth][0]}\n", "dim"), column[nth][1]) for column in columns.values()))
    Console().print(table)
    say(f"{count} answers to each of {len(columns)} prompts")
