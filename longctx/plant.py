"""What needle recipes share: drawing facts, saying them in the haystack's style, asking for them."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cache

from generators.library.template import Template
from generators.recipe import Unfit
from generators.scene import Scene
from longctx import replies, told
from longctx.haystack.book import Book
from longctx.haystack.company import Company
from longctx.haystack.window import Needle
from longctx.needles.facts import Free, Kind, Planted, fill, kinds, person, plant, same_style, slots, stands_free, value
from longctx.prompt import REASONED, STRANGE, Made, Question, curly, depth

SHORT = {
    "zh": (8_000, 2_500),
    "en": (26_000, 8_000),
}  # characters of a short and of a very short text: more planted sentences would be all that is in it
# Characters for which a row has a sentence of the same make that nobody asks for, on average, and most of them: else a sentence that is a scene
# or a paragraph by itself would be the one that is asked for, or one of the few beside it.
STRANGER = {"zh": 3_000, "en": 9_000}
STRANGERS = 16
# How many remarks of the town stand beside a planted sentence in a generated tale, and in a very short prompt.
REMARKS, FEW_REMARKS = {0: 4, 1: 3, 2: 3, 3: 1}, {0: 6, 1: 3, 2: 1}


@dataclass
class Ground:
    """A row's book, and which strings are free in it. `taken` strings are never drawn twice."""

    scene: Scene
    book: Book
    rng: random.Random
    taken: set[str]
    clear: Free
    style: bool
    used: Counter[str] = field(default_factory=Counter)

    def free(self, text: str) -> bool:
        """Whether a string stands neither in the book nor among what was drawn."""
        low = text.lower()
        if any(low in t or t in low for t in map(str.lower, self.taken)):
            return False
        return self.clear(text)

    def person(self) -> str:
        """A new name."""
        made = person(self.scene.lang, self.rng, self.free)
        self.taken.add(made)
        return made

    def value(self, kind: Kind | str) -> str:
        """A new value."""
        made = value(kind if isinstance(kind, str) else kind.value, self.scene.lang, self.rng, self.free)
        self.taken.add(made)
        return made

    def fact(self, kind: Kind, who: str = "", thing: str = "", update: bool = False, plain: bool = False) -> Planted:
        """A new fact; `who` and `thing` may be given. `plain`: in a wording without speech."""
        who = who or self.person()
        thing = thing or self.thing(kind)
        wordings = kind.update if update else kind.say
        if plain:
            wordings = tuple(t for t in wordings if not set(t.source) & set("“”"))
        return plant(kind, self.scene.lang, who, thing, self.value(kind), self.fresh(wordings))

    def fresh(self, wordings: tuple[Template, ...]) -> Template:
        """One of the wordings that this row has used least."""
        low = min(self.used[w.source] for w in wordings)
        picked = self.rng.choice([w for w in wordings if self.used[w.source] == low])
        self.used[picked.source] += 1
        return picked

    def thing(self, kind: Kind, *other: str) -> str:
        """One of the kind's things that the book does not have, and, as far as they reach, none of the others."""
        free = [t for t in kind.things if t not in other[:1] and self.clear(t)]
        if not free:
            raise Unfit("things", f"the haystack has all things of kind {kind.id}")
        return self.rng.choice([t for t in free if t not in other] or free)

    def others(self, fact: Planted, count: int, own: bool = False, plain: bool = False) -> list[Planted]:
        """Look-alikes of a fact: the same thing of somebody else, once, and other people's other things; `own`: first of all another thing of the same person."""
        found: list[Planted] = []
        for n in range(count):
            known = (fact.thing, *(f.thing for f in found))
            mine = own and not n
            thing = fact.thing if n == own else self.thing(fact.kind, *known)
            found.append(self.fact(fact.kind, fact.who if mine else "", thing, plain=plain))
        return found

    def needle(self, fact: Planted, role: str, at: float) -> Needle:
        """A fact as a needle at a depth."""
        text = told.needle(self.scene, self.book, fact, fact.text, self.taken)
        return Needle(same_style(text, self.style), at, {"role": role, "keys": [fact.who, fact.thing], "value": fact.value})

    def crowded(self, needles: list[Needle], kinds_asked: Iterable[str] = (), clear: Iterable[str] = ()) -> list[Needle]:
        """Needles, and at places of their own strangers: facts of other kinds about other people, more of them in a longer text. `clear`: words
        that they do not hold, beside those of the needles."""
        scene = self.scene
        rng = scene.rng("strangers")
        room = scene.shared.length(scene) * scene.shared.per_token(scene.lang)
        most = min(STRANGERS, 2 * round(room / STRANGER[scene.lang])) if not scene.model.live else 0  # they would not be told in its words
        said = {str(k).lower() for n in needles for k in (*n.info.get("keys", ()), n.info.get("value", "")) if k}
        said |= {word.lower() for word in clear}
        other, found = replace(self, rng=rng, used=Counter()), list[Needle]()
        known = [k for k in kinds(scene.lang) if k.id not in {*kinds_asked}]
        for _ in range(rng.randint(0, most)):
            try:
                fact = other.fact(rng.choice(known))
            except Unfit:
                continue  # the book has all of its things or values
            low = fact.text.lower()
            if not any(k in low for k in said):
                said |= {fact.thing.lower(), fact.value.lower()}
                found.append(Needle(same_style(fact.text, self.style), rng.random(), {"role": STRANGE}))
        return self._accompanied([*needles, *found], said)

    def _accompanied(self, needles: list[Needle], unsaid: set[str]) -> list[Needle]:
        """Needles among what the town says, where the text is a tale that knows it."""
        if self.book.between and self.book.ledger is not None:
            scene = self.scene
            room = scene.shared.length(scene) * scene.shared.per_token(scene.lang)
            odds = REMARKS if room > SHORT[scene.lang][1] else FEW_REMARKS
            rng = scene.rng("company")
            wanted = rng.choices([*odds], [*odds.values()], k=len(needles))
            company = Company(self.book, chorus(scene.lang), "" if scene.lang == "zh" else "\n\n", unsaid, wanted, rng)
            for needle in needles:
                needle.company = company
        return needles

    def say(self, key: str, **slots: str) -> str:
        """A bank's wording in the haystack's style of quotation marks, its first letter a capital."""
        text = self.scene.say(key, **slots)
        return same_style(text[:1].upper() + text[1:] if self.scene.lang == "en" else text, self.style)

    def ask(self, fact: Planted, plain: bool = False) -> Question:
        """The question for a fact. `plain`: as one of several, without a reason of its own, and in words of its own where there are enough."""
        wordings = fact.kind.ask
        if plain:
            wordings = tuple(t for t in wordings if not REASONED.search(t.source)) or wordings
        template = self.fresh(wordings) if plain else self.rng.choice(wordings)
        return Question(fill(template, self.scene.lang, fact.who, fact.thing, ""), template.masked, (fact.who, fact.thing))

    def reply(self, made: Made, fact: Planted) -> str:
        """The answer that gives a fact's value."""
        text = replies.reply(self.scene, made, fact.kind.reply, **slots(fact.who, fact.thing, fact.value))
        return text[:1].upper() + text[1:] if self.scene.lang == "en" else text


