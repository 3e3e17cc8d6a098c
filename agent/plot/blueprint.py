"""Blueprints: a populated world, a goal in it, the gold plan; drawn from the facts of a scene's group."""

from __future__ import annotations

import datetime
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from agent.plot.solver import Plan, Source, Step, Stuck, solve
from agent.words.names import draw_name
from agent.world import Draw, Goal, Intent, World
from agent.world.domain import Domain, domains, material
from agent.world.env import Env
from generators.recipe import Unfit
from generators.scene import Scene

TRIES = 30
KEPT = 512
WORLD = 4  # goals of one world for which a plan is sought
WORLDS, PLANNED = 24, 3  # worlds tried to learn what goals there are; those of them in which every goal's plan is sought
ABOUT = (
    "title",
    "name",
    "order_no",
    "account",
    "subject",
    "path",
    "contact",
    "device",
    "city",
    "place",
)  # slots that say which record is meant


@dataclass(frozen=True)
class Obstacle:
    """Calls that end in a refusal, and the call that removes its cause."""

    code: str
    tried: tuple[Step, ...]
    repair: Step


@dataclass
class Blueprint:
    """A goal with its world. `tools`: all tools of the domain. `plan`: the gold plan when everything is said and everything is there."""

    domain: Domain
    intent: Intent
    env: Env
    goal: Goal
    plan: Plan
    refusal: Stuck | None = None  # where the goal is one that the world turns down
    obstacles: tuple[Obstacle, ...] = ()  # what has to be put right on the way

    @property
    def stem(self) -> str:
        """The goal's bank keys without its variant: `calendar.move_event`."""
        return f"{self.domain.name}.{self.goal.asks or self.intent.name}"

    @property
    def key(self) -> str:
        """Stem of the goal's bank keys: `calendar.move_event`, with the variant `__day` where there is one."""
        return self.stem + (f"__{self.goal.words}" if self.goal.words else "")

    @property
    def known(self) -> dict[str, Any]:
        """Everything the user knows."""
        return {name: s.value for name, s in self.goal.slots.items()}

    @property
    def tools(self) -> list[str]:
        """Full names of the domain's tools."""
        return [f"{self.domain.name}.{t}" for t in self.domain.tools]


def plain(plot: Blueprint) -> bool:
    """A goal that the world allows, with nothing in the way."""
    return plot.refusal is None and not plot.obstacles


def allowed(plot: Blueprint) -> bool:
    """A goal that the world is not meant to turn down; asked before its plan is sought."""
    return not plot.goal.refused


Wish = Callable[["Blueprint"], bool]


@cache
def intents() -> tuple[tuple[str, str], ...]:
    """(domain, intent) of everything a user may want."""
    return tuple((d.name, i) for d in domains().values() for i in d.intents)


@dataclass
class Traits:
    """What goals of one intent have turned out to be: lengths of their plans, whether a world turns some down or puts something in the way, their slots."""

    lengths: set[int] = field(default_factory=set)
    refusable: bool = False
    obstructed: bool = False
    slots: set[str] = field(default_factory=set)


@cache
def refusable(lang: str) -> tuple[tuple[str, str], ...]:
    """(domain, intent) of goals that some world turns down."""
    return tuple(i for i, t in traits(lang).items() if t.refusable)


@cache
def obstructed(lang: str) -> tuple[tuple[str, str], ...]:
    """(domain, intent) of goals that in some worlds something stands in the way of."""
    return tuple(i for i, t in traits(lang).items() if t.obstructed)


@cache
def traits(lang: str) -> dict[tuple[str, str], Traits]:
    """The traits of all intents, found by trying some worlds of each domain."""
    found = {i: Traits() for i in intents()}
    for domain in domains().values():
        rng = random.Random(11)
        for n in range(WORLDS):
            env = populated(rng, lang, [domain.name], clock(rng))
            for intent in domain.intents:
                goal = drawn(rng, env, domain.name, intent)
                if goal is not None:
                    _tried(found[domain.name, intent], env, domain, intent, goal, planned=n < PLANNED)
    return found


