"""Segments and store agree after whatever ended the last run."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from wangcheng_spider import exporters
from wangcheng_spider.exporters import DataDirBusy, SegmentWriter, lock_data_dir
from wangcheng_spider.items import Article
from wangcheng_spider.recovery import recover
from wangcheng_spider.storage import Found, StoreError
from wangcheng_spider.storage.sqlite import SqliteStore

S = "wcxww"
Make = Callable[..., Article]


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    return folder


def lines(folder: Path) -> list[str]:
    """Content ids of all lines on disk, open segments too; every line must be whole."""
    ids = []
    for path in sorted(folder.iterdir()):
        text = path.read_text("utf-8")
        assert text.endswith("\n")
        ids += [json.loads(line)["content_id"] for line in text.splitlines()]
    return ids


def test_nothing_is_known_before_its_line_is_on_disk(
    articles: Path, store: SqliteStore, make_article: Make
) -> None:
    store.add_found(S, [Found("https://x.example/1.html", "1", 0)])
    writer = SegmentWriter(articles, S, store)
    writer.stage_article(make_article(1))
    writer.stage_done(1)
    assert store.known(S, "1") is None
    assert writer.known("1") is not None, "but the run itself does not write it twice"
    assert list(articles.iterdir()) == []
    writer.flush()
    assert store.known(S, "1") is not None
    assert store.count(S) == (1, 0)
    assert lines(articles) == ["1"]
    assert [path.suffix for path in articles.iterdir()] == [".part"]
    writer.close()
    assert [path.suffix for path in articles.iterdir()] == [".jsonl"]
    assert [segment.is_sealed for segment in store.segments()] == [True]


def test_a_run_without_lines_leaves_no_file(articles: Path, store: SqliteStore) -> None:
    store.add_found(S, [Found("https://x.example/1.html", "1", 0)])
    writer = SegmentWriter(articles, S, store)
    writer.stage_failed(1, "status_404", 10)
    writer.close()
    assert list(articles.iterdir()) == []
    assert store.take(S, 0, 5, 1) == []


def test_segments_are_sealed_when_full(
    articles: Path, store: SqliteStore, make_article: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporters, "MAX_LINES", 2)
    writer = SegmentWriter(articles, S, store)
    for number in range(5):
        writer.stage_article(make_article(number))
        writer.flush()
    writer.close()
    assert [segment.lines for segment in store.segments()] == [2, 2, 1]
    assert lines(articles) == ["0", "1", "2", "3", "4"]
    assert len(list(articles.glob("wcxww-*Z-0000*.jsonl"))) == 3


def test_torn_bytes_are_cut_and_committed_lines_stay(
    articles: Path, store: SqliteStore, make_article: Make
) -> None:
    writer = SegmentWriter(articles, S, store)
    writer.stage_article(make_article(1))
    writer.flush()
    part = next(articles.iterdir())
    with part.open("ab") as file:
        file.write(b'{"schema_version":"1.0","url":"https://www.wc')
    recover(articles, store)
    assert lines(articles) == ["1"]
    assert [path.suffix for path in articles.iterdir()] == [".jsonl"]
    recover(articles, store)
    assert lines(articles) == ["1"], "a second recovery finds nothing to do"


def test_lines_that_were_written_but_not_committed_are_cut(
    articles: Path, store: SqliteStore, make_article: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = SegmentWriter(articles, S, store)
    writer.stage_article(make_article(1))
    monkeypatch.setattr(store, "commit", lambda *args: (_ for _ in ()).throw(OSError("full")))
    with pytest.raises(OSError, match="full"):
        writer.flush()
    monkeypatch.undo()
    recover(articles, store)
    assert list(articles.iterdir()) == []
    assert store.known(S, "1") is None
    assert store.segments() == []


def test_a_crash_between_renaming_and_its_entry(
    articles: Path, store: SqliteStore, make_article: Make
) -> None:
    writer = SegmentWriter(articles, S, store)
    writer.stage_article(make_article(1))
    writer.flush()
    part = next(articles.iterdir())
    part.rename(part.with_suffix(""))
    recover(articles, store)
    assert lines(articles) == ["1"]
    assert [segment.is_sealed for segment in store.segments()] == [True]


def test_a_lost_store_is_rebuilt_from_the_lines(
    articles: Path, store: SqliteStore, tmp_path: Path, make_article: Make
) -> None:
    writer = SegmentWriter(articles, S, store)
    for number in range(3):
        writer.stage_article(make_article(number))
    writer.flush()
    writer.seal()
    writer.stage_article(make_article(1, revision=2, change="edited", content_hash="ef" * 32))
    writer.flush()
    open_part = next(articles.glob("*.part"))
    with open_part.open("ab") as file:
        file.write(b'{"torn')
    fresh = SqliteStore(tmp_path / "fresh.sqlite3")
    recover(articles, fresh)
    assert lines(articles) == ["0", "1", "2", "1"]
    assert list(articles.glob("*.part")) == []
    for number in range(3):
        assert fresh.known(S, str(number)) == store.known(S, str(number))
    assert fresh.add_found(S, [Found("https://x.example/2.html", "2", 0)]) == 0
    fresh.close()


def test_a_missing_committed_line_is_said_and_nothing_touched(
    articles: Path, store: SqliteStore, make_article: Make
) -> None:
    writer = SegmentWriter(articles, S, store)
    writer.stage_article(make_article(1))
    writer.flush()
    part = next(articles.iterdir())
    os.truncate(part, 10)
    with pytest.raises(StoreError, match=part.name.replace(".", r"\.")):
        recover(articles, store)
    assert part.stat().st_size == 10


SEALED_LOSSES = [
    (lambda path: path.unlink(), r"00001\.jsonl: missing \(lines in it: 1\); `wangcheng v"),
    (lambda path: os.truncate(path, 10), r"00001\.jsonl: torn, of [\d,]+ bytes sealed 10 are"),
]  # fmt: skip


@pytest.mark.parametrize(("lose", "said"), SEALED_LOSSES)
def test_a_lost_sealed_segment_is_said_before_anything_is_touched(
    articles: Path,
    store: SqliteStore,
    make_article: Make,
    lose: Callable[[Path], None],
    said: str,
) -> None:
    writer = SegmentWriter(articles, S, store)
    writer.stage_article(make_article(1))
    writer.close()
    (sealed,) = articles.iterdir()
    writer.stage_article(make_article(2))
    writer.flush()
    part = next(articles.glob("*.part"))
    lose(sealed)
    with pytest.raises(StoreError, match=said):
        recover(articles, store)
    assert part.exists(), "the open segment is not sealed"


def test_many_lost_segments_are_one_line(
    articles: Path, store: SqliteStore, make_article: Make
) -> None:
    writer = SegmentWriter(articles, S, store)
    for number in (1, 2, 3):
        writer.stage_article(make_article(number))
        writer.close()
    for path in articles.iterdir():
        path.unlink()
    with pytest.raises(StoreError, match=r"\(segments lost in all: 3\)") as raised:
        recover(articles, store)
    assert "\n" not in str(raised.value)


def test_a_damaged_line_of_an_unknown_segment_is_named(articles: Path, store: SqliteStore) -> None:
    path = articles / "wcxww-20260101T000000Z-00001.jsonl"
    path.write_bytes(b'{"url": 1}\n')
    with pytest.raises(StoreError, match=r"00001\.jsonl:1: damaged line"):
        recover(articles, store)


def test_foreign_files_are_left_alone(articles: Path, store: SqliteStore) -> None:
    other = articles / "notes.txt"
    other.write_text("mine")
    recover(articles, store)
    assert other.read_text() == "mine"


def test_one_writer_and_the_second_says_who_holds_it(tmp_path: Path) -> None:
    lock = lock_data_dir(tmp_path)
    with pytest.raises(DataDirBusy, match=str(os.getpid())):
        lock_data_dir(tmp_path)
    os.close(lock)
    os.close(lock_data_dir(tmp_path))
