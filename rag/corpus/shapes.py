"""English: further shapes of sentences with one figure, most of them spans of time: how soon, how long, how far ahead, since when."""

from __future__ import annotations

import re
from collections.abc import Callable

from rag.corpus.names import Naming

Rule = Callable[[str, str, str, str, Naming], tuple[str, str] | None]
MODAL = r"(?:must|should|can|may|will|need to|have to|has to|needs to)"
_MOD = r"(?:about |around |approximately |roughly |nearly |almost |only |just |exactly )?"
TIME_UNIT = re.compile(r"(?:second|minute|hour|day|week|month|year)s?$")
_CLAUSE = re.compile(r"\b(?:that|which|who|whose|whether|if|unless|because|but|and|or)\b")
# Verbs of "Schedule ... at least two days before ..."; the sentence is an order to the reader.
_ORDER = re.compile(
    r"(?:Allow|Apply|Arrive|Ask|Begin|Book|Bring|Call|Change|Check|Clean|Complete|Contact|Copy|Email|Ensure|Enter|Expect|File|Fill|Finish|Give|Inform|Join|Keep|Leave|Let|Make|Notify|Open|Order|Pay|Plan|Post|Prepare|Provide|Put|Register|Remove|Renew|Report|Request|Reserve|Respond|Return|Review|Run|Schedule|Send|Set|Sign|Spend|Start|Store|Submit|Take|Tell|Turn|Update|Upload|Use|Wait|Wash|Water|Write) "
)
_HEADS = "duration|limit|deadline|length|size|fee|price|rate|cost|fare|minimum|maximum|threshold|budget|period|age|capacity|allowance|charge|fine|deposit|rent|speed|weight|height|width|depth|distance|temperature|notice"
_PAST = {
    "issued": "issue", "created": "create", "launched": "launch", "published": "publish", "released": "release", "announced": "announce", "joined": "join", "opened": "open",
    "introduced": "introduce", "signed": "sign", "passed": "pass", "adopted": "adopt", "established": "establish", "founded": "found", "started": "start", "completed": "complete",
    "moved": "move", "closed": "close", "bought": "buy", "won": "win", "left": "leave", "began": "begin",
}  # fmt: skip
_KEPT = r"(?P<v>(?P<base>retain|keep|stay|remain|hold)s?)"
_GONE = r"(?P<v>(?P<base>expire|end|close|lapse|start|begin|achieve|receive|become|get)s?|qualify|qualifies)"


def units(figure: str) -> str:
    """What a figure counts in, in the plural."""
    unit = re.sub(r"^\S+ ", "", figure)
    return unit if unit.endswith(("s", "people", "staff", "feet", "m", "g")) else unit + "s"


def inside(subject: str, naming: Naming) -> str:
    """A subject inside a sentence: its first word small, unless it is, or begins, a name."""
    head, _, tail = subject.strip().partition(" ")
    if head in ("The", "A", "An", "You", "Your", "All", "Every", "Each", "Our", "Any", "New"):
        return f"{head.lower()} {tail}".strip()
    return subject if head == "I" or tail[:1].isupper() else f"{naming.inside(head)} {tail}".strip()


def do_does(verb: str) -> str:
    """The auxiliary that asks for what a verb in the present tells."""
    return "does" if verb.endswith("s") and not verb.endswith("ss") else "do"


def inverted(subject: str, modal: str) -> str:
    """The modal before its subject, as a question has it."""
    if modal in ("need to", "have to"):
        return f"do {subject} {modal}"
    if modal in ("needs to", "has to"):
        return f"does {subject} {'need to' if modal == 'needs to' else 'have to'}"
    return f"{modal} {subject}"


def after_of(right: str) -> str:
    """What a span of time begins with, behind "how soon": "of the request" is "after the request"."""
    return re.sub(r"^ of\b", " after", right)


