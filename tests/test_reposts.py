"""Reposts point to the earliest near-identical article, in whatever order they arrive."""

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest

from crawling import ROOT
from test_similarity import BODY, REPOSTS, repeat
from wangcheng_spider.demo.notices import write_sentences
from wangcheng_spider.demo.reposts import write_stream
from wangcheng_spider.demo.tracing import trace_stream
from wangcheng_spider.demo.words import Writer
from wangcheng_spider.exporters import SegmentWriter
from wangcheng_spider.extraction import Reader, extract
from wangcheng_spider.items import Article
from wangcheng_spider.lines import decode_line
from wangcheng_spider.opening import open_run
from wangcheng_spider.pipelines.near_duplicate import NearDuplicatePipeline
from wangcheng_spider.recovery import recover
from wangcheng_spider.reposts import RepostFinder
from wangcheng_spider.sinks import RunSink
from wangcheng_spider.storage.sqlite import SqliteStore
from wangcheng_spider.text.similarity import is_near_identical, read_text


class Desk:
    """A writer and its store, as a run has them."""

    def __init__(self, folder: Path, make: Callable[..., Article]) -> None:
        self.folder, self._make = folder, make
        (folder / "articles").mkdir(exist_ok=True)
        self.open("store.sqlite3")

    def open(self, name: str) -> None:
        self.store = SqliteStore(self.folder / name)
        recover(self.folder / "articles", self.store)
        self.writer = SegmentWriter(self.folder / "articles", "wcxww", self.store)
        self._finder = RepostFinder(self.writer)

    def close(self) -> None:
        self.writer.close()
        self.store.close()

    def add(self, number: int, date: str | None, body: str = BODY, **fields: object) -> str | None:
        """Write an article; the number of the one that it points to."""
        when = f"2025-03-{date}T08:00:00+08:00" if date else None
        article = self._make(number, date_published=when, article_body=body, **fields)
        article.duplicate_of = self._finder.find_original(article)
        self.writer.stage_article(article)
        found = article.duplicate_of
        return found and found.rsplit("/", 1)[1].removesuffix(".html")


@pytest.fixture
def desk(tmp_path: Path, make_article: Callable[..., Article]) -> Iterator[Desk]:
    desk = Desk(tmp_path, make_article)
    yield desk
    desk.close()


def test_reposts_point_to_the_earliest_staged_or_on_disk(desk: Desk) -> None:
    assert desk.add(1, "05") is None
    assert desk.add(2, "06") == "1", "while its line is not on disk"
    desk.writer.flush()
    assert desk.add(3, "07", REPOSTS[4][0]) == "1"
    assert desk.add(4, None) == "1", "without a date it is the later one"


def test_the_earlier_one_may_come_later(desk: Desk) -> None:
    assert desk.add(1, "05") is None
    assert desk.add(2, "04") is None, "it is the earliest; the line of 1 stands as written"
    desk.writer.flush()
    assert desk.add(3, "06") == "2"
    assert desk.add(1, "05", REPOSTS[5][0], revision=2, change="edited") == "2", "its next line"


def test_of_the_same_time_the_first_written_is_the_original(desk: Desk) -> None:
    assert desk.add(1, "05") is None
    assert desk.add(2, "05") == "1"
    desk.writer.flush()
    assert desk.add(1, "05", revision=2, change="edited") is None
    assert desk.add(2, "05", revision=2, change="edited") == "1"


def test_pointers_lead_to_an_article_that_points_nowhere(desk: Desk) -> None:
    """3 is near to 2 and 2 to 1; 3 is not near to 1, but 2 never was the earliest."""
    sentences = write_sentences(Random(3), Writer(Random(3)), 46)
    one, two, three = sentences[:30], sentences[8:38], sentences[16:]
    assert desk.add(1, "01", repeat(*one)) is None
    assert desk.add(2, "02", repeat(*two)) == "1"
    desk.writer.flush()
    assert not is_near_identical(read_text("", repeat(*one)), read_text("", repeat(*three)))
    assert desk.add(3, "03", repeat(*three)) == "1"


