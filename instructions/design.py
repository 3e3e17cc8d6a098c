"""What an answer shall look like before it is written: its shape, its size, what is laid over it."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from instructions.constraints.token import ENDS, PARTINGS, WRAPS
from instructions.data import data_text
from instructions.lists import listed
from instructions.passages.model import Topic, Verse
from instructions.shape import Piece, Text, standing
from instructions.solve import Fits, Plan, beside, least, size, solve
from instructions.stress import phrases, timed
from instructions.suits import PRIVATE
from instructions.verse import verse_text
from instructions.wordlists import fitting, whole_in

SHAPES = {"prose": 40, "list": 11, "numbered": 8, "sections": 11, "data": 12, "verse": 22}
# In 字 / words: how long, how often.
SIZES = {"zh": ((40, 90, 4), (90, 180, 8), (180, 320, 8), (320, 520, 5)), "en": ((30, 60, 4), (60, 120, 8), (120, 210, 8), (210, 340, 5))}
OPENED = ("story", "letter")  # kinds that make no sense without their first sentence
TOLD = ("story", "letter", "speech")  # kinds that nobody wants as a list of points
UNLISTED = (*TOLD, "invitation", "description")  # what comes apart in points
SECTIONED = ("explain", "how-to", "notice", "advice", "description", "product", "review")  # kinds that bear headings
POSTED = ("letter", "notice", "invitation")  # kinds that bear an afterthought
SHOUTED = ("notice", "product", "advice", "how-to", "invitation")  # kinds that are put up or printed large
SOBER = ("letter", "speech", "story")  # kinds that nobody wants in capitals or dotted with emoji
_PS = {"zh": ("又及：", "另："), "en": ("P.S.", "P.S.")}
_QUOTES = {"zh": ("“”", "「」"), "en": ('""',)}


# A text does not begin on a pronoun for somebody or something named in a sentence left out.
LEANS = {"zh": re.compile("[他她它]|这"), "en": re.compile(r"(?:He|She|It|They|His|Her|Its|Their|Each of)\b")}


def draw_size(lang: str, rng: random.Random) -> tuple[int, int]:
    """A window of lengths to aim at."""
    low, high, _ = rng.choices(SIZES[lang], [w for *_, w in SIZES[lang]])[0]
    aim = rng.randrange(low, high)
    return aim, aim + max(3, aim // 25)


def _paragraphs(groups: list[tuple[str, list[Piece]]], rng: random.Random, n: int | None = None) -> list[list[Piece]]:
    """Sentences in paragraphs: one a point where that fits, neighbours joined otherwise; opening and closing join their neighbours mostly."""
    blocks = [list(pieces) for _, pieces in groups]
    if len(blocks) > 1 and groups[0][0] == "" and (rng.random() < 0.7 or blocks[1][0].linked):
        blocks[1] = blocks[0] + blocks[1]
        blocks = blocks[1:]
    if len(blocks) > 1 and groups[-1][0] == "" and rng.random() < 0.7:
        last = blocks.pop()
        blocks[-1] = blocks[-1] + last
    most = len(blocks)
    want = n or max(rng.choice((1, 2, 2, 3, 3, 4, most)), sum(map(len, blocks)) // 6)  # nobody reads a page without a break
    if n is None and rng.random() < 0.85:
        want = min(want, max(1, sum(map(len, blocks)) // 2))  # nor a letter of single sentences
    while len(blocks) > max(1, want):
        # The shortest neighbours go together, so that no paragraph outgrows the others.
        at = min(range(len(blocks) - 1), key=lambda i: (len(blocks[i]) + len(blocks[i + 1]), rng.random()))
        blocks[at : at + 2] = [blocks[at] + blocks[at + 1]]
    return blocks


def prose(
    topic: Topic, rng: random.Random, fits: Sequence[Fits] = (), window: tuple[int, int] | None = None, sections: bool = False,
    needs: Sequence[str] = (),
) -> Text | None:  # fmt: skip
    """A running text, in sections where asked, with the topic's core and the lines that the request needs; None where they do not fit the window."""
    low, high = window or draw_size(topic.lang, rng)
    plan = Plan(low, high, fits=list(fits), must=topic.closed((*topic.core, *needs)))
    floor = least(topic, plan)
    if floor is None or (window and floor > high):
        return None
    if floor > low and not window:  # what must be said takes more room than was drawn
        low = floor + rng.randrange(max(4, floor // 3))
        plan.low, plan.high = low, low + max(3, low // 25)
    _ends(topic, plan, floor, rng)
    if not sections and plan.low < (200 if topic.lang == "zh" else 120) and rng.random() < 0.3:
        plan.sentences = max(2, len(plan.must), round((plan.low + plan.high) / 2 / (21 if topic.lang == "zh" else 14)))
        plan.low, plan.high = plan.low * 85 // 100, plan.high * 115 // 100
    if sections:
        if {"opening", "closing"} & plan.must:
            return None
        plan.opening = plan.closing = False
        plan.deep = True
        if not window:
            # Room for two sentences under each heading that must be there, and for two headings at least.
            count = max(2, sum(any(x.id in plan.must for x in p.lines) for p in topic.points))
            short = count * (44 if topic.lang == "zh" else 30) - plan.low
            plan.low, plan.high = (plan.low + short, plan.high + short) if short > 0 else (plan.low, plan.high)
    groups = solve(topic, plan, rng)
    if groups and not sections and LEANS[topic.lang].match(groups[0][1][0].form):
        plan.opening = True  # who or what it is must have been named
        groups = solve(topic, plan, rng)
    if groups is None or (sections and (len(groups) < 2 or 3 * sum(len(x) < 2 for _, x in groups) > len(groups))):
        return None  # headings over single sentences make captions of a text
    if sections:
        by = {p.id: p for p in topic.points}
        heads = [rng.choice(by[g].heading) for g, _ in groups]
        styles = ("##", "**", "【】") if topic.lang == "zh" else ("##", "##", "**", "###")
        return Text(topic.lang, "sections", [p for _, p in groups], heads, rng.choice(styles), keeps=plan.must)
    greeting, signoff = rng.choice(topic.greetings or ("",)), rng.choice(topic.signoffs or ("",))
    return Text(topic.lang, "prose", _paragraphs(groups, rng), keeps=plan.must, greeting=greeting, signoff=signoff)


def _ends(topic: Topic, plan: Plan, floor: int, rng: random.Random) -> None:
    """Opening and closing where there is room for them."""
    plan.opening = topic.kind in OPENED or rng.random() < 0.45
    plan.closing = rng.random() < 0.35
    room = plan.high - floor
    for name, line in (("opening", topic.openings), ("closing", topic.closings)):
        if getattr(plan, name) and line.id not in plan.must:
            room -= min(size(f, topic.lang) for f in line.forms)
            if room < 0:
                setattr(plan, name, False)


def decorate(text: Text, topic: Topic | Verse, rng: random.Random, most: int = 3) -> Text:
    """Lay features over a text that somebody may ask for: title, bold, emoji, tokens, quotation, a postscript, case."""
    zh = text.lang == "zh"
    options = {"title": 8}
    if text.shape in ("prose", "sections"):
        options |= {"bold": 1, "emoji_each": 1, "emoji_scene": 1, "emoji_few": 4, "end": 2}
        if text.shape == "prose":
            options |= {"quoted": 2, "wrap": 3}
            if isinstance(topic, Topic) and topic.kind in POSTED and topic.afterthoughts:
                options["postscript"] = 5
            if len(text.paragraphs) > 1:
                options["between"] = 3
        if not zh and isinstance(topic, Topic) and topic.kind in SHOUTED:
            if topic.kind in ("notice", "product"):
                options |= {"capitals": 2}
            if len(text.write()) < 350:
                options |= {"case": 5}  # a page of capitals is nobody's wish
    elif text.shape in ("list", "numbered"):
        options |= {"item_emoji": 5, "bold": 2, "wrap": 3, "end": 3}
        if not zh:
            options["case"] = 1
    elif text.shape == "verse":
        options |= {"end": 1, "wrap": 1}
    else:
        return text
    if text.greeting or text.signoff:  # a letter has no title, and nobody quotes one whole
        options = {k: v for k, v in options.items() if k not in ("title", "quoted", "end", "between")}
    if (isinstance(topic, Topic) and topic.kind in PRIVATE) or text.shape == "verse":  # no program reads what is said or hung up
        options = {k: v for k, v in options.items() if k not in ("wrap", "end", "between")}
    if isinstance(topic, Topic) and topic.kind in SOBER:
        options = {k: v for k, v in options.items() if not k.startswith("emoji") and k not in ("case", "bold")}
    n = min(most, len(options), rng.choices((0, 1, 2, 3), (30, 40, 22, 8))[0])
    for _ in range(n):
        what = rng.choices(list(options), list(options.values()))[0]
        options = {k: v for k, v in options.items() if k not in _BARS.get(what, ()) and k != what}
        text = _lay(text, topic, what, rng)
        if not any(options.values()):
            break
    return text


_BARS = {
    "title": ("quoted", "wrap"), "bold": ("capitals",), "emoji_each": ("emoji_scene", "emoji_few", "quoted", "end"), "emoji_scene": ("emoji_each", "emoji_few", "case"),
    "emoji_few": ("emoji_each", "emoji_scene"), "end": ("wrap", "quoted", "postscript", "between"), "quoted": ("title", "wrap", "end", "postscript", "between", "emoji_each"),
    "postscript": ("end", "quoted", "between", "wrap"), "wrap": ("title", "quoted", "end", "postscript"), "between": ("postscript", "quoted", "end"), "case": ("capitals", "emoji_scene"), "capitals": ("case", "bold"),
}  # fmt: skip


# Texts in which a reader looks for an hour or an amount; a story or a review has none that must not be missed.
_LOOKED_UP = ("notice", "invitation", "how-to", "product", "advice", "explain", "letter")


def _lay(text: Text, topic: Topic | Verse, what: str, rng: random.Random) -> Text:
    lang = text.lang
    if what == "title":
        styles: tuple[str, ...] = ("#", "《》", "【】", "《》") if lang == "zh" else ("#", "#", "<<>>")
        if text.headings and text.heading_style != "##":  # or the title would be one more heading, or none of theirs
            styles = tuple(s for s in styles if s not in ("#", text.heading_style))
        return replace(text, title=rng.choice(titles_for(text, topic)), title_style=rng.choice(styles))
    if what == "bold" and isinstance(topic, Topic):
        strong = phrases([p.form for p in text.pieces()] or text.items, lang) if topic.kind in _LOOKED_UP else []
        if len(strong) > 1:
            rng.shuffle(strong)
            strong.sort(key=lambda x: not timed(x, lang))
            return replace(text, bold=tuple(strong[: rng.choice((2, 3, 3, 4, 5))]))
        return _bold_word(text, topic, rng)
    if what.startswith("emoji_") and what != "emoji_scene":
        # Only where the sentence itself calls for one: any other is a riddle to the reader.
        apt = [i for i, p in enumerate(text.pieces()) if p.line.emoji or fitting(p.form, lang)]
        if not apt or (what == "emoji_each" and len(apt) < len(text.pieces())):
            return text
        at = set(apt if what == "emoji_each" else rng.sample(apt, min(len(apt), rng.choice((1, 2, 3)))))
        return _emojis(text, at, rng)
    if what == "emoji_scene":
        return _scene(text, rng)
    if what == "item_emoji":
        lines = [p.line.emoji for p in text.entries] or [()] * len(text.items)
        found = [own or fitting(x, lang) for own, x in zip(lines, text.items, strict=True)]
        if not all(found):
            return text  # one that means nothing before an item, or the same before each
        return replace(text, item_emoji=[rng.choice(a) for a in found])
    if what == "end":
        return replace(text, end=rng.choice(ENDS))
    if what == "wrap":
        return replace(text, wrap=rng.choice(WRAPS))
    if what == "between":
        return replace(text, between=rng.choice(PARTINGS))
    if what == "quoted":
        bare = all(c not in text.write() for c in '“”「」"')
        return replace(text, quoted=rng.choice(_QUOTES[lang])) if bare else text
    if what == "case":
        return replace(text, case=rng.choice(("upper", "lower")))
    if what == "capitals" and isinstance(topic, Topic):
        words = [w for w in phrases([p.form for p in text.pieces()], lang) if w[0].isalpha()]
        return replace(text, capitals=tuple(rng.sample(words, min(len(words), rng.choice((1, 2, 2))))))
    if what == "postscript" and isinstance(topic, Topic):
        used = {p.line.id for p in text.pieces()}
        spare = [x for x in map(topic.by_id.__getitem__, topic.afterthoughts) if beside(x, used, topic)]
        forms = [[f for f in x.forms if not LEANS[lang].match(f)] for x in spare]
        forms = [f for f in forms if f]
        if forms:
            space = "" if lang == "zh" else " "
            return replace(text, postscript=f"{rng.choice(_PS[lang])}{space}{rng.choice(rng.choice(forms))}")
    return text


@lru_cache(maxsize=256)
def _vocabulary(topic: Topic) -> str:
    return "\n".join(form for line in topic.lines() for form in line.forms).lower()


def titles_for(text: Text, topic: Topic | Verse) -> tuple[str, ...]:
    """The titles that promise nothing of what the topic could tell but this text does not; of a verse, those that speak of what it speaks of."""
    body, zh = text.write().lower(), text.lang == "zh"
    if not isinstance(topic, Topic):
        apt = tuple(
            t for t in topic.titles if any(w in body for w in (re.findall("(?=(..))", t) if zh else re.findall("[a-z]{4,}", t.lower())))
        )
        return apt or (topic.theme if zh else topic.theme.title(),)
    all_of_it = _vocabulary(topic)

    def kept(title: str) -> bool:
        words = [k for k in topic.keywords if k in title] if zh else [w.lower().rstrip("s") for w in re.findall(r"[A-Za-z]{4,}", title)]
        return all(w in body or w not in all_of_it for w in words)

    return tuple(t for t in topic.titles if kept(t)) or topic.titles


_ONES = "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth"
_NTH = f"(?:twenty-|thirty-)?(?:{_ONES})|tenth|eleventh|twelfth|(?:thir|four|fif|six|seven|eigh|nine)teenth|twentieth|thirtieth"
_BLANKS = {
    "zh": (
        ("[时间]", re.compile("(?:(?:这|下|本)?(?:周|星期|礼拜)[一二三四五六日天]|[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}[日号])?(?:上午|下午|早上|晚上|中午)[一二两三四五六七八九十]{1,2}点(?:半|整|[一三]刻|[一二三四五]?十[一二三四五六七八九]?分?|零[一二三四五六七八九]分)?(?![到至零一二三四五六七八九十半])")),
        ("[日期]", re.compile("[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}[日号](?:，?(?:周|星期|礼拜)[一二三四五六日天])?")),
        ("[日期]", re.compile("[正冬腊]月(?:初[一二三四五六七八九十]|[二三]?十[一二三四五六七八九]?|廿[一二三四五六七八九])")),
        ("[星期几]", re.compile("(?:周|星期|礼拜)[一二三四五六日天]")),
        ("[金额]", re.compile("[一二三四五六七八九十百]{2,4}块(?:钱)?")),
    ),
    "en": (
        ("[time]", re.compile(r"\b(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)(?:(?::\d\d)? ?(?:am\b|pm\b|[ap]\.m\.)|(?: o'clock\b))(?! to )")),
        ("[date]", re.compile(rf"\b(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,? )?(?:the )?(?:\d{{1,2}}(?:st|nd|rd|th)?|{_NTH}) (?:of )?(?:January|February|March|April|May|June|July|August|September|October|November|December)\b|\b(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, )?(?:January|February|March|April|May|June|July|August|September|October|November|December) \d{{1,2}}\b(?:,(?= (?:until|to|through)\b))?")),
        ("[day]", re.compile(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b(?! the \d)")),
        ("[amount]", re.compile(r"£\d+(?:,\d{3})*(?:\.\d\d)?(?!\d)")),
    ),
}  # fmt: skip
# A blank (NUL) that is half of a phrase or of a range, or on which an English sentence opens.
_HALF = {
    "zh": re.compile("[每到至、或和跟]\0|\0(?:到|至|、|或|之间|前后|号)"),
    "en": re.compile(r"(?:^|[.!?] |\n)\x00|\b(?:[Ff]irst|[Aa]ny|[Ee]ach|[Ee]very|and|to) \x00|\x00 (?:the \w|to \b|and \x00|mornings?\b|afternoons?\b|evenings?\b)"),
}  # fmt: skip
TEMPLATES = ("letter", "notice", "invitation", "speech", "product")  # kinds that somebody may keep as a template


def blanked(text: Text) -> Text | None:
    """The text with its dates, times and sums left open; None where there are not two of them."""
    body, found = text.write(), dict[str, str]()
    for name, pattern in _BLANKS[text.lang]:
        for m in pattern.finditer(body):
            found.setdefault(m[0], name)
        body = pattern.sub("\0", body)
    if body.count("\0") < 2:
        return None
    if _HALF[text.lang].search(body):
        return None
    # Longest first: a date with its hour goes before the bare date.
    return replace(text, blanks=tuple(sorted(found.items(), key=lambda x: -len(x[0]))), postscript="")


def _bold_word(text: Text, topic: Topic, rng: random.Random) -> Text:
    """One word of the topic in bold wherever it stands, if it stands there more than once."""
    body = text.write()
    words = [
        w for w in topic.keywords if len(standing(w, text.lang).findall(body)) > 1 and (text.lang == "en" or whole_in(w, body.lower()))
    ]
    # Half a name is nothing to make bold: the road of Alma Road.
    words = [
        w for w in words if (text.lang == "zh" and len(w) > 2) or (text.lang == "en" and not re.search(rf"[a-z,] [A-Z][a-z]+ {w}\b", body))
    ]
    return replace(text, bold=(rng.choice(words),), bold_all=True) if words else text


def _emojis(text: Text, where: set[int], rng: random.Random) -> Text:
    n, out = 0, []
    for paragraph in text.paragraphs:
        new = []
        for p in paragraph:
            new.append(p._replace(emoji=rng.choice(p.line.emoji or fitting(p.form, text.lang))) if n in where else p)
            n += 1
        out.append(new)
    return replace(text, paragraphs=out)


def _scene(text: Text, rng: random.Random) -> Text:
    """An emoji behind every sentence that holds a line's `about` word."""
    # A name that only the answer knows is nobody's wish.
    lines = [
        p.line for p in text.pieces() if p.line.about[:1].islower() == p.line.about.isascii() and p.line.about.lower() in p.form.lower()
    ]
    if not lines:
        return text
    line = rng.choice(lines)
    emoji, word = rng.choice(line.emoji), line.about.lower()
    paragraphs = [[p._replace(emoji=emoji) if word in p.form.lower() else p for p in paragraph] for paragraph in text.paragraphs]
    return replace(text, paragraphs=paragraphs, planned=[*text.planned, ("emoji.scene", {"word": line.about, "emoji": emoji})])


def draw(
    topic: Topic, verse: Verse | None, rng: random.Random, shapes: dict[str, int] | None = None, fits: Sequence[Fits] = (),
    window: tuple[int, int] | None = None, bare: bool = False, needs: Sequence[str] = (),
) -> Text | None:  # fmt: skip
    """A text of a shape drawn by weight, decorated; None where this topic cannot make it. `needs`: ids of lines without which it does not answer."""
    weights = dict(shapes or SHAPES)
    if verse is None:
        weights.pop("verse", None)
    if topic.table is None:
        weights.pop("data", None)
    if not weights:
        return None
    shape = rng.choices(list(weights), list(weights.values()))[0]
    if shape == "verse" and verse is not None:
        made = verse_text(verse, rng)
        return decorate(made, verse, rng, 1) if made else None
    if shape == "data" and topic.kind in (*TOLD, "invitation") and len(weights) > 1:
        shape = "prose"  # a tale has no table to it
    if shape == "data":
        return data_text(topic, rng)
    if shape == "sections" and topic.kind not in SECTIONED:
        if "prose" not in weights:
            return None
        shape = "prose"
    if shape in ("list", "numbered") and topic.kind in UNLISTED:
        if "prose" not in weights:
            return None
        shape = "prose"
    if shape == "list" and topic.kind == "how-to" and "numbered" in weights and rng.random() < 0.6:
        shape = "numbered"  # steps are taken one after the other
    made = (
        listed(topic, rng, shape, fits, needs)
        if shape in ("list", "numbered")
        else prose(topic, rng, fits, window, shape == "sections", needs)
    )
    return decorate(made, topic, rng) if made and not bare else made
