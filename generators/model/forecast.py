"""What a run will ask and cost, before it is made: rows built with their own words in a model's place, scaled by how the endpoint counted what it has answered."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import islice
from typing import Any

import orjson

from generators.build import Builder, Config
from generators.model.endpoints import Endpoint
from generators.model.jury import Jury
from generators.model.open import judge_names
from generators.model.store import Answer, Store
from generators.model.stored import StoredModel
from generators.model.teacher import load_prompt
from generators.plan import Slot
from generators.run import Dedupe, slots_of
from generators.scene import Scene
from generators.text.measure import HAN

Parts = tuple[Counter[str], Counter[str], Counter[str]]  # calls, weight told, weight said, by purpose
SAMPLE = 240  # rows built for a forecast
_HAN = re.compile(f"[{HAN}]")


def weight(text: str) -> int:
    """A length that grows as tokens do, in twelfths: a Han character eight, any other three. The endpoint's own answers give the scale."""
    han = len(_HAN.findall(text))
    return 8 * han + 3 * (len(text) - han)


@lru_cache(maxsize=16)
def _own(purpose: str, lang: str, over: str) -> re.Pattern[str]:
    """Finds in what a model is told the words that it is to say again."""
    told = re.escape(load_prompt(purpose, lang, over).user)
    pattern = re.sub(r"\\\{(\w+)\\\}", lambda m: f"(?P<{m[1]}>.*?)", told)
    return re.compile(pattern + r"\Z", re.S)


def said_again(request: Mapping[str, Any], lang: str, over: str) -> str:
    """The words of the truth that a request holds: what a faithful model would say."""
    first = next(
        (m["content"] for m in request["messages"] if m["role"] == "user" and _own(request["purpose"], lang, over).match(m["content"])), ""
    )
    found = _own(request["purpose"], lang, over).match(first)
    return (found.groupdict().get("answer") or found.groupdict().get("bare") or "") if found else ""


@dataclass
class Echo(StoredModel):
    """A model that says the truth again word for word, and remembers what it was asked."""

    lang: str = "en"
    over: str = ""
    asked: dict[bytes, tuple[str, str, int, int]] = field(default_factory=dict)  # by request: purpose, row, weight told, weight said

    def answer(self, request: Mapping[str, Any]) -> Answer | None:
        """The truth again."""
        said = str(request["echo"]) if "echo" in request else said_again(request, self.lang, self.over)
        told = sum(weight(m["content"]) for m in request["messages"])
        self.asked[self.ask_of(request).key] = (str(request["purpose"]), str(request["row"]), told, weight(said))
        return Answer(said)


class EchoJury(Jury):
    """Judges that find all rows good."""

    def __init__(self, config: Config, names: tuple[str, ...], echoes: list[Echo]) -> None:
        nothing: Any = None
        super().__init__(nothing, config.endpoints, names, 1, config.options.teacher_prompts)
        self._echoes = echoes

    def model(self, judge: Endpoint, task: str) -> Echo:
        """Kept with the others, so that its requests are counted."""
        nothing: Any = None
        self._echoes.append(Echo(nothing, (judge,), task, frozenset()))
        return self._echoes[-1]


class DryBuilder(Builder):
    """Builds rows with an echo in the model's place."""

    def __init__(self, config: Config) -> None:
        super().__init__(replace(config, endpoints=()))
        self._endpoints, self.echoes = config.endpoints, list[Echo]()
        self.writes = any("writer" in e.roles for e in config.endpoints) or not config.options.judge
        judges = judge_names(config.options)
        self.jury = EchoJury(config, judges, self.echoes) if judges else None

    def scene(self, slot: Slot, attempt: int) -> Scene:
        """The scene with the echo."""
        scene = super().scene(slot, attempt)
        nothing: Any = None  # an echo stores nothing
        if not self.writes:
            return scene
        purposes, over = self.module.model_words, self.config.options.teacher_prompts
        scene.model = Echo(nothing, self._endpoints, slot.task_type, purposes, lang=slot.lang, over=over)
        self.echoes.append(scene.model)
        return scene


@dataclass(frozen=True)
class Line:
    """A task type in a language: rows planned; calls and the weights told and said by purpose, for all of these rows."""

    task_type: str
    lang: str
    rows: int
    calls: Mapping[str, float]
    told: Mapping[str, float]
    said: Mapping[str, float]


