"""`gen MODULE`: flags derived from the module's options, and the run behind them."""

from __future__ import annotations

import dataclasses
import sys
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import click

from generators.errors import UserError, nearest
from generators.module import Module

LANGS = ("zh", "en")


def module_command(mod: Module) -> click.Command:
    """The click command of a module."""
    common = [
        click.Option(["-n", "--rows"], type=int, help="How many rows. (required)"),
        click.Option(["--seed"], type=int, default=0, show_default=True, help="Same seed, same bytes."),
        click.Option(["--lang"], default="zh,en", show_default=True, help="Languages, comma separated: zh, en."),
        click.Option(["-o", "--output"], help="x.jsonl: one file; a folder: shards; -: standard output, rows only. (required)"),
        click.Option(
            ["--mix"],
            default="",
            metavar="KEY=W,...",
            help=f"Weights of task types: {', '.join(r.name for r in mod.recipes.values())}. Default: harder types weigh more.",
        ),
        click.Option(["--difficulty"], default="1-5", show_default=True, metavar="LO-HI", help="Levels to make."),
        click.Option(["--workers"], type=int, default=1, show_default=True, help="Processes; does not change the rows."),
        click.Option(
            ["--siblings"], default="0.3", show_default=True, metavar="SHARE", help="Share of groups whose rows share question and facts."
        ),
        click.Option(
            ["--noise"],
            default="0.05",
            show_default=True,
            metavar="SHARE",
            help="Share of rows with a noisy question, tagged robustness/*.",
        ),
    ]
    if mod.emitters:
        forms = "|".join(["rows", *mod.emitters])
        common.append(
            click.Option(["--emit"], default="rows", show_default=True, metavar=forms, help="Rows, or training data in another form.")
        )
    own = [_flag(f) for f in dataclasses.fields(mod.options)]
    own += [_show(name, what, run_it) for name, (what, run_it) in mod.shows.items()]
    text = f"Make rows: {mod.summary}."
    if not mod.commands:
        return click.Command(mod.name, callback=lambda **flags: make(mod, flags), params=[*common, *own], help=text)

    def callback(**flags: Any) -> None:
        if click.get_current_context().invoked_subcommand is None:
            make(mod, flags)

    group = click.Group(mod.name, callback=callback, params=[*common, *own], help=text, invoke_without_command=True)
    for name, (what, run_it) in mod.commands.items():
        group.add_command(_side_command(name, what, run_it))
    return group


def _side_command(name: str, what: str, run_it: Callable[[list[str]], int]) -> click.Command:
    """A command that reads its own arguments."""
    arguments = click.Argument(["args"], nargs=-1, type=click.UNPROCESSED)
    return click.Command(
        name, callback=lambda args: sys.exit(run_it(list(args))), params=[arguments], help=what, add_help_option=False,
        context_settings={"ignore_unknown_options": True},
    )  # fmt: skip


def _flag(f: dataclasses.Field[Any]) -> click.Option:
    meta = f.metadata
    if isinstance(f.default, bool):
        return click.Option([f"--{f.name.replace('_', '-')}"], is_flag=True, default=False, help=meta["help"])
    hint = meta["help"] + (f" [{'|'.join(meta['choices'])}]" if meta["choices"] else "")
    kind: Any = int if isinstance(f.default, int) else str
    return click.Option(
        [f.name, flag_of(f.name)],
        type=kind,
        default=f.default,
        show_default=bool(f.default),
        metavar=meta["metavar"] or None,
        help=hint,
    )


def flag_of(name: str) -> str:
    """The flag of an option field; a field that would be a Python keyword ends in an underscore."""
    return f"--{name.rstrip('_').replace('_', '-')}"


def _show(name: str, what: str, run_it: Callable[[], int]) -> click.Option:
    """A flag that prints and ends the run."""

    def callback(ctx: click.Context, param: click.Parameter, value: bool) -> None:
        if value and not ctx.resilient_parsing:
            ctx.exit(run_it())

    return click.Option([f"--{name}"], is_flag=True, is_eager=True, expose_value=False, callback=callback, help=what)


def _share(name: str, text: str) -> Fraction:
    try:
        share = Fraction(text)
    except (ValueError, ZeroDivisionError):
        raise UserError(f"--{name} {text}: expected a share between 0 and 1, such as 0.3") from None
    if not 0 <= share <= 1:
        raise UserError(f"--{name} {text}: expected a share between 0 and 1, such as 0.3")
    return share


def parse_langs(text: str) -> tuple[str, ...]:
    """`zh,en` as a tuple in a fixed order; UserError for anything else."""
    parts = [p.strip() for p in text.split(",")]
    for part in parts:
        if part not in LANGS:
            raise UserError(f"--lang {part or text!r}: unknown language{nearest(part, list(LANGS))}; there are: zh, en")
    return tuple(lang for lang in LANGS if lang in parts)


def parse_mix(text: str) -> dict[str, int]:
    """`empty=2,wrong=1` as whole weights; a bare key weighs 1."""
    mix: dict[str, Fraction] = {}
    for part in filter(None, (p.strip() for p in text.split(","))):
        key, _, weight = part.partition("=")
        try:
            mix[key] = Fraction(weight or "1")
        except (ValueError, ZeroDivisionError):
            raise UserError(f"--mix {part}: expected KEY=WEIGHT, such as empty=2") from None
        if mix[key] < 0:
            raise UserError(f"--mix {part}: a weight cannot be negative")
    base = 1
    for weight_ in mix.values():
        base = base * weight_.denominator
    return {k: int(w * base) for k, w in mix.items()}


