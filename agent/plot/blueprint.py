"""Blueprints: a populated world, a goal in it, the gold plan; drawn from the facts of a scene's group."""

from __future__ import annotations

import datetime
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from agent.plot.solver import Plan, solve
from agent.world import Draw, Goal, Intent, World
from agent.world.domain import Domain, domains, material
from agent.world.env import Env
from generators.recipe import Unfit
from generators.scene import Scene
from generators.values.names import draw_name

TRIES = 12


@dataclass
class Blueprint:
    """A goal with its world. `tools`: all tools of the domain. `plan`: the gold plan when everything is said and everything is there."""

    domain: Domain
    intent: Intent
    env: Env
    goal: Goal
    plan: Plan

    @property
    def key(self) -> str:
        """Stem of the goal's bank keys: `calendar.move_event`, with the variant `__day` where there is one."""
        return f"{self.domain.name}.{self.intent.name}" + (f"__{self.goal.words}" if self.goal.words else "")

    @property
    def known(self) -> dict[str, Any]:
        """Everything the user knows."""
        return {name: s.value for name, s in self.goal.slots.items()}

    @property
    def tools(self) -> list[str]:
        """Full names of the domain's tools."""
        return [f"{self.domain.name}.{t}" for t in self.domain.tools]


Wish = Callable[[Intent, Goal, Plan], bool]


@cache
def intents() -> tuple[tuple[str, str], ...]:
    """(domain, intent) of everything a user may want."""
    return tuple((d.name, i) for d in domains().values() for i in d.intents)


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
    return Env(lang, moment, {n: domains()[n].populate(drawer(rng, lang, n), now) for n in names})


def draw(scene: Scene, wish: Wish = lambda i, g, p: True, among: Sequence[tuple[str, str]] | None = None, part: str = "") -> Blueprint:
    """A goal that its world's tools reach, with its plan. The same for all siblings that ask for the same kind. Unfit where none is found."""
    rng = scene.facts("blueprint", part)
    pool = list(among if among is not None else intents())
    for _ in range(TRIES):
        made = attempt(rng, scene.lang, *rng.choice(pool))
        if made is not None and wish(made.intent, made.goal, made.plan):
            return made
    raise Unfit("no-blueprint")


def attempt(rng: random.Random, lang: str, domain_name: str, intent_name: str, env: Env | None = None) -> Blueprint | None:
    """One try at a goal of this kind, in a fresh world or in one that is there."""
    domain = domains()[domain_name]
    if env is None:
        env = populated(rng, lang, [domain_name], clock(rng))
    intent = domain.intents[intent_name]
    goal = intent.draw(drawer(rng, lang, domain_name), World(lang, env.now, env.states[domain_name]))
    if goal is None:
        return None
    tools = [f"{domain_name}.{t}" for t in domain.tools]
    plan = solve(env, domain_name, goal, tools, {n: s.value for n, s in goal.slots.items()})
    return Blueprint(domain, intent, env, goal, plan) if isinstance(plan, Plan) else None