@cache
def chorus(lang: str) -> tuple[tuple[str, str], ...]:
    """What stands before and behind a remark of the town."""
    from longctx.world.book import authored

    lines = ([n if isinstance(n, str) else "\0" for n in line.nodes] for line in authored(lang)[1]["chorus"])
    return tuple(("".join(nodes).split("\0")[0], "".join(nodes).split("\0")[1]) for nodes in lines)


def ground(scene: Scene) -> Ground:
    """The ground of a row; its facts are those of its siblings."""
    return starting(scene, scene.shared.paper(scene))


def starting(scene: Scene, book: Book) -> Ground:
    """The ground of a row on a given book."""
    if "free" not in book.cache:
        book.cache["free"] = stands_free(book.text, book.lang)
    return Ground(scene, book, scene.facts("needles"), set(), book.cache["free"], curly(book))


def kind_of(g: Ground, *but: str) -> Kind:
    """A kind of fact for whose values the book has room."""
    order = [k for k in kinds(g.scene.lang) if k.value not in but]
    g.rng.shuffle(order)
    room: dict[str, bool] = g.book.cache.setdefault("room", {})
    for kind in order:
        if kind.id not in room:
            room[kind.id] = _room(kind, g)
        if room[kind.id]:
            return kind
    raise Unfit("values", "the book has no room for any kind of fact")


def _room(kind: Kind, g: Ground) -> bool:
    """Whether a dozen values are free, by draws that depend on the book alone: what is remembered of a book must not depend on who came first."""
    rng, found = random.Random(20), set[str]()
    for _ in range(12):
        try:
            found.add(value(kind.value, g.scene.lang, rng, g.clear))
        except Unfit:
            return False
    return len(found) > 7


def depths(scene: Scene, n: int) -> list[float]:
    """Places for n needles, each uniform and independent of the others."""
    if n == 1:
        return [depth(scene)]
    rng = scene.rng("depths")
    return [depth(scene, rng=rng) for _ in range(n)]


def few(scene: Scene, count: int, most: int = 3) -> int:
    """So many sentences beside the one that is asked for; in a short text no more than three, in a very short one two."""
    room = scene.shared.length(scene) * scene.shared.per_token(scene.lang)
    short, very = SHORT[scene.lang]
    return count if room > short else min(count, most) if room > very else min(count, most, 2)


def corrected(g: Ground, facts: list[Planted], later: list[Planted], at: list[float], scene: Scene) -> list[Needle]:
    """Distractors, and behind some of them what corrects them."""
    new = {f.who: f for f in later}
    rng, needles = scene.rng("later"), list[Needle]()
    for fact, first in zip(facts, at, strict=True):
        told = [fact, new[fact.who]] if fact.who in new else [fact]
        places = sorted([first, depth(scene, rng=rng)]) if len(told) > 1 else [first]
        for f, d in zip(told, places, strict=True):
            needles.append(g.needle(f, "distractor", d))
            if len(told) > 1:
                needles[-1].info["fixed"] = True  # redrawn places could turn the two round
    return needles


def working(scene: Scene, needles: list[Needle], hay: int) -> str:
    """Where the answer was found, in a half sentence: the passage itself, shortened."""
    needle = needles[-1]
    return scene.say("working.found", passage=needle.text, place=_where(scene, needle, hay))


def _where(scene: Scene, needle: Needle, hay: int) -> str:
    share = needle.tokens / max(1, hay)
    key = (
        "early" if share < 0.2 else "first_half" if share < 0.45 else "middle" if share < 0.55 else "second_half" if share < 0.8 else "late"
    )
    return scene.say(f"working.{key}")


def first_wanted(scene: Scene, question: Question) -> Question:
    """The same question for what was said at first, whatever was said later."""
    frame = scene.bank["named.early"][scene.rng("early words").randrange(len(scene.bank["named.early"]))]
    text, masked = (frame.fill({"q": q}, scene.lang) for q in (question.text, question.masked))
    return replace(question, text=text, masked=masked)
