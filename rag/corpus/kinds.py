"""Kinds of facts, and which of the bank's wordings ask for one: those of its kind, or those of what people call such a thing."""

from __future__ import annotations

import re
from collections.abc import Sequence

from generators.library.template import Template
from generators.words import Bank
from rag.corpus.mined import Mined
from rag.corpus.structure import Source

_MORE = re.compile(r"[\n“”\"「」‘]|[。！？]|[.!?] ")  # more than a plain sentence
FIGURES = frozenset(
    {"amount", "keyed", "word", "cell", "figure", "step", "cook", "time", "gold", "spot"}
)  # kinds whose value is a word or a figure; that of the others is a sentence
THIN = frozenset(
    {"topic", "doing", "howto", "asked", "found", "figure"}
)  # kinds asked for by a heading, which may say little without its document
LISTED = frozenset(
    {"amount", "keyed", "word", "cell", "cook", "time", "problem", "help", "need", "notes", "defined", "topic", "doing", "term"}
)  # kinds that have a name of their own
_FROM_TAP = re.compile(r"水$|冰块?$")
_BOUGHT = re.compile(r"用完|买|冰箱|剩|超市|采购|拿出来|留出|齐|带|没概念")
_HEAT = re.compile(r"卡路里|热量")
# What one has to mind; notes without it are tips.
_MIND = re.compile(
    r"注意|不要|别(?!的|人|处|是)|避免|否则|防止|以免|切记|必须|不宜|小心|勿|一定|不[可能应得](?!缺)|容易|警告|切勿|过量|不建议|不常|严禁|安全|只能|当心"
)
# Dishes that everybody who reads Chinese has eaten: made of nothing but what stands in every kitchen.
HOMELY = re.compile(
    r"(?:西红柿|番茄|鸡蛋|蛋花?|土豆丝?|青椒|辣椒|黄瓜|菠菜|白菜|青菜|生菜|豆腐|茄子|豆角|豆芽|蒜薹|蒜苔|芹菜|萝卜|洋葱|玉米|花菜|西兰花|木耳|香菇|蘑菇|金针菇|"
    r"猪肉|牛肉|鸡肉|肉[丝片末]?|鸡翅|排骨|火腿肠?|腊肠|可乐|米饭|炒饭|蛋炒饭|挂面|面条?|粥|饺子|馄饨|汤圆?|油麦菜|空心菜|葱[油花]?|蒜[蓉泥]|糖|皮蛋|咸|酸辣|糖醋|红烧|家常|凉拌|清炒|爆炒|炒|拌|煮|炖|蒸|煎|烧|拍|白灼|白|水|速冻|泡面|加|和|绿豆|小米|八宝|南瓜|地瓜|红薯)+"
)


# A heading that stands among others only in quotation marks or as a clause.
_LONG_HEAD = re.compile(r"\"|(?:how|what|why|when|where|who)\b")


def is_plain(m: Mined) -> bool:
    """Whether the value is one sentence or less, without quotation marks in it."""
    return not _MORE.search(m.value)


def listable(m: Mined, lang: str) -> bool:
    """Whether the fact has a name that may stand in a list with others."""
    return m.kind in LISTED and is_plain(m) and (m.kind != "term" or lang == "en") and not _LONG_HEAD.match(m.words.get("heading", ""))


_MINE = re.compile(r"\b(?:I|me|my)\b")
_OTHERS = re.compile(r"asked me|ask(?:s|ed)? us|colleague|different answers|We can't|customer|read out", re.I)


def of_oneself(m: Mined, wordings: Sequence[Template]) -> Sequence[Template]:
    """English: the wordings for a question that one asks of oneself; nobody else has asked it, or cares."""
    return tuple(t for t in wordings if not _OTHERS.search(t.source)) if _MINE.search(m.words["q"]) else wordings


