"""Clauses as parts of sentences: which can stand side by side, where a sentence ends, capitals and end marks."""

from __future__ import annotations

import random
import re

IMPERATIVE = re.compile(
    r"(?:add|aim|allow|arrange|avoid|ban|base|be|begin|bold|bracket|break|bring|build|cap|capitalise|carry|check|choose|close|come|conclude|cover|cut|"
    r"divide|do|don't|draw|drop|end|finish|fit|fill|fold|follow|format|get|give|go|group|have|head|highlight|hold|include|keep|land|lay|lead|leave|let|"
    r"limit|list|make|mark|mention|mix|name|never|note|number|open|output|pick|place|pose|print|put|quote|raise|repeat|report|return|rhyme|round|save|say|"
    r"see|send|separate|set|show|sign|skip|slip|sort|spell|split|spread|sprinkle|start|stay|steer|stick|stop|style|tag|take|tie|title|top|touch|trim|type|use|"
    r"vary|work|wrap|write)\b"
)


def joins(clause: str, lang: str) -> bool:
    """Whether a clause can stand in one sentence with others: without marks of its own, and in English an imperative without an `and`."""
    if any(c in clause for c in "，,;；：:。?？"):
        return False
    bare = "".join(c for c in clause if not "\ue000" <= c <= "\uf8ff")
    return lang == "zh" or (" and " not in re.sub(r'"[^"]*"(?: and "[^"]*")+', "", bare) and IMPERATIVE.match(bare) is not None)


QUOTE_END, QUOTE_START = re.compile("”[\ue000-\uf8ff]*$"), re.compile("[\ue000-\uf8ff]*“")
SINGLE = re.compile(r"[^.?!。？！]+[.。]")  # one sentence: what follows ", and" must not hang on another
ASKS = re.compile(  # the last sentence is one that a length or a form can be hung on: ", in two paragraphs"
    r"(?:^|[.?!] )(?:please |(?:can|could) you (?:please )?)?(?:write|describe|tell|explain|show|give|draft|put|make|review|help|invite)\b"
    r"[^.,:;?!]+[.?]$",
    re.I,
)
TASK = re.compile(  # a sentence that says what to write: limits may follow it before whatever else the request has to say
    r"(?:[Pp]lease |(?:[Cc]an|[Cc]ould) you (?:please )?|Now )?(?:[Ww]rite|[Dd]escribe|[Tt]ell|[Ee]xplain|[Ss]how|[Gg]ive|[Dd]raft|[Pp]ut|[Mm]ake|"
    r"[Rr]eview|[Hh]elp|[Ii]nvite|[Ss]ay|[Tt]hank|[Ii]ntroduce|[Ll]ist|[Aa]nnounce|[Aa]nswer|[Ss]tart)\b|I need |I'd like |I want (?:a|an|the|some)\b"
)
CLOSED = re.compile(r"[.?!。？！](?:[\"”』」]|[\ue000-\uf8ff])*$")


def halves(request: str, rng: random.Random) -> tuple[str, str] | None:
    """A request of several sentences, parted behind one that says what to write; None where what is behind it is no sentence of its own."""
    parts = re.split(r"(?<=[.?!]) ", request)
    cuts = [i for i in range(1, len(parts)) if TASK.match(parts[i - 1])]
    if not cuts:
        return None
    cut = rng.choice(cuts)
    return " ".join(parts[:cut]), " ".join(parts[cut:])


def ended(text: str, mark: str) -> str:
    """The text with its end mark, unless a quotation at its end brings one: in Chinese a dot in it, as of “1.”, is none."""
    closed = CLOSED.search(text)
    return text if closed and not (mark == "。" and closed[0][0] == ".") else text + mark


def capital(text: str) -> str:
    """The first letter behind any marks as a capital."""
    for i, c in enumerate(text):
        if not "\ue000" <= c <= "\uf8ff":
            return text[:i] + c.upper() + text[i + 1 :]
    return text
