"""Versions of a fact in time, and how an answer tells of the earlier ones: each paper by its name and date, with its citation behind it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from generators.library import Instance
from generators.scene import Scene
from rag.answers import as_used, beside, mark, mentioned, series
from rag.corpus.swaps import exchanged
from rag.doc import Doc
from rag.own import spotted, whole
from rag.sides import with_citations
from rag.topic import Topic

# Citations behind papers that are named one after the other.
LATER = ("\x07", "\x08", "\x0e", "\x0f", "\x10", "\x11", "\x12", "\x13")
Day = datetime.date


@dataclass
class Version:
    """A value, the day from which it holds (or on which its document was written), and the documents that give it."""

    instance: Instance
    docs: list[Doc]
    day: Day = Day.min


@dataclass
class Story:
    """All versions in time order, which of them is right, and what else the answer needs."""

    kind: str
    versions: list[Version]
    right: int
    dating: str  # header: by the documents' own dates; text: by a line that says from when
    today: Day | None = None
    last: Day = Day.max  # no document may be younger
    notice: str = ""
    slots: dict[str, str] = field(default_factory=dict)
    when: str = ""


def older(scene: Scene, docs: list[Doc], version: Version) -> dict[str, str]:
    """The slots that name both papers of an older version, the earlier first; none where it has one."""
    shown = [d for d in docs if any(d is v for v in version.docs)]
    if len(shown) < 2:
        return {}
    later, first = version.docs[:2]
    the = "the " if scene.lang == "en" else ""
    return {"w1": the + first.called, "other": first.date, "w2": the + later.called, "other2": later.date}


def all_older(
    scene: Scene, topic: Topic, story: Story, docs: list[Doc], numbers: dict[int, list[int]], cite: str, marks: dict[str, str]
) -> str:
    """English: what each paper of an older version has, the latest first; two that say the same are named together. Adds the papers' citations to `marks`."""
    tags, told = iter(LATER), []
    for version in reversed(story.versions[: story.right]):
        named = []
        for doc, n in zip(version.docs[:2], numbers[id(version)][:2], strict=False):
            tag = next(tags)
            marks[tag] = mark(cite, [n], scene.lang)
            named.append(f"the {doc.called} of {doc.date}{tag}")
        value = beside(scene, topic, version.instance.spelling(topic.slot))
        told.append(f"{series(scene, named[::-1])} had {value}")
    return "; ".join(told)


def by_date(scene: Scene, topic: Topic, story: Story, numbers: dict[int, list[int]], cite: str) -> str:
    """Chinese, of a user's documents: the latest paper's value, by its date; and what each of the earlier ones says, nothing of a revision that no paper tells of."""
    tags, further = ("\x01", "\x02", "\x04", "\x05", "\x06"), iter(LATER)
    back = list(reversed(story.versions))
    marks, told = dict[str, str](), list[dict[str, str]]()
    for tag, v in zip(tags, back, strict=False):  # of two papers of the version that holds the later is named, of an older one both
        shown = v.docs if told else v.docs[:1]
        marks[tag] = mark(cite, numbers[id(v)][:1] if len(shown) == 1 else [], scene.lang)
        dated = {"w": shown[-1].called, "date": shown[-1].date}  # the earlier first: "4月12日的更正单和4月22日的邮件"
        if len(shown) > 1:
            one, two = next(further), next(further)  # each is cited behind its name
            marks |= {t: mark(cite, [n], scene.lang) for t, n in zip((two, one), numbers[id(v)][:2], strict=True)}
            dated["w"] = f"{shown[1].called}{one}和{shown[0].date}的{shown[0].called}{two}"
        told.append({**dated, "v": mentioned(scene, topic, v.instance.spelling(topic.slot)) + tag})
    told[0] |= whole(topic, back[0].instance.spelling(topic.slot), tags[0])
    kind, right = ("_spot", {"g": told[0]["g"]}) if "g" in told[0] else ("", {})
    if (
        topic.quoted
        and len(told) == 2
        and (word := exchanged(back[0].instance.spelling(topic.slot), back[1].instance.spelling(topic.slot), "zh"))
    ):
        kind, right = "_spot", {"g": f"“{word[0]}”"}  # the sentence once, then the word that is another
        told[1]["v"] = f"“{word[1]}”" + tags[1]
    items = [
        scene.say(f"corpus.outdated_{key}{kind}", **right, **t)
        for key, t in zip(("before", "before_that", "first"), told[1:], strict=False)
    ]
    few = "_two" if sum(len(v.docs) for v in back) == len(told) == 2 else ""  # two papers are no "several, of which it is the latest"
    words = scene.say(spotted(f"corpus.outdated_by_date{few}", told[0]), name=topic.instance.name, rest="；".join(items), **told[0])
    return as_used(with_citations(words, marks, scene.lang), topic, *(v.instance.spelling(topic.slot) for v in back))
