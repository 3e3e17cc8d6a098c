"""How a title or a heading is said inside an English sentence: its capitals, its article, its number, as its own document writes it; in quotation marks where that does not tell."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from rag.corpus.mined import block_piece
from rag.corpus.names import Naming
from rag.corpus.structure import Source

_ENDS = re.compile(r"\s*\([^()]*\)\s*$")
# What follows a noun that stands for itself; before another noun ("a container image") it is only half of a name.
_FREE = (
    r"(?=[.,;:!?)”\"’]|$|\s+(?:\(|is\b|are\b|was\b|were\b|can\b|may\b|will\b|must\b|should\b|has\b|have\b|that\b|which\b|who\b|to\b|of\b|for\b|in\b|on\b|at\b|and\b|or\b|with\b|by\b|as\b|from\b"
    r"|refers?\b|means?\b|provides?\b|allows?\b|enables?\b|makes?\b|helps?\b|solves?\b|contains?\b|runs?\b|uses?\b|gives?\b|lets?\b|does\b|do\b|when\b|where\b|if\b|because\b|so\b|but\b|into\b|than\b|without\b|through\b|across\b|describes?\b|acts?\b|represents?\b|consists?\b|works?\b|requires?\b|takes?\b|needs?\b))"
)
_BEFORE = r"(?:\b(?P<art>[Aa]n?|[Tt]he|[Oo]ur|[Yy]our|[Tt]his|[Tt]hat|[Ee]ach|[Ee]very|[Aa]ny|[Aa]nother)\s+)?"
_BE = re.compile(
    r"\s*(?:\([^()]*\))?(?:,? (?:or|(?:also |often )*(?:known|abbreviated|referred to|called)(?: as)?) [^,.]{2,40},)?,?\s*(?P<be>is|are|was|were|has|have|refers?|helps?|provides?|allows?|solves?|makes?)\b"
)
_PLURAL_BE = frozenset(("are", "were", "have", "refer", "help", "provide", "allow", "solve", "make"))
_SINGLE_S = re.compile(r"(?:ss|us|is|ics|news|ops|ness|access|process|kubernetes)$", re.I)
# A thing that is not counted, by the look of its last word.
_MASS = re.compile(
    r"(?:ing|(?<!ele)(?<!docu)(?<!depart)(?<!appoint)(?<!require)(?<!assign)(?<!state)(?<!agree)ment|ance|ence|ity|ness|ship|ware|structure|ation|ology|age|tracking|access|leave|travel|research|feedback|data|work|pay|support|help|information|equipment|advice|content|design|code|health|time off|overtime|insurance)$",
    re.I,
)
_CLAUSE = re.compile(r"(?:how|what|why|when|where|who)\b", re.I)
_JOINS = re.compile(r"\s(?:of|for|to|in|on|at|with|by|from|as|about|across|during|between|under|via|after|before|without)\s", re.I)


@dataclass(frozen=True)
class Spoken:
    """The words as they stand in a sentence, and whether a plural verb goes with them."""

    words: str
    plural: bool = False

    def bare(self, entity: str) -> str:
        """The words as one types them into a box, without their article; the entity's name where they are that in quotation marks."""
        return entity if self.words[:1] == '"' else re.sub(r"^(?:an?|the) ", "", self.words)

    def slots(self, entity: str) -> dict[str, str]:
        """What a text's wordings may be filled with: the words, the same bare, and what agrees with them."""
        return {"thing": self.words, "bare": self.bare(entity), **self.agreeing}

    @property
    def agreeing(self) -> dict[str, str]:
        """Verbs, endings and pronouns that agree with the words."""
        one = {"is": "is", "does": "does", "s": "s", "es": "es", "they": "it", "them": "it"}
        return {"is": "are", "does": "do", "s": "", "es": "", "they": "they", "them": "them"} if self.plural else one


def prose(source: Source) -> str:
    """The document's sentences without headings, tables and code."""
    return "\n".join(block_piece(source, b).clean for b in source.blocks if b.kind in ("para", "item", "quote"))


def thing(entity: str, text: str, naming: Naming) -> Spoken:
    """What a document is about, said in a sentence. `text`: its prose."""
    bare = _ENDS.sub("", entity).strip()
    if re.fullmatch(r"[A-Z][a-z]+ as (?:an? )?[A-Z][a-z]+", bare):  # "platform as a service", which nobody has one of
        return Spoken(bare.lower())
    said = _said(bare, text)
    short = re.fullmatch(r".+ \(([A-Z][A-Za-z]{1,6})\)", entity)
    if short and not (_uncounted(naming.inside(bare)) or _with_article(bare, said)):
        other = _said(short[1], text)  # "an API", where the text never says "an application programming interface"
        words = (other.several and f"{short[1]}s") or _with_article(short[1], other)
        if words:
            return Spoken(words, bool(other.several))
    if not said.count:
        plain = naming.inside(bare)
        many = plain.islower() and 1 < len(plain.split()) < 4 and plain.endswith("s") and not _SINGLE_S.search(plain)
        if many:  # "monolithic apps", where the text has only "a monolithic application"
            return Spoken(plain, True)
        if plain.islower() and 1 < len(plain.split()) < 4 and not _uncounted(plain):  # words that the corpus writes small: no name
            return Spoken(f"{'an' if plain[0] in 'aeio' else 'a'} {plain}")
        return Spoken(f'"{entity}"')
    plural = said.plural
    words = _cased(bare, said, naming)
    if plural or said.own_s:
        return Spoken(words, plural)
    if _uncounted(words) and not said.articles["a"] + said.articles["an"]:
        return Spoken(words)
    named = bool(said.inner) and words[:1].isupper() and not said.articles["the"]
    if said.several and words.islower() and not said.articles.total():  # "service meshes", where no single one is spoken of
        return Spoken(said.several, True)
    return Spoken(_with_article(words, said) or (words if named else f'"{entity}"'))


