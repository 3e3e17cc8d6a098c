"""English: a statement of a known shape becomes a question for its figure (`Reviews take 20 minutes.` -> `How long do reviews take?`)."""

from __future__ import annotations

import re

from rag.corpus import shapes
from rag.corpus.asked import Asked
from rag.corpus.figures import figures
from rag.corpus.names import Naming
from rag.corpus.shapes import MODAL, TIME_UNIT, after_of, both, do_does, inside, units
from rag.corpus.structure import Block

_BAD_START = re.compile(
    r"^(?:This|That|These|Those|It|They|He|She|His|Her|Its|Their|However|But|And|So|Also|Therefore|Additionally|Instead|Then|Here|There|Such|For example|If|When|While|Although|Because|Once|As|In|On|At|By|After|Before|Note|Both|Either|Another|Other|Some|Many|Each one|One|Finally|First|Second|Next|Last|Let|We|I|Our|My|Or|Yes|No|Not)\b"
)
_MOD = r"(?:about |around |approximately |roughly |nearly |almost |only |just |exactly |typically |usually |generally )?"
_BOUND = r"(?:up to |at least |at most |no more than |no less than |a minimum of |a maximum of |a total of )?"
_SUBJECT = r"(?P<s>[A-Z][^,;:()\"“”]{1,60}?)"
_BASE = {"takes": "take", "take": "take", "lasts": "last", "last": "last", "costs": "cost", "cost": "cost", "requires": "require", "require": "require", "includes": "include", "include": "include", "contains": "contain", "contain": "contain", "has": "have", "have": "have", "offers": "offer", "offer": "offer", "provides": "provide", "provide": "provide", "receives": "receive", "receive": "receive", "gets": "get", "get": "get", "earns": "earn", "earn": "earn", "accrues": "accrue", "accrue": "accrue"}  # fmt: skip
_MADE = "founded|established|created|launched|formed|released|published|signed|passed|introduced|started|opened|updated|last updated|enacted|approved"
_CASE = re.compile(r"((?:If|To|In order to|After|Once|When) [^,]{4,90}), ")
LONGEST = 14  # words of a question that somebody would type
_LEAST = re.compile(r"\b(?:at least|no (?:less|fewer) than|a minimum of) $")
_FRONTED = re.compile(r"(?:In|On|Within|After) $")
_UNFIT = re.compile(r"\b\d+\b|[()\"“”:;]|\bremind|\b(?:this|these|those|it|they|here|such|satisfactory|pursuant|conversion)\b", re.I)
_SHORT = re.compile(r" \([A-Z][A-Za-z&]{1,9}\)|, (?:formerly|previously|also known as|also called) [^,]+,")  # "Employee Express (EEX)"
_INITIALS = re.compile(r"\b((?:(?!The )[A-Z][a-z]+ ){2,4})\(([A-Z]{3,5})\)")
# What a sentence adds behind a figure that is no part of the question.
_ASIDE = re.compile(
    r" \([^()]*\)$|, (?:so|but|unless|as|even|to|in order|otherwise|and|confirming|including|depending|provided|whichever|if|though|although|which|where|when)\b.*$"
)
_LEAD = re.compile(
    r"^(?:Please note(?: that|:)|Note(?: that|:)|Remember(?: that|:)|Typically|Generally|In general|Usually|Currently|By default|On average|As a rule|Normally|In most cases|Keep in mind that|Also),? ",
    re.I,
)


def _abbreviated(m: re.Match[str]) -> str:
    """A name with its abbreviation behind it, as people say it."""
    return m[2] if "".join(w[0] for w in m[1].split()) == m[2] else m[0]


def lowered(words: str) -> str:
    """A label as it stands inside a sentence: its first word small unless it is an acronym."""
    if words.isupper() and len(words) > 3:
        return words.lower()
    return words if re.match(r"[A-Z][A-Z\d]|[A-Z]\w*[A-Z]", words) else words[:1].lower() + words[1:]


