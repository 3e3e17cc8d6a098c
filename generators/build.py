"""From a slot to a row: attempts, gate, rejects. Runs in a worker; everything it is given and gives back can be pickled."""

from __future__ import annotations

import gc
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache, partial
from math import ceil
from pathlib import Path
from typing import Any

from generators.duplicates import Sketch, sketches
from generators.gate import evidence_validator, faults_of, tokens, user_rules
from generators.model.endpoints import Endpoint
from generators.model.jury import REFUSALS, Jury, Score, Waiting
from generators.model.open import judge_names
from generators.model.store import Ask, Store
from generators.model.stored import Said, StoredModel
from generators.model.teacher import answer_in_words, filler
from generators.module import Module, module
from generators.pausing import Pauses
from generators.plan import Slot
from generators.recipe import Draft, Exhausted, Recipe, Unfit
from generators.row import Row, answer_of, asked_of, dumps, row_id
from generators.scene import NotYet, OfflineModel, Scene
from generators.seeds import digest, hash_int
from generators.words import load_banks

LEAVE_GROUP = 3  # failures after which a slot leaves its group and draws facts of its own
LEAVE_PAIRED = 8  # the same where the recipe is to stand in a group: its other attempts are given time to do with the group's facts
GIVE_UP = 40
TWINS = Fraction(3, 10)  # share of rows in twin families, where a run has several policies
_TWINS = ceil(TWINS * 10_000)  # of ten thousand draws; whole numbers compare at less cost than fractions


@dataclass(frozen=True)
class Config:
    """What decides the bytes of a run, apart from how many rows of it are taken."""

    module: str
    seed: int
    langs: tuple[str, ...]
    options: Any
    siblings: Fraction
    noise: Fraction
    weights: Mapping[str, int]
    levels: Mapping[str, Mapping[int, int]]
    digest: str
    endpoints: tuple[Endpoint, ...] = ()  # models that write the words; none: offline
    answers: str = ""  # where their answers are kept


@dataclass(frozen=True)
class Held:
    """A row that passed the gate, and what the model had said for it: only its last answer is still to be worded."""

    row: Row
    said: Said | None
    group: tuple[str, tuple[str | int, ...], bool, bool]  # the scene's: its recipe may have left the planned one


@dataclass(frozen=True)
class Built:
    """A slot's outcome: the row's line (None: given up), its sketches for the duplicate index, the rejects on the way."""

    slot: Slot
    attempt: int
    line: bytes | None
    question: Sketch | None
    whole: Sketch | None
    rejects: tuple[tuple[str, bytes], ...]
    waiting: tuple[
        Ask, ...
    ] = ()  # what a model is to be asked before the row can be built; nothing else is set then but the rejects so far, and `held`
    held: Held | None = None  # a row that is good already and waits only for other words
    words: tuple[tuple[str, str, str], ...] = ()  # what became of a model's words: (model, purpose, outcome)
    scores: tuple[Score, ...] = ()  # what the judges said, of refused attempts too


