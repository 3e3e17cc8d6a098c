"""`gen list`: everything a module declares stands in the catalogue, in both forms."""

from __future__ import annotations

import dataclasses
import json

import pytest
from click import unstyle
from click.testing import CliRunner

import cli
from generators.errors import UserError
from generators.module import modules


def listed(*args: str) -> str:
    result = CliRunner().invoke(cli.gen, ["list", *args])
    assert result.exit_code == 0, result.output
    return str(result.stdout)


def test_text_names_everything_a_module_declares() -> None:
    text = listed()
    assert "\x1b" not in text
    for name, mod in modules().items():
        assert f"{name}: {mod.summary}" in text
        for task, recipe in mod.recipes.items():
            part = text.split(f"\n  {task}\n", 1)[1].split("\n\n", 1)[0]
            for word in (recipe.doc, *recipe.required, *recipe.facets, *recipe.broken, *(v for f in recipe.facets.values() for v in f)):
                assert word in part, (task, word)
            assert f"weight      {recipe.weight}\n" in part
            assert all(f"{level} (weight {w})" in part for level, w in recipe.levels.items())
        for option in dataclasses.fields(mod.options):
            assert f"--{option.name.replace('_', '-')}" in text and option.metadata["help"] in text
        for lang, rows in (mod.capacity() if mod.capacity else {}).items():
            assert f"{lang} about {rows:,}" in text


def test_json_holds_the_same() -> None:
    data = json.loads(listed("--json"))
    assert set(data) == set(modules())
    for name, mod in modules().items():
        found = data[name]
        assert set(found["task_types"]) == set(mod.recipes)
        assert set(found["options"]) == {f.name.replace("_", "-") for f in dataclasses.fields(mod.options)}
        for task, recipe in mod.recipes.items():
            shown = found["task_types"][task]
            assert shown["levels"] == {str(k): v for k, v in recipe.levels.items()}
            assert shown["corruptions"] == list(recipe.broken) and shown["required_checks"] == list(recipe.required)
            assert shown["facets"] == {k: list(v) for k, v in recipe.facets.items()} and shown["does"] == recipe.doc


def test_one_module_and_an_unknown_one() -> None:
    name = next(iter(modules()))
    assert set(json.loads(listed(name, "--json"))) == {name}
    result = CliRunner().invoke(cli.gen, ["list", name[:-1] + "q"])
    assert isinstance(result.exception, UserError) and f"did you mean {name!r}" in str(result.exception)


def test_a_terminal_is_not_overrun(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    from generators.commands.list import _entry

    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    _entry("facets", "conflict: " + ", ".join(["value", "temporal", "authority"] * 6))
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) > 2 and all(len(unstyle(line)) <= 60 for line in lines)
    assert all(unstyle(line).startswith(" " * 16) for line in lines[1:])
