"""Facts that can be asked for, found by rule in a document: key-value lines, amounts, tables, definitions, sections, figures in sentences."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from rag.corpus import english, figures
from rag.corpus.cases import cases
from rag.corpus.fitness import limps, points_elsewhere, says_more, slips
from rag.corpus.headings import heading_kind, sections
from rag.corpus.mined import Mined, Piece, block_piece, sentences, tight
from rag.corpus.names import Naming
from rag.corpus.steps import steps
from rag.corpus.structure import Block, Source, holed, is_recipe
from rag.corpus.terms import HOUSEHOLD, terms

_KEY = {
    "zh": re.compile(r"([^：:=。，,；;！!？?\d（）()【】“”/]{2,12})\s*[：:]\s*(\S.*)", re.S),
    "en": re.compile(r"([A-Z][A-Za-z][^:.?!,;()\[\]\"“”\d/]{0,34}):\s+(\S.*)", re.S),
}
_NO_KEY = {
    "zh": re.compile(r"^(?:注意?|备注|例如?|比如|参考|参见|如图|步骤|图|总量|每份|提示|小?贴士|说明|其中|包括|原因|方法|结果|问|答|来源|链接|推荐|建议|方案|如下|另外?|即|或|P\.?S)|(?:如下|包括|例如|比如|时|后|的|了|是|有|为)$|第.{1,3}步|^[一二三四五六七八九十]+[、.]"),
    "en": re.compile(r"^(?:Note|Notes|Example|Examples|Tip|Warning|Important|Caution|See|Source|Reference|Update|Updated|Step|Option|Question|Answer|Q|A|Remember|Also|Or|And|If|When|Then|For|The following|Here|This|These|That|You|We|I|It|They|Please|Be|Do|Don.t|Use|Ask|What|How|Why|Who|Where|As|In|On|At|To|Yes|No|OK|TODO|FAQ)\b|\b(?:is|are|was|were|include|includes|following|follows|by|to|with|that|as|and|or|for|in|of|will|can|should|must)$", re.I),
}  # fmt: skip
_PARTS = {
    "zh": re.compile(r"计算|用料|配料|原料|材料|食材|调料|配方|辅料|主料|用量"),
    "en": re.compile(r"\b(?:ingredients|materials|supplies|quantities)\b", re.I),
}
_ZH_PART = re.compile(
    r"([\u4e00-\u9fffA-Za-z][\u4e00-\u9fffA-Za-z\-·]{0,11})\s*[:：]?\s*(\d\S*(?: ?[^\s（(]{1,4})?)\s*(?:[（(][^（）()]*[）)])?"
)
_NO_PART = re.compile(
    r"脂肪|蛋白质|碳水|膳食纤维|或|需要|容器|其[他它]|[锅碟盘碗]|每|各|网孔|直径|[厚长宽高]度|温度|时间|大小|份数|人数|数量|难度|总"
)
_LONGEST_PART = 7  # characters; a longer one is a label and no name of anything in a kitchen
_SAID_PART = {"食用油": "油", "食用盐": "盐", "食盐": "盐", "饮用水": "水", "白砂糖": "白糖"}  # as labels write it: as cooks say it
_EN_PART = re.compile(r"(\d\S*(?: [a-z]+)?) (?:of )?([a-z][a-z -]{2,30})")
# A label of words is asked for only where it is one that documents really label things with.
_LABEL = {
    "zh": re.compile(r"^(?:作者|地址|地点|位置|电话|热线|邮箱|网址|负责人|联系人|主管|部门|单位|型号|品牌|产地|类型|类别|分类|状态|版本|许可证?|协议|格式|语言|对象|适用(?:范围|对象|人群)|职位|职责|别名|又名|别称|口味|时间|日期|频率|周期|有效期|期限|方式|颜色|材质|规格|编号|全称|简称|英文名?|主持人?|讲师|场地|房间)$"),
    "en": re.compile(r"^(?:authors?|owners?|contacts?|location|address|phone|email|format|type|category|status|version|licen[cs]e|department|role|supervisor|host|audience|frequency|duration|length|venue|room|time zone|team|lead|language|deadline|due date|dates?|time|cost|price|size|colou?r|material|manufacturer|model|publisher|facilitators?|instructors?|point of contact|poc|schedule|cadence|participants|attendees|channel|slack channel|program|agency|office|client|series|grade|level|clearance|timeline|owner|region|purpose|deadlines?|phone number|e-mail|manager|sponsor|position title|job title|duty station|who|where|when)$", re.I),
}  # fmt: skip
# A label that is a participle is asked for by its noun; text under such headings is a sample, and its labels are nobody's.
_NOUNS = {
    "submitted": "submission date", "published": "publication date", "accepted": "acceptance date", "received": "receipt date", "updated": "date of the last update",
    "last updated": "date of the last update", "last modified": "date of the last change", "created": "creation date", "founded": "founding date",
}  # fmt: skip
_SAMPLE = re.compile(r"\b(?:examples?|samples?|templates?|r[eé]sum[eé]s?|cv|mock)\b", re.I)
# A dish's energy as a page states it.
_DRESSING = re.compile(r"condiment|sauce|糖色|酱料|酱汁|糖醋汁|油酥|葱油|辣椒油|糖浆")
_ENERGY = re.compile(r"(?:卡路里|热量)\D{0,12}\d+(?:\.\d+)?(?: ?(?:千卡|大卡|kcal))?|\d+(?:\.\d+)? ?(?:千卡|大卡|kcal)", re.I)
_FICTION = re.compile(r"\b(?:r[eé]sum[eé]s?|cv)\b", re.I)  # what a page on how to write one tells of people and places is made up
_MEASURE = re.compile(
    r"(?:量|时间|时长|温度|价格?|单价|数|日期|长度?|度|比例?|费用?|额|年份|面积|率|期限?|重|高|宽|大小|金额|人次|里程|热量)$"
)
_CLAUSE = re.compile(
    r"^\w+(?: \w+)* (?:(?!news|business|class)[a-z]+(?:es|[^s]s)|sent|granted|signed|completed|back) |\b(?:our|your|we|you|an?|is|are)\b",
    re.I,
)  # a row that tells what somebody does
_NO_HEAD = re.compile(
    r"^(?:是否.*|.*[只全]|单位|备注|说明|序号|链接|示例|描述|操作|具体.*|notes?|description|links?|example|comments?|details?|name|id|no\.?|#|\d.*)$",
    re.I,
)
_WORDS = frozenset({"word", "cell"})  # kinds whose value is no sentence
_SMALL_NAME = re.compile(
    r"(?:[a-z]{2}|[a-z][\d ])"
)  # a sentence that begins with a name in small letters ("npm is ..."): an answer would spell it wrong
# "Viewpoint Survey (FEVS) is a ...": the label of a list, which as a sentence wants its article.
_BARE = re.compile(
    r"(?:[A-Z]\w+ ){1,6}(?:Survey|Program|Office|System|Act|Plan|Team|Division|Agency|Committee|Council|Department|Project|Form|Tool)(?: \([A-Z][\w&]*\))? (?:is|was|are|allows|provides|offers) "
)
_ORIGIN = re.compile(
    r"^[^,]{2,60} (?:is|was|are) an? (?:direct )?(?:outgrowth|offshoot|continuation|successor|part) of "
)  # says whence, not what
_BACK = re.compile(r"\b(?:these|those|this|such) \w|上述|这些|这种")  # leans on what was said before
_QUALIFIED = re.compile(
    r"[（(][^（）()]*(?:\d|任意|加减|根据|酌情|调整|随|可选|可不)|约|大概|左右|可选"
)  # an amount that is given twice, about so much, or left to the cook
_MOULD = re.compile(r"示例|样例|模[板版](?:$|的)|^_?template$", re.I)
_LINK = re.compile(r"[\u4e00-\u9fff] ?[\"',;!?]|[\"',;!?] ?[\u4e00-\u9fff]| [。，；]|https?:|www\.|@\w|[{}<>|\\\[\]]")
_WORD = {"zh": re.compile(r"[^。；！？!?\n]{1,24}"), "en": re.compile(r"[^.;!?\n]{2,48}")}


def mine(source: Source, naming: Naming) -> list[Mined]:
    """All facts of a source in reading order; where two claim the same place, the one with a figure stays, or the first."""
    found: list[Mined] = []
    if _MOULD.search(source.title):  # a page that shows how pages are written tells of nothing
        return found
    name = naming.entity(source)
    for block in source.blocks:
        if block.kind in ("item", "para"):
            found += (_parts(source, block) if block.kind == "item" else []) or _keyed(source, block)
        if block.kind == "row":
            found += _cells(source, block)
        if block.kind == "para":
            found += _defined(source, block, name, naming)
    found += steps(source) if source.lang == "zh" and is_recipe(source) else _figures(source, naming)
    found += sections(source, naming)
    found += cases(source)
    said = any(m.kind == "defined" for m in found)
    found += [m for m in ([] if _FICTION.search(source.title) else terms(source, naming, name)) if not (said and m.kind == "defined")]
    if HOUSEHOLD.fullmatch(name):
        found = [m for m in found if m.kind not in ("defined", "summary")]
    if source.lang == "zh" and (
        little := [m for m in found if _one_sentence(m) and _says_little(name, m.value)]
    ):  # the next sentence tells it
        found = [m for m in found if m not in little and m.kind != "spot"]
    if source.lang == "en":
        found = _glossed(found, name)
    if any(m.kind == "defined" for m in found):  # says best what the document is about
        found = [m for m in found if m.kind != "summary"]
    if source.lang == "zh" and is_recipe(source):
        parted = _parted(source)
        found = [replace(m, kind="made") if m.kind in ("defined", "summary") else _part_of(m) for m in found]
        found = [m for m in found if m.kind != "amount" or (_one_amount(source.text, m) and not parted)]
        if len(_ENERGY.findall(source.text)) > 1 or _DRESSING.search(
            f"{source.path} {source.title}"
        ):  # nobody counts the calories of a jar of sauce; an estimate at the head of the page, and another figure in a table at its foot
            found = [m for m in found if not re.search("卡路里|热量", m.words.get("key", ""))]
    if source.lang == "zh" and len(name) == 1:  # one character is no name in the midst of a question
        found = [m for m in found if m.kind not in ("defined", "problem", "help", "need", "notes", "keyed", "word")]
    found = [m for m in found if not naming.common(m.value) and not (source.lang == "en" and _small(m))]
    if source.lang == "en":  # the same words under two headings say nothing of either
        told = Counter(m.value for m in found)
        found = [
            m
            for m in found
            if (m.typed or m.kind in _WORDS or told[m.value] == 1) and not _BARE.match(m.value) and not _ORIGIN.search(m.value)
        ]
    return _apart([replace(m, value=tight(m.value)) if source.lang == "zh" else m for m in found])


def _glossed(found: list[Mined], name: str) -> list[Mined]:
    """An English page that goes on to the problem and the use of its thing is asked what that is, never what the page is about; not at all where it opens on something else."""
    kinds = {m.kind for m in found}
    if "defined" in kinds:
        return found
    core = r"[\s-]+".join(re.escape(w) for w in name.partition(" (")[0].split())
    if not kinds & {"problem", "help"}:
        says = re.compile(rf"(?:^|, |The ){core} (?:is|are|refers? to|means) ", re.I)
        return [replace(m, kind="defined", slot="defined") if m.kind == "summary" and says.search(m.value[:100]) else m for m in found]
    opens = re.compile(rf"(?:(?:An?|The|The term) )?{core}(?:s|es)?\b", re.I)
    told = [m for m in found if m.kind != "summary" or opens.match(m.value)]
    return [replace(m, kind="defined", slot="defined") if m.kind == "summary" else m for m in told]


def _part_of(m: Mined) -> Mined:
    """What a recipe sets behind a label that measures nothing is how much of that goes in."""
    key = m.words.get("key", "")
    if m.kind != "keyed" or m.typed != "amount" or _MEASURE.search(key) or _NO_PART.search(key) or "卡路里" in key:
        return m
    return replace(m, kind="amount", slot=f"amount:{key}")


def _parted(source: Source) -> bool:
    """Whether a recipe lists amounts for its parts, one after the other: of the sauce for four, of the noodles for one."""
    lines = [
        block_piece(source, b).clean for b in source.blocks if b.kind == "para" and any(_PARTS["zh"].search(h) for h in b.headings[-2:])
    ]
    return len({x for x in lines if x[-1:] in ":："}) > 1


def _one_amount(text: str, m: Mined) -> bool:
    """Whether the recipe tells of one amount of what goes in: half of it, or a portion's share, may stand in another place."""
    part, own = re.escape(m.words["key"]), m.value.replace(" ", "")
    amount = r"(\d[\d./]* ?(?:[a-zA-Z]{1,2}(?![a-zA-Z])|毫升|公斤|千克|[\u4e00-\u9fff]))"
    told = re.findall(rf"{part}(?:[（(][^（）()]*[）)])? ?[:：]? ?(?:约|大约|大概)? ?{amount}|{amount} ?的?{part}", text)
    seen = [found.replace(" ", "") for pair in told for found in pair if found]
    return all(own.startswith(found) or found.startswith(own) for found in seen)


