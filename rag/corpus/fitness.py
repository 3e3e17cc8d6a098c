"""Whether words of a document can be the answer to what is asked: no pointer to another place, a whole sentence, and of the kind the question wants."""

from __future__ import annotations

import re
from functools import lru_cache

_ELSEWHERE = {
    "en": re.compile(
        r"\b(?:[Tt]his|[Tt]hese|[Tt]he following|[Tt]he below)(?: [\w-]+){0,2}? (?:forms?|steps?|tips|guides?|pages?|links?|lists?|templates?|documents?|docs?|tables?|questions|instructions|resources|checklists?|sections?|videos?|spreadsheets?|posts?|articles?|channels?|figures?|categories|items|options|rules|guidelines|areas|topics)\b|"
        r"\bhere(?:['’]s| is| are)\b|\(here\b|\bhere[.)]?$|\bclick(?:ing)? (?:here|on this)|\b(?:learn|read|find out) more\b|\bmore (?:information|details?|info)\b|\bfor details\b|\btake a look\b|\bcheck out\b|\b[Ss]ee (?:the|our|using|also|how)\b|\brefer to\b|\blinked\b|\bas follows\b|\bthe following\b|\blisted here\b|TL;?DR|\bin this (?:section|chapter|document|paper|article|handbook)\b|\bFigure \d|\bTable \d|\bwe(?:['’]ve| have) (?:a|an|some) (?:guide|page|list|template|doc)\b|\bread the\b|\bconsult the\b|\bguidance on adding\b|\b[Qq]uick ?links\b|\bvisit(?: the| our)?\b|^If this is\b|\bstart with our\b|\b[Ii]nformation (?:on|about)\b.{3,60} (?:is|are) available\b|\b(?:is|are) (?:documented|outlined|described|explained|detailed) (?:in|on|at)\b|\bcan be found (?:in|on|at|here)\b|\bfollow the (?:instructions|steps|guide|link)|"
        r"\bintroduces? (?:a new challenge|new challenges)\b|\baddress(?:es|ing) a (?:variety|number|range) of\b|\bdoes mainly \w+ things\b|\b(?:has|provides?|maintains?|compiled|offers?) (?:a |an |the )?(?:\w+ ){0,2}(?:list of|guide to|documentation)\b|\bsupporting documentation$|\buser guides?\b|\bthis (?:\w+ ){0,2}chart\b|\bfound (?:at|on) the\b|\bdescribe processes\b",
    ),
    "zh": re.compile(r"请注意|如上所述|如前所述|如下|以下|下面|下列|上面的|上述|本文|本指南|本节|这里简单|参见|参考资料|详见|请看|点击|见表|见图|[*＊]$|第 ?[\d一二三四五六七八九十~～、至-]+ ?个?(?:步|条|点)"),
}  # fmt: skip
# Slips of a source that an answer would learn: a word said twice, a missing verb or subject, a wrong article, a mark set off by a space.
_SLIP = re.compile(
    r"\b(\w{2,}) \1\b|\b[Aa]n? [^().]{3,60} \([A-Z]{2,}s\) is\b|\b(?:type|kind|sort)s? of [\w ]{1,40} needed\b|\b(?:therefore|thus|hence)\b[^.;]{0,40}, (?:must|should|can|will)\b|\ban (?!hour|honest|honou?r|heir|herb)(?:[bcdfgjkmpqtvwxyz]|[hlnrs][a-z]{3})[a-z]|"
    r"\ba (?!one|once|u[a-z]|eu)[aeio][a-z]{2}| [,;:.](?:\s|$)|,,|\.\.(?!\.)|\bto \w+(?:ized|ated) (?!to\b|by\b)[a-z]|\b(?:[Mm]anager|[Ee]mployee|[Uu]ser|[Oo]wner|[Ss]upervisor|[Mm]ember) who (?!can|will|may|must|should|did|was|has|would|is)[a-z]+(?<!s)(?<!ed)\b|\b(?:The|A) (?:\w+ )?[a-z]+[^su\W]s (?:serves|manages|leads|owns|provides)\b"
    r"|\b(?:incidents|issues|problems|errors|events) (?:situations|issues|problems|cases)\b|^[^.]{0,80}\b(?:is|are) an? additional\b|^[A-Z][\w-]*(?: [\w-]+)* [a-z]+(?:ments|tions|ices) is\b|^[A-Z][\w-]*s are [^.;]*\bits\b|\btaking the advantage\b|\bprocess of \w+ing of\b|\b[Ll]ike an? [^,]+ for instance\b|—called [a-z]|\bif they can [^,]+ simultaneously\b"
    r"|\b(?:may|can|will) [a-z][^.;]*\bif (?:there|it|they) (?:was|were)\b|\b(?:actions|tests|services|features) (?:items?|cases?|sets?|plans?)\b|^(?:Additionally|However|Furthermore|Moreover|Consequently|Nevertheless) (?!,)"
    r"|\bby \w+ly \w+ed\b|\bcontrast(?:s|ed) to\b|, (?:typically|usually|generally), in\b|^Instead of \w+ing \w+ an? |\bprescribes to\b|\bThe core \w+ being\b"
    r"|^An? (?:set|kind|type|form|way|method|collection|practice) of [\w -]+? (?:that|which|to|for|where) (?![^.;]*\b(?:is|are|has|have|can|means)\b)"
)
# A title that was a link and stood behind a comma; `code` that is a mark or a phrase: without its marks the sentence no longer says where it begins and ends.
_CODED = re.compile(r",\s*\[[A-Z](?:[^\]]* [A-Z]){2,}[^\]]*\]\(|`(?:[^\w`]+|[^`]* [^`]*|[a-z]+)`|\(\[[^\]]*\]\(")
# What leans on words before: `this functionality`, where nothing in the sentence has said which.
_LEANS = re.compile(
    r"\b(?:this|these|those|such|the same|in both) (?:\w+ )?([a-z]{4,})\b|\b(?:solves?|address(?:es)?|fix(?:es)?|tackles?|does|do) (?:this|that|it|them|so)\b|\bexisting (?:issues|problems)\b|^No longer\b",
    re.I,
)
_TO_READ = re.compile(r"^(?:Review|Read|See|Consult|Visit|Watch|Use|Follow|Check|Browse|Learn|Submit|Fill out|Find|View|Open)\b")
_OPENS_LIST = re.compile(
    r"^(?:There (?:are|is|has been|have been) (?:a (?:number|few|couple|variety|lot)|lots|several|many|some|two|three|four|five|multiple|various|different|other)\b|(?:An? )?(?:introduction|overview|list|guide|summary|map|collection|description) (?:to|of|on|for|with)\b|We (?:try|have|want|hope|know|understand|believe|think)\b|You may have (?:seen|heard|noticed|read)\b|Sometimes\b)|\bthere are (?:other|several|many|a few|a number of|different|various) ways\b",
    re.I,
)
_VERB = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|do|does|did|allow|provide|offer|help|use|need|add|make|take|work|run|let|bundle|focuses|focus|seeks?|can|cannot|could|may|might|must|shall|should|will|would|needs?|wants?|provides?|offers?|uses?|works?|includes?|allows?|helps?|requires?|takes?|manages?|supports?|means?|contains?|lets?|makes?|gives?|enables?|consists?|serves?|brings?|sets?|shows?|runs?|owns?|handles?|leads?|covers?|describes?|depends?|expires?|applies|apply|receives?|gets?|becomes?|began|formed|happens?|occurs?|starts?|begins?|ends?|lasts?|costs?|goes|go|comes?|refers?|involves?|relates?|ensures?|creates?|introduces?|minimizes?|keeps?|automates?|follows?|grants?|prohibits?|solves?|reduces?|increases?|improves?|monitors?|connects?|represents?|determines?|convenes?|empowers?|maintains?|resets?|tracks?|lives?|defines?|accrues?|earns?|forfeits?)\b|n['’]t\b|\b\w+['’](?:re|ll|ve|d|m)\b|\b(?:it|that|there|what|who)['’]s\b"
)
_FRAGMENT = 80  # a longer run of words without a verb of the list is a sentence with a rarer verb
_DOES = re.compile(
    r"(?:^|[.!?;] |, )(?:(?:Please|Always|Never|Only|Just|To [^,]{3,60},|If [^,]{3,90},|When [^,]{3,90},|Once [^,]{3,90},|For [^,]{3,60},|In [^,]{3,60},|First,|Then,?) )?(?:Add|Allow|Apply|Ask|Attach|Begin|Book|Build|Bring|Call|Cancel|Change|Check|Choose|Clean|Click|Close|Complete|Configure|Confirm|Connect|Contact|Copy|Create|Define|Delete|Download|Edit|Email|Enable|Ensure|Enter|File|Fill|Find|Follow|Get|Give|Go|Include|Install|Invite|Join|Keep|Let|Log|Make|Notify|Open|Pay|Pick|Post|Provide|Publish|Put|Reach|Remove|Replace|Report|Request|Reset|Return|Review|Run|Save|Schedule|Search|Secure|Select|Send|Set|Share|Sign|Speak|Start|Submit|Switch|Tag|Take|Talk|Tell|Track|Try|Turn|Type|Update|Upload|Use|Visit|Wait|Work|Write)\b|\b(?:you|I|we|users?|staff|employees|supervisors?|managers|teams?|members|anyone|everyone|[Ll]eads?|authors?) (?:also |then |only )?(?:can|cannot|may|might|will|need)\b|\b(?:must|should|need to|needs to|have to|has to|required to|asked to|able to|allowed to|can be)\b",
    re.I,
)
_PERSON = re.compile(
    r"\b(?:supervisors?|staff|teams?|managers?|directors?|leads?|employees?|you|everyone|anyone|everybody|officers?|officials?|specialists?|people|members?|partners?|leadership|committee|council|office|division|agency|contractors?|administrators?|owners?|users?|developers?|authors?|students?|reviewers?|editors?|group|department)\b",
    re.I,
)
# What is said of anything: no answer to a question of one's own.
_VAGUE = re.compile(
    r"\b(?:different|various|varying) (?:people|ways|groups|mix)\b|\bneeds? to be aware\b|\bseveral (?:practices|tools|ways|things)\b|\bextends? beyond\b|\b(?:important|complex) (?:issues?|topics?)\b|\btempting\b|\b(?:is|are) (?:great|common|okay|fine|hard|difficult|expected)\b|\bas needed$|\bbased on the\b.{3,40} needs$",
    re.I,
)
_BEFALLS = re.compile(
    r"\b(?:you|users?|employees|staff) (?:will|may|might|can|would) (?:be|find|get|see|notice|receive|encounter)\b|\bwe (?:do|will|can|may|host|often)\b|\bwe['’]ll\b",
    re.I,
)  # what comes about, or is done by others
_COUNT = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|half|once|twice|daily|weekly|monthly|yearly|annually|quarterly|every)\b",
    re.I,
)
_TIME = re.compile(r"\d|\b(?:when|if|after|before|during|once|until|while|as soon as|by|at the|in cases?)\b", re.I)
_SMALL = frozenset(
    "the a an of in on at to for by with from and or is are was were be been do does did has have had what which who whom when where why how many much it its this that their they as i my me you your can should would will may must not if there we our us all any".split()  # noqa: SIM905
)
_PRONOUN = re.compile(r"\b(?:we|our|us|I|my|you|your|they|their|it|this|these|those)\b", re.I)


