"""Words for facts of a user's document whose value is a sentence: the bank's `own` wordings where the language has them, and the slots they need."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from generators.recipe import Unfit
from generators.scene import Scene
from generators.speech import Utterance, utter
from rag.answers import series
from rag.corpus.kinds import bank_kind
from rag.corpus.spots import ONE_WORD
from rag.topic import Topic, worded

_PARTS = ("topic", "doing")  # kinds that are asked for as a part of their document
_OWNED = ("defined", "problem", "help", "need", "notes")  # kinds that name what the document is about, and later call it "it"
_MOST = 4  # words in which two versions of a sentence may differ


def key(scene: Scene, topic: Topic, name: str) -> str:
    """The bank key that says `name` of the topic: the document's own (`own.x_y` for `x.y`, with `_line` for a value that is a sentence), or `name` itself."""
    if not topic.text.body:
        return name
    stem = f"own.{name.replace('.', '_')}"
    if topic.quoted and f"{stem}_line" in scene.bank:
        return f"{stem}_line"
    return stem if stem in scene.bank and not topic.as_asked else worded(scene, topic, name)


def kind_of(topic: Topic) -> str:
    """Which rule found the topic's fact; empty for a text of the library."""
    return topic.text.body.facts[topic.slot].kind if topic.text.body else ""


def owned(topic: Topic) -> bool:
    """Whether the fact is about what the document is about, and says so."""
    return kind_of(topic) in _OWNED


def as_sentence(topic: Topic) -> str:
    """A user's fact that is told in a sentence, without its full stop: a value that is one, or the definition in which the value is a word; else empty."""
    if topic.quoted:
        return topic.value
    if kind_of(topic) != "spot":
        return ""
    plain = min(topic.fact.state, key=lambda t: len(t.source))
    return plain.fill(topic.instance.with_v(topic.slot), topic.text.lang).rstrip("。")


def whole(topic: Topic, value: str, tag: str) -> dict[str, str]:
    """{said}: the definition with its word for the kind of thing ({g}), and a citation's place behind it; nothing for other facts, or where that word alone was asked for."""
    told = as_sentence(topic) if kind_of(topic) == "spot" and not ONE_WORD.search(topic.question) else ""
    return {"said": told.replace(topic.value, value, 1) + tag, "g": f"“{value}”"} if told else {}


def spotted(stem: str, given: Mapping[str, str]) -> str:
    """The name of a wording that tells a definition whole, where one is given."""
    return f"{stem}_whole" if "said" in given else stem


def slots(topic: Topic) -> dict[str, str]:
    """What the own wordings may be filled with."""
    if not topic.text.body:
        return {}
    fixed = {k: v if isinstance(v, str) else v.text for k, v in topic.text.fixed.items() if k in _FIXED}
    thing = fixed["thing"]
    short = re.search(r" \([^()]*\)$", fixed["name"])
    full = f"{thing}{short[0]}" if short else thing
    quoted = thing[0] == '"'
    # As a subject to speak on: in full, and a thing of which there are many as many, since nobody speaks on "a load balancer".
    many = several(thing) if re.match("an? ", thing) else ""
    if many and fixed["name"].casefold() in many.casefold():
        fixed["who"] = many
    else:
        title, one = fixed["name"], bool(re.match("an? ", thing))
        in_full = title.casefold() in full.casefold()
        fixed["who"] = f'"{title}"' if quoted or many or (one and not in_full) else full if in_full else title
    words = topic.text.body.facts[topic.slot].words
    # What one writes about: not the title of the page, where that is no thing but holds the matter.
    fixed["things"] = words.get("heading", words.get("term", thing)) if quoted else several(thing)
    if "term" in words:
        fixed["bare"] = re.sub(r"^(?:an?|the) ", "", words["term"])
    return {**fixed, **words, "m": topic.attr_of}


_MASS = re.compile(r"(?:ure|ing|ment|ity|ness|tion|ware|(?<!im)age|ance|ence)$")


def several(thing: str) -> str:
    """What one writes about: "virtual machines", where a sentence on one of them has "a virtual machine"."""
    bare = re.sub(r"^an? ", "", thing)
    if bare == thing or (bare.endswith("s") and not bare.endswith("ss")):
        return thing
    if inner := re.match(r"(\w+)( (?:of|for|in|on|to) .+)", bare):
        return several(f"a {inner[1]}") + inner[2]
    if _MASS.search(bare) or " as a " in bare.lower():
        return bare
    if re.search(r"[^aeiou]y$", bare):
        return f"{bare[:-1]}ies"
    return bare + ("es" if re.search(r"(?:ch|sh|ss|x|z)$", bare) else "s")


def asked_of(topic: Topic, who: str) -> str:
    """English: what is asked of a matter, "what it is"; by its name ("what a node is") where it was just spoken of as many (`who`), since "they" would be the passages."""
    many = re.search(r"^(?!an? ).*(?<![su])s$", who) and not (who[0].isupper() and " " not in who)  # no Ingress, no DevOps
    return topic.attr_of if many or slots(topic).get("is") == "are" else topic.attr


