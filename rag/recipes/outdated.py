"""Versions of a fact in time: give the one that holds at the moment asked about, mark what is only known as of a date, and talk of no versions where there are none."""

from __future__ import annotations

import copy
import datetime
import random
import re
from dataclasses import replace

from generators.library import Sentence
from generators.recipe import Draft, Row, Unfit, recipe
from generators.scene import Scene
from generators.speech import utter
from generators.values.types import Value, draw_other, parse_spec, value_of
from rag import corrupt
from rag.answers import BRIEF, beside, cited, limited, mark, per_unit, short_answer
from rag.doc import MIX, Doc, carrier_doc, latest_year
from rag.documents import distractors, support_doc, unsaid
from rag.draft import ALWAYS, draft, placed, rendered
from rag.older import LATER, Story, Version, all_older, by_date, older
from rag.own import apart, key, say, slots
from rag.prompt import Prompt, choose_citation
from rag.rules import common_rules
from rag.sides import add_line, with_citations
from rag.topic import Topic, draw_topic, revisable, situation, topic_of
from rag.years import days_apart, earliest

KINDS = {"versions": 10, "as_of": 5, "stale_only": 4, "not_yet": 5, "undated": 6}
K = {1: (2, 3), 2: (2, 5), 3: (3, 6), 4: (4, 8), 5: (6, 12)}
# Versions are told by short notices more often than not, so other documents of the row are, too.
_BESIDE = {**MIX, "carrier": 24}
_IN_CHARGE = ("official", "neutral")  # standings of papers that can say from when something holds
_FIGURE = re.compile(r"[£$€%]|\d:\d\d|\d元")
_IT_IS = re.compile(
    r"^It's (?:still )?(?=(?:within|after|every|at|up|no|more|less|fewer)\b)(.)"
)  # "After 90 days", not "It's after 90 days"
A, B = "\x01", "\x02"
Day = datetime.date


@recipe(
    "rag/outdated",
    required=("rag.supported", "rag.outdated", *ALWAYS),
    weight=4,
    family="rag",
    facets={"kind": tuple(KINDS), "dating": ("header", "text", "notice"), "versions": ("1", "2", "3", "4"), "clock": ("True", "False"), "layout": (), "k": ()},
)  # fmt: skip
def build(scene: Scene) -> Draft:
    """Draw the versions and their days, then write documents, clock and answer around them."""
    kind = scene.weighted(KINDS, "kind")
    if kind == "as_of" and scene.sibling:
        scene.leave_group()  # siblings ask for the value now
    topic = _topic(scene)
    if kind == "as_of" and (not topic.named or topic.timeless):
        kind = (
            "versions"  # a sentence, or a matter without a name, in the midst of dates is hard to read; nobody asks for last year's recipe
        )
    if (topic.timeless and kind in ("not_yet", "stale_only")) or (kind == "not_yet" and not topic.named):
        kind = "versions"  # neither a definition nor a dish is set anew each year or comes into force
    if kind == "undated" and topic.text.body and scene.chance(0.5, "one_version"):
        kind = "versions"
    rng = scene.rng("documents")
    count = {"versions": rng.choice((2, 2, 3, 4)), "as_of": rng.choice((2, 3, 3, 4)), "not_yet": rng.choice((2, 2, 3))}.get(kind, 1)
    if topic.quoted:
        count = min(count, 2)  # a sentence has seldom more than one word that can be changed
    if topic.text.body and count > 1 and scene.chance(0.3, "edition"):  # what the user's file says may as well be the older edition
        topic = _revised(topic, rng)
    right = {"versions": count - 1, "as_of": rng.randrange(max(1, count - 1)), "not_yet": count - 2}.get(kind, 0)
    dating = "text" if kind == "not_yet" or (count > 1 and topic.named and not topic.timeless and scene.chance(0.5, "dating")) else "header"
    story = Story(kind, _versions(scene, topic, count, right, rng, ruled=dating == "text" or count == 1), right, dating)
    _date(scene, topic, story, rng)
    docs = [d for v in story.versions for d in v.docs]
    low, high = K[scene.difficulty]
    others = _others(scene, topic, min(12, max(len(docs), rng.randint(low, high))) - len(docs), story, docs, rng)
    gold = story.versions[right].docs[0]
    rest = [*(d for d in docs if d is not gold), *others]
    rng.shuffle(rest)
    rest.insert(placed(scene, len(rest) + 1, "gold"), gold)
    cite = choose_citation(scene)
    rules = common_rules(scene, topic, policies=False)
    if story.today:
        rules.insert(rng.randint(0, len(rules)), scene.say("outdated.today", today=_spelt(scene, story.today)))
    prompt = Prompt(scene, topic, rest, rules, cite=cite)
    if kind == "as_of":
        words, masked = scene.say_masked(
            key(scene, topic, "outdated.ask_as_of"), **{**slots(topic), "attr_of": topic.attr_of, "when": story.when}
        )
        prompt.question = utter(scene, words, masked, (*topic.protect, story.when), situation(topic, 0.2))
    built = rendered(prompt)
    answer = _tell(scene, topic, story, rest, cite)
    params = {"values": [topic.value], "stale": [v.instance.spelling(topic.slot) for i, v in enumerate(story.versions) if i != right], "kind": kind}  # fmt: skip
    facets = {"kind": kind, "dating": "notice" if story.notice else dating, "versions": count, "clock": story.today is not None}
    return draft(prompt, built, answer, {"rag.outdated": params, "rag.supported": {"values": [topic.value]}}, facets, [])


