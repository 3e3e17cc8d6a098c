"""Putting a request together: constraints before it, in it, behind it, in a list, in the system prompt, in an earlier turn."""

from __future__ import annotations

import itertools
import random
import re
from dataclasses import dataclass, field
from typing import Any

from generators.marks import Marks
from instructions.clauses import ASKS, CLOSED, IMPERATIVE, QUOTE_END, QUOTE_START, SINGLE, capital, ended, halves, joins
from instructions.constraints.leaf import Leaf
from instructions.phrases import Phrasing
from instructions.suits import ONCE, OWN, of_a_part

# Where a row puts its constraints; "mixed" parts them.
STYLES = {"tail": 2, "head": 36, "woven": 370, "list": 62, "system": 70, "earlier": 12}
PLACES = ("head", "woven", "tail", "list", "system", "earlier")


@dataclass
class Asked:
    """The finished turns before the answer, and where each constraint is said: leaf number -> (turn, start, end, place)."""

    messages: list[dict[str, Any]]
    spans: dict[int, tuple[int, int, int, str]]
    style: str
    source: tuple[int, int, int] | None = None  # the material: turn, start, end


@dataclass
class Compound:
    """A condition with two branches: what decides, and the leaves that either branch asks."""

    cond: str
    name: str
    then: tuple[int, ...]
    other: tuple[int, ...]