def slips(clean: str, raw: str, lang: str) -> bool:
    """Whether an English sentence has a slip of the pen, or loses its sense with the markup."""
    return lang == "en" and bool(_SLIP.search(clean) or _CODED.search(raw))


_LEANS_ZH = re.compile(r"(?:这[种类个些项]|该|此[类种]|上述)(?P<noun>[\u4e00-\u9fffA-Za-z]{2})")


def leans(clean: str, lang: str) -> bool:
    """Whether a sentence speaks of "this" or "these" (这种功能, 该系统) without having said which: alone it is half a sentence."""
    if lang != "en":
        return any(m["noun"] not in clean[: m.start()] and clean[m.start() - 1 : m.start()] != "应" for m in _LEANS_ZH.finditer(clean))
    for m in _LEANS.finditer(clean):
        noun = (m[1] or "").lower()
        if not noun or (
            noun[:5] not in clean[: m.start()].lower()
            and not re.match(r"(?:means|makes|allows|includes|could|would|should|might|when|that|with)$", noun)
        ):
            return True
    return False


@lru_cache(maxsize=4096)  # several rules read the same sentence one after the other
def points_elsewhere(clean: str, raw: str, lang: str, shaped: bool = False) -> bool:
    """Whether a sentence sends the reader to another place, announces what is to follow, or (English) is no sentence. `shaped`: its grammar is known by other means."""
    if _ELSEWHERE[lang].search(clean):
        return True
    if lang == "zh":
        return False
    if _TO_READ.match(clean) and "](" in raw and len(clean) < 120:
        return True
    if not re.match(r"[A-Za-z\d“\"‘$(]", clean) or re.search(r"\w\*(?!\*)|: [A-Z]", clean):
        return True  # a footnote, its mark, or a label run into the sentence
    return bool(_OPENS_LIST.search(clean)) or (not shaped and len(clean) < _FRAGMENT and not (_VERB.search(clean) or _DOES.match(clean)))


