"""Listings: every markup brings its entries, whatever the class names are called."""

import re
from collections.abc import Iterator
from datetime import date

import pytest

from wangcheng_spider.demo.listings import ELSEWHERE, PAGE_SIZE
from wangcheng_spider.demo.model import CHANNELS, Story
from wangcheng_spider.demo.sample import SampleSite
from wangcheng_spider.pages import Page
from wangcheng_spider.pages.listing import Listing, read_listing
from wangcheng_spider.sites import load

SITE = load("sample")
ORIGIN = SITE.canonical_origin
LAYOUTS = {"10101": "list-old", "10102": "list-new", "10103": "list-h3", "10104": "list-old"}


def read(sample: SampleSite, url: str, **options: bool) -> Listing:
    host, _, path = url.removeprefix("https://").partition("/")
    answer = sample.answer("GET", host, f"/{path}")
    headers = {"content-type": answer.content_type}
    return read_listing(Page(url, answer.body, answer.status, headers), SITE, **options)


def entries(listing: Listing) -> list[tuple[str, str, str]]:
    return [(e.content_id, e.headline, (e.date or "")[:10]) for e in listing.entries]


def wanted(stories: list[Story]) -> list[tuple[str, str, str]]:
    return [(s.content_id, s.headline, f"{s.published:%Y-%m-%d}") for s in stories]


@pytest.mark.parametrize(("channel", "layout"), LAYOUTS.items())
def test_each_markup_brings_its_entries_in_full(channel: str, layout: str) -> None:
    sample = SampleSite(SITE, articles=200)
    stories = sample.in_channel(channel)
    first = read(sample, f"{ORIGIN}/channel/{channel}.html")
    second = read(sample, f"{ORIGIN}/channel/{channel}_2.html")
    assert (first.layout, second.layout) == (layout, layout)
    assert entries(first) == wanted(stories[:PAGE_SIZE]), "cut titles come from the attribute"
    assert entries(second) == wanted(stories[PAGE_SIZE : 2 * PAGE_SIZE])


@pytest.mark.parametrize("channel", LAYOUTS)
def test_renamed_classes_lose_no_entry(channel: str) -> None:
    for seed in range(5):
        sample = SampleSite(SITE, articles=200, rename=seed)
        listing = read(sample, f"{ORIGIN}/channel/{channel}.html")
        missing = set(wanted(sample.in_channel(channel)[:PAGE_SIZE])) - set(entries(listing))
        assert not missing


def test_entries_that_lead_elsewhere_are_counted_by_host() -> None:
    hosts = {url.split("/")[2]: 1 for url in ELSEWHERE}
    for rename in (None, 7):
        sample = SampleSite(SITE, articles=60, rename=rename)
        listing = read(sample, f"{ORIGIN}/channel/10101.html")
        if rename is None:
            assert listing.elsewhere == hosts
        assert all("sample.test" in entry.url for entry in listing.entries)


def test_the_menu_names_the_channels() -> None:
    listing = read(SampleSite(SITE), f"{ORIGIN}/", is_start=True)
    assert {channel.id: channel.name for channel in listing.channels} == CHANNELS


def test_a_day_archive_and_the_api_list_the_same_articles() -> None:
    sample = SampleSite(SITE, articles=200)
    story = sample.in_channel("10105")[4]
    day = story.published.date()
    same_day = [s for s in sample.in_channel("10105") if s.published.date() == day]
    by_day = read(sample, f"{ORIGIN}/channel/{day:%Y}/{day:%m%d}/10105.html")
    assert entries(by_day) == wanted(same_day)
    api = f"{SITE.api_origin}/content/list/channel?channelId=10105&pageSize=12"
    assert entries(read(sample, api)) == wanted(sample.in_channel("10105")[:12])
    sort = f"{SITE.api_origin}/content/sortList?siteId=1&queryType=1&pageSize=5&channelId=10105"
    ids = [entry.content_id for entry in read(sample, sort).entries]
    assert ids == [s.content_id for s in sample.in_channel("10105")[:5]]


def test_a_wap_list_has_entries_and_no_day() -> None:
    sample = SampleSite(SITE)
    listing = read(sample, "https://wap.sample.test/channel/10101.html")
    ids = [s.content_id for s in sample.in_channel("10101")[:PAGE_SIZE]]
    assert [entry.content_id for entry in listing.entries] == ids
    assert {entry.date for entry in listing.entries} == {None}


def lying_page() -> str:
    """The redesign moved the listing; a small box now bears the old listing's class names."""
    box = '<div id="div_newsList"><ul class="news_list"><li><a href="/content/646754/50/1.html">'
    rows = "".join(
        f'<article><a href="/content/646754/50/{n}.html">第{n}条新闻的标题</a>'
        f"<time>2023-10-{n:02}</time></article>"
        for n in range(10, 20)
    )
    return f"<html><body>{box}一条旧闻</a></li></ul></div><main>{rows}</main></body></html>"


