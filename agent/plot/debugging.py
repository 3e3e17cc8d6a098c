"""Write, run, read the error, mend, run again."""

from __future__ import annotations

import re
from dataclasses import dataclass

from agent.plot import words
from agent.plot.blueprint import clock
from agent.plot.programs import PROGRAMS, Drawn, Program, Slip, Stock
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
    """A program with its slips; `drawn`: what fills code and words, and what it must print in the end."""

    program: Program
    drawn: Drawn
    slips: tuple[Slip, ...]

    def code(self, slips: tuple[Slip, ...]) -> str:
        """The program with these slips in it."""
        text = self.program.code
        for s in slips:
            text = text.replace(s.right, s.wrong, 1)
        return text.format(**self.drawn.code)


def world(scene: Scene) -> Env:
    """A world in which only the clock matters."""
    return Env(scene.lang, clock(scene.facts("clock")), {"coderunner": {}})


def draw(scene: Scene, count: int) -> Case:
    """A program, its values and slips that do not overlap; with all of them out it prints what was worked out without it."""
    rng = scene.facts("program")
    program = rng.choice(PROGRAMS)
    drawn = program.draw(stock := Stock(rng, scene.lang))
    while "round(" in program.code and not re.search(r"\.\d\d$", drawn.prints):  # two decimals are asked for, and `round` drops a zero
        drawn = program.draw(stock)
    slips: list[Slip] = []
    for s in rng.sample(program.slips, len(program.slips)):
        trial = Case(program, drawn, (*slips, s))
        apart = all(a.right not in b.right and b.right not in a.right for a in slips for b in (s,))
        text = trial.code((*slips, s))
        if apart and text.count("\n") and all(x.wrong.format(**drawn.code) in text for x in (*slips, s)):
            slips.append(s)
        if len(slips) == count:
            break
    case = Case(program, drawn, tuple(slips))
    if len(slips) < count or runner.run(case.code(()))["stdout"].strip() != drawn.prints:
        raise Unfit("program-unfit")
    return case


def ask(script: Script, case: Case, own: bool) -> None:
    """The user wants the program's result, or hands over a program that fails."""
    scene, rng = script.scene, script.scene.facts("words")
    shown = dict(case.drawn.said)
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
    said = words.finished(scene, rng, said, script.env.now)
    script.user(Said(said.text, {}, said.masked), {}, "coderunner")


def run_until_right(script: Script, case: Case, own: bool) -> list[Fix]:
    """Run, mend what the error is about, run again. What was mended, in that order."""
    left, fixed = case.slips, list[Fix]()
    for n in range(len(case.slips) + 1):
        code = case.code(left)
        source = Source("user", slot="code") if own and not n else Source("written")
        step = Step(RUN, {"code": code}, {"code": source})
        text = sentence(script, [explained(script, fixed[-1])]) if fixed and script.scene.rng("say fix", n).random() < 0.3 else None
        # A program with a slip of one's own is not to be learnt; running what the user gave is.
        wrong = bool(left) and not (own and not n)
        got = script.call([step], why="failed" if left else "goal", text=text, weight=0 if wrong else 1)[0]
        if not left:
            break
        before = got.value
        culprit = next((s for s in left if runner.run(case.code(tuple(x for x in left if x is not s))) != before), None)
        if not before["error"] or culprit is None:
            raise Unfit("slip-unseen")
        fixed.append(Fix(culprit, _named(case, culprit, code, before["error"])))
        left = tuple(x for x in left if x is not culprit)
    return fixed


@dataclass(frozen=True)
class Fix:
    """A slip that was mended, with what can be said of it: the piece that was wrong, what it should be, the line that the error names."""

    slip: Slip
    values: dict[str, str]