# Chinese that its writer (or translator) lost hold of: a subject taken up twice, "not only" without its "but", a thing done to nothing.
_LIMPS = re.compile(
    r"(?:因此|所以|从而)[^，。]{0,12}，[它这]|不仅仅?是(?![^。]*而且|[^。]*更|[^。]*也)|将[^，。]{2,14}，[^，。]{2,12}，并|加入[^，。]{1,7}切[^，。]{1,4}，|--|不区分|[^。]*是至关重要$|被[^，。]{0,4}用来用|其假设是|通过[^。]*，这[将会使让]|^(?:通过|随着)[^，。]{2,60}，[它这]|你(?:解决|现在正在)|允许我们|我们(?:在谈论|将其?视|通常将)|生活在|这就是当|"
    r"由于[^。]*，这(?:允许|使|让|也?将|会)|通过[^。，]{2,40}，并(?:实现|提供)|依赖性|其中[^，]{1,8}被|多大的发展|因为[^。]*，并且由于|了解[^，。]*并减少对|多虑|可执行的洞察力|在规模上成为|，现在增加了|试验和错误|"
    r"([\u4e00-\u9fff]{2})和\1|加剧[^，。]{0,4}成本|更有影响的失败|^强调[^，。]*的一组|能够[^，。]*的能力|并提供使用|放心地认为|不善酒力|就是一个[^，。]{0,3}好的?例子|上的情况下|^使[^，。]{2,12}能够|越来越具有挑战性|特别努力|的资源的使用|最简单和最容易|(?:时|条件)能力的信心|和/或|可以被复制来|在保证[^，。]{2,20}的安全下"
)