# (page, content ids that must be found, why)
ODD: list[tuple[str, list[str], str]] = [
    ("", [], "an empty answer"),
    ("not a page", [], "no tag"),
    ("[1, null, {}]", [], "an array of nothing"),
    ('{"data": "x"}', [], "a table of nothing"),
    ("[", [], "broken JSON"),
    (lying_page(), ["1", *map(str, range(10, 20))], "a layout that takes a box for the list"),
    (
        '<a href="http://[::1">坏链接</a><a href="/content/646754/50/5.html">好链接</a>',
        ["5"],
        "a malformed link costs itself alone",
    ),
]


@pytest.mark.parametrize(("body", "ids", "why"), ODD)
def test_odd_pages(body: str, ids: list[str], why: str) -> None:
    listing = read_listing(Page(f"{ORIGIN}/channel/1.html", body.encode()), SITE)
    assert sorted(entry.content_id for entry in listing.entries) == sorted(ids), why


def days() -> Iterator[date]:
    yield date(2023, 10, 9)
    yield date(2023, 10, 10)


def test_dates_of_entries_carry_the_zone() -> None:
    for day in days():
        rows = f'<li><a href="/content/646754/50/5.html">标题文字</a> {day:%Y/%m/%d}</li>'
        listing = read_listing(Page(f"{ORIGIN}/channel/1.html", rows.encode()), SITE)
        assert listing.entries[0].date == f"{day:%Y-%m-%d}T00:00:00+08:00"


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


LINK = '<ul><li><a href="{}">标题文字</a></li></ul><a href="channel/7.html">要闻</a>'
PLACE = "646947/95/14100001.html"

# (base, link, is it found?, why)
BASES = [
    ("/content/", PLACE, True, "a folder of the site"),
    (f"{ORIGIN}/", f"content/{PLACE}", True, "the site's root"),
    ("https://wap.sample.test/content/", PLACE, True, "another host of the site"),
    ("/content/", f"/content/{PLACE}", True, "the link needs none"),
    ("https://evil.test/content/", PLACE, False, "elsewhere: as if there were none"),
    ("https://evil.test/", f"/content/{PLACE}", True, "elsewhere, and the link is the site's"),
    ("javascript:alert(1)//", f"/content/{PLACE}", True, "no address"),
    ("//[::1/", f"/content/{PLACE}", True, "a malformed one"),
    ("", f"/content/{PLACE}", True, "an empty one"),
]


@pytest.mark.parametrize(("base", "link", "is_found", "why"), BASES)
def test_links_start_from_the_page_s_base(base: str, link: str, is_found: bool, why: str) -> None:
    head = f'<head><base target=_top><base href="{base}"><base href="/x/"></head>'
    page = Page(f"{ORIGIN}/channel/1.html", f"{head}{LINK.format(link)}".encode())
    listing = read_listing(page, SITE)
    found = [entry.url for entry in listing.entries]
    assert found == [f"{ORIGIN}/content/{PLACE}"] * is_found, why
    assert not listing.elsewhere
    is_root = base == f"{ORIGIN}/"
    assert [channel.id for channel in listing.channels] == ["7"] * is_root


# (pager, where it leads that no walk asks for, why)
PAGERS = [
    ('<a href="?page=2">下一页</a>', f"{ORIGIN}/channel/1.html?page=2", "a query"),
    ('<a href="index_1.html">下一页 &gt;</a>', f"{ORIGIN}/channel/index_1.html", "another name"),
    ('<a href="/list/2/">›</a>', f"{ORIGIN}/list/2/", "an arrow"),
    ('<link rel=next href="/list/2/">', f"{ORIGIN}/list/2/", "in the head"),
    ('<a href="/list/2/">Next</a>', f"{ORIGIN}/list/2/", "English"),
    ('<a href="1_2.html">下一页</a>', None, "as walks ask"),
    ('<a href="/channel/1_2.html?x=1">下一页</a>', None, "the same with a query"),
    ('<a href="#">下一页</a><a href="javascript:;">下页</a>', None, "switched off"),
    ('<a href="">下一页</a><a href="1.html">下一页</a>', None, "the page itself"),
    ('<a href="https://evil.test/2.html">下一页</a>', None, "elsewhere"),
    ('<a href="/content/646947/95/1.html">下一页</a>', None, "an article"),
    ('<a href="/list/2/">下一页的故事</a>', None, "a headline"),
]


@pytest.mark.parametrize(("pager", "leads_to", "why"), PAGERS)
def test_a_pager_of_another_kind_is_seen(pager: str, leads_to: str | None, why: str) -> None:
    page = Page(f"{ORIGIN}/channel/1.html", f"<body>{pager}</body>".encode())
    assert read_listing(page, SITE).unasked == leads_to, why
