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
        click.Option(["-n", "--rows"], type=int, required=True, help="How many rows."),
        click.Option(["--seed"], type=int, default=0, show_default=True, help="Same seed, same bytes."),
        click.Option(["--lang"], default="zh,en", show_default=True, help="Languages, comma separated: zh, en."),
        click.Option(["-o", "--output"], required=True, help="x.jsonl: one file; a folder: shards; -: standard output, rows only."),
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
    own = [_flag(f) for f in dataclasses.fields(mod.options)]
    return click.Command(mod.name, callback=lambda **flags: make(mod, flags), params=[*common, *own], help=f"Make rows: {mod.summary}.")


def _flag(f: dataclasses.Field[Any]) -> click.Option:
    meta = f.metadata
    hint = meta["help"] + (f" [{'|'.join(meta['choices'])}]" if meta["choices"] else "")
    kind: Any = int if isinstance(f.default, int) else str
    return click.Option(
        [f"--{f.name.replace('_', '-')}"],
        type=kind,
        default=f.default,
        show_default=bool(f.default),
        metavar=meta["metavar"] or None,
        help=hint,
    )


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
                    flag = f"--{f.name.replace('_', '-')}"
                    raise UserError(
                        f"{flag} {part}: unknown{nearest(part, list(meta['choices']))}; there are: {', '.join(meta['choices'])}"
                    )
            value = ",".join(dict.fromkeys(parts))
        if meta["path"] and value and not Path(value).exists():
            raise UserError(f"--{f.name.replace('_', '-')} {value}: no such file or folder")
        values[f.name] = value
    return mod.options(**values)


def make(mod: Module, flags: dict[str, Any]) -> None:
    """Run the command."""
    from generators.engine import LocalEngine
    from generators.run import make_config, run
    from generators.sinks import sink_for

    n, workers = flags["rows"], flags["workers"]
    if n < 1:
        raise UserError(f"-n {n}: expected at least 1 row")
    if workers < 1:
        raise UserError(f"--workers {workers}: expected at least 1")
    options = parse_options(mod, flags)
    config = make_config(
        mod, options, flags["seed"], parse_langs(flags["lang"]), parse_mix(flags["mix"]), parse_levels(flags["difficulty"]),
        _share("siblings", flags["siblings"]), _share("noise", flags["noise"]),
    )  # fmt: skip
    started = time.monotonic()
    with _progress(n) as tick:
        report = run(config, n, sink_for(flags["output"]), LocalEngine(workers), tick)
    spent = time.monotonic() - started
    lost = sum(report.rejects.values())
    again = f", {report.reused} of them from before" if report.reused else ""
    click.echo(f"{report.rows} rows{again}, {lost} drafts rejected, {spent:.1f} s -> {flags['output']}", err=True)


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
