"""The answer declines: it says that the thing was not found, and smuggles in no value."""

from __future__ import annotations

import re
from typing import Any

from generators.checks import Verdict, check
from generators.reading.values import measures
from rag.checks.prompt import Damaged, documents, question

Row = dict[str, Any]
_DECLINE = {
    "en": re.compile(
        r"\b(?:no|not|nothing|none|neither|nor|nowhere|never|without|isn't|aren't|wasn't|weren't|doesn't|don't|didn't|hasn't|haven't|can't|cannot|couldn't|won't|wouldn't"
        r"|missing|silent|blank|empty|failed|fails|unable|lacks?|lacking|timed out|time-out|timeout|unanswered|unknown|absent|skips?|leaves? (?:it|that|this|out)"
        r"|passes? over|stops? short|short of|errored|error|down|gave up|gives? up|broke|breaks|before (?:any|it|a|the)|only|stops?|ends? (?:at|with|there)|instead|elsewhere|rather than|beyond|as far as|nought|zero|lost|dropped|cut off|unreachable|unavailable|fell over|left out|wrong (?:part|page|answer|subject)|beside the point|unfortunately|miss(?:es|ed)?|lost)\b",
        re.I,
    ),
    "zh": re.compile(
        r"没|未|无(?:法|从|结果|记录|相关|内容|返回|任何|人|数据)|不(?:清楚|知道|能|在|涉及|含|包括|详|见|全|到|着|了|提|曾|是|讲|谈|说|写|管|成)|查不|找不|看不|答不|说不|空|超时|失败|报错|出错|断了|缺|漏|连不上|沾边|错误|中断|掉线|不可用|没了|别的|另|仅|零|限于|到此为止|为止|搜不|查无|断|停|超|非|而是|只(?:到|查|是|讲|谈|写|说|有|提|管|记|列|收)"
    ),
}  # fmt: skip
_CITATION = re.compile(r"\[\d+\]|【\d+】|\^\d+|\(\d\)|（\d）")


def declines(answer: str, lang: str) -> bool:
    """Whether the answer says that something was not found, is not there, did not come."""
    return bool(_DECLINE[lang].search(answer))


def loose_values(row: Row, answer: str) -> list[str]:
    """Figures in the answer that stand neither in the question nor in a title: values it had no business to give."""
    asked = question(row) + " " + row["evidence"]["asked"]["entity"] + " " + row["evidence"]["asked"]["attribute"]
    titles = " ".join(d.text.split("\n", 1)[0] + " " + d.entity for d in documents(row))
    plain = _CITATION.sub(" ", answer)
    known = [m for _, _, m in (*measures(asked, row["lang"]), *measures(titles, row["lang"]))]
    figures = {m[1] for m in known if m[0] == "number"}
    out = []
    for start, end, m in measures(plain, row["lang"]):
        piece = plain[start:end]
        worded = not re.search(r"\d", piece)
        if m in known or (m[0] in ("number", "amount") and m[-1] in figures) or (worded and m[0] in ("number", "amount", "time")):
            continue
        if re.search(re.escape(piece), asked + " " + titles):
            continue
        out.append(piece)
    return out


@check("rag.abstains")
def abstains(row: Row, answer: str, params: dict[str, Any]) -> Verdict:
    """The answer declines and gives no figure of its own or of a distractor. `fixed`, where given, is the exact sentence wanted."""
    if params.get("fixed"):
        return Verdict() if answer.strip() == params["fixed"] else Verdict("the answer is not the fixed sentence")
    if not declines(answer, row["lang"]):
        return Verdict("the answer does not say that it was not found")
    try:
        loose = loose_values(row, answer)
    except Damaged as damage:
        return Verdict(str(damage))
    return Verdict(f"a refusal gives the value {loose[0]!r}") if loose else Verdict()


_OWN = {
    "en": re.compile(r"general knowledge|common knowledge|from memory|own knowledge|not from (?:the|your|any) |nothing (?:was )?retrieved|off the top|outside (?:the|your) |widely known|as is (?:widely|generally) known|generally given|what is (?:widely|generally) known|no documents?|search (?:found|gave|returned|turned up|came)|retrieval|came back|not in (?:the|your) |unsourced|without a source|no source|lookup|did not|didn't|nothing (?:on file|in the)", re.I),
    "zh": re.compile(r"常识|凭记忆|我所知|一般知识|自己的知识|不是(?:从|来自|出自)|并非(?:来自|出自)|没(?:有)?(?:查到|检索到|搜到|找到|返回|依据|资料|文档|结果)|通常(?:的)?说法|公认|众所|未经资料|资料之外|资料里没|库里没|检索(?:是|为|没)|没有出处|无出处|没出处|超时|为空|空的|没返回|没回来|查询|失败|报错"),
}  # fmt: skip


@check("rag.own_knowledge", "values")
def own_knowledge(row: Row, answer: str, params: dict[str, Any]) -> Verdict:
    """The answer gives a true value and says that it comes from no document."""
    from generators.reading import states

    if not any(states(answer, v, row["lang"]) for v in params["values"]):
        return Verdict("the answer gives none of the true forms")
    if not _OWN[row["lang"]].search(answer):
        return Verdict("the answer does not say that it is from general knowledge")
    return Verdict()
