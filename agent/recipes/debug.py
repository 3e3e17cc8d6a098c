"""A program is written or handed over, run, fails, is mended by what the error says, and run again until it works."""

from __future__ import annotations

from agent import corrupt
from agent.plot import act, debugging, surface, twins, words
from agent.plot.draft import ALWAYS, draft
from agent.plot.script import Script
from generators.recipe import Draft, recipe
from generators.scene import Scene

WHOSE = {"assistant": 5, "user": 5}


@recipe(
    "agent/debug", required=(*ALWAYS, "agent.debugged"), weight=4, family="code", levels={2: 2, 3: 3, 4: 3, 5: 1},
    facets={**act.FACETS, "program": (), "slips": ("1", "2", "3"), "whose": tuple(WHOSE)},
)  # fmt: skip
def build(scene: Scene) -> Draft:
    """One to three slips in a small program, met one after another; the last run goes through."""
    whose = scene.weighted(WHOSE, "whose")
    case = debugging.draw(scene, 1 if scene.difficulty == 2 else 2 if scene.difficulty < 5 else 3)
    shown = surface.surface(scene, surface.choose(scene, [debugging.RUN]))
    script = Script(scene, debugging.world(scene), shown)
    script.system(words.system(scene, script.env.now, False))
    debugging.ask(script, case, whose == "user")
    fixed = debugging.run_until_right(script, case, whose == "user")
    script.say(debugging.tell(script, case, fixed, whose == "user"))
    facets = {
        "domain": "coderunner",
        "intent": "run",
        "writes": False,
        "program": case.program.name,
        "slips": len(case.slips),
        "whose": whose,
    }
    return draft(script, facets, {"agent.debugged": {}}, [lambda: twins.not_rerun(script)])


# A letter more in a program that fails anyway changes nothing that anyone sees.
BROKEN = {**{k: v for k, v in corrupt.COMMON.items() if k != "argument_changed"}, "left_failing": corrupt.left_failing}
