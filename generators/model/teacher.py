"""The teacher: lets a model find the words for a truth that stands already, and takes them only when they pass."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from generators.errors import UserError
from generators.model.shape import dressed, runaway, strip_thinking, told_again, unclean

if TYPE_CHECKING:
    from generators.scene import Scene

PROMPTS = Path(__file__).parents[1] / "teacher"
TRIES = 3
_KEYS = {"system": str, "user": str, "mend": str, "styles": list, "forbid": list}
_MORE = {"shorten": str, "kind": list, "example": list}  # keys that only some purposes have


@dataclass(frozen=True)
class Prompt:
    """What a model is told for one purpose: `user` holds slots in braces; `mend` is said when its words did not pass; one of `styles` is drawn."""

    system: str
    user: str
    mend: str
    styles: tuple[str, ...]
    forbid: tuple[re.Pattern[str], ...]  # turns of phrase that are not taken
    shorten: str = ""  # said when the words are right but too many
    kinds: tuple[dict[str, Any], ...] = ()  # kinds of request: `match` (a regular expression), `least` and `most` words or 字 of an answer
    examples: tuple[dict[str, str], ...] = ()  # the pool of worked examples: values of the slots, and what was `said`


class Asking(Protocol):
    """Through which a model is asked: a recipe's scene, or a job's talk."""

    model: Any

    def ask(self, *requests: dict[str, Any]) -> list[str | None]:
        """Stored answers; raises NotYet."""
        ...


@lru_cache(maxsize=64)
def load_prompt(purpose: str, lang: str, over: str = "") -> Prompt:
    """The prompt file of a purpose, from the user's folder where it has one. UserError names file and key."""
    own = Path(over) / lang / f"{purpose}.toml"
    path = own if over and own.exists() else PROMPTS / lang / f"{purpose}.toml"
    try:
        raw = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UserError(f"{path}: cannot be read: {error}") from None
    for key, kind in _KEYS.items():
        if not isinstance(raw.get(key), kind) or (not raw[key] and key != "forbid"):
            raise UserError(f"{path}: needs {key} = {'a list of texts' if kind is list else 'a text'}")
    if extra := sorted(set(raw) - set(_KEYS) - set(_MORE)):
        raise UserError(f"{path}: unknown key {extra[0]!r}; there are: {', '.join([*_KEYS, *_MORE])}")
    for key, more in _MORE.items():
        if not isinstance(raw.get(key, more()), more):
            raise UserError(f"{path}: {key} should be {'tables' if more is list else 'a text'}")
    try:
        forbid = tuple(re.compile(p, re.I) for p in raw["forbid"])
        for kind in raw.get("kind", ()):
            re.compile(kind["match"]), int(kind["least"]), int(kind["most"])
    except (re.error, KeyError, TypeError, ValueError) as error:
        raise UserError(f"{path}: forbid and kind: {error}; a kind has match, least and most") from None
    told = (raw["system"].strip(), raw["user"].strip(), raw["mend"].strip(), tuple(raw["styles"]), forbid)
    return Prompt(*told, raw.get("shorten", "").strip(), tuple(raw.get("kind", ())), tuple(raw.get("example", ())))


def fill(text: str, slots: dict[str, str]) -> str:
    """Put the slots in; braces that are no slot stay."""
    for name, value in slots.items():
        text = text.replace("{" + name + "}", value)
    return text


SHOTS = 2  # examples that a request shows
SHOWN = 6000  # characters of a long conversation that are shown at either end


@lru_cache(maxsize=8)
def own_examples(path: str) -> dict[tuple[str, str], tuple[dict[str, str], ...]]:
    """The user's examples by (purpose, language). UserError names a line that is none."""
    from generators.reader import read_rows

    # By name: what reads prompts measures texts, and recipes, which reach this module, must not.
    read_prompts = import_module("generators.model.prompts_in").read_prompts

    found: dict[tuple[str, str], list[dict[str, str]]] = {}
    for read in read_rows(path):
        raw = read.row or {}
        if isinstance(raw.get("purpose"), str) and isinstance(raw.get("said"), str):
            lang = raw.get("lang") or ("zh" if _han(raw["said"]) > 0.3 else "en")
            found.setdefault((raw["purpose"], lang), []).append({k: str(v) for k, v in raw.items()})
    if not found:
        for asked in read_prompts(path):
            if asked.answer:
                found.setdefault(("reply", asked.lang), []).append({"ask": asked.text, "said": asked.answer})
    if not found:
        raise UserError(f"--few-shot {path}: holds no example; expected prompts with answers, or lines with purpose and said")
    return {key: tuple(examples) for key, examples in found.items()}


