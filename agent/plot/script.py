"""Writing a transcript: turns are added one by one, calls are run as they are written, and every argument remembers where it came from."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from agent.plot.solver import Plan, Source, Step
from agent.plot.surface import Surface
from agent.words.frames import Said
from agent.world.env import Env, Outcome
from generators.scene import Scene
from generators.seeds import digest


@dataclass
class Place:
    """Where a value stands: a turn and a span in it, and how it is to be read."""

    turn: int
    start: int
    end: int
    kind: str
    domain: str
    source: str = "user"


@dataclass
class Script:
    """A transcript in the making. `env` is the world as the calls leave it; `first` its state before them."""

    scene: Scene
    env: Env
    surface: Surface
    messages: list[dict[str, Any]] = field(default_factory=list)
    calls: list[dict[str, Any]] = field(default_factory=list)
    known: dict[str, Place] = field(default_factory=dict)
    results: list[tuple[int, Any]] = field(default_factory=list)  # (turn, value) of each call
    seen: list[Step | None] = field(default_factory=list)  # the calls with what they gave; None where a fault has hit the result
    tags: list[str] = field(default_factory=list)
    facts: list[dict[str, Any]] = field(default_factory=list)
    goal: list[dict[str, Any]] = field(default_factory=list)
    states: list[dict[str, Any]] = field(default_factory=list)  # the states before each call
    taken_back: dict[str, Any] = field(default_factory=dict)  # slot -> the value first said, where another was said later
    said: dict[str, Any] = field(default_factory=dict)  # slot -> value as last told
    own_twin: Any = None  # what a model did wrong here, as the row's rejected continuation
    minds: dict[int, tuple[str, dict[str, str]]] = field(default_factory=dict)  # turn -> why it is said, for its thought
    mind: tuple[str, dict[str, str]] | None = None  # of the turn about to be said
    masked: str = ""
    worded: set[str] = field(default_factory=set)  # frames that answers were made of: none twice in a row of the data
    question: dict[str, Any] = field(default_factory=dict)

    first: dict[str, Any] = field(default_factory=dict)
    style: str = ""
    ids: str = ""

    def __post_init__(self) -> None:
        if self.style:  # a copy of a script that has them
            return
        self.first = dict(self.env.states)
        rng = self.scene.rng("style")
        self.style, self.ids = rng.choice(("spaced", "compact")), rng.choice(("call_", "chatcmpl-tool-", "toolu_"))

    def rewound(self, at: int) -> Script:
        """A script of its own that stands where this one stood before turn `at`: another continuation can be tried."""
        made = sum(c["turn"] < at for c in self.calls)
        env = self.env.fork()
        env.states = dict(self.states[made]) if made < len(self.states) else env.states
        other = Script.__new__(Script)
        # As `replace` does it, but most of two dozen fields stay as they are.
        other.__dict__ |= vars(self) | dict(
            env=env, messages=self.messages[:at], calls=self.calls[:made], results=self.results[:made], seen=self.seen[:made],
            states=self.states[:made], facts=[f for f in self.facts if f["at"] < at], known={k: p for k, p in self.known.items() if p.turn < at},
            tags=[t for t in self.tags if t.startswith("robustness/")], goal=[], said={}, worded=set(self.worded), minds={k: m for k, m in self.minds.items() if k < at}, mind=None,
        )  # fmt: skip
        return other

    def system(self, text: str) -> None:
        """The system prompt."""
        if text:
            self.messages.append({"role": "system", "content": text})

    def user(self, said: Said, kinds: Mapping[str, str], domain: str) -> None:
        """A user turn that says some slots' values."""
        turn = len(self.messages)
        self.messages.append({"role": "user", "content": said.text})
        self.tags += [f"robustness/{kind}" for kind in said.noise]
        for slot, (start, end) in said.spans.items():
            if slot in kinds:
                self.known[slot] = Place(turn, start, end, kinds[slot], domain)
        self.masked = said.masked
        self.question = {"turn": turn, "start": 0, "end": len(said.text), "text": said.text}

    def call(
        self,
        steps: Sequence[Step],
        why: str = "goal",
        text: str | None = None,
        weight: int = 1,
        together: bool = False,
        fault: dict[str, Any] | None = None,
    ) -> list[Outcome]:
        """Assistant turns that make these calls, one a turn (or all in one, `together`), each answered by its result; `fault` hits the last.

        `text` stands beside the first.
        """
        outcomes: list[Outcome] = []
        values: list[Any] = []
        for batch in [list(steps)] if together else [[s] for s in steps]:
            turn, entries, answers = len(self.messages), [], []
            for n, step in enumerate(batch):
                hit = fault if step is steps[-1] else None
                self.states.append(dict(self.env.states))
                args = {**self.surface.defaults.get(step.tool, {}), **step.args}
                outcome, content, value = self.env.show(step.tool, args, self.style, hit)
                outcomes.append(outcome)
                values.append(value)
                self.seen.append(None if hit else Step(step.tool, step.args, step.sources, outcome))
                names = self.surface.params[step.tool]
                call_id = self.ids + digest(self.scene.seed, self.scene.slot.path, self.scene.attempt, len(self.calls), size=9).hex()
                arguments = json.dumps({names[k]: v for k, v in step.args.items()}, ensure_ascii=False)
                entries.append(
                    {"id": call_id, "type": "function", "function": {"name": self.surface.names[step.tool], "arguments": arguments}}
                )
                answers.append({"role": "tool", "tool_call_id": call_id, "content": content})
                self.calls.append(self._record(step, turn, n, outcome, why) | ({"fault": hit} if hit else {}))
            self.messages.append(
                {"role": "assistant", "content": text if batch[0] is steps[0] else None, "tool_calls": entries, "weight": weight}
            )
            for answer, value in zip(answers, values[-len(batch) :], strict=True):
                self.results.append((len(self.messages), value))
                self.messages.append(answer)
        return outcomes

    def _record(self, step: Step, turn: int, n: int, outcome: Outcome, why: str) -> dict[str, Any]:
        args = [self._origin(step.tool, name, source) for name, source in step.sources.items()]
        return {"turn": turn, "n": n, "tool": step.tool, "ok": outcome.ok, "state": self.env.digest(), "why": why, "args": args}

    def _origin(self, tool: str, name: str, source: Source) -> dict[str, Any]:
        """Provenance of one argument."""
        first, _, rest = name.partition("/")
        path = f"/{self.surface.params[tool][first]}" + (f"/{rest}" if rest else "")
        if source.kind in ("user", "system"):
            place = self.known[source.slot]
            entry = {"path": path, "from": place.source, "turn": place.turn, "start": place.start, "end": place.end, "kind": place.kind}
            return entry | ({"domain": place.domain} if place.kind.startswith("choice:") else {})
        if source.kind == "result":
            return {"path": path, "from": "result", "turn": self.results[source.step][0], "pointer": source.pointer}
        if source.kind == "computed":
            parts = [{**_unplaced(self._origin(tool, name, part)), "value": value} for part, value in source.parts]
            return {"path": path, "from": "computed", "op": source.pointer, "of": parts}
        return {"path": path, "from": source.kind}

    def reply(self, text: str) -> None:
        """A user turn without values."""
        self.masked = text
        self.question = {"turn": len(self.messages), "start": 0, "end": len(text), "text": text}
        self.messages.append({"role": "user", "content": text})

    def note(self, plot: Any, slots: Sequence[str]) -> None:
        """Remember the values that the user has told."""
        self.said |= {n: plot.goal.slots[n].value for n in slots}

    def say(self, text: str, weight: int = 1) -> int:
        """An assistant turn in words; its index."""
        if self.mind is not None:
            self.minds[len(self.messages)], self.mind = self.mind, None
        self.messages.append({"role": "assistant", "content": text, "weight": weight})
        return len(self.messages) - 1

    def tells(self, plan: Plan, names: Sequence[str], kinds: Mapping[str, str]) -> None:
        """Note the facts that the answer about to be said tells: each with its value and where it comes from."""
        for name in names:
            step, pointer, value = plan.facts[name]
            self.facts.append({"at": len(self.messages), "name": name, "kind": kinds[name], "value": value, "turn": self.results[step][0], "pointer": pointer})  # fmt: skip


def _unplaced(origin: dict[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in origin.items() if k != "path"}
