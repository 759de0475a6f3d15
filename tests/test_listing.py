"""Listings: every markup brings its entries, whatever the class names are called."""

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