def _small(m: Mined) -> bool:
    return not m.typed and m.kind not in _WORDS and "said" not in m.words and "\n" not in m.value and bool(_SMALL_NAME.match(m.value))


def _apart(found: list[Mined]) -> list[Mined]:
    """Facts asked for twice in the same words are dropped (which one is meant?), then those that overlap a better one."""
    asked = Counter((m.kind, *sorted(m.words.items())) for m in found)
    single = [m for m in found if asked[(m.kind, *sorted(m.words.items()))] == 1]
    kept: list[Mined] = []
    for m in sorted(
        single, key=lambda m: (not m.typed, m.kind in ("topic", "doing", "howto", "notes", "need", "term", "alone", "summary"))
    ):
        if m.kind == "spot" or all(m.end <= k.start or k.end <= m.start or k.kind == "spot" for k in kept):
            kept.append(m)
    return sorted(kept, key=lambda m: (m.start, m.kind != "spot"))


def _keyed(source: Source, block: Block) -> list[Mined]:
    """`Key: value` alone in a block."""
    read = block_piece(source, block)
    match = _KEY[source.lang].fullmatch(read.clean)
    if not match or len(read.clean) > 90 or _NO_KEY[source.lang].search(match[1]) or _LINK.search(read.clean):
        return []
    key, value = match[1].strip(), match[2].rstrip("。.；; ")
    at = match.start(2)
    if source.lang == "en":
        if re.search(r"[^su]s$", source.title) and not source.title.isupper():
            return []  # "the owner of General contacts": a label of several things is no one's
        key = _NOUNS.get(key.casefold(), key)
        if (
            len(key.split()) > 4
            or re.search(r"(?:ed|ing)$", key)
            or any(_SAMPLE.search(h) for h in (*block.headings[1:], re.sub("(?i)templates?", "", source.title)))
        ):
            return []
    figure = re.match(r"(?:约|大约|about |approximately )?(.+?)(?:\s*[（(].*)?$", value)
    body = figure[1] if figure else value
    kind = figures.whole(body, source.lang)
    words = {"key": key if source.lang == "zh" else english.lowered(key)}
    if kind and (kind != "amount" or not body.isdigit()):
        begin = at + value.index(body)
        return [Mined("keyed", *read.span(begin, begin + len(body)), body, kind, f"keyed:{key}", words)]
    if (
        _LABEL[source.lang].match(key)
        and _WORD[source.lang].fullmatch(value)
        and not figures.figures(value, source.lang)
        and not re.search(r"[★☆]", value)
    ):
        return [Mined("word", *read.span(at, at + len(value)), value, "", f"word:{key}", words)]
    return []


