"""Names in bylines and leads: split, with the roles they stand under."""

import re
from collections.abc import Iterator

from .memory import remember

GAPS = re.compile("[\\s\u00a0\u3000\u200b]+")
BRACKETS = re.compile(r"[（(][^（）()]*+(?:[）)]|$)")
PICTURE = re.compile(r"(文|图)\s?[/／&]\s?(文|图|摄)")
STOPS = re.compile(r"[？！。：“”?!:@\ufffd]|\d{4}-\d")
SEPARATORS = re.compile(r"[、，,;；/／|｜&＆•▪●∙_]|\s-\s|(?<![\w])·|·(?![\w])")
"""A dot between two letters is part of a name: 买买提·艾力."""
ROLE = re.compile(
    r"(?:[\u4e00-\u9fff]{0,6}?(?:融媒体?|全媒体|见习|实习|特约|本报|本网|首席|客户端))?"
    r"(?:记者|通讯员|通訊員|記者|实习生|摄影师|摄影|摄像|撰稿|撰文|供稿|文图|图文|视频|文|图|摄)"
)
"""A word that names what people did, not a person."""
ROLE_SIGN = re.compile("[记記通实摄撰供文图视]")
"""In every such word; in few names."""

REPORTERS = re.compile(r"记者|記者|撰稿|撰文|^文$|图文|文图")
LEAD = re.compile(
    r"[（(【]([^（）()【】]{0,12}(?:记者|記者|通讯员|通訊員|实习生)[^（）()【】]{1,80})[）)】]"
)
LEADS = 3
"""Paragraphs in which the lead may stand: an abstract or an editor's note may go before it."""
LEAD_START = re.compile(
    r"\s{0,8}(?:[^，。！？；：“”]{0,36}(?:[讯訊电電日网報报社台]|消息|报道|融媒体?|传媒|时刻|客户端))?\s?"
)
"""What stands before a lead's bracket: 本报讯, 青荷融媒6月8日电."""
SIGNED = re.compile(
    r"[（(]((?:[\u4e00-\u9fff]{0,12}记者|通讯员|撰稿|文图|图文|[文图]\s?[/／]\s?[文图])\s[^（）()，。]{2,30})[）)]$"
)
CJK_NAME = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff·]+")
LATIN = re.compile(r"[A-Za-z][A-Za-z.'-]*")
COMPOUND_SURNAMES = frozenset(
    (
        "欧阳 上官 司马 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 司徒 夏侯 长孙 宇文 端木 歐陽 司馬 諸葛 "
        "南宫 东郭 呼延 濮阳 淳于 申屠 轩辕 钟离 赫连 独孤 闻人 澹台"
    ).split()
)
NOBODY = frozenset(
    (
        "redcloud admin 无 佚名 未知 编辑 作者 记者 null none - 整合 综合 报道 摄影报道 "
        "编译 综合报道 采写 举报 原创 匿名 管理员 参与互动 收藏 分享 打印"
    ).split()
)
STAFF_NUMBER = re.compile(r"[A-Za-z]{0,4}\d{1,8}")
"""张三 SN123, 李四_NT5: the number that a CMS gives its staff."""
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖萧田董潘袁蔡蒋余于杜叶程魏苏吕丁任"
    "卢姚沈钟姜崔谭陆范汪廖石金贾韦夏付方邹熊白孟秦邱江尹薛闫段雷侯龙史黎贺顾毛郝龚邵万覃武钱戴严莫孔向常汤"
    "康易乔赖文樊兰殷施陶洪翟安颜倪牛温芦季俞章鲁葛伍申尤毕聂焦柳邢岳齐梅莘庄涂谷时左耿牟卞路詹关苗凌费纪靳"
    "盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解强柴华车冉房边辛吉饶刁瞿戚丘古米池滕"
    "晋苑邬臧畅宫来苟全褚廉简娄盖符奚木穆党燕郎邸冀谈姬屠连郜晏栾郁商蒙计喻揭窦迟宇敖糜鄢冷卓花仇艾蓝都巩"
    "占井练仲虞卜竺官衣楚佟栗匡宗应台巫鞠僧桑荆谌银扬明沙薄伏岑习胥保和蔺邝"
    "傅祝骆庞祁舒尚蒲麻皮阎亓缪逯佘储芮冼郗晁茅咸雍璩濮扈郏浦茹宦鱼慎庾暨殳阙蔚越夔訾阚毋乜巢蒯佴寇弘隆"
)
NAME = (
    rf"(?:[{SURNAMES}][\u4e00-\u9fff]{{1,3}}|[{SURNAMES}]\s[\u4e00-\u9fff](?![\u4e00-\u9fff])"
    rf"|(?:{'|'.join(sorted(COMPOUND_SURNAMES))})\s?[\u4e00-\u9fff]{{1,2}}(?![\u4e00-\u9fff]))"
)
"""A pattern that likely names match: a surname with one to three characters behind it."""


