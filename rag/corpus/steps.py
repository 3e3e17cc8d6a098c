"""Chinese recipes: how long something is cooked, soaked or left to rest, and how long the whole takes, asked by name and not in the recipe's own clause."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from rag.corpus.figures import Figure, figures
from rag.corpus.mined import Mined, Piece, sentences
from rag.corpus.structure import Source, holed

_STEPS = re.compile(r"操作|步骤|做法|流程|制作|怎么做|安装|使用方法|方法")
_LISTS = re.compile(r"原料|用料|配料|食材|材料|计算|用量")
_LASTS = re.compile(r"[\d.]+ ?(?:秒钟?|分钟|min|s|h|个?半?小时|天)")
_NAME = re.compile(r"[\u4e00-\u9fff]{2,8}")
# Said before a span of time; the first is how one asks, the second the noun, empty where only a thing that is named can be asked for.
_VERBS = {
    "冷藏腌制": ("腌", "腌制时间"), "静置腌制": ("腌", "腌制时间"), "腌制": ("腌", "腌制时间"), "腌": ("腌", "腌制时间"),
    "焖煮": ("焖", "焖煮时间"), "焖": ("焖", "焖的时间"), "炖煮": ("炖", "炖煮时间"), "炖": ("炖", "炖煮时间"),
    "蒸制": ("蒸", "蒸制时间"), "蒸": ("蒸", "蒸制时间"), "烘烤": ("烤", "烤制时间"), "烤": ("烤", "烤制时间"),
    "冷藏": ("冷藏", "冷藏时间"), "发酵": ("发酵", "发酵时间"), "熬煮": ("熬", ""), "熬": ("熬", ""),
    "浸泡": ("泡", ""), "泡水": ("泡", ""), "泡": ("泡", ""), "焯水": ("焯", ""), "焯": ("焯", ""), "煮": ("煮", ""),
    "油炸": ("炸", ""), "炸": ("炸", ""), "翻炒": ("炒", ""), "炒": ("炒", ""), "静置": ("静置", ""), "松弛": ("松弛", ""), "醒发": ("醒", ""), "醒面": ("醒", ""), "解冻": ("解冻", ""),
}  # fmt: skip
_VERB = re.compile(rf"(?P<verb>{'|'.join(sorted(_VERBS, key=len, reverse=True))})(?P<least>至少)?(?:大约|大概|约|需要?|时间为)? ?$")
_IF = re.compile("如果|若|要是|普通锅|高压锅|的话|阶段")  # a time that holds of one way only
_OTHER_POT = re.compile(r"(?:高压锅|压力锅|电饭[煲锅])[^。\n]{0,24}\d+ ?(?:分钟|个?半?小时|min)")
_FIRE_OUT = re.compile("关火|好后|熟后|出锅")  # what follows goes on by the heat that is left
_AGAIN = re.compile(r"再|继续|重新|重复|另|如果?|若|想|可以?|也|不|每|各|分别|轮|第")
_DRESSING = re.compile(
    r"[盐糖油醋酒粉精料汁露蚝奶水汤香酱]$|枸杞|醪糟|调味|材料|食材|鸡粉|番茄酱|锅|碗|盘|盆|冰箱|烤箱|微波|模式|朝下|至|到|切|洗|老抽|生抽|混合|没过|一起|摊|复$|开$|中$"
)
_STUFF = r"(?P<what>[\u4e00-\u9fff]{2,14}?)"
_THINGS = (
    re.compile(rf"(?:将|把|对){_STUFF}(?=放|倒|加|下|在|用|焯|入|浸|泡|炒|烫|洗|提前|冷水|沸水|$)"),
    re.compile(rf"(?:放入|加入|下入|倒入|加(?!热|盖)|下(?!锅)){_STUFF}(?=，|后|$|大火|中火|小火|中小火|翻|炒|焯|煮|清炒)"),
    re.compile(rf"^{_STUFF}(?=清洗干净|洗净|提前|先用|用清水|用温水|用冷水|用微咸|冷水下锅|切块|解冻后|冷却|下锅|焯水$|浸泡$|放入|放到|放进)"),
)  # fmt: skip
_MADE = frozenset((
    "面团", "面糊", "奶糊", "蛋液", "米饭", "肉馅", "肉丸", "丸子", "鱼块", "鱼片",
    "鱼身", "肉片", "肉丝", "鸡块", "鸡丁", "面条", "土豆丝", "鸭块", "花卷", "饺子",
))  # fmt: skip
_MARINATED = "腌"
# Of a soup or a bowl of rice nobody asks how long it is marinated.
_MEAT = re.compile(r"(?:[鸡鸭鱼肉排牛羊虾翅腩腿兔蟹蛙](?!汤)(?!.{0,4}[汤饭面饼]))")
_WHOLE = re.compile(
    r"(?:预计)?(?P<span>(?:从(?:头)?[^，。]{0,10}?(?:到|至)[^，。]{1,8}?|全程|整个[^，。]{0,6}过程|整体制作|总共|一共))(?:一般|通常)?[，, ]*(?:预计|总共|一般|通常)?(?:大约|大概|约)?(?:只需要?|仅需要?|需要?|耗时|用时|花费)?(?:大约|大概|约)? ?$"
)


def steps(source: Source) -> list[Mined]:
    """One fact a span of time that can be asked for by what is cooked; none where the same is told twice."""
    known = _ingredients(source)
    found: list[Mined] = []
    for read, at, headings in _spans(source):
        made = _whole(read, at) if not any(_STEPS.search(h) for h in headings) else _step(read, at, known)
        found += [made] if made else []
    count = Counter(_what(m) for m in found)
    verbs = Counter(m.words["verb"] for m in found if m.kind in ("cook", "step"))
    told = Counter(
        v for v in {v for v, _ in _VERBS.values()} for _ in re.findall(rf"{v}\w{{0,4}}? ?\d+ ?(?:分钟|小时|秒|s\b|天)", source.text)
    )
    meat = bool(_MEAT.search(source.title))
    # What is fried thirty seconds, and then fried on with water, has no one time.
    found = [m for m in found if m.kind != "step" or told[m.words["verb"]] <= 1]
    if _OTHER_POT.search(source.text):  # as long in the common pot, half as long under pressure
        found = [m for m in found if m.words.get("verb") not in ("炖", "焖", "煮", "蒸", "熬")]
    return [m for m in found if count[_what(m)] == 1 and (m.kind != "cook" or _once(m.words["verb"], verbs, told, meat))]


def _once(verb: str, verbs: Counter[str], told: Counter[str], meat: bool) -> bool:
    """Whether the dish has one time for this way of cooking."""
    return verbs[verb] == 1 and told[verb] <= 1 and (meat or _VERBS[_MARINATED][0] != verb)


def _what(m: Mined) -> tuple[str, str]:
    return m.kind, m.words.get("q", m.words.get("verb", ""))


def _spans(source: Source) -> Iterator[tuple[Piece, Figure, tuple[str, ...]]]:
    """Sentences with one figure, which is a span of time and no range."""
    for block in source.blocks:
        if block.kind not in ("para", "item"):
            continue
        for read in sentences(source, block):
            raw = source.text[read.start : read.end]
            if holed(raw) or "](" in raw:
                continue
            for at in figures(read.clean, "zh"):
                if _LASTS.fullmatch(at.text) and not re.match(r" ?(?:左右|以上|以下|以内|的|多|，?或|（)", read.clean[at.end :]):
                    yield read, at, block.headings[1:]


def _whole(read: Piece, at: Figure) -> Mined | None:
    """How long the whole takes, from the recipe's introduction."""
    before = re.split(r"[。；！]", read.clean[: at.start])[-1]
    found = _WHOLE.search(before)
    if re.match(r" ?\d", read.clean[at.end :]):
        return None  # "12小时 15 分钟" is one span
    if re.search(r"但|不过|另|冷藏|腌|浸泡|发酵|总|若|如果|不含|以上", read.clean[at.end :]):
        return None  # there is more to it
    if not found or re.search(r"冷藏|浸泡|发酵|腌|最快|初学|新手", found["span"]):
        return None
    words = {"said": f"{re.sub('(?:一般|通常)$', '', found['span'].rstrip('，, '))}大约要\x03"}
    return Mined("time", *read.span(at.start, at.end), at.text, at.kind, "time", words)


