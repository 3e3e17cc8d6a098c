"""A sentence with one thing in it changed: a figure, or a word for its opposite or its neighbour. Minimal, and of the same type."""

from __future__ import annotations

import re
from functools import lru_cache

from rag.corpus.figures import figures, others

# Neighbours of a kind: what is written in their place is no nonsense (a tool may be a service; security that is decreased is none).
_PAIRS = {
    "en": (
        "before/after internal/external required/optional mandatory/optional public/private weekly/monthly daily/weekly annual/quarterly annually/quarterly "
        "horizontal/vertical inside/outside automatically/manually manually/automatically temporary/permanent permanent/temporary "
        "employees/contractors contractors/employees supervisor/director supervisors/directors director/supervisor directors/supervisors manager/director managers/directors "
        "Monday/Thursday Tuesday/Friday Wednesday/Monday Thursday/Tuesday Friday/Wednesday January/April February/June March/September October/May November/July December/August "
        "beginning/end developers/operators operators/developers users/administrators administrators/users clients/vendors frontend/backend "
        "incoming/outgoing outgoing/incoming open-source/commercial engineers/analysts primary/secondary secondary/primary encrypted/unencrypted "
        "upstream/downstream minutes/hours hours/days days/weeks weeks/months years/months full-time/part-time unpaid/paid verbal/written independently/jointly "
        "servers/laptops attendees/speakers applicants/reviewers students/teachers teachers/students beginners/experts buyers/sellers mornings/evenings "
        "north/south south/north east/west graphical/textual read-only/writable Linux/Windows Git/Subversion binary/textual memory/disk spreadsheets/photographs "
        "Congress/GSA cloud-based/desktop video/audio whiteboard/notebook tenants/regions two-day/three-day retirement/insurance loans/grants "
        "external/internal interior/exterior dental/medical current/former static/dynamic dynamic/static hardware/software machine-readable/human-readable internet/intranet "
        "global/regional regional/national nonrefundable/refundable locally/remotely icons/fonts non-production/production immutable/mutable physical/virtual admiral/senator "
        "domestic/foreign increases/decreases minimum/maximum morning/afternoon afternoon/morning indoor/outdoor outdoor/indoor weekdays/weekends hourly/daily "
        "quarterly/yearly yearly/monthly senior/junior junior/senior adults/children seconds/minutes desktop/web-based Windows/Mac forfeited/refunded "
        "third-party/in-house vendors/volunteers students/graduates libraries/plug-ins federal/state yearlong/six-month self-paced/instructor-led electronic/paper-based "
        "government-wide/agency-wide employee/contractor contractor/employee high-level/low-level event-triggered/scheduled pay-as-you-go/flat-rate specialized/general-purpose "
        "drop-down/sidebar themed/private prototyping/printing beneath/above staff/contractors interdependent/independent multilingual/monolingual intermittently/afterwards "
        "technologists/accountants visitors/employees lodging/meals wired/wireless downloadable/printable citizens/residents sponsors/speakers verbally/electronically "
        "handwritten/typed bimonthly/quarterly biweekly/monthly nightly/weekly on-premise/cloud-hosted overnight/midday"
    ),
    "zh": (
        "大火/小火 中火/大火 小火/大火 顺时针/逆时针 冷水/热水 之前/之后 以前/以后 内部/外部 必须/不必 公有/私有 水平/垂直 单个/多个 本地/远程 客户端/服务器 临时/永久 "
        "酥脆/软糯 清淡/浓郁 酸甜/麻辣 咸鲜/酸辣 香辣/清甜 麻辣/咸鲜 四川/广东 广东/四川 湖南/山东 山东/湖南 江苏/陕西 上海/成都 北京/杭州 川味/粤味 川菜/鲁菜 粤菜/湘菜 湘菜/粤菜 鲁菜/川菜 "
        "闽菜/浙菜 湘味/川味 福州/厦门 早餐/晚餐 夏天/冬天 夏日/冬日 冬季/夏季 夏季/冬季 猪肉/牛肉 牛肉/羊肉 鸡肉/鸭肉 鱼肉/虾肉 快手/费时 家常/宴席 南方/北方 北方/南方 煎/蒸 外部/内部 开发者/管理员 用户/管理员 "
        "开源/商业 开发人员/运维人员 运维人员/开发人员 工程师/管理员 企业/个人 传入/传出 私有/公有 缩短/延长 提前/推迟 分钟/小时 数百/数千 实时/定期 专用/通用 通用/专用 图形/文字 短期/长期 长期/短期 "
        "左侧/右侧 上方/下方 首次/末次 开头/结尾 老人/孩子 孩子/老人 香脆/绵软 绵软/香脆 嫩滑/筋道 清爽/醇厚 爽脆/软烂 软烂/爽脆 浓郁/清淡 微辣/微甜 咸香/酸甜 酸辣/甜咸 清甜/咸鲜 鲜嫩/酥脆 外酥里嫩/外脆里软 "
        "热饮/冷饮 冷饮/热饮 凉菜/热菜 热菜/凉菜 主食/小吃 小吃/主食 甜品/咸点 汤品/凉菜 素菜/荤菜 荤菜/素菜 内存/磁盘 第三方/内部团队 租户/部门 "
        "静态/动态 动态/静态 底层/上层 彼此独立/相互依赖 相互依赖/彼此独立 单次/多次 物理计算机/虚拟计算机 完全消除/部分消除 整个/部分 主数据中心/备用数据中心 大大简化/略微简化 传统/新式 工作日/周末 国内/国外 室内/室外 上午/下午 下午/上午 成人/儿童 "
        "云服务/桌面软件 软件产品/硬件产品 数据库/文件系统 供应商/志愿者 高速/低速  时刻/日期 定期/随时"
    ),
}  # fmt: skip
# What the sentence says its subject is: another kind of thing in its place.
_GENUS = {
    "en": dict(p.split("/") for p in "tool/service service/tool technique/standard approach/standard strategy/technique protocol/library methodology/standard discipline/standard method/standard model/standard framework/service registry/library".split()),  # noqa: SIM905
    "zh": dict(p.split("/") for p in "工具/协议 协议/工具 策略/工具 方法/标准 技术/标准 模型/标准 学科/标准 做法/规定 实践/规定 系统/协议".split()),  # noqa: SIM905
}  # fmt: skip
_IS_A = {
    "en": re.compile(r" (?:is|are|refers? to|means) (?:an?|the|one|any) (?:[\w-]+ ){0,4}?(?P<genus>" + "|".join(_GENUS["en"]) + r")(?= (?:that|to|of|in|for|which|where|with|used|designed|by)\b|,|$)"),
    "zh": re.compile(r"(?:是|指).{2,90}?的(?:[\u4e00-\u9fff]{0,4})(?P<genus>" + "|".join(_GENUS["zh"]) + r")(?=，|$)"),
}  # fmt: skip
# The same of more than one word.
_PHRASES = {
    "en": {
        "on demand": "in advance", "paid out": "forfeited", "by email": "by post", "by phone": "by post", "by post": "by email", "in writing": "by phone", "in person": "by phone",
        "free of charge": "for a fee", "for a fee": "free of charge", "conference rooms": "storage rooms", "White House": "Treasury", "only after": "only before",
        "common goal": "temporary goal", "common task": "temporary task", "an external platform": "an internal platform",
        "in production to": "in a test environment to", "acceptance environment": "staging environment", "computer programs to": "mobile devices to", "more files": "more databases", "two divisions": "three divisions",
        "instant messaging": "video conferencing", "chat rooms": "mailing lists", "issue templates": "email templates", "last name": "first name", "first name": "last name", "by emailing": "by calling",
        "supervisory oversight": "a doctor's note", "digital document": "paper document", "kernel space": "user space", "actionable insights": "monthly reports", "responds to failures": "responds to upgrades",
        "open source software": "commercial software", "specified rules": "user feedback", "consumption of events": "consumption of files", "group critique": "group training", "online critique": "online voting",
        "Office of Civil Rights": "Office of General Counsel", "via email": "via text message", "in advance": "afterwards", "as regularly as": "as rarely as", "can grow": "can shrink",
        "the same outcome": "a random outcome", "code changes": "configuration changes", "security method": "networking method", "at the end of": "at the start of", "helper program": "backup program",
        "network traffic": "email traffic",
    },
    "zh": {},
}  # fmt: skip
_SWAP = {lang: dict(p.split("/") for p in pairs.split()) | _PHRASES[lang] for lang, pairs in _PAIRS.items()}
_FIND = {
    "en": re.compile(r"\b(?:" + "|".join(sorted(_SWAP["en"], key=len, reverse=True)) + r")\b"),
    "zh": re.compile("|".join(sorted((k for k in _SWAP["zh"] if len(k) > 1), key=len, reverse=True))),
}

