"""Values that cannot be: days the calendar does not have, hours past midnight, no pieces at all, and what a domain knows to be wrong."""

from __future__ import annotations

import datetime
from typing import Any

from agent.plot import words
from agent.plot.blueprint import Blueprint
from agent.words.say import day_in_full, spoken
from generators.scene import Scene

Option = tuple[str, Any, str, str]  # slot, value, reason, wording


def options(scene: Scene, plot: Blueprint) -> list[Option]:
    """All the ways in which this goal's values can go wrong; the wordings are fixed by the facts."""
    rng = scene.facts("bad words")
    out: list[Option] = []
    for name, slot in plot.goal.slots.items():
        if slot.kind == "date":
            day = datetime.date.fromisoformat(slot.value)
            if (near := _short_month(plot, name, day)) is None:
                continue
            year, month = near
            number = 30 if month == 2 else 31
            out.append((name, f"{year}-{month:02d}-{number}", "no_such_day", _day(scene.lang, month, number, rng.random())))
        elif slot.kind == "time":
            hour = rng.choice((25, 26, 27, 28))
            minute = rng.choice(("00", "15", "30"))
            out.append(
                (name, f"{hour}:{minute}", "no_such_time", f"{hour}点半" if scene.lang == "zh" and minute == "30" else f"{hour}:{minute}")
            )
        elif slot.kind == "count" and isinstance(slot.value, int):
            out.append((name, 0, "no_pieces", "0"))
        for value, reason in plot.goal.bad.get(name, ()):
            if f"{plot.domain.name}.bad_{reason}" in scene.bank:
                forms = [spoken(slot.kind, value, scene.lang, plot.env.now, rng, plot.domain.name) for _ in range(12)]
                # Who says "last Monday" knows that it is past; a figure may be a slip.
                text = next((f for f in forms if any(c.isdigit() for c in f)), forms[0])
                out.append((name, value, reason, text))
    return out


def _short_month(plot: Blueprint, name: str, day: datetime.date) -> tuple[int, int] | None:
    """The year and month nearest to a slot's day that has no thirty-first (or thirtieth), still to come where the day is, gone where it is."""
    now = plot.env.now
    ahead = day >= now.date()
    near = [
        (y, m) for y in (day.year - 1, day.year, day.year + 1) for m in (2, 4, 6, 9, 11)
        if ((y, m) >= (now.year, now.month) if ahead else (y, m) < (now.year, now.month)) and _in_order(plot, name, y, m)
    ]  # fmt: skip
    return min(near, key=lambda at: abs(12 * (at[0] - day.year) + at[1] - day.month), default=None)


def _in_order(plot: Blueprint, name: str, year: int, month: int) -> bool:
    """Whether a day of this month, which does not exist, stands on the same side of the goal's other days as the right one."""
    own = plot.goal.slots[name].value
    others = [s.value for n, s in plot.goal.slots.items() if s.kind == "date" and n != name]
    return all(((year, month) > _month(o)) if own > o else ((year, month) < _month(o)) for o in others)


def _month(day: str) -> tuple[int, int]:
    return int(day[:4]), int(day[5:7])


def _day(lang: str, month: int, number: int, pick: float) -> str:
    if lang == "zh":
        return f"{month}月{number}号" if pick < 0.6 else f"{month}月{number}日"
    name = datetime.date(2024, month, 1).strftime("%B")
    return f"{number} {name}" if pick < 0.5 else f"{name} {number}{'st' if number == 31 else 'th'}"


def objection(scene: Scene, plot: Blueprint, reason: str, value: Any, text: str, now: datetime.datetime) -> str:
    """What the assistant says to it."""
    rng = scene.rng("objection")
    keys = (f"{plot.stem}_bad_{reason}", f"{plot.domain.name}.bad_{reason}", f"agent.bad_{reason}")
    key = next(k for k in keys if k in scene.bank)
    shown = text
    if reason == "past":
        shown = day_in_full(value, scene.lang, now, words.spelling(scene, "date"))
    return words.phrase(scene, key, rng, v=shown)


def trial(plot: Blueprint, slot: str, value: Any) -> dict[str, Any]:
    """The call that would be made with the bad value."""
    step = next((s for s in plot.plan.steps if any(o.kind == "user" and o.slot == slot for o in s.sources.values())), plot.plan.steps[-1])
    args = {k: value if step.sources[k].kind == "user" and step.sources[k].slot == slot else v for k, v in step.args.items()}
    return {"tool": step.tool, "args": args}