def _step(read: Piece, at: Figure, known: frozenset[str]) -> Mined | None:
    """How long one thing is cooked; or the dish, where its way of cooking has one time."""
    clauses = re.split(r"[，,；;。！：:]", read.clean[: at.start])
    found = _VERB.search(clauses[-1])
    if not found or _AGAIN.search(clauses[-1]) or _IF.search(read.clean[: at.start]):
        return None
    if _FIRE_OUT.search("".join(clauses[-2:])):
        return None
    verb, noun = _VERBS[found["verb"]]
    least = found["least"] or ""
    span = read.span(at.start, at.end)
    ahead = "，".join([*clauses[-2:-1], clauses[-1][: found.start("verb")]]).strip("，")
    thing = _thing(ahead, known)
    if thing:
        asked = f"{thing}{least}要{verb}"
        words = {"q": f"{asked}多久", "said": f"{asked}\x03", "attr": f"{asked}多久", "verb": verb}
        return Mined("step", *span, at.text, at.kind, "", words)
    if not noun or least or re.search(r"[将把]|小时|分钟", ahead):
        return None
    return Mined("cook", *span, at.text, at.kind, f"cook:{verb}", {"verb": verb, "noun": noun})


def _thing(ahead: str, known: frozenset[str]) -> str:
    """What is cooked, by the words before the verb: something of the recipe's list, or what is made of it."""
    for pattern in _THINGS:
        for clause in reversed(ahead.split("，")):
            for found in reversed(list(pattern.finditer(clause))):
                thing = re.sub(r"^.*的|^(?:所有|全部|剩下|整个|腌好|切好|备好|洗净)", "", found["what"])
                if 2 <= len(thing) <= 7 and not _DRESSING.search(thing) and _eaten(thing, known):
                    return thing.replace("以及", "和")
    return ""


def _eaten(thing: str, known: frozenset[str]) -> bool:
    parts = re.split(r"以及|[和与]", thing)
    return all(len(p) > 1 and (p in _MADE or any(k in p or p in k for k in known)) for p in parts)


def _ingredients(source: Source) -> frozenset[str]:
    """What the recipe lists as going in."""
    out = set()
    for block in source.blocks:
        if block.kind == "item" and any(_LISTS.search(h) for h in block.headings[1:]):
            found = _NAME.match(source.text[block.start : block.end])
            if found and not _DRESSING.search(found[0]):
                out.add(found[0])
    return frozenset(out)
