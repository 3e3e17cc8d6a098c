"""`gen list`: the catalogue of modules, task types, facets, checks and options."""

from __future__ import annotations

import dataclasses
import shutil
import sys
import textwrap
from typing import Any

import click
import orjson

from generators.module import Module, module, modules

WIDEST = 110


def catalogue(mod: Module) -> dict[str, Any]:
    """Everything about a module as plain data."""
    tasks = {
        task: {
            "does": r.doc, "weight": r.weight, "levels": dict(r.levels), "version": r.version, "required_checks": list(r.required),
            "facets": {k: list(v) for k, v in r.facets.items()}, "corruptions": list(r.broken),
        }
        for task, r in sorted(mod.recipes.items())
    }  # fmt: skip
    options = {
        f.name.replace("_", "-"): {"default": f.default, "help": f.metadata["help"], "choices": list(f.metadata["choices"])}
        for f in dataclasses.fields(mod.options)
    }
    return {
        "summary": mod.summary,
        "library_good_for_rows": dict(mod.capacity()) if mod.capacity else {},
        "task_types": tasks,
        "options": options,
    }


def list_command(name: str | None, as_json: bool) -> int:
    """Print the catalogue."""
    found = {name: catalogue(module(name))} if name else {n: catalogue(m) for n, m in modules().items()}
    if as_json:
        sys.stdout.buffer.write(orjson.dumps(found, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE | orjson.OPT_NON_STR_KEYS))
        return 0
    for mod, data in found.items():
        _module(mod, data)
    return 0


def _module(name: str, data: dict[str, Any]) -> None:
    click.echo(f"{click.style(name, bold=True)}: {data['summary']}")
    if data["library_good_for_rows"]:
        rows = ", ".join(f"{lang} about {n:,}" for lang, n in data["library_good_for_rows"].items())
        click.echo(f"  shipped library good for rows: {rows}")
    for task, t in data["task_types"].items():
        _task(task, t)
    click.echo(f"\n  {click.style('options', bold=True)} (gen {name} --help: also -n, --seed, --lang, --mix, ...)")
    for flag, o in data["options"].items():
        choices = f" [{'|'.join(o['choices'])}]" if o["choices"] else ""
        default = f" (default: {o['default']})" if o["default"] not in ("", 0) else ""
        _entry(f"--{flag}", f"{o['help']}{choices}{default}", 18)
    click.echo()


def _task(name: str, task: dict[str, Any]) -> None:
    click.echo(f"\n  {click.style(name, bold=True, fg='cyan')}")
    _entry("", task["does"], 0)
    _entry("weight", str(task["weight"]))
    _entry("levels", ", ".join(f"{level} (weight {w})" for level, w in sorted(task["levels"].items())))
    _entry("checks", ", ".join(task["required_checks"]))
    for i, (facet, values) in enumerate(task["facets"].items()):
        _entry("" if i else "facets", f"{facet}: {', '.join(values) or 'any value'}")
    _entry("corruptions", ", ".join(task["corruptions"]))


def _entry(label: str, text: str, width: int = 12) -> None:
    """A label and its text; on a terminal the text is wrapped under itself."""
    lines = [text]
    if sys.stdout.isatty():
        room = min(shutil.get_terminal_size().columns, WIDEST) - 4 - width
        lines = textwrap.wrap(text, max(30, room), break_on_hyphens=False) or [""]
    for i, line in enumerate(lines):
        click.echo(f"    {click.style('' if i else label.ljust(width), dim=True)}{' ' * width if i else ''}{line}")
