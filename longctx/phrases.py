"""Whole phrases inside a sentence: what somebody can have lost of it, or look for in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_DETERMINERS = _words("the a an his her its their my your our this that these those every each some any no another both such")
_PREPOSITIONS = _words(
    "of in on at by to from with without into onto upon under over above below behind before after between among through across along "
    "against about round around near beside besides beneath inside outside off out up down back away past towards toward during within "
    "until till since except like as than for"
)
_AUXILIARIES = _words("was were is are had has have would could should might must may can will shall did does do been be being")
_LINKS = _words("and or but nor so if when while because though although where who whom whose which what that whether why how then")
_SMALL = _words(
    "i he she it we they you him them me us himself herself itself themselves myself yourself ourselves one ones there here not never ever "
    "again once twice now too also still yet only even just very quite rather much more most less least all none nobody nothing anybody "
    "anything somebody something everybody everything everyone someone anyone first last next already always often perhaps almost together "
    "alone home today yesterday tomorrow indeed either neither else enough soon later open shut full other others own same "
    "mr mrs miss dr captain old said asked went came got made took gave put let told"
)
_FUNCTION = _DETERMINERS | _PREPOSITIONS | _AUXILIARIES | _LINKS | _SMALL
_VERBS = _words(
    "sat stood ran lay saw knew thought found left kept held brought bought caught taught sold spoke broke wrote rode drove rose fell felt "
    "met paid read led fed sent spent lent bent built cut hit set shut lost began drank sang sank swam rang won wore tore swore bore ate "
    "drew grew threw blew flew hung dug stuck struck woke shook forgot chose froze hid bit slept wept swept crept meant heard laid became "
    "many go come get make take give put let tell say see know think find leave keep hold bring buy sell speak stand sit run look want need"
)
_NUMBERS = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|"
    r"(?:twen|thir|for|fif|six|seven|eigh|nine)ty|hundred|thousand|dozen|score|half|sixpence|\d+)\b",
    re.I,
)
_TOKEN = re.compile(r"[A-Za-z][A-Za-z’'-]*|\d+(?:[.,]\d+)*|[^\sA-Za-z\d]")
_VAGUE = _words(
    "way ways time times thing things man men woman women people person moment side sides place part kind sort day days night morning evening "
    "year years week weeks month hour minute end middle beginning rest matter lot bit word words hand hands head face eye eyes voice arm arms "
    "foot feet back mouth door room house street world life name first last others business use turn deal pair number sake point case reason "
    "fact air front top bottom left right mother father son daughter brother sister aunt uncle cousin nephew niece grandmother grandfather widow baby bride girls wife husband child children boy girl boys girls lady "
    "gentleman fellow friend half sight rate going doing being coming"
)
_DATED = _words(
    "monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october november december"
)
MOST = 5  # words of a phrase


def noun_phrases(text: str) -> Iterator[tuple[int, int]]:
    """Nouns of an English sentence with what belongs to them, behind an article, a possessive or a preposition, and up to a word or mark that ends them."""
    tokens = [(m[0], m.start(), m.end()) for m in _TOKEN.finditer(text)]
    low = [t[0].lower() for t in tokens]
    i = 0
    while i < len(tokens):
        if not _content(low[i]):
            i += 1
            continue
        j = i
        while j < len(tokens) and _content(low[j]):
            j += 1
        a, b = i, j
        i = j
        before, behind = low[a - 1] if a else "", low[b] if b < len(tokens) else "."
        if b - a > MOST or behind in ("of", "-") or behind in _DETERMINERS or not _begins(low, a) or not _ends(behind, low, b):
            continue
        words = low[a:b]
        named = any(x[0][0].islower() and y[0][0].isupper() for x, y in pairwise(tokens[a:b]))
        if named or (words[0] in _DATED and b - a > 1):
            continue  # "on the thwart Alan sat", "on the Friday Veronica paid": two phrases side by side
        if (
            any(w in _VERBS or re.search(r"(?:ed|ly|wards)$", w) for w in words[1:])
            or words[-1] in _VERBS
            or re.search(r"(?:’s|'s|ing)$", words[-1])
        ):
            continue
        if before in ("to", "not") and b - a == 1 and words[0] not in _NUMBERS.findall(words[0]):
            continue  # an infinitive
        yield tokens[a][1], tokens[b - 1][2]


def _content(word: str) -> bool:
    return word not in _FUNCTION and word[0].isalnum() and not re.search(r"n[’']t$|[’'](?:d|ll|ve|re|m)$", word)


def _begins(low: list[str], a: int) -> bool:
    """Whether what stands before a phrase lets it begin: an article or possessive that is no subject's behind a conjunction, or a preposition."""
    if not a:
        return False
    before = low[a - 1]
    if before in _DETERMINERS and before != "that":
        return a > 1
    return before in _PREPOSITIONS - {"to", "as", "than", "like", "for", "before", "after", "until", "till", "since"}


