"""From needles, a question and an answer to a draft whose prompt has the asked length to the token."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from generators.errors import UserError
from generators.noise import spoil
from generators.recipe import Draft, Unfit
from generators.scene import Scene
from longctx.haystack.book import Book
from longctx.haystack.window import Needle, Placed, assemble
from longctx.needles.facts import same_style
from longctx.shelf import Shelf

ALWAYS = ("longctx.length", "longctx.haystack", "text.language", "text.clean")
REASONS = 0.85  # share of questions of a clerk's kind that say what somebody wants to know it for
STRANGE = "stranger"  # the role of a planted sentence that nobody asks for
_HOLE = "\x00"


@dataclass
class Question:
    """What is asked. `protect`: words that noise must leave alone. `framed`: whether a situation may be put round it, one of the bank's `frame`."""

    text: str
    masked: str
    protect: tuple[str, ...] = ()
    framed: bool = True
    frame: str = "ask.frame"


@dataclass
class Task:
    """All a recipe decides. `answer`, `checks` and what follows may wait for the finished window: functions of it."""

    book: Book
    question: Question
    needles: list[Needle] = field(default_factory=list)
    facets: dict[str, str | int | bool] = field(default_factory=dict)
    tags: list[str] = field(default_factory=list)
    layout: str = "layout.user"
    generic: bool = False  # the question alone does not tell this row from others: the text does
    starts: Sequence[int] | None = None
    fits: Callable[[tuple[int, int]], bool] | None = None


@dataclass
class Made:
    """A finished prompt, ready for its answer."""

    task: Task
    messages: list[dict[str, Any]]
    placed: Placed
    evidence: dict[str, Any]
    tags: list[str]
    facets: dict[str, str | int | bool]

    @property
    def hay(self) -> str:
        """The haystack as the model sees it."""
        return self.placed.content[self.placed.start : self.placed.end]

    def tokens_before(self, at: int, shelf: Shelf) -> int:
        """Tokens of the haystack before an offset of the content. For prompts without needles: the haystack is a stretch of the book."""
        meter, start = shelf.meter(self.task.book), self.placed.start
        if not meter.additive.exact:
            return shelf.counter.count(self.placed.content[start:at])
        return meter.count(self.placed.window[0], self.placed.window[0] + at - start)


def compose(scene: Scene, task: Task) -> Made:
    """Question and layout round a window of the book; the whole as long as asked, give or take one token."""
    shelf: Shelf = scene.shared
    question, tags = _spoken(scene, task.question)
    system = _system(scene)
    frame = scene.say(task.layout, text=_HOLE, q=f"\x01{question}\x02")
    before, after = frame.split(_HOLE)
    marked = before + after
    at = marked.index("\x01")
    inside = at < len(before)
    before, after = (re.sub("[\x01\x02]", "", p) for p in (before, after))
    meter = shelf.meter(task.book)
    head, foot = _framed(shelf, system)
    outside = shelf.counter.count(system) if system and not shelf.template else 0
    target = shelf.length(scene)
    rng = scene.rng("window")
    placed = assemble(
        task.book, meter, shelf.counter, target, outside, head + before, after + foot, task.needles, rng,
        task.starts, task.fits, scene.options.depths(),
    )  # fmt: skip
    _bare(placed, task.needles, len(head), len(foot))
    turn = 1 if system else 0
    start = at if inside else placed.end + at - len(before)
    messages = [{"role": "system", "content": system}] if system else []
    messages.append({"role": "user", "content": placed.content})
    hay = placed.content[placed.start : placed.end]
    evidence: dict[str, Any] = {
        "question": {"turn": turn, "start": start, "end": start + len(question)},
        "asked": {"masked": task.question.masked} | ({"about": hay[:200]} if task.generic else {}),
        "haystack": {
            "turn": turn, "start": placed.start, "end": placed.end, "kind": "own" if task.book.origin else "generated",
            "sha256": hashlib.sha256(hay.encode()).hexdigest(), "tokens": placed.hay,
        },
        "length": {
            "asked": target, "tokens": placed.total, "tokenizer": shelf.counter.name, "sha256": shelf.counter.sha256,
            "counts": "all messages before the answer under the chat template" if shelf.template else "contents of all messages before the answer",
        } | ({"template": shelf.template.sha256} if shelf.template else {}),
        "needles": [
            {
                "role": n.info.get("role", "needle"), "turn": turn, "start": n.start, "end": n.start + len(n.text), "token": n.tokens,
                "of": max(1, placed.hay - shelf.counter.count(n.text)), **{k: v for k, v in n.info.items() if k in ("keys", "value", "label")},
            }
            for n in sorted(task.needles, key=lambda n: n.start) if n.info.get("role") != STRANGE
        ],
    }  # fmt: skip
    if strange := sorted((n.start, n.start + len(n.text)) for n in task.needles if n.info.get("role") == STRANGE):
        evidence["strangers"] = [{"turn": turn, "start": a, "end": b} for a, b in strange]
    facets = {"length": _band(target), "source": "own" if task.book.origin else "generated", "asked": "first" if inside else "last"}
    return Made(task, messages, placed, evidence, [*task.tags, *tags], {**facets, **task.facets})