def dry(config: Config, n: int, answered: frozenset[tuple[str, str]] = frozenset()) -> tuple[list[Line], Parts]:
    """Build a sample of the run's first rows, and scale it to all n; and, by purpose, what the rows `answered` (purpose, row) would ask."""
    known: Parts = (Counter(), Counter(), Counter())
    maker = DryBuilder(config)
    dedupe = Dedupe()
    planned = Counter((s.task_type, s.lang) for s in islice(slots_of(config), n))
    sums: dict[tuple[str, str], list[Counter[str]]] = {}
    rows, seen = Counter[tuple[str, str]](), set[bytes]()
    for slot in islice(slots_of(config), min(n, SAMPLE)):
        maker.echoes.clear()
        built = maker.build(slot)
        while built.line is not None and dedupe.refuse(built)[0]:  # as the run does it: what is built again asks again
            built = maker.build(slot, maker.after_duplicate(built))
        rows[slot.task_type, slot.lang] += 1
        calls, told, said = sums.setdefault((slot.task_type, slot.lang), [Counter(), Counter(), Counter()])
        for echo in maker.echoes:
            for key, (purpose, row, into, out) in echo.asked.items():
                if key in seen:  # siblings ask one question
                    continue
                seen.add(key)
                if (purpose, row) in answered:
                    for part, amount in zip(known, (1, into, out), strict=True):
                        part[purpose] += amount
                calls[purpose] += 1
                told[purpose] += into
                said[purpose] += out
    lines: list[Line] = []
    for (task, lang), count in sorted(planned.items()):
        near = (task, lang) if rows[task, lang] else next((k for k in rows if k[0] == task), None) or next(iter(rows))
        scale = count / rows[near]
        parts = [{p: v * scale for p, v in counter.items()} for counter in sums[near]]
        lines.append(Line(task, lang, count, *parts))
    return lines, known


@dataclass(frozen=True)
class Scale:
    """By purpose: calls per request of an echo, tokens per weight told and said; from what an endpoint has answered."""

    calls: Mapping[str, float]
    told: Mapping[str, float]
    said: Mapping[str, float]
    share: Mapping[str, float]  # of tokens, by endpoint


def answered(store: Store) -> frozenset[tuple[str, str]]:
    """(purpose, row) of all that an endpoint has answered."""
    requests = (orjson.loads(raw) for _, _, raw, _, _ in store.answers())
    return frozenset((r["purpose"], r["row"]) for r in requests)


def scale_of(store: Store, would: Parts) -> Scale | None:
    """How the endpoint counted so far, against what the same rows would ask of an echo; None where it has answered nothing yet."""
    first, told, said = would
    account = store.account()
    if not sum(line["tokens_in"] or 0 for line in account):
        return None
    calls, into, out, by = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for line in account:
        calls[line["purpose"]] += line["calls"]
        into[line["purpose"]] += line["tokens_in"] or 0
        out[line["purpose"]] += line["tokens_out"] or 0
        by[line["model"]] += (line["tokens_in"] or 0) + (line["tokens_out"] or 0)
    known = [p for p in first if told[p]]
    return Scale(
        {p: calls[p] / first[p] for p in known},
        {p: into[p] / told[p] for p in known},
        {p: out[p] / said[p] for p in known if said[p]},
        {name: tokens / sum(by.values()) for name, tokens in by.items()},
    )


def totals(lines: Iterable[Line], scale: Scale | None) -> dict[str, dict[str, float]]:
    """Rows, calls, tokens in and out by task type and language. Without a scale: twelve units of weight a token."""
    found: dict[str, dict[str, float]] = {}
    for line in lines:
        mean = [sum(v.values()) / len(v) if v else 0.0 for v in (scale.calls, scale.told, scale.said)] if scale else [1.0, 1 / 12, 1 / 12]
        get = [scale.calls, scale.told, scale.said] if scale else [{}, {}, {}]
        sums = [sum(v * get[i].get(p, mean[i]) for p, v in part.items()) for i, part in enumerate((line.calls, line.told, line.said))]
        found[f"{line.task_type}/{line.lang}"] = {"rows": line.rows, "calls": sums[0], "tokens_in": sums[1], "tokens_out": sums[2]}
    return found
