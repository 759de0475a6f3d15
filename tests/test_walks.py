"""A walk through a listing ends, whatever the site answers."""

import json
from datetime import date
from pathlib import Path

import pytest

from wangcheng_spider import walks
from wangcheng_spider.demo.sample import SampleSite
from wangcheng_spider.opening import open_run
from wangcheng_spider.pages import Page
from wangcheng_spider.sites import load
from wangcheng_spider.steering import Steering
from wangcheng_spider.storage import Walk
from wangcheng_spider.summary import summarize, to_json
from wangcheng_spider.walks import MAX_PAGES, ListingWalk


def walk(*, deep: bool = True, next_page: int = 1, since: date | None = None) -> ListingWalk:
    return ListingWalk(Walk(1, "55", after=100, next_page=next_page, deep=deep), since)


DAY = date(2024, 1, 1)

# (pages as lists of addresses, older entries on each, deep, how it ends, page it stops at)
ENDS = [
    ([["a", "b"], ["c"], []], [0, 0, 0], True, "empty", "an empty page"),
    ([["a", "b"], ["a", "b"]], [0, 0], True, "repeated", "the same page again"),
    ([["a", "b"], ["c", "d"], ["a", "d"]], [0, 0, 0], True, "nothing_new", "old entries mixed"),
    ([["a", "b"], ["c", "d"]], [1, 2], False, "all_known", "a full page of known entries"),
    ([["a", "b"], ["c", "d"]], [2, 2], True, None, "a deep walk passes known entries"),
    ([["a", "b"], ["c", "d"]], [1, 1], False, None, "one new entry keeps it going"),
]


@pytest.mark.parametrize(("pages", "older", "deep", "end", "why"), ENDS)
def test_ends(
    pages: list[list[str]], older: list[int], deep: bool, end: str | None, why: str
) -> None:
    course = walk(deep=deep)
    for addresses, known in zip(pages, older, strict=True):
        assert course.end is None, why
        course.add_page(addresses, [DAY] * len(addresses), known)
    assert course.end == end, why
    assert course.next_page == (None if end else len(pages) + 1)


def test_a_page_of_entries_elsewhere_neither_ends_nor_counts_as_known() -> None:
    course = walk(deep=False)
    course.add_page(["https://elsewhere.example/1"], [], 0)
    assert course.end is None


def test_since_ends_it_behind_the_last_page_that_reaches_it() -> None:
    course = walk(since=date(2024, 1, 10))
    course.add_page(["a", "b"], [date(2024, 1, 11), date(2024, 1, 9)], 0)
    assert course.end is None
    course.add_page(["c", "d"], [date(2024, 1, 9), None], 0)
    assert course.end is None, "an entry without a day may be new"
    course.add_page(["e", "f"], [date(2024, 1, 8), date(2024, 1, 7)], 0)
    assert (course.end, course.is_complete) == ("before_since", False)


def test_an_endless_pager_comes_to_an_end() -> None:
    course = walk()
    for number in range(MAX_PAGES + 5):
        if course.end:
            break
        course.add_page([str(number)], [None], 0)
    assert (course.end, course.pages, course.is_complete) == ("page_cap", MAX_PAGES, False)


def test_a_resumed_walk_steps_back_a_page() -> None:
    assert [walk(next_page=page).page for page in (1, 2, 7)] == [1, 1, 6]


def test_only_a_deep_walk_to_the_end_is_complete() -> None:
    for deep in (True, False):
        course = walk(deep=deep)
        course.add_page([], [], 0)
        assert course.is_complete is deep


def test_a_walk_broken_off_at_its_bound_is_the_cause_of_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(walks, "MAX_PAGES", 2)
    sample = SampleSite(load("sample"), 240)
    run = open_run({"site": "sample", "channels": "10101"}, tmp_path)
    steering = Steering(run)
    (course,) = steering.open_walks()
    while course.end is None:
        url = steering.listing_url(course)
        _, _, host, path = url.split("/", 3)
        answer = sample.answer("GET", host, f"/{path}")
        steering.add_listing(course, Page(url, answer.body, 200, {}, "2026-01-01T00:00:00Z"))
    run.finish("finished")
    cause = "(10101): the walk was broken off at its bound, after 2 pages with 20 entries"
    assert run.record.channels["10101"].end == "page_cap"
    assert run.exit_code == 3
    assert cause in (run.record.cause or "")
    assert cause in summarize(run).splitlines()[-1]
    assert cause in json.loads(to_json(run))["cause"]
    assert cause in (run.folder / "report.html").read_text("utf-8")
    assert json.loads((run.folder / "run.json").read_text())["alarms"][0]["name"] == (
        "page_cap:10101"
    )


def test_a_pager_that_no_walk_follows_is_named_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    steering = Steering(open_run({"site": "sample", "channels": "10101,10102"}, tmp_path))
    entry = '<li><a href="/content/646754/50/{}.html">标题文字</a></li><a href="{}">下一页</a>'
    for course, pager in zip(steering.open_walks(), ("?page=2", "#"), strict=True):
        url = steering.listing_url(course)
        page = Page(url, entry.format(course.walk.channel_id, pager).encode())
        steering.add_listing(course, page)
        steering.fail_page(steering.listing_url(course), "status_404", course)
        assert course.end == "not_found"
    (message,) = caplog.messages
    assert "channel 10101 ended (not_found)" in message
    assert "/channel/10101.html?page=2" in message
