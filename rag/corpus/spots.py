"""Chinese: the one word of a definition that says what kind of thing its subject is; it can be asked for, and another put in its place."""

from __future__ import annotations

import re

from rag.corpus.mined import Mined, Piece

# What else the thing could be taken for: of the same rank, so that the sentence stays a sentence and is no nonsense.
_ELSE = {
    "工具": "协议 服务 标准", "协议": "工具 标准 接口", "策略": "流程 工具 标准", "方法": "工具 协议 设备", "技术": "标准 协议 服务", "模型": "平台 协议 标准",
    "学科": "岗位 认证 标准", "做法": "标准 制度 工具", "实践": "工具 标准 制度", "系统": "软件 协议 设备", "服务": "工具 协议 平台", "架构": "协议 流程 工具",
    "过程": "工具 标准 协议", "行为": "协议 标准 工具", "平台": "工具 协议 标准", "方法论": "认证 工具 岗位", "软件": "硬件 协议 标准", "计算机": "程序 网络 路由器",
    "软件架构": "通信协议 开发流程 消息格式", "架构风格": "开发流程 部署方式 编码规范", "开源工具": "商业工具 云服务 行业标准", "云服务": "桌面软件 硬件设备 开发框架",
    "软件产品": "硬件产品 外包项目 行业标准", "开发模型": "部署工具 收费方式 测试方法", "静态文件": "运行进程 安装程序 数据库", "运行进程": "静态文件 安装程序 操作系统", "软件特征": "硬件指标 测试方法 使用许可",
    "部署策略": "测试方法 部署工具 回滚脚本", "应用": "协议 插件 服务", "框架": "协议 工具 标准", "算法": "协议 工具 标准", "程序": "协议 硬件 标准", "语言": "协议 工具 标准", "设备": "软件 零件 材料",
    "仪器": "软件 零件 材料", "机构": "企业 协会 学校", "组织": "企业 学校 机构", "制度": "法律 惯例 合同", "规定": "法律 惯例 建议", "理论": "算法 实验 定律", "指标": "标准 等级 证书", "材料": "设备 零件 药物",
    "药物": "疫苗 食品 器械", "植物": "动物 真菌 矿物", "动物": "植物 真菌 矿物", "疾病": "症状 药物 疗法", "节日": "仪式 比赛 集市", "文件": "程序 设备 协议", "证书": "协议 合同 许可", "货币": "债券 股票 证书",
}  # fmt: skip
_KINDS = {genus: tuple(others.split()) for genus, others in _ELSE.items()}
# "X is (a kind of) ... GENUS", the genus at the end of its clause: behind the last "of", or right behind the count.
# What asks for the one word that says what kind of thing something is.
ONE_WORD = re.compile(r"一个词说|用一个词|只要一个词|算什么|哪一?类|哪种")
_IS = re.compile(
    r"[^，。；：？！]{1,24}(?:，[^，。；：]{2,16}，)?是(?:指)?(?:一[种个项款套类门台]|[^，。；：？！]{2,60}的)(?:[^，。；：？！]*的)?(?P<genus>[\u4e00-\u9fff]{2,6})(?=，|$)"
)
_IS_WIDE = re.compile(
    r"[^，。；：？！]{1,24}(?:，[^，。；：]{2,16}，)?是(?:指)?(?:一[种个项款套类门台])?[^。；：？！]{2,60}的(?P<genus>[\u4e00-\u9fff]{2,6})$"
)  # a comma inside what stands before the genus
_ABSTRACT = frozenset(
    ["工具", "协议", "策略", "方法", "技术", "模型", "学科", "做法", "实践", "过程", "行为", "平台", "制度", "理论"]
)  # these may have another word before them
_MANY = re.compile(r"[和或及与、]$")
# A measure word that only some nouns take: what stands behind it is changed for one of those, or not at all.
_MEASURED = {
    "门": ("学科", "技术", "语言", "课程"), "项": ("技术", "标准", "协议", "制度", "服务", "行业标准"), "款": ("软件", "应用", "开源工具", "商业工具", "工具"),
    "台": ("计算机", "路由器", "打印机", "交换机"), "套": ("实践", "工具", "标准", "协议", "软件", "系统"),
}  # fmt: skip
_COUNTED = re.compile(r"一([门项款台套])[^，。]*$")
# Where a clause runs on with a subject of its own that its writer has lost hold of, the definition ends before it.
_RUNS_ON = re.compile(r"，(?:因此|所以|而且|并且|从而|它|这|该|并|而不|即|也就是)")


def spot(read: Piece, sentence: str) -> Mined | None:
    """The word for the kind of thing in a sentence that says what its document is about; None where it is none of the known ones, or stands twice."""
    for pattern in (_IS, _IS_WIDE):
        match = pattern.match(sentence)
        genus = next((g for n in (6, 5, 4, 3, 2) if match and (g := match["genus"][-n:]) in _KINDS and len(g) == n), "")
        if match and genus:
            break
    else:
        return None
    start = match.end("genus") - len(genus)
    if sentence.count(genus) > 1 or _MANY.search(sentence[:start]) or (genus != match["genus"] and genus not in _ABSTRACT):
        return None
    return Mined(
        "spot",
        *read.span(start, start + len(genus)),
        genus,
        "",
        "spot",
        {"said": f"{sentence[:start]}\x03{_to_the_end(sentence[match.end('genus') :])}"},
    )


def _to_the_end(rest: str) -> str:
    """What follows the word, as far as it is still part of the definition."""
    return _RUNS_ON.split(rest)[0]


def others(genus: str, said: str = "") -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Other kinds of thing, by how far off they are: the last of the known ones is the farthest. `said`: the sentence, whose measure word must suit them."""
    pool = tuple(w for w in _KINDS.get(genus, ()) if w not in said)
    counted = _COUNTED.search(said.partition("\x03")[0])
    if counted:
        fit = _MEASURED[counted[1]]
        pool = tuple(w for w in pool if w in fit) or tuple(w for w in fit if w != genus and w not in said)[:3]
    return pool[:1], pool, pool[-1:]
