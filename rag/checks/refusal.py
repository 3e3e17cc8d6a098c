"""The answer declines: it says that the thing was not found, and smuggles in no value."""

from __future__ import annotations

import re
from typing import Any

from generators.checks import Verdict, check
from generators.reading import affirmed, states
from generators.reading.values import measures
from rag.checks.prompt import Damaged, documents, question

Row = dict[str, Any]
_DECLINE = {
    "en": re.compile(
        r"\b(?:no|not(?! (?:hard|difficult|a problem)\b)|nothing|none|neither|nor|nowhere|never|without|isn't|aren't|wasn't|weren't|doesn't|don't|didn't|hasn't|haven't|can't|cannot|couldn't|won't|wouldn't"
        r"|missing|silent|blank|empty|failed|fails|unable|lacks?|lacking|timed out|time-out|timeout|unanswered|unknown|absent|skips?|leaves? (?:it|that|this|out)"
        r"|passes? over|stops? short|short of|errored|error|down|gave up|gives? up|broke|breaks|before (?:any|it|a|the)|only|stop(?:s|ped)?|ends? (?:at|with|there)|instead|elsewhere|rather than|beyond|as far as|nought|zero|lost|dropped|cut off|unreachable|unavailable|fell over|left out|wrong (?:part|page|answer|subject)|beside the point|unfortunately|miss(?:es|ed)?|lost)\b",
        re.I,
    ),
    "zh": re.compile(
        r"没|未|无(?:法|从|结果|记录|相关|内容|返回|任何|人|数据)|不(?:清楚|知道|能|在|涉及|含|包括|详|见|全|到|着|了|提|曾|是|讲|谈|说|写|管|成)|查不|找不|看不|答不|说不|空|超时|失败|报错|出错|断了|缺|漏|连不上|沾边|错误|中断|掉线|不可用|没了|别的|另|仅|零|限于|到此为止|为止|搜不|查无|断|停|超|非|而是|只(?:到|查|是|讲|谈|写|说|有|提|管|记|列|收)"
    ),
}  # fmt: skip
_CITATION = re.compile(r"\[\d+\]|【\d+】|\^\d+|\(\d\)|（\d）")


def declines(answer: str, lang: str) -> bool:
    """Whether the answer says that something was not found, is not there, did not come."""
    return bool(_DECLINE[lang].search(answer.replace("\u2019", "'")))


