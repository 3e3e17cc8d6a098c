"""`gen plan MODULE ...`: how many rows, calls and tokens a run will take, and what it will cost, before it is made."""

from __future__ import annotations

import tempfile
from collections import Counter
from itertools import islice
from pathlib import Path
from typing import Any

import click

from generators.errors import UserError

PROBE = 120  # rows


def command() -> click.Command:
    """The click command."""
    return click.Command(
        "plan",
        callback=lambda args: _run(list(args)),
        params=[
            click.Argument(["args"], nargs=-1, type=click.UNPROCESSED, metavar="MODULE [--probe ROWS] [--json] [the options of the run]")
        ],
        help=(
            "Say what `gen MODULE` with these options will make and ask. With a model, the first rows are really asked for (--probe ROWS, default "
            f"{PROBE}; 0: none, and tokens are guessed from lengths): their answers are kept, and the run that follows uses them, so none is paid twice."
        ),
        context_settings={"ignore_unknown_options": True},
    )


def _run(args: list[str]) -> None:
    from generators.commands.make import configured, module_command
    from generators.module import module

    probe, as_json, rest = PROBE, False, []
    while args:
        arg = args.pop(0)
        if arg == "--json":
            as_json = True
        elif arg.partition("=")[0] == "--probe":
            text = arg.partition("=")[2] or (args.pop(0) if args else "")
            if not text.isdigit():
                raise UserError(f"--probe {text}: expected a number of rows")
            probe = int(text)
        else:
            rest.append(arg)
    if not rest or rest[0].startswith("-"):
        raise UserError("gen plan: say which module, such as: gen plan rag -n 2000 --model NAME --base-url URL")
    mod = module(rest[0])
    flags = module_command(mod).make_context(mod.name, rest[1:]).params
    with tempfile.TemporaryDirectory() as name:
        flags["output"] = flags["output"] if flags["output"] not in (None, "-") else str(Path(name) / "x.jsonl")
        config = configured(mod, flags)
        _show(_planned(config, flags["rows"], probe), as_json)


def _planned(config: Any, n: int, probe: int) -> dict[str, Any]:
    import io

    from generators.engine import LocalEngine
    from generators.model.forecast import answered, dry, scale_of, totals
    from generators.model.store import Store
    from generators.run import run, slots_of
    from generators.sinks import StdoutSink

    if not config.endpoints:
        planned = Counter(f"{s.task_type}/{s.lang}" for s in islice(slots_of(config), n))
        return {"rows": {name: {"rows": count} for name, count in sorted(planned.items())}, "total": {"rows": n, "calls": 0}}
    if probe:
        with LocalEngine(1) as engine:
            run(config, min(n, probe), StdoutSink(io.BytesIO()), engine)
    store = Store(config.answers)
    lines, would = dry(config, n, answered(store))
    scale = scale_of(store, would)
    done = sum(line["calls"] for line in store.account())
    store.close()
    rows = totals(lines, scale)
    total: dict[str, Any] = {k: sum(r[k] for r in rows.values()) for k in ("rows", "calls", "tokens_in", "tokens_out")}
    shares = scale.share if scale else {e.name: 1 / len(config.endpoints) for e in config.endpoints}
    prices = {
        e.name: e.money(int(total["tokens_in"] * shares.get(e.name, 0)), int(total["tokens_out"] * shares.get(e.name, 0)))
        for e in config.endpoints
    }
    money = None if any(p is None and shares.get(e, 0) for e, p in prices.items()) else sum(p or 0 for p in prices.values())
    return {"rows": rows, "total": {**total, "money": money, "answered_already": done, "measured": scale is not None}}


def _show(found: dict[str, Any], as_json: bool) -> None:
    import orjson

    if as_json:
        click.echo(orjson.dumps(found, option=orjson.OPT_INDENT_2).decode())
        return
    for name, line in found["rows"].items():
        asked = (
            f" {line['calls']:>9,.0f} calls {line['tokens_in']:>12,.0f} tokens in {line['tokens_out']:>11,.0f} out"
            if "calls" in line
            else ""
        )
        click.echo(f"{name:<36}{line['rows']:>7,} rows{asked}")
    total = found["total"]
    if "tokens_in" not in total:
        click.echo(f"{total['rows']:,} rows, no model asked")
        return
    money = "price unknown (give price_in and price_out in --endpoints)" if total["money"] is None else f"{total['money']:,.4f} to pay"
    how = "as the endpoint counts" if total["measured"] else "guessed from lengths, for nothing was asked yet"
    click.echo(
        f"{total['rows']:,} rows, {total['calls']:,.0f} calls, {total['tokens_in']:,.0f} tokens in and {total['tokens_out']:,.0f} out ({how}), {money}; "
        f"{total['answered_already']:,} calls of these are made already"
    )
