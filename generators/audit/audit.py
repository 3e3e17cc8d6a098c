"""`gen audit`: measures over a set of rows, held against bars."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from generators.audit import diversity as words
from generators.audit.probes import RULES, number_probe, text_probe
from generators.audit.stats import holm, share_bounds, uniform_places, uniform_slots
from generators.errors import UserError
from generators.module import recipe_of
from generators.reader import read_rows
from generators.text.measure import tokens
from generators.view import Item, View


@dataclass(frozen=True)
class Entry:
    """A row and its view."""

    row: dict[str, Any]
    view: View
    content: tuple[str, ...]

    @property
    def lang(self) -> str:
        """zh or en."""
        return str(self.row["lang"])

    @property
    def group(self) -> str:
        """Rows of one group never part in cross-validation."""
        return str(self.row["group"])


@dataclass
class Measure:
    """One line of the report. `low`/`high`: bounds of the 95 % interval; `bar`: text of the bar; `failed`: the interval lies beyond it."""

    name: str
    scope: str
    value: float
    n: int
    bar: str = ""
    failed: bool = False
    note: str = ""
    p: float | None = field(default=None)

    def as_dict(self) -> dict[str, Any]:
        """For --json."""
        return {k: (round(v, 5) if isinstance(v, float) else v) for k, v in vars(self).items()}


def load(paths: Sequence[str]) -> list[Entry]:
    """Views of all rows of known task types. UserError where there are none."""
    entries = []
    for path in paths:
        for read in read_rows(path):
            row = read.row
            known = recipe_of(row["task_type"]) if row and isinstance(row.get("task_type"), str) else None
            if row is None or known is None:
                raise UserError(f"{read.file}:{read.line}: is no row of an installed module; run gen validate first")
            entries.append(Entry(row, known[0].view(row), known[1].content))
    return entries


def measure_all(entries: list[Entry]) -> list[Measure]:
    """All measures, in the order of the report."""
    import sklearn.ensemble  # noqa: F401  (first, so that its threads are known to what limits them)
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):  # the models are small: threads would spend more time waiting for each other than learning
        return _measure_all(entries)


def _measure_all(entries: list[Entry]) -> list[Measure]:
    return [*places(entries), *rules(entries), *probes(entries), *diversity(entries)]


def _by(entries: Sequence[Entry], *keys: str) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = defaultdict(list)
    for e in entries:
        found[" ".join(str(e.row[k]) for k in keys)].append(e)
    return dict(sorted(found.items()))


def _golds(e: Entry) -> list[Item]:
    return [i for i in e.view.items if i.gold]


def places(entries: list[Entry]) -> list[Measure]:
    """Where gold items and spans stand, and which side comes first."""
    out: list[Measure] = []
    for scope, group in _by(entries, "task_type").items():
        slots = []
        for e in group:
            golds = _golds(e)
            if golds:  # one gold a row: the choice among several must not depend on the slot
                pick = golds[int(hashlib.blake2b(e.row["id"].encode(), digest_size=4).hexdigest(), 16) % len(golds)]
                slots.append((pick.slot, pick.of))
        if slots:
            p = uniform_slots(slots)
            out.append(Measure("gold slot uniform given k (chi-square p)", scope, p, len(slots), "p > 0.001", p=p))
        for name in sorted({k for e in group for k in e.view.places}):
            values = [e.view.places[name] for e in group if name in e.view.places]
            d, p = uniform_places(values)
            out.append(Measure(f"{name} uniform (KS D)", scope, d, len(values), "D < 0.05, p > 0.001", p=p, note=f"p={p:.3f}"))
        for name in sorted({k for e in group for k in e.view.sides}):
            flags = [e.view.sides[name] for e in group if name in e.view.sides]
            low, high = share_bounds(sum(flags), len(flags))
            out.append(Measure(name, scope, sum(flags) / len(flags), len(flags), "0.48-0.52", failed=low > 0.52 or high < 0.48))
    out += _by_length(entries)
    tested = [m for m in out if m.p is not None]
    for m, p in zip(tested, holm([m.p or 0.0 for m in tested]), strict=True):
        m.failed = p < 0.001 and (not m.name.endswith("(KS D)") or m.value >= 0.05)
    return out


def _by_length(entries: list[Entry]) -> list[Measure]:
    """Depth by length: for every length that rows name, how many of the places lie in each tenth."""
    found: dict[tuple[str, str], list[float]] = defaultdict(list)
    for e in entries:
        if length := e.row.get("facets", {}).get("length"):
            for name, place in e.view.places.items():
                found[name, str(length)].append(place)
    out = []
    for (name, length), values in sorted(found.items(), key=lambda f: (f[0][0], _number(f[0][1]))):
        tenths = [min(9, int(v * 10)) for v in values]
        p = uniform_slots([(t, 10) for t in tenths])
        note = " ".join(str(tenths.count(t)) for t in range(10))
        out.append(Measure(f"{name} by tenths (chi-square p)", f"length {length}", p, len(values), "p > 0.001", p=p, note=note))
    return out


def _number(text: str) -> int:
    return int("".join(filter(str.isdigit, text)) or 0)


def rules(entries: list[Entry]) -> list[Measure]:
    """How often a rule of thumb picks a gold item, among rows where that is a question."""
    out = []
    for scope, group in _by(entries, "task_type").items():
        fit = [e for e in group if 0 < len(_golds(e)) < len(e.view.items)]
        if not fit:
            continue
        chance = sum(len(_golds(e)) / len(e.view.items) for e in fit) / len(fit)
        for name, rule in RULES.items():
            hits = 0
            for e in fit:
                scores = rule(e.view.question, e.view.items)
                hits += e.view.items[scores.index(max(scores))].gold
            low, _ = share_bounds(hits, len(fit))
            declared = f"rule: {name}" in group[0].content
            out.append(
                Measure(
                    f"rule: {name}",
                    scope,
                    hits / len(fit),
                    len(fit),
                    "" if declared else "<= 0.60",
                    failed=low > 0.6 and not declared,
                    note=f"chance {chance:.2f}",
                )
            )
    return out


def probes(entries: list[Entry]) -> list[Measure]:
    """AUC of small models that must learn nothing."""
    out = []
    for lang, group in _by(entries, "lang").items():
        asked = [e for e in group if e.view.answerable is not None]
        labels = [bool(e.view.answerable) for e in asked]
        groups = [e.group for e in asked]
        out.append(
            _probe("probe: answerable from question", lang, *text_probe([e.view.question for e in asked], labels, groups), len(asked), 0.60)
        )
        out.append(
            _probe(
                "probe: answerable from question length",
                lang,
                *number_probe([[len(e.view.question)] for e in asked], labels, groups),
                len(asked),
                0.55,
            )
        )
        fair = [e for e in asked if "answerable_from_prompt_length" not in e.content]
        numbers = [[len(e.view.prompt)] for e in fair]
        out.append(
            _probe(
                "probe: answerable from prompt length",
                lang,
                *number_probe(numbers, [bool(e.view.answerable) for e in fair], [e.group for e in fair]),
                len(fair),
                0.55,
            )
        )
        # Tools recur from row to row by nature, and which of them is asked for most is no secret.
        pairs = [(e, i) for e in group if 0 < len(_golds(e)) < len(e.view.items) for i in e.view.items if i.role != "tool"]
        pairs.sort(key=lambda p: hashlib.blake2b(f"{p[0].row['id']}{p[1].slot}".encode(), digest_size=8).digest())
        gold, owners = [i.gold for _, i in pairs], [e.group for e, _ in pairs]
        out.append(
            _probe("probe: item's role from its text", lang, *text_probe([i.text for _, i in pairs], gold, owners), len(pairs), 0.60)
        )
        out.append(
            _probe(
                "probe: item's role from its length", lang, *number_probe([[len(i.text)] for _, i in pairs], gold, owners), len(pairs), 0.55
            )
        )
        out.append(_probe("probe: item's role from its slot", lang, *_slot_auc(pairs), len(pairs), 0.55))
    return out


def _slot_auc(pairs: Sequence[tuple[Entry, Item]]) -> tuple[float, float]:
    # Spread over its cell, so that the number does not betray k: how many items there are says how likely any one is gold.
    rows = [[(i.slot + int(e.row["id"][-6:], 16) / 16**6) / i.of] for e, i in pairs]
    return number_probe(rows, [i.gold for _, i in pairs], [e.group for e, _ in pairs])


def _probe(name: str, scope: str, value: float, half: float, n: int, bar: float) -> Measure:
    return Measure(name, scope, value, n, f"AUC <= {bar:.2f}", failed=value - half > bar, note=f"±{half:.3f}")


def diversity(entries: list[Entry]) -> list[Measure]:
    """Openings, skeletons, bigrams, near-duplicates, and what refusals say."""
    out: list[Measure] = []
    for lang, group in _by(entries, "lang").items():
        questions = [e.view.question for e in group]
        masked = [e.view.masked_question or e.view.question for e in group]
        floor = 0.20 if lang == "zh" else 0.30

        def add(name: str, value: float, n: int, bar: str, failed: bool, note: str = "", lang: str = lang) -> None:
            out.append(Measure(name, lang, value, n, bar, failed, note))

        add(
            "questions: distinct-2 (5,000, or 70,000 bigrams)",
            (d := words.distinct_2(questions[:5000])),
            len(group),
            f">= {floor:.2f}",
            d < floor,
        )
        add("questions: distinct-2, slots masked", (d := words.distinct_2(masked[:5000])), len(group), ">= 0.10", d < 0.10)
        # Siblings ask one question on purpose, of other documents: a wording counts once a group.
        asked = sorted({(m, e.group) for m, e in zip(masked, group, strict=True)})
        share, top = words.top_share(m for m, _ in asked)
        failed = share_bounds(round(share * len(asked)), len(asked))[0] > 0.005
        add("questions: commonest skeleton", share, len(asked), "<= 0.005", failed, top[:60])
        add(
            "questions: near-duplicates",
            (d := words.near_duplicates([(e.view.apart or e.view.question, e.group) for e in group])),
            len(group),
            "<= 0.01",
            d > 0.01,
        )
        pairs = [(f"{e.view.apart or e.view.question} {e.view.answer}", e.group) for e in group]
        add("question + answer: near-duplicates", (d := words.near_duplicates(pairs)), len(group), "<= 0.001", d > 0.001)
        shown = [(i, e) for e in group for i in e.view.items if i.role != "tool"]
        items = [(i.text, e.group, e) for i, e in shown]
        # A user's folder has so many passages and no more: that they come again is counted by itself, and held against no bar.
        written = [(i.text, e.group) for i, e in shown if not i.own][:20000]
        add("items: near-duplicates", (d := words.near_duplicates(written)), len(written), "<= 0.05", d > 0.05)
        own = [(i.text, e.group) for i, e in shown if i.own][:20000]
        if own:
            add("items: passages of the user's shown again", words.near_duplicates(own), len(own), "", False)
        share, top = words.top_share(words.skeleton(t, lang, _names(e)) for t, _, e in items)
        add(
            "items: commonest skeleton",
            share,
            len(items),
            "<= 0.02",
            share_bounds(round(share * len(items)), len(items))[0] > 0.02,
            top[:60],
        )
        refusals = [e for e in group if e.view.refusal]
        if refusals:
            share, top = words.top_share(words.opening(e.view.answer, lang) for e in refusals)
            add(
                "refusals: commonest opening",
                share,
                len(refusals),
                "<= 0.03",
                share_bounds(round(share * len(refusals)), len(refusals))[0] > 0.03,
                top,
            )
            named = sum(e.view.named for e in refusals) / len(refusals)
            add("refusals: name what was asked", named, len(refusals), "0.50-0.85", len(refusals) >= 100 and not 0.5 <= named <= 0.85)
        lengths = Counter(_band(len(tokens(e.view.answer))) for e in group)
        add(
            "answers: longest share of one length band",
            max(lengths.values()) / len(group),
            len(group),
            "",
            False,
            " ".join(f"{b}:{c / len(group):.0%}" for b, c in sorted(lengths.items())),
        )
    return out


def _names(e: Entry) -> list[str]:
    asked = e.row["evidence"].get("asked", {})
    names = [d.get("entity", "") for d in e.row["evidence"].get("documents", [])] + [asked.get("entity", "")]
    return sorted({n for n in names if n}, key=len, reverse=True)


def _band(n: int) -> str:
    for limit in (8, 16, 32, 64, 128, 256):
        if n <= limit:
            return f"<={limit:03d}"
    return ">256"