def _ends(behind: str, low: list[str], b: int) -> bool:
    """Whether what stands behind a phrase ends it."""
    return not behind[0].isalnum() or behind in _PREPOSITIONS or behind in _AUXILIARIES or behind in _LINKS


# Chinese things, places and people that a reader could look for. Blanks do not part words there, so these are known by heart; of them none that
# neighbours make up by chance, as the door in "and then the door".
_THINGS = re.compile(
    "|".join(
        sorted(
            _words(
                "灯笼 蜡烛 油灯 火柴 烟袋 烟斗 香炉 火盆 手炉 脚炉 风箱 算盘 账簿 账本 账房 银票 当票 收据 借据 契纸 "
                "契约 字据 图章 印章 信封 邮票 包裹 电报 报纸 告示 招牌 匾额 对联 请帖 名片 日历 皇历 相片 照片 字画 "
                "屏风 花瓶 镜子 梳子 剪刀 剃刀 菜刀 柴刀 斧头 锤子 锯子 刨子 凿子 钉子 扳手 钳子 锄头 镰刀 铁锹 扁担 "
                "水桶 水缸 木桶 竹篮 竹篓 箩筐 簸箕 扫帚 拖把 抹布 围裙 手帕 毛巾 肥皂 脸盆 马桶 浴缸 茶壶 茶碗 茶杯 "
                "酒壶 酒杯 酒坛 水壶 砂锅 铁锅 锅盖 蒸笼 筷子 勺子 碟子 盘子 汤碗 饭碗 米缸 棉袄 长衫 马褂 皮袍 皮袄 "
                "大衣 外套 衬衫 裤子 裙子 袜子 布鞋 棉鞋 草鞋 皮鞋 雨鞋 雨伞 斗笠 草帽 毡帽 帽子 手套 围巾 腰带 袖口 "
                "口袋 纽扣 针线 棉线 绸缎 棉布 被子 枕头 席子 帐子 蚊帐 毯子 窗帘 门帘 戒指 镯子 耳环 项链 簪子 钗子 "
                "荷包 扇子 眼镜 怀表 手表 闹钟 座钟 钥匙 铜锁 门槛 门板 门环 窗台 窗户 玻璃 柜台 柜子 抽屉 箱子 "
                "匣子 架子 书架 板凳 凳子 椅子 桌子 摇篮 梯子 楼梯 台阶 屋檐 屋顶 瓦片 砖头 石板 石阶 围墙 院墙 篱笆 "
                "天井 水井 井台 柴房 厨房 灶台 烟囱 地窖 马厩 猪圈 鸡窝 牌坊 戏台 祠堂 寺庙 庙会 菩萨 和尚 道士 尼姑 "
                "码头 渡船 渔船 货船 轮船 船舱 船头 船篷 竹篙 缆绳 渔网 鱼钩 河滩 河堤 堤坝 水闸 桥洞 石桥 木桥 铁路 "
                "火车 车站 站台 车厢 车票 船票 马车 轿子 脚踏车 自行车 汽车 卡车 货车 轮子 轮胎 方向盘 司机 乘客 行李 "
                "箱笼 地图 罗盘 稻田 麦田 菜园 果园 桑树 桃树 柳树 槐树 松树 竹林 树林 草地 荷花 菊花 梅花 牡丹 兰花 "
                "茉莉 葫芦 南瓜 冬瓜 西瓜 萝卜 白菜 豆腐 豆浆 馒头 烧饼 油条 包子 馄饨 饺子 糕点 月饼 粽子 糯米 稀饭 "
                "咸菜 腌菜 腊肉 火腿 咸鱼 鲫鱼 鲤鱼 螃蟹 鸡蛋 鸭蛋 白糖 红糖 盐巴 酱油 香油 茶叶 药材 药方 药罐 膏药 "
                "人参 耕牛 水牛 黄牛 骡子 驴子 山羊 绵羊 公鸡 母鸡 小鸡 鸭子 白鹅 鸽子 麻雀 喜鹊 乌鸦 燕子 八哥 鹦鹉 "
                "老鼠 蟋蟀 蜻蜓 蝴蝶 蜜蜂 蚂蚁 蜘蛛 青蛙 乌龟 锣鼓 胡琴 二胡 笛子 唢呐 琵琶 古琴 棋盘 棋子 骨牌 纸牌 "
                "风筝 毽子 秋千 爆竹 鞭炮 花轿 嫁妆 聘礼 棺材 灵堂 坟墓 墓碑 纸钱 供桌 牌位 家谱 族谱 毛笔 砚台 墨汁 "
                "宣纸 铅笔 钢笔 粉笔 黑板 课本 考卷 学费 学堂 教室 操场 图书馆 字典 词典 目录 索引 注释 脚注 表格 图表 "
                "曲线 公式 样品 试管 显微镜 仪器 仪表 实验室 标本 温度计 气压 湿度 浓度 电压 电流 电池 电线 电灯 电话 "
                "电报局 收音机 发电机 变压器 插座 灯泡 屏幕 键盘 鼠标 打印机 手机 电脑 软件 程序 数据库 服务器 密码 账号 "
                "邮箱 附件 链接 网页 日志 配置 合同 发票 订单 报价 预算 税款 利率 股票 债券 贷款 保险 仓库 货架 库存 "
                "厂房 水泥 钢筋 管道 阀门 水泵 锅炉 齿轮 轴承 螺丝 皮带 模具 图纸 医院 诊所 病房 病历 药片 针头 绷带 "
                "拐杖 轮椅 担架 口罩 护士 医生 郎中 病人 产婆 律师 法官 证据 判决 法院 警察 巡警 警察局 监狱 牢房 士兵 "
                "军官 步枪 大炮 城墙 城门 衙门 县长 知县 师爷 衙役 更夫 邮差 裁缝 木匠 铁匠 石匠 瓦匠 厨子 伙计 学徒 "
                "掌柜 房东 房客 邻居 亲戚 媒人 新娘 新郎 寡妇 孤儿 乞丐 强盗 小偷 渔夫 船夫 车夫 轿夫 脚夫 樵夫 猎人 "
                "农夫 孩子 女人 男人 老人 太太 小姐 少爷 老爷 先生 女儿 儿子 媳妇 婆婆 女婿 侄子 外甥 孙子 孙女 客人 "
                "主人 朋友 老师 校长 家长 农民 工人 铜板 铜元 银洋 铜钱 零钱 工钱 价钱 利钱 利息 房租 船钱 眼睛 耳朵 "
                "鼻子 嘴唇 牙齿 眉毛 胡子 辫子 指头 手掌 拳头 胳膊 膝盖 肩膀 肩头 肚子 背影 脊背 脚底 脚步 影子 声音 "
                "脸色 眼泪 名字 姓名 规矩 主意 道理 脾气 笑话 故事 消息 办法 毛病 力气 心事 闲话 月光 太阳 月亮 星星 "
                "河水 井水 雨水 露水 石头 木头 泥土 泥巴 沙子 灰尘 火光 灯光 亮光 街口 弄堂 巷子 桥头 河边 岸边 田埂 "
                "山坡 客堂 堂屋 房间 卧房 隔壁 大门 院子 墙角 屋子 铺子 茶馆 酒馆 饭馆 客栈 当铺 米行 药铺 学校 市场 "
                "公司 城市 村子 衣裳 衣服 袖子 领子 裤脚 鞋底 鞋面 包袱 麻袋 绳子 竹竿 木板 棉花 羊毛 粮食 稻谷 麦子 "
                "米饭 热水 冷水 热茶 药水 糖果 青菜 骨头 羽毛 尾巴 翅膀 爪子 产品 价格 质量 利润 面积 重量 高度 速度 "
                "长度 宽度 技术 标准 方案 计划 项目 任务 地址 电费 水费"
            ),
            key=lambda w: (-len(w), w),
        )
    )
)