def _tried(own: Traits, env: Env, domain: Domain, intent: str, goal: Goal, planned: bool) -> None:
    """Add what one goal shows; its plan is sought only where that may show something new."""
    own.slots |= set(goal.slots)
    new = (bool(goal.refused) and not own.refusable) or (not goal.refused and bool(domain.repairs) and not own.obstructed)
    plot = made(env, domain.name, intent, goal) if new or planned else None
    if plot is not None:
        own.refusable |= plot.refusal is not None
        own.obstructed |= bool(plot.obstacles)
        if plain(plot):
            own.lengths.add(len(plot.plan.steps))


def clock(rng: random.Random) -> str:
    """A simulated moment: office and evening hours of any day of 2024 to 2027."""
    day = datetime.date(2024, 1, 3) + datetime.timedelta(rng.randrange(1450))
    return f"{day.isoformat()}T{rng.randrange(7, 22):02d}:{rng.randrange(60):02d}"


def drawer(rng: random.Random, lang: str, domain: str) -> Draw:
    """Randomness and material for a domain."""
    return Draw(rng, lang, material(lang, domain).get("lists", {}), lambda kind: draw_name(kind, lang, rng))


def populated(rng: random.Random, lang: str, names: Sequence[str], moment: str) -> Env:
    """A world with these domains in it."""
    now = datetime.datetime.fromisoformat(moment)
    return Env(lang, moment, {n: domains()[n].populate(drawer(rng, lang, n), now) for n in names}, remembers=True)


def draw(
    scene: Scene, wish: Wish = plain, among: Sequence[tuple[str, str]] | None = None, part: str = "", early: Wish = allowed
) -> Blueprint:
    """A goal that its world's tools reach, with its plan: the same for all rows of the group that ask for the same `part`. Unfit where none is found.

    `part` stands for the wish too: rows that name the same part of their group must wish for the same. `early`: what of the wish can be told from
    the goal alone; seeking a plan is dear, so a blueprint without one is asked first.
    """
    key = (scene.seed, scene.lang, *scene.group_path, part)
    if not part or key not in _drawn:
        made = _draw(scene, wish, list(among if among is not None else intents()), part, early)
        if not part:
            return made
        while len(_drawn) >= KEPT:
            del _drawn[next(iter(_drawn))]
        _drawn[key] = made
    return _drawn[key]


_drawn: dict[tuple[str | int, ...], Blueprint] = {}  # what siblings share is drawn once, as long as they are not far apart


