"""Without a model nothing asks anybody."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.model.conftest import ROOT, gen

BLOCKED = """
import socket, sys
def refuse(*args, **kwargs):
    raise RuntimeError("a socket was opened")
socket.socket.__init__ = refuse
import cli
try:
    cli.main([*sys.argv[1:], "-n", "4", "--seed", "1", "-o", "-"])
except SystemExit as end:
    assert not end.code, end.code
assert "openai" not in sys.modules and "aiohttp" not in sys.modules
"""


@pytest.mark.parametrize("run", [("rag",), ("agent",), ("longctx", "--tokens", "2k"), ("instructions",)])
def test_an_offline_run_opens_no_socket_and_imports_no_client(run: tuple[str, ...]) -> None:
    done = subprocess.run([sys.executable, "-c", BLOCKED, *run], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("\n") == 4


def test_help_imports_no_client() -> None:
    code = "import sys, cli\ntry: cli.main(['rag', '--help'])\nexcept SystemExit: pass\nassert 'openai' not in sys.modules"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True).returncode == 0


def test_options_of_a_model_without_one_are_exit_2(tmp_path: Path) -> None:
    for flags, says in (
        (("--budget", "3"), "--budget: needs --model"),
        (("--model", "m", "--budget", "3"), "needs prices"),
        (("--model", "recorded:nowhere.jsonl"), "is no recording"),
        (("--endpoints", str(tmp_path / "no.toml")), "cannot be read"),
    ):
        done = gen("rag", "-n", "3", "-o", str(tmp_path / "a.jsonl"), *flags)
        assert done.returncode == 2 and says in done.stderr, done.stderr
        assert done.stderr.count("\n") == 1