def split_names(raw: str) -> list[str]:
    """The names in a value such as 作者's; blanks inside two-character names are no separators.

    >>> split_names("张 三 李四五、欧阳　某")
    ['张三', '李四五', '欧阳某']
    """
    return [name for _, name in read_people(raw)]


def read_people(raw: str) -> list[tuple[str | None, str]]:
    """(role, name) pairs; the role is the word that stands before the names, None without one.

    >>> read_people("全媒体记者 张三 李四 通讯员 王五")
    [('全媒体记者', '张三'), ('全媒体记者', '李四'), ('通讯员', '王五')]
    """
    return list(_read_people(raw))


@remember
def _read_people(raw: str) -> tuple[tuple[str | None, str], ...]:
    people: list[tuple[str | None, str]] = []
    role: str | None = None
    text = PICTURE.sub(r"\1\2", BRACKETS.sub(" ", raw))
    for piece in SEPARATORS.split(text):
        for word in _join_blanks(list(_words(piece))):
            if ROLE_SIGN.search(word) and ROLE.fullmatch(word):
                role = word
            elif _is_name(word) and (role, word) not in people:
                people.append((role, word))
    return tuple(people)


def _is_name(word: str) -> bool:
    is_label = word.lower() in NOBODY or STAFF_NUMBER.fullmatch(word)
    return not is_label and not STOPS.search(word)


def _words(piece: str) -> Iterator[str]:
    """Words between blanks; a role that is glued to a name is a word of its own."""
    for word in GAPS.split(piece):
        word = word.strip("：:。.【】[]《》<>\"'“”")
        match = ROLE.match(word) if ROLE_SIGN.search(word) else None
        if match and len(match[0]) > 1 and len(word) > len(match[0]):
            yield match[0]
            word = word[match.end() :].strip("：:")
        if word:
            yield word


def _join_blanks(words: list[str]) -> list[str]:
    """A lone character or a compound surname takes the word behind it; Latin words go together."""
    joined: list[str] = []
    if [len(word) for word in words] == [1, 1, 1]:
        words = ["".join(words)]  # 王 小 明; of more, each two are a name
    for word in words:
        last = joined[-1] if joined else ""
        is_begun = len(last) == 1 or last in COMPOUND_SURNAMES
        if is_begun and CJK_NAME.fullmatch(last + word) and len(word) <= 2:
            joined[-1] = last + word
        elif LATIN.fullmatch(last.rpartition(" ")[2]) and LATIN.fullmatch(word):
            joined[-1] = f"{last} {word}"
        else:
            joined.append(word)
    return joined


def find_lead_people(*paragraphs: str) -> list[tuple[str | None, str]]:
    """People named in a lead such as 望城融媒10月16日讯（全媒体记者 某某 通讯员 某某）.

    It is the first paragraph; a later one must begin as a lead does.
    """
    for number, paragraph in enumerate(paragraphs):
        match = LEAD.search(paragraph[:160])
        if match and (number == 0 or LEAD_START.fullmatch(paragraph[: match.start()])):
            return read_people(match[1])
    return []


def find_signed_people(paragraph: str) -> list[tuple[str | None, str]]:
    """People who sign the last paragraph: …。（记者 某某 文/图）"""
    match = SIGNED.search(paragraph[-60:])
    return read_people(match[1]) if match else []


def is_reporter(role: str | None) -> bool:
    """True for the roles of those who wrote: authors, not credits. No role counts as one."""
    return role is None or bool(REPORTERS.search(role))