def unlike(m: Mined, wordings: Sequence[Template]) -> Sequence[Template]:
    """Chinese: the wordings that do not have water bought or run out of, nor set the amount before a name that ends in its own measure ("2瓣蒜瓣")."""
    key = m.words.get("key", "")
    if m.kind == "help" and not _GAIN.search(m.value):  # what it does is told, not what is the better for it
        return [t for t in wordings if not _MERIT.search(t.source)] or wordings
    if m.kind == "summary":  # what a page opens on is more than one sentence
        return [t for t in wordings if "一句" not in t.source] or wordings
    if m.kind != "amount" or not key:
        return wordings
    if _FROM_TAP.search(key):
        wordings = [t for t in wordings if not _BOUGHT.search(t.source)] or wordings
    if m.value[-1:] != key[-1:]:
        return wordings
    return [t for t in wordings if "{v}{key}" not in t.source] or wordings


_MERIT = re.compile("优点|优势|价值|好处|好在")
_GAIN = re.compile(
    "减少|降低|提高|提升|改善|简化|避免|更|加快|节省|最大限度|最小|高效|快速|效率|可靠|安全|容忍|无需|不需要|使就绪|方便|灵活"
)


_OPTIONAL = frozenset(("turned", "whatif", "deed", "keys", "vp"))  # ways to put a case that not every case has
LONGEST_TOLD = 100  # characters of a sentence that an answer repeats for the figure in it
_SHORT = re.compile(r"\b(?:one|a) (?:sentence|line)\b|one-line|\bbrief|\bshort", re.I)
_OF_TERM = re.compile(r"\{be\} \{term\}|\{term\} \{be\}|mean by|meaning of")
_NAMED_TERM = re.compile(r"(?:the )?[A-Z]")
SAID_BARE = frozenset(("defined", "problem", "help"))  # kinds whose wordings name the thing as one types it, without article or capitals


def fitting(m: Mined, wordings: Sequence[Template], bank: Bank, lang: str) -> Sequence[Template]:
    """English: the wordings whose slots the fact fills; a term that is a name may be asked for without its page, and who is told several sentences has not asked for one."""
    if lang != "en":
        return wordings
    fit = tuple(wordings)
    if m.kind in ("asked", "figure"):
        more = (*bank["corpus.ask_turned"], *(bank["corpus.ask_howto"] if "vp" in m.words else ()))
        fit += tuple(t for t in more if (_OPTIONAL & t.slots) <= m.words.keys())
    if m.kind == "term" and re.match("an? ", m.words["term"]):  # nobody stumbles over "a thread": one asks what it is
        fit = tuple(t for t in fit if _OF_TERM.search(t.source))
    if m.kind == "term" and _NAMED_TERM.match(m.words["term"]):
        fit = (*fit, *bank["corpus.ask_alone"])
    return tuple(t for t in fit if not _SHORT.search(t.source)) if m.kind == "defined" and not is_plain(m) else fit


def stated(m: Mined, bank: Bank) -> Sequence[Template]:
    """How a document states a fact whose answer is half a sentence; empty where it is a whole one."""
    return bank["corpus.state_figure"][:1] if m.kind == "asked" and "said" in m.words else ()


def answering(m: Mined, wordings: Sequence[Template]) -> Sequence[Template]:
    """English: the answers that fit the question: no "It is 90 days" where it was asked how soon it comes, no long sentence for its figure."""
    counted = re.match(r"(?:how (?:soon|many|often)|how long (?:do|does|did|can|will|may)|when)\b", m.words.get("q", ""), re.I)
    long = len(m.words.get("said", "")) > LONGEST_TOLD if "q" in m.words else False
    fit = [t for t in wordings if not (counted and t.source.startswith("It's ")) and not (long and t.source == "{said}")]
    return fit or wordings


def bank_kind(m: Mined, bank: Bank, source: Source) -> str:
    """The kind by which the bank words the fact: nobody asks for the definition of a dish, or says "estimated calories" as a label has it.

    A page that opens on what its title names is asked what that is, not what the page is about.
    """
    own = m.kind
    if m.kind == "keyed" and _HEAT.search(m.words.get("key", "")):
        own = "heat"
    elif m.kind == "notes" and source.lang == "zh" and not _MIND.search(m.value):
        own = "tips"
    elif m.kind == "summary" and source.lang == "zh" and 2 <= len(source.title) <= 16:
        bare = re.sub(r"\s*[（(].*", "", source.title)
        own = "defined" if bare and bare in m.value[: len(bare) + 12] else own
    return own if f"corpus.ask_{own}" in bank else m.kind