def _named(case: Case, slip: Slip, code: str, error: str) -> dict[str, str]:
    """Pieces short and plain enough to stand in a sentence; the line only where the error points at the slip's own."""
    if slip.old:
        named = ((k, v.format(**case.drawn.code)) for k, v in (("old", slip.old), ("new", slip.new)))
        out = {k: v for k, v in named if v != "-"}
    else:
        out = {k: v for k, v in zip(("old", "new"), _pieces(slip), strict=True) if re.fullmatch(r"[A-Za-z.,= ()\[\]:]{1,28}", v)}
    at = code[: code.index(slip.wrong.format(**case.drawn.code))].count("\n") + 1
    if (m := re.search(r"line (\d+)", error)) and int(m[1]) == at and "\n" not in slip.wrong.strip("\n"):
        out["line"] = m[1]
    return out


def _pieces(slip: Slip) -> tuple[str, str]:
    """What differs between the wrong and the right code, widened to whole names."""
    a, b = slip.wrong, slip.right
    start = next((i for i in range(min(len(a), len(b))) if a[i] != b[i]), min(len(a), len(b)))
    end = 0
    while end < min(len(a), len(b)) - start and a[-1 - end] == b[-1 - end]:
        end += 1
    if len(a) - end > start:  # nothing is missing: a name is named whole
        while start and b[start - 1].isalpha() and (b[start : start + 1].isalpha() or a[start : start + 1].isalpha()):
            start -= 1
        while end and b[len(b) - end].isalpha():
            end -= 1
    elif slip.kind != "syntax":
        while start and b[start - 1].isalpha():
            start -= 1
        while end and b[len(b) - end].isalpha():
            end -= 1
    return a[start : len(a) - end], b[start : len(b) - end]


def explained(script: Script, fix: Fix, again: int = 0) -> str:
    """What was wrong, as a clause; by its name where it has one."""
    scene, given = script.scene, frozenset(fix.values)
    forms = frames.among(words.sources(scene, f"debug.fix_{fix.slip.kind}"), frozenset(), given)
    if not forms:
        raise Unfit("no-words", f"debug.fix_{fix.slip.kind}")
    named = [f for f in forms if frames.parse(f).need & {"old", "new"}] if given & {"old", "new"} else []
    rng = scene.rng("fix", len(script.messages), again)
    form = rng.choice(named or forms)
    said = frames.say((form,), {k: fix.values[k] for k in frames.parse(form).need}, scene.lang, rng)
    if said is None:
        raise Unfit("no-words", form)
    return said.text


def sentence(script: Script, clauses: list[str]) -> str:
    """Clauses as one sentence."""
    if script.scene.lang == "zh":
        return "；".join(clauses) + "。"
    commas = len(clauses) > 2 or (len(clauses) > 1 and any(", " in c or " and " in c for c in clauses))
    text = ("; " if commas else " and ").join(clauses)
    return text[:1].upper() + text[1:] + "."


def tell(script: Script, case: Case, fixed: list[Fix], own: bool) -> str:
    """The result; for a program of the user's also what was wrong with it and how it reads now."""
    scene, figure = script.scene, case.drawn.figure
    plan = Plan([], {"stdout": (len(script.results) - 1, "/stdout", script.results[-1][1]["stdout"])})
    script.tells(plan, ["stdout"], {"stdout": "number" if figure else "text"})
    if not own:
        said = words.phrase(scene, f"debug.told_{case.program.name}", scene.rng("done"), out=case.drawn.prints)
        wants = any(
            w in script.question["text"].lower() for w in words.sources(scene, "debug.written")
        )  # the program itself is asked for too
        return said + (f"\n```python\n{case.code(())}```" if wants else "")
    told = words.phrase(scene, "debug.done" if figure else "debug.done_text", scene.rng("done"), out=case.drawn.prints)
    before = {m.get("content") for m in script.messages}
    clauses: list[str] = []
    for n, fix in enumerate(fixed):  # not in the words of the turn before, where there are others
        ways = [explained(script, fix, n + 7 * again) for again in range(4)]
        clauses.append(next((w for w in ways if sentence(script, [w]) not in before and w not in clauses), ways[0]))
    why = sentence(script, list(dict.fromkeys(clauses)))
    return f"{told}{'' if scene.lang == 'zh' else ' '}{why}\n```python\n{case.code(())}```"
