"""Dates of a listing's entries: those that stand alone, never those of headlines and summaries."""

import re

import pytest

from wangcheng_spider.pages import Page
from wangcheng_spider.pages.listing import read_listing
from wangcheng_spider.sites import load

SITE = load("sample")
ORIGIN = SITE.canonical_origin


def rows(*entries: str) -> str:
    """A list of such items."""
    text = "".join(f"<li>{entry}</li>" for entry in entries)
    return f"<ul>{text}</ul>"


def at(page: str) -> str:
    """``@1`` becomes the address of an article."""
    return re.sub(r"@(\d)", r"/content/646947/95/1410000\1.html", page)


NOTICE = '<a href="@1">关于2025年3月9日停水的通知</a>'
CARD = "<h3>{}望城推行新规便民利企{}</h3><p>自2024年10月1日起，办事只跑一次。</p>"
LINKED = CARD.format('<a href="@1">', "</a>")
DAY = "<span>2025-03-03</span>"
DIV = "<div class=item>{}</div>"

# (page, days that the listing gives its entries, why)
DATED: list[tuple[str, list[str | None], str]] = [
    (rows(NOTICE + DAY), ["2025-03-03"], "the headline has a date too"),
    (rows(NOTICE), [None], "a headline's date is never the listing's"),
    (
        rows(f'<a href="@1">2024年12月31日前缴费有优惠</a>{DAY}'),
        ["2025-03-03"],
        "a date that begins a headline",
    ),
    (rows('<a href="@1">望城手机报2025年3月2日</a>'), [None], "a date that ends a headline"),
    (rows('<a href="@1">2025年3月2日</a>'), [None], "a headline that is a date"),
    (rows('<a href="@1"><span>2025年3月2日</span></a>'), [None], "the same in an element"),
    (DIV.format(LINKED + "<span class=time>2025-03-03</span>"), ["2025-03-03"], "a summary"),
    (DIV.format(LINKED), [None], "a summary's date is never the listing's"),
    (
        DIV.format(f'<a href="@1">{CARD.format("", "")}{DAY}</a>'),
        ["2025-03-03"],
        "one link round all of a card",
    ),
    (DIV.format(f'<a href="@1">{CARD.format("", "")}</a>'), [None], "the same without a day"),
    (
        rows('<a href="@1">缴费有优惠</a><p>自<b>2024年10月1日</b>起，全区施行</p>'),
        [None],
        "bold in a sentence",
    ),
    (rows('<a href="@1">招标公告</a><p>截止日期：<b>2025-04-01</b></p>'), [None], "a deadline"),
    (rows('<a href="@1">招标公告</a><span>截止日期：2025-04-01</span>'), [None], "another"),
    (
        rows('<a href="@1">招标公告</a><i>2025-03-03</i><i>2025-04-01</i>'),
        [None],
        "two days, and no word which is which",
    ),
    (rows('<a href="@1">标题文字</a> [2025-03-03]'), ["2025-03-03"], "brackets, no element"),
    (rows('<a href="@1">标题文字</a> （2025年3月3日）'), ["2025-03-03"], "full-width ones"),
    (
        rows('<a href="@1">标题文字</a><p>发布时间：2025-03-03 10:20 来源：望城融媒 阅读：12</p>'),
        ["2025-03-03"],
        "with its label among others",
    ),
    (
        rows('<a href="@1">标题文字</a><i>2025/3/3</i><i>2025-03-03 10:20</i>'),
        ["2025-03-03"],
        "one day, written twice",
    ),
    (
        rows('<a href="@1">标题文字</a><i>望城新闻网</i><i>2025-03-03</i>'),
        ["2025-03-03"],
        "a paper's name beside it",
    ),
    (rows('<em>2025/3/3</em><a href="@1">标题文字</a>'), ["2025-03-03"], "before the link"),
    (rows(f'<a href="@1">标题文字{DAY}</a>'), ["2025-03-03"], "inside the link"),
    (rows('<a href="@1">标题文字</a><p><i>2025年</i><i>3月3日</i></p>'), ["2025-03-03"], "cut"),
    (
        '<table><tr><td><a href="@1">甲的标题</a></td><td>2025-03-03</td></tr>'
        '<tr><td><a href="@2">乙的标题</a></td><td>2025-03-02</td></tr></table>',
        ["2025-03-03", "2025-03-02"],
        "cells of a table",
    ),
    # ways to write a day
    (rows('<a href="@1">标题文字</a><span>25-03-03</span>'), ["2025-03-03"], "a short year"),
    (rows('<a href="@1">标题文字</a><span>33-13-03</span>'), [None], "no day"),
    (rows('<a href="@1">标题文字</a><span>03-03</span>'), [None], "no year"),
    (rows('<a href="@1">标题文字</a><span>2025．03．03</span>'), ["2025-03-03"], "wide dots"),
    (
        rows('<a href="@1">标题文字</a><span>２０２５-０３-０３</span>'),
        ["2025-03-03"],
        "wide digits",
    ),
    # a second link beside
    (
        rows(f'<a href="/channel/7.html">[要闻]</a><a href="@1">甲</a>{DAY}'),
        ["2025-03-03"],
        "channel",
    ),
    (rows(f'<a href="@1">甲</a>{DAY}<a href="@1#c">评论(12)</a>'), ["2025-03-03"], "comments"),
    (
        rows(
            f'<a href="@1">甲</a>{DAY}<a href="javascript:;">分享</a><a href="@1?a=1">查看详情</a>'
        ),
        ["2025-03-03"],
        "sharing and reading on",
    ),
    (rows(f'<a href="@1">甲</a><a href="@2">乙</a>{DAY}'), [None, None], "two entries, one day"),
    (
        rows(
            f'<a href="@1">甲</a><a href="https://mp.weixin.qq.com/s/1">外站文章的长标题</a>{DAY}'
        ),
        [None],
        "an entry that leads elsewhere",
    ),
    # entries that follow one another without a box of their own
    (
        '<dl><dt><a href="@1">甲</a></dt><dd>2025-03-03</dd>'
        '<dt><a href="@2">乙</a></dt><dd>2025-03-02</dd></dl>',
        ["2025-03-03", "2025-03-02"],
        "a list of terms",
    ),
    (
        '<div><a href="@1">甲</a><span>2025-03-03</span><br>'
        '<a href="@2">乙</a><span>2025-03-02</span><br></div>',
        ["2025-03-03", "2025-03-02"],
        "lines of one box",
    ),
    (
        '<p>2025-03-03 <a href="@1">甲</a><br>2025-03-02 <a href="@2">乙</a></p>',
        ["2025-03-03", "2025-03-02"],
        "lines that begin with the day",
    ),
    (
        '<p>2025-03-04<br><a href="@1">甲</a>2025-03-03<br><a href="@2">乙</a>2025-03-02</p>',
        [None, None],
        "a day too many: whose is which?",
    ),
    (
        f'<div><a href="@1">甲</a><br><a href="@2">乙</a>{DAY}</div>',
        [None, None],
        "a day too few",
    ),
    # a listing of one
    (
        f"<div>今天是2026年11月28日</div>{rows('<a href=@1>甲</a>')}",
        [None],
        "today's date in the page's head",
    ),
    (
        f"<div><p>2026-11-28</p>{rows('<a href=@1>甲</a>')}</div>",
        [None],
        "outside of the entry's own box",
    ),
    (
        "<div><p>更新时间：2026-11-28</p><div class=list><div class=item>"
        '<h3><a href="@1">甲</a></h3></div></div></div>',
        [None],
        "the same, without a list's tags",
    ),
    (
        '<div class=list><div class=item><h3><a href="@1">甲</a></h3>'
        "<span>2025-03-03</span></div></div>",
        ["2025-03-03"],
        "in its own box",
    ),
    (
        "".join(
            f'<div class=item><div><div><h3><a href="@{n}">标题</a></h3><p>摘要</p></div></div>'
            f"<b>2025-03-0{n}</b></div>"
            for n in (1, 2)
        ),
        ["2025-03-01", "2025-03-02"],
        "a day further out, where boxes repeat",
    ),
]


