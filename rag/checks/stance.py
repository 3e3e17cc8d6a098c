"""What an answer makes of two sides: which it settles on, whether it leaves the matter open, whether it claims a conflict at all."""

from __future__ import annotations

import re
from functools import lru_cache

from generators.reading import find_value, states
from generators.reading.values import folded, is_measured, measures, own_measure
from generators.text.measure import HAN
from rag.checks.unlike import quotes_own

# What the sources of either side are called; and text whose words name neither.
Names = tuple[tuple[str, ...], tuple[str, ...]]
# Words that tell whose a value really is, and the value that is set aside where they stand.
Rivals = tuple[re.Pattern[str], str]

# A matter is left open by saying that it cannot be told, or by naming who or what would settle it.
_OPEN = {
    "en": re.compile(
        r"\b(?:(?:can't|cannot|can not|couldn't|could not|no way|nothing|hard|impossible|isn't|aren't|not enough|unable|doesn't|don't|do not|does not|neither|none|won't|will not|no telling|nor|without|no reason|nobody|no one|not|no (?:documents?|sources?|papers?|passages?|indication|date|basis|information|ground|means))\b[^.;]{0,70}?"
        r"\b(?:tells?|say|says|said|stated|settles?|settled|decides?|decided|know|knows|choose|pick|rules?|dated?|which|prefer(?:ring)?|outranks?|explains?|rank|weigh|gives? way|give you|reason|stronger|better|last word|clear|certain|sure|resolve[sd]?|judge|to go on|authority|verify|confirm|determine|establish)"
        r"|unclear|unresolved|unsettled|undecided|(?:an )?open question|stays? open|remains? open|left open|leaves? it open|is open|either (?:could|may|might|one)|have to ask|has to ask|worth asking|needs? (?:checking|asking)|would settle|could settle|would have to"
        r"|only [^.]{0,60}(?:can|could|would) (?:say|settle|tell)|better (?:call|ask|check)|call ahead|contacting|(?:ask|ring|contact|check with|check|confirm with) (?:the|them|someone|at|whoever|with|both|before)|until (?:someone|somebody|the|one|that)|no criterion|no basis|stalemate|toss-up|one (?:word|call|look) (?:to|from|at))",
        re.I,
    ),
    "zh": re.compile(
        r"(?:无法|不能|没法|难以|无从|不好|不便|没办法|难)(?:[^，。；]{0,6})(?:判断|判定|给准|给个准|给出准|确定|断定|定|分辨|取舍|裁定|裁断|下结论|选|分清|说|知道|断言|认定|采信|核实)|定不(?:下|了)|看不出|说不(?:准|清|好|定)|分不(?:出|清)|判断不了|确定不了|断不了|给不出|拿不准|存疑|待(?:核|确认|查|定|考)|需(?:要)?(?:再)?(?:核|确认|向|问|找|以|查)"
        r"|(?:得|要|须|该|请|最好|不如|只能|只好|只有|建议|之前)(?:再|先|去|由)?(?:问|找|看|向|等|核|查|请|以|打|翻|跟)|才能(?:定|确定|知道|算数|说)|[才就](?:知道|清楚|能|好|算)|哪(?:个|边|份|一|头|处)[^。]{0,6}(?:为准|对|准|真|错|算|有效)|谁(?:对|准|错)|都没|都未|均未|均无|两边都|没说(?:清|明)|没有?(?:说明|依据|写明|交代|理由|标明|注明|别的线索|线索)|没有(?:写|哪|一份|给出)|未(?:说明|注明|交代)|不(?:能)?确定|不清楚|暂不|先别|没个准|没有?准|悬着|两存|存而不论|不敢"
    ),
}  # fmt: skip
_STRONG = {
    "en": re.compile(
        r"\b(?:go(?:es|ing)? by|go with|stick with|therefore|hence|thus|so|holds|still(?! around)|stands|appli(?:es|ed)|use|takes?|right|correct(?:ly)?|binding|in force|counts?|prevails?|follow(?:ed|s)?|better claim|answer|conclusion|rely on|trust|it's|it is|is what you"
        r"|current(?:ly)?|valid|decides?|decisive|last word|newer|later|latest|more recent|recent|authoritative|authority|official|precedence|now|since then|come out|comes after|takes its place)\b",
        re.I,
    ),
    "zh": re.compile(
        r"为准|作准|按|应(?:为|按|以|是|当|采)|就是|算数|作数|执行|施行|现行|现在|目前|有效|管用|准的|正确|是对的|照|采信|采用|该是|才是|所以|因此|结论|说了算|更新|在后|较新|较晚|更晚|后出|最新|仍|还是|优先|约束力|认|取|答案|依|凭|为据|不变|后写|靠后|相信|正式|新通知|新规"
    ),
}  # fmt: skip
# A side that is named only to be set aside.
_WEAK = {
    "en": re.compile(
        r"\b(?:still (?:has|shows|says|gives)|only|proposal|propose[sd]?|suggested|draft|not (?:yet|in force|adopted|for|of|confirmed)|isn't|doesn't make|hasn't|confus\w+|belongs? to|figure for|earlier|older|old|outdated|out of date|superseded|replaced|withdrawn|obsolete|ignore|disregard|used to|mix\w*|may be a mistake"
        r"|mistak\w+|mistook|wrong(?:ly)?|gives? way|stale|before|no longer|hearsay|yields?|in its day|on the table|would make|awaits?|stays (?:valid|in use)|before (?:it|the)|after adoption|pending|really|no weight|taken from|dates from|was (?:the|right|valid|true)|it was)\b",
        re.I,
    ),
    "zh": re.compile(
        r"还(?:只)?是(?:旧|草|老|以前|原|\d{4}年)|草案|草稿|稿子|讨论稿|提案|提议|拟议|征求|尚未|没(?:有)?(?:生效|通过|施行|定|得到)|还没(?:表决|生效|定)|未(?:生效|施行|通过|定)|不生效|不再|不适用|(?<!真正)(?<!才)属于|旧|老|早|作废|不(?:作|算|取|采|认|用)|弄混|混|误|错|不足|让位|以前|此前|原先|原来|过去|先前|不是|别(?:看|拿)"
        r"|想改|桌面|之前不|送审稿|初稿|签批|压不过|被.{0,12}(?:取代|替代|替换|废止)|过时|在前|靠前|抄|安|当时|只是|只能|放一边|不及|后头|前头|从前|当真|(?:本|实|其实)(?:是|为)"
    ),
}  # fmt: skip
_NOT = {"en": re.compile(r"n't\b|\bnot\b|\bno longer\b|\bnever\b", re.I), "zh": re.compile(r"不|未|没|尚")}
# "A over B": what stands before the marker wins; "A gave way to B": what stands behind it wins.
_OVER = {
    "en": re.compile(
        r"(?<!was )(?<!were )(?<!been )(?<!is )(?<!being )\b(?:replac(?:es|ed|ing)|supersed(?:es|ed|ing)|overrid(?:es|ing)|overrode|overrules|outranks|trumps|takes (?:precedence|priority) over|prevails over|(?:newer|later|more recent|younger) than|takes the place of|comes after|rather than|instead of)\b(?! (?:\w+ ){0,4}by\b)"
        r"|\b(?:trust|prefer|believe|choose|pick)\b.{3,60}\bover\b|,? \bnot\b(?= (?:the |in )?\S)", re.I),
    "zh": re.compile(r"(?<!被)(?:已经?)?(?<!被)(?:取代|替代|代替|替换)(?:了|掉)?|晚于|新于|优先于|压过|而不是|不是(?=.{0,8}(?:的|上))|(?:已经?)?(?:作废|废止)了(?=.)|(?:以前|此前|之前|早先|原来|旧)[^，。]{0,8}(?:不再|作废|失效)"),
}  # fmt: skip
_UNDER = {
    "en": re.compile(r"\b(?:replaced|superseded|overridden|overruled|voided|withdrawn|amended|updated)\b[^,;]{0,30}\bby\b|\b(?:older|earlier) than\b|\bg[ai]ves? way to\b|\byields? to\b|\bpredates\b|\bno weight against\b", re.I),
    "zh": re.compile(r"早于|旧于|让位给|(?<![想拟要将])(?:已经?|起)(?:改成|改为|调为|调整为)|服从|向(?=.{2,40}看齐)|(?<!打)听(?=[^着说起上].{1,30}的)"),
}  # fmt: skip
_THAN_ZH = re.compile(r"比(.{1,14}?)(新|晚|旧|早|更新|更近)")
_BY_ZH = re.compile(r"被(.{1,12}?)(?:取代|替代|代替|作废|废止)")
_REPORT = {
    "en": re.compile(r"\b(?:says?|said|gives?|gave|has|have|according|per (?=the |\[|document)|mentions?|lists?|states?|puts?|could be|may be|might be|claims?|shows?|it depends|average|sounds?|used to)\b", re.I),
    "zh": re.compile(r"写|说|记|作|给|见|据|可能|也许|平均|提到|听着|原来|曾"),
}  # fmt: skip
_PRONOUN = {
    "en": re.compile(
        r"\W*(?:and |but |so |since |as |because )*(?:it|its|that|this|which|the latter|hasn't|isn't|is|was|has|doesn't|carries|belongs|yields|gives way)\b",
        re.I,
    ),
    "zh": re.compile(r"(?=[^？]*$)"),  # Chinese drops its subjects
}
_RIGHT = {"en": "right", "zh": "正确"}
_SAYS = re.compile(r"\s*says?\b", re.I)
_SOUND = re.compile(r"没(?:有)?[^，。；]{0,3}错|写的不错|\bnot (?:wrong|mistaken)\b", re.I)
_NEGATED = {"en": re.compile(r"(?:n't|\bnot|\bnever)\s+$", re.I), "zh": re.compile(r"(?:没有?|尚?未|不|别)$")}
_IF = {
    "en": re.compile(r"\b(?:if|whether|unless|(?:say|tell|know|decide|sure|clear|settles?) which)\b", re.I),
    "zh": re.compile(r"如果|要是|若|假如|除非|是否|草案要是"),
}
# "The reply counts": something that is neither side.
_BY_OTHER = re.compile(r"以(?!(?:其|它|此|本|该|后|前|新|上))[^，。]{2,10}为准")
_LATTER = {"en": re.compile(r"\blatter\b", re.I), "zh": re.compile(r"后者")}
_SPLIT = re.compile(
    r"[;；：。()（）]| [–—] |——|:(?!\d)|\.(?!\d)|，|(?<!\d),|,(?!\d)|\b(?:but|while|though|although|yet)\b|但|(?<=[，。；])可(?!能)|\n",
    re.I,
)
_LABEL = re.compile(r"\b(answer|conclusion|result)\b\W*[:：]|(结论|答案|所以)\W*[:：]", re.I)