_BOUND = re.compile(
    r"\b(?:no|any|much|not|so|as|at|the more|even) (?:longer|later|sooner|higher|lower|early|late|more|least|most|often|first|last)$|\bat (?:first|last|minimum|maximum)$|\b(?:package|task|password|project|product|task and project|account|content) managers?$|\b(?:the|American) public$|\bdata ?base$|\b(?:web|video) service$|\bdo not require$|\bnot (?:required|optional|mandatory)$|\bsoftware platform$|自动化?手动$|软件产品$"
)
# What turns the word before it into part of a name.
_HELD = {
    "en": re.compile(
        r"-|(?<=required) to\b|(?<=before) (?:you|they|he|she|we|I|it)\b|['’]s\b|(?: of (?:thumb|life))| (?:manager|learning|machines?|employment|loans?|service)\b"
    ),
    "zh": re.compile("化|即|员|端|商|类|性"),
}

_SUBJECT = {
    "en": re.compile(r" (?:is|are|refers?|means|describes?) "),
    "zh": re.compile("是|指"),
}  # before it stands what the sentence is about


def _article(before: str, word: str) -> str:
    """What stands before the new word, with an article that agrees with it."""
    wanted = "n " if re.match(r"(?:[aeio]|un[^i]|u[^ns])", word) else " "
    return re.sub(r"\b([Aa])n? $", lambda m: m[1] + wanted, before)