def question(text: str, block: Block, naming: Naming) -> Asked | None:
    """The question for the only figure of the sentence; None where the sentence has no shape that is known."""
    ahead = _LEAD.match(text)
    skipped = ahead.end() if ahead else 0
    text = text[skipped : skipped + 1].upper() + text[skipped + 1 :]
    found = figures(text, "en")
    if len(found) != 1 or not 24 <= len(text) <= 220 or not (text[-1:] == "." or (block.kind == "item" and text[-1:].isalnum())):
        return None
    figure = found[0]
    left, right = text[: figure.start], text[figure.end :].removesuffix(".")
    case = _CASE.match(left)  # "If you plan to move, ...": asked behind the question
    if case:
        left = left[case.end() :][:1].upper() + left[case.end() :][1:]
    said = f"{text[: figure.start]}\x03{right}."
    right = _ASIDE.sub("", right)
    said = f"{text[: figure.start]}\x03{right}."
    left, right = (_SHORT.sub("", _INITIALS.sub(_abbreviated, side)) for side in (left, right))
    left = re.sub(r"^(?:All |Every |Our )?(?:Employees?|Staff|employees?|staff)(?= (?:must|should|can|may|have to|need to) )", "You", left)
    if (_BAD_START.match(left) and not _FRONTED.match(left)) or _UNFIT.search(left + right + (case[0] if case else "")):
        return None
    for rule in (_verb, _modal, _object, _passive, _after, _made, _clock, *shapes.RULES):
        made = rule(left, right, figure.text, figure.kind, naming)
        if made and _LEAST.search(left) and not re.search(r"\bat (?:most|least)\b", made[0]):
            return None  # "at least three days" is not three days
        if made:
            if len(made[0].split()) > LONGEST or (case and len(f"{made[0]} {case[1]}".split()) > LONGEST + 2 * case[1].startswith("If")):
                return None  # the page's own sentence, turned round
            asked, attr = (f"{words} {case[1][:1].lower()}{case[1][1:]}" if case else words for words in made)
            return Asked(
                "figure",
                skipped + figure.start,
                skipped + figure.end,
                figure.kind,
                {"q": (q := plainly(mine_of(asked))), "said": said, "attr": plainly(mine_of(attr)), "keys": keywords(q)},
            )
    return None


_AUX = "must|should|can|may|will|would|do|does|did|need|have|has|had|was|could"

_JOINED = "if|when|once|that|what|soon|long|time|after|often|until|where|while|before|unless|because|and|or|but|how|as|whether|which|who|whom|than"


def mine_of(words: str) -> str:
    """What a text says to `you`, asked by that reader: "I" where it is the subject, else "me"."""
    for pattern, mine in (
        (r"\b[Yy]ou (?:are|ARE)\b", "I am"),
        (r"\byou['’]re\b", "I’m"),
        (r"\byou['’]ve\b", "I’ve"),
        (r"\b[Yy]ou were\b", "I was"),
        (r"\bare you\b", "am I"),
    ):
        words = re.sub(pattern, mine, words)
    words = re.sub(rf"\b(?P<aux>{_AUX}) [Yy]ou\b", r"\g<aux> I", words)
    words = re.sub(rf"\b[Yy]ou (?P<aux>{_AUX}|achieve|receive|get|work|use|take)\b", r"I \g<aux>", words)
    words = re.sub(rf"(^|\b(?:{_JOINED}) )[Yy]ou\b", r"\1I", words)
    words = re.sub(r"\b[Yy]ou\b", "me", words)
    words = re.sub(r"\byourself\b", "myself", re.sub(r"\b[Yy]our\b", "my", words))
    return words.replace("will I have", "do I have").replace("I will have", "I have")


# What a page writes and its reader would not say.
_STIFF = (
    (r"’", "'"),
    (r"\bI (?:am|'m) unable to\b", "I can't"),
    (r"\bI (?:am|'m) required to\b", "I have to"),
    (r"\bam I given\b", "do I get"),
    (r"\bI (?:am|'m) given\b", "I get"),
    (r"\bI am\b", "I'm"),
    (r"\bI have (?=been\b|ever\b)", "I've "),
    (r"\b(do|does) not\b", r"\1n't"),
    (r"\bcannot\b", "can't"),
    (r"\bI receive\b", "I get"),
    (r"\b([Ww]ill|[Cc]an|[Dd]o) I receive\b", r"\1 I get"),
    (r"\b(I (?:can|will|may|must)) receive\b", r"\1 get"),
    (r"\bretain(s?) access\b", r"keep\1 access"),
    (r"\bobtain\b", "get"),
    (r"\badditional\b", "extra"),
    (r"\bmy approved RA incurs\b", "my RA causes"),
    (r"\bincurs?\b", "have"),
    (r"\banticipate(?: any)?\b", "expect a"),
    (r"\b(?:an extended|a prolonged) period(?: of time)?\b", "a long time"),
    (r"\bin order to access\b", "to get"),
    (r"\bin order to\b", "to"),
    (r"\bas a result of\b", "because of"),
    (r"\bprior to\b", "before"),
    (r"\bin a single\b", "in one"),
    (r"^([Hh])ow many (?:seconds|minutes|hours|days|weeks|months) (do I have|I have) to\b", r"\1ow long \2 to"),
    (r"\bachieve tenure\b", "get tenure"),
    (r"\bpurchase\b", "buy"),
    (r"\butili[sz]e\b", "use"),
    (r"\bindividuals\b", "people"),
    (r"\bhave exhausted\b", "have used up"),
    (r"\b(?:At|at) any point(?: in the process)?\b ?", ""),
    (r"\bam going to\b", "'m going to"),
)