_QUOTED = re.compile(r'"[^"\n]*"|“[^”\n]*”|《[^》\n]*》')


def _even(text: str) -> str:
    return re.sub(r"[:;,：；，。|]|\.(?!\d)", " ", text)


def _plain(answer: str) -> str:
    """The answer without bold, with "Answer:" joined to what follows, and with titles that no mark splits."""
    return _QUOTED.sub(lambda m: _even(m[0]), _LABEL.sub(r"\1\2 ", answer.replace("*", "").replace("\u2019", "'")))


def leaves_open(answer: str, lang: str) -> bool:
    """Whether the answer says that the matter cannot be settled, or what would settle it."""
    return bool(_OPEN[lang].search(answer))


def told(text: str, value: str, lang: str, other: str = "") -> bool:
    """Whether the text tells the value, be it by the bare figure beside an `other` of the same unit ("10 days in 2018, 14 since"), or by the words in quotation marks in which it differs from another sentence."""
    if states(text, value, lang):
        return True
    if other and quotes_own(text, value, other):
        return True
    own, rival = own_measure(value, lang), own_measure(other, lang) if other else None
    if own is None or own[0] not in ("amount", "money", "percent") or rival is None or rival[:-1] != own[:-1]:
        return False
    figures = [m[1] for _, _, m in measures(value, lang) if m[0] == "number"] or [own[-1]]
    found = measures(text, lang)
    for start, end, m in found:
        alone = not any(a < end and start < b and n[0] != "number" for a, b, n in found)
        if (
            m[0] == "number"
            and m[1] in figures
            and alone
            and not (lang == "zh" and re.match(rf"[{HAN}]", text[end : end + 1]))
            and text[start - 1 : start] != "["
        ):
            return True
    return False