def nouns(text: str, lang: str) -> Iterator[tuple[int, int]]:
    """Nouns of a sentence that a reader could look for: in English the last words of its noun phrases behind an article, but for names and the vaguest."""
    if lang == "zh":
        yield from (m.span() for m in _THINGS.finditer(text))
        return
    for a, b in noun_phrases(text):
        at = text.rfind(" ", a, b) + 1 or a
        word = text[at:b]
        article = re.search(r"\b(?:the|a|an|his|her|my|your|their)\s+(?:[\w’'-]+\s+){0,3}$", text[:at].lower())
        if article and re.fullmatch(r"[a-z]{4,}", word) and word not in _VAGUE and not _NUMBERS.search(word):
            yield at, b


def weighty(phrase: str) -> bool:
    """Whether a phrase gives a number."""
    return bool(_NUMBERS.search(phrase))


# Chinese: a figure with its measure, or a clause between two marks.
_MEASURED = re.compile(
    "(?<![一二三四五六七八九十百千万两零半])[一二三四五六七八九十百千万两零]{2,}(?:[块个年岁里斤文元粒号只条张次回天亩石担把双间位尺丈]|钱)[半多]?(?![一-九])"
)
_CLAUSES = re.compile("(?<=[，；：、])[^，；：、。！？“”]{3,10}(?=[，；：、])")
_EMPTY = re.compile("(?:[说问道想讲喊叫]|[说问道想讲]了?[一又]?[说问道想讲声遍下句])$|^[他她它我你们这那]{1,3}[说问道想是]?$")