def _topic(scene: Scene) -> Topic:
    """A fact that people change; the row leaves its group where the group's fact is none."""
    for attempt in range(12):
        topic = draw_topic(scene, famous=False)
        if revisable(topic):
            return topic
        fit = [s for s in sorted(topic.text.facts) if revisable(replace(topic, slot=s))]
        if fit and (attempt or not scene.sibling):
            rng = scene.facts("changeable")
            return topic_of(topic.instance, rng.choice(fit), rng)
        scene.leave_group()
    raise Unfit("nothing-changes")


def _revised(topic: Topic, rng: random.Random) -> Topic:
    """The topic with another value than its file has."""
    value = topic.instance.values[topic.slot]
    if not isinstance(value, Value):
        return topic
    try:
        other = draw_other(value, rng, tuple(topic.instance.spelling(f) for f in topic.text.facts))
    except ValueError:
        return topic
    return replace(topic, instance=topic.instance.with_value(topic.slot, other))


def _versions(scene: Scene, topic: Topic, count: int, right: int, rng: random.Random, ruled: bool) -> list[Version]:
    """`ruled`: the documents say from when or until when they hold, which only somebody in charge can write."""
    value, taken = topic.instance.values[topic.slot], [topic.instance.spelling(f) for f in topic.text.facts]
    if not isinstance(value, Value):
        raise Unfit("no-second-value")
    out = []
    passages = rng.choice((1, 1, 2, 2, 3)) if count > 1 else rng.choice((0, 1, 1, 1, 1))
    twice = rng.randrange(count) if rng.random() < (0.2 if count > 1 else 0.3) else -1  # to be repeated is no merit
    if count == 1 and topic.text.body:  # the user's page, and a paper of another day that says the same
        passages, twice = 1, 0
    as_passage = rng.sample(range(count), min(passages, count))
    for i in range(count):
        instance = topic.instance
        if i != right:
            try:
                other = draw_other(value, rng, tuple(taken))
            except ValueError:
                raise Unfit("no-second-value") from None
            taken.append(other.text)
            instance = instance.with_value(topic.slot, other)
        role = "support" if i == right else "contradict"
        docs = []
        if i in as_passage:
            docs.append(support_doc(scene, instance, topic.slot, role, rng, float(scene.spread("place", i)), ()))
        for _ in range(1 + (i == twice) - len(docs)):
            words = unsaid(topic, instance, rng, docs)
            standing = rng.choice(_IN_CHARGE) if ruled or i == right else ""  # no rumour outdates a notice
            docs.append(carrier_doc(scene, topic, instance, words, rng, standing, not_genre=docs[0].source if docs else "").state(topic.slot, role, instance.spelling(topic.slot)))  # fmt: skip
        out.append(Version(instance, docs))
    return out


