"""What a run's end is called, and what its log says of single items."""

import logging
from collections.abc import Callable

import pytest
from scrapy import Spider
from scrapy.exceptions import DropItem

from wangcheng_spider.items import Article
from wangcheng_spider.log_lines import LogLines
from wangcheng_spider.options import CrawlOptions
from wangcheng_spider.record import ChannelRecord, begin_record, judge
from wangcheng_spider.sites import load

# (failures by reason, channels, why the run ended, exit code, cause)
CAUSES = [
    ({"dns": 1}, 0, "finished", 3, "no article: the only page failed, with dns"),
    ({"dns": 2, "x": 1}, 0, "finished", 3, "no article: all 3 pages failed, 2 with dns"),
    ({}, 1, "finished", 3, "empty listings: no entry in 1 channel"),
    ({}, 2, "finished", 3, "empty listings: no entry in 2 channels"),
    ({}, 2, "closespider_timeout", 6, "ended early: closespider_timeout; the same command goes on"),
    ({}, 2, "internal_error", 1, "ended early: internal_error"),
]


@pytest.mark.parametrize(("failed", "channels", "reason", "exit_code", "cause"), CAUSES)
def test_causes_are_sentences(
    failed: dict[str, int], channels: int, reason: str, exit_code: int, cause: str
) -> None:
    record = begin_record("any", load("sample"), CrawlOptions())
    record.failed.update(failed)
    record.channels.update((str(n), ChannelRecord()) for n in range(channels))
    assert judge(record, reason, None) == (exit_code, cause)


# (what a pipeline raised, level)
DROPS = [
    ("known: http://a.test/1.html", logging.DEBUG),
    ("worse_copy: http://a.test/1.html", logging.DEBUG),
    ("no_body: http://a.test/1.html", logging.WARNING),
]


@pytest.mark.parametrize(("text", "level"), DROPS)
def test_only_what_should_have_been_a_line_is_warned_of(
    text: str, level: int, make_article: Callable[..., Article]
) -> None:
    item, spider = make_article(), Spider("any")
    said = LogLines().dropped(item, DropItem(text), None, spider)
    assert (said["level"], said["msg"] % said["args"]) == (level, f"dropped {text}")
    broken = LogLines().item_error(item, ValueError(), None, spider)
    assert broken["msg"] % broken["args"] == f"broke while it was written: {item.fetched_url}"