def limps(clean: str) -> bool:
    """Whether a Chinese sentence is broken in a way that an answer must not copy."""
    return bool(_LIMPS.search(clean))


def stems(text: str) -> set[str]:
    """The beginnings of an English text's words that mean something by themselves, and its numbers; a Chinese text's pairs of characters."""
    return {m[1] for m in re.finditer(r"(?=([\u4e00-\u9fff]{2}))", text)} | {
        w[:5] for w in re.findall(r"[a-z]{2,}|\d+", text.lower()) if w not in _SMALL
    }


def says_more(asked: str, value: str, lang: str, least: int = 4) -> bool:
    """Whether the value tells anything that the question has not said itself."""
    if lang == "zh":
        known = {asked[i : i + 2] for i in range(len(asked) - 1)}
        return sum(value[i : i + 2] not in known for i in range(len(value) - 1)) >= 2 * least
    return len(stems(value) - stems(asked)) >= least


def answers(question: str, value: str, lang: str) -> bool:
    """Whether the value is of the kind the question asks for: a count, a person, a time, what to do, yes or no."""
    if lang == "zh":
        return _answers_zh(question, value)
    low = question.lower()
    if re.match(r"how (?:many|much|long|often|far|soon|old)\b", low):
        return bool(_COUNT.search(value))
    if re.match(r"who(?:se|m)?\b", low):
        return bool(_PERSON.search(value)) and not _VAGUE.search(value) and says_more(question, value, lang, 1)
    if low.startswith("when "):
        return bool(_TIME.search(value)) and says_more(question, value, lang)
    if re.match(r"(?:is|are|do|does|did|can|could|should|will|would|has|have|may|must)\b", low):
        known = re.match(r"(?:yes|no)\b", value, re.I) or re.search(
            r"\b(?:can|cannot|may|should|must|need|not|only|unless|if|required|allowed|never|always)\b|n['’]t\b", value
        )
        return bool(known) and "tips" not in low and says_more(question, value, lang)
    if re.match(r"how (?:to|do|can|should|would|could|might|must|shall|will|did) ?(?:i|we|you|one|to)?\b", low) or re.match(
        r"what (?:if|should|do i|can i|must)\b", low
    ):
        return tells_what_to_do(value) and says_more(question, value, lang, 6)
    if low.startswith(("how ", "what to ")):
        return says_more(question, value, lang, 6)
    return says_more(question, value, lang)