def _parts(source: Source, block: Block) -> list[Mined]:
    """How much of something goes in: `盐 5g` under a heading that lists quantities."""
    if not any(_PARTS[source.lang].search(h) for h in block.headings[-2:]):
        return []
    read = block_piece(source, block)
    if source.lang == "zh":
        if "可选" in "".join(block.headings) or "可选" in _label(source, block):
            return []
        match = _ZH_PART.fullmatch(read.clean)
        if not match or figures.whole(match[2], "zh") != "amount" or match[2].isdigit() or _QUALIFIED.search(read.clean):
            return []
        part, amount, at = re.sub(r"(?:的?用量为?|大概|大约|约|为|各|可选|适量|少许)+$", "", match[1].strip()), match[2], match.start(2)
        if not part or _NO_PART.search(part) or len(part) > _LONGEST_PART:
            return []
        part = _SAID_PART.get(part, part)
        part = re.sub("^(?:新鲜|冷冻|现磨|散装|市售)的?(?=..)", "", part)
        if part in source.title or source.title[:2] in part:  # 龟苓膏里放多少龟苓膏粉
            return []
    else:
        match = _EN_PART.fullmatch(read.clean.rstrip("."))
        if not match or figures.whole(match[1], "en") != "amount":
            return []
        amount, part, at = match[1], match[2].strip(), match.start(1)
    return [Mined("amount", *read.span(at, at + len(amount)), amount, "amount", f"amount:{part}", {"key": part})]


