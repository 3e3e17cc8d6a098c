"""A run: plan, build, drop duplicates, write."""

from __future__ import annotations

import platform
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from importlib.metadata import PackageNotFoundError, version
from itertools import islice
from typing import Any

from generators.build import Built, Config, build_batch, builder, reject
from generators.duplicates import Index, sketch
from generators.engine import Engine
from generators.errors import Shortfall, UserError, nearest
from generators.model.endpoints import Endpoint
from generators.model.teacher import PROMPTS
from generators.module import Module
from generators.plan import Slot, plan
from generators.row import answer_of, asked_of, loads
from generators.seeds import digest
from generators.sinks import Sink, StdoutSink
from generators.words import KERNEL_BANKS, digest_folder

LANGS = ("zh", "en")
_VERSIONED = (
    "bullseye",
    "orjson",
    "numpy",
    "jsonschema-rs",
    "bm25s",
    "jinja2",
    "tzdata",
    "tiktoken",
    "tokenizers",
    "sentencepiece",
    "mistral-common",
)


@dataclass(frozen=True)
class Report:
    """What a run did."""

    rows: int
    reused: int
    rejects: Mapping[str, int]


def make_config(
    mod: Module,
    options: Any,
    seed: int,
    langs: tuple[str, ...],
    mix: Mapping[str, int],
    levels: tuple[int, int],
    siblings: Fraction,
    noise: Fraction,
    endpoints: tuple[Endpoint, ...] = (),
    answers: str = "",
) -> Config:
    """Check the common options against the catalogue and freeze them. UserError names the option and what it may be."""
    names = {r.name: t for t, r in mod.recipes.items()}
    for key in mix:
        if key not in names and key not in mod.recipes:
            raise UserError(f"--mix {key}: unknown task type{nearest(key, list(names))}; there are: {', '.join(sorted(names))}")
    wanted = {names.get(k, k): w for k, w in mix.items()}
    allowed = mod.types(options, langs) if mod.types else None
    barred = sorted(set(wanted) - set(allowed)) if allowed is not None else []
    if barred and allowed is not None:
        raise UserError(
            f"--mix {barred[0].partition('/')[2]}: cannot be made with these options; there are: {', '.join(t.partition('/')[2] for t in sorted(allowed))}"
        )
    weights = wanted or (dict(allowed) if allowed is not None else {t: r.weight for t, r in mod.recipes.items()})
    weights = {t: w for t, w in weights.items() if w}
    if not weights:
        raise UserError("--mix: all weights are zero; give at least one task type a weight above 0")
    lo, hi = levels
    by_level = {}
    for task in weights:
        by_level[task] = {d: w for d, w in mod.recipes[task].levels.items() if lo <= d <= hi and w}
        if not by_level[task]:
            raise UserError(f"--difficulty {lo}-{hi}: {task} has none of these levels")
    # Weights are part of the configuration only as shares between the types asked for; facts never depend on them.
    parts = [
        mod.name, seed, ",".join(langs), options.digest(), str(siblings), str(noise), repr(sorted(weights.items())),
        repr(sorted((t, sorted(v.items())) for t, v in by_level.items())), repr(sorted((t, mod.recipes[t].version) for t in weights)),
        digest_folder(KERNEL_BANKS, mod.root), python_minor(), *_models(endpoints),
    ]  # fmt: skip
    return Config(mod.name, seed, langs, options, siblings, noise, weights, by_level, digest(*parts).hex(), endpoints, answers)


def _models(endpoints: tuple[Endpoint, ...]) -> list[str]:
    """What of the endpoints decides bytes: who answers what, and what they are told; not where they are, nor how fast."""
    return [repr([(e.name, e.model, e.roles, e.json) for e in endpoints]), digest_folder(PROMPTS)] if endpoints else []


def python_minor() -> str:
    """The Python version as far as it may decide bytes."""
    return ".".join(platform.python_version_tuple()[:2])


def slots_of(config: Config) -> Iterator[Slot]:
    """The endless plan of a configuration."""
    return plan(dict(config.weights), dict.fromkeys(config.langs, 1), {t: dict(v) for t, v in config.levels.items()})