def both(what: str, subject: str, verb: str, rest: str = "") -> tuple[str, str]:
    """A question and the same as a clause: ("How long must passwords be", "how long passwords must be"); `verb` is one that may stand before its subject."""
    return f"{what} {inverted(subject, verb)}{rest}", f"{what[0].lower()}{what[1:]} {subject} {verb}{rest}"


def until(span: str, event: str) -> tuple[str, str]:
    """How much of what it takes until something comes about: ("How many years of service until I get tenure", the same as a clause)."""
    return f"How many {span} until {event}", f"how many {span} it takes until {event}"


def _valid(left: str, right: str, figure: str, kind: str, naming: Naming) -> tuple[str, str] | None:
    """`S is valid for N years.`"""
    m = re.fullmatch(
        rf"(?P<s>[A-Z][^,]{{2,70}}?) (?P<be>is|are) (?P<v>valid|open|available|closed|stored|kept|retained|held) for (?:up to )?{_MOD}",
        left,
    )
    if not m or right or not TIME_UNIT.search(figure) or _CLAUSE.search(m["s"]):
        return None
    return both("How long", inside(m["s"], naming), m["be"], f" {m['v']}")


def _measure(left: str, right: str, figure: str, kind: str, naming: Naming) -> tuple[str, str] | None:
    """`The deadline for X is N.`: what is asked for has a name."""
    m = re.fullmatch(rf"(?P<s>[A-Z][^,]{{0,60}}?\b(?:{_HEADS})(?: (?:of|for|on|in|to|per) [^,]{{2,50}}?)?) (?P<be>is|was) {_MOD}", left)
    if (
        not m
        or (right and not re.fullmatch(r" (?:per|each|a|an|for|in|on) [^,]{2,40}", right))
        or _CLAUSE.search(m["s"])
        or kind == "percent"
    ):
        return None
    return both("What", inside(m["s"], naming), m["be"])


def _characters(left: str, right: str, figure: str, kind: str, naming: Naming) -> tuple[str, str] | None:
    """`Passwords must be [longer than] N characters.`"""
    m = re.fullmatch(rf"(?P<s>[A-Z][^,]{{2,50}}?) (?P<m>must|should|can|may) be (?P<b>at least |no longer than |up to )?{_MOD}", left)
    if (
        not m
        or kind != "amount"
        or not re.fullmatch(r"(?: long| in length)?", right)
        or not re.search(r"(?:characters|words|pages|lines|minutes|hours|feet|inches|metres|meters|cm|mm|m)$", figure)
    ):
        return None
    least = " at least" if m["b"] == "at least " else " at most" if m["b"] else ""
    return both("How long", inside(m["s"], naming), m["m"], f" be{least}")


def _every(left: str, right: str, figure: str, kind: str, naming: Naming) -> tuple[str, str] | None:
    """`S are reviewed every N days.`, `S are paid within N days [of ...].`"""
    m = re.fullmatch(
        rf"(?P<s>[A-Z][^,]{{2,70}}?) (?P<be>is|are) (?P<v>[a-z]+(?:ed|en|ught|id|pt|nt|de|ld))(?P<o>(?: (?:by|to|in|for) [^,]{{2,50}}?)?) (?P<p>every|within|after) {_MOD}",
        left,
    )
    if (
        not m
        or not TIME_UNIT.search(figure)
        or _CLAUSE.search(m["s"] + m["o"])
        or not re.fullmatch(r"(?: (?:of|after|from) [^,]{3,60})?", right)
    ):
        return None
    s = inside(m["s"], naming)
    if m["p"] == "every":
        return both("How often", s, m["be"], f" {m['v']}{m['o']}") if not right else None
    return both(f"How soon{after_of(right)}", s, m["be"], f" {m['v']}{m['o']}")