# A sentence on a reader's case: the case itself stays, or the sentence would answer another question.
_CASE = re.compile(r"(?:If|To|In order to) [^,]+, |(?:如果|若是?|要是|假如)[^，]+，")


@lru_cache(maxsize=4096)
def changed(sentence: str, lang: str) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """The sentence with one thing changed, by how far it is then off: slight, notable, absurd. Empty where nothing in it can be changed."""
    case = _CASE.match(sentence)
    held = case.end() if case else 0
    found = [f for f in figures(sentence, lang) if f.start >= held]
    if found:
        figure = found[len(sentence) % len(found)]
        grades = others(figure.text, figure.kind)
        slight, notable, absurd = (tuple(sentence[: figure.start] + o + sentence[figure.end :] for o in grade) for grade in grades)
        return slight, notable, absurd
    swapped = []
    subject = _SUBJECT[lang].search(sentence)
    for m in _FIND[lang].finditer(sentence):
        other = _SWAP[lang][m[0]]
        if m.start() < held or _BOUND.search(sentence, max(0, m.start() - 20), m.end()) or _HELD[lang].match(sentence, m.end()):
            continue  # part of a fixed phrase
        if other not in sentence and sentence.count(m[0]) == 1 and not (subject and m.start() < subject.start()):
            swapped.append(_article(sentence[: m.start()], other) + other + sentence[m.end() :])
    genus = None if swapped else _IS_A[lang].search(sentence)
    if genus:
        other = _GENUS[lang][genus["genus"]]
        swapped.append(_article(sentence[: genus.start("genus")], other) + other + sentence[genus.end("genus") :])
    return tuple(swapped[:1]), tuple(swapped), tuple(swapped[-1:])


def is_kind(word: str, other: str, lang: str) -> bool:
    """Whether two words are neighbouring kinds of thing (tool, service): nobody who asks what something is insists on the one against the other."""
    return _GENUS[lang].get(word) == other or _GENUS[lang].get(other) == word


