"""`gen`: the command line. Finds modules through entry points and names none of them; everything heavy is imported where it is used."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path
from typing import Any

import click

from generators.errors import UserError

# Commands that ask a model, each built by `command()` of the module named; described here so that --help imports none of them.
MODEL_COMMANDS = {
    "answer": "Let a model answer your prompts, or the rows of a data set; bad answers keep their reason.",
    "prompts": "Let a model make more prompts from yours; each keeps its task type and parent.",
    "judge": "How natural rows read, by one model or two: scores beside the rows.",
    "try": "Several answers of a model to one teacher prompt, side by side.",
    "plan": "Before a run: how many rows, calls and tokens, and what they cost.",
}


class _Group(click.Group):
    """Sub-commands of the kernel, and one per installed module, loaded when called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        from importlib.metadata import entry_points

        from generators.module import module_names

        return [
            *module_names(),
            *super().list_commands(ctx),
            *MODEL_COMMANDS,
            *sorted({e.name for e in entry_points(group="gen.commands")}),
        ]

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        from generators.module import module, module_names

        own = super().get_command(ctx, name)
        if own is not None:
            return own
        if name in MODEL_COMMANDS:
            from importlib import import_module

            built: click.Command = import_module(f"generators.commands.{'try_prompt' if name == 'try' else name}").command()
            return built
        if name not in module_names():
            return self._side(name)
        from generators.commands.make import module_command

        return module_command(module(name))

    @staticmethod
    def _side(name: str) -> click.Command | None:
        """A command of its own that a module offers beside its rows."""
        from importlib.metadata import entry_points

        for entry in entry_points(group="gen.commands"):
            if entry.name == name:
                from generators.commands.make import _side_command

                what, run_it = entry.load()
                return _side_command(name, what, run_it)
        return None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        from generators.module import module_names

        with formatter.section("Make rows"):
            formatter.write_dl([(name, f"rows of the module {name!r}; see gen {name} --help") for name in module_names()])
        with formatter.section("Look at rows"):
            commands = [(n, super(_Group, self).get_command(ctx, n)) for n in super().list_commands(ctx)]
            commands += [
                (n, self._side(n))
                for n in self.list_commands(ctx)
                if n not in module_names() and n not in super(_Group, self).list_commands(ctx) and n not in MODEL_COMMANDS
            ]
            formatter.write_dl([(n, c.get_short_help_str(90)) for n, c in commands if c is not None])
        with formatter.section("Ask a model"):
            formatter.write_dl(list(MODEL_COMMANDS.items()))

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        if self.get_command(ctx, args[0]) is None:
            from generators.errors import nearest

            raise UserError(f"gen: there is no command {args[0]!r}{nearest(args[0], self.list_commands(ctx))}; see gen --help")
        return super().resolve_command(ctx, args)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
def gen() -> None:
    """Training data for the tasks where fine-tuned language models fail most.

    Exit codes: 0 complete, 2 your mistake, 3 fewer rows than asked, 4 endpoint gave up, 5 a check failed or a difference was found.
    """