# Numbers that count or point at documents: "3 documents", "documents 1-3".
_COUNT = {
    "en": re.compile(r"\b(?:documents?|passages?|sources?|files?|texts?|papers?|results?|extracts?|nos?\.) ?\d{1,2}(?:(?:\s*(?:,|and|or|to|-|–)\s*)+\d{1,2})*\b|\b\d{1,2} (?:of (?:the )?)?(?:\d{1,2} )?(?:documents?|passages?|sources?|files?|texts?|papers?|pages|results?|hits?|extracts?|matches)\b", re.I),
    "zh": re.compile(r"(?:第|文档|资料|材料|文件|片段|来源)\s?\d{1,2}(?:\s?[、，到至和与-]\s?(?:第|文档|资料|材料)?\d{1,2})*(?:[份篇条段则页])?|\d{1,2}\s?(?:[份篇段则]|条(?:结果|资料|记录|文档))"),
}  # fmt: skip
# A guess at the value, unless the clause says where it may be found.
_GUESS = {
    "en": re.compile(r"\b(?:probably|likely|presumably|usually|typically|generally|normally|tends? to|most \w+ (?:charge|go|have|are|run|cost|close|open)|I (?:think|believe|guess|assume|suspect|recall)|expect to pay|I'd (?:say|guess|estimate|assume)|should be (?:about|around|roughly)|the same as)\b", re.I),
    "zh": re.compile(r"大概|大约|估计|多半|一般|通常(?!所)|往往|我记得|我想|左右|[照按据].{1,8}推算|[跟和同与][^，。；]{1,12}(?:一样|相同)"),
}  # fmt: skip
_WHERE = {
    "en": re.compile(r"\b(?:website|site|ask|contact|desk|elsewhere|listed|found|find|available|on file|search|check|documents?|files?|passages?|somewhere|staff|stated|mentioned|given|written|kept|recorded|covered)\b", re.I),
    "zh": re.compile(r"官网|网站|咨询|联系|问|别处|章节|写|查|找|文件|资料|材料|文档|提|换|说"),
}  # fmt: skip
# Saying that there is no such thing, which no document says: unlike saying that it is not told.
_NONE = {
    "en": re.compile(r"\b(?:there(?:'s| is| are| was| were) no|(?:has|have) no|(?:doesn't|does not|don't|do not) (?:charge|fine|have|run|offer|operate|require))\b", re.I),
    "zh": re.compile(r"没有|不设|不存在|无(?=[^法从])"),
}  # fmt: skip
_FREE = {
    "en": re.compile(r"\b(?:free of charge|for free|(?:it's|it is|is|are) free|costs? nothing|charges? nothing)\b", re.I),
    "zh": re.compile(r"不(?:另)?收(?:费|钱)|免费|不要钱|不用(?:交|花)钱"),
}  # fmt: skip
_TOLD = {
    "en": re.compile(r"\b(?:here|documents?|passages?|files?|sources?|texts?|material|pages?|guides?|given|giv(?:es?|ing)|mention\w*|listed|stated?s?|recorded?|found|find|say(?:s|ing)?|shown?|index|store|search|results?|entry|entries|information|word|papers?|covers?|answer|come up|turned up|see)\b", re.I),
    "zh": re.compile(r"资料|写|提|说|查|找|搜|材料|内容|记|信息|条目|文档|文件|检索|库|出处|答|讲|片段|这里|依据|着落|交代|看到|收录|涉及"),
}  # fmt: skip
_DIMENSIONS = frozenset(("s", "d", "mo", "mm", "ft", "mg", "ml", "w", "mb", "mu"))
_SENTENCE = {"en": re.compile(r"[;!?\n]|\.(?!\d)"), "zh": re.compile(r"[；。！？\n]")}
_CLAUSE = {"en": re.compile(r"[;:!?\n]|\.(?!\d)|,(?!\d)|\bbut\b|\bthough\b", re.I), "zh": re.compile(r"[，；：。！？\n]")}
_SPAN = re.compile(r"以[上下内]")  # 三年以上合同: part of a name
_LATIN_WORD = re.compile(r"[a-z]{3,}")


def loose_values(row: Row, answer: str) -> list[str]:
    """Figures in the answer that stand neither in the question nor in a title: values it had no business to give. Words that count little ("one", 一点) are none."""
    lang = row["lang"]
    found = documents(row)
    asked = question(row) + " " + row["evidence"]["asked"]["entity"] + " " + row["evidence"]["asked"]["attribute"]
    titles = " ".join(d.text.split("\n", 1)[0] + " " + d.entity for d in found)
    plain = _CITATION.sub(" ", answer)
    plain = _COUNT[lang].sub(lambda m: " " if all(int(n) <= len(found) for n in re.findall(r"\d+", m[0])) else m[0], plain)
    known = [m for _, _, m in (*measures(asked, lang), *measures(titles, lang))]
    figures = {m[1] for m in known if m[0] == "number"}
    out = []
    for start, end, m in measures(plain, lang):
        piece = plain[start:end]
        if (
            m in known
            or (m[0] in ("number", "amount") and m[-1] in figures)
            or (not re.search(r"\d", piece) and (_idle(m, piece) or _SPAN.match(plain, end)))
        ):
            continue
        if piece in asked or piece in titles:
            continue
        out.append(piece)
    return out


def _idle(measure: tuple[Any, ...], piece: str) -> bool:
    """Whether a number in words is a way of speaking: 一点, "one", "the two", rather than a figure with its unit."""
    if measure[0] == "number":
        return True
    if measure[0] == "time":
        return piece in ("一点", "两点", "三点")
    if measure[0] != "amount":
        return False
    return measure[1] not in _DIMENSIONS or piece[0] in "一" or piece.casefold().startswith(("one ", "a "))


def smuggled(row: Row, answer: str) -> str:
    """What a refusal gives in spite of itself: a figure, a true value, a guess, or the claim that there is no such thing. Empty where it gives nothing."""
    lang = row["lang"]
    loose = loose_values(row, answer)
    if loose:
        return f"a refusal gives the value {loose[0]!r}"
    for item in row.get("checks", ()):
        if item["kind"] == "rag.absent":
            for value in item["params"]["values"]:
                if states(answer, value, lang):
                    return f"a refusal gives the value {value!r}"
    plain = answer.replace("\u2019", "'")
    for clause in _CLAUSE[lang].split(plain):
        guess = _GUESS[lang].search(clause)
        if guess and not _WHERE[lang].search(clause) and guess[0] not in question(row) + row["evidence"]["asked"]["attribute"]:
            return f"a refusal guesses: {clause.strip()[:40]!r}"
    for sentence in _SENTENCE[lang].split(plain):
        if not _TOLD[lang].search(sentence) and (_FREE[lang].search(sentence) or _denies(row, sentence, lang)):
            return f"a refusal says that there is none: {sentence.strip()[:40]!r}"
    return ""