def chinese(text: str) -> Iterator[tuple[int, int]]:
    """What a gap in a Chinese sentence may swallow."""
    yield from (m.span() for m in _MEASURED.finditer(text))
    yield from (m.span() for m in _CLAUSES.finditer(text) if not _EMPTY.search(m[0]))


# Where a sentence can be broken off, so that somebody may ask how it goes on.
_BREAKS = {"zh": re.compile("[，；](?=[^”])"), "en": re.compile(r"[,;] (?=[A-Za-z])")}
_SAID = re.compile(r"^(?:[\w.’-]+ ){1,4}(?:said|asked|cried|replied|answered)\.$|^.{1,8}[说问道]。$")
_CLAUSE_ENDS = {
    "zh": re.compile("[，；](?=[^”])"),
    "en": re.compile(r"; (?=[A-Za-z])|, (?=(?:and|but|so|while|because|when|until|till|though|although|which|where|as|for|if)\b)"),
}
_REST = {"zh": (8, 4, 22), "en": (28, 14, 80)}  # characters before the break at least; behind it from, to


def endings(text: str, lang: str) -> list[tuple[int, int]]:
    """The last clause or two of a sentence, without its last mark: what is missing to somebody who knows how it begins."""
    before, low, high = _REST[lang]
    end = len(text.rstrip("。！？.!?”"))
    found = []
    for m in _BREAKS[lang].finditer(text):
        left, rest = text[: m.end()], text[m.end() : end]
        if len(left) >= before and low <= len(rest) <= high and all(s.count("“") == s.count("”") for s in (left, rest)):
            found.append((m.end(), end))
    return found[-2:]


def first_clause(text: str, lang: str) -> str:
    """A short sentence whole, or the first clauses of a longer one; empty where it has none of a fit length."""
    low, high = (8, 34) if lang == "zh" else (24, 100)
    if _SAID.search(text) or len(text) < (8 if lang == "zh" else 20):
        return ""
    bare = text.rstrip("。.") if lang == "zh" else text
    if len(text) <= high:
        return bare
    cuts = [m.start() for m in _CLAUSE_ENDS[lang].finditer(text) if low <= m.start() <= high]
    pieces = [text[:c] for c in cuts if text[:c].count("“") == text[:c].count("”")]
    return pieces[-1] if pieces else ""