def as_told(topic: Topic, who: str) -> str:
    """English: a name as the sentence spells it that comes next, so that one answer does not write it in two ways."""
    bare = re.sub(r"^(?:an?|the) ", "", who)
    if bare.split(None, 1)[0].casefold() not in topic.value[: len(bare) + 24].casefold():
        return who
    words = r"[\s-]+".join(re.escape(w) for w in bare.split())  # a title may leave out the hyphen
    found = re.search(rf"(?<![\w-]){words}(?![\w-])", topic.value[: len(bare) + 24], re.I)
    if not found:
        return who
    told = found[0] if found.start() or re.search(r" [A-Z]", found[0]) else bare
    return who[: len(who) - len(bare)] + told


_SMALL = re.compile(
    r"(?:An?|The|This|These|Those|That|You|Your|It|They|There|If|When|In|On|At|For|To|With|All|Any|Each|Most|Some|No|New|Once|While|After|Before|Every)\b"
)


def running(topic: Topic, sentence: str) -> str:
    """English: a sentence of the document as it stands behind "According to the page,"; empty where it is more than one or nothing tells whether its capital is a name's."""
    if topic.text.lang != "en" or not sentence or re.search(r"[.!?:;] |\n", sentence):
        return ""
    bare = slots(topic).get("thing", "")
    if bare and sentence.casefold().startswith(bare.casefold()):
        return bare + sentence[len(bare) :]
    return sentence[0].lower() + sentence[1:] if _SMALL.match(sentence) else sentence if re.match(r"[A-Z]{2}|I\b", sentence) else ""


def has_own(scene: Scene) -> bool:
    """Whether the row's language has words of its own for the user's documents."""
    return "own.part" in scene.bank


_FIXED = frozenset(("name", "title", "thing", "bare", "is", "does", "s", "es", "they", "them"))


_REFUSALS = ("empty.", "irrelevant.", "partial.", "follow_up.not")  # wordings that say that nothing was found
_NAMES = ("name", "attr_of")
_SHORT = 2  # characters


def say(scene: Scene, topic: Topic, name: str, m: str = "", /, **given: str) -> str:
    """A wording for the topic, by its own key where there is one. `m`: the matter, as it stands behind a preposition."""
    own = key(scene, topic, name)
    if own.startswith("own."):
        filled = {**slots(topic), **({"m": m} if m else {}), **given}
        if is_clause(filled.get("m", "")) and f"{own}_clause" in scene.bank:  # "nothing says what it is", not "nothing on what it is"
            own = f"{own}_clause"
        return scene.say(own, **filled)
    if own.startswith("corpus."):
        filled = {**slots(topic), **given}
        if (
            name.startswith(_REFUSALS) and len(short := topic.instance.name) <= _SHORT
        ):  # 没搜到“抽象”: a word that could be any word of the sentence
            filled = {k: f"“{short}”{v[len(short) :]}" if k in _NAMES and v.startswith(short) else v for k, v in filled.items()}
        return scene.say(own, **filled)
    if kind_of(topic) == "figure" and has_own(scene):  # "how long it lasts" is no subject of a sentence
        given = {k: v for k, v in given.items() if k not in ("attr", "attr_of")}
    return scene.say(own, **given)


def turn(scene: Scene, topic: Topic, name: str, protect: tuple[str, ...] = (), m: str = "", /, **given: str) -> Utterance:
    """The same as a turn of the user's."""
    own = key(scene, topic, name)
    more = {} if not own.startswith("own.") else {**slots(topic), **({"m": m} if m else {})}
    text, masked = scene.say_masked(own, **{**more, **given})
    return utter(scene, text, masked, tuple(p for p in protect if p), 0.0)


def spoken_name(scene: Scene, topic: Topic) -> str:
    """How an answer names what the topic is about: as a sentence has it, where the language knows how."""
    return slots(topic)["thing"] if topic.text.body and has_own(scene) else topic.instance.name


def named_as(topic: Topic) -> tuple[str, ...]:
    """What a question may call the thing, in small letters: its name, or in English that as one types it."""
    return tuple(n.casefold() for n in (topic.instance.name, slots(topic).get("bare", "") if owned(topic) else ""))


def in_short(scene: Scene, topic: Topic) -> str:
    """What a later turn calls the matter, behind "about": what the document is about, its term or its title, where the fact is about that."""
    if not has_own(scene) or not topic.text.body or topic.as_asked:
        return topic.attr_of
    given = slots(topic)
    if kind_of(topic) == "summary":
        return f'"{given["title"]}"'
    return given["things"] if owned(topic) else several(given["term"]) if "term" in given else topic.attr_of


