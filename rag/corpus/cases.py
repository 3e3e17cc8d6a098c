"""Sentences that tell a reader what holds in his case, or how to come to something: `If you leave, your days are paid out.` answers "What happens to my days if I leave?"."""

from __future__ import annotations

import re

from rag.corpus.english import keywords, mine_of, plainly
from rag.corpus.fitness import leans, limps, names_enough, points_elsewhere, says_more, slips, stems
from rag.corpus.mined import Mined, Piece, balanced, sentences
from rag.corpus.structure import Source, holed, is_recipe

LONGEST = {"zh": 110, "en": 260}
MOST_WORDS = 11  # of a case that a reader would put into his question
_STILTED = re.compile(
    r"\b(?:previously|timely|acknowledg\w+|does not yet|assigned|and (?:does|do|have|incur|hold)|whether|pursuant|as a result|unused|in your personal capacity|receive an? [A-Z]\w+)\b"
)
# What one should mind on the way tells not how it is done.
_MIND = re.compile(r"(?:please )?(?:make sure|be sure|check (?:if|whether)|it (?:is|might|may)|you (?:should|may) want)\b")
_CASE = re.compile(r"If (?P<if>(?:you|your)\b[^,;:()]{8,110}?), (?:then )?(?P<then>[a-z].{12,})[.]")
_WAY = re.compile(
    r"(?:(?:In order )?[Tt]o|If you(?:['’]d| would)? (?:want|wish|need|like) to) (?P<vp>(?:add|apply|approve|arrange|ask|book|build|buy|cancel|change|claim|close|configure|connect|contact|copy|create|delete|disable|download|draft|edit|enable|enroll|export|fix|format|get|import|include|install|invite|join|leave|log|move|obtain|open|order|pay|post|publish|purchase|record|register|remove|rename|renew|replace|report|request|reserve|reset|review|save|schedule|send|set|share|sign|start|submit|take|test|track|transfer|turn|update|upgrade|upload|use|verify|withdraw)\b[^,;:()]{6,80}?), (?P<then>[a-z].{12,})[.]"
)
# What cannot be asked without what went before; who the reader is (`you are a manager`) is no case that befalls him.
_LOOSE = re.compile(
    r"\b(?:this|that|these|those|it|its|they|them|their|he|she|so|such|above|below|there|here|otherwise|also|one|ones|either|both|same|other|others|another|else|again|still|instead|following|first|next|then)\b|\?"
)
_STATUS = re.compile(
    r"you(?: are|['’]re) (?:an?|the|on|in|not|one|already|also|only|new|part|out|outside|used|ready|sure|unsure|having|working)\b|you have (?:[\w.]+ ){1,4}installed|you(?: are|['’]re) \w+$|you (?:see|look|think|feel|believe|read|find|like|love|prefer|know)\b|"
    r".*\b(?:questions?|concerns?|difficult\w*|issues?|ideas|problems?|trouble|help|assistance|what you need|anything|something|things)$|.*\b(?:questions?|issues|concerns) (?:about|with|on|or)\b|.*\baccess(?: yet)?$",
    re.I,
)
_LIST = re.compile(r"[\w’' -]{2,44}, (?:and|or|and/or) |(?:or|and|but|which|so)\b")  # the comma stood in a list and not behind the case
_COMMONPLACE = re.compile(
    r"\b(?:good|great|nice|big) (?:place|help|idea|way|start|resource)\b|\byou be\b|\bhowever,|peace of mind|make life|\babove\b|\bbelow\b"
)
# A comparison with what was said before, or a deed whose object was.
_HALF = re.compile(
    r"\b(?:more|less) (?:appropriate|suitable|helpful|effective|useful|efficient|likely)\b(?!.*\bthan\b)|\b(?:better|rather|sooner|earlier)\b(?!.*\bthan\b).*\binstead\b|"
    r"\b(?:share|send|submit|discuss|include|provide|replace|remove|deliver|raise) (?:privately|publicly|and|via|by|through|with|in|to|at|on|as)\b"
)
_HALF_ZH = re.compile("(?!.*[把将]).*(?:替代|代替|替换|取代)(?:即可|也[行可]以?)?$")
_TOLD = re.compile(
    r"(?:no matter [^,]+, )?(?:please |always |never |be sure to |make sure |just |then )?(?:add|apply|ask|attach|avoid|book|bring|call|check|choose|click|commit|complete|consider|consult|contact|copy|create|do not|don['’]t|double-click|email|ensure|enter|file|fill|find|follow|forward|get|give|go|have|head|hit|include|install|keep|let|limit|log|make|message|move|notify|observe|open|pay|pick|plan|post|prepare|press|proceed|provide|pull|push|put|reach|refer|reiterate|remember|remove|reply|report|request|respond|return|run|save|schedule|select|send|set|share|show|sign|speak|start|stop|submit|switch|tag|take|talk|tell|try|turn|type|update|upload|use|wait|work|write)\b|please \w+|you(?:['’]ll| will)? (?:also )?(?:should|must|need to|have to|are required|will need|need|want to|are asked|are responsible)\b|it(?:['’]s| is| may be| might be| would be) (?:\w+ )?(?:best|better|advisable|appropriate|helpful|wise|your responsibility)"
)
_MAY = re.compile(r"you (?:can|could|may|are able to|might) (?!not\b|be\b|also be\b|only be\b)")
_YOURS = re.compile(
    r"(?:any |all )?(?:your |any |all )(?!\w+ da(?:y|te)|supervisor|manager|team|lead|boss|partner|director|colleague)(?P<n>[a-z][\w ]{2,40}?) (?:will|is|are|may|can|must|cannot|won['’]t|has|have)\b"
)
_BEFALLEN = re.compile(r"(?P<n>(?:[a-z][\w’'-]* ){0,4}[a-z][\w’'-]*) (?:will|is|are|may|can|must|cannot|won['’]t|has|have)\b")
_ONESELF = re.compile(r"(?:you|it|they|there|this|that|we|he|she|no one|nobody|anyone|everyone|someone)\b")
_SEVERAL = re.compile(
    r"\b(?:[a-z]+[^s]s|people|someone|somebody|anyone|person|manager|supervisor|colleague|employee|team|lead|group|candidate|vendor|partner)\b"
)
# What befalls a reader, or stands in his way; how a page divides its readers (`if you use slides`) nobody asks about.
_EVENT = re.compile(
    r"\b(?:leav(?:e|ing)|los[et]|mov(?:e|ing)|relocat\w+|forg[eo]t|miss(?:ed)?|can['’]t|cannot|unable|not able|stops?|stuck|errors?|emergency|sick|called to|receive[ds]?|contacted|asked|invited|"
    r"travell?ing|out of the office|outside of|additional hours|overtime|chang(?:es?|ing)|max out|exceed|do(?:es)? not|don['’]t|ticketed|exhausted|requesting|idea for|makes? a|incurs?|constructive feedback|worried)\b"
)
_EVENT_ZH = re.compile(
    r"^(?!使用|选择|加入|打算)(?:.*(?:没|不|太|坏|糊|溢|堵|烂|腥|异味|过敏|冰冻|烫|碳化|故障|残渣|鼓泡)|.*(?:喜欢|想要?)更)"
)
# A figure in the case is the page's own line between cases: who asks does not know where it runs.
_LINE = re.compile(
    r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|twelve) (?:\w+ )?(?:hours|days|weeks|months|years|people|times)\b|\bor (?:less|more|fewer)\b"
)
# What one gets for a product: a page named after the product need not say of which.
_FOR_WHAT = re.compile(
    r"\b(?P<n>(?:an?|the|my|your) (?:(?:new|free|full|paid|trial) )?(?:(?P<for>licen[cs]e|account|seat|subscription|login)|version|edition))\b(?! (?:for|to|of|with|from|at|in)\b)"
)
_DONE = re.compile(r"I (?:\w+ed|took|went|got|made|gave|had|was|were|served|chose|left|did) ")  # a worked example, or what is past asking
_NEEDED = re.compile(r"(?:\w+ )?(?:you|approval|your)\b")

