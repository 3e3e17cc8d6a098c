"""Something required was not said: ask for it in one breath; then the user answers, answers half, or turns to something else first."""

from __future__ import annotations

from agent import corrupt
from agent.own import rows
from agent.plot import act, blueprint, context, inquiry, twins, words
from agent.plot.draft import ALWAYS, draft
from agent.words import frames
from generators.recipe import Draft, Unfit, recipe
from generators.scene import Scene

# How the talk goes on after the question; `open`: the row ends with it.
COURSES = {"open": 10, "answered": 4, "half": 2, "half_open": 2, "aside": 2}


@recipe(
    "agent/ask",
    required=ALWAYS,
    weight=5,
    family="slot",
    paired=True,
    levels={1: 1, 2: 2, 3: 3, 4: 2, 5: 1},
    facets={**act.FACETS, "course": tuple(COURSES), "missing": ("1", "2")},
)
def build(scene: Scene) -> Draft:
    """Hide one or two required slots that the words can do without."""
    if scene.shared:
        return rows.build("ask", scene, scene.shared)
    count = inquiry.asked_count(scene)
    course = scene.weighted({c: w for c, w in COURSES.items() if count > 1 or not c.startswith("half")}, "course", count)
    plot = inquiry.asked_plot(scene, count)
    hidden = inquiry.hide(scene, plot, count)
    aside = None
    if course == "aside":
        rng = scene.facts("aside")
        others = [i for i in plot.domain.intents if not plot.domain.intents[i].writes] or list(plot.domain.intents)
        tries = (blueprint.attempt(rng, scene.lang, plot.domain.name, rng.choice(others), plot.env) for _ in range(8))
        aside = next((p for p in tries if p and blueprint.plain(p) and p.intent.name != plot.intent.name), None)
        if aside is None:
            raise Unfit("no-aside")
    shown = act.tools_for(scene, [plot, *([aside] if aside else [])])
    # At times the form that the talk began from says something, but not what is missing; then the user does not say it.
    told, asks = [n for n in plot.goal.slots if n not in hidden], words.sources(scene, f"{plot.key}_ask")
    filled = [n for n in context.fillable(plot) if n in told and frames.fitting(asks, frozenset(told) - {n})]
    names = [scene.rng("filled").choice(filled)] if filled and scene.chance(0.4, "context") else []
    line = context.filled(scene, plot, names) if names else None
    script = act.opening(scene, [plot, *([aside] if aside else [])], shown, [line.text] if line else [])
    missing = inquiry.missing(script, plot, hidden)
    if line:
        told = [n for n in told if n not in names]
        context.known(script, plot, line, names)
    act.request(script, plot, told)
    script.say(inquiry.question(script, plot, hidden))
    checks: dict[str, dict[str, object]] = {}
    if course == "half":
        inquiry.reply(script, plot, hidden[:1])
        script.say(inquiry.question(script, plot, hidden[1:]))
        inquiry.reply(script, plot, hidden[1:])
    elif course == "half_open":
        inquiry.reply(script, plot, hidden[:1])
        missing = inquiry.missing(script, plot, hidden[1:])
        script.say(inquiry.question(script, plot, hidden[1:]))
    elif course == "aside" and aside is not None:
        kept = dict(script.known)
        act.request(script, aside, rng=scene.rng("aside words"), dressed=False)
        act.fulfil(script, aside)
        script.known = {**script.known, **kept}
        inquiry.reply(script, plot, hidden, back=True)
    elif course == "answered":
        inquiry.reply(script, plot, hidden)
    ends = course in ("open", "half_open")
    if ends:
        checks["agent.asks"] = {"slots": [m["slot"] for m in missing]}
        return draft(
            script,
            act.facets(plot, course=course, missing=count),
            checks,
            [
                lambda: twins.claimed(script, plot, "agent.asks"),
                lambda: twins.invented_argument(script, plot, [m["slot"] for m in missing]),
            ],
            missing=missing,
        )
    act.fulfil(script, plot)
    return draft(script, act.facets(plot, course=course, missing=count), ways=twins.usual(script, plot) if course != "aside" else ())


BROKEN = {**corrupt.COMMON, "called_instead": corrupt.called_instead}
