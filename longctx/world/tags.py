"""Where it is said who speaks: before, amid or behind the words, as a book likes it."""

from __future__ import annotations

import random
import re

from longctx.world.grammar import Choice, Node, Slot, walk

_MARK = re.compile("([“”])")
# Who speaks, or behind a name only that he does; then the speech goes on, or the sentence ends.
_WHO = re.compile(r"((?!又|再|才|也|接)[^“”，。：；！？\s]{1,6}[说问])([，。])")
_SAYS = re.compile(r"((?!又|再|才|也|接)[^“”，。：；！？\s]{0,4}[说问])([，。])")
_TAG = re.compile("[说问][，。]")
_ENDS = ("。", "！", "？", "\n")


def tagged(nodes: tuple[Node, ...], lang: str, likes: float, rng: random.Random, tail: str) -> tuple[Node, ...]:
    """Stretches of prose with some of the tags moved. `likes`: how often this book moves them, 0 to 1; `tail`: what stands before the nodes."""
    return _english(nodes, likes, rng) if lang == "en" else _chinese(nodes, likes, rng, tail)


def _english(nodes: tuple[Node, ...], likes: float, rng: random.Random) -> tuple[Node, ...]:
    """“…,” said A. turned into “…,” A said."""
    out = list(nodes)
    for i, who in enumerate(nodes[1:-1]):
        said, rest = out[i], out[i + 2]  # what stood behind one speech may stand before the next
        if not (isinstance(said, str) and isinstance(who, Slot) and isinstance(rest, str) and said.endswith("” said ") and rest[:1] == "."):
            continue
        if not who.own and rng.random() < likes:
            out[i], out[i + 2] = said[: -len("said ")], " said" + rest
    return tuple(out)


def _chinese(nodes: tuple[Node, ...], likes: float, rng: random.Random, tail: str) -> tuple[Node, ...]:
    """“…，”A说，“…” turned into A说：“…，…”, and “…。”A说。 into A说：“…。”, where a sentence begins with the words spoken."""
    texts = [n for n in nodes if isinstance(n, str)]
    if not any("”" in n for n in texts) or not any(map(_TAG.search, texts)):
        return nodes
    parts: list[Node] = []
    for node in nodes:
        parts += filter(None, _MARK.split(node)) if isinstance(node, str) else [node]
    at = 0
    while "”" in parts[at:]:
        closes = parts.index("”", at)
        opens = max((i for i in range(at, closes) if parts[i] == "“"), default=-1)
        at = closes + 1
        before = parts[opens - 1] if opens > 0 else tail[-1:] or "\n"
        if opens < 0 or not isinstance(before, str) or not before.endswith(_ENDS) or any(map(_spoken, parts[opens + 1 : closes])):
            continue
        tag = _tag(parts[at : at + 3])
        if tag is None or rng.random() >= likes:
            continue
        who, says, rest, goes_on = tag
        if who and _just_named(parts[:opens], who[0]):
            continue  # 老陈红了脸。老陈说：“…”
        said = parts[opens:closes]
        if not goes_on:
            last = said[-1]
            said = [*said[:-1], last[:-1] + "。" if isinstance(last, str) and last[-1] == "，" else last, "”"]
        parts[opens : at + len(who) + 1 + goes_on] = [*who, says + "：", *said, rest]
        at += len(who) + 1 - goes_on
    return _together(parts)


def _tag(parts: list[Node]) -> tuple[list[Node], str, str, bool] | None:
    """What stands behind somebody's words: the speaker's slot, the tag without its mark, what follows it, and whether he goes on speaking.
    None where it is not said who spoke, or where without the tag between them two people's words would run into one."""
    who: list[Node] = [n for n in parts[:1] if isinstance(n, Slot) and not n.own]
    says, then = [*parts[len(who) :], "", ""][:2]
    if not isinstance(says, str) or (m := (_SAYS if who else _WHO).match(says)) is None:
        return None
    ends, rest = m[2] == "。", says[m.end() :]
    goes_on = not ends and not rest and then == "“"
    runs_on = not rest and (then == "“" or _spoken(then))
    return (who, m[1], rest, goes_on) if goes_on or (ends and not runs_on) else None


def _just_named(parts: list[Node], who: Node) -> bool:
    """Whether the paragraph that breaks off here has named somebody."""
    for part in reversed(parts):
        if isinstance(part, Slot) and isinstance(who, Slot) and part.name == who.name:
            return True
        if isinstance(part, str) and "\n" in part:
            return False
    return False


def _spoken(node: Node) -> bool:
    """Whether there are marks of speech in an alternative."""
    return isinstance(node, Choice) and any(isinstance(n, str) and _MARK.search(n) for n in walk((node,)))


def _together(parts: list[Node]) -> tuple[Node, ...]:
    """Nodes with no two texts next to each other: what stands before and behind a word decides whether it may be changed."""
    out: list[Node] = []
    for part in parts:
        if isinstance(part, str) and out and isinstance(before := out[-1], str):
            out[-1] = before + part
        elif part:
            out.append(part)
    return tuple(out)