def parse_levels(text: str) -> tuple[int, int]:
    """`2-4` or `3` as a pair of levels."""
    lo, _, hi = text.partition("-")
    if not (lo.isdigit() and (hi or lo).isdigit()) or not 1 <= int(lo) <= int(hi or lo) <= 5:
        raise UserError(f"--difficulty {text}: expected LO-HI between 1 and 5, such as 2-4")
    return int(lo), int(hi or lo)


def parse_options(mod: Module, flags: dict[str, Any]) -> Any:
    """The module's options from the flags; choices and paths checked."""
    values = {}
    for f in dataclasses.fields(mod.options):
        value, meta = flags[f.name], f.metadata
        if meta["choices"]:
            parts = [p.strip() for p in value.split(",")] if meta["many"] else [value]
            for part in parts:
                if part not in meta["choices"]:
                    flag = flag_of(f.name)
                    raise UserError(
                        f"{flag} {part}: unknown{nearest(part, list(meta['choices']))}; there are: {', '.join(meta['choices'])}"
                    )
            value = ",".join(dict.fromkeys(parts))
        if meta["path"] and value and not Path(value).exists():
            raise UserError(f"{flag_of(f.name)} {value}: no such file or folder")
        values[f.name] = value
    return mod.options(**values)


def configured(mod: Module, flags: dict[str, Any]) -> Any:
    """The configuration of a run from its flags. UserError where one is missing or wrong."""
    from generators.model.open import asked_models
    from generators.run import make_config

    n, workers = flags["rows"], flags["workers"]
    for flag, value in (("-n", n), ("-o", flags["output"])):
        if value is None:
            raise UserError(f"missing {flag}; see gen {mod.name} --help")
    if n < 1:
        raise UserError(f"-n {n}: expected at least 1 row")
    if workers < 1:
        raise UserError(f"--workers {workers}: expected at least 1")
    options = parse_options(mod, flags)
    if mod.warm:
        mod.warm(options, parse_langs(flags["lang"]))
    return make_config(
        mod, options, flags["seed"], parse_langs(flags["lang"]), parse_mix(flags["mix"]), parse_levels(flags["difficulty"]),
        _share("siblings", flags["siblings"]), _share("noise", flags["noise"]), *asked_models(options, flags["output"]),
    )  # fmt: skip


def make(mod: Module, flags: dict[str, Any]) -> None:
    """Run the command."""
    from generators.engine import LocalEngine
    from generators.model.open import account
    from generators.run import run
    from generators.sinks import sink_for

    n, workers = flags["rows"], flags["workers"]
    config = configured(mod, flags)
    options = config.options
    started = time.monotonic()
    form = flags.get("emit", "rows")
    if form != "rows":
        emit(mod, form, config, n, flags["output"])
        return
    try:
        with _progress(n) as tick, LocalEngine(workers) as engine:
            report = run(config, n, sink_for(flags["output"]), engine, tick)
    finally:
        if config.endpoints:
            click.echo(account(config, options.record), err=True)
    spent = time.monotonic() - started
    lost = sum(report.rejects.values())
    again = f", {report.reused} of them from before" if report.reused else ""
    click.echo(f"{report.rows} rows{again}, {lost} drafts rejected, {spent:.1f} s -> {flags['output']}", err=True)


def emit(mod: Module, form: str, config: Any, n: int, output: str) -> None:
    """Write n rows of another form: a file (put in place when it is whole) or standard output. Shortfall where the material gives fewer."""
    import os
    from itertools import islice

    from generators.errors import Shortfall
    from generators.row import dumps

    if form not in mod.emitters:
        raise UserError(f"--emit {form}: unknown{nearest(form, ['rows', *mod.emitters])}; there are: rows, {', '.join(mod.emitters)}")
    lines = [dumps(row) for row in islice(mod.emitters[form](config), n)]
    if output == "-":
        sys.stdout.buffer.write(b"".join(lines))
    else:
        target = Path(output)
        if target.is_dir():
            raise UserError(f"-o {output}: is a folder; --emit {form} writes one file")
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(f".{target.name}.part")
        part.write_bytes(b"".join(lines))
        os.replace(part, target)
    if len(lines) < n:
        raise Shortfall(f"{len(lines)} of {n} rows: the material holds no more that is new")
    click.echo(f"{n} rows -> {output}", err=True)


class _progress:
    """Progress on stderr: a bar on a terminal, else a plain line every few seconds."""

    def __init__(self, n: int) -> None:
        self.n, self.last = n, time.monotonic()
        self.bar: Any = None
        self.task: Any = None

    def __enter__(self) -> Callable[[int, int, int], None]:
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

            self.bar = Progress(
                BarColumn(),
                MofNCompleteColumn(),
                TextColumn("{task.fields[rate]}"),
                TimeRemainingColumn(),
                console=Console(stderr=True),
                transient=True,
            )
            self.bar.start()
            self.task = self.bar.add_task("rows", total=self.n, rate="")
        self.start = time.monotonic()
        return self.tick

    def tick(self, done: int, n: int, rejects: int) -> None:
        """Show how far the run is."""
        now = time.monotonic()
        if self.bar is not None:
            self.bar.update(self.task, completed=done, rate=f"{done / max(now - self.start, 0.001):.0f} rows/s")
        elif now - self.last > 5:
            self.last = now
            click.echo(f"{done}/{n} rows, {rejects} rejected, {done / (now - self.start):.0f} rows/s", err=True)

    def __exit__(self, *exc: object) -> None:
        if self.bar is not None:
            self.bar.stop()