def _label(source: Source, block: Block) -> str:
    """The last line of running text above an item: what its list is of."""
    above = [b for b in source.blocks if b.kind == "para" and b.start < block.start and b.headings == block.headings]
    return block_piece(source, above[-1]).clean if above else ""


def _cells(source: Source, block: Block) -> list[Mined]:
    """A table's cells: the row by its first cell, the column by its head."""
    if len(block.cells) < 2 or len(block.header) != len(block.cells):
        return []
    reads = [_cell(source, a, b) for a, b in block.cells]
    key = reads[0].clean if reads[0] else ""
    if not 2 <= len(key) <= (16 if source.lang == "zh" else 40) or not re.search(r"[A-Za-z\u4e00-\u9fff]", key) or _LINK.search(key):
        return []
    out = []
    for head, read in zip(block.header[1:], reads[1:], strict=True):
        if (
            read is None
            or not 2 <= len(head) <= (10 if source.lang == "zh" else 28)
            or _NO_HEAD.match(head)
            or re.search(r"[（(]", head)
            or _LINK.search(head + read.clean)
            or "?" in head
            or ("重" in head and is_recipe(source))  # how heavy the fish was that somebody steamed
        ):
            continue
        if source.lang == "en" and (
            re.search(r", [A-Z]{2}$", key)  # a city has no address: its office has one
            or re.fullmatch(r"[A-Z][a-z]+", key)  # "Submission", of what?
            or _CLAUSE.search(key)
            or re.match(r"(?:Up to|About|At least|Within|Less than|More than|Currently|Depend|N/?A\b)", read.clean, re.I)
        ):
            continue
        kind = figures.whole(read.clean, source.lang)
        if source.lang == "zh" and kind and not _MEASURE.search(head):
            continue  # `整块 74°C`: a head that does not say what is measured
        words = {"row": key, "key": head if source.lang == "zh" else english.lowered(head)}
        if not kind and (not _WORD[source.lang].fullmatch(read.clean) or figures.figures(read.clean, source.lang) or len(read.clean) < 2):
            continue
        if (not kind and not _LABEL[source.lang].match(head)) or read.clean.isdigit():
            continue  # a column that is no label, or a number of nobody knows what
        out.append(Mined("cell", *read.span(0, len(read.clean)), read.clean, kind, f"cell:{head}", words))
    return out


