"""`gen rag`: rows per second on one core beside the floor (serialising and writing the same bytes), and memory at two sizes."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from generators.row import dumps, loads

RUN = "import resource, sys; import cli\ntry:\n cli.main(sys.argv[1:])\nexcept SystemExit as e: code = e.code\nprint(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time())"


def _gen(n: int, folder: Path) -> tuple[float, float, Path]:
    """(CPU seconds, peak MiB, output) of a run with one worker in a process of its own."""
    out = folder / f"{n}.jsonl"
    code = RUN.replace("import resource, sys", "import resource, sys, time")
    done = subprocess.run(
        [sys.executable, "-c", code, "rag", "-n", str(n), "--seed", "7", "-o", str(out)], capture_output=True, text=True, check=True
    )
    peak, cpu = done.stdout.split()[-2:]
    return float(cpu), int(peak) / 1024, out


def _floor(path: Path) -> float:
    """Seconds to serialise the same rows with orjson and write them."""
    rows = [loads(line) for line in path.read_bytes().splitlines()]
    start = time.process_time()
    with open(os.devnull, "wb") as sink:
        for row in rows:
            sink.write(dumps(row))
    return time.process_time() - start


def main() -> None:
    """Print the figures."""
    sizes = [int(a) for a in sys.argv[1:]] or [1000, 8000, 50_000]
    with tempfile.TemporaryDirectory() as folder:
        for n in sizes:
            cpu, peak, out = _gen(n, Path(folder))
            floor = _floor(out)
            size = out.stat().st_size / n
            print(
                f"{n:>7,} rows: {n / cpu:>6.0f} rows/s per core, floor {n / floor:>9,.0f} rows/s (ratio {cpu / floor:.0f}), {size:,.0f} bytes a row, peak {peak:.0f} MiB"
            )


if __name__ == "__main__":
    main()