@dataclass
class Ask:
    """A request being put together."""

    say: Phrasing
    rng: random.Random
    request: str
    purpose: str
    subject: str
    leaves: list[Leaf]
    style: str
    material: str = ""  # a text the request is about, shown after it
    compound: dict[int, Compound] = field(default_factory=dict)  # leaf number -> a sentence that says it together with another
    apart: frozenset[int] = frozenset()  # leaves that only a compound says
    groups: dict[int, list[int]] = field(default_factory=dict)  # leaf number -> leaves of the same part, said together with it
    paired: dict[int, list[int]] = field(default_factory=dict)  # leaf number -> leaves of the same paragraph, said with it in one clause
    sequence: list[int] | None = None  # the order in which they are said, where it matters
    plain: str = ""  # the bare request, without a reason of its own
    wish: str = ""  # a sentence of its own behind the request
    frames: bool = True
    terse: frozenset[int] = frozenset()  # leaves that are said without a reason or an aside, so that they can be quoted
    says: dict[int, str] = field(default_factory=dict)  # leaf number -> who wants it, as a sentence round {clause}
    open_end: bool = False  # the request is the user's own text, to be kept as it is
    marks: Marks = field(default_factory=Marks)

    @property
    def zh(self) -> bool:
        """Chinese."""
        return self.say.lang == "zh"

    def clause(self, n: int, place: str) -> str:
        """A constraint's clause, marked so that its place can be told afterwards."""
        if n in self.compound:
            both = self.compound[n]
            join = "，" if self.zh else " and "
            then, other = (join.join(self._branch(i, place) for i in part) for part in (both.then, both.other))
            return self.say.pick("branch.select", {"cond": both.cond, "then": then, "other": other, "x": both.name})
        if n in self.groups:
            if last := self.say.closing([self.leaves[i] for i in self.groups[n]]):
                return self.marks.wrap(last, leaf=n, place=place)
            clauses = [self.marks.wrap(self.say.bare(self.leaves[i]), leaf=i, place=place) for i in self.groups[n]]
            inside = [self.marks.wrap(c, place=place) for c in clauses]
            whole = ("；" if self.zh else "; ").join(inside) if any("，" in c or "," in c for c in inside) else self._join(inside)
            return self.say.pick("scope.group", {"token": self.leaves[n]["scope"]["after"], "clauses": whole})
        if n in self.paired:
            clauses = [self.marks.wrap(self.say.bare(self.leaves[i]), leaf=i, place=place) for i in self.paired[n]]
            joint = "，" if self.zh else "; " if any("," in c or " and " in c for c in clauses) else " and "
            return self.say.scoped(self.leaves[n]["scope"], joint.join(clauses))
        if self.leaves[n]["type"].startswith("link.") and "to" in self.leaves[n]["params"]:
            return self.say.pick("scope.under", {"token": self.leaves[n]["params"]["to"], "clause": self._one(n, place)})
        return self._one(n, place)

    def _branch(self, n: int, place: str) -> str:
        leaf = self.leaves[n]
        text = self.marks.wrap(self.say.bare(leaf, plain=True), leaf=n, place=place)
        token = leaf["scope"]["after"] if leaf.get("scope") else leaf["params"].get("to")
        return self.say.pick("scope.under", {"token": token, "clause": text}) if token else text

    def _one(self, n: int, place: str) -> str:
        text = self.say.bare(self.leaves[n], plain=True) if n in self.terse else self.say.clause(self.leaves[n])
        marked = self.marks.wrap(text, leaf=n, place=place)
        return self.says[n].replace("{clause}", marked) if n in self.says else marked

    def sentences(self, numbers: list[int], place: str, lead: str = "") -> str:
        """Clauses as sentences of one to three each."""
        out, at = [], 0
        if self.sequence is None:
            numbers = sorted(numbers, key=lambda n: of_a_part(self.leaves[n]))
        while at < len(numbers):
            size = self.rng.choice((1, 2, 2, 3))
            group = [self.clause(n, place) for n in numbers[at : at + size]]
            at += size
            if all(joins(g, self.say.lang) for g in group):
                out.append(self._join(group))
            else:
                out += group
        return self._written(out, lead)

    def _lead(self, key: str) -> str:
        return self.say.pick(key) if self.rng.random() < 0.45 and not self.says else ""

    def _join(self, clauses: list[str]) -> str:
        if self.zh:
            joined = clauses[0]
            for one, two in itertools.pairwise(clauses):
                # Two quotations with a comma between them would read as a series.
                joined += ("；" if QUOTE_END.search(one) and QUOTE_START.match(two) else "，") + two
            return joined
        comma = "," if len(clauses) > 2 or any(" and " in c for c in clauses) else ""
        return clauses[0] if len(clauses) == 1 else ", ".join(clauses[:-1]) + f"{comma} and {clauses[-1]}"

    def _written(self, sentences: list[str], lead: str) -> str:
        if self.zh:
            return lead + "".join(ended(s, "。") for s in sentences)
        lead += " " if lead else ""
        done = []
        for n, s in enumerate(sentences):
            s = s if n == 0 and lead and lead[-2:] not in (". ", "? ") and lead != "" else capital(s)
            done.append(ended(s, "."))
        return lead + " ".join(done)

    def build(self) -> Asked:
        """The turns."""
        numbers = [n for n in range(len(self.leaves)) if n not in self.apart]
        self.rng.shuffle(numbers)
        numbers = self._pair(numbers) if self.sequence is None else list(self.sequence)
        if self.compound:
            return self._forked(numbers)
        if self.style.startswith("whole_"):
            return self._whole(numbers, self.style.removeprefix("whole_"))
        if self.style != "woven":
            self.request += self.wish
            if self.plain:
                self.purpose = ""  # the request may have a reason of its own
        return {
            "tail": self._tail,
            "head": self._head,
            "woven": self._woven,
            "list": self._list,
            "system": self._system,
            "earlier": self._earlier,
        }[self.style](numbers)

    def _pair(self, numbers: list[int]) -> list[int]:
        """Two wishes for one paragraph are said together: the numbers of those that are said by themselves or open such a pair."""
        opened: dict[str, int] = {}
        for n in numbers:
            scope = self.leaves[n].get("scope") or {}
            if scope.get("part") == "paragraph" and n not in {*self.compound, *self.terse, *self.says}:
                first = opened.setdefault(str(scope), n)
                self.paired.setdefault(first, []).append(n)
        self.paired = {n: both for n, both in self.paired.items() if len(both) > 1}
        return [n for n in numbers if not any(n in both[1:] for both in self.paired.values())]

    def _pieces(self, *parts: str) -> str:
        parts = tuple(p for p in parts if p)
        text = parts[0] if parts else ""
        for before, part in itertools.pairwise(parts):
            # A request of the user's own without a mark at its end would run into what follows.
            runs = self.open_end and before.endswith(self.request) and not CLOSED.search(before.rstrip())
            text += ("\n" if runs else "" if self.zh else " ") + part
        return f"{text}\n\n{self.material}" if self.material else text

    def _tail(self, numbers: list[int]) -> Asked:
        lead = self._lead("ask.tail_lead")
        return self._done(
            [("user", self._pieces(self.request, self.purpose if self.rng.random() < 0.4 else "", self.sentences(numbers, "tail", lead)))]
        )

    def _plainly(self, numbers: list[int]) -> Asked:
        """Before or behind the request, where the style asked for does not suit these constraints."""
        if self.plain:
            self.purpose = ""  # the request may have a reason of its own
        return self._head(numbers) if self.rng.random() < 0.5 else self._tail(numbers)

    def _head(self, numbers: list[int]) -> Asked:
        lead = self._lead("ask.head_lead")
        cut = len(numbers) if self.request.rstrip()[-1:] in ":：" or len(numbers) < 4 or self.rng.random() < 0.5 else len(numbers) - 1
        rest = self.sentences(numbers[cut:], "tail") if cut < len(numbers) else ""
        head = self.sentences(numbers[:cut], "head", lead)
        return self._done([("user", self._pieces(head, self.request, rest))])

    def _woven(self, numbers: list[int]) -> Asked:
        """One or two constraints inside the request or its reason, the others round it."""
        request, reason = self.request, ""
        rest = list(numbers)
        request = self.plain or request
        hangs = not (self.zh or self.frames or self.wish or self.open_end) and ASKS.search(request)
        adverbs = [n for n in rest if (self.frames or hangs) and n not in self.compound and self.say.woven(self.leaves[n])]
        if adverbs and self.rng.random() < 0.98:
            n = self.rng.choice(adverbs)
            one = str(self.say.woven(self.leaves[n]))
            adverb = self.marks.wrap(one, leaf=n, place="woven")
            # Two lengths in one breath, as where they clash, would be nonsense on the face of it.
            second = [m for m in adverbs if m != n and self.leaves[m]["type"] != self.leaves[n]["type"]]
            rest.remove(n)
            if second and self.rng.random() < 0.97:
                m = self.rng.choice(second)
                said = str(self.say.woven(self.leaves[m]))
                if self.zh and said[:1] == one[:1] == "用":
                    said = said[1:]  # 用两段文字、用两百字 stutters
                more = self.marks.wrap(said, leaf=m, place="woven")
                adverb += ("、" if self.zh else " and ") + more
                rest.remove(m)
            framed = "" if hangs else self.say.framed(adverb, self.subject)
            request = f"{request[:-1]}, {adverb}{request[-1]}" if hangs else framed if self.zh else capital(framed)
        elif (
            not self.wish
            and not self.open_end
            and len(request) < (60 if self.zh else 140)
            and (self.zh or not re.search(r", | and ", request))
            and SINGLE.fullmatch(request)
            and self.rng.random() < 0.8
        ):
            return self._appended(numbers, request)
        elif not (self.zh or self.open_end) and (parts := halves(request + self.wish, self.rng)):
            cut = min(len(rest), self.rng.choice((2, 3, 4, 5, 6, 7)))
            amid, tail = self.sentences(rest[:cut], "woven"), self.sentences(rest[cut:], "tail") if rest[cut:] else ""
            return self._done([("user", self._pieces(parts[0], amid, parts[1], tail))])
        elif not self.purpose:
            self.request += self.wish
            if self.open_end and not CLOSED.search(self.request.rstrip()) and len(self.request) < 80:
                return self._appended(numbers)
            return self._plainly(numbers)
        simple = [
            n
            for n in rest
            if self.purpose
            and n not in self.compound
            and self.leaves[n]["type"] not in ("copy.sentence", "copy.request", "data.json")
            and (self.zh or not self.leaves[n].get("scope"))
        ]
        if simple and (len(rest) == len(numbers) or self.rng.random() < 0.97):
            take, clauses = self._few(simple)
            reason = self.say.pick("ask.because", {"purpose": self.purpose.rstrip("。."), "clause": self._join(clauses)})
            reason = ended(reason[:-1], reason[-1])
            rest = [n for n in rest if n not in take]
        cut = self.rng.randrange(len(rest) + 1) if rest and self.rng.random() < 0.5 else 0
        head = self.sentences(rest[:cut], "head") if cut else ""
        tail = self.sentences(rest[cut:], "tail", self._lead("ask.tail_lead")) if rest[cut:] else ""
        request += self.wish
        return self._done([("user", self._pieces(head, request, reason, tail))])  # "It goes on a board": what does, is said before

    def _appended(self, numbers: list[int], request: str = "") -> Asked:
        """Behind the request, in the same sentence; the others after it."""
        ran = self._run_on(sorted(numbers, key=lambda n: n in self.compound), request)
        if ran is None:
            return self._plainly(numbers)
        return self._done([("user", self._pieces(*ran))])

    def _run_on(self, numbers: list[int], request: str = "") -> tuple[str, str] | None:
        """(the request with a few constraints in its sentence, the others); None where it bears none."""
        simple = [n for n in numbers if n not in self.compound]
        if not simple:
            return None
        take, said = self._few(simple)
        if not self.zh and not (
            joins(said[0], "en") and IMPERATIVE.match((request or self.request)[:1].lower() + (request or self.request)[1:])
        ):
            return None
        bare = (request or self.request).rstrip().rstrip("。." if request else "")
        first = f"{bare}{'，' if self.zh else ', and ' if len(take) == 1 else ', '}{self._join(said)}"
        left = [n for n in numbers if n not in take]
        return ended(first, "。" if self.zh else "."), self.sentences(left, "tail") if left else ""

    def _few(self, numbers: list[int], most: int = 3) -> tuple[list[int], list[str]]:
        """Up to `most` constraints that one sentence can hold, and their clauses; the first one alone where none can be joined."""
        want, take, said = min(most, self.rng.choice((1, 2, 3, 3, 3))), list[int](), list[str]()
        for n in numbers:
            text = self.clause(n, "woven")
            if not joins(text, self.say.lang) and not self.leaves[n].get("scope"):
                self.terse |= {n}  # without its reason
                text = self.clause(n, "woven")
            if joins(text, self.say.lang):
                take.append(n)
                said.append(text)
            if len(take) == want:
                break
        return (take, said) if take else (numbers[:1], [self.clause(numbers[0], "woven")])

    def _list(self, numbers: list[int]) -> Asked:
        if len(numbers) < 3:
            return self._plainly(numbers)
        mark = self.rng.choice(("- ", "{}. ", "{}) ", "· ", "• ") if not self.zh else ("- ", "{}. ", "{}、", "（{}）", "· "))
        closing = self.rng.choice(("", "", "。", "；")) if self.zh else self.rng.choice(("", "", ".", ";"))
        lines = []
        for i, n in enumerate(numbers, 1):
            end = "" if i == len(numbers) and closing in ("；", ";") else closing
            text = self.clause(n, "list")
            text = text if self.zh else capital(text)
            lines.append(f"{mark.format(i)}{ended(text, end) if end in ('。', '.') else text + end}")
        block = f"{self.say.pick('ask.list_lead')}\n" + "\n".join(lines)
        asked = self._pieces2(self.request, self.purpose if self.rng.random() < 0.4 else "")
        parts = [asked, block] if self.rng.random() < 0.75 else [block, asked]
        text = "\n\n".join(parts) if self.rng.random() < 0.5 else "\n".join(parts)
        return self._done([("user", f"{text}\n\n{self.material}" if self.material else text)])

    def _pieces2(self, *parts: str) -> str:
        return ("" if self.zh else " ").join(p for p in parts if p)

    def _generic_first(self, numbers: list[int]) -> tuple[list[int], list[int]]:
        """What can be a standing rule, and what belongs to this one text."""
        house = [n for n in numbers if not self.leaves[n]["type"].startswith((*OWN, *ONCE)) and not self.leaves[n].get("scope")]
        keep = house[:-1] if len(house) == len(numbers) > 2 else house  # something is left for the user to say
        return keep, [n for n in numbers if n not in keep]

    def _system(self, numbers: list[int]) -> Asked:
        house, rest_ = self._generic_first(numbers)
        if len(house) < min(2, len(numbers)):
            return self._plainly(numbers)
        role, lead = "" if self.open_end else self.say.pick("ask.system_role"), self.say.pick("ask.system_lead")
        rules = self.sentences(house, "system", lead)
        rest = self.sentences(rest_, "tail") if rest_ else ""
        purpose = self.purpose if self.rng.random() < 0.4 else ""
        return self._done([("system", self._pieces2(role, rules)), ("user", self._pieces(self.request, purpose, rest))])

    def _whole(self, numbers: list[int], place: str) -> Asked:
        """Everything but what hangs on the material stands before the request: in the system prompt, or in a turn of its own."""
        self.style = place
        if place == "system":
            # The last step stays with the user, a bare request would be anybody's; so do words of a text that the prompt cannot know.
            asked = [n for n in numbers if n == numbers[-1] or self._own(n)]
            house = [n for n in numbers if n not in asked]
            if not house:
                return self._head(numbers)
            rules = self._pieces2(self.say.pick("ask.system_role"), self.sentences(house, "system", self.say.pick("ask.whole_lead")))
            return self._done([("system", rules), ("user", self._pieces(self.request, self.sentences(asked, "tail")))])
        rules = self.sentences(numbers, "earlier", self.say.pick("ask.earlier_lead"))
        request = self.say.pick("ask.earlier_ask", {"request": self.request})
        return self._done([("user", rules), ("assistant", self.say.pick("ask.earlier_ack")), ("user", self._pieces(request))])

    def _own(self, n: int) -> bool:
        """Whether a leaf, or one of its group, speaks of words of the text at hand."""
        return any(self.leaves[i]["type"].startswith((*OWN, *ONCE)) for i in self.groups.get(n, [n]))

    def _forked(self, numbers: list[int]) -> Asked:
        """A condition is set by somebody who has not seen the message yet: in the system prompt, or before the message is sent."""
        self.style = place = "system" if self.rng.random() < 0.6 else "earlier"
        house = [n for n in numbers if not self._own(n)]
        if not house:  # what hangs on the message is all about words of the text, which only the user knows
            self.style = place = "system"
        rules = self.sentences(house, place, self.say.pick(f"ask.fork_{place}")) if house else self.say.pick("ask.system_role")
        own = [n for n in numbers if n not in house]
        rest = self.sentences(own, "tail") if own else ""
        if place == "system":
            return self._done(
                [("system", rules), ("user", self._pieces(self.request, self.purpose if self.rng.random() < 0.4 else "", rest))]
            )
        return self._done([("user", rules), ("assistant", self.say.pick("ask.fork_ack")), ("user", self._pieces(self.request, rest))])

    def _earlier(self, numbers: list[int]) -> Asked:
        house, rest_ = self._generic_first(numbers)
        if len(house) < min(2, len(numbers)):
            return self._plainly(numbers)
        rules = self.sentences(house, "earlier", self.say.pick("ask.earlier_lead"))
        rest = self.sentences(rest_, "tail") if rest_ else ""
        request = self.say.pick("ask.earlier_ask", {"request": self.request})
        return self._done([("user", rules), ("assistant", self.say.pick("ask.earlier_ack")), ("user", self._pieces(request, rest))])

    def _done(self, turns: list[tuple[str, str]]) -> Asked:
        messages, spans, source = [], {}, None
        for turn, (role, marked) in enumerate(turns):
            text, found = self.marks.strip(marked)
            message: dict[str, Any] = {"role": role, "content": text}
            if role == "assistant":
                message["weight"] = 0
            messages.append(message)
            for f in found:
                if "leaf" in f.info:
                    spans[f.info["leaf"]] = (turn, f.start, f.end, f.info["place"])
                elif "source" in f.info:
                    source = (turn, f.start, f.end)
        return Asked(messages, spans, self.style, source)
