"""A sentence with one thing in it changed: a figure, or a word for its opposite or its neighbour. Minimal, and of the same type."""

from __future__ import annotations

import re

from rag.corpus.figures import figures, others

_PAIRS = {
    "en": (
        "increase/decrease increases/decreases increasing/decreasing increased/decreased before/after internal/external required/optional mandatory/optional public/private "
        "always/rarely higher/lower weekly/monthly daily/weekly annual/quarterly annually/quarterly minimum/maximum faster/slower larger/smaller easier/harder horizontal/vertical inside/outside "
        "automatically/manually automatic/manual early/late longer/shorter above/below static/dynamic local/remote temporary/permanent synchronous/asynchronous virtual/physical "
        "hardware/software employees/contractors supervisor/director manager/director centralized/distributed stateless/stateful simple/complex lightweight/heavyweight small/large "
        "Monday/Thursday Tuesday/Friday Wednesday/Monday Thursday/Tuesday Friday/Wednesday January/April February/June March/September October/May November/July December/August "
        "first/last beginning/end improves/reduces improve/reduce enables/blocks developers/auditors users/administrators clients/vendors cloud/desktop online/offline frontend/backend"
    ),
    "zh": (
        "增加/减少 提高/降低 提升/削弱 大火/小火 中火/大火 小火/大火 顺时针/逆时针 冷水/热水 之前/之后 以前/以后 内部/外部 必须/不必 容易/不易 自动/手动 简单/复杂 公有/私有 动态/静态 水平/垂直 "
        "单个/多个 同步/异步 虚拟/物理 本地/远程 分布式/集中式 有状态/无状态 客户端/服务器 硬件/软件 临时/永久 酥脆/软糯 清淡/浓郁 酸甜/麻辣 咸鲜/酸辣 香辣/清甜 麻辣/咸鲜 四川/广东 广东/四川 湖南/山东 山东/湖南 江苏/陕西 "
        "上海/成都 北京/杭州 川味/粤味 川菜/鲁菜 粤菜/湘菜 湘菜/粤菜 鲁菜/川菜 早餐/晚餐 夏天/冬天 夏日/冬日 冬季/夏季 夏季/冬季 猪肉/牛肉 牛肉/羊肉 鸡肉/鸭肉 鱼肉/虾肉 快手/费时 家常/宴席 传统/新式 南方/北方 北方/南方 煎/蒸 "
        "减少/增加 降低/提高 外部/内部 轻量/重量 开发者/管理员 用户/管理员 快速/缓慢 集中/分散 隔离/共享 加密/明文"
    ),
}  # fmt: skip
_SWAP = {lang: dict(p.split("/") for p in pairs.split()) for lang, pairs in _PAIRS.items()}
_FIND = {
    "en": re.compile(r"\b(?:" + "|".join(sorted(_SWAP["en"], key=len, reverse=True)) + r")\b"),
    "zh": re.compile("|".join(sorted((k for k in _SWAP["zh"] if len(k) > 1), key=len, reverse=True))),
}


_SUBJECT = {
    "en": re.compile(r" (?:is|are|refers?|means|describes?) "),
    "zh": re.compile("是|指"),
}  # before it stands what the sentence is about


def changed(sentence: str, lang: str) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """The sentence with one thing changed, by how far it is then off: slight, notable, absurd. Empty where nothing in it can be changed."""
    found = figures(sentence, lang)
    if found:
        figure = found[len(sentence) % len(found)]
        grades = others(figure.text, figure.kind)
        slight, notable, absurd = (tuple(sentence[: figure.start] + o + sentence[figure.end :] for o in grade) for grade in grades)
        return slight, notable, absurd
    swapped = []
    subject = _SUBJECT[lang].search(sentence)
    for m in _FIND[lang].finditer(sentence):
        other = _SWAP[lang][m[0]]
        if other not in sentence and sentence.count(m[0]) == 1 and not (subject and m.start() < subject.start()):
            swapped.append(sentence[: m.start()] + other + sentence[m.end() :])
    return tuple(swapped[:1]), tuple(swapped), tuple(swapped[-1:])