def _denies(row: Row, sentence: str, lang: str) -> bool:
    """Whether a sentence says of the asked entity that it has no such thing."""
    match = _NONE[lang].search(sentence)
    if not match:
        return False
    asked = row["evidence"]["asked"]
    rest = sentence[match.end() :]
    if lang == "en":
        return any(
            w in _LATIN_WORD.findall(rest.casefold())[:4]
            for w in _LATIN_WORD.findall(asked["attribute"].casefold())
            if w not in ("the", "for", "and", "last", "first")
        )
    named = sentence[: match.start()].strip()
    what = [c for c in rest if c.isalnum()]
    return (
        bool(named and what)
        and named[-2:] in asked["entity"]
        and sum(c in asked["attribute"] + question(row) for c in what) >= 0.6 * len(what)
    )


@check("rag.abstains")
def abstains(row: Row, answer: str, params: dict[str, Any]) -> Verdict:
    """The answer declines and gives no figure of its own or of a distractor, no guess and no denial. `fixed`, where given, is the exact sentence wanted."""
    if params.get("fixed"):
        return Verdict() if answer.strip() == params["fixed"] else Verdict("the answer is not the fixed sentence")
    if not declines(answer, row["lang"]):
        return Verdict("the answer does not say that it was not found")
    try:
        return Verdict(smuggled(row, answer))
    except Damaged as damage:
        return Verdict(str(damage))


_LACK = r"(?:nothing|no|none|not|empty|blank|fail(?:s|ed|ure)?|timed out|didn't|did not|couldn't|without|broke|error|isn't|down|zero)"
_OWN = {
    "en": re.compile(
        r"general(?:ly)? (?:knowledge|known|accepted|given|agreed)|(?:common|background|own) knowledge|from memory|as far as I know|from what I know|to (?:the best of )?my knowledge|I (?:recall|remember)|not from (?:the|your|any) |nothing (?:was )?retrieved|off the top|outside (?:the|your) "
        r"|widely known|usual figure|unsourced|no luck|encyclop|without (?:a|any) (?:source|document|passage)|(?:isn't|is not|not) (?:based on|backed by|taken from|from|in the)|(?:don't|do not) have (?:a|any) (?:source|document|passage|file)|can't (?:back|source|cite)|no (?:documents?|sources?|passages?|hits|results?|citation)\b|nothing (?:on file|in the|came back|turned up)"
        rf"|\b(?:search|lookup|retrieval|index|store|query|files?|documents?|collection|database)\b[^.;:]{{0,30}}\b{_LACK}\b|\b(?:couldn't|could not|can't|cannot|didn't|did not) (?:find|retrieve|locate)\b", re.I),
    "zh": re.compile(
        r"常识|凭记忆|记得的|我所知|就我(?:所知|了解)|据我了解|一般知识|自己的知识|(?:不是|并非)(?:从|来自|出自|根据|依据|查到)|没(?:有)?(?:能)?(?:查到|检索到|搜到|找到|返回|依据|资料|文档|结果|出处|来源|查着)|通常(?:的)?说|公认|众所|大家都知道|未经资料|资料之外"
        r"|(?:资料|库|索引|文档)里(?:都)?没|资料是空|无出处|(?:检索|搜索|查询|结果)(?:结果)?(?:为|是)?(?:空|失败|超时|报错|出错|没|未|无|中断)|教科书"),
}  # fmt: skip


@check("rag.own_knowledge", "values")
def own_knowledge(row: Row, answer: str, params: dict[str, Any]) -> Verdict:
    """The answer gives a true value and says that it comes from no document."""
    if not any(affirmed(answer, v, row["lang"]) for v in params["values"]):
        return Verdict("the answer gives none of the true forms")
    if not _OWN[row["lang"]].search(answer.replace("\u2019", "'")):
        return Verdict("the answer does not say that it is from general knowledge")
    return Verdict()
