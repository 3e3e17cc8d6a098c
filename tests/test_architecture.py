"""The rules of the house, executed."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = ("rag", "agent", "longctx", "instructions")
FILES = [*sorted(p for d in ("generators", *MODULES) for p in (ROOT / d).rglob("*.py")), ROOT / "cli.py"]
# Sides that must not share code: who writes values, and who reads them back.
WRITERS = ("generators.values", "generators.library", "generators.words", "generators.scene", "generators.marks")
READERS = ("generators.reading", "generators.checks", "generators.text")


def _imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {a.name for a in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{a.name}" for a in node.names}
    return found


def _name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_who_may_import_whom(path: Path) -> None:
    name, imports = _name(path), _imports(path)
    top = name.partition(".")[0]
    for other in imports:
        first = other.partition(".")[0]
        if first in MODULES:
            assert first == top, f"{name} imports {other}"
        assert first != "cli", f"{name} imports the command line"
        assert first != "click" or name.startswith(("cli", "generators.commands")), f"{name} imports click"


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_file_is_short_and_says_what_it_is(path: Path) -> None:
    text = path.read_text("utf-8")
    assert text.count("\n") <= 400
    assert not text.strip() or ast.get_docstring(ast.parse(text)), "module docstring missing"
    assert not re.search(r"^\s*assert ", text, re.M), "raise, not assert, outside tests"


def _reached(start: set[str]) -> set[str]:
    """All own modules reachable from some, by imports at any level."""
    known = {_name(p): p for p in FILES}
    seen: set[str] = set()
    queue = [n for n in start if n in known]
    while queue:
        name = queue.pop()
        if name in seen:
            continue
        seen.add(name)
        queue += [i for i in _imports(known[name]) if i in known]
    return seen


def test_checks_share_no_code_with_recipes() -> None:
    checks = {_name(p) for p in FILES if ".checks" in _name(p)}
    recipes = {_name(p) for p in FILES if ".recipes." in _name(p)}
    reached = _reached(checks)
    assert not [n for n in reached if n.startswith((*WRITERS, "generators.recipe")) or ".recipes" in n]
    writes = _reached(recipes)
    assert not [n for n in writes if n.startswith(READERS)]


def test_checks_need_only_the_standard_library() -> None:
    code = "import sys; before = set(sys.modules); import rag.checks, generators.checks; print(*sorted({m.partition('.')[0] for m in set(sys.modules) - before}))"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT).stdout.split()
    foreign = [m for m in out if m not in sys.stdlib_module_names and m not in ("generators", "rag")]
    assert foreign == []


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys, cli\ntry:\n cli.main(['--help'])\nexcept SystemExit: pass\n"
        "print([m for m in ('numpy', 'rich', 'jinja2', 'sklearn', 'scipy', 'bm25s', 'jsonschema_rs', 'rag.world') if m in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT).stdout
    assert out.strip().endswith("[]")


def test_our_names_are_ours() -> None:
    owners = packages_distributions()
    for name in ("generators", "cli", *MODULES):
        assert set(owners.get(name, ["bullseye"])) == {"bullseye"}, f"{name} is also installed by {owners[name]}"


def test_no_sentences_in_code() -> None:
    """Words shown to a model live in banks: no Han run longer than a recogniser's in recipe code."""
    for path in FILES:
        if ".recipes." in _name(path):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    assert not re.search(r"[\u4e00-\u9fff]{2,}", node.value), f"{_name(path)}: {node.value!r}"


def test_repository_holds_no_machine_paths_or_registries() -> None:
    files = subprocess.run(["git", "ls-files"], capture_output=True, text=True, cwd=ROOT).stdout.split("\n")
    if not any(files):
        pytest.skip("not a git checkout")
    hosts = re.compile(r"https?://[\w.-]*(?:pypi|pythonhosted|npmjs|debian)\b|(?<![\w.])/(?:work/(?:main|shared)|root)/")
    for name in filter(None, files):
        path = ROOT / name
        if path.is_file() and path.suffix in (".py", ".toml", ".md", ".json", ".jsonl", ".yml", ".jinja", "") and path != Path(__file__):
            assert not hosts.search(path.read_text("utf-8", errors="ignore")), name
