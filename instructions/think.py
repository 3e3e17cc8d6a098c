"""Thinking made visible: a draft that fails one wish, true counts, the smallest repair; or a plan with a running count."""

from __future__ import annotations

import re
from typing import Any

from generators.recipe import Unfit
from instructions.constraints import KINDS
from instructions.constraints.base import Count
from instructions.constraints.leaf import Leaf, fault, scoped
from instructions.phrases import Phrasing
from instructions.text.record import Record, record


def counted(leaf: Leaf, text: str, lang: str) -> int | None:
    """The number that decides a leaf; None where it is a matter of yes or no."""
    part = scoped(record(text, lang), leaf.get("scope"))
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
        clause = say.clause(leaf, plain=True)
        key = f"think.{'plain' if value is None else 'count'}_{'ok' if ok else 'bad'}"
        shown = say.pick("think.unspaced", {"v": str(value)}) if leaf["type"] == "length.chars" else str(value)
        lines.append(say.pick(key, {"clause": clause, **({} if value is None else {"v": shown})}))
        data.append({"leaf": f"c{n + 1}", "ok": ok, **({} if value is None else {"value": value})})
    return "\n".join(lines), data


def change(old: str, new: str, lang: str) -> tuple[str, str]:
    """What is replaced by what, in whole words or clauses, a little context added where one side would be empty or too short to find."""
    a = next((i for i, (x, y) in enumerate(zip(old, new, strict=False)) if x != y), min(len(old), len(new)))
    tail = next(
        (i for i, (x, y) in enumerate(zip(reversed(old[a:]), reversed(new[a:]), strict=False)) if x != y), min(len(old), len(new)) - a
    )
    b, c, d = len(old) - tail, a, len(new) - tail
    # Out to whole words, or in Chinese to the marks round the clause, as somebody would quote it.
    stop = "，。！？；：、\n" if lang == "zh" else " \n"
    most = 24
    while a > 0 and c > 0 and old[a - 1] not in stop and most:
        a, c, most = a - 1, c - 1, most - 1
    while b < len(old) and d < len(new) and old[b] not in stop + "。，" and old[b] == new[d]:
        b, d = b + 1, d + 1
    words = 0
    while lang == "en" and a > 0 and c > 0 and old[a - 1] != "\n" and min(b - a, d - c) < 12 and words < 3:
        a, c = a - 1, c - 1
        while a > 0 and c > 0 and old[a - 1] not in stop:
            a, c = a - 1, c - 1
        words += 1
    while lang == "zh" and a > 0 and c > 0 and old[a - 1] != "\n" and min(b - a, d - c) < 4:
        a, c = a - 1, c - 1
        while a > 0 and c > 0 and old[a - 1] not in stop and b - a < 30:
            a, c = a - 1, c - 1
    return old[a:b], new[c:d]


def _inner(text: str, lang: str) -> str:
    """A text as it stands inside a quotation."""
    return text.replace("“", "‘").replace("”", "’") if lang == "zh" else text.replace('"', "'")


_SENTENCE = {"zh": re.compile("[^。！？\n]+[。！？][”]?"), "en": re.compile(r"(?:[^.!?\n]|[.!?](?![\"']?(?:\s|$)))+[.!?][\"']?(?=\s|$)")}


def inserted(old: str, new: str, lang: str) -> tuple[str, str] | None:
    """(the end of the sentence before, the sentence put in) where the change is one whole sentence more; None otherwise."""
    a, b = ([m[0].strip() for m in _SENTENCE[lang].finditer(x)] for x in (old, new))
    n = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), len(a))
    if len(b) != len(a) + 1 or b[:n] != a[:n] or b[n + 1 :] != a[n:] or n == 0:
        return None
    before = a[n - 1]
    tail = re.split("(?<=[，；])", before)[-1] if lang == "zh" else " ".join(before.split()[-5:])
    return tail, b[n]


def changed_line(old: str, new: str) -> tuple[str, str] | None:
    """(where, what it has to be) where just the first or the last line differs, or is put in, and is short: a title, a token."""
    a, b = old.rstrip().split("\n"), new.rstrip().split("\n")
    if len(a) < len(b) and a == b[: len(a)] and len([x for x in b[len(a) :] if x]) == 1 and len(b[-1]) <= 40:
        return "add", b[-1]
    if len(a) < len(b) and a == b[-len(a) :] and len(top := [x for x in b[: -len(a)] if x]) == 1 and len(top[0]) <= 40:
        return "top", top[0]
    if len(a) != len(b) or len(a) < 2:
        return None
    at = [i for i, (x, y) in enumerate(zip(a, b, strict=True)) if x != y]
    if len(at) != 1 or at[0] not in (0, len(b) - 1) or not 0 < len(b[at[0]]) <= 40:
        return None
    return ("first" if at[0] == 0 else "last"), b[at[0]]


