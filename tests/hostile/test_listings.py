"""Listings that never end, lie, or can't be read: the walk ends, the other channels are whole."""

import random
from pathlib import Path

import pytest

from hostile.bodies import bare, fill
from hostile.launch import LONG, MEMORY, STILL, Outcome, crawl_hostile
from wangcheng_spider.demo.listings import render_day
from wangcheng_spider.demo.sample import HTML, Answer, SampleSite
from wangcheng_spider.steering import ENDLESS_DAYS
from wangcheng_spider.storage import Walk
from wangcheng_spider.urls import read_address
from wangcheng_spider.walks import MAX_LISTED, MAX_PAGES, ListingWalk

BAD_LINKS = (
    '<li><h1><a href="http://[::1/x.html">坏的链接一</a></h1></li>'
    '<li><h1><a href="javascript:void(0)">坏的链接二</a></h1></li>'
    f'<li><h1><a href="/{"a" * 100_000}">坏的链接三</a></h1></li>'
    '<li><h1><a href="//\ud800.cn/">坏的链接四</a></h1></li>'
)


class TrapSite(SampleSite):
    """A portal each of whose channels is hostile in a way of its own."""

    def answer(self, method: str, host: str, target: str) -> Answer:
        address = read_address(f"http://{host}{target}", self.site)
        good = SampleSite.answer(self, method, host, target)
        if address.kind != "listing" or host != f"127.0.0.1:{host.rpartition(':')[2]}":
            return good
        page = address.page
        match address.channel_id:
            case "10101" if page == 2:
                return Answer(200, HTML, bare(fill("<a>")))
            case "10102" if page > 1:
                return SampleSite.answer(self, method, host, "/channel/10102_2.html")
            case "10103" if page > 3:
                return self.shuffle("10103", page)
            case "10104":
                text = good.body.decode().replace("<li>", f"{BAD_LINKS}<li>", 1)
                return Answer(good.status, HTML, text.encode("utf-8", "surrogatepass"))
            case "10105" if page == 2:
                return Answer(200, HTML, b"\x7fELF" + bytes(9999))
            case "10106" if page == 2:
                return Answer(302, HTML, b"", {"Location": target})
            case "10107" if page == 2:
                return Answer(200, "application/json", b"[" * 200_000)
            case "10108" if page == 1:
                links = "".join(
                    f"<li><h3><a title=x href='http://h{n}.cn/'>外站 2026-01-02</a></h3></li>"
                    for n in range(3000)
                )
                return Answer(200, HTML, good.body.replace(b"</body>", links.encode() + b"</body>"))
        return good

    def shuffle(self, channel: str, page: int) -> Answer:
        """The same articles on every page, in another order and under other queries."""
        stories = self.in_channel(channel)
        random.Random(page).shuffle(stories)
        text = render_day(self.site, channel, stories[:10]).replace('.html"', f'.html?p={page}"')
        return Answer(200, HTML, text.encode())


# (channel, how its walk ends, why)
ENDS = [
    ("10101", "too_large", "two million links on its second page"),
    ("10102", "repeated", "a pager whose pages are all the same"),
    ("10103", "nothing_new", "a pager that shuffles"),
    ("10104", "not_found", "bad links beside the good ones"),
    ("10105", "not_html", "a program for its second page"),
    ("10106", "redirects", "a second page that leads to itself"),
    ("10107", "not_json", "JSON that nests"),
    ("10108", "not_found", "3,000 hosts"),
]


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    return crawl_hostile(tmp_path_factory.mktemp("traps"), 240, site=TrapSite)


@pytest.mark.parametrize(("channel", "end", "why"), ENDS)
def test_a_walk_ends_by_name(outcome: Outcome, channel: str, end: str, why: str) -> None:
    assert outcome.ended.record["channels"][channel]["end"] == end, why
    failed = any(f"/channel/{channel}_2.html" in url for url in outcome.reasons)
    assert failed == (end not in ("repeated", "nothing_new", "not_found"))


def test_what_is_listed_is_fetched(outcome: Outcome) -> None:
    whole = ("10102", "10103", "10104", "10108")
    for story in outcome.sample.stories:
        page = outcome.sample.in_channel(story.channel).index(story) // 10
        if page == 0 or (story.channel in whole and (story.channel != "10102" or page < 2)):
            assert story.content_id in outcome.lines, (story.channel, page)
    assert outcome.ended.exit_code == 4


def test_bounds_hold(outcome: Outcome) -> None:
    assert outcome.memory < MEMORY
    print(f"longest silence {outcome.longest_still:.1f} s, {outcome.memory} MB")
    assert outcome.longest_still < STILL
    assert len(outcome.ended.record["elsewhere"]) <= 1001
    assert outcome.server.requests.total() < 400


class CalendarSite(SampleSite):
    """Day archives without end: each day of the calendar lists the same articles."""

    def answer(self, method: str, host: str, target: str) -> Answer:
        address = read_address(f"http://{host}{target}", self.site)
        if address.kind == "day" and address.channel_id:
            stories = self.in_channel(address.channel_id)[:10]
            return Answer(200, HTML, render_day(self.site, address.channel_id, stories).encode())
        return SampleSite.answer(self, method, host, target)


@LONG
def test_a_calendar_without_end_is_left(tmp_path: Path) -> None:
    only = ("-a", "mode=backfill", "-a", "channels=10103")
    outcome = crawl_hostile(tmp_path, 40, None, *only, site=CalendarSite)
    assert outcome.ended.exit_code == 0
    assert len(outcome.lines) == len(outcome.sample.in_channel("10103")) > 0
    span = 30
    """Days between the oldest and the newest of forty articles, at most."""
    assert 10 <= outcome.ended.record["channels"]["10103"]["days"] <= ENDLESS_DAYS + span


def test_a_pager_of_ever_new_pages_has_an_end() -> None:
    walk = ListingWalk(Walk(1, "55", after=0, next_page=1, deep=True))
    while walk.end is None:
        walk.add_page([f"/{walk.page}"], [None], 0)
    assert (walk.end, walk.pages) == ("page_cap", MAX_PAGES)
    walk = ListingWalk(Walk(1, "55", after=0, next_page=1, deep=True))
    while walk.end is None:
        walk.add_page([f"/{walk.page}/{n}" for n in range(20_000)], [None], 0)
    assert (walk.end, walk.pages) == ("page_cap", -(-MAX_LISTED // 20_000))