def matter(heading: str, text: str, naming: Naming) -> str:
    """What a section is headed, said in a sentence; the heading itself in quotation marks where no words of the text tell how."""
    words = naming.inside(heading)
    if _CLAUSE.match(words):
        return words
    said = _said(heading, text)
    strange = any(w[:1].isupper() and not naming.known(w) for w in words.split()[1:])
    if said.count:
        words = _cased(heading, said, naming)
        if _uncounted(words):
            return words
        named = bool(said.inner) and words[:1].isupper() and not said.articles["the"]
        return _with_article(words, said) or (words if named else f'"{heading}"')
    if strange or (words.split()[0][:1].isupper() and not naming.known(words.split()[0])):
        return f'"{heading}"'
    return words if _uncounted(words) else f'"{heading}"'


def _uncounted(words: str) -> bool:
    """Whether the words stand without an article: a plural, or what is not counted."""
    head = _JOINS.split(words)[0].split()[-1]
    if words[:1].islower() and re.match(r"\w+ing\b", words):
        return True
    return (head.endswith("s") and not _SINGLE_S.search(head)) or bool(_MASS.search(head)) or bool(re.fullmatch(r"[A-Z][A-Z\d]+", head))


@dataclass
class _Said:
    """How often the text has the words, and how: with which article, in which case, with which verb."""

    count: int = 0
    articles: Counter[str] = field(default_factory=Counter)
    bare: int = 0
    stands: int = 0  # without article as the subject of its sentence
    lower: Counter[str] = field(default_factory=Counter)  # as written small inside a sentence
    inner: Counter[str] = field(default_factory=Counter)  # as written with capitals inside a sentence
    ahead: Counter[str] = field(default_factory=Counter)  # as written at the head of one, with one capital: "Blue-green deployment"
    plural: bool = False
    own_s: bool = False
    several: str = ""  # the plural, as the text has it


def _said(words: str, text: str) -> _Said:
    out, be = _Said(), {True: 0, False: 0}
    core = r"[\s-]+".join(map(re.escape, words.split()))
    for m in re.finditer(rf"{_BEFORE}(?P<n>\b{core})(?P<s>e?s)?(?!\w|-\w){_FREE}", text, re.I):
        out.count += 1
        inside = bool(re.search(r"[\w,] +$", text[max(0, m.start() - 2) : m.start()])) or bool(m["art"])
        if m["n"].islower() or (inside and m["n"][:1].islower()):
            out.lower[m["n"]] += 1
        elif inside:
            out.inner[m["n"]] += 1
        elif re.fullmatch(r"[A-Z][a-z]+(?:[\s-]+[a-z]+)+", m["n"]):
            out.ahead[m["n"]] += 1
        verb = _BE.match(text, m.end())
        if m["s"]:
            out.several = out.several or f"{m['n']}{m['s']}".lower()
            continue
        if verb:
            be[verb["be"] in _PLURAL_BE] += 1
        if m["art"]:
            out.articles[m["art"].lower()] += 1
        elif verb:
            out.stands += 1
        elif not re.search(r"[\w’']\s+$", text[max(0, m.start() - 2) : m.start()]) or re.search(
            r"\b(?:of|for|to|in|on|with|by|from|as|and|or|is|are|use|uses|using|about|via|like|called|into|than|through)\s+$",
            text[: m.start()][-12:],
            re.I,
        ):
            out.bare += 1
    head = words.split()[-1]
    ends_s = head.endswith("s") and not _SINGLE_S.search(head)
    named = out.inner.total() > out.lower.total()
    out.plural = ends_s and be[True] >= be[False] and (be[True] > 0 or not named)
    out.own_s = ends_s and not out.plural
    return out


def _cased(words: str, said: _Said, naming: Naming) -> str:
    """The words as they are mostly written inside sentences; half a title in small letters is written small to the end."""
    if said.lower.total() >= max(1, said.inner.total()):
        found = said.lower.most_common(1)[0][0]
    elif said.ahead and not said.inner and not naming.known(re.split(r"[\s-]", words)[0]):
        found = min(said.ahead).lower()
    else:
        found = said.inner.most_common(1)[0][0] if said.inner else naming.inside(words)
    plain = [w for w in re.findall(r"[A-Za-z]+", found) if w[1:].islower() and len(w) > 3]
    if not (any(w[0].isupper() for w in plain) and any(w[0].islower() for w in plain)):
        return found
    own = [w for w in re.findall(r"[A-Za-z]+", words) if len(w) > 3]
    if found[0].isupper() and all(w[0].isupper() for w in own):
        return words  # a name in full
    return re.sub(r"\b[A-Z](?=[a-z]{2,}\b)", lambda m: m[0].lower() if naming.small(found[m.start() :]) else m[0], found)


def _with_article(words: str, said: _Said) -> str:
    """The words with the article they mostly have; empty where it cannot be told whether they need one."""
    one, bare = said.articles["a"] + said.articles["an"], said.bare + said.stands
    if one and one >= bare:
        return f"{'an' if said.articles['an'] > said.articles['a'] else 'a'} {words}"
    if said.articles["the"] and not bare:
        return f"the {words}"
    return words if said.stands or bare > 1 else ""


_YOURS = {"my": "your", "am I": "are you", "I am": "you are", "I'm": "you're", "I": "you", "myself": "yourself", "me": "you"}
_MINE = re.compile(r"\b(?:my|am I|I am|I'm|I|myself|me)\b")


def yours_of(words: str) -> str:
    """What a reader asks of himself, told to him."""
    return _MINE.sub(lambda m: _YOURS[m[0]], words)