def _cell(source: Source, a: int, b: int) -> Piece | None:
    from rag.corpus.mined import piece

    read = piece(source, a, b) if a < b else None
    return read if read and read.clean else None


def _defined(source: Source, block: Block, name: str, naming: Naming) -> list[Mined]:
    """The sentence that says what the document's subject is."""
    kind_of = heading_kind(block.headings[-1], source.lang) if block.headings else ""
    if len(block.headings) > 2 or (len(block.headings) == 2 and kind_of != "intro") or kind_of in ("problem", "help", "need", "notes"):
        return []
    first = next(iter(sentences(source, block)), None)
    if (
        first is None
        or _LINK.search(first.clean)
        or _BACK.search(first.clean)
        or points_elsewhere(first.clean, source.text[first.start : first.end], source.lang)
        or slips(first.clean, source.text[first.start : first.end], source.lang)
    ):
        return []
    text = first.clean
    low, high = (10, 130) if source.lang == "zh" else (40, 380)
    if not low <= len(text) <= high or text[-1:] not in "。.！!":
        return []
    said = re.escape(name)
    if source.lang == "zh":
        if bare := re.sub(r"\s*[（(].*", "", name):  # `基础设施即代码 (IaC)`: the text may say it without the abbreviation
            said = rf"(?:{said}|{re.escape(bare)})"
        wanted = rf"{said}(?:\s*[（(][^（）()]*[）)])?(?: ?(?:或|或者) ?[^，。是]{{1,12}})?[，,]?(?:[^，。]{{0,16}}，)?(?:是(?:指|一|用|由|在|对|将|[^否不]{{0,40}}的)|指的是|指)"
    else:
        wanted = _defining(name)
    if not re.match(wanted, text, re.I) or (source.lang == "en" and not says_more(name, text, "en", 4)):
        return []
    told = first.told(source.text)
    if not told:
        return []
    from rag.corpus.spots import spot

    kind = spot(first, told[2]) if source.lang == "zh" and not is_recipe(source) else None
    whole = [] if source.lang == "zh" and limps(told[2]) else [Mined("defined", *told, "", "defined", {})]
    return [*whole, *([kind] if kind and not limps(kind.words["said"]) else [])]


