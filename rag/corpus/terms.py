"""Sentences that say what something is, wherever they stand: the term and the whole sentence."""

from __future__ import annotations

import re
from collections import Counter

from rag.corpus.fitness import limps, points_elsewhere, says_more, slips
from rag.corpus.mined import Mined, sentences
from rag.corpus.names import Naming
from rag.corpus.structure import Source, holed

_NAMED = r"(?:[A-Z0-9][\w&/.’'+-]*)(?: (?:[A-Z0-9][\w&/.’'+-]*|of|and|for|the|in|on)){0,5}?"
_COMMON = r"[a-z][\w’'-]*(?: [a-z][\w’'-]*){0,3}?"
_EN = re.compile(
    rf"(?:(?P<the>The )?(?P<name>{_NAMED})|An? (?P<common>{_COMMON}))(?: \((?P<short>[A-Za-z][\w/-]{{1,12}})\))?,? (?P<be>is|are|refers? to|means) (?P<what>an?|the|any|one of) (?P<rest>[a-z].+)"
)
_SAYS = re.compile(r" (?:is|are|refers? to|means) (?:an?|the|any|one of) [a-z]")  # what most sentences lack, found cheaply
_WEAK = re.compile(
    r"^(?:only|same|first|last|best|worst|most|main|primary|next|right|wrong|ideal|one|key|other|great|good|big|bit|lot|little|few|number|result|reason|case|question|matter|time|common|perfect|nice|must|new|easy|quick|excellent|important|essential|standard|crucial|vital|critical|competitive|useful|helpful|part|place|way|thing|step|member|example|list|summary|link|idea|more|better|point)\b"
)
_NO_NAME = re.compile(
    r"^(?:See|Read|Check|Use|This|That|These|Those|It|They|He|She|There|Here|What|Which|Who|We|You|I|If|When|While|Some|Many|Most|All|Each|Every|Both|Another|Other|One|No|Not|Any|Our|Your|My|His|Her|Their|Its|Note|Step|Question|Answer|Part|Section|Chapter|Example|Also|But|And|So|Or|Yes|In|On|At|For|As|To|By|With|From|After|Before|Next|First|Finally|Now|Then|Today|Currently|Since|Because|Although|Though|Whereas|Whether|Once|Unless|Until|Like|Unlike|Thus|Hence|How|Why|Where|Having|Being|Using|Even|Especially|Sometimes|Often|Usually|Generally|Only|Just)\b"
)
_VAGUE = frozenset("thing way person people goal purpose reason idea problem question result example case point part list team project user page step common key good great number lot bit few such project’s team’s big small new second third single final typical other".split())  # noqa: SIM905  # fmt: skip
_ZH = re.compile(
    r"(?P<term>[\u4e00-\u9fffA-Za-z][\u4e00-\u9fffA-Za-z\d·\-/ ]{1,13}?)(?:\s*[（(][^（）()]{1,40}[）)])?(?:，(?:通常|也|又|简|即|或)[^，。]{0,16}，)?(?:是(?:指|一[种个项款道类门套份]|由|用|利用|基于|通过)|指的是|是[^，。]{2,24}的(?:一种|过程|方法|技术|工具|总称|简称|统称|缩写))(?P<rest>.+)"
)
_ZH_NO = re.compile(
    r"^(?:现|佐|它|他|她|这|那|此|其|该|我|你|您|咱|大家|有|没|如|若|当|在|从|对|把|将|让|使|但|而|因|所|并|也|都|就|还|又|则|或|和|与|及|以|为|不|最|更|很|每|各|某|另|只|可|需|要|会|能|一|两|几|上|下|前|后|左|右|第|首先|其次|然后|最后|例如|比如|目标|目的|原因|结果|问题|关键|重点|方法|方式|步骤|优点|缺点|好处|注意|建议)|(?:[的了是时后前中里上下也都就还不会能可要]|如果|因为|可以|需要|就是|不是|一般|通常|主要|其实|只|本质|常见|自己|我们)"
)  # fmt: skip
_BACK = {
    "en": re.compile(r"\b(?:this|these|those|it|they|here|above|below|such|he|she|his|her)\b", re.I),
    "zh": re.compile(r"这|那|它|他|她|此|该|上述|[（(]见|其(?!中|他|它|余|实)"),
}
_LINK = re.compile(r"https?:|www\.|@\w|[{}<>|\\\[\]…]|\.\.\.")
_OF_A_KIND = re.compile(
    r"\b(?:Survey|System|Program|Office|Act|Card|Report|Center|Council|Toolkit|Division|Board|Fund)$"
)  # names that take an article
_NAMELESS = re.compile(r"\d{4,}|[0-9a-f]{8}|^[a-z]+\d+$")  # the title is a file's number: no one asks by it
LONGEST = {"zh": 130, "en": 320}


