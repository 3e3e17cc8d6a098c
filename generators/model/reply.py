"""One prompt answered by a model: its words are judged, faults are shown to it, and what became of it is told."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from generators.gate import evidence_validator, faults_of, user_rules
from generators.model.pool import Talk
from generators.model.prompts_in import Asked
from generators.model.shape import runaway, strip_thinking, told_again, unclean
from generators.model.teacher import TRIES, Prompt, added, calls, fill, load_prompt, shown
from generators.module import recipe_of
from generators.row import Row, row_id
from generators.seeds import hash_int
from generators.text.measure import length
from generators.text.punctuation import punctuation_fault

PLAIN = "gen/answer"  # the recipe of rows that were prompts of the user's
# Letters of languages that the lints do not know: kana, Hangul, Cyrillic, Greek, Arabic, Hebrew, Devanagari, Thai.
_SCRIPTS = {
    "kana": r"[\u3040-\u30ff]", "hangul": r"[\uac00-\ud7af]", "cyrillic": r"[\u0400-\u04ff]", "greek": r"[\u0370-\u03ff]",
    "arabic": r"[\u0600-\u06ff]", "hebrew": r"[\u0590-\u05ff]", "devanagari": r"[\u0900-\u097f]", "thai": r"[\u0e00-\u0e7f]",
    "han": r"[\u3400-\u9fff]", "latin": r"[A-Za-z\u00c0-\u024f]",
}  # fmt: skip
_LENGTH_SAID = re.compile(
    r"\d+ ?(?:个?字|words?|characters|句|sentences?|段|paragraphs?)|[一二两三四五六七八九十百千]+ ?(?:个?字|句|段)", re.I
)


@dataclass(frozen=True)
class Ways:
    """How answers are wanted: `pairs` (chosen and rejected), the user's rules, whether a given answer is passed over, seed, the digest of the run."""

    pairs: bool
    fresh: bool
    rules: str
    seed: int
    task_type: str
    digest: str
    over: str = ""
    keep_thinking: bool = False
    few_shot: str = ""


@dataclass
class Outcome:
    """A row, or the reason why there is none; what was said in vain, with the reasons."""

    row: Row | None
    reason: str = ""
    detail: str = ""
    faults: list[tuple[str, str]] = field(default_factory=list)  # (fault, what was said)


@lru_cache(maxsize=4096)
def script(text: str) -> str:
    """The script most of the letters are in; kana decide over Han."""
    counts = {name: len(re.findall(pattern, text)) for name, pattern in _SCRIPTS.items()}
    if counts["kana"] * 5 > counts["han"] and counts["kana"] > 2:
        return "kana"
    # A Han character says as much as some letters do.
    counts["latin"] //= 3
    return max(counts, key=lambda k: counts[k]) if any(counts.values()) else "latin"


def request_of(asked: Asked, prompt: Prompt, ways: Ways) -> dict[str, Any]:
    """What the model is sent: the user's turns as they are, the teacher's words in front of the system prompt."""
    nth = hash_int(ways.seed, "reply", asked.text, asked.place)
    style = prompt.styles[nth % len(prompt.styles)]
    if reworded(asked, ways):
        talk = "\n".join(f"[{m['role']}] {m.get('content') or calls(m)}" for m in asked.messages)
        told = load_prompt("answer", asked.lang, ways.over)
        slots = {"talk": talk, "answer": asked.answer, "style": told.styles[nth % len(told.styles)]}
        messages = [{"role": "system", "content": told.system}, {"role": "user", "content": fill(told.user, slots)}]
        return {"purpose": "reply", "role": "writer", "row": f"{asked.place}#{ways.seed}", "messages": messages, "mend": told.mend}
    system = fill(prompt.system, {"style": style})
    own = "\n\n".join(str(m["content"]) for m in asked.messages if m["role"] == "system")
    turns = [m for m in asked.messages if m["role"] != "system"]
    if any(m["role"] == "tool" or m.get("tool_calls") for m in turns):
        talk = "\n".join(f"[{m['role']}] {m.get('content') or calls(m)}" for m in turns)
        turns = [{"role": "user", "content": fill(prompt.user, {"talk": talk, "style": style})}]
    messages = [
        {"role": "system", "content": f"{system}\n\n{own}" if own else system},
        *shown("reply", asked.lang, prompt, ways.few_shot, nth % (1 << 20)),
        *({"role": m["role"], "content": m.get("content") or ""} for m in turns),
    ]
    return {"purpose": "reply", "role": "writer", "row": f"{asked.place}#{ways.seed}", "messages": messages, "mend": prompt.mend}


