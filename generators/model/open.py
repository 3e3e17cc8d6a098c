"""From the options of a run to its endpoints, its desk and its account."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import orjson

from generators.errors import UserError, nearest
from generators.model.client import Client, OpenAIClient
from generators.model.endpoints import Endpoint, load_endpoints, single
from generators.model.jury import summed_up, verdicts
from generators.model.recorded import RecordedClient, record, recorded_endpoints
from generators.model.store import Store

if TYPE_CHECKING:
    from generators.model.desk import Desk

RECORDED = "recorded:"


class Asked(Protocol):
    """A run that asks a model."""

    @property
    def options(self) -> Any:
        """The common options."""

    @property
    def endpoints(self) -> tuple[Endpoint, ...]:
        """Who is asked."""

    @property
    def answers(self) -> str:
        """The file of answers."""


def asked_models(options: Any, output: str) -> tuple[tuple[Endpoint, ...], str]:
    """(endpoints, file of answers) of the options; no endpoint where the run is offline."""
    if options.model and options.endpoints:
        raise UserError("--model and --endpoints: give one of them; --endpoints names the models itself")
    if not options.model and not options.endpoints and not (options.judge and options.base_url):
        for flag in ("base_url", "budget", "record", "keep_thinking", "teacher_prompts", "batch", "judge"):
            if getattr(options, flag):
                raise UserError(f"--{flag.replace('_', '-')}: needs --model or --endpoints")
        return (), ""
    if options.in_flight < 1:
        raise UserError(f"--in-flight {options.in_flight}: expected at least 1")
    budget(options)
    answers = options.answers
    if not answers:
        if output == "-":
            raise UserError("-o -: with a model, say --answers FILE: where its answers are kept")
        place = Path(output)
        answers = str(place.with_name(f"{place.name.removesuffix('.jsonl')}.answers.sqlite"))
    return with_judges(options, _endpoints(options)), answers


def _endpoints(options: Any) -> tuple[Endpoint, ...]:
    if options.endpoints:
        return load_endpoints(options.endpoints)
    if options.model.startswith(RECORDED):
        return recorded_endpoints(options.model.removeprefix(RECORDED))
    return single(options.model, options.base_url, options.api_key_env, options.in_flight) if options.model else ()


def judge_names(options: Any) -> tuple[str, ...]:
    """Who judges: the names of --judge. UserError where there are more than two, or the bar is no score."""
    names = tuple(dict.fromkeys(n.strip() for n in options.judge.split(",") if n.strip()))
    if len(names) > 2:
        raise UserError(f"--judge {options.judge}: expected one name, or two whose agreement is to be told")
    if not 1 <= options.judge_least <= 5:
        raise UserError(f"--judge-least {options.judge_least}: expected a score from 1 to 5")
    return names


def with_judges(options: Any, endpoints: tuple[Endpoint, ...]) -> tuple[Endpoint, ...]:
    """The endpoints and, where --judge names models at --base-url, theirs. UserError for a name that is nowhere."""
    found = {e.name: e for e in endpoints}
    for name in judge_names(options):
        if name in found:
            found[name] = replace(found[name], roles=tuple(dict.fromkeys([*found[name].roles, "judge"])))
        elif options.endpoints or options.model.startswith(RECORDED):
            raise UserError(f"--judge {name}: no endpoint of that name{nearest(name, list(found))}; there are: {', '.join(found)}")
        else:
            only = single(name, options.base_url, options.api_key_env, options.in_flight)[0]
            found[name] = replace(only, roles=("judge",))
    return tuple(found.values())


def budget(options: Any) -> float | None:
    """The budget as a number; None where there is none."""
    if not options.budget:
        return None
    try:
        money = float(options.budget)
    except ValueError:
        money = -1.0
    if money <= 0:
        raise UserError(f"--budget {options.budget}: expected an amount of money above 0, such as 2.50")
    if not options.endpoints:
        raise UserError("--budget: needs prices; give them in --endpoints FILE (price_in, price_out)")
    return money


def open_desk(config: Asked) -> Desk:
    """The desk of a run; with --batch, the one that sends everything together."""
    from generators.model.desk import Desk

    if config.options.batch:
        from generators.model.batch import BatchDesk

        if config.options.model.startswith(RECORDED) or config.options.budget:
            raise UserError("--batch: goes with an endpoint, not with a recording; and a budget cannot stop what is sent at once")
        together: Any = BatchDesk(config.endpoints, Path(config.answers))
        return together  # type: ignore[no-any-return]

    limit = budget(config.options)
    if limit is not None and (unknown := [e.name for e in config.endpoints if e.money(0, 0) is None]):
        raise UserError(f"--budget: the price of {unknown[0]!r} is unknown; give price_in and price_out in --endpoints")
    model = config.options.model
    recorded = RecordedClient(model.removeprefix(RECORDED)) if model.startswith(RECORDED) else None

    def connect(endpoint: Endpoint) -> Client:
        return recorded or OpenAIClient(endpoint)

    return Desk(config.endpoints, Path(config.answers), limit, connect)


def account(config: Asked, recording: str) -> str:
    """Write what was asked and paid beside the answers, and the recording where one is wanted; gives it in a line."""
    store = Store(config.answers)
    lines = store.account()
    whole = {"calls": lines, "failures": store.outcomes(), "words": store.usable()}
    target = Path(config.answers.removesuffix(".answers.sqlite") + ".usage.json")
    part = target.with_name(f".{target.name}.part")
    part.write_bytes(orjson.dumps(whole, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
    os.replace(part, target)
    if recording:
        record(store, config.endpoints, recording)
    judges = verdicts(store)
    calls, failed = (sum(line[k] for line in lines) for k in ("calls", "failed"))
    tokens = sum((line["tokens_in"] or 0) + (line["tokens_out"] or 0) for line in lines)
    prices = [line["money"] for line in lines]
    money = "price unknown" if None in prices else f"{sum(prices):.4f} spent"
    used = sum(v.get("used", 0) for v in store.usable().values())
    said = sum(sum(v.values()) for v in store.usable().values())
    share = f"{used} of {said} wordings usable" if said else "no wording used yet"
    store.close()
    told = f"; {summed_up(judges)}" if judges["scores"] else ""
    return f"{calls} calls ({failed} failed), {tokens} tokens, {money}; {share} -> {target}{told}"