_CASE_ZH = re.compile(r"(?:如果|若是?|要是|假如)(?:你|您)?(?P<if>[^，。；：、（）？！“”]{3,14}?)(?:的话)?，(?P<then>.{8,})。")
_MINE = re.compile(r"\b(?:I|my|me)\b(?:[’'](?:m|ve|d|ll))?|\b(?:have|need|want)\b")
_LOOSE_ZH = re.compile(
    r"上一步|^不能|由于|某[种些个]|的时候|或|买不到$|不同|就|则|可以|看看|说明|这|那|它|其|此|该|上述|以上|以下|他|她|同样|也|还|又|再|则|只|仅|我|觉得|认为|想象|考虑"
)
_TOLD_ZH = re.compile(r"可(?!能|靠)|[应需请]|建议|[先将把]|立[刻即]|确保|考虑|最好|务必|尽量|不要|不必|考虑|推荐|加入|使用|改用")
_BEFALLS_ZH = re.compile(
    r"可能|不得不|将(?:会|不得不|无法)|就(?!行|好|可)|都需要|必须|能够|需要部署|如何|(?<![机聚])会(?![议儿])|也(?:脱|不)|很容易受"
)
# What a case opens with where its subject is whoever cooks.
_OPENS_ZH = re.compile("没|不|想要|喜欢|对|买|闻")
_SIGN_ZH = re.compile(r"则?(?:说明|意味着|表示|表明|代表)")
# The next sentence goes on with what is to be done.
_FURTHER = {
    "zh": re.compile("^(?:然后|再|接着|同时|另外|并|还|此外|之后|也)|必须|需要"),
    "en": re.compile(
        r"^(?:Then|Also|Next|After that|Once|You(?:['’]ll| will| must| should| can| need))\b|\b(?:must|MUST|should|(?:also|then) need|need to|have to|required|please)\b"
    ),
}