def of_kind(scene: Scene, topic: Topic, stem: str) -> str:
    """The key `own.<stem>_<kind>`, or `own.<stem>_any`; empty where the language has none."""
    if not topic.text.body or topic.as_asked:
        return ""
    return next((k for k in (f"own.{stem}_{kind_of(topic)}", f"own.{stem}_any") if k in scene.bank), "")


def wanted(scene: Scene, topics: Sequence[Topic], told: str = "") -> list[str]:
    """What is asked for, as clauses that follow "tell me": parts of the document in one clause, the rest one by one; empty where the language has no such.

    `told`: what has been asked before, which may have named the document.
    """
    if not topics[0].text.body or topics[0].as_asked or "own.part" not in scene.bank:
        return []
    parts = [t.attr for t in topics if kind_of(t) in _PARTS]
    out: list[str] = []
    named = parted = False
    for t in topics:
        kind = kind_of(t)
        if kind in _PARTS:
            if not parted:
                title = slots(t)["title"]
                again = f'"{title}"' in told
                out.append(scene.say("own.part_again" if again else "own.part", title=title, list=series(scene, parts)))
            parted = True
        elif kind in _OWNED:
            out.append(t.attr if named else t.attr_of)
            named = True
        else:
            out.append(t.attr_of)
    return out


def is_clause(m: str) -> bool:
    """Whether a matter is an indirect question ("what it is") and no noun."""
    return bool(_CLAUSE.match(m))


def searched(scene: Scene, topics: Sequence[Topic]) -> str:
    """What a search for the facts is asked: key words or a short question, without what the user tells of himself; empty where the language has no such words."""
    first = topics[0]
    if not first.text.body or first.as_asked:
        return ""
    if not has_own(scene):
        keys = [f"corpus.search_{bank_kind(t.text.body.facts[t.slot], scene.bank, t.text.body.source)}" for t in topics]
        if any(k not in scene.bank for k in keys):
            return ""
        said = [scene.say(keys[0], **{**slots(first), "attr": first.attr})]
        for topic, own in zip(topics[1:], keys[1:], strict=True):
            same = topic.instance.name == first.instance.name
            said.append(topic.noun if same else scene.say(own, **{**slots(topic), "attr": topic.attr}))
        return " ".join(dict.fromkeys(said))
    words = [scene.say(own, **slots(first))] if (own := of_kind(scene, first, "search")) else []
    for topic in topics[1:]:
        same = topic.instance.name == first.instance.name
        words += [scene.say(own, **slots(topic))] if (own := of_kind(scene, topic, "search_more" if same else "search")) else []
    return ", ".join(dict.fromkeys(words))


def differing(one: str, two: str) -> tuple[str, str]:
    """The words in which two versions of a sentence differ. Unfit where they are many, or where one only lacks what the other has."""
    a, b = one.split(), two.split()
    first = next((i for i, (p, q) in enumerate(zip(a, b, strict=False)) if p != q), min(len(a), len(b)))
    last = next((i for i, (p, q) in enumerate(zip(reversed(a), reversed(b), strict=False)) if p != q), 0)
    last = min(last, len(a) - first - 1, len(b) - first - 1)
    if last < 0:
        raise Unfit("differs-by-more-than-a-word")
    mine, theirs = a[first : len(a) - last], b[first : len(b) - last]
    if (
        first and a[first - 1] == b[first - 1] and a[first - 1] in ("not", "no", "never")
    ):  # "not paid out": half of it would say the contrary
        mine, theirs = [a[first - 1], *mine], [b[first - 1], *theirs]
    bare = [re.sub(r"[^\w]", "", w) for w in (mine[0], theirs[0])]
    if len(mine) == 1 and any(w.isdigit() or w in _COUNTS for w in bare) and last:  # a figure goes with what it counts
        mine, theirs = [*mine, a[len(a) - last]], [*theirs, b[len(b) - last]]
    if len(mine) == len(theirs) == 2 and {mine[0], theirs[0]} <= {"a", "an"}:
        mine, theirs = mine[1:], theirs[1:]
    if max(len(mine), len(theirs)) > _MOST:
        raise Unfit("differs-by-more-than-a-word")
    return " ".join(mine).strip(_EDGE), " ".join(theirs).strip(_EDGE)


_CLAUSE = re.compile(r"(?:how|what|why|who|where|when|which|whether)\b")
_COUNTS = frozenset("one two three four five six seven eight nine ten eleven twelve".split())  # noqa: SIM905
_EDGE = ".,;:!?()\"'“”"


def apart(scene: Scene, topic: Topic, right: str, other: str) -> dict[str, str]:
    """{d} and {e}: the words in which two sentences differ, in quotation marks; nothing where the value is no sentence or the language compares whole ones."""
    if not topic.quoted or "own.pushback_claim_line" not in scene.bank:
        return {}
    d, e = differing(right, other)
    return {"d": f'"{d}"', "e": f'"{e}"'}
