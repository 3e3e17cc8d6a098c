"""What a row is made of: topic or theme, the text, the request in words, the constraints that its looks demand."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from generators.recipe import Unfit
from generators.scene import Scene
from instructions.ask import STYLES, Ask
from instructions.branch import forkable, wished
from instructions.choose import choose
from instructions.clauses import ended
from instructions.constraints.leaf import Leaf, fault
from instructions.design import SECTIONED, TEMPLATES, TOLD, blanked, draw
from instructions.passages.model import Request, Topic, Verse
from instructions.phrases import REASONS, Phrasing
from instructions.pool import LEAST, Pool
from instructions.shape import Text
from instructions.suits import PRIVATE
from instructions.world import World

# How many constraints a row has, by difficulty.
COUNTS = {
    1: {1: 5, 2: 6, 3: 4},
    2: {2: 3, 3: 6, 4: 5},
    3: {2: 2, 3: 6, 4: 5, 5: 3},
    4: {3: 3, 4: 6, 5: 5, 6: 2},
    5: {4: 5, 5: 6, 6: 5, 7: 3, 8: 2, 9: 1, 10: 1, 12: 2, 13: 1, 14: 1},
}
# A feature that shows must be asked for: one of these types.
SHOWN = {
    "title": ("mark.title", "copy.title"), "bold": ("mark.bold", "mark.bold_word"), "wrap": ("token.wrap",), "between": ("token.between",), "end": ("token.end",),
    "postscript": ("edge.postscript",), "quoted": ("mark.quoted",), "case": ("case.all",), "capitals": ("case.capitals",), "headings": ("mark.sections",),
    "blanks": ("token.placeholder",), "item_emoji": ("emoji.items", "emoji.count"), "subs": ("list.nested",),
}  # fmt: skip
_BY_SORT = {
    "pair": ("verse.couplet",), "haiku": ("verse.syllables",), "chain": ("verse.chain",),
    "couplets": ("verse.rhyme", "verse.rhyme", "verse.class"), "quatrain": ("verse.rhyme", "verse.rhyme", "verse.class"),
}  # fmt: skip
_BY_SHAPE = {"list": ("list.bullets",), "numbered": ("list.numbered",), "data": ("data.json", "data.yaml", "data.csv", "data.table")}


# A request that names its reader or its use.
MADE_UP = ("product", "review", "description", *PRIVATE)  # of these the answer invents details, and the request says that it may
GENRES = ("letter", "speech", "notice", "invitation", "review")  # kinds whose subject names the text itself
_PERSONAL = {
    "zh": re.compile(
        "[我你他她您咱]|群|贴|发|放|念|印|孩|班|店|给|社|网|录|栏|报|册|板|节目|小学|幼儿|活动|登|挂|入门|约稿|刊|直播|市集|展|馆|用。|选题|推送|征文|教案|协会|宣传|课外|食堂|公司|物业|居委|村委|行政|读者|墙|大学生|杂志"
    ),
    "en": re.compile(r"\b(?:I|I'm|I'd|we|we're|our|my|us|me|for|who|whose|keep)\b", re.I),
}

_INVENTED = re.compile(
    r"\binvent|\bmade[- ]up\b|\bmake up\b|编|虚构|假的|先填|随便|先定|先写|先拟|先造|先凑|先补|先设|开个数|估|看着写"
)  # who lets details be invented wants no blanks
# A text for somebody near.
_NEAR = {
    "en": re.compile(
        r"\bmy (?:grand\w+|gran|nan|m[uo]m|mother|dad|father|son|daughter|wife|husband|sister|brother|aunt|uncle|nephew|niece|friend)s?\b",
        re.I,
    ),
    "zh": re.compile("(?:我|给)(?:妈|爸|姐|妹|哥|弟|媳妇|老公|爱人|孙|外孙|女儿|儿子|婆婆|岳|奶|爷)"),
}

# Where somebody says who he is, or whose the text will be.
SOMEBODY = {
    "en": re.compile(
        r"\b(?:I|we) (?:sell|teach|write|run|chair|own|manage|coach|edit|publish|make|keep|look after)\b|\b[Oo]ur (?!next|own)\w+"
        r"|\bI (?:clerk|work|cook|drive|farm|nurse)\b|\bI \w+ (?:for|at|in) (?:a|an|the|our) \w+"
    ),
    "zh": re.compile(
        "我们?(?:是|教|在|开|管|办|做)|(?:我们|我|咱们?)[\u4e00-\u9fff]{0,2}(?:店|班|公司|馆|社|协会|学校|小区|村|单位|组|队|厂|部)"
    ),
}


@dataclass
class Made:
    """A text with its matter."""

    world: World
    topic: Topic
    verse: Verse | None
    text: Text
    answer: str
    request: str
    purpose: str
    subject: str

    @property
    def source(self) -> str:
        """Where the text comes from, relative to the module."""
        return _relative((self.verse if self.text.shape == "verse" and self.verse else self.topic).path)

    @property
    def clean(self) -> dict[str, bool]:
        """What the cleanness check must see through."""
        return {"upper": bool(self.text.case), "quoted": bool(self.text.quoted), "data": self.text.shape == "data"}


@lru_cache(maxsize=1024)
def _relative(path: str) -> str:
    return Path(path).relative_to(Path(__file__).parent).as_posix()


def phrasing(scene: Scene) -> Phrasing:
    """The row's way of saying things."""
    rng = scene.rng("words")
    return Phrasing(scene.bank, scene.lang, rng, rng.random() < 0.6)