_AS_LINKED = re.compile(r"\bfollow (?:the|these|our) (?:[\w-]+ ){0,2}(?:instructions|steps|guide|guidance|process)\b")
_LINKED = 9  # words; an answer with a link in it that is no longer is hardly more than the link


def cases(source: Source) -> list[Mined]:
    """The document's own cases, each with its question; of two that would be asked in nearly the same words, neither."""
    found: list[tuple[Mined, frozenset[str]]] = []
    for block, after in zip(source.blocks, [*source.blocks[1:], None], strict=True):
        if block.kind not in ("para", "item") or source.text[block.start : block.end].rstrip("*_ \n")[-1:] in ":：":
            continue  # what leads up to a list is not all that is to be done
        if block.kind == "para" and after and after.kind == "item" and after.ordered and after.headings == block.headings:
            continue  # nor is what steps follow on
        said = sentences(source, block)
        for read, behind in zip(said, [*(r.clean for r in said[1:]), ""], strict=True):
            raw, text = source.text[read.start : read.end], read.clean
            if block.ordered > 1 or _FURTHER[source.lang].search(behind):
                continue  # a step among others, or not all that is to be done
            if (
                len(text) > LONGEST[source.lang]
                or text[-1:] not in ".。"
                or text.endswith(".m.")
                or holed(raw)
                or points_elsewhere(text, raw, source.lang)
            ):
                continue
            if slips(text, raw, source.lang) or leans(text, source.lang) or (source.lang == "zh" and limps(text)):
                continue
            asked = (
                _chinese(text, source.title if is_recipe(source) or len(source.title) == 1 else "")
                if source.lang == "zh"
                else _of_product(_english(text), source.title)
            )
            told = read.told(source.text) if asked else None
            if told and says_more(asked, told[2], source.lang, 2):
                m = Mined("asked", *told, "", "", {"q": asked})
                m = _by_reader(m, source, read) if source.lang == "en" else m
                if source.lang == "en" and (
                    _AS_LINKED.search(m.value)
                    or ("](" in source.text[m.start : m.end] and len(m.value.split()) <= _LINKED and not m.value.startswith("try "))
                ):
                    continue  # how it is done stands behind the link
                found.append((m, _kept(asked, source.lang)))
    return [m for i, (m, words) in enumerate(found) if not any(_near(words, other) for j, (_, other) in enumerate(found) if i != j)]


def _of_product(asked: str, title: str) -> str:
    """The question with the product in it where it asks for a license or a version of none; empty where the title names none."""
    found = _FOR_WHAT.search(asked)
    if not found or stems(title) & stems(asked):
        return asked
    if not re.fullmatch(r"[A-Z][\w.]*(?: [A-Z][\w.]*){0,2}", title):
        return ""
    return f"{asked[: found.end()]} {'for' if found['for'] else 'of'} {title}{asked[found.end() :]}"


def _by_reader(m: Mined, source: Source, read: Piece) -> Mined:
    """An English case as a reader asks of it: in his words, his case first or alone; its answer without the case, which he knows."""
    q = plainly(m.words["q"])
    words = {"q": q, "keys": keywords(q)}
    if way := re.fullmatch(r"How do I (.+)", q):
        words["vp"] = way[1]
    if parts := re.fullmatch(r"(?P<ask>What .+?|Wh(?:o|ich|en|ere) .+?) (?P<case>if (?:I|my|I'm)\b.+)", q):
        words["turned"] = f"{parts['case']}, {parts['ask'][0].lower()}{parts['ask'][1:]}"
        if re.fullmatch(r"What (?:should|can) I do|What happens", parts["ask"]):
            words["whatif"] = f"what {parts['case']}"
        if parts["ask"].endswith("I do"):
            words["deed"] = f"what to do {parts['case']}"
    case = _CASE.fullmatch(read.clean) or _WAY.fullmatch(read.clean)
    if case:
        at = case.start("then")
        start, end = read.offsets[at - 1] + 1, read.offsets[-1]
        if balanced(source.text[start:end]) and balanced(source.text[read.start : start]):
            return Mined("asked", start, end, read.clean[at:-1], "", "", {**words, "said": f"{read.clean[:at]}\x03."})
    return Mined("asked", m.start, m.end, m.value, "", "", words)


