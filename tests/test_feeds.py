"""Scrapy's feeds beside the lines: one that can't be written is said, and costs no line."""

from pathlib import Path

import pytest

from crawling import ROOT, crawl, read_lines
from wangcheng_spider.feeds import check_place, name_feeds

SAMPLE = ("-a", "site=sample", "-a", f"archive={ROOT / 'data' / 'sample.warc.gz'}", "-L", "WARNING")

# (feed, exit code, what the one line names): FILE is a file, FOLDER a folder
REFUSED = [
    ("FILE/feed.csv", 7, "is no folder"),
    ("FILE/below/feed.csv", 7, "is no folder"),
    ("file://FILE/feed.csv", 7, "is no folder"),
    ("FILE/%(time)s/feed.csv", 7, "is no folder"),
    ("FOLDER:csv", 7, "is a folder"),
    ("nosuch://place/feed.csv", 2, "nosuch"),
]


@pytest.mark.parametrize(("feed", "exit_code", "named"), REFUSED)
def test_a_feed_without_a_place_is_refused(
    feed: str, exit_code: int, named: str, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    uri = feed.replace("FILE", str(tmp_path / "file")).replace("FOLDER", str(tmp_path))
    ended = crawl(tmp_path / "data", *SAMPLE, "-O", uri)
    assert ended.exit_code == exit_code
    (said,) = ended.err.splitlines()
    assert named in said
    assert not (tmp_path / "data").exists()


# a device without space, and a name that asks for what a spider does not have
FAILING = [("/dev/full:jsonl", "No space left"), ("%(colour)s.csv", "colour")]


@pytest.mark.parametrize(("feed", "why"), FAILING)
def test_a_feed_that_fails_on_the_way_ends_with_7(feed: str, why: str, tmp_path: Path) -> None:
    ended = crawl(tmp_path / "data", *SAMPLE, "-o", feed)
    assert ended.exit_code == ended.record["exit_code"] == 7
    assert why in ended.record["cause"]
    (said,) = ended.err.splitlines()
    assert why in said
    lines = read_lines(tmp_path / "data")
    assert len(lines) == ended.record["written"]["new"] > 0


def test_places_that_are_fine(tmp_path: Path) -> None:
    (tmp_path / "old.csv").touch()
    for name in ("new.csv", "old.csv", "deep/down/new.csv", "%(time)s/%(name)s.csv"):
        check_place(tmp_path / name)
    assert [path.name for path in tmp_path.iterdir()] == ["old.csv"], "nothing was made"


def test_names_hold_no_secret() -> None:
    assert name_feeds(["ftp://me:word@a.test/x.csv", "y.csv"]) == "ftp://a.test/x.csv, y.csv"