def make(
    scene: Scene, say: Phrasing, shapes: dict[str, int] | None = None, window: tuple[int, int] | None = None, bare: bool = False,
    echo: bool = False, suits: Callable[[Text], bool] = lambda text: True, without: Collection[str] = (),
    fits_ask: Callable[[str], bool] = lambda ask: True,
) -> Made:  # fmt: skip
    """A topic and a text about it; Unfit where none comes about.

    `echo`: the request is repeated before the text, where it bears that. `suits`: what a text must have. `without`: kinds of topic that do not serve.
    `fits_ask`: which requests serve; where none does, the matter is named and nothing else.
    """
    world: World = scene.shared[scene.lang]
    facts = scene.facts("topic")
    topic = facts.choice(tuple(t for t in bearing(world, shapes) if t.kind not in without))
    verse = facts.choice(world.verses) if world.verses else None
    wishes = [a for a in topic.asks if fits_ask(a.say)] or [Request("")]
    # Where other writers use Latin words, some texts do without.
    fits = [_han_only] if topic.latin and scene.chance(0.4, "latin") else []
    for n in range(14):
        rng = scene.rng("text", n)
        # What is asked is drawn before the text, which then has what that needs; where this does not come about, without.
        wish = rng.choice(wishes) if n < 10 else Request("")
        text = draw(topic, verse, rng, shapes, fits if n < 7 else [], window=window, bare=bare, needs=wish.needs)
        if text is not None and _pretty(text) and suits(text):
            if (
                not bare
                and text.shape in ("prose", "list")
                and topic.kind in TEMPLATES
                and scene.chance(0.25, "blanks")
                and not _INVENTED.search(wish.say)
            ):
                text = blanked(text) or text
            asked = _asked(topic, verse, text, say, rng, wish.say)
            if not fits_ask(asked[0]):
                free = [say.pick("ask.free")] if topic.kind in MADE_UP else []
                plain = "ask.plain_text" if topic.kind in GENRES else "ask.plain"
                asked = ("" if scene.lang == "zh" else " ").join([say.pick(plain, {"subject": asked[2]}), *free]), "", asked[2]
            if (
                echo
                and text.shape in ("prose", "list")
                and not (text.title or text.quoted or text.wrap or text.between or text.case or text.greeting)
            ):
                text.request = asked[0]
                text.planned = [*text.planned, ("copy.request", {"phrase": asked[0]})]
            if text.shape == "verse" or topic.kind in PRIVATE or _NEAR[scene.lang].search(asked[0]):
                say.reasons = REASONS  # reasons are about where a text is shown: none for what one person reads, or hears
            return Made(world, topic, verse, text, text.write(), *asked)
    raise Unfit("no-text")