@lru_cache(maxsize=1024)
def _cues(names: Names, lang: str, common: str) -> tuple[re.Pattern[str] | None, re.Pattern[str] | None]:
    """How a clause may name each side's source: its names, and words of them that the other side's lack."""
    words: list[set[str]] = []
    for called in names:
        text = " ".join(re.sub(r" (?:of|for|about|to) (?:a|an|the) .*", "", c) for c in called).casefold()
        if lang == "zh":
            mine = {run[i : i + 2] for run in re.findall(rf"[{HAN}]+", text) for i in range(len(run) - 1)}
        else:
            mine = {w for w in re.findall(r"[a-z]{4,}", text) if w not in ("with", "from", "that", "this", "about", "page")}
        mine = {w for w in mine if w not in common}
        words.append(mine | set(re.findall(r"(?<!\d)(?:1[89]|20)\d\d(?!\d)", text)))
    out: list[re.Pattern[str] | None] = []
    for i, called in enumerate(names):
        mine = {_even(c).strip().casefold() for c in called if not c.isdigit()} | (words[i] - words[1 - i])
        parts = sorted(map(re.escape, filter(None, mine)), key=len, reverse=True)
        out.append(re.compile("|".join(parts) if lang == "zh" else rf"(?<!\w)(?:{'|'.join(parts)})(?:s|'s)?(?!\w)") if parts else None)
    return out[0], out[1]