def reworded(asked: Asked, ways: Ways) -> bool:
    """Whether the answer that came with a prompt is only said again in other words."""
    return bool(asked.answer) and not asked.is_row and not ways.fresh


def more_than_given(asked: Asked, said: str, ways: Ways) -> str:
    """A fault where words that should only say a given answer again say more."""
    lang = "zh" if script(asked.answer) == "han" else "en"
    return added(said, asked.answer, asked.text, lang) if reworded(asked, ways) else ""


def band(asked: Asked, prompt: Prompt) -> tuple[int, int]:
    """(least, most) words or 字 of an answer to this kind of prompt; no bound where the prompt names a length itself or is long."""
    if _LENGTH_SAID.search(asked.text):
        return 1, 100_000
    for kind in prompt.kinds:
        if re.search(kind["match"], asked.text):
            return kind["least"], kind["most"]
    return 1, 100_000


def style_fault(asked: Asked, prompt: Prompt, said: str) -> str:
    """What is wrong with an answer as writing: a slug, a colon, a sentence; empty for nothing. "wordy" is the one that is shortened."""
    if not said:
        return "empty: there is no answer in it"
    wanted, got = script(asked.text), script(said)
    if got != wanted and not re.search(
        r"translat|翻译|译成|英文|中文|English|Chinese|in \w+ese\b|French|German|Spanish|日语|法语", asked.text
    ):
        return f"language: it is in {got} letters, the question in {wanted}"
    for pattern in prompt.forbid:
        if found := pattern.search(said):
            return f"filler: {found[0]!r} says nothing"
    if wanted in ("han", "latin") and not re.search(r"```|\|.*\|", said) and (why := punctuation_fault(said, asked.lang)):
        return f"punctuation: {why}"
    size = length(said, asked.lang)
    least, most = band(asked, prompt)
    if size < least:
        return f"thin: {size} words are too few for this"
    return f"wordy: {size} {most}" if size > most else ""


def answered(asked: Asked, talk: Talk, ways: Ways) -> Outcome:
    """Ask, judge, show the fault, ask again: TRIES times at most, and once more to shorten."""
    if asked.is_row and not asked.answer:
        return Outcome(None, "no-text-answer", "its last turn is a call, not an answer in words")
    prompt = load_prompt("reply", asked.lang, ways.over)
    request, out, shortened = request_of(asked, prompt, ways), Outcome(None), False
    model = ",".join(sorted({e.name for e in talk.model.endpoints}))
    for _ in range(TRIES + 1):
        reply = talk.ask(request)[0]
        if reply is None:
            answer = talk.model.answer(request)
            talk.model.took(request, "no-answer")
            out.reason = f"no-answer/{answer.reason}" if answer else "no-answer"
            break
        said, thought = strip_thinking(reply)
        model = talk.model.ask_of(request).endpoint
        row = row_of(asked, said, thought if ways.keep_thinking else "", model, prompt, ways)
        fault = judged(asked, prompt, row, said, ways)
        slug, _, rest = fault.partition(": ")
        talk.model.took(request, slug or "used", said)
        if not fault:
            out.row = row
            break
        out.faults.append((fault, said))
        out.reason, out.detail = slug, rest
        mend = fill(request["mend"], {"fault": fault})
        if slug == "wordy":
            if shortened:
                break
            size, most = rest.split()
            shortened, mend = True, fill(prompt.shorten or prompt.mend, {"length": size, "most": most, "fault": fault})
        elif len(out.faults) - shortened >= TRIES:
            break
        told = [{"role": "assistant", "content": told_again(reply)}, {"role": "user", "content": mend}]
        request = {**request, "messages": [*request["messages"], *told]}
    return paired(asked, out, model, ways) if ways.pairs else out