def _spelt(scene: Scene, day: Day) -> str:
    return value_of(parse_spec("date 2009..2027", scene.lang), day.isoformat()).text


def _date(scene: Scene, topic: Topic, story: Story, rng: random.Random) -> None:
    """Give the versions their days, the documents their dates, the row its today."""
    versions, kind = story.versions, story.kind
    docs = [d for v in versions for d in v.docs]
    days = days_apart(rng, max(earliest(scene), *(latest_year(d) + 1 for d in docs)), len(versions), story.dating == "text")
    for version, day in zip(versions, days, strict=True):
        version.day = day
        for doc in version.docs:
            written = day - datetime.timedelta(rng.randint(4, 45)) if story.dating == "text" else day
            doc.date, doc.date_decides = _spelt(scene, written), story.dating == "header" and kind not in ("undated",)
            if story.dating == "text":
                _beside(
                    doc,
                    doc.states[0][0],
                    say(scene, topic, "outdated.line_from", attr=topic.attr, date=_spelt(scene, day)),
                    rng,
                    "criterion",
                )
        # Two documents of one version, some days apart: the later is the one that answers name.
        if len(version.docs) > 1 and story.dating == "header":
            version.docs[0].date = _spelt(scene, day + datetime.timedelta(rng.randint(1, 20)))
    last = versions[-1].day
    if kind == "stale_only" or (kind == "undated" and not topic.timeless and rng.random() < 0.5):
        _notice(scene, story, rng)
    elif kind == "not_yet":
        ahead = [rng.randint(10, 45) for _ in versions[-1].docs]
        for doc, days_before in zip(versions[-1].docs, ahead, strict=True):
            doc.date = _spelt(scene, last - datetime.timedelta(days_before + 3))
        story.today = last - datetime.timedelta(rng.randint(1, min(ahead)))  # after each of them was written
    elif story.dating == "text" or scene.chance(0.5, "clock"):
        story.today = last + datetime.timedelta(rng.randint(22, 300))
    if kind == "as_of":
        story.when = _moment(scene, story, rng)
    story.last = story.today or last + datetime.timedelta(rng.randint(60, 500))


def _notice(scene: Scene, story: Story, rng: random.Random) -> None:
    """Say in the document that its figure is renewed every year, or on a day; whether that has come is the row's kind."""
    version, old = story.versions[0], story.kind == "stale_only"
    for doc in version.docs:
        doc.date, doc.date_decides = _spelt(scene, version.day), True
    story.notice = rng.choice(("yearly", "replaced"))
    day = version.day
    if story.notice == "yearly":
        words = scene.say("outdated.line_yearly")
        end = Day(day.year, 12, 31).toordinal()
        ahead = rng.randint(end + 1, end + 900) if old else rng.randint(day.toordinal(), end)
        story.today = Day.fromordinal(ahead)
    else:
        turn = day + datetime.timedelta(rng.randint(90, 500))
        story.slots["from"] = _spelt(scene, turn)
        words = scene.say("outdated.line_replaced", **story.slots)
        story.today = (
            turn + datetime.timedelta(rng.randint(0, 300)) if old else turn - datetime.timedelta(rng.randint(1, (turn - day).days))
        )
    add_line(version.docs[0], words, rng, "criterion")


def _beside(doc: Doc, stated: int, words: str, rng: random.Random, role: str = "") -> None:
    """Put a line before or behind the sentence that states a value, in the same paragraph; with a role it is evidence."""
    count = len(doc.sentences)
    before = rng.randrange(count + 1) >= count - stated  # a statement that stood anywhere still does
    at = stated + (not before)
    doc.insert(at, Sentence(words, {}, -1), joins=True)
    if role:
        doc.states.append((at, role, ""))


