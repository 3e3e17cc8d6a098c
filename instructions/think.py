"""Thinking made visible: a draft that fails one wish, true counts, the smallest repair; or a plan with a running count."""

from __future__ import annotations

from typing import Any

from instructions.constraints import KINDS
from instructions.constraints.base import Count
from instructions.constraints.leaf import Leaf, fault, scoped
from instructions.phrases import Phrasing
from instructions.text.record import Record


def counted(leaf: Leaf, text: str, lang: str) -> int | None:
    """The number that decides a leaf; None where it is a matter of yes or no."""
    part = scoped(Record(text, lang), leaf.get("scope"))
    if isinstance(part, str):
        return None
    kind, p = KINDS[leaf["type"]], leaf["params"]
    if isinstance(kind, Count) and type(kind).check is Count.check:
        return kind.value(part)
    if kind.id == "keyword.frequency":
        return part.count(p["word"])
    return part.lower.count(p["letter"].lower()) if kind.id == "letter.frequency" else None


def table(draft: str, leaves: list[Leaf], say: Phrasing) -> tuple[str, list[dict[str, Any]]]:
    """The check of a draft, a line a wish, and the same as data."""
    lines, data = [], []
    for n, leaf in enumerate(leaves):
        value, ok = counted(leaf, draft, say.lang), not fault(leaf, draft, say.lang)
        clause = say.clause(leaf)
        key = f"think.{'plain' if value is None else 'count'}_{'ok' if ok else 'bad'}"
        lines.append(say.pick(key, {"clause": clause, **({} if value is None else {"v": str(value)})}))
        data.append({"leaf": f"c{n + 1}", "ok": ok, **({} if value is None else {"value": value})})
    return "\n".join(lines), data


def change(old: str, new: str) -> tuple[str, str]:
    """What is replaced by what, a few characters of context added where one side would be empty or too short to find."""
    a = next((i for i, (x, y) in enumerate(zip(old, new, strict=False)) if x != y), min(len(old), len(new)))
    tail = next(
        (i for i, (x, y) in enumerate(zip(reversed(old[a:]), reversed(new[a:]), strict=False)) if x != y), min(len(old), len(new)) - a
    )
    b, c, d = len(old) - tail, a, len(new) - tail
    while a > 0 and (b - a < 4 or d - c < 4) and old[a - 1] not in "\n" and c > 0:
        a, c = a - 1, c - 1
    return old[a:b], new[c:d]


def repair_line(draft: str, final: str, say: Phrasing) -> str:
    """The repair in words."""
    old, new = change(draft, final)
    flat = [x.replace("\n", " ").strip() for x in (old, new)]
    flat = [x.replace("“", "‘").replace("”", "’") for x in flat] if say.lang == "zh" else [x.replace('"', "'") for x in flat]
    if "".join(flat[0].split()) == "".join(flat[1].split()):
        return say.pick("think.breaks")  # nothing that could be quoted: the words stay, the breaks between them move
    key = "repair" if all(flat) else "remove" if flat[0] else "insert"
    return say.pick(f"think.{key}", {"old": flat[0], "new": flat[1]})


def plan(answer: str, leaves: list[Leaf], say: Phrasing) -> tuple[str, list[dict[str, Any]]]:
    """Lengths by paragraph with a running count, and the same as data. Only where a length or a number of paragraphs was asked does the sum say that it fits."""
    r = Record(answer, say.lang)
    fits = any(x["type"] in ("length.zi", "length.words", "count.paragraphs") and not x.get("scope") for x in leaves)
    sizes = [Record(x, say.lang).zi if say.lang == "zh" else Record(x, say.lang).words for x in r.paragraphs]
    lines, total, data = [say.pick("think.plan_lead")], 0, []
    for i, v in enumerate(sizes, 1):
        total += v
        lines.append(say.pick("think.plan_part", {"i": i if say.lang == "en" else str(i), "v": str(v), "sum": str(total)}))
        data.append({"part": i, "value": v, "sum": total})
    lines.append(say.pick("think.plan_end" if fits else "think.plan_sum", {"sum": str(total), "n": str(len(sizes))}))
    return "\n".join(lines), data


def placed(answer: str, thinking: str, mode: str) -> tuple[str, dict[str, Any]]:
    """(content, further keys of the message): the thinking in the answer between tags, or in the separate reasoning part."""
    if mode == "inline":
        return f"<think>\n{thinking}\n</think>\n\n{answer}", {}
    return answer, {"reasoning_content": thinking}
