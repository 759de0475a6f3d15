"""The scheduled run: what is new, edited, gone and back, at the cost of a few requests."""

import re
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from crawling import ROOT, Crawl, Ended, free_port, read_lines, start_crawl
from wangcheng_spider.demo.model import Story
from wangcheng_spider.demo.portal import Event, Portal, Spell, edited, has_text
from wangcheng_spider.demo.server import Server, write_profile
from wangcheng_spider.sites import load

START = datetime(2025, 11, 1, 9)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Watched:
    """A portal, served, and crawled at times of the test's choice."""

    def __init__(self, folder: Path, articles: int = 400) -> None:
        self.data_dir = folder / "data"
        self.profile, port = folder / "demo.toml", free_port()
        write_profile(self.profile, port)
        self.portal = Portal(load(str(self.profile)), articles, clock=START)
        self.server = Server(self.portal, port)

    def crawl(self, at: datetime, *arguments: str) -> Ended:
        """A run to its end, at a time of the portal's zone (UTC+8)."""
        return self.start(at, *arguments).end()

    def start(self, at: datetime, *arguments: str) -> Crawl:
        self.portal.clock = at
        clock = f"{at - 8 * HOUR:%Y-%m-%dT%H:%M:%SZ}"
        once = ("-s", "RETRY_TIMES=0")
        site = ("-a", f"site={self.profile}")
        return start_crawl(self.data_dir, *site, *once, *arguments, WANGCHENG_CLOCK=clock)

    def kill(self, at: datetime, requests: int, *arguments: str) -> None:
        """A run that is killed once it made so many requests."""
        before = self.server.requests.total()
        running = self.start(at, *arguments)
        until = time.monotonic() + 60
        while self.server.requests.total() < before + requests:
            assert time.monotonic() < until
            assert running.process.poll() is None, "ended before it was killed"
            time.sleep(0.01)
        running.kill()

    def recent(self) -> Story:
        """An article with text, a day old at the start, that its channel's first page lists."""
        stories = has_text(self.portal.shown())
        return next(s for s in stories if s.published < START - DAY)

    def changes(self, story: Story) -> list[str]:
        lines = read_lines(self.data_dir)
        return [line["change"] for line in lines if line["content_id"] == story.content_id]


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    one = Watched(tmp_path)
    with one.server:
        yield one


def test_an_edit_is_a_line_and_furniture_is_none(watched: Watched) -> None:
    story = watched.recent()
    watched.portal.events[story.content_id] = [Event(START + HOUR, "edit")]
    first = watched.crawl(START)
    assert first.exit_code == 0, first.err
    later = watched.crawl(START + 2 * DAY)
    assert later.exit_code == 0, later.err
    assert watched.changes(story) == ["new", "edited"]
    assert later.record["checks"]["edited"] == 1
    assert later.record["checks"]["unchanged"] > 10, "their counters and lists had changed too"
    newest = [x for x in read_lines(watched.data_dir) if x["content_id"] == story.content_id][-1]
    assert newest["revision"] == 2
    wanted = watched.portal.expected(edited(story, 1))
    assert newest["article_body"] == wanted.article_body


def test_validators_spare_the_body(watched: Watched) -> None:
    watched.portal.has_etags = True
    watched.crawl(START)
    later = watched.crawl(START + 2 * DAY)
    assert later.record["checks"]["unchanged"] > 10
    statuses = later.record["stats"]
    assert statuses["downloader/response_status_count/304"] == later.record["checks"]["unchanged"]


@pytest.mark.parametrize("has_etags", [False, True])
def test_gone_and_back(watched: Watched, has_etags: bool) -> None:
    watched.portal.has_etags = has_etags
    story = watched.recent()
    watched.portal.events[story.content_id] = [
        Event(START + HOUR, "remove"),
        Event(START + 20 * DAY, "return"),
    ]
    watched.crawl(START)
    for day in range(1, 7):
        watched.crawl(START + day * DAY + HOUR)
    assert watched.changes(story) == ["new", "gone"]
    gone = [x for x in read_lines(watched.data_dir) if x["content_id"] == story.content_id][-1]
    assert gone["revision"] == 2
    assert gone["article_body"] == watched.portal.expected(story).article_body
    watched.crawl(START + 15 * DAY)
    assert watched.changes(story) == ["new", "gone"], "said once"
    watched.crawl(START + 21 * DAY)
    assert watched.changes(story) == ["new", "gone", "back"]


@pytest.mark.parametrize("kind", ["lost", "soft", "busy"])
def test_an_outage_takes_nothing_down(watched: Watched, kind: str) -> None:
    watched.portal.spells = [Spell(START + HOUR, START + 9 * DAY, kind)]
    watched.crawl(START)
    for day in (1, 2, 3, 5):
        ended = watched.crawl(START + day * DAY)
        assert ended.exit_code in (3, 4), "an outage is not a good run"
    changes = {line["change"] for line in read_lines(watched.data_dir)}
    assert changes == {"new"}
    assert watched.crawl(START + 10 * DAY).exit_code in (0, 4)
    assert {line["change"] for line in read_lines(watched.data_dir)} == {"new"}


def test_a_move_changes_no_identity(watched: Watched) -> None:
    watched.crawl(START)
    before = len(read_lines(watched.data_dir))
    watched.portal.moved = START + HOUR
    ended = watched.crawl(START + 2 * HOUR)
    assert ended.exit_code == 0, ended.record["cause"]
    lines = read_lines(watched.data_dir)
    assert {line["change"] for line in lines} == {"new"}
    assert (
        len({line["url"].split("/content")[0] for line in lines if "/content" in line["url"]}) == 1
    )
    assert len(lines) - before == len(watched.portal.shown()) - before