def _kept(left: str, right: str, figure: str, kind: str, naming: Naming) -> tuple[str, str] | None:
    """`S retain access to X for N years.`"""
    m = re.fullmatch(rf"(?P<s>[A-Z][^,]{{2,60}}?) {_KEPT} (?P<o>[a-z][^,]{{2,70}}?) for (?:up to )?{_MOD}", left)
    if not m or right or not TIME_UNIT.search(figure) or _CLAUSE.search(m["s"] + m["o"]):
        return None
    s = inside(m["s"], naming)
    return f"How long {do_does(m['v'])} {s} {m['base']} {m['o']}", f"how long {s} {m['v']} {m['o']}"


def _gone(left: str, right: str, figure: str, kind: str, naming: Naming) -> tuple[str, str] | None:
    """`Passwords expire after N days [of ...].`"""
    m = re.fullmatch(rf"(?P<s>[A-Z][^,]{{1,60}}?) {_GONE}(?P<o>(?: [a-z][^,]{{2,50}}?)?) after {_MOD}", left)
    if not m or not TIME_UNIT.search(figure) or _CLAUSE.search(m["s"] + m["o"]) or not re.fullmatch(r"(?: of [^,]{3,50})?", right):
        return None
    s, verb = inside(m["s"], naming), m["base"] or "qualify"
    if right:
        return until(f"{units(figure)}{right}", f"{s} {m['v']}{m['o']}")
    return f"How soon {do_does(m['v'])} {s} {verb}{m['o']}", f"how soon {s} {m['v']}{m['o']}"


def _ahead(left: str, right: str, figure: str, kind: str, naming: Naming) -> tuple[str, str] | None:
    """`You should VP at least N days in advance.`, `You may VP N months before CLAUSE.`"""
    m = re.fullmatch(
        rf"(?P<s>[A-Z][^,]{{0,50}}?) (?P<m>{MODAL}) (?P<vp>[a-z][^,]{{3,90}}?) (?P<p>at least |no later than |no more than )?{_MOD}", left
    )
    if (
        not m
        or not TIME_UNIT.search(figure)
        or _CLAUSE.search(m["s"] + m["vp"])
        or re.search(r" (?:for|within|in|every|to|of|after|by|over|than)$", " " + m["vp"])
    ):
        return None
    s, vp = inside(m["s"], naming), m["vp"]
    if re.fullmatch(r" (?:in advance|ahead of time|ahead|beforehand)", right):
        return both(f"How many {units(figure)} in advance", s, m["m"], f" {vp}")
    when = re.fullmatch(r" (before|after|prior to) ([^,]{3,60})", right)
    if not when or _CLAUSE.search(when[2]):
        return None
    return both(f"How many {units(figure)} {'before' if when[1] == 'prior to' else when[1]} {when[2]}", s, m["m"], f" {vp}")


def _told(left: str, right: str, figure: str, kind: str, naming: Naming) -> tuple[str, str] | None:
    """`Fill out the form at least N hours before the event.`, `Allow N days for your account setup.`, `Report it within N days of ...`"""
    m = re.fullmatch(
        rf"(?:Please )?(?P<vp>[A-Za-z][^,]{{3,80}}?)(?P<p> at least| no later than| within)? {_MOD}", left.replace("Please a", "Please A")
    )
    if (
        not _ORDER.match(re.sub(r"^Please (\w)", lambda p: p[1].upper(), left))
        or not m
        or not TIME_UNIT.search(figure)
        or _CLAUSE.search(left)
    ):
        return None
    vp = m["vp"][:1].lower() + m["vp"][1:]
    if vp in ("allow", "set aside"):
        span = re.fullmatch(r" (?:for|to) (?!(?:your|my) )[^,]{3,60}", right)  # which account, only its page would say
        return (f"How long should I {vp}{right}", f"how long to {vp}{right}") if span else None
    if m["p"] == " within":
        span = re.fullmatch(r" (?:of|after|from) [^,]{3,60}", right)
        return (f"How soon{after_of(right)} should I {vp}", f"how soon{after_of(right)} to {vp}") if span else None
    when = re.fullmatch(r" (before|after|prior to|ahead of) ([^,]{3,60})", right)
    if re.search(r" (?:for|within|in|every|to|of|after|by|over|than)$", " " + vp):
        return None
    if re.fullmatch(r" (?:in advance|ahead of time|beforehand)", right):
        return f"How many {units(figure)} in advance should I {vp}", f"how many {units(figure)} in advance to {vp}"
    if not when or _CLAUSE.search(when[2]):
        return None
    many = f"ow many {units(figure)} {'after' if when[1] == 'after' else 'before'} {when[2]}"
    return f"H{many} should I {vp}", f"h{many} to {vp}"