def _draw(scene: Scene, wish: Wish, pool: Sequence[tuple[str, str]], part: str, early: Wish) -> Blueprint:
    rng = scene.facts("blueprint", part)
    for _ in range(TRIES // 2 if len(pool) > 3 else TRIES * 2):
        name, intent = rng.choice(pool)
        env = populated(rng, scene.lang, [name], clock(rng))
        # A world is dear: it is asked for several goals before another is made.
        others = [i for d, i in pool if d == name and i != intent]
        tried = 0
        for one in (intent, *rng.sample(others, len(others))):
            goal = drawn(rng, env, name, one)
            if goal is None or not early(Blueprint(domains()[name], domains()[name].intents[one], env, goal, Plan())):
                continue
            plot = made(env, name, one, goal)
            if plot is not None and wish(plot):
                return plot
            tried += 1
            if tried == WORLD:
                break
    raise Unfit("no-blueprint")


@cache
def of_length(least: int, most: int) -> tuple[tuple[str, str], ...]:
    """(domain, intent) of goals whose plans have so many calls; those that no world tried had are among them."""
    return tuple(i for i, t in traits("en").items() if not t.lengths or any(least <= n <= most for n in t.lengths))


@cache
def questions() -> tuple[tuple[str, str], ...]:
    """(domain, intent) of what changes nothing."""
    return tuple((d, i) for d, i in intents() if not domains()[d].intents[i].writes)


@cache
def changes() -> tuple[tuple[str, str], ...]:
    """(domain, intent) of what changes something."""
    return tuple((d, i) for d, i in intents() if domains()[d].intents[i].writes)


def attempt(rng: random.Random, lang: str, domain_name: str, intent_name: str, env: Env | None = None) -> Blueprint | None:
    """One try at a goal of this kind, in a fresh world or in one that is there."""
    env = env or populated(rng, lang, [domain_name], clock(rng))
    goal = drawn(rng, env, domain_name, intent_name)
    return made(env, domain_name, intent_name, goal) if goal else None


def drawn(rng: random.Random, env: Env, domain: str, intent: str) -> Goal | None:
    """A goal of this kind in a world, or None where there is none; whether it can be reached is not asked yet."""
    return domains()[domain].intents[intent].draw(drawer(rng, env.lang, domain), World(env.lang, env.now, env.states[domain]))


def made(env: Env, domain: str, intent: str, goal: Goal) -> Blueprint | None:
    """The blueprint of a goal that the domain's tools reach (or refuse, where that is meant)."""
    own = domains()[domain]
    plan = solve(env, domain, goal, [f"{domain}.{t}" for t in own.tools], {n: s.value for n, s in goal.slots.items()})
    if isinstance(plan, Plan):
        return None if goal.refused else Blueprint(own, own.intents[intent], env, goal, plan)
    if goal.refused and plan.reason == "refused" and plan.error == goal.refused:
        return Blueprint(own, own.intents[intent], env, goal, Plan(list(plan.steps)), plan)
    return _repaired(env, own, intent, goal) if plan.error in own.repairs and not goal.refused else None


def _repaired(env: Env, own: Domain, intent: str, goal: Goal) -> Blueprint | None:
    """The blueprint of a goal that is reached once what stands in its way is put right."""
    trial, seen, obstacles = env.fork(), list[Step | None](), list[Obstacle]()
    tools, known = [f"{own.name}.{t}" for t in own.tools], {n: s.value for n, s in goal.slots.items()}
    for _ in range(4):
        plan = solve(trial, own.name, goal, tools, known, seen, env.states)
        if isinstance(plan, Plan):
            return Blueprint(own, own.intents[intent], env, goal, plan, None, tuple(obstacles))
        if plan.reason != "refused" or plan.error not in own.repairs:
            return None
        name, args = own.repairs[plan.error]
        repair = Step(f"{own.name}.{name}", dict(args), {k: Source("enum") for k in args})
        trial.call(repair.tool, repair.args)
        obstacles.append(Obstacle(plan.error, plan.steps, repair))
        seen += [*plan.steps[:-1], None, None]
    return None


def first(scene: Scene) -> Blueprint:
    """The goal that a dialogue begins with: for the row that goes on with other requests, and for its sibling in which nothing more is to be done."""
    change = scene.facts("first").random() < 0.25
    return draw(scene, among=changes() if change else questions(), part="first", early=lambda p: allowed(p) and (change or tellable(p)))


def tellable(plot: Blueprint) -> bool:
    """Whether the answer tells something that the user did not say."""
    said = {str(s.value) for s in plot.goal.slots.values()}
    return any(str(f.value) not in said and f.kind != "bool" for f in plot.goal.facts.values())


def several(scene: Scene, count: int) -> list[Blueprint]:
    """Goals of one call each in one world of one or two domains, each reachable at the start, no two of the same intent with the same words.

    Unfit where they are not found."""
    rng = scene.facts("several")
    short = set(of_length(1, 1))
    moment, names = clock(rng), sorted({d for d, _ in short})
    for _ in range(TRIES):
        chosen = rng.sample(names, min(len(names), rng.choice((1, 2, 2))))
        env = populated(rng, scene.lang, chosen, moment)
        plots, later = list[Blueprint](), env.fork()
        for _ in range(count * 6):
            name = rng.choice(chosen)
            intent = rng.choice([i for i in domains()[name].intents if (name, i) in short])
            goal = drawn(rng, env, name, intent)
            # What can be told without the plan is told first.
            idea = Blueprint(domains()[name], domains()[name].intents[intent], env, goal, Plan()) if goal else None
            if (
                goal is None
                or idea is None
                or goal.refused
                or any((p.key == idea.key and p.goal.slots == goal.slots) or _alike(p, idea) for p in plots)
            ):
                continue
            plot = made(env, name, intent, goal)
            if plot is None or not plain(plot) or len(plot.plan.steps) > 1 or _answered(plot, plots):
                continue
            step = plot.plan.steps[0]
            if later.call(step.tool, step.args) != step.outcome:  # what was done before changes what this finds
                break
            plots.append(plot)
            if len(plots) == count:
                if independent(plots):
                    return plots
                break
    raise Unfit("no-several")


def independent(plots: Sequence[Blueprint]) -> bool:
    """Whether every question has the same answer when the calls are made the other way round: a sum is not asked for beside a change of what it sums."""
    env = plots[0].env.fork()
    return all(env.call(s.tool, s.args) == s.outcome or bool(p.goal.edits) for p in reversed(plots) for s in p.plan.steps)


def _alike(a: Blueprint, b: Blueprint) -> bool:
    """Whether two goals are so near that one request for both would be odd: the same record, two changes of one system, two
    programs or yes-or-no questions, whose answers could be taken for each other's."""
    shared = {n for n in set(a.goal.slots) & set(b.goal.slots) if a.goal.slots[n].value == b.goal.slots[n].value}
    both = bool(a.goal.edits) and bool(b.goal.edits)
    kinds = {f.kind for p in (a, b) for f in p.goal.facts.values()} | {s.kind for s in a.goal.slots.values()}
    mixed = a.intent is b.intent and bool(kinds & {"bool", "code"})
    return a.domain is b.domain and (bool(shared) or both or mixed)


def chain(scene: Scene, count: int) -> list[Blueprint]:
    """Goals one after another in one world: each is drawn in the world that the ones before have left, by preference about the same record."""
    rng = scene.facts("chain")
    plot: Blueprint | None = first(scene)
    for _ in range(TRIES):
        if plot is None or len(plot.domain.intents) < 3:
            plot = _draw(scene, plain, intents(), f"chain {rng.random()}", allowed)
            continue
        domain, env, plots = plot.domain, plot.env.fork(), list[Blueprint]()
        start = env.fork()
        while plot is not None:
            for step in plot.plan.steps:
                env.call(step.tool, step.args)
            plots.append(Blueprint(plot.domain, plot.intent, start, plot.goal, plot.plan))
            if len(plots) == count:
                return plots
            plot = _next(rng, env, domain, plots, lean=rng.random() < 0.75)
    raise Unfit("no-chain")


def _next(rng: random.Random, env: Env, domain: Domain, before: list[Blueprint], lean: bool) -> Blueprint | None:
    """One more goal; with `lean` one about the record of the goal before, if that is found at all."""
    names, known = list(domain.intents), traits(env.lang)
    about = [n for n in ABOUT if n in before[-1].goal.slots]
    leaning = [i for i in names if known[domain.name, i].slots.intersection(about)] if lean else []
    for n in range(60):
        if lean and n < 48 and not leaning:
            continue
        intent = rng.choice(leaning if lean and n < 48 else names)
        goal = drawn(rng, env, domain.name, intent)
        if goal is None or goal.refused or any(p.intent.name == intent and (p.intent.writes or p.goal.slots == goal.slots) for p in before):
            continue
        if lean and n < 48 and not shared(before[-1].goal, goal):
            continue
        plot = made(env, domain.name, intent, goal)
        if plot is not None and plain(plot) and not _answered(plot, before):
            return plot
    return None


def _answered(plot: Blueprint, before: Sequence[Blueprint]) -> bool:
    """Whether the call that answers this question has been made for another goal."""
    last = plot.plan.steps[-1]
    return not plot.goal.edits and any(s.tool == last.tool and s.args == last.args for p in before for s in p.plan.steps)


def shared(before: Goal, after: Goal) -> str:
    """The slot by which the later goal speaks of the record that the earlier one was about, or an empty string."""
    for name in ABOUT:
        a, b = before.slots.get(name), after.slots.get(name)
        if a and b and a.value == b.value and a.kind == b.kind:
            return name
    return ""
