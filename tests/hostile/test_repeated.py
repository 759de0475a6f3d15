"""Any few tags and words, over and over: what reads a page must not read it once for each.

Elements nest, so a rule that reads all of an element reads the innermost text a thousand times.
Which combination of tags brings that about nobody foresees; so combinations are drawn.
"""

import os
import time
from collections.abc import Callable
from random import Random

import pytest

from hostile.bodies import bare, fill, in_page
from wangcheng_spider.pages import Page, PageError, read_article
from wangcheng_spider.pages.listing import read_listing
from wangcheng_spider.sites import load

TAGS = (
    "<div>",
    "</div>",
    "<p>",
    "</p>",
    "<span>",
    "</span>",
    "<a href=/content/646754/50/13000002.html>",
    "<a href=/x.pdf>",
    "</a>",
    "<img src=/a.jpg>",
    "<ul>",
    "<li>",
    "</li>",
    "</ul>",
    "<table>",
    "<tr>",
    "<td>",
    "</td></tr></table>",
    "<figure>",
    "<figcaption>",
    "<h2>",
    "</h2>",
    "<section>",
    "<strong>",
    "<br>",
    "<svg>",
    "<video src=/v.mp4>",
    "<script>var a=1</script>",
    "<form>",
    "<center>",
    "<font size=1>",
    "<blockquote>",
    "<dl>",
    "<dd>",
    "<x-y>",
    "<noscript>",
    "<template>",
    "<p style='text-align:center'>",
    "<div style='display:none'>",
)
WORDS = (
    "望城",
    "编辑：张三",
    "2023-10-16 17:40",
    "。",
    "图为稻田",
    "来源：望城融媒 作者：王五",
    "下一篇",
    "热点排行",
    "　　今年的面积比去年多两成，农户说收成好。",
    "▲",
    "返回首页，查看更多",
    "（记者 张三）",
    " 1 ",
    "相关阅读",
)
LONG = bool(os.environ.get("HOSTILE"))
FETCHED = "2026-01-02T03:04:05Z"
SECONDS = 1.5
"""What reading a page may cost of the processor; it costs a tenth where nothing is read twice."""


def draw(chance: Random) -> str:
    """One to seven tags and words."""
    drawn = [chance.choice(TAGS if chance.random() < 0.7 else WORDS) for _ in range(7)]
    return "".join(drawn[: chance.randint(1, 7)])


def repeat(piece: str) -> str:
    """60 KB of it."""
    return fill(piece, 60_000)


def deepen(piece: str) -> str:
    """As deep as pages are taken, and a megabyte of text at the bottom."""
    return piece * 990 + fill("望城的稻田，", 1 << 20)


def read(body: str, way: str) -> float:
    """Seconds of the processor."""
    host = "cdlbfz.com" if way == "mirror" else "www.wcxww.com"
    page = Page(
        f"https://{host}/content/646754/50/13000001.html",
        (bare if way == "fallback" else in_page)(body),
        fetched_at=FETCHED,
    )
    begin = time.process_time()
    try:
        if way == "listing":
            read_listing(page, load("wcxww"))
        else:
            read_article(page, load("wcxww"), layout="fallback" if way == "fallback" else None)
    except PageError:
        pass
    return time.process_time() - begin


@pytest.mark.parametrize("way", ["layout", "fallback", "mirror", "listing"])
@pytest.mark.parametrize(("make", "pieces"), [(repeat, 25), (deepen, 6)])
def test_a_page_is_read_once(way: str, make: Callable[[str], str], pieces: int) -> None:
    chance = Random(way)
    for _ in range(pieces * 16 if LONG else pieces):
        piece = draw(chance)
        assert read(make(piece), way) < SECONDS, piece