@lru_cache(maxsize=1024)
def _titles(names: Names, lang: str) -> re.Pattern[str] | None:
    """The full names of the sources: their words ("official circular", 版本更新说明) judge nothing."""
    full = sorted(
        {
            re.escape(_even(n).strip())
            for called in names
            for n in called
            if len(n) > (1 if lang == "zh" else 4) and not n.isdigit() and n[0] not in "[【"
        },
        key=len,
        reverse=True,
    )
    return re.compile("|".join(full), re.I) if full else None


class _Sides:
    """Two values with the names of their sources: which of them a stretch of text speaks of."""

    def __init__(self, first: str, second: str, lang: str, names: Names, common: str) -> None:
        self.values, self.lang, self.cues, self.titles = (first, second), lang, _cues(names, lang, common.casefold()), _titles(names, lang)
        named = [re.escape(re.sub(r"^(?:the|an?) ", "", v, flags=re.I)) for v in self.values if not is_measured(v, lang)]
        self.words = re.compile("|".join(named), re.I) if named else None

    def stated(self, text: str) -> list[str]:
        first, second = self.values
        return [v for v, other in ((first, second), (second, first)) if told(text, v, self.lang, other)]

    def named(self, text: str) -> list[str]:
        low = text.casefold().replace("\u2019", "'")
        return [v for v, cue in zip(self.values, self.cues, strict=True) if cue and cue.search(low)]

    def spoken(self, text: str) -> list[str]:
        said, named = self.stated(text), self.named(text)
        return [v for v in self.values if v in said or v in named]

    def opens(self, text: str) -> bool:
        """Whether the text gives one value of its own accord: no source in it but citation marks, no word of reporting."""
        return len(self.stated(text)) == 1 and not self.named(_MARK.sub(" ", text)) and not _REPORT[self.lang].search(text)

    def bare(self, text: str) -> str:
        """The text without the names of sources and without values in words ("the old drill hall")."""
        text = self.titles.sub(" ", text) if self.titles else text
        return self.words.sub(" ", text) if self.words else text

    def subject(self, text: str) -> str:
        """Of two sides a clause speaks of, the one what follows is about: the value told last, else the source named first."""
        places = {v: max((a for a, _ in find_value(text, v, self.lang)), default=-1) for v in self.values}
        if max(places.values()) >= 0:
            return max(places, key=lambda v: places[v])
        low = text.casefold()
        return min(
            self.values,
            key=lambda v: next(
                (m.start() for c, w in zip(self.cues, self.values, strict=True) if c and w == v for m in c.finditer(low)), 10**6
            ),
        )

    def other(self, value: str) -> str:
        return self.values[1] if value == self.values[0] else self.values[0]