def exchanged(one: str, two: str, lang: str) -> tuple[str, str] | None:
    """The word by which two sentences differ, as either has it; None where it is none of the known ones."""
    for was, now in (*_SWAP[lang].items(), *_GENUS[lang].items()):
        for a, b in ((was, now), (now, was)):
            if a in one and two in (one.replace(a, b, 1), b.join(one.rsplit(a, 1))):  # the name may have the word, too
                return a, b
    return None


@lru_cache(maxsize=4096)
def _gone(was: str, now: str, lang: str) -> tuple[str, ...]:
    """The words of a sentence that its changed version lacks, cut to what they have in common with their kin ("automatic" of "automatically")."""
    a, b = (was, now) if lang == "zh" else (was.lower().split(), now.lower().split())
    first = next((i for i, (p, q) in enumerate(zip(a, b, strict=False)) if p != q), min(len(a), len(b)))
    last = next((i for i, (p, q) in enumerate(zip(reversed(a), reversed(b), strict=False)) if p != q), 0)
    last = min(last, len(a) - first - 1, len(b) - first - 1)
    if lang == "zh":
        end = len(was) - last
        return (word,) if len(word := was[first : max(end, first + 2)]) in (2, 3, 4) and not re.search(r"[\d\W]", word) else ()
    words = (re.sub(r"[^a-z-]", "", w) for w in a[first : len(a) - last])
    return tuple(w[: max(4, len(w) - 2)] if len(w) < 9 else w[:8] for w in words if len(w) > 3)


# Words that count what a sentence before has counted: "three divisions", "both of which".
_TWO = {
    "en": re.compile(r"\b(?:both|either|neither|the (?:two|three|four|latter|former)|respectively|[Ff]or example: between)\b"),
    "zh": re.compile("二者|两者|三者|前者|后者|双方|分别|其一|[两二三四五]个都"),
}
_NUMBERS = {
    "en": re.compile(r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|single|double)\b"),
    "zh": re.compile(r"[两二三四五六七八九十单双]"),
}


def _counts(sentence: str, lang: str) -> list[str]:
    return _NUMBERS[lang].findall(sentence)


# A sentence that sets one thing against another: with the new word in it, it would be set against itself.
_AGAINST = {
    "en": re.compile(
        r"\b(?:replac|tradition|instead|unlike|rather than|contrast|oppos|versus|vs\b|no longer|previous|former|as compared)", re.I
    ),
    "zh": re.compile("取代|代替|传统|而不是|不像|相比|以前|不同于|相反|不再"),
}


def belies(line: str, was: str, now: str, lang: str) -> bool:
    """Whether a line beside a changed sentence says what was changed there: "added automatically" behind "the ability to scale manually"; or sets something against what now stands there."""
    low = line.lower()
    if any(w in low for w in _gone(was, now, lang)) or (_TWO[lang].search(line) and _counts(was, lang) != _counts(now, lang)):
        return True
    return bool(_AGAINST[lang].search(line)) and any(w in low for w in _gone(now, was, lang))


# Behind a name, or a pronoun that opens the sentence: what the thing is.
_IS_SO = {
    "en": re.compile(
        r"(?:s|es)?(?: \([^()]*\))?,? (?:is|are|was|can be|may be|refers? to|means?|describes?) (?:an?|the|either|any|one|also)\b", re.I
    ),
    "zh": re.compile(r"[^，。]{0,8}?(?:可以是|也是|是[一指由用]|指的?是?|属于|被?称为)"),
}
_ITS = {"en": re.compile(r"(?:It|They|This|These)(?= )"), "zh": re.compile(r"(?:它|这)们?")}


def defines_again(line: str, name: str, lang: str) -> bool:
    """Whether a line beside a changed definition says once more what its subject is: "a firewall can be hardware or software"."""
    low, bare = line.casefold(), re.sub(r" ?[（(].*", "", name).casefold()
    at = low.find(bare) if bare else -1
    if at >= 0 and _IS_SO[lang].match(line, at + len(bare)):
        return True
    own = _ITS[lang].match(line)
    return bool(own and _IS_SO[lang].match(line, own.end()))