def bearing(world: World, shapes: Collection[str] | None) -> tuple[Topic, ...]:
    """The topics of which texts of such shapes can be made."""
    if shapes is None or not set(shapes) <= {"list", "numbered", "sections"}:
        return world.topics
    kinds = {t.kind for t in world.topics} - (set(TOLD) if set(shapes) & {"list", "numbered"} else set())
    kinds &= set(SECTIONED) if set(shapes) == {"sections"} else kinds
    return tuple(t for t in world.topics if t.kind in kinds)


def _han_only(form: str) -> bool:
    return not re.search("[A-Za-z]", form)


def _pretty(text: Text) -> bool:
    return not (text.shape == "prose" and len(text.pieces()) < 2 and text.title)


def _asked(topic: Topic, verse: Verse | None, text: Text, say: Phrasing, rng: random.Random, wish: str) -> tuple[str, str, str]:
    """(request, purpose, subject) in words."""
    if text.shape == "verse" and verse is not None:
        sort = verse_sort(text)
        request = rng.choice(verse.ask) if sort == "poem" else say.pick(f"ask.request_{sort}", {"theme": verse.theme})
        return request, "", verse.theme
    subject = rng.choice(topic.subject)
    if text.shape == "data" and topic.table is not None:
        return (
            say.pick(
                "ask.request_data",
                {
                    "subject": topic.table.about,
                    "what": topic.table.what if text.lang == "zh" else re.sub(r"^(?:one|an?|the) ", "", topic.table.what),
                },
            ),
            "",
            topic.table.about,
        )
    found = answered(topic, text)
    return wish if wish in found else rng.choice(found), rng.choice(topic.purpose), subject


def answered(topic: Topic, text: Text) -> tuple[str, ...]:
    """The requests that the text answers: it has the lines they need, or is a list of the topic's items and they ask for one."""
    if text.sort == "checklist":
        return topic.checklist
    ids = text.ids()
    fit = tuple(r.say for r in topic.asks if ids.issuperset(topic.closed(r.needs)))
    if not (topic.core or any(r.needs for r in topic.asks)):
        # Nothing is known of what the requests need: none that names a keyword the text does without.
        body = text.write().lower()
        named = [k.lower() for k in topic.keywords if len(k) > 1 and k.lower() not in body]
        fit = tuple(a for a in fit if not any(k in a.lower() for k in named)) or fit
    return fit or tuple(r.say for r in topic.asks if not r.needs) or topic.ask


def verse_sort(text: Text) -> str:
    """poem, slogans, pair, haiku or chain: what the request must call it."""
    return text.sort if text.sort in ("slogans", "pair", "haiku") else "poem"


def pool_of(made: Made) -> Pool:
    """What may be asked of the text."""
    w = made.world
    nearby = w.local(made.topic) if made.text.shape != "verse" else None
    words = tuple(k for k in made.topic.keywords if len(k) > 1) if made.text.shape != "verse" else ()
    return Pool(
        w.lang,
        made.answer,
        w.background,
        nearby,
        words,
        w.absent,
        f"{made.request} {made.purpose}",
        dict(w.rarity),
        "echo" if made.text.request else "pair" if made.text.sort in ("pair", "haiku") else made.text.shape,
    )