def _bare(text: str) -> str:
    return re.sub("[‘’“”'\"「」]", "", text)


def repair_line(draft: str, final: str, say: Phrasing) -> str:
    """The repair in words."""
    line = changed_line(draft, final)
    if line and not any(c in line[1] for c in "。！？.!?，,"):
        return say.pick(f"think.{line[0]}_line", {"new": _inner(line[1], say.lang)})
    old, new = change(draft, final, say.lang)
    extra = inserted(draft, final, say.lang)
    if extra:
        return say.pick("think.behind", {"at": _inner(extra[0], say.lang), "new": _inner(extra[1], say.lang)})
    flat = [x.replace("\n", " ").strip() for x in (old, new)]
    flat = [_inner(x, say.lang) for x in flat]
    if all(flat) and _bare(flat[0]) == _bare(flat[1]):
        raise Unfit("marks-only")  # quotation marks inside quotation marks show nobody what changes
    if max(map(len, flat)) > (70 if say.lang == "zh" else 160):
        raise Unfit("long-repair")  # nobody quotes half a page to mend a word
    if "".join(flat[0].split()) == "".join(flat[1].split()):
        return say.pick("think.breaks")  # nothing that could be quoted: the words stay, the breaks between them move
    key = "repair" if all(flat) else "remove" if flat[0] else "insert"
    return say.pick(f"think.{key}", {"old": flat[0], "new": flat[1]})


def plan(answer: str, leaves: list[Leaf], say: Phrasing) -> tuple[str, list[dict[str, Any]]]:
    """What is thought of before writing, and the same as data: where a length was asked, lengths by paragraph with a running count; where its words go; what else to keep to."""
    r = record(answer, say.lang)
    lines, data = list[str](), list[dict[str, Any]]()
    sized = {n for n, x in enumerate(leaves) if x["type"] in (*_BUDGET, "count.paragraphs") and not x.get("scope")}
    if any(leaves[n]["type"] in _BUDGET for n in sized):
        lines, data = _budget(r, say)
    else:
        sized = set()
    lines.append(say.pick("think.plan_wishes"))
    for n, leaf in enumerate(leaves):
        if n in sized:
            continue
        clause, where = say.clause(leaf, plain=True), _homes(leaf, r)
        if where:
            places = (" and " if say.lang == "en" else "和").join(say.pick("think.plan_place", {"i": str(i)}) for i in where)
            lines.append(say.pick("think.plan_word", {"clause": clause, "where": places}))
            data.append({"leaf": f"c{n + 1}", "paragraphs": where})
        else:
            lines.append(say.pick("think.plan_wish", {"clause": clause}))
    return "\n".join(lines), data


_BUDGET = ("length.zi", "length.words")


def _budget(r: Record, say: Phrasing) -> tuple[list[str], list[dict[str, Any]]]:
    """Lengths by paragraph with a running count."""
    sizes = [record(x, say.lang).zi if say.lang == "zh" else record(x, say.lang).words for x in r.paragraphs]
    lines, total, data = [say.pick("think.plan_lead")], 0, []
    for i, v in enumerate(sizes, 1):
        total += v
        lines.append(say.pick("think.plan_part", {"i": i if say.lang == "en" else str(i), "v": str(v), "sum": str(total)}))
        data.append({"part": i, "value": v, "sum": total})
    lines.append(say.pick("think.plan_end", {"sum": str(total), "n": str(len(sizes))}))
    return lines, data


def _homes(leaf: Leaf, r: Record) -> list[int]:
    """The paragraphs in which the words that a leaf wants stand; none where there are several words in several places, or it wants no words."""
    p = leaf["params"]
    words = [p["word"]] if "word" in p else list(p.get("words", ()))
    if (
        leaf.get("scope")
        or leaf["type"] not in ("keyword.include", "keyword.once", "keyword.frequency", "keyword.order")
        or p.get("op") == "max"
    ):
        return []
    found = [i for i, x in enumerate(r.paragraphs, 1) if any(record(x, r.lang).count(w) for w in words)]
    return found if len(found) == 1 or (len(found) == 2 and len(words) == 1) else []


def placed(answer: str, thinking: str, mode: str) -> tuple[str, dict[str, Any]]:
    """(content, further keys of the message): the thinking in the answer between tags, or in the separate reasoning part."""
    if mode == "inline":
        return f"<think>\n{thinking}\n</think>\n\n{answer}", {}
    return answer, {"reasoning_content": thinking}