class Builder:
    """Builds slots of one configuration; holds the module's shared data."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.siblings, self.noise = ceil(config.siblings * 10_000), ceil(config.noise * 10_000)
        self.types = sum(w > 0 for w in config.weights.values())
        self.module: Module = module(config.module)
        self.recipes = self.module.recipes
        self.root = str(self.module.root)
        over = Path(config.options.banks) if config.options.banks else None
        self.banks = load_banks(self.module.banks, config.langs, over)
        self.shared = self.module.prepare(config.options, config.langs)
        self.evidence = evidence_validator(self.module.evidence_schema)
        self.rules = user_rules(config.options.rules)
        self.store = Store(config.answers) if config.endpoints else None
        self.pauses = Pauses(bool(config.endpoints) and (self.module.pauses is None or self.module.pauses(config.options)))
        self.writes = any("writer" in e.roles for e in config.endpoints) or not config.options.judge  # else the words are the shipped ones
        judges = judge_names(config.options) if self.store else ()
        over = config.options.teacher_prompts
        self.jury = Jury(self.store, config.endpoints, judges, config.options.judge_least, over) if self.store and judges else None

    def scene(self, slot: Slot, attempt: int) -> Scene:
        """The scene of one attempt at a slot."""
        c, recipe = self.config, self.recipes[slot.task_type]
        own_facts = attempt >= (LEAVE_PAIRED if recipe.paired else LEAVE_GROUP)
        always = recipe.paired and c.siblings > 0
        sibling = not own_facts and (always or hash_int(c.seed, "sibling", recipe.family, slot.lang, slot.rank) % 10_000 < self.siblings)
        path: tuple[str | int, ...] = (recipe.family, slot.lang, slot.rank)
        if not sibling:
            path = (*path, slot.task_type)
        family = recipe.twins(c.options)
        twin = (
            family > 1
            and not own_facts
            and (always or hash_int(c.seed, "twins", slot.task_type, slot.lang, slot.rank // family) % 10_000 < _TWINS)
        )
        if twin:
            sibling, path = False, (recipe.family, slot.lang, slot.task_type, "twins", slot.rank // family)
        if own_facts:
            path = (*path, attempt)
        group = f"{c.module}-{digest(c.seed, *path, size=8).hex()}"
        noise = self.noise > 0 and hash_int(c.seed, "noise", slot.path) % 10_000 < self.noise
        model = (
            StoredModel(self.store, c.endpoints, slot.task_type, self.module.model_words) if self.store and self.writes else OfflineModel()
        )
        return Scene(
            c.seed, slot, attempt, group, path, sibling, c.options, self.shared, self.banks[slot.lang], noise, twin, model, self.types
        )

    def visit(self, stopped: Built) -> Built:
        """Go on with a slot whose answers have come: where it stopped, or from what it had given by then."""
        return self.pauses.run(
            stopped.slot.path, lambda: self._build(stopped.slot, stopped.attempt, stopped.rejects, stopped.held, stopped.scores)
        )

    def build(self, slot: Slot, attempt: int = 0) -> Built:
        """Try until a row passes, from `attempt` on, or until a model has to be asked."""
        self.pauses.drop(slot.path)
        return self.pauses.run(slot.path, lambda: self._build(slot, attempt))

    def build_all(self, slots: Sequence[Slot]) -> list[Built]:
        """The same for several slots, results in their order, at less cost.

        Each stage is done for all of them before the next, and like slots after each other: what the processor's caches hold of a stage's code and
        words serves all rows. Rows depend on nothing but their slots, so this decides no bytes.
        """
        if self.store is not None:  # a row that waits for a model has its stages one by one
            return [self.build(slot) for slot in slots]
        made: dict[Slot, tuple[Row | None, str, str]] = {}
        spent = set()
        for slot in sorted(slots, key=lambda s: (s.lang, s.task_type)):
            recipe, scene = self.recipes[slot.task_type], self.scene(slot, 0)
            try:
                made[slot] = self.finish(scene, recipe, recipe.build(scene)), "", ""
            except Unfit as unfit:
                made[slot] = None, unfit.reason, unfit.detail
                if isinstance(unfit, Exhausted):
                    spent.add(slot)
        for slot, (row, _, _) in made.items():
            if row is not None:
                made[slot] = row, *self.refuse(row, self.recipes[slot.task_type])
        good = {slot: row for slot, (row, reason, _) in made.items() if row is not None and not reason}
        looks = {slot: sketches(asked_of(row), answer_of(row), row["group"]) for slot, row in good.items()}
        built = {slot: Built(slot, 0, dumps(row), *looks[slot], ()) for slot, row in good.items()}
        for slot, (row, reason, detail) in made.items():
            if slot not in built:
                built[slot] = self._build(slot, GIVE_UP if slot in spent else 1, (reject(slot, 0, reason, detail, row),))
        return [built[slot] for slot in slots]

    def _build(
        self,
        slot: Slot,
        attempt: int = 0,
        before: tuple[tuple[str, bytes], ...] = (),
        held: Held | None = None,
        scored: tuple[Score, ...] = (),
    ) -> Built:
        """`before`, `scored`: rejects and scores of the attempts so far."""
        rejects, scores = list(before), scored

        def stopped(asks: tuple[Ask, ...]) -> Built:
            return Built(slot, attempt, None, None, None, tuple(rejects), waiting=asks, held=held, scores=scores)

        def wait(model: StoredModel, requests: list[dict[str, Any]]) -> bool:
            return self.pauses.pause(stopped(tuple(map(model.ask_of, requests))))

        recipe = self.recipes[slot.task_type]
        while attempt < GIVE_UP and sum(reason.startswith("judge/") for reason, _ in rejects) < REFUSALS:
            scene = self.scene(slot, attempt)
            if scene.model.live:
                scene.model.wait = partial(wait, scene.model)
            row: Row | None = None
            heard: tuple[tuple[str, str, str], ...] = ()
            spent = False
            try:
                if held is not None:
                    row, reason, detail = held.row, "", ""
                    scene.group, scene.group_path, scene.sibling, scene.twin = held.group
                    if held.said:
                        scene.model.resume(held.said)
                else:
                    row = self.finish(scene, recipe, recipe.build(scene))
                    reason, detail = self.refuse(row, recipe)
                if not reason and (scene.model.live or self.jury):
                    said = scene.model.said() if scene.model.live else None
                    held = held or Held(row, said, (scene.group, scene.group_path, scene.sibling, scene.twin))
                if not reason and scene.model.live:
                    row = self.reworded(scene, recipe, row)
                if not reason and self.jury:
                    verdict = self.jury.hear(row, attempt, lambda asks: self.pauses.pause(stopped(asks)))
                    scores, heard, reason, detail = (*scores, *verdict.scores), verdict.words, verdict.reason, verdict.detail
            except Unfit as unfit:
                reason, detail = unfit.reason, unfit.detail
                spent = isinstance(unfit, Exhausted)
            except (NotYet, Waiting) as missing:
                return stopped(missing.asks if isinstance(missing, Waiting) else tuple(map(scene.model.ask_of, missing.requests)))
            held = None
            if scene.model.live:
                rejects += [reject(slot, attempt, f"words/{why}", said, None) for why, said in scene.model.refused]
            if row is not None and not reason:
                question, whole = sketches(asked_of(row), answer_of(row), scene.group)
                words = (*scene.model.words, *heard) if scene.model.live else heard
                return Built(slot, attempt, dumps(row), question, whole, tuple(rejects), words=words, scores=scores)
            rejects.append(reject(slot, attempt, reason, detail, row))
            attempt = GIVE_UP if spent else attempt + 1
        return Built(slot, attempt, None, None, None, tuple(rejects), scores=scores)

    def after_duplicate(self, built: Built) -> int:
        """The attempt that a slot goes on with whose row was a near-duplicate: the question mostly follows from the group's facts, so that only
        other facts can help; where the recipe is to stand in a group, its own words are changed first."""
        least = 0 if self.recipes[built.slot.task_type].paired else LEAVE_GROUP
        return max(built.attempt + 1, least)

    def finish(self, scene: Scene, recipe: Recipe, draft: Draft) -> Row:
        """The whole row of a draft."""
        c, slot = self.config, scene.slot
        row: Row = {
            "id": row_id(c.module, recipe.task_type, recipe.version, c.seed, slot.path, scene.attempt, c.digest),
            "task_type": recipe.task_type, "facets": draft.facets, "lang": slot.lang, "difficulty": slot.difficulty,
            "messages": draft.messages,
        }  # fmt: skip
        if draft.tools:
            row["tools"] = draft.tools
        row |= {"checks": draft.checks, "evidence": draft.evidence}
        if draft.rejected:
            row["rejected"] = draft.rejected
        hashed = {(s, _sha256(self.root, s)) if isinstance(s, str) else s for s in draft.sources}
        sources = [{"path": p, "sha256": h} for p, h in sorted(hashed)]
        row |= {
            "tags": sorted(set(draft.tags)), "group": scene.group,
            "origin": {
                "kind": "generated", "recipe": recipe.task_type, "version": recipe.version, "seed": c.seed, "path": slot.path,
                "attempts": scene.attempt + 1, "model": scene.model.label, "sources": sources,
            },
        }  # fmt: skip
        return row

    def reworded(self, scene: Scene, recipe: Recipe, row: Row) -> Row:
        """The row with its last answer in a model's words, where these pass the same gate; else as it is."""
        answer = row["messages"][-1].get("content") or ""
        if "answer" not in scene.model.purposes or not answer or scene.model.settled:
            return self.labelled(scene, row)

        def with_words(said: str, thought: str = "") -> Row:
            last = {**row["messages"][-1], "content": said}
            if thought and scene.options.keep_thinking:
                last["reasoning_content"] = thought
            return {**row, "messages": [*row["messages"][:-1], last]}

        def fault(said: str) -> str:
            reason, detail = self.refuse(with_words(said), recipe, reworded=True)
            return f"{reason}: {detail}" if reason else ""

        if scene.model.own_words:
            request, own = scene.model.own_words
            why = filler(scene, "answer", own) or fault(own)
            scene.model.took(request, why.partition(":")[0] or "used", own)
            if not why:
                return self.labelled(scene, with_words(own))
        found = answer_in_words(scene, row["messages"], fault)
        return self.labelled(scene, with_words(*found) if found else row)

    def labelled(self, scene: Scene, row: Row) -> Row:
        """The row with the names of the models whose words it holds."""
        return {**row, "origin": {**row["origin"], "model": scene.model.label}}

    def refuse(self, row: Row, recipe: Recipe, reworded: bool = False) -> tuple[str, str]:
        """(reason slug, detail) where the gate refuses the row, else two empty strings."""
        faults = faults_of(row, recipe, self.evidence, reworded)
        if faults:
            return faults[0].code, f"{faults[0].pointer}: {faults[0].message}"
        broken = self.rules(row)
        if broken:
            return "rule", broken
        limit = self.config.options.max_tokens
        if limit and tokens(row, self.config.options.tokenizer) > limit:
            return "too-long", f"{tokens(row, self.config.options.tokenizer)} > {limit}"
        return "", ""