def settles_on(
    answer: str, first: str, second: str, lang: str, names: Names = ((), ()), rivals: Rivals | None = None, common: str = ""
) -> str:
    """Which of two values the answer settles on, or an empty string. `names`: what the sources of each side are called; a word of
    theirs that also stands in `common` names neither.

    Each clause that speaks of exactly one side, by its value or by its source, votes: for it where it judges in its favour, for the other
    where it sets it aside; a clause that sets one over the other votes for the winner. An answer that opens with a value gives it.
    `rivals` names the entity a value really belongs to: the value is set aside where it is named.
    """
    sides = _Sides(first, second, lang, names, common)
    votes = {first: 0, second: 0}
    last = ""
    clauses = [c for c in _SPLIT.split(_plain(answer)) if c.strip()]
    for i, clause in enumerate(clauses):
        spoken = sides.spoken(clause)
        before = last
        if len(spoken) == 1:
            last = spoken[0]
        elif len(spoken) == 2:
            last = sides.subject(clause)
        if _IF[lang].search(clause):
            continue
        if rivals and rivals[0].search(clause) and (rivals[1] in spoken or last == rivals[1] or before == rivals[1]):
            votes[sides.other(rivals[1])] += 2
            continue
        winner, weight = _directed(clause, sides, before)
        if winner:
            votes[winner] += weight
            continue
        plain = _SOUND.sub(_RIGHT[lang], sides.bare(clause))
        weak, strong = bool(_WEAK[lang].search(plain)), bool(_STRONG[lang].search(plain))
        if weak and strong and _NOT[lang].search(clause):
            strong = False  # "not in force yet"
        if len(spoken) == 1:
            if i == 0 and not (weak or _SAYS.match(clauses[1] if clauses[1:] else "")) and sides.opens(clause):
                votes[last] += 2  # an answer that opens with a value gives it
            elif weak != strong and (sides.stated(clause) or not _OPEN[lang].search(clause)):
                votes[sides.other(last) if weak else last] += 2
        elif (
            not spoken
            and last
            and weak != strong
            and _PRONOUN[lang].match(clause)
            and not _OPEN[lang].search(clause)
            and not _BY_OTHER.search(plain)
        ):
            votes[sides.other(last) if weak else last] += 1
        elif last and strong and _LATTER[lang].search(clause):
            votes[last] += 2
    order = sorted((start, v) for v in (first, second) for start, _ in find_value(answer, v, lang))
    if order and len(sides.stated(clauses[0])) == 1:
        votes[order[-1][1]] += order[-1][1] == order[0][1]
    if votes[first] == votes[second]:
        return ""
    return first if votes[first] > votes[second] else second


def _directed(clause: str, sides: _Sides, last: str) -> tuple[str, int]:
    """The side a clause sets over the other, and how much that says: "the notice replaces the leaflet", "10 days was superseded by the notice"."""
    lang = sides.lang
    if lang == "zh":
        if match := _THAN_ZH.search(clause):
            return _placed(clause[: match.start()], match[1], sides, last, match[2] in ("新", "晚", "更新", "更近")), 2
        if match := _BY_ZH.search(clause):
            return _placed(clause[: match.start()], match[1], sides, last, False), 3
    for markers, over in ((_UNDER, False), (_OVER, True)):
        if match := markers[lang].search(clause):
            left = clause[match.start() : match.end()] if " over" in match[0] else clause[: match.start()]
            if _NEGATED[lang].search(left):
                over = not over
            return _placed(left, clause[match.end() :], sides, last, over), 2 if " than" in match[0] else 3
    return "", 0


def _placed(left: str, right: str, sides: _Sides, last: str, over: bool) -> str:
    one, two = sides.spoken(left), sides.spoken(right)
    if len(one) == 2 or len(two) == 2 or (one and one == two):
        return one[0] if one == two and len(one) == 1 else ""
    if one:
        return one[0] if over else sides.other(one[0])
    if two:
        return sides.other(two[0]) if over else two[0]
    if last and _PRONOUN["en"].match(left):
        return last if over else sides.other(last)
    return ""


_PICK = {
    "en": re.compile(
        r"\b(?:(?:I'd|I would|I'll|let's|you should|better|best to) (?:go|take|trust|say|use|pick|choose|assume|expect|plan|stick)|go with|(?:most )?likely|probably|more (?:realistic|reliable|plausible|official|credible|trustworthy|recent|up to date)|must be (?:a|an|the)|(?<!which )(?<!one )(?<!who )is (?:correct|right|outdated|wrong|valid|newer|out of date)"
        r"|the (?:right|correct|current) (?:answer|price|one|figure|value|rule) is|answer is|expect to pay|(?:so|therefore|hence|thus) (?:it's |the )?\S{0,12}$)", re.I),
    "zh": re.compile(r"(?:所以|因此)(?:就)?(?:是|按|为|应|取)|(?:觉得|认为|建议|倾向)[^，。]{0,6}(?:按|是|用)|按[^，。]{1,12}(?:准备|算(?![下出来得])|执行|交)|应该?(?:是|为|以|更新)|(?:更|比较|较)(?:为)?(?:可靠|可信|合理|正式|新|符合|准确|权威)|(?:是|系|为)笔误|答案(?:是|为)|是对的|过时|有误|写错|错了"),
}  # fmt: skip
_BLEND = {
    "en": re.compile(r"\b(?:(?:went|gone|rose|risen|raised|increased|changed|dropped|fell|up|down) (?:up |down )?from|both (?:are|could be) (?:right|correct)|on average|the average)\b", re.I),
    "zh": re.compile(r"(?:涨|降|下调|上调|提高|调整)(?:到|至|了)|^都对|[两都](?:个|者|份)?(?:都)?(?:是)?对(?:的|：)|平均"),
}  # fmt: skip
_MARK = re.compile(r"\[\d+\]|【\d+】|\^\d+|\(\d+\)|（\d+）")
_SENTENCE = re.compile(r"[。！？!?\n]|\.(?!\d)")