def _fronted(left: str, right: str, figure: str, kind: str, naming: Naming) -> tuple[str, str] | None:
    """`Within N days of X, S will VP.`, `After N years of X, S V O.`, `In May 2021, S issued O.`"""
    after = re.fullmatch(
        r"(?P<x>(?: of [^,]{3,60})?), (?P<s>(?:[A-Z]|you|the |an? |your |all |each )[^,]{0,60}?) (?P<m>must|should|can|may|will|achieve|receive|get|become|qualify) (?P<vp>[^,]{3,80})",
        right,
    )
    if left in ("Within ", "After ") and after and TIME_UNIT.search(figure) and not _CLAUSE.search(after["x"] + after["s"] + after["vp"]):
        s, m, vp = after["s"], after["m"], after["vp"]
        modal = re.fullmatch(MODAL, m)
        if left == "Within ":
            tail = after_of(after["x"])
            return both(f"How soon{tail}", s, m, f" {vp}") if modal else None
        if after["x"]:
            return until(f"{units(figure)}{after['x']}", f"{s} {m} {vp}")
        return f"How soon {m if modal else 'do'} {s} {'' if modal else m + ' '}{vp}", f"how soon {s} {m} {vp}"
    event = re.fullmatch(rf", (?P<s>(?:[A-Z]|the |an? )[^,]{{0,60}}?) (?P<v>{'|'.join(_PAST)}) (?P<o>[^,]{{3,80}})", right)
    if left in ("In ", "On ") and event and kind in ("date", "month") and not _CLAUSE.search(event["s"] + event["o"]):
        s = event["s"]
        if s.startswith("The "):  # a capital that an answer would copy
            return None
        return f"When did {s} {_PAST[event['v']]} {event['o']}", f"when {s} {event['v']} {event['o']}"
    return None


def _place_in_time(left: str, right: str, figure: str, kind: str, naming: Naming) -> tuple[str, str] | None:
    """`S is at TIME.`, `S was launched within X on DATE.`"""
    at = re.fullmatch(r"(?P<s>[A-Z][^,]{3,60}?) (?P<be>is|are|starts|begins|closes|opens|ends) at ", left)
    if at and kind == "time" and not right and not _CLAUSE.search(at["s"]):
        s = inside(at["s"], naming)
        if at["be"] in ("is", "are"):
            return both("What time", s, at["be"])
        return f"What time does {s} {at['be'][:-1]}", f"what time {s} {at['be']}"
    made = re.fullmatch(
        r"(?P<s>[A-Z][^,]{1,60}?) (?P<be>was|were) (?P<v>(?:first |officially |originally )?(?:founded|established|created|launched|formed|released|published|introduced|started|opened|approved)) (?P<o>(?:within|by|at|as|under|inside) [^,]{2,50}?) (?:in|on) ",
        left,
    )
    if made and kind in ("date", "month") and not right and not _CLAUSE.search(made["s"] + made["o"]):
        return both("When", inside(made["s"], naming), made["be"], f" {made['v']} {made['o']}")
    return None


RULES: tuple[Rule, ...] = (_valid, _measure, _characters, _every, _kept, _gone, _ahead, _told, _fronted, _place_in_time)