@pytest.mark.parametrize(("body", "wanted", "why"), DATED)
def test_a_date_that_stands_alone_is_the_listing_s(
    body: str, wanted: list[str | None], why: str
) -> None:
    page = Page(f"{ORIGIN}/channel/1.html", at(f"<body>{body}</body>").encode())
    found = [entry.date and entry.date[:10] for entry in read_listing(page, SITE).entries]
    assert found == wanted, why


# (link, headline, why)
HEADLINES = [
    ('<a href="@1">望城手机报2025年3月2日</a>', "望城手机报2025年3月2日", "a part of it"),
    ('<a href="@1">2024年12月31日前缴费</a>', "2024年12月31日前缴费", "its beginning"),
    (f'<a href="@1">望城手机报{DAY}</a>', "望城手机报", "an element of its own"),
    (f'<a href="@1">{DAY}望城手机报</a>', "望城手机报", "the same before it"),
    (
        f'<a href="@1" title="望城手机报今日要闻">望城手机报...{DAY}</a>',
        "望城手机报今日要闻",
        "cut",
    ),
    ('<a href="@1"><b>2025年3月2日</b></a>', "2025年3月2日", "all of it"),
]


@pytest.mark.parametrize(("link", "headline", "why"), HEADLINES)
def test_headlines_keep_their_dates(link: str, headline: str, why: str) -> None:
    page = Page(f"{ORIGIN}/channel/1.html", at(rows(link)).encode())
    assert [entry.headline for entry in read_listing(page, SITE).entries] == [headline], why