def picks(answer: str, first: str, second: str, lang: str, names: Names = ((), ()), common: str = "") -> bool:
    """Whether an answer on an open matter settles it all the same: a flat value first, a preference, a blend of both."""
    sides = _Sides(first, second, lang, names, common)
    plain = _plain(answer)
    for sentence in _SENTENCE.split(plain):
        stated = sides.stated(sentence)
        if stated:
            if sides.opens(sentence) and not _IF[lang].search(sentence) and not re.search(r"[:：-]", sentence):
                return True
            break
    for clause in _SPLIT.split(plain):
        if _IF[lang].search(clause):
            continue
        if _BLEND[lang].search(clause) or (
            len(sides.spoken(clause)) == 1 and _PICK[lang].search(sides.bare(clause)) and not _OPEN[lang].search(clause)
        ):
            return True
    return False


_CLAIM = {
    "en": re.compile(
        r"\b(?:disagree\w*|conflict(?:s|ing|ed)?|contradict\w*|discrepan\w+|inconsisten\w+|at odds|(?:don't|do not|doesn't) (?:match|agree|line up|fit)|mismatch\w*|differ(?:s|ing)?|(?:two|different|several) (?:different |conflicting )?(?:prices?|figures?|answers?|values?|dates?|times?|statements?)|clash\w*|unclear whether)\b", re.I),
    "zh": re.compile(r"不一致|矛盾|出入|冲突|说法不同|说法不一|对不上|[两几多]种(?:不同的)?(?:票价|价格|价钱|数字|数|答案|结果|说法|日期|时间)|打架|不符|分歧|相左|相反|两样|各执|各不相同|不清楚是"),
}  # fmt: skip
_DENIES = {
    "en": re.compile(r"(?:\b(?:no|not|never|without|nor|neither|any|hardly)\b|n't\b)[^.;,]{0,30}$", re.I),
    "zh": re.compile(r"(?:没有?|无|不(?!过)|未|并非|不是|不存在|毫无)[^，。；]{0,6}$"),
}
_SAME = {
    "en": re.compile(r"only in (?:the )?(?:wording|words|form)|in (?:name|wording) only", re.I),
    "zh": re.compile(r"意思(?:却)?(?:是)?一样|是一回事|指的是同|其实一样"),
}


def claims_conflict(answer: str, lang: str) -> bool:
    """Whether the answer says that documents disagree; to say that they do not is no such claim."""
    plain = answer.replace("\u2019", "'")
    for match in _CLAIM[lang].finditer(plain):
        after = plain[match.end() : match.end() + 30]
        if not _DENIES[lang].search(plain, max(0, match.start() - 40), match.start()) and not _SAME[lang].search(after):
            return True
    return False


_PAST = {
    "en": re.compile(
        r"\b(?:before|prior to|historical(?:ly)?|in the past|at the time|until|till|used to|formerly|previous(?:ly)?|no longer|old|earlier|back then|up to|in (?:1[89]|20)\d\d)\b",
        re.I,
    ),
    "zh": re.compile(r"以前|之前|年前|原来|原先|过去|当时|曾|旧|早先|那时|此前"),
}
_CLAUSE = {"en": re.compile(r"[;:!?\n()]|\.(?!\d)|,(?!\d)|\b(?:but|and)\b"), "zh": re.compile(r"[；：。！？，\n（）]")}


def placed_elsewhere(answer: str, value: str, lang: str, others: tuple[str, ...]) -> bool:
    """Whether every mention of a value says that it held once, or holds of another (one of `others`)."""
    held = [c for c in _CLAUSE[lang].split(answer) if states(c, value, lang)]
    return bool(held) and all(_PAST[lang].search(c) or any(folded(o) in folded(c) for o in others) for c in held)