def demanded(made: Made, pool: Pool, rng: random.Random) -> list[Leaf]:
    """Leaves that the text's looks demand."""
    lang, text = made.world.lang, made.text
    out: list[Leaf] = [x for x in ({"type": t, "params": p} for t, p in text.planned) if not fault(x, made.answer, lang)]
    if len(out) < len(text.planned):
        raise Unfit("plan-missed")
    wanted = [types for name, types in SHOWN.items() if getattr(text, name)]
    # A count is wished of phrases that differ, never of one word set in bold again and again.
    wanted = [("mark.bold_word" if text.bold_all else "mark.bold",) if types == SHOWN["bold"] else types for types in wanted]
    if text.title_style in ("<<>>", "【】"):  # no one would look for such marks unasked
        wanted = [("mark.title",) if types == SHOWN["title"] else types for types in wanted]
    if text.shape in _BY_SHAPE:
        wanted.append(_BY_SHAPE[text.shape])
    if any(p.emoji for p in text.pieces()) and not any(x["type"] == "emoji.scene" for x in out):
        wanted.append(("emoji.each", "emoji.count"))
    if text.shape == "verse":
        wanted.append(_BY_SORT.get(text.sort, ("count.lines", "length.line")))
    for types in wanted:
        fit = [x for t in types for x in pool.of(t, rng)]
        if types == ("emoji.each", "emoji.count"):
            fit = [x for x in fit if x["type"] == "emoji.each"] or fit
        fit = [x for x in fit if pool.bits(x) >= LEAST] or fit  # "at most six bullets" does not even want a list
        if types[0] == "count.lines":
            fit = fit if not out else []
        elif not fit:
            raise Unfit("feature-not-measured", types[0])
        if fit:
            out.append(rng.choice(fit))
    return out


def constraints(scene: Scene, made: Made, want: int | None = None, forked: bool = False) -> list[Leaf]:
    """The leaves of a row: as many as its difficulty says, or as its text bears. `forked`: one of them could be asked otherwise, where the text has such a one."""
    rng = scene.rng("choose")
    counts = COUNTS[scene.difficulty]
    n = want or rng.choices(list(counts), list(counts.values()))[0]
    pool = pool_of(made)
    must = demanded(made, pool, rng)
    if forked and not any(forkable(x, made.answer, made.topic, rng) for x in must if "title" not in x["type"]):
        must += wished(pool, must, made.topic, rng)
    return choose(pool, n, rng, must)


def ask(scene: Scene, say: Phrasing, made: Made, leaves: list[Leaf], **more: object) -> Ask:
    """The request, ready to be built."""
    rng = scene.rng("ask")
    style = scene.weighted(STYLES, "style")
    # Who wants a letter asks for a letter, not for something about one: only a subject can be written about.
    echoed = next((n for n, x in enumerate(leaves) if x["type"] == "copy.request"), None)
    if echoed is not None:  # the request is said once, in the sentence that wants it repeated
        request = ended(say.sentence(leaves[echoed]), "。" if scene.lang == "zh" else ".")
        found = Ask(say, rng, "", "", made.subject, leaves, style, frames=False, apart=frozenset([echoed]), **more)  # type: ignore[arg-type]
        found.request = found.marks.wrap(request, leaf=echoed, place="woven")
        return found
    frames = (
        made.text.shape in ("prose", "sections", "list", "numbered")
        and made.topic.kind not in (*GENRES, "product")
        and made.text.sort != "checklist"
    )
    own = _PERSONAL[scene.lang].search(made.request) is not None
    if own and (style != "woven" or not frames):
        made.purpose = ""  # the request brings a reason of its own
    plain = say.pick("ask.plain", {"subject": made.subject}) if frames and (own or rng.random() < 0.3) else ""
    return Ask(say, rng, made.request, made.purpose, made.subject, leaves, style, plain=plain, frames=frames, **more)  # type: ignore[arg-type]


def protected(made: Made) -> tuple[str, ...]:
    """Words of the answer, for noise to leave alone."""
    return tuple(re.findall(r"[A-Za-z]{4,}", made.answer)[:40])
