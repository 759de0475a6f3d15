"""`wangcheng verify` names every damage by file and line; `--repair` mends and deletes nothing."""

import json
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from articles import make_sound as sound
from wangcheng_spider.cli import main
from wangcheng_spider.exporters import SegmentWriter, lock_data_dir
from wangcheng_spider.items import Article
from wangcheng_spider.lines import encode_line
from wangcheng_spider.recovery import recover
from wangcheng_spider.storage import Found
from wangcheng_spider.storage.sqlite import SqliteStore

S = "wcxww"
Make = Callable[..., Article]


def fill(data_dir: Path, make: Make) -> None:
    """Two sealed segments: articles 1 to 4, and 5 with a second revision of 2."""
    folder = data_dir / "articles"
    folder.mkdir(parents=True)
    store = SqliteStore(data_dir / "store.sqlite3")
    store.add_found(
        S, [Found(f"https://www.wcxww.com/content/{n}.html", str(n), 0) for n in (8, 9)]
    )
    writer = SegmentWriter(folder, S, store)
    for number in (1, 2, 3, 4):
        writer.stage_article(sound(number))
    writer.close()
    writer.stage_article(sound(5))
    edited = sound(2, revision=2, change="edited", article_body="改过的正文。")
    writer.stage_article(edited)
    writer.close()
    store.close()


@pytest.fixture
def data_dir(tmp_path: Path, make_article: Make) -> Path:
    fill(tmp_path / "data", make_article)
    return tmp_path / "data"


def verify(data_dir: Path, *options: str) -> Result:
    return CliRunner().invoke(main, ["verify", "-d", str(data_dir), *options])


def segments(data_dir: Path) -> list[Path]:
    return sorted((data_dir / "articles").glob("*.jsonl"))


def read_ids(data_dir: Path) -> list[tuple[str, int]]:
    rows = [json.loads(line) for p in segments(data_dir) for line in p.read_bytes().splitlines()]
    return [(row["content_id"], row["revision"]) for row in rows]


def change_line(path: Path, number: int, change: Callable[[bytes], bytes]) -> None:
    lines = path.read_bytes().splitlines(keepends=True)
    lines[number - 1] = change(lines[number - 1])
    path.write_bytes(b"".join(lines))