def _framed(shelf: Shelf, system: str) -> tuple[str, str]:
    """What the chat template puts before and behind the user's words, the system prompt in it; two empty texts without a template."""
    if shelf.template is None:
        return "", ""
    messages = [{"role": "system", "content": system}] if system else []
    shown = shelf.template.render([*messages, {"role": "user", "content": _HOLE}])
    head, hole, foot = shown.partition(_HOLE)
    if not hole or _HOLE in foot:
        raise UserError(f"--count-template {shelf.template.name}: does not show the user's words once")
    return head, foot


def _bare(placed: Placed, needles: Sequence[Needle], head: int, foot: int) -> None:
    """Take what the template put round the content off again."""
    placed.content = placed.content[head : len(placed.content) - foot]
    placed.start, placed.end = placed.start - head, placed.end - head
    for needle in needles:
        needle.start -= head


def finish(
    scene: Scene, made: Made, answer: str, checks: dict[str, dict[str, Any]], wrong: tuple[str, str, str] | None = None, working: str = ""
) -> Draft:
    """The draft. `wrong`: (answer, check it fails, reason) of the rejected twin. `working`: a short true way to the answer, shown where asked for."""
    turn = len(made.messages)
    if scene.lang == "en":  # the answer has the marks of the text, straight or curly
        answer = same_style(answer, curly(made.task.book))
    reply: dict[str, Any] = {"role": "assistant", "content": answer, "weight": 1}
    style = scene.options.thinking
    if working and (style == "short" or (style == "mixed" and scene.chance(0.5, "thinking"))):
        reply["reasoning_content"] = working
    length = made.evidence["length"]
    all_checks = {
        **checks, "longctx.haystack": {"sha256": made.evidence["haystack"]["sha256"]},
        "longctx.length": {"asked": length["asked"], "tokenizer": length["tokenizer"], "sha256": length["sha256"]}
        | {k: v for k, v in length.items() if k == "template"},
        "text.language": {"lang": scene.lang}, "text.clean": {},
    }  # fmt: skip
    rejected = None
    if wrong and wrong[0] != answer and scene.chance(0.5, "rejected"):
        rejected = {"at": turn, "messages": [{"role": "assistant", "content": wrong[0]}], "check": wrong[1], "reason": wrong[2]}
    book = made.task.book
    return Draft(
        [*made.messages, reply],
        [{"kind": k, "turn": turn, "params": p} for k, p in all_checks.items()],
        made.evidence, made.facets, made.tags, rejected=rejected, sources=[book.origin] if book.origin else [],
    )  # fmt: skip


def depth(scene: Scene, *path: str | int, rng: Any = None) -> float:
    """A place for a needle, uniform over what --depth allows; stratified over the rows of a type where one needle decides."""
    lo, hi = scene.options.depths()
    at = float(scene.spread("depth", *path)) if rng is None else rng.random()
    return float(lo + (hi - lo) * at)


# A question that brings its own reason or situation: another before it would be somebody else's.
REASONED = re.compile(r"[:：;；]|[.!?。！？…]\W*\s*\w|^(?:For|I['’]m|I['’]ve|If|In case|A friend|My|The children)\b|^(?:我|要|朋友|为了)")


def _spoken(scene: Scene, question: Question) -> tuple[str, list[str]]:
    """The question as its asker types it: sometimes with a situation, sometimes carelessly, where the run asks for it with noise."""
    text = question.text
    if question.framed and scene.chance(0.25, "frame") and not REASONED.search(text):
        text = scene.say(question.frame, q=text)
    if question.framed and scene.noise:
        spoilt, kind = spoil(text, scene.lang, scene.rng("noise"), question.protect)
        if kind:
            return spoilt, [f"robustness/{kind}"]
    return text, []


def _system(scene: Scene) -> str:
    if scene.options.system:
        return scene.rng("system").choice(_pool(scene.options.system))
    return scene.say("ask.system") if scene.chance(0.3, "system") else ""


@lru_cache(maxsize=2)
def _pool(path: str) -> list[str]:
    prompts = [p.strip() for p in re.split(r"\n\s*\n", Path(path).read_text("utf-8")) if p.strip()]
    if not prompts:
        raise UserError(f"--system {path}: is empty; write one or more prompts, parted by blank lines")
    return prompts


def _band(tokens: int) -> str:
    for limit in (4, 8, 16, 32, 64, 128, 256):
        if tokens <= limit * 1024:
            return f"<={limit}k"
    return ">256k"


def curly(book: Book) -> bool:
    """Whether a text has curly quotation marks."""
    return "“" in book.text[:50_000] or '"' not in book.text[:50_000]


def unfit_unless(ok: bool, reason: str) -> None:
    """Draw again where a condition does not hold."""
    if not ok:
        raise Unfit(reason)
