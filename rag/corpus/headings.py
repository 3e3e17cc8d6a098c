"""Sections: what a heading promises, and the sentences or list below it that keep the promise."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from rag.corpus.fitness import answers, commonplace, defines_another, leans, limps, points_elsewhere, says_more, slips
from rag.corpus.mined import Mined, Piece, piece, sentences
from rag.corpus.names import Naming
from rag.corpus.spoken import matter, prose
from rag.corpus.structure import Block, Source, holed

# A heading of a known meaning has questions of its own; others are asked for by their words.
_KINDS = {
    "zh": (
        ("summary", re.compile(r"^(?:摘要|内容提要|提要)$")),
        ("intro", re.compile(r"^(?:是什么|什么是.*|简介|介绍|概述|概要|定义|背景|.*是什么)[？?]?$")),
        ("problem", re.compile(r"^(?:它?(?:所|要)?(?:解决|应对)的?(?:什么)?(?:的)?问题|问题)$")),
        ("help", re.compile(r"^(?:它?如何(?:提供)?帮助|它?(?:有什么|的)?(?:帮助|好处|优点|优势|作用|用处|价值)|如何解决(?:问题)?|怎样解决|如何提供帮助)$")),
        ("need", re.compile(r"^(?:必备)?(?:原料|材料|食材|工具|用料)(?:[和与及、](?:工具|原料|材料|调料))?(?:准备)?$|^(?:准备工作|前提条件?|准备材料|所需材料|先决条件)$")),
        ("notes", re.compile(r"^(?:附加内容|注意事项|注意|小?贴士|提示|技巧|补充|备注|常见错误)$")),
    ),
    "en": (
        ("summary", re.compile(r"^(?:abstract|summary)$", re.I)),
        ("intro", re.compile(r"^(?:overview|introduction|about|what (?:it|this) is|definition|summary|what is .*)\??$", re.I)),
        ("problem", re.compile(r"^(?:the )?problems? (?:it|this|they) address(?:es)?$", re.I)),
        ("help", re.compile(r"^how (?:it|this|they) helps?$", re.I)),
        ("need", re.compile(r"^(?:prerequisites?|requirements|what you(?:'|’)ll need|what you need|before you (?:start|begin)|materials|ingredients)$", re.I)),
        ("notes", re.compile(r"^(?:notes?|tips|things to (?:know|note|remember)|caveats|limitations|common mistakes)$", re.I)),
    ),
}  # fmt: skip
_SKIP = {
    "zh": re.compile(r"相关术语|相关|参考|参见|目录|链接|更新|致谢|版权|许可|操作|步骤|计算|总结|附录|\d|^.$|[（(：:|/]"),
    "en": re.compile(
        r"related|see also|further reading|additional|resources?$|references?|links?|contents|changelog|history|acknowledg|licen[cs]e|appendix|faqs?$|questions\??$|contact|next steps?|summary|conclusion|misc|general|other|example|introduction|overview|"
        r"background|step \d|phase \d|week \d|day \d|\d|[:(){}|/&,\[\]<>“”\"]|\b(?:we|us|you|i|they|he|she|our|your|my|their)\b| - |^\W|(?:checklists?|templates?|lists?|guide|examples?|triggers?|strategies|principles)$|^(?:types?|kinds?|principles) of\b|^(?:once|after|before|during|alternate)\b|\btriggers that\b|[a-z] (?:unreliable|broken|slow|missing|late)$|^(?:what|who|why|where|when|how (?:it|they|to))\b|^(?:if|when|as|in|on|for|and|or|with|from|to|at|by|about|our|your|my|no|other|the following|more|some|this|these|that|it|they)\b|^\w{1,3}$|\.$|!$",
        re.I,
    ),
}
_ASKS = {
    "zh": re.compile(r"^(?:如何|怎么|怎样|为什么|为何|什么|哪些|谁|是否|何时)|[？?吗呢]$"),
    "en": re.compile(
        r"^(?:how|what|why|who|when|where|which|is|are|do|does|can|should|will)\b.*\?$|^(?:how|what|why|when|where|which [a-z]+) (?:is|are|do|does|did|can|could|should|would|will|must) .*",
        re.I,
    ),
}
_HOW_TO = re.compile(r"^How to (?P<vp>[a-z].*)$|^(?P<v>Add|Apply|Approve|Archive|Arrange|Ask for|Assign|Book|Build|Buy|Cancel|Change|Check|Choose|Clean|Close|Collect|Configure|Connect|Contact|Copy|Create|Define|Delete|Deploy|Design|Develop|Disable|Download|Draft|Edit|Enable|Enroll|Enter|Escalate|Establish|Export|File|Fill out|Find|Fix|Format|Get|Handle|Import|Improve|Install|Invite|Join|Launch|Leave|Log in|Maintain|Make|Manage|Measure|Modify|Move|Notify|Obtain|Open|Order|Organize|Pay|Plan|Prepare|Publish|Purchase|Raise|Record|Register|Remove|Rename|Renew|Replace|Report|Request|Reserve|Reset|Resolve|Restore|Review|Run|Save|Schedule|Search|Secure|Select|Send|Set up|Share|Sign up|Start|Store|Submit|Test|Track|Transfer|Travel|Turn off|Turn on|Uninstall|Update|Upgrade|Upload|Use|Validate|Verify|View|Write) (?P<rest>.+)$")  # fmt: skip
_GERUND = re.compile(
    r"^(?!Training|Meeting|Building|Staffing|Funding|Billing|Briefing|Setting\b|Onboarding|Pricing|Banking|Engineering|Marketing|Accounting|Planning$|Reading|Working group|During|Everything|Nothing|Something|Missing|Upcoming|Existing|Ongoing|Networking|Computing|Scaling|Working (?:hours|group|days|time|agreement|remotely$)|Recurring|Operating|Outstanding|Supporting (?:documents|material)|Emerging|Following|Voting and|Parking|Understanding|Making|Getting help|Keeping|Being|Working with|Addressing|Sending an)[A-Z][a-z]+ing (?:a|an|the|your|our|for|to|on|in|out|up|with|from|at|and|new|[a-z]+)\b.*"
)
_ORDER = re.compile(
    r"^(?:Ensure|Strengthen|Focus|Appreciate|Consider|Embrace|Encourage|Keep|Give|Take|Be|Do|Think|Understand|Know|Recognize|Acknowledge|Support|Provide|Help|Avoid|Set|Let|Look|Ask|Bring|Charge|Allow|Follow|Work|Talk|Try|Wait|Read|Go|Deliver|Identify|Attend|Receive|Gather|Sync|Get|Share|Determine|Discuss|Communicate|Collaborate|Develop|Choose|Build|Add|Apply|Ask|Meet|Demonstrate|Write|Use|Create|Find|Make|Manage|Prepare|Provide|Join|Send|Submit|Select|Understanding)\b|^(?:Understanding|Making|Keeping|Being|Getting|Meeting [a-z]+ where|Addressing|Working with)\b"
)  # advice, which is no matter to ask about
_PRONOUN = {
    "zh": re.compile(r"^(?:它|他|她|这|那|此|其|该|上述|以上|但|而|因此|所以|然而|并|也|同时|另外|此外|例如|比如|如图|不过|否则|以下|下面|如下|相比之下|相反|换句话说|也就是说|在这种|在此|由此|为此|对此|除此)"),
    "en": re.compile(r"^(?:By doing (?:so|this)|Like this|If so|In (?:this|that|these|such)|With (?:this|that|these)|For (?:this|that|these)|At (?:this|that) point|This|That|These|Those|It|They|He|She|Its|Their|However|But|And|So|Also|Therefore|Additionally|Instead|Then|Here|There|Such|For example|Below|Above|See|Click|Note|Read|Check out|Thanks|Welcome|Hello|Please|As (?:noted|mentioned|stated|described|you)|First|Below|In addition|As a result|Because of this)\b"),
}  # fmt: skip
# An opening that leads up to something, sets a condition or gives notice says not what its document is about.
_NO_GIST = {
    "zh": re.compile(r"^(?:请注意|注意|如果|若|当|虽然|随着|在过去|许多|很多|传统上|我们知道|众所周知|首先)|我|大难题"),
    "en": re.compile(
        r"^(?:If|When|While|Although|Though|Please|For|Over|Sometimes|Many|Most|Often|Current|You|First|As|Before|After|Once|Since|Because|Unfortunately|Note|Not all|Just|Have|Has|Let|Thanks|Generally|Usually|Typically|Relationships|An? (?:in)?complete|Leadership|Employees (?:can|may))\b|\b(?:in the process of|likely to (?:be|change)|coming (?:weeks|months|year)|not official|under construction|peace of mind|always OK|does our best|do our best|long-standing|are (?:generally )?(?:outlined|described|listed|covered) in|bubble up|hard to write|was formed|recently|have moved?|has moved|have both)\b|\bHere['’]s\b|[!?](?:\s|$)",
        re.I,
    ),
}
_FROM_AFAR = re.compile(r"在[^，。]{2,16}[里中下]，")  # opens on what its subject grew out of
_BAD = re.compile(
    r"[\u4e00-\u9fff] ?[\"',;!?]|[\"',;!?] ?[\u4e00-\u9fff]| [。，；]|(?<!…)…(?!…)|\.\.\.|https?:|www\.|[{}<>|\\\[\]]|\bTK\b|TODO|TBD|\b[Bb]elow\b|\b[Aa]bove\b|^(?:Plays|Serves|Provides|Responsible|Actively|Leads|Supports|Manages|Ensures|Helps|Oversees|Coordinates|Maintains|Develops|Acts)\b|好想|神器|腐国|哈哈|下图|如图|下表|上图|见下|想想|想一想|试想|如果你看看|Orz|盲猜|墙裂|真香|太香|及其不|上面介绍|是一种有着|差不多，|东东|[（(](?:参阅|参见|见(?!于)|see\b)"
)


def heading_kind(heading: str, lang: str) -> str:
    """intro, problem, help, need or notes for a heading of known meaning; else empty."""
    return next((kind for kind, pattern in _KINDS[lang] if pattern.match(heading.strip())), "")


_PARTS = {"list": re.compile(r"计算|用料|配料|食材|用量"), "steps": re.compile(r"操作|步骤|做法|流程")}


def part_kind(heading: str) -> str:
    """What part of a Chinese page a heading announces: one of the known kinds, list (of what goes in) or steps; empty for others."""
    return heading_kind(heading, "zh") or next((k for k, p in _PARTS.items() if p.search(heading)), "")


def sections(source: Source, naming: Naming) -> list[Mined]:
    """One fact a section: its opening sentences, or its list."""
    out: list[Mined] = []
    text = prose(source) if source.lang == "en" else ""
    for n, (path, blocks) in enumerate(_by_heading(source)):
        asked = _asked(source, path, naming)
        if asked is None:
            continue
        kind, words = asked
        if kind == "summary" and (n > 1 or any(m.kind == "summary" for m in out)):
            continue  # what comes later is no beginning
        span = _opening(source, blocks, kind)
        if span is None or (source.lang == "en" and any(_NOTED.match(source.text, b.start) for b in blocks[1:])):
            continue  # what its page adds in capitals belongs to the answer
        start, end, value = span
        if kind == "summary" and not (
            _touches({"title": naming.entity(source)}, value, source.lang)
            and says_more(source.title, value, source.lang, 6)
            and not _NO_GIST[source.lang].search(value)
            and not (_FROM_AFAR.match(value) and naming.entity(source) not in value)
            and not commonplace(value)
            and not (source.lang == "en" and defines_another(value, source.title))
        ):
            continue
        if kind in ("topic", "doing", "howto", "asked") and not _fits(kind, words, value, source, naming):
            continue
        if source.lang == "zh" and kind in ("problem", "help") and len(value) < _LEAST_TOLD:
            continue  # how a section begins, before it comes to its matter
        if source.lang == "zh" and kind == "help" and (_NO_USE.match(value) or _defined_late(value, naming.entity(source))):
            continue
        if source.lang == "en" and kind in ("help", "problem") and len(value) < _LEAST_SAID:
            continue
        if source.lang == "en" and kind == "topic" and _circular(words["heading"], source.title):
            continue  # nobody asks the page on a matter what it says of that matter
        keeps = _KEEPS.get((source.lang, kind))
        if keeps and not keeps.search(value):
            continue
        if source.lang == "en" and "heading" in words:
            words = {"heading": words["heading"] if kind == "doing" else matter(path[-1].strip(), text, naming), "label": path[-1].strip()}
            if kind == "topic" and words["heading"].startswith('"'):
                continue  # a heading that no sentence of the page says: nobody would ask for it
        out.append(Mined(kind, start, end, value, "", kind if not words else "", words))
    return out


# What the opening of a section must say to keep the promise of its heading.
_KEEPS = {
    ("zh", "help"): re.compile(r"[使让]|允许|可以|能|帮助|有助|提[高升供]|减少|降低|支持|确保|简化|改善|避免|消除|解决|保证|节省"),
    ("zh", "problem"): re.compile(r"困难|难以|很难|更难|挑战(?!。?$)|故障|不[再能便可]|无法|风险|成本|昂贵|复杂|错误(?!率)|失败|浪费|负担|缺乏|没有|冲突|容易|漏洞|费力|巨大"),
    ("en", "help"): re.compile(r"\b(?:allow|enabl|help|lets?\b|provid|offer|reduc|minimi[sz]|improv|eas(?:y|ier|ily)|simpl|fast|secur|protect|automat|eliminat|avoid|without|efficien|ensur|streamlin|shar(?:e|ing)|consisten|quick|solv|better|benefit|flexib|resilien|control|safe|sav(?:e|ing)|bundl|isolat|scal)", re.I),
    ("en", "problem"): re.compile(r"\b(?:problem|difficult|hard(?:er|est)?\b|challeng|slow|cost|expens|invest|risk|(?<!tolerate )fail|error|bugs?\b|break|conflict|inefficien|complex|wast|bottleneck|downtime|vulnerab|manual|overhead|delay|cannot|impossible|struggl|no guarantee|no longer|without|lack|too\b|hack|disrupt|repetitive|labor|only run|assum|trust|regardless|drift|fragmented|intercept|bigger|downside)|n['’]t\b|\b(?:is|are|was|were|do|does|did|has|have|had|can|could|may|might) not\b", re.I),
}  # fmt: skip
_TWO = re.compile(r" (?:and|or|vs\.?|versus) ", re.I)


def _defined_late(value: str, name: str) -> bool:
    """Whether a Chinese section on use comes to what its thing is: that is no use of it."""
    _, found, rest = value.partition(f"。{name}")
    _, one, other = value.partition(f"一个{name}")
    return bool((found and re.match("是一|指的?是|代表", rest)) or (one and re.match("是一|指|代表", other)))


def _circular(heading: str, title: str) -> bool:
    """Whether an English heading says what the title of its page says, and hardly more."""
    said, named = (set(re.findall(r"[a-z]{4,}", x.lower())) for x in (heading, title))
    return len(named) > 1 and named <= said and len(said - named) < 2


def _tells_both(label: str, value: str) -> bool:
    """Whether the opening of an English section speaks of both things that its heading names."""
    told = value.lower()
    sides = [re.findall(r"[a-z]{4,}", side.lower()) for side in _TWO.split(label)]
    return all(not side or any(w[:5] in told for w in side) for side in sides)


def _fits(kind: str, words: dict[str, str], value: str, source: Source, naming: Naming) -> bool:
    """Whether the opening speaks of what the heading names, and answers it."""
    if not _touches(words, value, source.lang) or (
        source.lang == "en" and kind in ("topic", "doing") and not _tells_both(words["heading"], value)
    ):
        return False
    about = f"{' '.join(words.values())} {naming.entity(source)}"
    if kind == "asked":
        return answers(words["q"], value, source.lang)
    if kind in ("howto", "doing"):
        matter = words.get("vp") or words["heading"]
        done = matter.split()[0].lower().removesuffix("ing")[:5]  # what is done: a sentence on something else is no answer
        return done in value.lower() and _tells_of(matter) and answers(f"How do I {matter} {naming.entity(source)}", value, source.lang)
    return says_more(about, value, source.lang) and not commonplace(value)


# A heading that adds nothing to its page's name: "Agreements Status" on the page "Agreements".
_SAYS_NO_MORE = re.compile(r"^\w+ (?:status|overview|details?|info|information|basics|summary|notes|introduction)$", re.I)
_TELLS_NOTHING = frozenset("a an the my your to of on in it up out off full new version copy page form list account".split())  # noqa: SIM905


def _tells_of(matter: str) -> bool:
    """Whether an English matter of doing says what is done to what: `use my card` needs its document to be understood."""
    return len([w for w in re.findall(r"[A-Za-z][\w’'-]*", matter)[1:] if w.lower() not in _TELLS_NOTHING]) > (
        1 if re.search(r"\b(?:my|your)\b", matter) else 0
    )


def _goes_on(rest: str) -> bool:
    """Whether what follows a verb makes it an order ("Request a letter") and not a name ("Request letter", "Use of ...")."""
    return not rest or (
        bool(
            re.match(r"(?:a|an|the|your|my|our|to|for|in|on|from|with|at|all|new|or \w+ (?:a|an|the|your))\b", rest)
            or re.search(r"s$", rest.split()[-1])
        )
        and not rest.startswith("of ")
    )


def _touches(words: dict[str, str], value: str, lang: str) -> bool:
    """Whether the opening speaks of what the heading names."""
    heading = " ".join(words.values())
    if lang == "zh":
        runs = re.findall(r"[\u4e00-\u9fff]{2,}", heading)
        return any(run[i : i + 2] in value for run in runs for i in range(len(run) - 1))
    stems = {w[:5] for w in re.findall(r"[a-z]{4,}", heading.lower())}
    return not stems or any(w[:5] in stems for w in re.findall(r"[a-z]{4,}", value.lower()))


def _by_heading(source: Source) -> Iterator[tuple[tuple[str, ...], list[Block]]]:
    for path, group in groupby(source.blocks, key=lambda b: b.headings):
        yield path, list(group)


def _asked(source: Source, path: tuple[str, ...], naming: Naming) -> tuple[str, dict[str, str]] | None:
    """How a section is asked for: (kind, words)."""
    if not path or (len(path) == 1 and path[0].casefold() == source.title.casefold()):
        return "summary", {}  # how the document begins
    heading, lang = path[-1].strip(), source.lang
    kind = heading_kind(heading, lang)
    if kind == "intro" and len(path) <= 2:
        return "summary", {}
    if kind and kind != "intro" and len(path) <= 2:
        return kind, {}
    if kind or heading.casefold() in (source.title.casefold(), naming.entity(source).casefold()) or len(path) > 4:
        return None
    if (
        _ASKS[lang].search(heading)
        and 5 <= len(heading) <= (24 if lang == "zh" else 80)
        and not re.search(
            r"\b(?:this|it|they|these|you|your|we|our|us)\b| (?:and|or) (?:what|who|when|where|how|why)\b|^what to\b|^\w+ else\b|^why \w+\??$",
            heading,
            re.I,
        )
    ):
        return "asked", {"q": heading.rstrip("？?") if lang == "zh" else naming.inside(heading[:1]) + heading[1:].rstrip("?")}
    if lang == "zh":
        if _SKIP["zh"].search(heading) or not 3 <= len(heading) <= 12 or not re.fullmatch(r"[\u4e00-\u9fffA-Za-z ]+", heading):
            return None
        return "topic", {"heading": heading}
    how = _HOW_TO.match(heading)
    if how and len(heading) <= 60 and not re.search(r"[:(){}|\[\],!?]", heading) and _goes_on(how["rest"] or ""):
        vp = how["vp"] or f"{how['v'].lower()} {naming.inside(how['rest'])}"
        return "howto", {"vp": re.sub(r"\byou\b", "I", re.sub(r"\byour\b", "my", vp.rstrip("?")))}
    if _SKIP["en"].search(heading) or not 5 <= len(heading) <= 48 or len(heading.split()) > 6:
        return None
    words = naming.inside(heading)
    if _GERUND.match(heading) and "?" not in heading:
        return "doing", {"heading": re.sub(r"\byourself\b", "myself", re.sub(r"\byour\b", "my", words[:1].lower() + words[1:]))}
    if (
        len(heading.split()) < 2
        or "?" in heading
        or _ORDER.match(heading)
        or re.match(r"[A-Z][a-z]+(?:s|e|t|d)? (?:a|an|the|your|to)\b", heading)
        or _SAYS_NO_MORE.search(heading)
    ):
        return None
    return "topic", {"heading": words}


def _opening(source: Source, blocks: list[Block], kind: str) -> tuple[int, int, str] | None:
    """The section's first paragraph, as far as it tells (of a page's beginning the first sentences), or the list it consists of.

    None where the answer would break off: where so much is said that only a part could be given, or more paragraphs and lists go on with it.
    """
    lang = source.lang
    first = blocks[0]
    if first.kind != "para":
        return _list(source, blocks, kind)
    said = sentences(source, first)
    taken: list[Piece] = []
    # An example in the midst of it is told; one at the end is left out.
    end = max((i for i, read in enumerate(said) if not _aside(read.clean, kind, lang)), default=0)
    for i, read in enumerate(said[: _MOST_SAID[lang] if kind == "summary" else None]):
        if not _told_on(source, read, kind, bool(taken)) or (taken and _aside(read.clean, kind, lang) and (i > end or kind == "summary")):
            break
        if taken and lang == "en" and _ONE.match(read.clean) and _SEVERAL.match(taken[-1].clean):
            return None  # "Load balancers distribute ... In short, it spreads ..."
        taken.append(read)
    if not taken:
        return None
    rest = said[len(taken) :]
    if kind != "summary" and (
        sum(len(t.clean) for t in taken) > (_MOST_SHORT if lang == "zh" and kind in ("problem", "help") else _MOST_TOLD[lang])
        or (rest and not _may_end(source, rest[0], kind))
        or (kind in _WHOLE and _goes_beyond(source, blocks, kind))
    ):
        return None
    whole = piece(source, taken[0].start, taken[-1].end)
    if kind == "notes" and lang == "zh" and re.search(r"[\u4e00-\u9fff][ \t]*\n\s*[\u4e00-\u9fff]", source.text[whole.start : whole.end]):
        return None  # remarks on lines of their own, with nothing to part them
    if kind == "notes" and "警告" in source.text[whole.end : whole.end + 120]:
        return None  # the one thing to heed would be left out
    return whole.told(source.text)  # the closing mark is the answer's own


def _told_on(source: Source, read: Piece, kind: str, further: bool) -> bool:
    """Whether a sentence can be told in an answer, as its first one or a further one."""
    lang, text, raw = source.lang, read.clean, source.text[read.start : read.end]
    if (
        _BAD.search(text)
        or holed(raw)
        or text[-1:] not in "。！.!"
        or text[-2:-1] in ":："
        or text[0] in "+*-"  # an item whose list was not read as one
        or points_elsewhere(text, raw, lang)
        or slips(text, raw, lang)
    ):
        return False
    if lang == "en" and (re.search(r"\b(?:We|we|I)\b", text) or (kind == "summary" and not further and text.startswith("Our "))):
        return False  # what the page says of its writers is no account of it, and "we" in an answer would be who answers
    if lang == "zh" and limps(text):
        return False
    if lang == "en" and (text[:1].islower() or re.search(r"\bexisting (?:issues|problems)\b|^Namely\b", text)):
        return False
    return further or not (
        leans(text, lang)
        or _PRONOUN[lang].match(text)
        or not (12 if lang == "zh" else 40) <= len(text) <= _LONGEST[lang]
        or text[-1:] in "？?"
    )


def _aside(text: str, kind: str, lang: str) -> bool:
    """Whether a sentence only illustrates the one before."""
    if lang == "zh":
        return bool(_EXAMPLE.match(text))
    return bool((_ASIDE if kind in ("help", "problem", "summary") else _SUCH_AS).match(text))


def _may_end(source: Source, left_out: Piece, kind: str) -> bool:
    """Whether an answer is whole without a sentence: an example, or a pointer to another place."""
    raw = source.text[left_out.start : left_out.end]
    if _aside(left_out.clean, kind, source.lang):
        return True
    # Who asks what a section says is told what it says of another place.
    told = kind == "topic" and source.lang == "en" and not _POINTS.match(left_out.clean)
    return not told and points_elsewhere(left_out.clean, raw, source.lang, shaped=True)


def _goes_beyond(source: Source, blocks: list[Block], kind: str) -> bool:
    """Whether a section says much that its first paragraph does not; asked for as a part of its page, whether it says anything more in a sentence."""
    rest = [piece(source, b.start, b.end).clean for b in blocks[1:] if b.kind in ("para", "item", "row")]
    if kind == "topic" and any(text.endswith(".") for text in rest):
        return True
    return sum(map(len, rest)) > _BEYOND * len(piece(source, blocks[0].start, blocks[0].end).clean)


_ONE = re.compile(r"(?:In short, |Thus, |As such, |Then, |Also, )?[Ii]t [a-z]+s\b")
_SEVERAL = re.compile(
    r"(?!\w+ing )[A-Z][\w-]*(?: [a-z][\w-]*)?(?<![su])s (?:[a-z]+ly )?(?!(?:through|in|of|for|to|with|and|or|on|by|from|that|which|as|at|into|[a-z]+ing)\b)(?:are|were|have|do|can|[a-z]+(?<!s)(?<!ed)) "
)
_POINTS = re.compile(r"(?:See|Learn|Read|Find|For (?:more|details|further)|Check|Take|More|Visit|Refer|Here|This|The following|Follow)\b")
_WHOLE = ("problem", "help", "asked", "howto", "doing", "topic")  # kinds whose answer is the section
_BEYOND = 0.5  # of the first paragraph's length
_MOST_TOLD = {"zh": 240, "en": 700}  # characters of an answer
_MOST_SHORT = 125  # of a Chinese one on a problem or a benefit: more is a page read out
_LONGEST = {"zh": 160, "en": 340}  # of its first sentence
_NOTED = re.compile(r"[*_>\s]{0,4}(?:NOTE|Note|IMPORTANT|Important|WARNING|Warning)\b")
_MOST_SAID = {"zh": 2, "en": 2}  # sentences of a page's opening that tell what it is about
_EXAMPLE = re.compile(r"但|然而|不过|例如|比如|譬如|举例|通常情况下|一般来说|理想情况下")
_NO_USE = re.compile(r"有[几多一].{0,3}方法|虽然")  # ways to do it, or a concession: not what it is good for
_LEAST_TOLD = 28  # characters
_LEAST_LISTED = {"zh": 3, "en": 2}  # items; two are no list in Chinese


_SUCH_AS = re.compile(r"(?:For example|For instance|Imagine|Let['’]s|It is exactly)\b")
_LEAST_SAID = 90  # characters of an English section on a problem or a benefit; less is only a beginning
_ASIDE = re.compile(r"(?:First|For example|For instance|Imagine|Let['’]s|But|However|It is exactly|Note|Sometimes)\b")
_DEBRIS = re.compile(r"参考|资料来源|来源[:：]|视频|教程|链接|食谱|菜谱|欢迎|求|B ?站|小红书|下厨房|原文|图片|^注[:：]|[、，,；;]$|^\W+$")


def _list(source: Source, blocks: list[Block], kind: str) -> tuple[int, int, str] | None:
    """The list a section consists of; references at its end are no part of what is told."""
    first = blocks[0]
    items = [b for b in blocks if b.kind == "item" and b.list_id == first.list_id]
    if (
        kind not in ("need", "notes", "howto")
        or not _LEAST_LISTED[source.lang] <= len(items) <= 12
        or len(items) != len([b for b in blocks if b.start <= items[-1].start])
    ):
        return None
    reads = [piece(source, b.start, b.end).clean for b in items]
    while len(reads) > 1 and _DEBRIS.search(reads[-1]):
        reads, items = reads[:-1], items[:-1]
    start = source.text.rfind("\n", 0, items[0].start) + 1
    raw = source.text[start : items[-1].end]
    if len(reads) < _LEAST_LISTED[source.lang] or len(set(reads)) < len(reads) or any(_DEBRIS.search(r) for r in reads):
        return None
    if any(_BAD.search(r) or not 1 < len(r) <= 90 or "\n" in r for r in reads) or len(raw) > 900 or re.search(r"\n[ \t]+\S", raw):
        return None
    if len({r.startswith("需要") for r in reads}) > 1:
        return None  # "需要烤箱1个" among bare names
    marks = [f"{b.ordered}. " if b.ordered else "- " for b in items]
    return start, items[-1].end, "\n".join(m + r for m, r in zip(marks, reads, strict=True))