def plainly(words: str) -> str:
    """A question in the words of one who asks, where its page has those of an office."""
    for stiff, plain in _STIFF:
        words = re.sub(stiff, plain, words)
    return re.sub(r"  +", " ", words).strip()


_ASKING = re.compile(
    r"^(?:what (?:happens to|happens|should I do|can I do|is|are)|how (?:do|can|should) I|which|who else|who|when (?:did|was|were|is|are)|how (?:long|soon|often) (?:do|does|must|will|can|should|is|are)|how much|how many)\b ?",
    re.I,
)
_FILLING = re.compile(r"\b(?:I'm|I've|I|me|my|myself|the|an?|if|does|do|don't|until|will|it|takes|should|have to|have|get|be)\b ?", re.I)


def keywords(question: str) -> str:
    """English: what one types for a question into a box that finds pages."""
    span = re.match(r"how (?:long|soon|often)\b", question, re.I)
    words = re.sub(r"  +", " ", _FILLING.sub("", _ASKING.sub("", question))).strip(" ,")
    return f"{span[0].lower()} {words}" if span else words


def _verb(left: str, right: str, figure: str, kind: str, naming: Naming) -> tuple[str, str] | None:
    """`S takes N minutes [to/for ...].`, `S costs $N.`, `S has N members.`"""
    match = re.fullmatch(
        rf"{_SUBJECT} (?:typically |usually |generally |normally |also |often )?(?P<v>{'|'.join(_BASE)}) (?:for )?{_MOD}{_BOUND}", left
    )
    rest = re.fullmatch(r"(?P<rest>(?: (?:of|for|per|before|after|from|in|on|to|with|until|each|a|every)\b[^,]{1,70})?)", right)
    if not match or not rest or re.search(rf"\b(?:and|or|that|which|who|{MODAL})\b|\bthe$", match["s"]):
        return None
    s, v, tail = inside(match["s"], naming), match["v"], rest["rest"]
    aux, base = do_does(v), _BASE[v]
    if kind == "money" and base == "cost":
        return f"How much {aux} {s} cost{tail}", f"how much {s} {v}{tail}"
    if kind == "amount" and base in ("take", "last") and TIME_UNIT.search(figure):
        return f"How long {aux} {s} {base}{tail}", f"how long {s} {v}{tail}"
    if kind == "amount" and base not in ("cost",) and not tail.startswith(" to"):
        return (
            f"How many {units(figure)}{tail if tail.startswith(' of') else ''} {aux} {s} {base}{'' if tail.startswith(' of') else tail}",
            f"how many {units(figure)}{tail if tail.startswith(' of') else ''} {s} {v}{'' if tail.startswith(' of') else tail}",
        )
    return None


def _modal(left: str, right: str, figure: str, kind: str, naming: Naming) -> tuple[str, str] | None:
    """`S must VP within N days of ...`, `S can VP up to N hours of ...`"""
    match = re.fullmatch(
        rf"{_SUBJECT} (?P<m>{MODAL}) (?P<vp>[a-z][^,]{{2,90}}?) (?P<p>within|for|up to|at least|no more than|for at least|for up to|in|every) {_MOD}",
        left,
    )
    if not match or kind != "amount" or not re.fullmatch(r"(?: [a-z][^,]{1,60})?", right):
        return None
    s, modal, vp, p = inside(match["s"], naming), match["m"], match["vp"], match["p"]
    if re.search(r"\b(?:that|which|who|and|or)\b", match["s"]) or re.search(
        r"\b(?:if|unless|because|but|and|that|which|who)\b", vp + right
    ):
        return None
    unit = units(figure)
    if p in ("within", "in") and TIME_UNIT.search(figure):
        return both(f"How soon{after_of(right)}", s, modal, f" {vp}")
    if p in ("for", "for at least", "for up to") and TIME_UNIT.search(figure):
        return both("How long", s, modal, f" {vp}{right}")
    if p in ("up to", "no more than", "at least") and re.fullmatch(
        r"(?: of [^,]*| (?!in |before |after |ahead |prior )[a-z]+s\b[^,]*)?", right
    ):
        bound = "" if p == "at least" else " at most"
        return both(f"How many {unit}{right}", s, modal, f" {vp}{bound}")
    if p == "every" and TIME_UNIT.search(figure):
        return both("How often", s, modal, f" {vp}{right}")
    return None