def judged(asked: Asked, prompt: Prompt, row: Row, said: str, ways: Ways) -> str:
    """A fault of an answer. A row's own answer key judges it where there is one; style where there is none."""
    if fault := unclean(said) or runaway(said):
        return fault
    if asked.is_row:
        if not said:
            return "empty: there is no answer in it"
        known = recipe_of(asked.task_type)
        faults = faults_of(row, known[1] if known else None, evidence_validator(known[0].evidence_schema) if known else None)
        if faults:
            return f"{faults[0].code}: {faults[0].message}"
    elif fault := style_fault(asked, prompt, said) or more_than_given(asked, said, ways):
        return fault
    elif faults := faults_of(row, None):
        return f"{faults[0].code}: {faults[0].message}"
    broken = user_rules(ways.rules)(row)
    return f"rule: {broken}" if broken else ""


def row_of(asked: Asked, said: str, thought: str, model: str, prompt: Prompt, ways: Ways) -> Row:
    """The row with these words as its last answer; the prompt stays as it was."""
    last: dict[str, Any] = {"role": "assistant", "content": said}
    if thought:
        last["reasoning_content"] = thought
    if asked.is_row:
        kept = {k: v for k, v in asked.record["messages"][-1].items() if k not in ("content", "reasoning_content")}
        row = {**asked.record, "messages": [*asked.messages, {**kept, **last}]}
        row.pop("rejected", None)
        return _from(row, asked, model, ways)
    least, most = band(asked, prompt)
    checks: list[dict[str, Any]] = [{"kind": "text.length", "turn": len(asked.messages), "params": {"least": least, "most": most}}]
    if script(asked.text) in ("han", "latin") and script(said) == ("han" if asked.lang == "zh" else "latin"):
        checks.append({"kind": "text.language", "turn": len(asked.messages), "params": {"lang": asked.lang}})
    row = {
        "id": "", "task_type": asked.task_type or ways.task_type, "facets": {}, "lang": asked.lang, "difficulty": 1,
        "messages": [*asked.messages, last], "checks": checks, "evidence": {}, "tags": _tags(asked), "group": asked.parent,
        "origin": {"kind": "imported", "recipe": PLAIN, "version": 1, "seed": ways.seed, "path": asked.place.rpartition("/")[2], "attempts": 1, "model": model, "sources": []},
    }  # fmt: skip
    return _from(row, asked, model, ways)


def _tags(asked: Asked) -> list[str]:
    tags = asked.record.get("tags")
    return (
        sorted({t for t in tags if isinstance(t, str) and re.fullmatch(r"[a-z][a-z0-9_-]*/[a-z0-9_+-]+", t)})
        if isinstance(tags, list)
        else []
    )


def _from(row: Row, asked: Asked, model: str, ways: Ways) -> Row:
    made: Row = {}
    for key, value in row.items():
        made[key] = value
        if key == "group":
            made["parent"] = asked.parent
    made["parent"] = asked.parent
    made["id"] = row_id(row["task_type"].partition("/")[0], ways.digest, asked.place.rpartition("/")[2], asked.text)
    made["origin"] = {**row["origin"], "kind": "harvested" if asked.is_row else "imported", "model": model}
    return made


def paired(asked: Asked, out: Outcome, model: str, ways: Ways) -> Outcome:
    """Chosen and rejected: the first answer that fails one kind of check and no other, beside the good one (the model's own, or the row's)."""
    if out.reason.startswith("no-answer"):
        return out
    if out.row is not None and not out.faults:
        return Outcome(None, "right-at-once", "", out.faults)
    prompt = load_prompt("reply", asked.lang, ways.over)
    chosen = out.row or (row_of(asked, asked.answer, "", "offline", prompt, ways) if asked.answer else None)
    if chosen is None:
        return Outcome(None, "no-chosen", "none of its answers passed, and there is none of yours", out.faults)
    for fault, said in out.faults:
        failed = _failed(chosen, said)
        if len(failed) == 1 and said:
            reject = {"at": len(asked.messages), "messages": [{"role": "assistant", "content": said}], "check": failed[0], "reason": fault}
            origin = {**chosen["origin"], "model": model}
            return Outcome({**chosen, "origin": origin, "rejected": reject}, faults=out.faults)
    return Outcome(None, "no-single-fault", "its wrong answers fail several kinds of check at once", out.faults)


def _failed(row: Row, said: str) -> list[str]:
    from generators.checks import judge

    worse = {**row, "messages": [*row["messages"][:-1], {"role": "assistant", "content": said}]}
    return sorted({c["kind"] for c in row["checks"] if c["turn"] == len(row["messages"]) - 1 and not judge(worse, c).ok})
