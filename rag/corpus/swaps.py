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
        "first/last beginning/end improves/reduces improve/reduce enables/blocks developers/auditors users/administrators clients/vendors  online/offline frontend/backend "
        "incoming/outgoing open-source/proprietary engineers/analysts operators/developers primary/secondary identical/different encrypted/unencrypted "
        "immutable/mutable stateful/stateless declarative/imperative loosely/tightly tightly/loosely upstream/downstream minutes/hours hours/days days/weeks weeks/months years/months "
        "full-time/part-time unpaid/paid federal/state verbal/written physical/virtual distributed/centralized horizontally/vertically vertically/horizontally "
        "lower/higher low/high high/low fast/slow quickly/slowly rapidly/slowly frequent/rare frequently/rarely often/seldom similar/different modern/older newer/older "
        "minimal/considerable independently/jointly servers/laptops enterprise/consumer consistently/occasionally early/late "
        "supervisors/directors teams/agencies attendees/speakers applicants/reviewers students/teachers teachers/students beginners/experts buyers/sellers mornings/evenings "
        "north/south south/north east/west visible/hidden graphical/textual read-only/writable"
    ),
    "zh": (
        "增加/减少 提高/降低 提升/削弱 大火/小火 中火/大火 小火/大火 顺时针/逆时针 冷水/热水 之前/之后 以前/以后 内部/外部 必须/不必 容易/不易 自动/手动 简单/复杂 公有/私有 动态/静态 水平/垂直 "
        "单个/多个 同步/异步 虚拟/物理 本地/远程 分布式/集中式 有状态/无状态 客户端/服务器 硬件/软件 临时/永久 酥脆/软糯 清淡/浓郁 酸甜/麻辣 咸鲜/酸辣 香辣/清甜 麻辣/咸鲜 四川/广东 广东/四川 湖南/山东 山东/湖南 江苏/陕西 "
        "上海/成都 北京/杭州 川味/粤味 川菜/鲁菜 粤菜/湘菜 湘菜/粤菜 鲁菜/川菜 早餐/晚餐 夏天/冬天 夏日/冬日 冬季/夏季 夏季/冬季 猪肉/牛肉 牛肉/羊肉 鸡肉/鸭肉 鱼肉/虾肉 快手/费时 家常/宴席 传统/新式 南方/北方 北方/南方 煎/蒸 "
        "减少/增加 降低/提高 外部/内部 轻量/重量 开发者/管理员 用户/管理员 快速/缓慢 集中/分散 隔离/共享 加密/明文 "
        "开源/商业 开发人员/运维人员 运维人员/开发人员 工程师/管理员 企业/个人 软件/硬件 物理/虚拟 传入/传出 静态/动态 私有/公有 相同/不同 不同/相同 最小/最大 最大/最小 小型/大型 大型/小型 较小/较大 较低/较高 较高/较低 缩短/延长 提前/推迟 "
        "频繁/偶尔 分钟/小时 数百/数千 独立/共同 统一/分散 现代/传统 主动/被动 实时/定期 专用/通用 通用/专用 高效/稳定 图形/文字 短期/长期 长期/短期 左侧/右侧 上方/下方 首次/末次 开头/结尾 老人/孩子 孩子/老人 香脆/绵软 绵软/香脆 嫩滑/筋道 "
        "清爽/醇厚 爽脆/软烂 软烂/爽脆 浓郁/清淡 微辣/微甜 咸香/酸甜 酸辣/甜咸 清甜/咸鲜 鲜嫩/酥脆 外酥里嫩/外脆里软 热饮/冷饮 冷饮/热饮 凉菜/热菜 热菜/凉菜 主食/小吃 小吃/主食 甜品/咸点 汤品/凉菜 素菜/荤菜 荤菜/素菜"
    ),
}  # fmt: skip
_SWAP = {lang: dict(p.split("/") for p in pairs.split()) for lang, pairs in _PAIRS.items()}
_FIND = {
    "en": re.compile(r"\b(?:" + "|".join(sorted(_SWAP["en"], key=len, reverse=True)) + r")\b"),
    "zh": re.compile("|".join(sorted((k for k in _SWAP["zh"] if len(k) > 1), key=len, reverse=True))),
}

_BOUND = re.compile(
    r"\b(?:no|any|much|not|so|as|at|the more|even) (?:longer|later|sooner|higher|lower|early|late|more|least|most|often|first|last)$|\bat (?:first|last)$"
)

_SUBJECT = {
    "en": re.compile(r" (?:is|are|refers?|means|describes?) "),
    "zh": re.compile("是|指"),
}  # before it stands what the sentence is about


def _article(before: str, word: str) -> str:
    """What stands before the new word, with an article that agrees with it."""
    wanted = "n " if re.match(r"(?:[aeio]|un[^i]|u[^ns])", word) else " "
    return re.sub(r"\b([Aa])n? $", lambda m: m[1] + wanted, before)


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
        if _BOUND.search(sentence, max(0, m.start() - 8), m.end()) or (lang == "en" and sentence[m.end() : m.end() + 1] == "-"):
            continue  # part of a fixed phrase
        if other not in sentence and sentence.count(m[0]) == 1 and not (subject and m.start() < subject.start()):
            swapped.append(_article(sentence[: m.start()], other) + other + sentence[m.end() :])
    return tuple(swapped[:1]), tuple(swapped), tuple(swapped[-1:])