def _kept(question: str, lang: str) -> frozenset[str]:
    """What tells a question from others."""
    if lang == "zh":
        return frozenset(question[i : i + 2] for i in range(len(question) - 1))
    return frozenset(w[:6] for w in re.findall(r"[a-z]{3,}", question.lower()))


def _near(a: frozenset[str], b: frozenset[str]) -> bool:
    return len(a & b) >= 0.7 * min(len(a), len(b))


def _english(text: str) -> str:
    """The question that an English sentence answers; empty where it answers none."""
    if way := _WAY.fullmatch(text):
        vp = way["vp"]
        return (
            f"How do I {mine_of(vp)}"
            if not re.match(r"be\b|get started|represent|\w+ (?:the|your) (?:current|new|same|old|latest)\b", vp)
            and not _LOOSE.search(vp)
            and not _LINE.search(vp)
            and not re.search(r"\b[A-Z]{4,} to [A-Z]{4,}\b", vp)  # what the two are, only the page tells
            and len(vp.split()) > 2  # "enable testing", of what?
            and not _MIND.match(way["then"])
            and (_TOLD.match(way["then"]) or _NEEDED.match(way["then"]))
            else ""
        )
    case = _CASE.fullmatch(text)
    if (
        not case
        or _LINE.search(case["if"])
        or _LOOSE.search(case["if"])
        or _STATUS.match(case["if"])
        or _LIST.match(case["then"])
        or _COMMONPLACE.search(case["then"])
        or _HALF.search(case["then"])
    ):
        return ""
    mine, then = mine_of(case["if"]), case["then"]
    if len(plainly(mine_of(case["if"])).split()) > MOST_WORDS or _STILTED.search(case["if"]):
        return ""  # the page's own clause: nobody has it at hand who asks
    if not _EVENT.search(case["if"]) or re.search(r"\bwhat I\b|looking for", mine):
        return ""
    if re.search(r"\b(?:them|they)\b", then) and not _SEVERAL.search(f"{case['if']} {re.split(r'(?:them|they)', then)[0]}"):
        return ""  # whom one is to ask was said before
    if _DONE.match(mine):
        return ""
    if wish := re.match(r"I (?:need|want|have|wish) to (?P<vp>[a-z].+)", mine):
        return "" if _MIND.match(then) else f"How do I {wish['vp']}"
    yours = _YOURS.match(then)
    if not names_enough(_MINE.sub("", f"{yours['n'] if yours else ''} {mine}"), "en") or re.search(r"\bI (?:\w+ing|to|or)\b", mine):
        return ""
    if _TOLD.match(then) and not re.match(r"you(?: will|[’']ll) need to be \w+ed\b", then):
        return f"What should I do if {mine}"
    if _MAY.match(then) or (mine.startswith("I need") and then.startswith("there ")):
        return f"What can I do if {mine}"
    if yours:
        return f"What happens to my {yours['n']} if {mine}"
    if _BEFALLEN.match(then) and not _ONESELF.match(then):
        return ""  # what becomes of one thing is not all that happens
    return f"What happens if {mine}"


def _chinese(text: str, recipe: str = "") -> str:
    """The question that a Chinese sentence answers, as one types it: "没有烤箱怎么办", in a `recipe` "做烤鱼没有烤箱怎么办"; empty where it answers none."""
    case = _CASE_ZH.fullmatch(text)
    if (
        not case
        or not _EVENT_ZH.search(case["if"])
        or _LOOSE_ZH.search(case["if"])
        or re.search(r"\d", case["if"])
        or re.search(r"这[样种个些]|那[样种个些]|如[上下图]|[0-9A-Za-z]{12,}|(?:挑战|准备)$", case["then"])
        or _HALF_ZH.match(case["then"])
    ):
        return ""
    befalls = _BEFALLS_ZH.search(case["then"]) and not re.search("也可以?，", case["then"])
    asked = "说明什么" if _SIGN_ZH.match(case["then"]) else "会怎么样" if befalls else "怎么办"
    said = re.sub("^(?:喜欢|想)(?=更)", "想要", case["if"].removesuffix("时").replace(" ", "")).replace("即将", "快要")
    if len(recipe) == 1:  # a page on boiling, or steaming
        return f"{recipe}东西{'时' if not _OPENS_ZH.match(said) else ''}{said}{asked}"
    dish = recipe.removesuffix("的做法")
    if dish and dish not in said:
        said = f"做{dish}{'' if _OPENS_ZH.match(said) else '，'}{said}"
    return f"{said}{asked}"
