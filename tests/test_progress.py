"""How far a run is and how long it will take: what is said, and what is left unsaid."""

import logging
import os
import pty
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest

from crawling import ROOT
from wangcheng_spider.agenda import Agenda
from wangcheng_spider.demo.server import Server
from wangcheng_spider.extensions import ProgressDisplay
from wangcheng_spider.opening import open_run
from wangcheng_spider.outlook import Outlook
from wangcheng_spider.progress import (
    Counts,
    Pace,
    Reach,
    draw_line,
    expect_more,
    tell_line,
    tell_rest,
    tell_time,
)
from wangcheng_spider.record import ChannelRecord
from wangcheng_spider.storage import DayWalk, Found
from wangcheng_spider.terminal import LiveLine, is_coloured, is_terminal

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

Serve = Callable[..., tuple[Server, str]]
BUSY = Counts(found=80, fetched=20, new=18, edited=1, dropped=1, errors=2, pages=30, remaining=60)

# (seconds, text)
TIMES = [
    (0.0, "1 s"),
    (59.4, "59 s"),
    (60.0, "1 min"),
    (754.0, "13 min"),
    (5400.0, "1.5 h"),
    (47 * 3600, "47.0 h"),
    (86400 * 12.2, "12 days"),
]


@pytest.mark.parametrize(("seconds", "text"), TIMES)
def test_time_in_the_unit_that_suits_it(seconds: float, text: str) -> None:
    assert tell_time(seconds) == text


# (remaining, open listings, pages/s, pages that these will bring, what is said, why)
RESTS = [
    (60, 0, 2.0, None, "about 30 s left", "60 pages at 2 a second"),
    (60, 0, None, None, "time left not known yet", "no pace yet"),
    (60, 0, 0.0, None, "time left not known yet", "nothing came for a minute"),
    (60, 3, 2.0, None, "at least 30 s left, 3 listings still open", "more will be found"),
    (60, 1, 2.0, None, "at least 30 s left, 1 listing still open", "one"),
    (60, 3, 2.0, 540.0, "about 5 min left, listings still open", "60 + 540 pages"),
    (0, 0, 2.0, None, "to-do list empty", "nothing more to say"),
]


@pytest.mark.parametrize(("remaining", "walks", "rate", "more", "text", "why"), RESTS)
def test_the_rest_as_far_as_it_can_be_known(
    remaining: int, walks: int, rate: float | None, more: float | None, text: str, why: str
) -> None:
    counts = Counts(pages=1, remaining=remaining, open_listings=walks)
    assert tell_rest(counts, rate, more) == text, why


def test_before_the_first_page_nothing_is_said_of_the_rest() -> None:
    assert tell_rest(Counts(), None, 0.0) == "waiting for the first page"


MAY_31, MAY_22 = date(2024, 5, 31), date(2024, 5, 22)
TEN_DAYS = Reach(MAY_31, MAY_22, pages=50)

# (open walks, since, pages expected, why)
EXPECTED = [
    ([TEN_DAYS], date(2024, 5, 2), 100.0, "20 more days at 5 pages a day"),
    ([TEN_DAYS, TEN_DAYS], date(2024, 5, 2), 200.0, "each channel by itself"),
    ([replace(TEN_DAYS, is_daily=True)], date(2024, 5, 2), 120.0, "and a page for each day"),
    ([TEN_DAYS], date(2024, 5, 30), 0.0, "there already"),
    ([], date(2024, 5, 2), 0.0, "no walk is open"),
    ([TEN_DAYS], None, None, "nobody knows how far back it goes"),
    ([TEN_DAYS, None], date(2024, 5, 2), None, "one channel has brought nothing yet"),
    ([TEN_DAYS], date(2018, 1, 1), None, "ten days say nothing about six years"),
]


@pytest.mark.parametrize(("reaches", "since", "pages", "why"), EXPECTED)
def test_what_open_walks_will_bring(
    reaches: list[Reach | None], since: date | None, pages: float | None, why: str
) -> None:
    assert expect_more(reaches, since) == pages, why


def test_the_pace_is_that_of_the_last_minute() -> None:
    pace = Pace()
    assert pace.rate is None
    pace.add(100.0, 0)
    pace.add(104.0, 40)
    assert pace.rate is None, "four seconds are no pace"
    pace.add(110.0, 40)
    assert pace.rate == 4.0
    for second in range(111, 201):
        pace.add(float(second), 40)
    assert pace.rate == 0.0, "the 40 pages came more than a minute ago"


def test_a_plain_line_names_every_number() -> None:
    assert tell_line(BUSY, 2.5, "about 24 s left") == (
        "found 80, fetched 20, new 18, edited 1, dropped 1, errors 2,"
        " 2.5 pages/s, remaining 60, about 24 s left"
    )


@pytest.mark.parametrize("width", [20, 40, 60, 80, 100, 140])
def test_a_live_line_fits_its_terminal(width: int) -> None:
    line = draw_line(BUSY, 2.5, "about 24 s left", width)
    assert len(line) < width
    assert ("about 24 s left" in line) == (width >= 80), "the time left goes last"
    assert ("found 80" in line) == (width >= 140)


def test_colours_only_where_they_are_wanted() -> None:
    assert "\x1b" not in draw_line(BUSY, 2.5, "", 140)
    coloured = draw_line(BUSY, 2.5, "", 140, coloured=True)
    assert "\x1b[31merrors 2\x1b[0m" in coloured
    assert re.sub(r"\x1b\[\d+m", "", coloured) == draw_line(BUSY, 2.5, "", 140)
    assert "\x1b[31m" not in draw_line(replace(BUSY, errors=0), 2.5, "", 140, coloured=True)
    assert is_coloured({})
    assert not is_coloured({"NO_COLOR": "1"})