def commonplace(value: str) -> bool:
    """Whether an English text is one sentence that could be said of anything, or several of the kind."""
    return all(_VAGUE.search(sentence) for sentence in re.split(r"(?<=[.!?]) (?=[A-Z])", value))


def tells_what_to_do(value: str) -> bool:
    """Whether the first sentence of an English text tells the reader what to do, and no commonplace."""
    first = re.split(r"(?<=[.!?]) (?=[A-Z])", value)[0]
    return bool(_DOES.search(first) and not _VAGUE.search(first) and not _BEFALLS.search(first))


def _answers_zh(question: str, value: str) -> bool:
    if re.search(r"多少|几[个次天年月]|多久|多长", question):
        return bool(re.search(r"[\d一二三四五六七八九十百千两半]", value))
    if re.search(r"为什么|为何|原因", question):
        return bool(re.search(r"因为|由于|所以|为了|导致|原因|因此|否则|会|能", value)) and says_more(question, value, "zh")
    if re.search(r"怎么|怎样|如何", question) and not re.search(
        r"(?:^|[，。；：])(?:先|再|将|把|用|请|要)|可以|可将|可用|应|需|建议|避免|不要|务必|通过", value
    ):
        return False
    return says_more(question, value, "zh")


# Things that a page calls "the ..." because the page is about them; whoever has not got the page before him must say which.
_WHICH = re.compile(
    r"\bthe (?:[a-z]+ )?(group|key|page|form|file|list|version|project|document|meeting|channel|account|request|review|report|survey|table|site|app|program|agreement|package|application|template|committee|training|event|system|tool|service)s?\b"
)


def points(words: str, title: str, lang: str) -> bool:
    """Whether an English question speaks of "the group" or "the key" that only its page's title explains."""
    return lang == "en" and title.lower() not in words.lower() and any(m[1] not in title.lower() for m in _WHICH.finditer(words))


def names_enough(words: str, lang: str) -> bool:
    """Whether a heading says of itself what it is about, without its document: three words that say something, or a name."""
    if lang == "zh":
        return len(re.findall(r"[\u4e00-\u9fff]", words)) >= 10
    if _PRONOUN.search(words):
        return False
    rest = re.findall(r"[A-Za-z][\w’'-]*", words)
    telling = [w for w in rest if w.lower() not in _SMALL]
    return len(telling) >= 3 or any(re.match(r"[A-Z]{2,}|[A-Z]\w*[A-Z]", w) for w in rest)


_DEFINES = re.compile(
    r"(?:An? |The )?(?P<s>[“\"]?[\w’'-]+(?: [\w’'-]+){0,3}?[”\"]?)(?: \([^()]*\))? (?:(?:is|are|means?|refers? to) (?:an?|any|the)|are (?![a-z]+(?:ed|ing)))\b"
)


def defines_another(value: str, title: str) -> bool:
    """Whether an English opening says what a word is that is less than its title: of "Records management" it does not tell to say what a record is."""
    found = _DEFINES.match(value)
    if not found or found["s"].isupper():
        return False
    told = {w[:4] for w in re.findall(r"[a-z]{3,}", found["s"].lower())}
    named = {w[:4] for w in re.findall(r"[a-z]{3,}", re.sub(r" ?\([^)]*\)", "", title.lower()))} - {
        "the",
        "and",
        "abou",
        "over",
        "intr",
        "what",
    }
    return bool(told & named) and bool(named - told)