def test_what_was_inserted_late_is_found_and_counted(watched: Watched) -> None:
    old = watched.portal.in_channel("10101")[35]
    watched.portal.events[old.content_id] = [Event(START + HOUR, "insert")]
    watched.crawl(START)
    watched.crawl(START + DAY)
    assert watched.changes(old) == [], "behind the first page, which is all that a short walk sees"
    deeper = watched.crawl(START + 8 * DAY)
    assert watched.changes(old) == ["new"]
    channel = deeper.record["channels"]["10101"]
    assert (channel["is_deeper"], channel["missed"]) == (True, 1)


def test_the_sums_close_in_every_run(watched: Watched) -> None:
    watched.crawl(START)
    for hours in (1, 30, 60):
        ended = watched.crawl(START + hours * HOUR)
        for row in ended.record["completeness"]:
            outcomes = row["known"] + row["written"]
            outcomes += sum(row["dropped"].values()) + sum(row["failed"].values())
            assert row["listed"] == outcomes, row
        written = sum(row["written"] for row in ended.record["completeness"])
        assert written == ended.record["written"].get("new", 0)


def test_a_backfill_goes_on_in_the_day_archives_and_fetches_nothing_known(watched: Watched) -> None:
    watched.portal.last_page = 1
    since = START.date() - 25 * DAY
    arguments = ("-a", "mode=backfill", "-a", f"since={since:%Y-%m-%d}")
    ended = watched.crawl(START, *arguments)
    assert ended.exit_code == 0, ended.record["cause"]
    wanted = {
        story.content_id for story in watched.portal.shown() if story.published.date() >= since
    }
    listed = sum(len(watched.portal.in_channel(id_)[:10]) for id_ in ended.record["channels"])
    assert len(wanted) > listed * 0.5
    found = {line["content_id"] for line in read_lines(watched.data_dir)}
    assert found == wanted
    asked = watched.server.requests.copy()
    again = watched.crawl(START + HOUR, *arguments)
    assert again.record["written"].get("new", 0) == len(read_lines(watched.data_dir)) - len(found)
    pages = [a for a, n in watched.server.requests.items() if n > asked[a] and a.endswith(".html")]
    assert pages != []
    assert [page for page in pages if "/channel/" not in page] == [], "no known article again"


def test_a_killed_backfill_goes_on_where_it_was(watched: Watched) -> None:
    watched.portal.last_page = 1
    since = START.date() - 40 * DAY
    arguments = ("-a", "mode=backfill", "-a", f"since={since:%Y-%m-%d}")
    for requests in (20, 60, 120):
        watched.kill(START, requests, *arguments)
    ended = watched.crawl(START, *arguments)
    assert ended.exit_code == 0, ended.record["cause"]
    found = [line["content_id"] for line in read_lines(watched.data_dir)]
    wanted = {s.content_id for s in watched.portal.shown() if s.published.date() >= since}
    assert sorted(found) == sorted(wanted)
    asked = watched.server.requests
    days = {page: n for page, n in asked.items() if re.search(r"/channel/\d{4}/\d{4}/", page)}
    assert len(days) > 10 * len(ended.record["channels"])
    assert sum(n > 1 for n in days.values()) <= 3 * 16, "day archives are not begun anew"
    pages = [n for page, n in asked.items() if "/channel/" not in page and ".htm" in page]
    assert sum(n > 1 for n in pages) <= 3 * 16


def test_diff_and_failed_say_what_happened(watched: Watched) -> None:
    story = watched.recent()
    watched.portal.events[story.content_id] = [Event(START + HOUR, "edit")]
    watched.crawl(START)
    watched.crawl(START + 2 * DAY)
    done = wangcheng(
        "diff", watched.portal.story_url(story), "--site", str(watched.profile), watched
    )
    assert done.returncode == 0, done.stderr
    assert [line[0] for line in done.stdout.splitlines() if line[:2] in ("- ", "+ ")] == ["-", "+"]
    assert "第1次更新" in done.stdout
    done = wangcheng("diff", "999", "--site", watched.profile, watched)
    assert done.returncode == 3
    assert "999" in done.stderr


def test_failed_lists_addresses_with_reasons(watched: Watched) -> None:
    watched.portal.spells = [Spell(START, START + HOUR, "lost")]
    ended = watched.crawl(START)
    assert ended.exit_code == 4
    done = wangcheng("failed", "--site", watched.profile, watched)
    rows = [line.split("\t") for line in done.stdout.splitlines()]
    assert len(rows) == len(watched.portal.shown())
    assert {row[0] for row in rows} == {"status_404"}
    assert rows[0][3].startswith("http://127.0.0.1:")


def wangcheng(*arguments: object) -> "subprocess.CompletedProcess[str]":
    *words, watched = arguments
    assert isinstance(watched, Watched)
    code = "from wangcheng_spider.cli import main; main()"
    command = [sys.executable, "-c", code, *map(str, words), "-d", str(watched.data_dir)]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=60)


def test_monitors_that_break_cost_neither_record_nor_lines(tmp_path: Path) -> None:
    """A history that no version wrote: the run says that it is broken, and how."""
    watched = Watched(tmp_path, 30)
    with watched.server:
        watched.crawl(START)
        with closing(sqlite3.connect(watched.data_dir / "store.sqlite3")) as store, store:
            store.execute("UPDATE run SET record = '{\"started_at\": 7}'")
        ended = watched.crawl(START + HOUR)
        assert (ended.exit_code, ended.record["exit_code"]) == (1, 1)
        assert "internal_error" in ended.record["cause"]
        assert "the monitors broke" in ended.err