class Tty(StringIO):
    def isatty(self) -> bool:
        return True


def test_a_live_line_is_for_terminals() -> None:
    assert is_terminal(Tty(), {"TERM": "xterm"})
    assert not is_terminal(Tty(), {"TERM": "dumb"})
    assert not is_terminal(StringIO(), {"TERM": "xterm"})


def test_what_is_logged_gets_an_empty_line() -> None:
    stream = Tty()
    line = LiveLine(stream)
    line.draw("12 pages")
    handler = logging.StreamHandler(stream)
    handler.addFilter(line)
    handler.handle(logging.makeLogRecord({"msg": "a warning"}))
    handler.handle(logging.makeLogRecord({"msg": "another"}))
    assert stream.getvalue() == "\r\x1b[K12 pages\r\x1b[Ka warning\nanother\n"


def test_a_run_s_numbers_and_what_its_walks_will_bring(tmp_path: Path) -> None:
    run = open_run({"mode": "backfill", "since": "2024-05-02"}, tmp_path)
    outlook = Outlook(run, Agenda(run).is_wanted)
    run.record.channels = {"1": ChannelRecord(pages=2, new=18), "2": ChannelRecord(end="empty")}
    for day in ("2024-05-31", "2024-05-22"):
        run.counts.list_known(("1", day))
    assert outlook.count(7) == Counts(pages=7, open_listings=1)
    assert outlook.expect_more() == 40.0, "20 days left at 20 pages in 10 days"
    run.record.channels["1"].end = "empty"
    walk = DayWalk("1", "2024-05-21", "2024-05-02")
    run.store.add_days("wcxww", walk, (), 0, at_end=False)
    assert outlook.count(7).open_listings == 1
    assert outlook.expect_more() == 56.0, "20 day archives, and 18 articles in 10 days"
    run.finish("finished")


def found(number: int, day: str, channel: str = "1") -> Found:
    address = f"https://www.wcxww.com/content/{day}/{number}.html"
    return Found(address, str(number), 0, channel)


# (arguments, how many of four addresses remain to be fetched)
LEFT = [
    ({}, 4),
    ({"mode": "backfill", "since": "2024-05-02"}, 3),
    ({"channels": "2"}, 1),
    ({"channels": "2", "until": "2024-05-01"}, 0),
]


@pytest.mark.parametrize(("arguments", "remaining"), LEFT)
def test_what_earlier_runs_left_remains_as_far_as_it_was_asked_for(
    arguments: dict[str, str], remaining: int, tmp_path: Path
) -> None:
    earlier = open_run({}, tmp_path)
    days = ("2024/05/04", "2024/05/01", "2024/05/02")
    left = [found(number, day) for number, day in enumerate(days, 13163750)]
    earlier.store.add_found("wcxww", [*left, found(13163759, "2024/05/03", "2")])
    earlier.finish("shutdown")
    run = open_run(arguments, tmp_path)
    assert Outlook(run, Agenda(run).is_wanted).count(1).remaining == remaining
    run.store.add_found("wcxww", [found(13163760, "2024/05/04", "2")])
    run.finish("shutdown")


@pytest.mark.parametrize(("level", "is_logged"), [("INFO", True), ("WARNING", False)])
def test_without_a_terminal_a_plain_line_is_written(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    level: str,
    is_logged: bool,
) -> None:
    run = open_run({}, tmp_path)
    crawler = cast("Crawler", SimpleNamespace(spider=SimpleNamespace(run=run, agenda=Agenda(run))))
    display = ProgressDisplay(crawler)
    levels = {handler: handler.level for handler in logging.getLogger().handlers}
    with caplog.at_level(logging.INFO):
        for handler in levels:
            handler.setLevel(level)  # as Scrapy sets that of its own handler
        display.response_received()
        display.show()
    for handler, before in levels.items():
        handler.setLevel(before)
    line = "found 0, fetched 0, new 0, edited 0, dropped 0, errors 0, – pages/s, remaining 0"
    assert (line in caplog.text) == is_logged
    assert (line in capsys.readouterr().err) == (not is_logged)
    run.finish("finished")


def watch(data_dir: Path, profile: str, **env: str) -> str:
    """What ``wangcheng crawl`` writes to a terminal of 130 columns on its standard error."""
    ours, theirs = pty.openpty()
    command = [str(Path(sys.executable).parent / "wangcheng"), "crawl"]
    process = subprocess.Popen(
        [*command, "--site", profile, "-d", str(data_dir)],
        cwd=ROOT,
        env=os.environ | {"TERM": "xterm"} | env,
        stdout=subprocess.DEVNULL,
        stderr=theirs,
    )
    os.close(theirs)
    seen = b""
    while True:
        try:
            part = os.read(ours, 4096)
        except OSError:  # Linux' way to say that the other end is closed
            break
        if not part:
            break
        seen += part
    os.close(ours)
    assert process.wait(60) == 0
    return seen.decode()


def test_a_terminal_shows_a_live_line_and_is_left_clean(serve: Serve, tmp_path: Path) -> None:
    _, profile = serve(articles=12, delay=0.05)
    seen = watch(tmp_path / "data", profile, NO_COLOR="1")
    assert "new 0" in seen
    assert "remaining" in seen
    assert "\n" not in seen
    assert seen.endswith("\r\x1b[K"), "the last line is wiped out"
    assert not re.search(r"\x1b\[\d+m", seen), "NO_COLOR"
