"""Write, run, read the error, mend, run again."""

from __future__ import annotations

from dataclasses import dataclass

from agent.plot import words
from agent.plot.blueprint import clock
from agent.plot.programs import PROGRAMS, Program, Slip
from agent.plot.script import Script
from agent.plot.solver import Plan, Source, Step
from agent.words import frames
from agent.words.frames import Said
from agent.world import runner
from agent.world.env import Env
from generators.recipe import Unfit
from generators.scene import Scene

RUN = "coderunner.run_python"


@dataclass(frozen=True)
class Case:
    """A program with its slips; `values` fill code and words; `prints` is what it must print in the end."""

    program: Program
    values: dict[str, str]
    slips: tuple[Slip, ...]
    prints: str

    def code(self, slips: tuple[Slip, ...]) -> str:
        """The program with these slips in it."""
        text = self.program.code
        for s in slips:
            text = text.replace(s.right, s.wrong, 1)
        return text.format(**self.values)


def world(scene: Scene) -> Env:
    """A world in which only the clock matters."""
    return Env(scene.lang, clock(scene.facts("clock")), {"coderunner": {}})


def draw(scene: Scene, count: int) -> Case:
    """A program, its values and slips that do not overlap; with all of them out it prints what was worked out without it."""
    rng = scene.facts("program")
    program = rng.choice(PROGRAMS)
    values, prints = program.draw(rng)
    slips: list[Slip] = []
    for s in rng.sample(program.slips, len(program.slips)):
        trial = Case(program, values, (*slips, s), prints)
        apart = all(a.right not in b.right and b.right not in a.right for a in slips for b in (s,))
        if apart and trial.code((*slips, s)).count("\n") and all(x.wrong.format(**values) in trial.code((*slips, s)) for x in (*slips, s)):
            slips.append(s)
        if len(slips) == count:
            break
    case = Case(program, values, tuple(slips), prints)
    if len(slips) < count or runner.run(case.code(()))["stdout"].strip() != prints:
        raise Unfit("program-unfit")
    return case


def ask(script: Script, case: Case, own: bool) -> None:
    """The user wants the program's result, or hands over a program that fails."""
    scene, rng = script.scene, script.scene.facts("words")
    shown = {k: v for k, v in case.values.items() if k != "orders"}
    if "said" in shown:
        shown = {"list": shown["said"]}
    if own:
        code = case.code(case.slips)
        said = frames.say(words.sources(scene, "debug.mend"), {"code": "\x00"}, scene.lang, rng)
        if said is None:
            raise Unfit("no-frame", "debug.mend")
        at = said.spans["code"][0]
        block = f"\n```python\n{code}```\n"
        text = said.text[:at] + block + said.text[at + 1 :].lstrip("，, ")
        start = at + len("\n```python\n")
        script.user(
            Said(
                text.strip("\n") if at else text.lstrip("\n"),
                {"code": (start - (0 if at else 1), start - (0 if at else 1) + len(code))},
                said.masked,
            ),
            {"code": "text"},
            "coderunner",
        )
        return
    said = frames.say(words.sources(scene, f"debug.ask_{case.program.name}"), shown, scene.lang, rng, words.dress(scene, rng))
    if said is None:
        raise Unfit("no-frame", f"debug.ask_{case.program.name}")
    script.user(Said(said.text, {}, said.masked), {}, "coderunner")


def run_until_right(script: Script, case: Case, own: bool) -> list[Slip]:
    """Run, mend what the error is about, run again. The slips in the order in which they were found."""
    left, fixed = case.slips, list[Slip]()
    for n in range(len(case.slips) + 1):
        code = case.code(left)
        source = Source("user", slot="code") if own and not n else Source("written")
        step = Step(RUN, {"code": code}, {"code": source})
        text = explained(script, fixed[-1], case) if fixed and script.scene.rng("say fix", n).random() < 0.6 else None
        # A program with a slip of one's own is not to be learnt; running what the user gave is.
        wrong = bool(left) and not (own and not n)
        got = script.call([step], why="failed" if left else "goal", text=text, weight=0 if wrong else 1)[0]
        if not left:
            break
        before = got.value
        culprit = next((s for s in left if runner.run(case.code(tuple(x for x in left if x is not s))) != before), None)
        if not before["error"] or culprit is None:
            raise Unfit("slip-unseen")
        fixed.append(culprit)
        left = tuple(x for x in left if x is not culprit)
    return fixed


def explained(script: Script, slip: Slip, case: Case) -> str:
    """What was wrong, in a few words."""
    return words.phrase(script.scene, f"debug.fix_{slip.kind}", script.scene.rng("fix", len(script.messages)))


def tell(script: Script, case: Case, fixed: list[Slip], own: bool) -> str:
    """The result; for a program of the user's also what was wrong with it and how it reads now."""
    scene = script.scene
    plan = Plan([], {"stdout": (len(script.results) - 1, "/stdout", script.results[-1][1]["stdout"])})
    script.tells(plan, ["stdout"], {"stdout": "number"})
    told = words.phrase(scene, "debug.done", scene.rng("done"), out=case.prints)
    if not own:
        return told
    notes = [explained(script, s, case) for s in fixed[:1]] if len(fixed) == 1 else []
    lead = words.phrase(scene, "debug.mended", scene.rng("mended")) if len(fixed) > 1 else ""
    parts = [p for p in (told, lead, *notes) if p]
    return ("" if scene.lang == "zh" else " ").join(parts) + f"\n```python\n{case.code(())}```"