def _moment(scene: Scene, story: Story, rng: random.Random) -> str:
    """The moment asked about, within the right version's time."""
    first, end = story.versions[story.right].day + datetime.timedelta(21), story.versions[story.right + 1].day
    choices: list[tuple[str, dict[str, str]]] = []
    for _ in range(40):
        day = Day.fromordinal(rng.randint(first.toordinal() + 1, end.toordinal() - 1))
        text = _spelt(scene, day)
        month = text.partition("\u6708")[0] + "\u6708" if scene.lang == "zh" else text.partition(" ")[2]
        following = (day.replace(day=1) + datetime.timedelta(32)).replace(day=1)
        if day.replace(day=1) >= first and following <= end:
            choices += [("month", {"month": month}), ("month", {"month": month}), ("day", {"date": text})]
        if Day(day.year, 1, 1) >= first and Day(day.year + 1, 1, 1) <= end:
            choices += [("year", {"year": str(day.year)})]
        if story.today and day.year == story.today.year - 1 and Day(day.year, 12, 1) >= first and Day(day.year + 1, 1, 1) <= end:
            choices += [("last", {})] * 6
    if not choices:
        raise Unfit("no-moment")
    form, slots = rng.choice(choices)
    return scene.say(f"outdated.when_{form}", **slots)


def _others(scene: Scene, topic: Topic, count: int, story: Story, docs: list[Doc], rng: random.Random) -> list[Doc]:
    """Distractors with dates of their own, none of which speaks of its future or comes after today."""
    found = [d for d in distractors(scene, topic, count + 3, rng, (topic.slot,), _BESIDE, docs) if latest_year(d) < story.last.year]
    youngest = rng.random() < 0.6  # the newest document of all is often about something else
    for doc in found[: max(0, count)]:
        first = Day(max(earliest(scene), latest_year(doc) + 1), 1, 1).toordinal()
        if doc.entity == topic.instance.name and first < story.versions[story.right].day.toordinal():
            # Another part of the page is no later than what holds, or the latest text of all would be one that does not say.
            doc.date = _spelt(scene, Day.fromordinal(rng.randint(first, story.versions[story.right].day.toordinal() - 1)))
            continue
        if youngest:
            first, youngest = max(first, min(story.versions[-1].day.toordinal() + 1, story.last.toordinal())), False
        day = Day.fromordinal(rng.randint(first, max(first, story.last.toordinal())))
        doc.date = _spelt(scene, day)
        stated = next((i for i, line in enumerate(doc.sentences) if line.facts), -1)
        # An idle line of the kind that dates a version, at a figure that can change.
        # No blog is renewed each January, or sets a day; nor is a recipe or a definition.
        if doc.standing == "hearsay" or (topic.text.body and topic.timeless):
            continue
        if stated >= 0 and _dateable(doc, stated) and rng.random() < (0.8 if story.dating == "text" else 0.1):
            since = _spelt(scene, day + datetime.timedelta(rng.randint(4, 45)))
            _beside(doc, stated, say(scene, topic, "outdated.line_from", attr=doc.about[0], date=since), rng)
        figures = not doc.chunk or any(c.isdigit() for s in doc.sentences if s.facts for c in s.text)
        if doc.entity != topic.instance.name and figures and rng.random() < 0.15:
            add_line(doc, scene.say("outdated.line_yearly"), rng)
    return found[: max(0, count)]


def _dateable(doc: Doc, stated: int) -> bool:
    """Whether the first fact shown, which is what the document is about, is a figure alone in its sentence."""
    line = doc.sentences[stated]
    spans = [line.text] if doc.kind == "carrier" else [line.text[a:b] for a, b in line.facts.values()]
    return bool(doc.about) and len(spans) == 1 and bool(_FIGURE.search(spans[0]))


