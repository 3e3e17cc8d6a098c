"""Asking a model: CPU per call all in, against the bare transport; calls at a latency; refusals with Retry-After; memory. The endpoint is the suite's own, on loopback."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
BARE = """
import asyncio, sys, time, aiohttp, orjson
async def main(url, n):
    left = iter(range(n))
    async with aiohttp.ClientSession() as session:
        async def work():
            for i in left:
                body = orjson.dumps({"model": "m", "messages": [{"role": "user", "content": f"how many are there in store {i}"}]})
                async with session.post(url + "/chat/completions", data=body, headers={"Content-Type": "application/json"}) as reply:
                    orjson.loads(await reply.read())
        await asyncio.gather(*(work() for _ in range(32)))
asyncio.run(main(sys.argv[1], 20)); start = time.process_time()
asyncio.run(main(sys.argv[1], int(sys.argv[2]))); print(time.process_time() - start)
"""


class Server:
    """The suite's endpoint with its whims."""

    def __init__(self, **spec: Any) -> None:
        command = [sys.executable, "-m", "tests.model.endpoint", json.dumps(spec)]
        self.process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        if self.process.stdout is None:
            raise RuntimeError("the endpoint did not start")
        self.url = f"http://127.0.0.1:{int(self.process.stdout.readline())}/v1"

    def log(self) -> dict[str, float]:
        """What it counted."""
        with urllib.request.urlopen(f"{self.url}/log") as reply:
            found: dict[str, float] = json.load(reply)
        return found

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *exc: object) -> None:
        self.process.kill()
        self.process.wait()


NOUNS = "barn quay mill weir lamp ferry field kiln chapel orchard quarry ford inn bridge tower gate".split()  # noqa: SIM905


def question(i: int) -> str:
    """A question like no other."""
    a, b, c, d = (NOUNS[int(x, 16)] for x in hashlib.sha256(str(i).encode()).hexdigest()[:4])
    return f"how many {a}s did the {b} keep for the {c} and its {d}, by list {i}"


def prompts(folder: Path, n: int) -> Path:
    """n prompts of one call each."""
    path = folder / f"{n}.jsonl"
    path.write_text("".join(json.dumps({"prompt": question(i)}) + "\n" for i in range(n)))
    return path


def answer(url: str, folder: Path, n: int, *more: str) -> tuple[int, float, float, str]:
    """(exit code, CPU seconds, peak MiB, last line) of `gen answer` on n prompts."""
    out = folder / f"out{time.monotonic_ns()}.jsonl"
    command = [sys.executable, "-m", "cli", "answer", str(prompts(folder, n)), "-o", str(out), "--model", "m", "--base-url", url, *more]
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE)
    said = process.stderr.read().decode() if process.stderr else ""
    _, status, used = os.wait4(process.pid, 0)
    return os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, said.strip().split("\n")[-1]


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with Server() as server:
            _, small, _, _ = answer(server.url, folder, 20)
            code, large, peak, said = answer(server.url, folder, 2020)
            bare = float(subprocess.run([sys.executable, "-c", BARE, server.url, "2000"], capture_output=True, text=True).stdout)
            per, floor = (large - small) / 2, bare / 2
            print(
                f"zero latency: {per:.2f} ms CPU per call all in, {per / floor:.1f} times the bare transport ({floor:.2f} ms); peak {peak:.0f} MiB; exit {code}"
            )
            print(f"  {said}")
        for title, n, flight, spec in (
            ("200 ms, 500 prompts, 50 in flight", 500, 50, {"latency": 0.2}),
            ("20 % 429 with Retry-After 2 s, 200 prompts, 32 in flight", 200, 32, {"p429": 0.2, "retry_after": 2, "latency": 0.02}),
            ("20 % 500, 10 % dropped, 20 % broken bodies, 200 prompts", 200, 32, {"p500": 0.2, "drop": 0.1, "truncated": 0.2}),
        ):
            with Server(**spec) as server:
                code, cpu, peak, said = answer(server.url, folder, n, "--in-flight", str(flight))
                log = server.log()
                print(
                    f"{title}: {log['last'] - log['first']:.2f} s for {log['calls']} calls, {log['early']} early, at most {log['most']} under way, {log['deepest']} tries for the unluckiest, exit {code}, {cpu:.2f} s CPU, peak {peak:.0f} MiB\n  {said}"
                )


if __name__ == "__main__":
    main()
