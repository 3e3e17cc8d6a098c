"""Chinese: a clause with one figure becomes a question in place (`焖煮 15 分钟后关火` -> `焖煮多少分钟后关火`)."""

from __future__ import annotations

import re

from rag.corpus.asked import Asked
from rag.corpus.figures import figures
from rag.corpus.names import Naming
from rag.corpus.structure import Block

_BAD_START = re.compile(
    r"^(?:它|他|她|这|那|此|其|该|上述|以上|但|而|因此|所以|然而|并|也|同时|另外|此外|例如|比如|如图|如果|若|不过|否则|即|及|或|和|与|则|以及|从而|以便|其中|当然|注[:：]?|（|\(|-|都|还|就|才|约|大约|大概|左右|后|时)"
)
# What tells somebody to do something, or sets a condition: nobody who does not know the sentence asks for its figure.
_TOLD = re.compile(
    r"^(?:请|将|把|向|往|对|用|以|在|从|按|使用|放|加|倒|切|取|打|需|要|可|能|应|不|想|先|让|直接|每|等|待|当|由|经|除|根据|按照|通过|之前|以前|最|共|约)"
)
_LEAD = re.compile(r"^(?:接着|然后|随后|之后|最后|再次|再|首先|先|继续|另|同样|其次|此时|这时|注意|记得|建议)[，,]?")
_SPLIT = re.compile(r"[，,；;。！!]")
_PRAISE = re.compile(
    r"新手|初学者|也能|轻松|友好|无需|搞定|神仙|简单|快手|测试|肯定|保证|上述|之前做好|额外的|此|该步骤|难度|步骤|个体|本菜谱|本食谱|普通|品牌|即有售"
)  # talk about the recipe, or a pointer back
_HOW = {"date": "哪一天", "month": "哪年哪月", "year": "哪一年", "time": "几点", "money": "多少钱", "percent": "百分之多少"}
_UNIT = re.compile(r"[\d.,]+ ?(.+)")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_LASTS = re.compile(r"秒钟?|分钟?|min|s|h|个?半?小时|天|周|个?星期|个?月|年|个?工作日")
_LENGTH = re.compile(r"厘米|毫米|cm|mm|米|m")
_FEW = re.compile(r"[个只片根瓣块颗把条圈次倍勺杯台名位家座层页章]|人份|大勺|小勺|汤匙|茶匙|调羹|人")
_WHOLE = re.compile(r"(?:从|全程|整个|总共|一共)")  # a clause that says for itself what it is about
_TAIL = re.compile(r"多久(?:即可|就能|就可以|便可)[^，]*$")
_MARKED = re.compile(r"大约只?需要?|大概需要|约需要?|只需要?|耗时")
_SPOKEN = {
    "g": "克",
    "kg": "公斤",
    "mg": "毫克",
    "ml": "毫升",
    "mL": "毫升",
    "ML": "毫升",
    "L": "升",
    "cm": "厘米",
    "mm": "毫米",
    "km": "公里",
    "m": "米",
    "s": "秒",
    "min": "分钟",
    "h": "小时",
    "°C": "度",
    "℃": "度",
    "摄氏度": "度",
}


def _how_many(unit: str, figure: str, rest: str) -> str:
    """How one asks for a figure with this unit: how long, how many pieces, how many grams; empty where it cannot be asked in its place."""
    if _LASTS.fullmatch(unit):
        return "" if rest.strip().startswith(("的", "长")) else "多久"
    if _LENGTH.fullmatch(unit) and rest.strip() and not re.match(r"(?:[长厚宽高深]|见方)(?:的|$)", rest.strip()):
        return ""
    if unit == "份":
        return ""
    number = re.match(r"[\d.]+", figure)
    if _FEW.fullmatch(unit) and number and float(number[0]) <= 10:
        return f"几{unit}"
    return "多少" + _SPOKEN.get(unit, unit)


def question(text: str, block: Block, naming: Naming) -> Asked | None:
    """The question for the only figure of the clause it stands in; None where the clause cannot stand alone."""
    found = figures(text, "zh")
    if len(found) != 1 or re.search(r"[\d一二三四五六七八九十两半]", text[: found[0].start] + text[found[0].end :]):
        return None
    figure = found[0]
    begin = max((m.end() for m in _SPLIT.finditer(text, 0, figure.start)), default=0)
    after = _SPLIT.search(text, figure.end)
    end = after.start() if after else len(text)
    clause = text[begin:end]
    at = figure.start - begin
    lead = _LEAD.match(clause)
    if lead:
        clause, at = clause[lead.end() :], at - lead.end()
    clause, at = clause.lstrip(), at - (len(clause) - len(clause.lstrip()))
    if (
        len(_HAN.findall(clause)) < 11 and begin > 1 and not _WHOLE.match(clause)
    ):  # too little to know the place by: take in what was said just before
        ahead = _SPLIT.split(text[: begin - 1])[-1].strip()
        ahead = _LEAD.sub("", ahead)
        if _PRAISE.search(ahead):
            return None
        clause, at = f"{ahead}，{clause}", at + len(ahead) + 1
    before, rest = clause[:at], clause[at + len(figure.text) :]
    if (
        at < 2
        or not (6 if _WHOLE.match(clause) else 9) <= len(_HAN.findall(clause)) <= 30
        or len(clause) > 38
        or _BAD_START.match(clause)
        or (not _WHOLE.match(clause) and any(_TOLD.match(c) for c in _SPLIT.split(before)))
        or not re.search(r"[\u4e00-\u9fff]{2}", before)
    ):
        return None
    if (
        re.search(r"[（()）“”\"：:=*×#+\-—]|[\u4e00-\u9fff] +[\u4e00-\u9fff]|多久|多少|什么|怎么|[每各]", clause)
        or re.match(r" ?(?:左右|以上|以下|以内|的(?!时候)|多)", rest)
        or re.search(r"(?:约|大约|大概|近|超过|第|每|各) ?$", before)
        or re.match(r"以[^，]{0,6}$", before)
        or len(_HAN.findall(rest)) > 10
        or rest.endswith(("为例", "时", "后", "前"))
        or clause.startswith(("当", "成功率"))
        or _PRAISE.search(clause)
        or before.rstrip()[-2:] in rest  # `葱白1根大葱的葱白`: the thing is told twice
        or "、" in rest + before[-2:]
        or before.rstrip().endswith(("的", "份为", "量为"))
    ):
        return None
    how = _HOW.get(figure.kind)
    if how is None:
        unit = _UNIT.fullmatch(figure.text)
        if unit is None:
            return None
        how = f"多少{unit[1].strip()}" if rest.startswith(("内", "之内")) else _how_many(unit[1].strip(), figure.text, rest)
        if not how:
            return None
    asked = re.sub(r"(?<=[\u4e00-\u9fff]) +| +(?=[\u4e00-\u9fff])", "", f"{_MARKED.sub('大概要', before)}{how}{rest}")
    asked = re.sub(r"^(从[^，]{2,12})，(?=大概|全程)", r"\1", _TAIL.sub("多久", asked))
    said = f"{before.rstrip()}\x03{rest.lstrip()}"
    return Asked("figure", figure.start, figure.end, figure.kind, {"q": asked, "said": said, "attr": asked})
