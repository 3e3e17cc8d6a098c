"""Flags of the commands that ask a model: those of the common options that concern it."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import click

from generators.commands.make import _flag, flag_of
from generators.errors import UserError
from generators.options import Options

NAMES = ("model", "base_url", "api_key_env", "endpoints", "in_flight", "budget", "answers", "record", "teacher_prompts", "few_shot", "keep_thinking", "rules", "batch")  # fmt: skip


def own_flags(*without: str) -> list[click.Option]:
    """The flags themselves."""
    return [_flag(f) for f in dataclasses.fields(Options) if f.name in NAMES and f.name not in without]


def given(flags: dict[str, Any]) -> Options:
    """The options; what they name is there."""
    for f in dataclasses.fields(Options):
        value = flags.get(f.name)
        if f.metadata["path"] and value and not Path(value).exists():
            raise UserError(f"{flag_of(f.name)} {value}: no such file or folder")
    return Options(**flags)


def say(text: str) -> None:
    """A line for the user."""
    click.echo(text, err=True)
