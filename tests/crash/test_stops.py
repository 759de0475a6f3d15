"""Stopped politely and rudely, disks that are full or read-only, clocks that jump, a store lost."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from crawling import ROOT, Crawl, crawl, read_lines, start_crawl
from test_looks import leave_log
from verifying import fill
from wangcheng_spider.cli import main
from wangcheng_spider.demo.server import Server
from wangcheng_spider.verification import Verification

Serve = Callable[..., tuple[Server, str]]
IS_LONG = "KILLS" in os.environ
ARTICLES = 24
FAULTS = [("EIO", 90), *((("ENOSPC", at) for at in range(10, 300, 20)) if IS_LONG else ())]
"""What fails under Scrapy, from which call on."""


def start_and_wait(server: Server, data_dir: Path, profile: str, pages: int, **env: str) -> Crawl:
    """A crawl that has asked for so many pages."""
    wanted = server.requests.total() + pages
    running = start_crawl(data_dir, "-a", f"site={profile}", **env)
    deadline = time.monotonic() + 60
    while server.requests.total() < wanted and running.process.poll() is None:
        assert time.monotonic() < deadline, "the crawl stands still"
        time.sleep(0.001)
    return running


def check(server: Server, data_dir: Path) -> None:
    """Every article has one line, and all is whole."""
    ids = sorted(line["content_id"] for line in read_lines(data_dir))
    assert ids == sorted(story.content_id for story in server.sample.stories)
    assert [str(finding) for finding in Verification(data_dir).find()] == []


def verify(data_dir: Path, *options: str) -> Result:
    """`wangcheng verify`."""
    return CliRunner().invoke(main, ["verify", "-d", str(data_dir), *options])


STOPS = [
    ([signal.SIGTERM], "once: what is under way is finished and written"),
    ([signal.SIGINT, signal.SIGINT], "twice: what is under way is dropped"),
]


@pytest.mark.parametrize(("signals", "_why"), STOPS, ids=["SIGTERM", "SIGINT twice"])
def test_a_stopped_crawl_says_6_and_goes_on(
    serve: Serve, tmp_path: Path, signals: list[int], _why: str
) -> None:
    server, profile = serve(articles=ARTICLES, delay=0.03)
    data_dir = tmp_path / "data"
    running = start_and_wait(server, data_dir, profile, 25)
    for number in signals:
        running.process.send_signal(number)
        time.sleep(0.02)
    ended = running.end()
    assert ended.exit_code == 6, ended.err
    assert ended.record["exit_code"] == 6
    assert ended.record["cause"].startswith("ended early")
    assert len(read_lines(data_dir)) < ARTICLES, "it was stopped before its end"
    before = [str(finding) for finding in Verification(data_dir).find()]
    assert before == [], "an orderly end leaves nothing open"
    assert crawl(data_dir, "-a", f"site={profile}").exit_code == 0
    check(server, data_dir)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Callable[[str], Path]]:
    """Mount a tmpfs with these options, or anew with others; skips where that may not be."""
    folder = tmp_path / "disk"
    folder.mkdir()

    def mount(options: str) -> Path:
        again = "remount," if os.path.ismount(folder) else ""
        command = ["mount", "-t", "tmpfs", "-o", again + options, "tmpfs", str(folder)]
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False)
        except FileNotFoundError:
            pytest.skip("no mount here")
        if done.returncode:
            pytest.skip(f"mounting is not permitted here: {done.stderr.strip()}")
        return folder

    yield mount
    if os.path.ismount(folder):
        subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_and_a_read_only_one_say_7(
    serve: Serve, small_disk: Callable[[str], Path]
) -> None:
    server, profile = serve(articles=ARTICLES)
    data_dir = small_disk("size=600k") / "data"
    for _ in range(2):  # the second has no space from its beginning
        ended = crawl(data_dir, "-a", f"site={profile}")
        assert ended.exit_code == 7, ended.err
        assert "Traceback" not in ended.err
    small_disk("size=64m")
    assert crawl(data_dir, "-a", f"site={profile}").exit_code == 0
    check(server, data_dir)
    small_disk("ro")
    ended = crawl(data_dir, "-a", f"site={profile}")
    assert ended.exit_code == 7
    assert "could not write" in ended.err
    assert "Read-only file system" in ended.err
    done = verify(data_dir)
    assert done.exit_code == 0, "reading needs no place to write"


def test_the_clock_jumps_ahead_and_back(serve: Serve, tmp_path: Path) -> None:
    server, profile = serve(articles=ARTICLES, delay=0.01, fail_rate=0.1)
    data_dir = tmp_path / "data"
    for year in ("2040", "2016"):
        clock = f"{year}-01-01T00:00:00Z"
        start_and_wait(server, data_dir, profile, 25, WANGCHENG_CLOCK=clock).kill()
    ended = crawl(data_dir, "-a", f"site={profile}")
    assert ended.exit_code == 0, ended.err
    check(server, data_dir)
    names = [path.name for path in (data_dir / "articles").glob("*.jsonl")]
    written = sorted(names, key=lambda name: (data_dir / "articles" / name).stat().st_mtime_ns)
    assert written == sorted(names), "files in the order of their names are in that of writing"


def test_a_lost_store_costs_looks_and_no_line_and_a_damaged_one_is_said(
    serve: Serve, tmp_path: Path
) -> None:
    server, profile = serve(articles=ARTICLES, delay=0.01)
    data_dir = tmp_path / "data"
    start_and_wait(server, data_dir, profile, 32).kill()
    for path in data_dir.glob("store.sqlite3*"):
        path.unlink()
    ended = crawl(data_dir, "-a", f"site={profile}")
    assert ended.exit_code == 0, ended.err
    check(server, data_dir)
    (data_dir / "store.sqlite3").write_bytes(b"no database " * 1000)
    ended = crawl(data_dir, "-a", f"site={profile}")
    assert ended.exit_code == 5
    assert "`wangcheng verify` says more" in ended.err
    assert verify(data_dir, "--repair").exit_code == 0
    assert crawl(data_dir, "-a", f"site={profile}").exit_code == 0
    check(server, data_dir)


@pytest.mark.parametrize(("kind", "at"), FAULTS)
def test_a_disk_that_refuses_under_scrapy_ends_the_crawl_with_7(
    serve: Serve, tmp_path: Path, kind: str, at: int
) -> None:
    server, profile = serve(articles=ARTICLES)
    data_dir = tmp_path / "data"
    plan = json.dumps({"kind": kind, "at": at, "for_good": True})
    launch = [sys.executable, str(Path(__file__).with_name("launch.py")), "crawl"]
    command = [*launch, str(data_dir), plan, "-a", f"site={profile}"]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 7, done.stderr
    assert crawl(data_dir, "-a", f"site={profile}").exit_code == 0
    check(server, data_dir)


def test_verify_reads_a_disk_that_nobody_can_write_to(small_disk: Callable[[str], Path]) -> None:
    data_dir = small_disk("size=8m") / "data"
    fill(data_dir)
    leave_log(data_dir)
    small_disk("ro")
    looked = verify(data_dir)
    assert (looked.exit_code, "7 sound lines" in looked.output) == (0, True), looked.output
    listed = CliRunner().invoke(main, ["failed", "-d", str(data_dir)])
    assert (listed.exit_code, "no failed addresses" in listed.output) == (0, True), listed.output
    assert verify(data_dir, "--repair").exit_code == 7