def _tell(scene: Scene, topic: Topic, story: Story, docs: list[Doc], cite: str) -> str:
    rng, right = scene.rng("answer"), story.versions[story.right]
    # The document that bears the date or the notice comes first: it is the one to cite.
    place = {id(d): i + 1 for i, d in enumerate(docs)}
    numbers = {id(v): [place[id(o)] for o in v.docs if id(o) in place] for v in story.versions}
    ranked = story.kind == "versions" and story.dating == "header" and scene.lang == "zh" and bool(topic.text.body) and not topic.as_asked
    if ranked:
        return by_date(scene, topic, story, numbers, cite)
    if story.kind == "undated" or (story.kind == "versions" and BRIEF.search(topic.question)):  # who wants the bare value gets it
        words = short_answer(scene, topic, right.docs[0].shown(topic.slot), rng)
        return cited(words, cite, sorted(numbers[id(right)][: rng.choice((1, 2))]), scene.lang)
    later = story.versions[-1]  # what holds since, and not what came between
    beside_it = -1 if story.kind == "as_of" else story.right + (1 if story.kind == "not_yet" else -1)
    other = story.versions[beside_it] if len(story.versions) > 1 else right
    per = per_unit(right.docs[0].shown(topic.slot), topic.value) if scene.lang == "zh" and "元" in topic.value else ""
    given = {
        "u": topic.value + A,
        "v": limited(topic, per + beside(scene, topic, topic.value)) + A,
        "date": right.docs[0].date,
        **story.slots,
    }
    if other is not right:
        given |= {"x": per + beside(scene, topic, other.instance.spelling(topic.slot)) + B, "other": other.docs[0].date}
        unlike = apart(scene, topic, topic.value, other.instance.spelling(topic.slot))
        given |= older(scene, docs, other) if story.kind == "versions" and story.dating == "header" else {}
        given |= {"d": unlike["d"], "e": unlike["e"] + B} if unlike else {}
        if story.dating == "text":
            given |= {"date": _spelt(scene, right.day), "other": _spelt(scene, other.day)}
    if story.kind == "not_yet":
        given["date"] = _spelt(scene, other.day)
    told = {"versions": f"now_{story.dating}", "as_of": f"then_{story.dating}", "not_yet": "not_yet", "stale_only": f"stale_{story.notice}"}[story.kind]  # fmt: skip
    if story.kind == "as_of":
        given |= {"when": story.when, "w": right.docs[0].called, "w2": later.docs[0].called}
    marks = {A: mark(cite, numbers[id(right)][:1], scene.lang), B: mark(cite, numbers[id(other)][:1], scene.lang)}
    if given.get("w1"):  # each of the two is cited behind its own date
        told = "now_header_both"
        first, second = numbers[id(other)][1], numbers[id(other)][0]
        given |= {"other": given["other"] + LATER[0], "other2": given["other2"] + LATER[1]}
        marks |= {B: "", LATER[0]: mark(cite, [first], scene.lang), LATER[1]: mark(cite, [second], scene.lang)}
    if told.startswith("now_header") and len(story.versions) > 2 and "own.outdated_now_header_all" in scene.bank and topic.text.body:
        told, given["rest"] = "now_header_all", all_older(scene, topic, story, docs, numbers, cite, marks)
    words = _IT_IS.sub(lambda m: m[1].upper(), say(scene, topic, f"outdated.{told}", **given))
    return with_citations(words, marks, scene.lang)


def _stale_answered(row: Row, rng: random.Random) -> Row | None:
    """The answer gives another version."""
    params = next(c["params"] for c in row["checks"] if c["kind"] == "rag.outdated")
    if not params["stale"]:
        return None
    row = copy.deepcopy(row)
    row["messages"][-1]["content"] = rng.choice(params["stale"]) + ("\u3002" if row["lang"] == "zh" else ".")
    return row


BROKEN = {
    "stale_answered": _stale_answered,
    "dates_swapped": corrupt.dates_swapped,
    "answer_swapped": corrupt.other_value,
    "support_removed": corrupt.support_removed,
    "offset_shifted": corrupt.offset_shifted,
    "citation_moved": corrupt.citation_moved,
    "language_switched": corrupt.language_switched,
}