def shown(purpose: str, lang: str, prompt: Prompt, own: str, nth: int) -> list[dict[str, str]]:
    """Examples as turns, others at each `nth`: the user's where there are any for the purpose, else those of the prompt file."""
    pool = own_examples(own).get((purpose, lang), ()) if own else prompt.examples
    turns: list[dict[str, str]] = []
    for i in range(min(SHOTS, len(pool))):
        example = pool[(nth + i * (nth // len(pool) % max(1, len(pool) - 1) + 1)) % len(pool)]
        user = example["ask"] if "ask" in example else fill(prompt.user, {"style": prompt.styles[nth % len(prompt.styles)], **example})
        turns += [{"role": "user", "content": user}, {"role": "assistant", "content": example["said"]}]
    return turns


def request_for(scene: Scene, purpose: str, slots: dict[str, str], row: str) -> dict[str, Any]:
    """The first request of a purpose. `row`: what the answer belongs to; rows that share it share the answer."""
    prompt = load_prompt(purpose, scene.lang, scene.options.teacher_prompts)
    styles = prompt.styles
    rng = scene.facts("teacher", purpose, row)
    style = styles[rng.randrange(len(styles))]
    messages = [
        {"role": "system", "content": prompt.system},
        *shown(purpose, scene.lang, prompt, scene.options.few_shot, rng.randrange(1 << 20)),
        {"role": "user", "content": fill(prompt.user, {**slots, "style": style})},
    ]
    return {"purpose": purpose, "role": "writer", "row": row, "messages": messages, "mend": prompt.mend}


def taught(scene: Asking, request: dict[str, Any], accept: Callable[[str], str]) -> tuple[str, str] | None:
    """(the model's words, its thinking) once `accept` finds no fault in them; None where it never does, and the shipped words stand in.

    Each fault is shown to the model, TRIES times at most, and noted under its slug: what stands before the colon.
    """
    for _ in range(TRIES):
        reply = scene.ask(request)[0]
        if reply is None:
            scene.model.took(request, "no-answer")
            return None
        said, thought = strip_thinking(reply)
        fault = unclean(said) or runaway(said) or accept(said)
        scene.model.took(request, fault.partition(":")[0] or "used", said)
        if not fault:
            return said, thought
        told = [{"role": "assistant", "content": told_again(reply)}, {"role": "user", "content": fill(request["mend"], {"fault": fault})}]
        request = {**request, "messages": [*request["messages"], *told]}
    return None


def filler(scene: Scene, purpose: str, text: str) -> str:
    """A fault where the text holds a turn of phrase that the prompt forbids."""
    for pattern in load_prompt(purpose, scene.lang, scene.options.teacher_prompts).forbid:
        if found := pattern.search(text):
            return f"filler: {found[0]!r} says nothing"
    return ""


def answer_in_words(scene: Scene, messages: list[dict[str, Any]], gate: Callable[[str], str]) -> tuple[str, str] | None:
    """(words, thinking) of a model for the last answer of a conversation; None where none pass the gate."""
    answer: str = messages[-1]["content"]

    def fault(said: str) -> str:
        if not said or len(said) > 2 * len(answer) + 60:
            return "length: it is empty, or much longer than what it says again"
        if (_han(said) > 0.3) != (_han(answer) > 0.3) == (scene.lang == "zh"):
            return "language: it is in another language"
        return (
            dressed(said, answer)
            or filler(scene, "answer", said)
            or added(said, answer, messages[-2].get("content") or "", scene.lang)
            or gate(said)
        )

    talk = "\n".join(f"[{m['role']}] {m.get('content') or calls(m)}" for m in messages[:-1])
    if len(talk) > 2 * SHOWN:  # the right answer is given: nobody need read a whole book for its tone
        talk = f"{talk[:SHOWN]}\n[...]\n{talk[-SHOWN:]}"
    return taught(scene, request_for(scene, "answer", {"talk": talk, "answer": answer}, scene.row_key), fault)


def added(said: str, answer: str, asked: str, lang: str) -> str:
    """A fault where words that should say `answer` again say more: a figure it does not hold, or a sentence that has nothing in common with it."""
    if more := sorted(set(_FIGURE.findall(said)) - set(_FIGURE.findall(answer))):
        return f"invented: the figure {more[0]} is not in the right answer"
    known = _content(answer, lang) | _content(asked[-400:], lang)
    for sentence in re.split(r"(?<=[。！？!?])|(?<=\.)\s+|\n+", said):
        mine = _content(sentence, lang)
        if mine and not mine & known:
            return f"unsupported: the right answer does not say: {sentence}"
    return ""


_HAN, _LATIN = re.compile(r"[\u3400-\u9fff]+"), re.compile(r"[A-Za-z]")
_FIGURE = re.compile(r"\d+(?:[.,:]\d+)*")


def _content(text: str, lang: str) -> set[str]:
    if lang == "zh":
        runs = _HAN.findall(text)
        return {run[i : i + 2] for run in runs for i in range(len(run) - 1)}
    return {w[:5] for w in re.findall(r"[a-z]{4,}", text.lower())}


def calls(message: dict[str, Any]) -> str:
    """The tool calls of a message, for reading."""
    return " ".join(f"{c['function']['name']}({c['function']['arguments']})" for c in message.get("tool_calls", ()))


def question_fault(text: str, core: str, keep: list[str]) -> str:
    """What is wrong with a user's message that a model wrote for the bare question `core`: a slug, a colon, a sentence; empty for nothing."""
    if not text or "\n\n" in text or len(text) > 3 * len(core) + 60:
        return "length: it is empty, too long, or more than one message"
    if fault := dressed(text, core):
        return fault
    if missing := [word for word in keep if word not in text]:
        return f"lost: {missing[0]} is missing"
    if (_han(text) > 0.3) != (_han(core) > 0.3):
        return "language: it is in another language"
    if set(re.findall(r"\d+", text)) - set(re.findall(r"\d+", core)):
        return "invented: it holds a figure that was not given"
    if text[0] in "\"“'「" and text[-1] in "\"”'」":
        return "quoted: it stands in quotation marks"
    return ""


def _han(text: str) -> float:
    han = sum(len(run) for run in _HAN.findall(text))
    return han / (han + len(_LATIN.findall(text)) or 1)
