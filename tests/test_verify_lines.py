"""`wangcheng verify` names damaged lines by file and number; `--repair` moves them aside."""

from collections.abc import Callable
from pathlib import Path

import pytest

from verifying import S, change_line, drop_sums, fill, read_ids, rewrite, segments, verify
from wangcheng_spider.storage.sqlite import SqliteStore


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    fill(tmp_path / "data")
    return tmp_path / "data"


LINE_DAMAGE = [
    ("one bit", lambda line: line.replace(b'"source":null', b'"source":nuLl'), "damaged:"),
    ("another source", lambda line: rewrite(line, source="别处"), "altered: its bytes"),
    ("another body", lambda line: rewrite(line, article_body="别的话"), "altered: its bytes"),
    ("half a line", lambda line: line[:40] + b"\n", "damaged:"),
    ("zeros, as after a power loss", lambda line: b"\0" * (len(line) - 1) + b"\n", "damaged:"),
    ("no editors", lambda line: line.replace(b'"editors":[],', b""), "damaged: fields missing"),
    ("another field", lambda line: b'{"x":1,' + line[1:], "damaged: fields missing or unknown: x"),
    ("not UTF-8", lambda line: line.replace("通知".encode(), b"\xff\xfe"), "damaged:"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "want"), [row[1:] for row in LINE_DAMAGE], ids=[row[0] for row in LINE_DAMAGE]
)
def test_a_damaged_line_is_named_and_repair_moves_it_aside(
    data_dir: Path, change: Callable[[bytes], bytes], want: str
) -> None:
    first = segments(data_dir)[0]
    before = first.read_bytes().splitlines(keepends=True)
    change_line(first, 3, change)
    bad = first.read_bytes().splitlines(keepends=True)[2]
    assert bad != before[2], "the case changes something"
    done = verify(data_dir)
    assert done.exit_code == 5
    assert f"{first}:3: {want}" in done.output
    assert f"{first}:4" not in done.output, "its neighbours are sound"
    mended = verify(data_dir, "--repair")
    assert mended.exit_code == 0, mended.output
    assert first.read_bytes() == b"".join(before[:2] + before[3:])
    aside = data_dir / "articles" / "damaged" / f"{first.name}.damaged"
    assert aside.read_bytes() == bad
    assert f"{first}:3: {want}" in aside.with_name(aside.name + ".why").read_text("utf-8")
    assert read_ids(data_dir) == [("1", 1), ("2", 1), ("4", 1), ("5", 1), ("2", 2)]
    store = SqliteStore(data_dir / "store.sqlite3")
    assert store.known(S, "3") is None
    todo = [one.content_id for one in store.take(S, 0, 0, 9)]
    assert todo == ["8", "9", "3"], "what was to do still is, and the lost article is fetched again"
    store.close()


WITHOUT_SUMS = [
    ({"article_body": "别的话"}, "altered: content_hash"),
    ({"headline": ""}, "breaks the schema: bad_headline"),
    ({"authors": [1]}, "breaks the schema: bad_authors"),
    ({"date_published": "gestern"}, "breaks the schema: bad_date_published"),
    ({"site": "other"}, "foreign: a line of site other"),
    ({"revision": 0}, "breaks the schema: bad_revision"),
    ({"content_id": "1", "url": "https://www.wcxww.com/x.html"}, "repeated: revision 1 of"),
    ({"url": "https://www.wcxww.com/content/646754/50/1.html"}, "repeated: revision 1 of"),
]


@pytest.mark.parametrize(("fields", "want"), WITHOUT_SUMS)
def test_lines_are_held_against_their_own_words_too(
    data_dir: Path, fields: dict[str, object], want: str
) -> None:
    drop_sums(data_dir)
    first = segments(data_dir)[0]
    change_line(first, 3, lambda line: rewrite(line, **fields))
    done = verify(data_dir)
    assert done.exit_code == 5
    assert f"{first}:3: {want}" in done.output
    assert verify(data_dir, "--repair").exit_code == 0


def test_a_line_in_another_form_is_altered(data_dir: Path) -> None:
    drop_sums(data_dir)
    first = segments(data_dir)[0]
    change_line(first, 1, lambda line: line[:-1] + b"\r\n")
    assert f"{first}:1: altered: it does not have the form" in verify(data_dir).output
