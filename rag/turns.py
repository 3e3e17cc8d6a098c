"""Single turns drawn from the banks: chat that needs no documents, and open questions of knowledge."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field
from functools import lru_cache

from generators.library.template import Slot, Template
from generators.words import Bank

# These stand alone: nobody says "Hi! hello" or "btw 👍".
BARE = frozenset({"emoji", "filler", "greeting", "farewell", "test", "thanks", "typos", "agree", "apology"})
# These go on from earlier talk: they are drawn where there was some, or by name.
LEANING = ("lean", "lean_media")
# These answer something the assistant has said: nobody opens a talk with them.
REPLYING = frozenset({"compliment", "complain_bot", "agree", "apology", "filler"})
# And these open a talk: nobody says them after an answer.
OPENING = frozenset({"greeting", "test", "how_are_you"})
# These take up a film or a singer that somebody has just spoken of: where the talk is known, and is of documents, they hang on nothing.
HANGING = frozenset({"react", "told", "recommend"})
# And these come out of nowhere after an answer from somebody's documents.
STRAY = frozenset(
    [
        "study",
        "numbers_chat",
        "random_statement",
        "gossip",
        "about_me",
        "media_chat",
        "travel_chat",
        "pet_talk",
        "hobby_talk",
        "celebrate",
        "health_gripe",
        "complaint_life",
        "heard_of_work",
        "heard_of_person",
        "been_there",
        "opinion",
        "hypothetic",
    ]
)
# Words put before a turn that only open a talk, and those that only go on from one.
_HELLO = re.compile(r"你好|哈喽|在吗|早！|晚上好|又是我|Hi!|Hello\b|Morning|Good evening|Me again")
_ANSWERING = re.compile(r"谢谢|哈哈好的|好吧|嗯|Thanks|lol ok|Right\.|ok so")
# Which of them go together, in the order in which they are said.
_RUN = (
    *((family,) for family in sorted(BARE)),
    ("filler", "thanks"), ("thanks", "farewell"), ("greeting", "emoji"), ("thanks", "emoji"), ("filler", "farewell"),
    ("apology", "emoji"), ("farewell", "emoji"), ("filler", "thanks", "farewell"), ("thanks", "farewell", "emoji"),
)  # fmt: skip
# What people say before they come to their question.
PREAMBLE = (
    "mood_low",
    "mood_good",
    "weather",
    "boredom",
    "study",
    "work_gripe",
    "night",
    "complaint_life",
    "numbers_chat",
    "about_me",
)
MOODS = tuple(p for p in PREAMBLE if p not in ("about_me", "numbers_chat", "study"))  # those that go before anything
_END = re.compile(r"[.!?。！？…～~]$")
_COURTESY = re.compile(
    r"^(?:(?:can|could|would|will) (?:you|somebody|someone|anybody) (?:please )?(?:tell me|look up|check|find(?: out)?(?: for me)?|see|say|give me|describe|introduce)|do you (?:happen to )?know"
    r"|have you any information on|any idea|any clue|I(?:'d| would) like to (?:know|learn|check)|I(?:'m| am) (?:after|trying to find out|looking for)|tell me(?: about)?|give me|find out(?: for me)?|I need(?: to know)?"
    r"|please (?:see|look up|check|tell me)|I want to know)\s+",
    re.IGNORECASE,
)
_FILLER = re.compile(r"^(?:(?:oh|and|so|well|right|by the way|hey|ok),? )+", re.IGNORECASE)
_TAIL = re.compile(r",? please[.?]?$", re.IGNORECASE)
_ASKER = re.compile(r"\b(?:I|me|my|our|we|you|I'm|I'd|I've|we're)\b", re.IGNORECASE)
_QUOTES = re.compile(r"[《》\"“”]")
# Words of somebody who says, when he asks, that he does not know the matter.
ASKS_BLANK = {
    "en": re.compile(
        r"\b(?:no idea|(?:don't|not) know|never\b|nobody|new (?:here|to)|forg[eo]t|can't remember|trying to|I keep|not sure|unsure|wonder|find out|(?:isn't|not) clear|confused|don't (?:really )?get|[Rr]emind me|couldn't|can't (?:find|see)|heard of|hearing|understand|no one|haven't|never heard)\b"
    ),
    "zh": re.compile(
        "不知道|不清楚|没听|不懂|没搞懂|没弄懂|忘|不记得|记不|想了解|新来|头一回|第一次|搞不清|弄不|理解得不|没接触|没找到|找不到|不会|拿不准|不确定"
    ),
}
# Whoever doubts in another's name, and words that would give the credit to the user.
THEIRS = {
    "en": re.compile(r"\b(?:colleague|friend|boss|manager|somebody|someone|sister|brother|mum|dad|team|people|they|he|she) (?:\w+ ){0,4}?(?:sa(?:ys?|id)|told|thinks?|insists?|claims?|reckons?)\b|\btold (?:me|us)\b", re.I),
    "zh": re.compile("同事|朋友|有人|别人|旁边的人|群里|我妈|领导|老师"),
}  # fmt: skip
CREDITS = re.compile(r"\byou(?:['’]re| are| were) right|\byou had it\b|你说得对|你是对的|你没记错", re.I)


@dataclass(frozen=True)
class Turn:
    """What a user types. `sources`: the wordings it is made of; `slots`: what was filled in; `masked`: its skeleton."""

    text: str
    masked: str
    sources: tuple[str, ...]
    slots: dict[str, str] = field(default_factory=dict)
    opens_with_slot: bool = False


@lru_cache(maxsize=16)
def _families(keys: tuple[str, ...], kind: str) -> tuple[str, ...]:
    names = [k.partition(".")[2] for k in keys if k.startswith(kind + ".")]
    return tuple(sorted(n for n in names if not n.startswith("x_") and n not in ("lead", "tail", "tell", *LEANING)))


def families(bank: Bank, kind: str) -> tuple[str, ...]:
    """The families of turns of a bank file: `chat` or `knowledge`."""
    return _families(tuple(bank), kind)


def _values(bank: Bank, kind: str, wording: Template, rng: random.Random) -> dict[str, str]:
    """A word for each slot, from the file's own lists or the other file's; {x2} is another x than {x}."""
    values: dict[str, str] = {}
    for name in sorted(wording.slots):
        base = name.rstrip("2")
        pool = bank.get(f"{kind}.x_{base}") or bank[f"{'chat' if kind == 'knowledge' else 'knowledge'}.x_{base}"]
        words = [t.source for t in pool if t.source != values.get(base)]
        values[name] = rng.choice(words)
    return values


def draw_turn(bank: Bank, kind: str, lang: str, rng: random.Random, family: str = "") -> Turn:
    """One turn of the kind, undressed."""
    name = family or rng.choice(families(bank, kind))
    wordings = bank[f"{kind}.{name}"]
    at = rng.randrange(len(wordings))
    wording = wordings[at]
    values = _values(bank, kind, wording, rng)
    text = wording.fill(values, lang)
    # A wording written in lower case stays so, whatever a slot at its head makes of it.
    return Turn(text, wording.masked, (f"{kind}/{name}/{at}",), values, isinstance(wording.parts[0], Slot))


def ended(text: str) -> bool:
    """Whether the text ends in a mark, so that another sentence may follow."""
    return bool(_END.search(text))


def lowered(turn: Turn, lang: str) -> str:
    """The turn as it goes on after a comma."""
    if lang == "zh" or turn.opens_with_slot or re.match(r"I\b|[A-Z]{2}|[^A-Z]", turn.text):
        return turn.text
    return turn.text[0].lower() + turn.text[1:]


def dress(turn: Turn, bank: Bank, lang: str, rng: random.Random, place: str = "") -> Turn:
    """A word before or after it, and the carelessness of typing: both kinds alike, so that neither gives the kind away. `place`: first or later in its talk, where that is known."""
    text, masked = turn.text, turn.masked
    family = turn.sources[0].split("/")[1]
    ease = rng.random()
    if family not in BARE:
        if ease < 0.12:
            unfit = {"first": _ANSWERING, "later": _HELLO}.get(place)
            lead = rng.choice([t for t in bank["chat.lead"] if not (unfit and unfit.search(t.source))])
            first = str(lead.parts[0]).rstrip()
            text = lead.fill({"q": text if first[-1:] in ".!?" else lowered(turn, lang)}, "zh")
            masked = lead.source.replace("{q}", masked)
        elif ease < 0.26:
            tail = rng.choice(bank["chat.tail"])
            # "Thanks." may follow a sentence, not a bare keyword.
            if ended(text) or not str(tail.parts[-1]).strip()[:1].isupper():
                text = tail.fill({"q": text}, "zh")
                masked = tail.source.replace("{q}", masked)
    ease = rng.random()
    if lang == "zh":
        if ease < 0.22 and text[-1:] in "？。":
            text = text[:-1]
        elif ease < 0.27:
            text = _QUOTES.sub("", text)
    elif ease < 0.2:
        text = (text if turn.opens_with_slot or text[:2] in ("I ", "I'") else text[:1].lower() + text[1:]).rstrip(".?")
    elif ease < 0.26:
        text = text.lower()
    return Turn(text.strip() or turn.text, masked, turn.sources, turn.slots, turn.opens_with_slot)


def plain_query(question: str) -> str:
    """An English question as one types it into a search box: no courtesies, its question mark kept; empty where it tells a story."""
    text = _TAIL.sub("", _COURTESY.sub("", _FILLER.sub("", question.strip())))
    if _ASKER.search(text) or re.search(r"[.;!?] \S", text):
        return ""
    asks = not _COURTESY.match(_FILLER.sub("", question.strip()))  # "could you check when ...?" is no question of its own
    return (text[:1].upper() + text[1:] if question[:1].isupper() and asks else text).rstrip(" ." if asks else " .?")


_PLEASE = re.compile(
    r"^(?:请(?:告诉我|问|教一下|介绍一下)?|麻烦(?:查一下|告诉我|问一下)?|帮我?(?:查一下|查查|看看)|我?想(?:知道|问问?|查一下))[，,]?"
)


def bare_query(question: str) -> str:
    """A Chinese question as one types it into a search box: without courtesies and its closing mark."""
    rest = _PLEASE.sub("", question).rstrip("？?。. ")
    return rest if len(rest) >= _LEAST_QUERY else question.rstrip("？?。. ")


_LEAST_QUERY = 4  # characters


def chat_turn(bank: Bank, lang: str, rng: random.Random, family: str = "", place: str = "") -> Turn:
    """A turn of chat. `place`: first or later in its talk, where that is known."""
    if not family and rng.random() < 0.14 and place != "first":
        return _short(bank, lang, rng, place)
    turn = draw_turn(bank, "chat", lang, rng, family)
    unfit = {"first": REPLYING | HANGING, "later": OPENING | HANGING | STRAY}.get(place, frozenset())
    while not family and turn.sources[0].split("/")[1] in unfit:
        turn = draw_turn(bank, "chat", lang, rng)
    return dress(turn, bank, lang, rng, place)


def _short(bank: Bank, lang: str, rng: random.Random, place: str) -> Turn:
    """Two or three words of courtesy or assent run together: "ok, thanks", "嗯，好的"."""
    turns = [draw_turn(bank, "chat", lang, rng, family) for family in rng.choice([r for r in _RUN if not (place and OPENING & set(r))])]
    text = masked = ""
    for turn in turns:
        joint = "" if not text else (" " if lang == "en" else "") if ended(text) else rng.choice((" ", "，" if lang == "zh" else ", "))
        text, masked = text + joint + turn.text, masked + joint + turn.masked
    if rng.random() < 0.3 and len(text) > 1:
        text = text.rstrip("。.?？")
    return Turn(text, masked, tuple(s for t in turns for s in t.sources))


def chatty(bank: Bank, lang: str, rng: random.Random, turn: Turn) -> Turn:
    """A question of knowledge after a sentence of small talk."""
    for _ in range(6):
        before = draw_turn(bank, "chat", lang, rng, rng.choice(PREAMBLE))
        if ended(before.text):
            masked = _two(before.masked, turn.masked, lang)
            return Turn(_two(before.text, turn.text, lang), masked, turn.sources + before.sources, turn.slots)
    return turn


def _two(first: str, second: str, lang: str) -> str:
    return first + ("" if lang == "zh" else " ") + second
