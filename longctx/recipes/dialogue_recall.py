"""Something said in passing in one of many sessions of a chat, perhaps changed later, perhaps never said."""

from __future__ import annotations

from generators.recipe import Draft, Unfit, recipe
from generators.scene import Scene
from longctx import corrupt
from longctx.asked import asked_of_chat
from longctx.haystack.window import Needle
from longctx.needles.chat import Remark, remarks, said
from longctx.needles.facts import stands_free
from longctx.plant import depths, few
from longctx.prompt import ALWAYS, Question, Task, compose, finish
from longctx.replies import filled, gap_replies, gap_working, suited
from longctx.turns import further


@recipe(
    "longctx/dialogue_recall",
    required=("longctx.recalled", *ALWAYS),
    weight=5,
    levels={1: 1, 2: 1, 3: 2, 4: 2, 5: 2},
    facets={
        "length": (), "source": ("generated",), "asked": ("first", "last"), "told": ("once", "changed", "never"), "which": ("first", "before_last", "last"), "by": ("asker", "other"),
        "distractors": (), "kind": ("planted", "gap"),
    },
    content=("question only", "rule: top BM25"),  # the question names what was said
)  # fmt: skip
def build(scene: Scene) -> Draft:
    """The harder, the more often the matter was changed and the more there is of its kind."""
    if scene.chance(0.4, "gap"):
        return _gap(scene)
    book, rng, lang = scene.shared.chat(scene), scene.facts("chat"), scene.lang
    clear = book.cache.setdefault("free", stands_free(book.text, lang))
    taken: list[str] = []
    kind = rng.choice(remarks(lang))
    things = [t for t in kind.things if clear(t)]
    times = {1: 1, 2: 1, 3: 2, 4: rng.choice((0, 2)), 5: rng.choice((0, 3))}[scene.difficulty]
    count = few(scene, {1: 0, 2: 1, 3: 2, 4: 3, 5: 4}[scene.difficulty], 2)
    if len(things) < 2:
        raise Unfit("things", "the chat speaks of all things of this kind")
    thing, *rivals = rng.sample(things, min(len(things), count + 1))

    def value() -> str:
        made = kind.value(lang, rng, lambda v: clear(v) and not any(v in t or t in v for t in taken))
        taken.append(made)
        return made

    values, near = [value() for _ in range(times)], [value() for _ in rivals]
    # Other matters are changed too, so that a change is no sign of the answer.
    changed = {t: value() for t in rivals if rng.random() < 0.5}
    changed = {t: changed[t] for t in list(changed)[: few(scene, len(rivals) + len(changed)) - len(rivals)]}
    at = depths(scene, max(2, times + len(rivals) + len(changed)))
    order = sorted(at[:times])
    # Any of several values may be wanted: the one that holds, the first, or the one before the last change.
    wanted = scene.rng("which").randrange(times) if times > 1 else 0
    last = wanted >= times - 1
    roles = ["outdated"] * wanted + ["needle"] + ["distractor"] * (times - 1 - wanted)
    told = enumerate(zip(values, order, strict=True))
    needles = [_needle(scene, kind, thing, v, d, n > 0, roles[n], fixed=True) for n, (v, d) in told]
    rest = at[times:]
    for t, v in zip(rivals, near, strict=True):
        places = sorted(rest.pop() for _ in range(2 if t in changed else 1))
        needles.append(_needle(scene, kind, t, v, places[0], False, "distractor", t in changed))
        if t in changed:
            needles.append(_needle(scene, kind, t, changed[t], places[1], True, "distractor", fixed=True))
    which = (
        "last"
        if last
        else scene.rng("which words").choice((["first"] if wanted == 0 else []) + (["before"] if wanted == times - 2 else []))
    )
    template = rng.choice({"last": kind.ask, "first": kind.first, "before": kind.before}[which])
    question = Question(said(template, lang, thing), template.masked, (thing,), frame="dialogue.frame")
    facets: dict[str, str | int | bool] = {
        "told": ("never", "once", "changed")[min(times, 2)],
        "which": "last" if last else "before_last" if wanted else "first",
        "by": kind.by,
        "distractors": len(rivals),
        "kind": "planted",
    }
    made = compose(scene, Task(book, question, needles, facets, layout="dialogue.user"))
    asker, other = book.cache["speakers"]
    check = {
        "speaker": (asker if kind.by == "asker" else other).strip(), "thing": thing, "times": times, "value": values[wanted] if values else "",
        "others": [*(v for n, v in enumerate(values) if n != wanted), *near, *changed.values()], **({} if last else {"at": wanted}),
    }  # fmt: skip
    reply = scene.rng("reply").choice(suited(kind.reply, made, lang))
    if not values:
        answer = scene.say("dialogue.never", thing=thing)
        wrong = (said(reply, lang, thing, near[0]), "longctx.recalled", "said of something else") if near else None
        return finish(scene, made, answer, {"longctx.recalled": check}, wrong)
    lure = (values[wanted - 1] if last else values[wanted + 1]) if times > 1 else near[0] if near else ""
    why = ("what was said before it was changed" if last else "what it was changed to") if times > 1 else "said of something else"
    passage = needles[wanted].text.split("\n")[0 if kind.by == "asker" else 1]
    return finish(
        scene, made, said(reply, lang, thing, values[wanted]), {"longctx.recalled": check},
        (said(reply, lang, thing, lure), "longctx.recalled", why) if lure else None,
        scene.say("dialogue.working" if last else "dialogue.working_early", passage=passage.partition("：" if lang == "zh" else ": ")[2]),
    )  # fmt: skip


