"""The words that bylines and tails label their values with, and where they stand in a text."""

import re

from .people import NAME

SOURCE = (
    "来源 來源 来源于 来自 稿源 出处 稿件来源 文章来源 信息来源 消息来源 发布机构 发布单位".split()
)
AUTHOR = (
    "作者 撰稿 撰稿人 撰文 采写 文字 记者 記者 全媒体记者 本报记者 本网记者 原作者 采访 文图 图文"
).split()
EDITOR = (
    "编辑 編輯 责编 責編 责任编辑 責任編輯 值班编辑 网络编辑 本文编辑 网编 新媒体编辑 本期编辑 "
    "本网编辑 本版编辑"
).split()
SIGNING = "记者 作者 通讯员 撰文 采写 策划 统筹 摄影 校对 审核 监制 制作 实习生".split()
OTHER = (
    "一审 二审 三审 终审 初审 复审 审核 审核人 审核员 校对 责任校对 监制 监审 编审 签发 "
    "核发 审签 审稿 审读 校读 核稿 统稿 初校 终校 一审一校 二审二校 三审三校 "
    "策划 统筹 总监制 摄影 摄影记者 摄像 摄制 供图 初审编辑 图片编辑 "
    "版面编辑 美术编辑 视频编辑 技术编辑 视觉 版式 运营 编译 翻译 后期 供稿 供稿人 供稿单位 "
    "投稿人 值班 值班主编 图片 通讯员 通訊員 视频 剪辑 制作 设计 美编 值班主任 "
    "值班编委 值班总编 总值班 主编 总编 执行主编 见习编辑 实习生 出品 配音 海报"
).split()
EVERYDAY = "编校 一校 二校 三校 复校 复核 制图 绘图 美术 排版 素材 投稿".split()
"""Roles that begin many an honest line too: only before a name, or a medium's or office's."""
OTHER_DATA = (
    "发布时间 发表时间 更新时间 发稿时间 修改时间 创建时间 录入时间 时间 日期 发布日期 发文日期 "
    "更新日期 發佈時間 時間 浏览次数 浏览量 浏览 点击 查看 点击数 点击量 点击率 阅读 阅读数 阅读量 "
    "阅读次数 访问量 字号 字體 字体 分享到 分享 打印 评论 评论数 发布者 发布人 录入 录入员 录入人 "
    "录入者 原标题 本文链接 本文鏈接 本文地址 阅读下一篇 人气 热度 围观 分类 所属分类 栏目 關鍵詞 "
    "关键词 关键字 标签 IP属地"
).split()
PREFIX = "(?:信息|稿件|文章|新闻|本文|内容|图片|视频|文图)?"
WRITER = (
    r"(?:(?<![\u4e00-\u9fff])"
    "(?:文章|本文|原文|稿件|首席|特约|特派|见习|实习|文字|全?媒体|融媒体?|本台|本刊))?"
)
"""文章作者, 首席记者; behind another word it may be the end of a source's name: 青荷融媒记者."""
ALONE = r"\s?[^\s/／，。！？；：:]{2,20}+(?:[\s|｜]|$)"
"""A value that a blank ends: a slash before it stands for a colon, before a sentence not."""
SOMEBODY = (
    rf"\s{{0,4}}(?:{NAME}|[A-Za-z]{{2,12}}|[\u4e00-\u9fff]{{1,10}}"
    r"(?:社区?|[网报台局部办室处委]|融媒体?|中心|公司|客户端))(?:[\s、，,/／|｜)）】]|$)"
)
DEPUTY = "(?:常务|执行|值班|首席|特约|联合|总|副){1,3}"
"""副主编, 执行总编: what a label may not be found in the middle of."""
CHIEFS = "主编 总编 编辑 編輯 监制 策划 统筹 审核 编审 校对 签发 出品".split()


def _spaced(words: list[str]) -> str:
    """An alternation of words, longest first; those of two characters may hold blanks: 来　源."""
    longest = sorted(set(words), key=len, reverse=True)
    return "|".join(r"[\s\u3000]{0,4}".join(word) if len(word) == 2 else word for word in longest)


LABEL = re.compile(
    rf"{PREFIX}(?P<source>{_spaced(SOURCE)})\s{{0,3}}(?:[:：丨｜|]|[/／](?={ALONE}))"
    rf"|{WRITER}(?P<author>{_spaced(AUTHOR)})\s{{0,3}}(?:[:：丨｜|]|[/／](?=\s?{NAME}))"
    r"|(?<![\u4e00-\u9fff])文\s?(?:[:：丨｜|]|[/／](?!\s?[图摄]))"
    rf"|(?:本文|文章|首席|特约|执行)?(?P<editor>{_spaced(EDITOR)})\s{{0,3}}[:：/／丨｜|]"
    rf"|(?P<other>{_spaced(OTHER)}|{DEPUTY}(?:{'|'.join(CHIEFS)})"
    rf"|(?:{_spaced(EVERYDAY)})(?=\s{{0,3}}[:：/／丨｜|]{SOMEBODY}))\s{{0,3}}[:：/／丨｜|]"
    rf"|(?P<data>{_spaced(OTHER_DATA)})\s{{0,3}}[:：]"
)
LABEL_START = re.compile(
    f"[{''.join({word[0] for word in (*SOURCE, *AUTHOR, *EDITOR, *OTHER, *EVERYDAY, *OTHER_DATA)})}"
    "信稿文新本内图视首特见实全媒融常执值联总副]"
)
"""What a label may begin with, the words before it included."""
LABEL_END = re.compile(r"[:：丨｜|/／]")
UNKNOWN = re.compile(r"\s[\u4e00-\u9fff]{2,6}\s?[:：]")
"""Another label, whatever it says: what stands behind it belongs to no value before it."""


def find_labels(text: str) -> list[re.Match[str]]:
    """What LABEL finds, in order; only where a label's first character stands is it tried."""
    marks: list[re.Match[str]] = []
    if not LABEL_END.search(text):
        return marks
    start = LABEL_START.search(text)
    while start:
        mark = LABEL.match(text, start.start())
        marks.extend([mark] if mark else [])
        start = LABEL_START.search(text, mark.end() if mark else start.end())
    return marks


def match_label(text: str) -> re.Match[str] | None:
    """The label that a text begins with."""
    return LABEL.match(text) if LABEL_START.match(text) else None


def name_label(mark: re.Match[str]) -> str:
    """A label's words alone, without blanks and what stands behind them: 副主编."""
    return "".join(mark[0].split()).rstrip(":：/／丨｜|")