def reject(slot: Slot, attempt: int, reason: str, detail: str, row: Row | None) -> tuple[str, bytes]:
    """A line for the rejects file, with its reason."""
    return reason, dumps({"path": slot.path, "attempt": attempt, "reason": reason, "detail": detail, "row": row})


@lru_cache(maxsize=4096)
def _sha256(root: str, name: str) -> str:
    import hashlib

    return hashlib.sha256((Path(root) / name).read_bytes()).hexdigest()


_builders: dict[str, Builder] = {}


def builder(config: Config) -> Builder:
    """One builder per process and configuration."""
    key = config.digest + config.answers
    if key not in _builders:
        _builders.clear()
        _builders[key] = Builder(config)
        gc.freeze()  # the library is no garbage: the collector need not walk it again and again
        gc.set_threshold(100_000, 20, 50)  # a row makes thousands of short-lived objects and hardly a cycle
    return _builders[key]


def build_batch(task: tuple[Config, tuple[Slot, ...]]) -> list[Built]:
    """The function an engine maps: all slots of a batch, in order."""
    config, slots = task
    return builder(config).build_all(slots)


def go_on_batch(task: tuple[Config, tuple[Built, ...]]) -> list[Built]:
    """The same for slots that waited for a model: each goes on where it stopped."""
    config, stopped = task
    maker = builder(config)
    return [maker.visit(b) for b in stopped]