def _one_sentence(m: Mined) -> bool:
    return m.kind == "defined" or (m.kind == "summary" and "。" not in m.value)


def _says_little(name: str, text: str) -> bool:
    """Whether a Chinese definition only says its own name in other order ("云原生技术是构建云原生应用的技术"), or how the thing begins."""
    bare = re.sub(r"[（(][^（）()]*[）)]|也?(?:称为|叫)[^，。]*，|一[种个项门]|[是指用于的基将到中技术学科方法过程]", "", text)
    left = re.findall(r"[\u4e00-\u9fffA-Za-z]", "".join(c for c in bare if c not in name))
    return len(left) < _LEAST_DEFINED or "开始时" in text


_LEAST_DEFINED = 6  # characters beside those of the name


def _defining(name: str) -> str:
    """A pattern for how an English sentence opens that says what the name's thing is, or does."""
    bare, _, short = name.partition(" (")
    words = bare.split()
    last = words[-1]
    one = last[:-1] if last.endswith("s") and not last.endswith("ss") and len(last) > 3 else last
    core = r"[\s-]+".join([*(re.escape(w) for w in words[:-1]), rf"{re.escape(one)}s?"])
    said = rf"(?:{core}|{re.escape(short.rstrip(')'))})" if short else core
    aside = r"(?: \([^()]*\))?(?:,? (?:or|also known as|also called|(?:also )?(?:often )?(?:abbreviated as|referred to as)) [^,]{2,40},|,)?"
    return rf"(?:(?:A|An|The|In .{{3,30}}, (?:a |an |the )?) ?)?{said}{aside} (?:(?:is|are|refers? to|means|describes?) (?!{_NO_DEFINITION})|(?:allows?|enables?|intercepts?|promotes?|provides?|offers|lets|gathers|supports) \w)"


_NO_DEFINITION = r"not\b|an? (?:direct )?(?:outgrowth|offshoot|continuation|successor)\b|the law\b|uniquely|in the process|important|also\b|often\b|usually\b|generally\b|typically\b|outlined|described|available|listed|used\b|built|ready|located|here\b|now\b|only\b|hard\b|crucial|key\b|required|specifically|an appropriate\b|accessible\b|eligible\b|expected\b"


def _figures(source: Source, naming: Naming) -> list[Mined]:
    """Sentences with one figure that can be turned into a question for it."""
    from rag.corpus import chinese

    rule = chinese.question if source.lang == "zh" else english.question
    out = []
    for block in source.blocks:
        if block.kind not in ("para", "item"):
            continue
        for read in sentences(source, block):
            asked = rule(read.clean, block, naming)
            if asked is None:  # most sentences hold no figure, so this is asked first
                continue
            raw = source.text[read.start : read.end]
            if (
                _LINK.search(read.clean)
                or holed(raw)
                or (source.lang == "zh" and "](" in raw)
                or points_elsewhere(read.clean, raw, source.lang, shaped=True)
                or slips(read.clean, raw, source.lang)
            ):
                continue
            start, end = read.span(asked.start, asked.end)
            out.append(Mined(asked.kind, start, end, read.clean[asked.start : asked.end], asked.typed, "", asked.words))
    return out