def _gap(scene: Scene) -> Draft:
    """Words of a message of the chat itself, or the sentence behind a line of one: nothing in it tells it from the others."""
    made, line, speaker = asked_of_chat(
        scene, scene.shared.chat(scene), {"told": "once", "which": "last", "by": "asker", "distractors": 0, "kind": "gap"}
    )
    made.facets["by"] = "asker" if speaker == scene.shared.chat(scene).cache["speakers"][0] else "other"
    rng, templates = scene.rng("reply"), suited(gap_replies(scene, line, chat=True), made, scene.lang)

    def reply(value: str) -> str:
        return filled(rng.choice(templates), value, scene.lang)

    behind = {"next": "message", "reply": "reply"}.get(line.form)
    near = further(made.task.book, line) if behind else rng.choice(line.keys)
    check = {"speaker": speaker.strip(), "thing": line.keys[0], "times": 1, "value": line.value, "others": []} | (
        {"next": behind} if behind else {}
    )
    wrong = (reply(near), "longctx.recalled", "words that stand beside what is asked for")
    return finish(scene, made, reply(line.value), {"longctx.recalled": check}, wrong, gap_working(scene, line))


def _needle(scene: Scene, kind: Remark, thing: str, value: str, depth: float, later: bool, role: str, fixed: bool) -> Needle:
    """An exchange in which something is said. `later`: a change of what was said before. `fixed`: one of several that keep their order."""
    rng, lang = scene.facts("said", thing, value), scene.lang
    asker, other = scene.shared.chat(scene).cache["speakers"]
    line = said(rng.choice(kind.update if later else kind.say), lang, thing, value)
    if kind.by == "asker":
        first, second = line, scene.say("dialogue.ack")
    else:
        first, second = said(rng.choice(kind.opening), lang, thing), line
        if later:
            first = scene.say("dialogue.again")
    info = {"role": role, "keys": [thing], "value": value, "line": True} | ({"fixed": True} if fixed else {})
    return Needle(f"{asker}{first}\n{other}{second}", depth, info)


BROKEN = {
    "other_value": corrupt.other_recalled,
    "one_too_far": corrupt.one_too_far,
    "old_value": corrupt.old_recalled,
    "key_doubled": corrupt.line_doubled,
    "longer": corrupt.longer,
    "span_moved": corrupt.haystack_moved,
}