# What everybody has on his screen, or knows the name of: nobody asks a document of his own firm what it is.
HOUSEHOLD = re.compile(
    r"(?:Google \w+|Gmail|Slack|GitHub|Trello|Zoom|Skype|Dropbox|Outlook|(?:Microsoft )?(?:Excel|Word|Teams|PowerPoint|Windows)|WhatsApp|YouTube|Twitter|Facebook|LinkedIn|Wikipedia|Chrome|Firefox|iPhone|Android|"
    r"微信|企业微信|钉钉|飞书|支付宝|淘宝|百度|谷歌|QQ|微博)(?: \w+)?",
    re.I,
)


def terms(source: Source, naming: Naming, subject: str) -> list[Mined]:
    """One fact a term; a term that is explained twice in the document is left out, and so is the document's own subject."""
    found = []
    for block in source.blocks:
        if block.kind not in ("para", "item"):
            continue
        for read in sentences(source, block):
            raw, text = source.text[read.start : read.end], read.clean
            if text[-1:] not in ".。" or (source.lang == "zh" and limps(text)) or len(text) > LONGEST[source.lang] or (source.lang == "en" and not _SAYS.search(text)) or _LINK.search(text) or holed(raw) or points_elsewhere(text, raw, source.lang, shaped=True) or slips(text, raw, source.lang):  # fmt: skip
                continue
            term = _chinese(text) if source.lang == "zh" else _english(text, naming, _bare(subject))
            if term and (
                HOUSEHOLD.fullmatch(term) or (source.lang == "zh" and _bare(term) != _bare(subject) and set(_bare(subject)) <= set(term))
            ):
                continue  # known to all, or the subject in other words
            short = re.match(rf"(?:The |An? )?{re.escape(term)} (\([^()]+\))", text) if term and source.lang == "en" else None
            if short and short[1] in source.title:
                continue  # the page's own subject by half its name
            if term and re.search(rf"[（(]\s*{re.escape(term)}\s*[)）]", source.text):
                continue  # the short name of something that has been explained
            told = read.told(source.text) if term else None
            if told and source.lang == "en" and not says_more(term, told[2], "en", 4):
                continue  # "the sidecar container is an implementation of the sidecar pattern"
            if told and _bare(term) == _bare(subject):
                found.append(Mined("defined", *told, "", "defined", {}))
            elif told:
                nameless = bool(_NAMELESS.search(source.title))
                if nameless and re.fullmatch(r"[A-Z][a-z]+", term):
                    continue  # somebody's first name, in a text that is nobody's in particular
                found.append(Mined("alone" if nameless else "term", *told, "", "", {"term": term} | _verb(text, source.lang)))
    count = Counter(_bare(m.words.get("term", "")) for m in found)
    return [m for m in found if count[_bare(m.words.get("term", ""))] == 1]


def _verb(text: str, lang: str) -> dict[str, str]:
    """English: the verb that agrees with the term."""
    if lang == "zh":
        return {}
    m = _EN.fullmatch(text[:-1])
    return {"be": "are" if m and m["be"] in ("are", "refer to") else "is"}


def _bare(term: str) -> str:
    """A term without article, abbreviation in brackets and hyphens, for comparing."""
    return re.sub(r"^(?:an?|the) |\s*[（(].*|[\s-]+", "", term.casefold())


def _english(text: str, naming: Naming, subject: str) -> str:
    """The term that an English sentence explains; empty where it explains none."""
    m = _EN.fullmatch(text[:-1]) if _SAYS.search(text) else None
    if not m or _WEAK.match(m["rest"]) or len(m["rest"]) < 22 or _BACK["en"].search(text) or re.search(r"[:;]|\bn['’]t\b|\bnot\b", text):
        return ""
    if (m["name"] and _bare(m["name"]) == subject) or (m["common"] and _bare(m["common"]) == subject):
        return subject
    if m["name"]:
        name = m["name"]
        if re.match(r"An? ", name):
            return f"{name[:1].lower()}{name[1:]}"
        head = name.split()[0]
        if _NO_NAME.match(name) or (" " not in name and naming.inside(head) != head) or (" " not in name and not naming.known(head)):
            return ""
        if re.search(r"\b(?:of|and|for|the|in|on)$", name):
            return ""
        if m["the"] and " " not in name and not name.isupper():
            return ""
        if re.match(r"\w+['’]s ", name):  # "the GSA's program": whose it is says which
            return name
        return f"the {name}" if m["the"] or (" " in name and _OF_A_KIND.search(name)) else name
    words = m["common"].split()
    if _VAGUE & set(words) or m["be"] == "are" or len(words[-1]) < 3 or (len(words) == 1 and not m["short"] and len(words[0]) < 5):
        return ""
    return f"{'an' if text.startswith('An ') else 'a'} {m['common']}"


def _chinese(text: str) -> str:
    """The term that a Chinese sentence explains; empty where it explains none."""
    m = _ZH.fullmatch(text[:-1])
    if not m or len(m["rest"]) < 6 or _BACK["zh"].search(text) or re.search("不可能|复杂的", m["rest"]):
        return ""
    term = m["term"].strip()
    return "" if _ZH_NO.search(term) or not 2 <= len(term) <= 12 else term