def _object(left: str, right: str, figure: str, kind: str, naming: Naming) -> tuple[str, str] | None:
    """`S can receive up to N hours of leave per year.`"""
    match = re.fullmatch(
        rf"{_SUBJECT} (?P<m>{MODAL}|(?:are|is) (?:also )?able to) (?:also |only )?(?P<v>receive|take|use|earn|carry over|claim|request|have|accrue|work|bill|spend|get|hold|store|add|provide|include|contain|complete) {_MOD}(?P<b>{_BOUND})",
        left,
    )
    tail = re.fullmatch(r"(?P<of>(?: of [a-z][^,]{2,40}?)?)(?P<rest>(?: (?:per|each|every|a|in a|during|for|to) [^,]{2,60})?)", right)
    if not match or not tail or kind not in ("amount", "money") or re.search(r"\b(?:that|which|who|and|or)\b", match["s"] + tail["of"]):
        return None
    s, modal = inside(match["s"], naming), "can" if "able" in match["m"] else match["m"]
    # Who must have at least five years is asked how many he must have; who may take up to five, how many he may take at most.
    bound = " at most" if re.search("up to|most|no more|maximum", match["b"]) else ""
    much = f"How many {units(figure)}{tail['of']}" if kind == "amount" else "How much"
    return both(much, s, modal, f" {match['v']}{bound}{tail['rest']}")


def _passive(left: str, right: str, figure: str, kind: str, naming: Naming) -> tuple[str, str] | None:
    """`S are given N hours of ...`, `S is limited to N people.`"""
    match = re.fullmatch(
        rf"{_SUBJECT} (?P<be>is|are) (?P<v>given|allowed|allotted|granted|limited to|capped at|entitled to|required to (?:have|complete|take|work)|expected to (?:work|bill|spend|take|complete)) {_MOD}{_BOUND}",
        left,
    )
    tail = re.fullmatch(
        r"(?P<of>(?: of [a-z][^,]{2,40}?)?)(?P<rest>(?: (?:per|each|every|a|weekly|monthly|yearly|annually|for|to) ?[^,]{0,60})?)", right
    )
    if not match or not tail or kind != "amount" or re.search(r"\b(?:that|which|who|and|or)\b", match["s"] + tail["of"]):
        return None
    return both(f"How many {units(figure)}{tail['of']}", inside(match["s"], naming), match["be"], f" {match['v']}{tail['rest']}")


def _after(left: str, right: str, figure: str, kind: str, naming: Naming) -> tuple[str, str] | None:
    """`S clears the clipboard after N seconds.`"""
    match = re.fullmatch(
        r"(?P<s>(?:The |A |An )?(?:[\w-]+ ){0,3}[\w-]+) (?P<v>[a-z]{2,}s) (?P<o>(?:[a-z][^,]{2,50} )?)(?P<p>after|every|within) ", left
    )
    if (
        not match
        or kind != "amount"
        or not TIME_UNIT.search(figure)
        or len(right) > 50
        or re.search(r"\b(?:that|which|who|and|or|is|was|has|does|if|are|were|have|been)\b", f"{match['s']} {match['o']} {match['v']}")
    ):
        return None
    if re.search(r"(?:ss|ous|ings)$", match["v"]) or match["s"].split()[-1].endswith("s"):
        return None
    s, v = inside(match["s"], naming), match["v"]
    base = v[:-3] + "y" if v.endswith("ies") else v[:-2] if v.endswith(("shes", "ches", "xes", "sses", "oes")) else v[:-1]
    if match["p"] == "every":
        return f"How often does {s} {base} {match['o']}".rstrip(), f"how often {s} {v} {match['o']}".rstrip()
    if right:
        return None
    return f"How soon does {s} {base} {match['o']}".rstrip(), f"how soon {s} {v} {match['o']}".rstrip()


def _made(left: str, right: str, figure: str, kind: str, naming: Naming) -> tuple[str, str] | None:
    """`S was founded in March 2014 ...`"""
    match = re.fullmatch(rf"{_SUBJECT} (?P<be>was|were) (?:first |officially |originally )?(?P<v>{_MADE}) (?:in|on) ", left)
    if not match or kind not in ("date", "month") or right or re.search(r"\b(?:that|which|who)\b", match["s"]):
        return None
    return both("When", inside(match["s"], naming), match["be"], f" {match['v']}")


def _clock(left: str, right: str, figure: str, kind: str, naming: Naming) -> tuple[str, str] | None:
    """`S starts at 9:30 am [on ...].`"""
    match = re.fullmatch(rf"{_SUBJECT} (?P<v>starts?|begins?|opens?|closes?|ends?|meets?)(?P<mid>(?: [A-Za-z ]{{1,30}})?) (?:at|by) ", left)
    if not match or kind != "time" or len(right) > 40 or re.search(r"\b(?:that|which|who|and)\b", match["s"]):
        return None
    s, v = inside(match["s"], naming), match["v"]
    base = v[:-1] if v.endswith("s") else v
    return f"What time {do_does(v)} {s} {base}{match['mid']}{right if right.startswith(' on') else ''}", f"what time {s} {v}{match['mid']}"