def batched(slots: Iterator[Slot], most: int, workers: int = 1) -> Iterator[tuple[Slot, ...]]:
    """Slots by the batch, `most` at a time; among several workers fewer at first, so that in the end none has long to wait for the others."""
    handed = 0
    while batch := tuple(islice(slots, most if workers == 1 else min(most, max(25, handed // (4 * workers))))):
        handed += len(batch)
        yield batch


class Words:
    """Where the built slots come from: straight from the engine, or by way of a model that words them."""

    def __init__(self, config: Config, engine: Engine) -> None:
        self._config, self._engine = config, engine
        self._desk = self._store = None
        if config.endpoints:
            from generators.model.open import open_desk
            from generators.model.store import Store

            self._desk, self._store = open_desk(config), Store(config.answers)

    def built(self, slots: Iterator[Slot]) -> Iterator[Built]:
        """All slots, built, in their order."""
        if self._desk is not None:
            from generators.model.drive import built_in_order

            yield from built_in_order(self._config, slots, self._engine, self._desk)
            return
        batches = batched(slots, self._config.options.rows_a_batch(), self._engine.workers)
        for batch in self._engine.map(build_batch, ((self._config, batch) for batch in batches)):
            yield from batch

    def rebuilt(self, duplicate: Built) -> Built:
        """The slot of a near-duplicate, from a later attempt on."""
        maker = builder(self._config)
        built = maker.build(duplicate.slot, maker.after_duplicate(duplicate))
        if self._desk is not None:
            from generators.model.drive import built_now

            built = built_now(self._config, built, self._engine, self._desk)
        return built

    def became(self, built: Built) -> None:
        """Keep what became of the model's words for a row that is written."""
        if self._store is not None:
            self._store.became(built.slot.path, built.slot.task_type, built.words, built.scores)

    def usable(self) -> dict[str, Any]:
        """For the manifest: of the model's words, how many were used or why not; what the judges said."""
        if self._store is None:
            return {}
        words, judges = self._store.usable(), {}
        if self._config.options.judge:
            from generators.model.jury import verdicts

            judges = {"judges": {"least": self._config.options.judge_least, **verdicts(self._store)}}
        return {"words": words, **judges}

    def close(self) -> None:
        """Stop asking."""
        if self._desk is not None:
            self._desk.close()


class Dedupe:
    """Refuses near-duplicates, in plan order and in this one place."""

    def __init__(self) -> None:
        self.questions, self.wholes = Index(), Index()

    def refuse(self, built: Built) -> tuple[str, str]:
        """(reason, the earlier text) for a duplicate; else remembers the row and gives empty strings."""
        if built.question is None or built.whole is None:
            return "", ""
        earlier = self.questions.find(built.question)
        if earlier is not None:
            return "duplicate-question", earlier
        earlier = self.wholes.find(built.whole)
        if earlier is not None:
            return "duplicate-answer", earlier
        self.questions.add(built.question)
        self.wholes.add(built.whole)
        return "", ""

    def remember(self, line: bytes) -> None:
        """Take in a row of an earlier, broken run."""
        row = loads(line)
        question = asked_of(row)
        self.questions.add(sketch(question, row["group"]))
        self.wholes.add(sketch(f"{question} {answer_of(row)}", row["group"]))


def run(
    config: Config,
    n: int,
    sink: Sink | StdoutSink,
    engine: Engine,
    progress: Callable[[int, int, int], None] = lambda done, n, rejects: None,
) -> Report:
    """Make rows until there are `n`. `progress(done, n, rejects)` is called now and then. Shortfall when some slots could not be filled."""
    reused = sink.open(config.digest, n)
    dedupe, reasons, counts = Dedupe(), Counter[str](), Counter[str]()
    for line in sink.stored():
        dedupe.remember(line)
        _count(counts, loads(line))
    reasons.update(loads(line)["reason"] for line in sink.stored_rejects())
    spent: dict[str, None] = {}  # what recipes that ran dry say of it
    done, failed, pending = reused, 0, []
    words = Words(config, engine)
    try:
        for built in words.built(islice(slots_of(config), reused + _given_up(reasons), n)):
            built, lost = _settle(words, built, dedupe)
            reasons.update(reason for reason, _ in lost)
            spent |= dict.fromkeys(loads(line)["detail"] for reason, line in lost if reason == "exhausted")
            pending += [line for _, line in lost]
            if built.line is None:
                failed += 1
                continue
            sink.put(built.line, pending)
            _count(counts, loads(built.line))
            pending, done = [], done + 1
            progress(done, n, sum(reasons.values()))
        sink.close(_manifest(config, done, counts, reasons) | words.usable(), pending)
    finally:
        words.close()
    if done < n:
        common = "; ".join([", ".join(f"{r} {c}" for r, c in reasons.most_common(4)), *spent])
        raise Shortfall(f"{done} of {n} rows: {n - done} could not be made ({common}); ask for fewer, widen --mix, or see the rejects file")
    return Report(done, reused, dict(reasons))


def _given_up(reasons: Counter[str]) -> int:
    """Slots of an earlier run that were given up: each left one reject of this name."""
    return reasons["given-up"]


def _settle(words: Words, built: Built, dedupe: Dedupe) -> tuple[Built, list[tuple[str, bytes]]]:
    """Rebuild a slot until it is no duplicate; gives the outcome and all its rejects in order."""
    lost = list(built.rejects)
    while built.line is not None:
        reason, earlier = dedupe.refuse(built)
        if not reason:
            words.became(built)
            return built, lost
        lost.append(reject(built.slot, built.attempt, reason, earlier[:200], loads(built.line)))
        built = words.rebuilt(built)
        lost += built.rejects
    lost.append(reject(built.slot, built.attempt, "given-up", "", None))
    return built, lost


def _count(counts: Counter[str], row: dict[str, Any]) -> None:
    counts[f"{row['task_type']}/{row['lang']}/{row['difficulty']}"] += 1


def _manifest(config: Config, rows: int, counts: Counter[str], reasons: Counter[str]) -> dict[str, Any]:
    versions = {"python": python_minor()}
    for name in _VERSIONED:
        try:
            versions[name] = version(name)
        except PackageNotFoundError:
            continue
    return {
        "rows": rows, "config": config.digest, "module": config.module, "seed": config.seed, "languages": list(config.langs),
        "mix": dict(config.weights), "siblings": str(config.siblings), "noise": str(config.noise),
        "counts": dict(sorted(counts.items())), "rejects": dict(sorted(reasons.items())), "versions": versions,
    }  # fmt: skip
