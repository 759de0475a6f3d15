"""The catalogue's index and what is found in it."""

from pathlib import Path

import pytest

from shelf import EVIL, LINES, SAVED, line, record, write_data
from wangcheng_spider.catalog.differences import compare
from wangcheng_spider.catalog.index import NAME, Index
from wangcheng_spider.catalog.search import Search, cut_out, find_lines, mark_words
from wangcheng_spider.recording import Recording
from wangcheng_spider.warc_records import Exchange


def test_new_lines_and_pages_are_taken_in(tmp_path: Path) -> None:
    data_dir = write_data(tmp_path)
    index = Index(data_dir)
    assert index.update() is True
    assert index.update() is False
    assert find_lines(index.db, Search())[0] == 3
    part = data_dir / "articles" / "wcxww-20260106T030400Z-00001.jsonl.part"
    part.rename(part.with_suffix(""))
    record(data_dir, "2026-01-05T03:04:00Z", "later")
    assert index.update() is True
    assert find_lines(index.db, Search(q="还没写完"))[0] == 1
    pages = [index.original(one) for one in index.revisions("wcxww", "1")]
    assert [page.body.decode() for page in pages if page] == [SAVED, "later"]
    index.close()


def test_a_page_that_came_again_unchanged_is_shown_as_it_was(tmp_path: Path) -> None:
    data_dir = write_data(tmp_path)
    recording = Recording(data_dir / "archive", "wcxww")
    for date, status in (("2026-01-04T03:04:05Z", 200), ("2026-01-05T03:04:05Z", 304)):
        head = b"HTTP/1.1 %d X\r\nContent-Type: text/html\r\n\r\n" % status
        body = b"<p>as it was</p>" if status == 200 else b""
        recording.add(Exchange(LINES[0].url, date, b"GET / HTTP/1.1\r\n\r\n", head, body, status))
        recording.flush()
    recording.close()
    index = Index(data_dir)
    index.update()
    page = index.original(LINES[3])
    assert page is not None
    assert page.body == b"<p>as it was</p>"
    index.close()


def test_an_index_that_does_not_fit_is_made_anew(tmp_path: Path) -> None:
    data_dir = write_data(tmp_path)
    index = Index(data_dir)
    index.update()
    index.close()
    segment = data_dir / "articles" / "wcxww-20260105T030400Z-00001.jsonl"
    segment.unlink()
    index = Index(data_dir)
    index.update()
    assert [hit.revision for hit in find_lines(index.db, Search(q="演练"))[1]] == [1]
    assert find_lines(index.db, Search(q="三百人"))[0] == 0
    index.close()
    (data_dir / NAME).write_bytes(b"no database" * 1000)
    index = Index(data_dir)
    index.update()
    assert find_lines(index.db, Search(q="防汛演练"))[0] == 1
    index.close()


def test_a_damaged_line_costs_itself_alone(tmp_path: Path) -> None:
    data_dir = write_data(tmp_path)
    segment = data_dir / "articles" / "wcxww-20260102T030400Z-00001.jsonl"
    first, rest = segment.read_bytes().split(b"\n", 1)
    segment.write_bytes(first[:50] + b"\n" + rest)
    index, said = Index(data_dir), list[str]()
    index.update(said.append)
    assert f"left out: {segment.name}:1 is damaged (wangcheng verify says more)" in said
    hits = find_lines(index.db, Search())[1]
    assert [(hit.content_id, hit.revision) for hit in hits] == [("2", 1), ("1", 2), ("3", 1)]
    assert index.revisions("wcxww", "2")[0].headline == f"{EVIL}要闻"
    index.close()


def test_differences_are_of_characters_in_paragraphs_that_pair() -> None:
    (changed,) = compare(LINES[0], LINES[3])
    assert changed.before == [("两", True), ("百人参加。", False)]
    assert changed.after == [("三", True), ("百人参加。", False)]
    longer = line(1, "乌山街道开展防汛演练", f"{LINES[0].article_body}\n\n新的一段。")
    assert compare(LINES[0], longer) == [(None, [("新的一段。", True)])]


MARKS = [
    ("防汛防汛", ["防汛"], [("防汛", True), ("防汛", True)], "one behind the other"),
    ("区防汛演练", ["防汛", "防汛演练"], [("区", False), ("防汛演练", True)], "the longer one"),
    ("News", ["news"], [("News", True)], "capitals stay"),
    ("İ防汛", ["防汛"], [("İ", False), ("防汛", True)], "a letter that grows when made small"),
    ("无", [], [("无", False)], "no word"),
]


@pytest.mark.parametrize(("text", "words", "want", "why"), MARKS)
def test_marks(text: str, words: list[str], want: list[tuple[str, bool]], why: str) -> None:
    assert mark_words(text, words) == want, why


def test_a_cutting_shows_the_place() -> None:
    pieces = cut_out("甲" * 300 + "防汛" + "乙" * 300, ["防汛"])
    assert pieces == [("…" + "甲" * 40, False), ("防汛", True), ("乙" * 78 + "…", False)]