def rewrite(line: bytes, **fields: object) -> bytes:
    """The line with other values, in the form that lines have."""
    table = json.loads(line) | fields
    return json.dumps(table, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def drop_sums(data_dir: Path) -> None:
    """A store as it was before lines had checksums."""
    with sqlite3.connect(data_dir / "store.sqlite3") as db:
        db.execute("DROP TABLE line_sum")
    db.close()


def test_what_is_whole_is_clean_and_stays_untouched(data_dir: Path) -> None:
    before = {p: p.read_bytes() for p in data_dir.rglob("*") if p.is_file()}
    done = verify(data_dir)
    assert done.exit_code == 0, done.output
    assert "6 sound lines in 2 segments, nothing damaged" in done.output
    assert verify(data_dir, "--repair").output.endswith("nothing to repair\n")
    after = {p: p.read_bytes() for p in data_dir.rglob("*") if p.is_file() and p.name != "lock"}
    assert {p: data for p, data in after.items() if p in before} == before


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


def cut_tail(data_dir: Path) -> None:
    path = segments(data_dir)[1]
    os.truncate(path, path.stat().st_size - 5)


def add_line(data_dir: Path) -> None:
    path = segments(data_dir)[1]
    path.write_bytes(path.read_bytes() + segments(data_dir)[0].read_bytes()[:200])


def lose_segment(data_dir: Path) -> None:
    segments(data_dir)[1].unlink()


def add_segment(data_dir: Path) -> None:
    line = segments(data_dir)[0].read_bytes().splitlines(keepends=True)[0]
    other = rewrite(line, content_id="77", url="https://www.wcxww.com/77.html")
    (data_dir / "articles" / "wcxww-20260101T000000Z-00001.jsonl").write_bytes(other)


def add_stranger(data_dir: Path) -> None:
    (data_dir / "articles" / "notes.jsonl").write_text("{}\n")


def empty_segment(data_dir: Path) -> None:
    segments(data_dir)[1].write_bytes(b"")


def copy_segment(data_dir: Path) -> None:
    first = segments(data_dir)[0]
    first.with_name("wcxww-20990101T000000Z-00001.jsonl").write_bytes(first.read_bytes())


def change_index(data_dir: Path) -> None:
    with sqlite3.connect(data_dir / "store.sqlite3") as db:
        db.execute("UPDATE article SET revision = 7 WHERE content_id = '4'")
        db.execute("DELETE FROM article WHERE content_id = '5'")
        db.execute("UPDATE article SET content_id = '6' WHERE content_id = '1'")
    db.close()


def lose_store(data_dir: Path) -> None:
    (data_dir / "store.sqlite3").unlink()


def no_database(data_dir: Path) -> None:
    (data_dir / "store.sqlite3").write_bytes(b"this is no database at all, but long enough" * 99)


def tear_database(data_dir: Path) -> None:
    path = data_dir / "store.sqlite3"
    data = bytearray(path.read_bytes())
    data[4096 * 2 : 4096 * 3] = bytes(4096)
    path.write_bytes(data)


def empty_database(data_dir: Path) -> None:
    (data_dir / "store.sqlite3").write_bytes(b"")


ALL = [("1", 1), ("2", 1), ("3", 1), ("4", 1), ("5", 1), ("2", 2)]
DAMAGE = [
    (cut_tail, [".jsonl:2: torn", "bytes were committed"], ALL[:5]),
    (add_line, [".jsonl:3: torn", "altered: "], ALL),
    (lose_segment, ["missing: 2 lines were in it"], ALL[:4]),
    (add_segment, ["20260101T000000Z-00001.jsonl: foreign: a segment that the store"],
     [("77", 1), *ALL]),
    (add_stranger, ["notes.jsonl: foreign: no name"], ALL),
    (empty_segment, ["a sealed segment without a line", "bytes were committed"], ALL[:4]),
    (copy_segment, ["20990101T000000Z-00001.jsonl:1: repeated: revision 1 of"], ALL),
    (change_index, ["article 4 of wcxww: revision 7 (line: 1)", "article 5 of wcxww has a line",
                    "article 6 of wcxww is known, but", "article 1 of wcxww has a line"], ALL),
    (lose_store, ["store.sqlite3: missing"], ALL),
    (no_database, ["store.sqlite3: damaged: file is not a database"], ALL),
    (tear_database, ["store.sqlite3: damaged: "], ALL),
    (empty_database, ["store.sqlite3: empty"], ALL),
]  # fmt: skip


@pytest.mark.parametrize(("break_it", "wants", "left"), DAMAGE)
def test_every_damage_is_named_and_mended(
    data_dir: Path,
    break_it: Callable[[Path], None],
    wants: list[str],
    left: list[tuple[str, int]],
) -> None:
    whole = {p.read_bytes() for p in segments(data_dir)}
    break_it(data_dir)
    done = verify(data_dir)
    assert done.exit_code == 5, done.output
    for want in wants:
        assert want in done.output
    mended = verify(data_dir, "--repair")
    assert mended.exit_code == 0, mended.output
    assert read_ids(data_dir) == left
    assert whole & {p.read_bytes() for p in segments(data_dir)}, "what is sound is not rewritten"
    assert verify(data_dir).exit_code == 0
    store = SqliteStore(data_dir / "store.sqlite3")
    recover(data_dir / "articles", store)
    known = {one for one, _ in left}
    assert {str(n) for n in range(1, 80) if store.known(S, str(n))} == known
    store.close()


def test_repair_of_a_lost_segment_asks_for_its_articles_again(data_dir: Path) -> None:
    lose_segment(data_dir)
    mended = verify(data_dir, "--repair")
    assert mended.exit_code == 0
    assert ": to-do list, times of looks, articles that lost their line\n" in mended.output
    store = SqliteStore(data_dir / "store.sqlite3")
    assert [one.content_id for one in store.take(S, 0, 0, 9)] == ["8", "9", "5"]
    known = store.known(S, "2")
    assert known is not None
    assert known.revision == 1
    store.close()


def test_what_a_crash_leaves_is_said_but_is_no_damage(data_dir: Path, make_article: Make) -> None:
    store = SqliteStore(data_dir / "store.sqlite3")
    writer = SegmentWriter(data_dir / "articles", S, store)
    writer.stage_article(sound(10))
    writer.flush()
    store.close()
    part = next((data_dir / "articles").glob("*.part"))
    with part.open("ab") as file:
        file.write(encode_line(sound(11)) + b'{"torn')
    done = verify(data_dir)
    assert done.exit_code == 0
    assert f"{part}: open: the next start cuts off" in done.output
    lose_store(data_dir)
    done = verify(data_dir)
    assert done.exit_code == 5
    assert f"{part}:3: torn: the line has no end (no damage)" in done.output


def test_a_store_s_old_copy_costs_no_line(data_dir: Path, make_article: Make) -> None:
    path = data_dir / "store.sqlite3"
    store = SqliteStore(path)
    writer = SegmentWriter(data_dir / "articles", S, store)
    writer.stage_article(sound(10))
    writer.flush()
    store.close()
    copy = path.read_bytes()
    store = SqliteStore(path)
    store_writer = SegmentWriter(data_dir / "articles", S, store)
    part = next((data_dir / "articles").glob("*.part"))
    with part.open("ab") as file:
        file.write(encode_line(sound(11)))
    part.rename(part.with_suffix(""))
    store_writer.close()
    store.close()
    path.write_bytes(copy)
    store = SqliteStore(path)
    recover(data_dir / "articles", store)
    assert store.known(S, "11") is not None, "it is not written a second time"
    store.close()
    assert verify(data_dir).exit_code == 0


def test_wrong_calls(data_dir: Path, tmp_path: Path) -> None:
    done = verify(tmp_path / "nowhere")
    assert done.exit_code == 2
    assert "nowhere: neither articles nor a store in it" in done.output
    lock = lock_data_dir(data_dir)
    done = verify(data_dir)
    os.close(lock)
    assert done.exit_code == 5
    assert f"is in use by process {os.getpid()}" in done.output
