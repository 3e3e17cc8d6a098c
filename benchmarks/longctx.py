"""`gen longctx`: rows per CPU second, texts written and texts in the cache, lengths proved by whole passes and by paragraphs, beside the floor (one tokenisation pass and one write of the same bytes), the first row, peak memory."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from generators.row import dumps, loads
from generators.tokens import load

RUN = "import resource, sys, time; import cli\ntry:\n cli.main(sys.argv[1:])\nexcept SystemExit as e: code = e.code\nprint(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time())"


def _gen(n: int, tokens: str, tokenizer: str, folder: Path, more: list[str]) -> tuple[float, float, Path]:
    """(CPU seconds, peak MiB, output) of a run in a process of its own."""
    out = folder / f"{n}-{tokens}.jsonl"
    out.unlink(missing_ok=True)
    out.with_suffix(".manifest.json").unlink(missing_ok=True)
    args = ["longctx", "-n", str(n), "--seed", "7", "--tokens", tokens, "--tokenizer", tokenizer, "-o", str(out), *more]
    env = {**os.environ, "BULLSEYE_CACHE": str(folder / "cache")}
    done = subprocess.run([sys.executable, "-c", RUN, *args], capture_output=True, text=True, check=True, env=env)
    peak, cpu = done.stdout.split()[-2:]
    return float(cpu), int(peak) / 1024, out


def _floor(path: Path, tokenizer: str) -> float:
    """CPU seconds to count the tokens of the same prompts once and write the rows."""
    rows, counter = [loads(line) for line in path.read_bytes().splitlines()], load(tokenizer)
    start = time.process_time()
    with open(os.devnull, "wb") as sink:
        for row in rows:
            for message in row["messages"][:-1]:
                counter.count(message["content"])
            sink.write(dumps(row))
    return time.process_time() - start


def main() -> None:
    """Print the figures; arguments after `--` go to gen (for example --haystack BOOK --lang en)."""
    more = sys.argv[1:]
    try:
        load("tekken")
        tokenizer = "tekken"
    except Exception:
        tokenizer = "chars"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        first, peak, _ = _gen(1, "4k", tokenizer, folder, more)
        print(f"{tokenizer}: first row after {first:.2f} CPU s, peak {peak:.0f} MiB")
        for n, tokens in ((400, "4k"), (200, "32k"), (240, "128k")):
            cpu, peak, out = _gen(n, tokens, tokenizer, folder, more)
            again, _, out = _gen(n, tokens, tokenizer, folder, more)
            windows, _, _ = _gen(n, tokens, tokenizer, folder, [*more, "--verify", "windows"])
            floor = _floor(out, tokenizer)
            print(
                f"{tokens:>5}: {n / cpu:7.1f} rows/s per core, {n / again:.1f} with the texts in the cache, {n / windows:.1f} of these with --verify windows, floor {n / floor:8.1f}"
                f" (ratios {cpu / floor:.1f} and {again / floor:.1f}), peak {peak:.0f} MiB"
            )


if __name__ == "__main__":
    main()