def test_revisions_and_mirror_copies_are_the_article_itself(desk: Desk) -> None:
    assert desk.add(1, "05", view="mirror") is None
    assert desk.add(1, "05", revision=2, change="better_copy") is None
    desk.writer.flush()
    assert desk.add(1, "05", revision=3, change="edited") is None


def test_an_edit_that_makes_another_article_of_it(desk: Desk) -> None:
    desk.add(1, "05")
    assert desk.add(2, "06") == "1"
    desk.writer.flush()
    other = "".join(
        f"第{number}条消息说的是完全不同的另一件事情，和小区没有关系。" for number in range(9)
    )
    assert desk.add(2, "06", other, revision=2, change="edited") is None
    desk.writer.flush()
    assert desk.add(3, "07") == "1"


def test_it_works_across_runs_and_with_a_rebuilt_store(desk: Desk) -> None:
    desk.add(1, "05")
    desk.add(2, "04")
    desk.close()
    desk.open("store.sqlite3")
    assert desk.add(3, "06") == "2", "another run"
    desk.close()
    desk.open("rebuilt.sqlite3")
    assert desk.add(4, "07", REPOSTS[1][0]) == "2", "rebuilt from the lines"


def test_what_was_not_committed_is_not_found(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.add(1, "05")
    monkeypatch.setattr(desk.store, "commit", lambda *args: (_ for _ in ()).throw(OSError("full")))
    with pytest.raises(OSError, match="full"):
        desk.writer.flush()
    monkeypatch.undo()
    desk.store.close()
    desk.open("store.sqlite3")
    assert desk.add(2, "06") is None
    assert desk.add(1, "05") is None


def test_articles_of_other_sites_count(desk: Desk) -> None:
    assert desk.add(1, "05", site="wcxww") is None
    assert desk.add(2, "06", site="other") == "1"


def test_a_line_that_cannot_be_read_is_no_original(desk: Desk) -> None:
    desk.add(1, "05")
    desk.writer.close()
    next((desk.folder / "articles").glob("*.jsonl")).unlink()
    assert desk.add(2, "06") is None


def test_floors(tmp_path: Path) -> None:
    """The small form of benchmarks/near_duplicates.py."""
    traced = trace_stream(write_stream(1500, seed=7), tmp_path, batch=160)
    assert sum(traced.reposts.values()) > 250
    assert len(traced.kinds) == 10, "every kind of lookalike is among them"
    assert traced.recall >= 0.98
    assert traced.precision >= 0.995


def test_pipeline_and_extraction_set_it(
    tmp_path: Path, make_article: Callable[..., Article]
) -> None:
    run = open_run({"site": "wcxww"}, tmp_path)
    pipeline, sink = NearDuplicatePipeline(run), RunSink(run)
    run.write(pipeline.process_item(make_article(1, article_body=BODY)))
    again = pipeline.process_item(make_article(2, article_body=REPOSTS[4][0]))
    assert again.duplicate_of == "https://www.wcxww.com/content/646754/50/1.html"
    run.write(again)
    sink.write(third := make_article(3, article_body=REPOSTS[5][0]))
    assert third.duplicate_of == again.duplicate_of
    run.finish("finished")
    assert run.record.written == {"new": 3}, "nothing is dropped"


def test_extract_into_a_folder_finds_none_in_the_sample(tmp_path: Path) -> None:
    run = open_run({"site": "sample"}, tmp_path)
    extract([ROOT / "data" / "sample.warc.gz"], Reader("sample"), RunSink(run), jobs=1)
    run.finish("finished")
    (segment,) = (tmp_path / "articles").glob("*.jsonl")
    articles = [decode_line(line) for line in segment.read_bytes().splitlines()]
    assert len(articles) == 60
    assert [a.url for a in articles if a.duplicate_of] == [], "no two stories of it are one"


def test_reposts_of_lines_that_a_store_of_before_indexed_otherwise(desk: Desk) -> None:
    desk.add(1, "05")
    desk.close()
    with sqlite3.connect(desk.folder / "store.sqlite3") as db:
        db.executescript("DELETE FROM passage; INSERT INTO unread SELECT id FROM segment")
    db.close()
    desk.open("store.sqlite3")
    assert desk.add(2, "06") == "1"
    assert desk.store.unread() == []