@gen.command()
@click.argument("paths", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object per fault, then a summary object.")
@click.option("--tokenizer", default="", metavar="T", help="The vocabulary that rows were counted with, where it is a file of yours.")
@click.option("--count-template", default="", metavar="FILE", help="The chat template that rows were counted with.")
@click.option("--allow-unverified", is_flag=True, help="Exit 0 though lengths could not be recounted for want of the tokenizer.")
def validate(paths: tuple[str, ...], as_json: bool, tokenizer: str, count_template: str, allow_unverified: bool) -> None:
    """Re-prove every row of files or folders ('-': standard input)."""
    from generators.validate import validate_command

    sys.exit(validate_command(list(paths), as_json, tokenizer, allow_unverified, count_template))


@gen.command()
@click.argument("paths", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="The measures as JSON.")
def audit(paths: tuple[str, ...], as_json: bool) -> None:
    """Measure what a lazy model could exploit: places, lengths, openings, duplicates, shortcut probes."""
    from generators.commands.audit import audit_command

    sys.exit(audit_command(list(paths), as_json))


@gen.command()
@click.argument("path")
@click.argument("row_id", required=False, metavar="[ID]")
@click.option("--random", "count", type=click.IntRange(min=0), default=0, metavar="N", help="N rows at random.")
@click.option("--seed", type=int, default=0, help="Seed of --random.")
@click.option("--lang", default="", help="Only rows of this language.")
@click.option("--task", default="", help="Only rows whose task type contains this.")
@click.option("--plain", is_flag=True, help="No colour, nothing wrapped or left out: as when the output is no terminal.")
def show(path: str, row_id: str | None, count: int, seed: int, lang: str, task: str, plain: bool) -> None:
    """Read rows: turns, evidence in colour, checks run on the spot. Default: the first five."""
    from generators.commands.show import show_command

    sys.exit(show_command(path, row_id, count, seed, lang, task, plain))


@gen.command()
@click.argument("old")
@click.argument("new")
@click.option("--json", "as_json", is_flag=True, help="The report as JSON.")
@click.option("--limit", type=click.IntRange(min=0), default=10, show_default=True, help="How many differences to show.")
def diff(old: str, new: str, as_json: bool, limit: int) -> None:
    """Compare two sets of rows, aligned on task type, language and rank. Exit 5 when they differ."""
    from generators.commands.diff import diff_command

    sys.exit(diff_command(old, new, as_json, limit))


@gen.command("list")
@click.argument("name", required=False, metavar="[MODULE]")
@click.option("--json", "as_json", is_flag=True, help="The catalogue as JSON.")
def list_(name: str | None, as_json: bool) -> None:
    """Show the catalogue: task types, facets, options, for how many rows the library is good."""
    from generators.commands.list import list_command

    sys.exit(list_command(name, as_json))


@gen.command("lint-library")
@click.argument("paths", nargs=-1, type=click.Path(exists=True))
def lint_library(paths: tuple[str, ...]) -> None:
    """Check authored texts: slots, spans, punctuation, overlap. Without paths: every installed module's."""
    from generators.commands.lint import lint_everything

    found, count = lint_everything([Path(p) for p in paths])
    for finding in found:
        click.echo(str(finding))
    click.echo(f"{count} texts, {len(found)} findings", err=True)
    sys.exit(5 if found else 0)


def _own_root() -> None:
    """Die when a module of ours is imported from somewhere else: a foreign distribution may ship a package of the same name."""
    import importlib.util

    here = Path(__file__).resolve().parent
    for name in ("generators", "rag", "agent", "longctx", "instructions"):
        spec = importlib.util.find_spec(name)
        origin = Path(spec.origin).resolve() if spec and spec.origin else None
        if origin is None or here not in origin.parents:
            raise UserError(
                f"gen: package {name!r} comes from {origin}, not from {here}; remove the other one or run gen in its own environment"
            )


def main(args: list[str] | None = None) -> None:
    """Entry point: user errors become one line and an exit code, without a traceback."""
    try:
        _own_root()
        result: Any = gen.main(args=args, prog_name="gen", standalone_mode=False)
        sys.exit(result if isinstance(result, int) else 0)
    except UserError as error:
        click.echo(f"error: {error}", err=True)
        sys.exit(error.exit_code)
    except click.exceptions.Abort:
        click.echo("stopped; the same command goes on from here", err=True)
        sys.stdout.flush()
        if "multiprocessing.util" in sys.modules:  # workers' semaphores are given back, else Python complains of them when gen is gone
            sys.modules["multiprocessing.util"]._exit_function()
        os._exit(130)  # all is on disk; taking the library apart object by object would keep a user waiting for seconds
    except click.ClickException as error:
        click.echo(f"error: {error.format_message()}", err=True)
        sys.exit(2)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise
        click.echo(f"error: {error.filename or 'the disk'}: {error.strerror}; free some space and run the same command again", err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
