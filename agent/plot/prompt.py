"""The system prompt: who the assistant is, what time it is, the rules of the row."""

from __future__ import annotations

import datetime
import random
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from generators.scene import Scene


def system(scene: Scene, now: datetime.datetime, dated: bool, rules: Sequence[str] = (), strict: bool = True) -> str:
    """A system prompt: who the assistant is, what time it is, rules in random order. May be empty where nothing has to be said.

    `strict`: it may say that nothing else is to be touched.
    """
    rng = scene.rng("system")
    own = _pool(scene.options.system)
    parts = (
        [rng.choice(own)]
        if own
        else [scene.say("agent.system_strict" if strict and rng.random() < 0.12 else "agent.system")]
        if rng.random() < 0.75
        else []
    )
    lines = [*rules]
    if dated or rng.random() < 0.3:
        lines.append(scene.say("agent.clock", now=now_text(now, scene.lang, rng)))
    rng.shuffle(lines)
    gap = rng.choice(("\n", "\n\n", "" if scene.lang == "zh" else " "))
    whole = [*parts, *lines]
    if gap in ("", " "):  # in one line each sentence is closed
        whole = [x if x[-1:] in "。.!?！？" else x + ("。" if scene.lang == "zh" else ".") for x in whole]
    return gap.join(whole).strip()


@lru_cache(maxsize=4)
def _pool(path: str) -> tuple[str, ...]:
    if not path:
        return ()
    return tuple(p.strip() for p in Path(path).read_text("utf-8").split("\n\n") if p.strip())


def now_text(now: datetime.datetime, lang: str, rng: random.Random) -> str:
    """The clock as a system prompt writes it."""
    clock = f"{now.hour:02d}:{now.minute:02d}"
    if lang == "zh":
        week = "一二三四五六日"[now.weekday()]
        forms = [f"{now.year}年{now.month}月{now.day}日星期{week}{clock}", f"{now.date()} {clock}（周{week}）", f"{now.year}年{now.month}月{now.day}日 {clock}，周{week}"]  # fmt: skip
    else:
        day = now.strftime("%A")
        month = now.strftime("%B")
        forms = [
            f"{day} {now.day} {month} {now.year}, {clock}",
            f"{now.date()} {clock} {day[:3]}",
            f"{day[:3]} {now.day} {month[:3]} {now.year} {clock}",
        ]
    return rng.choice(forms)
