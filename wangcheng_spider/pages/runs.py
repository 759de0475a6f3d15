"""Every piece of text of a page in its order, with what tells prose from furniture.

A run is the text between two block boundaries. Its score is positive for prose, negative for link
lists and furniture; summed up the tree, the article's body is the element where the sum is highest.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from lxml import etree
from lxml.html import HtmlElement

from ..text.byline import is_tail, read_byline
from .blocks import BLOCK_TAGS, HIDDEN, SKIPPED, SPACES

PROSE = re.compile(r"[，。！？；：、“”…,.!?;]")
FURNITURE = re.compile(
    r"版权所有|ICP[备证]|公网安备|许可证|举报(?:电话|邮箱|中心)|copyright|all rights reserved"
    r"|未经.{0,8}授权|扫[一描]?.{0,6}二维码|网友评论|发表评论|最新评论|我来说两句|登录后|立即登录"
    r"|下载客户端|打开APP|技术支持|^(?:首页|上一页|下一页|更多|more)|当前位置|您(?:现在|当前|所在)的?位置"
    r"|责任编辑|特别声明|免责声明|浏览次数|点击数|字号|^分享|收藏|点赞|打印本页|关闭窗口|返回顶部"
    r"|热点推荐|猜你喜欢|相关(?:新闻|阅读|链接|推荐)|热门(?:文章|新闻)|推荐阅读",
    re.IGNORECASE,
)
RELATED = re.compile(
    r"\W{0,4}(?:相关(?:新闻|阅读|链接|推荐|报道|文章)|推荐阅读|延伸阅读|更多(?:新闻|阅读|推荐)"
    r"|热点(?:新闻|推荐|排行)|猜你喜欢|网友评论|最新评论|发表评论|热门(?:文章|新闻|推荐|评论)|为您推荐"
    r"|大家都在看|新闻排行|点击排行|今日热点|精彩推荐|编辑推荐|图片新闻)\W{0,4}\w{0,6}"
)
LINK_SHARE = 0.5


@dataclass(slots=True)
class Run:
    """Text between two block boundaries."""

    owner: HtmlElement
    """The block element whose text it is."""
    text: str
    linked: int
    """Characters of it that are links."""
    score: float = 0.0

    @property
    def is_prose(self) -> bool:
        """Sentences, not links, labels or furniture."""
        return self.score >= 10


def read_runs(root: HtmlElement) -> list[Run]:
    """All runs of a page, in order; hidden elements, scripts and forms' controls are left out."""
    runs: list[Run] = []
    text: list[str] = []
    linked = 0
    in_link = skip = 0
    owners: list[HtmlElement] = [root]

    def flush() -> None:
        nonlocal linked
        joined = SPACES.sub(" ", "".join(text)).strip()
        if joined:
            runs.append(Run(owners[-1], joined, linked))
        text.clear()
        linked = 0

    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag
        is_block = tag in BLOCK_TAGS or tag == "br"
        if event == "start":
            if skip or (tag in SKIPPED and tag != "form") or _is_hidden(element):
                skip += 1
                continue
            if is_block:
                flush()
                if tag != "br":
                    owners.append(element)
            in_link += tag == "a"
            piece = element.text
        else:
            if skip:
                skip -= 1
            else:
                if is_block and tag != "br":
                    flush()
                    owners.pop()
                in_link -= tag == "a"
            piece = None if skip else element.tail
        if piece and not skip:
            text.append(piece)
            linked += len(piece.strip()) if in_link else 0
    flush()
    return runs


def _is_hidden(element: HtmlElement) -> bool:
    style = element.get("style")
    return bool(style and HIDDEN.search(style))


def score_runs(runs: Iterable[Run]) -> None:
    """Set each run's score: about the number of characters of prose, less for what is none."""
    for run in runs:
        length = len(run.text)
        if run.linked > LINK_SHARE * length:
            run.score = -5.0 - min(length, 30)
        elif length < 200 and (
            is_tail(run.text) or FURNITURE.search(run.text) or is_byline(run.text)
        ):
            run.score = -8.0
        elif PROSE.search(run.text):
            run.score = float(min(length, 600))
        else:
            run.score = min(length, 40) * 0.1


def is_byline(text: str) -> bool:
    """A line that says when, and by whom or from where; or nothing but a date."""
    if len(text) > 200:
        return False
    byline = read_byline(text)
    if byline.date_raw is None:
        return byline.labels >= 2
    rest = text.replace(byline.date_raw, "", 1).strip(" |｜[]【】()（）:：-—/")
    return byline.labels >= 1 or (len(rest) <= 12 and not re.search(r"[，。！？；]", rest))


def sum_scores(runs: Iterable[Run]) -> dict[HtmlElement, float]:
    """Score of each element: of its own runs and of all below it."""
    sums: dict[HtmlElement, float] = {}
    for run in runs:
        element: HtmlElement | None = run.owner
        while element is not None:
            sums[element] = sums.get(element, 0.0) + run.score
            element = element.getparent()
    return sums
