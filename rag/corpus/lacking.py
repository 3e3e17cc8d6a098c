"""Whether a passage goes into what a row says is nowhere: the rest of the section that answers, or another place that speaks of the same matter."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import lru_cache

from generators.library import Text
from rag.corpus.inline import clean
from rag.corpus.mined import Mined
from rag.doc import Doc

# Types whose rows may say of a fact that no passage has it.
REFUSING = frozenset(("rag/irrelevant", "rag/partial", "rag/follow_up", "rag/multi_hop"))
_WORD = re.compile(r"[a-z]{3,}|\d+")
_SMALL = frozenset(
    "the and for with from into about your our their its this that these those how what when where who why which can should does are was were use using new get all any not".split()  # noqa: SIM905
)
_NAME = re.compile(r"[A-Z][\w’'-]*(?: (?:of|and|for|the|[A-Z][\w’'-]*))* [A-Z]")  # "Presidential Innovation Fellows"
_MOST = 4  # stems of a heading from which on a quarter may be missing


def goes_on(text: Text, slots: Iterable[str]) -> set[int]:
    """Lines that go on with what a fact says: those under its heading; of a whole document's gist, all of them."""
    out: set[int] = set()
    body = text.body
    for slot in slots:
        if slot not in text.line_of:
            continue
        at, found = text.line_of[slot].index, body.facts[slot]
        if found.typed or found.kind in ("word", "cell", "term", "alone"):
            out.add(at)
        elif found.kind in ("summary", "asked", "howto"):  # a page that goes into the matter may help with any of its lines
            out |= set(range(len(body.lines)))
        else:
            out |= {i for i, path in enumerate(body.headings) if path == body.headings[at]}
    return out


def speaks_of(doc: Doc, text: Text, slots: Collection[str], name: str) -> bool:
    """Whether the passage has the words of a fact's heading, or says what its term or its document's subject is."""
    shown = _clean(doc.title + "\n" + "\n".join(s.text for s in doc.sentences))
    return any(_spoken_of(text.body.facts[slot], name, shown) for slot in slots if slot in text.body.facts)


@lru_cache(maxsize=8192)
def _clean(raw: str) -> str:
    return clean(raw).casefold()


def _spoken_of(m: Mined, name: str, shown: str) -> bool:
    if m.kind in ("term", "alone", "defined"):
        if re.search(r"[\u4e00-\u9fff]", name):
            bare = re.sub(r"\s*[（(].*", "", m.words.get("term", name).casefold())
            what = re.escape(bare)
            if bare not in shown:
                return False
            said = rf"{what}(?: ?[（(][^）)]*[）)])?(?:，[^，。]{{0,10}}，)?(?:一般|通常|常|就|其实)?(?:是|指|被[^，。]{{0,4}}(?:称|定义|设计)|意味)|(?:称为|叫做|称作|即) ?{what}"
            return bool(re.search(said, shown))
        if _NAME.match(said := re.sub(r"^the |\s*\(.*", "", m.words.get("term", name))) and _comes_up(said, shown):
            return True  # what bears a name of its own is told of wherever it comes up
        what = re.sub(r"^(?:an?|the) |\s*\(.*", "", m.words.get("term", name).casefold())
        one = what.removesuffix("s") if len(what) > 4 and not what.endswith("ss") else what
        if one not in shown:  # a pattern for each name is dear
            return False
        one = re.escape(one)
        said = rf"\b{one}s?\b(?: \([^)]*\))?,? (?:is|are|refers? to|means|describes?)\b|\b(?:called|known as|referred to as|termed|named|i\.e\.,?|just like|or) \W*(?:an? |the )?{one}s?\b|[(]{one}s?[)]"
        return bool(re.search(said, shown))
    matter = m.words.get("label") or m.words.get("heading") or m.words.get("vp") or m.words.get("q") or ""
    wanted = _stems(matter)
    if not wanted or m.typed:
        return False
    missing = len(wanted - _stems(shown))
    return missing <= len(wanted) // _MOST


def _comes_up(name: str, shown: str) -> bool:
    """Whether a text has a name, or its words in another form ("the Presidential Innovation Fellowship")."""
    words = _stems(name)
    return name.casefold() in shown or (len(words) == len(name.split()) and words <= _stems(shown))


@lru_cache(maxsize=8192)
def _stems(text: str) -> frozenset[str]:
    return frozenset(w[:5] for w in _WORD.findall(text.casefold()) if w not in _SMALL)
