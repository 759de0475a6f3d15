"""`wangcheng verify` names every damage of segments and store; `--repair` deletes nothing."""

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from articles import make_sound as sound
from verifying import S, fill, read_ids, rewrite, segments, verify
from wangcheng_spider.exporters import SegmentWriter, lock_data_dir
from wangcheng_spider.lines import encode_line
from wangcheng_spider.recovery import recover
from wangcheng_spider.storage.sqlite import SqliteStore


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    fill(tmp_path / "data")
    return tmp_path / "data"


def test_what_is_whole_is_clean_and_stays_untouched(data_dir: Path) -> None:
    before = {p: p.read_bytes() for p in data_dir.rglob("*") if p.is_file()}
    done = verify(data_dir)
    assert done.exit_code == 0, done.output
    assert "6 sound lines in 2 segments, nothing damaged" in done.output
    assert verify(data_dir, "--repair").output.endswith("nothing to repair\n")
    after = {p: p.read_bytes() for p in data_dir.rglob("*") if p.is_file() and p.name != "lock"}
    assert {p: data for p, data in after.items() if p in before} == before


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
    (cut_tail, [".jsonl:2: torn", " bytes committed, "], ALL[:5]),
    (add_line, [".jsonl:3: torn", "altered: "], ALL),
    (lose_segment, ["missing, with 2 lines in it"], ALL[:4]),
    (add_segment, ["20260101T000000Z-00001.jsonl: foreign: a segment that the store"],
     [("77", 1), *ALL]),
    (add_stranger, ["notes.jsonl: foreign: no name"], ALL),
    (empty_segment, ["a sealed segment without a line", " bytes committed, "], ALL[:4]),
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


def test_what_a_crash_leaves_is_said_but_is_no_damage(data_dir: Path) -> None:
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


def test_a_store_s_old_copy_costs_no_line(data_dir: Path) -> None:
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


def test_numbers_of_one_are_no_plurals(data_dir: Path) -> None:
    folder = data_dir / "articles"
    store = SqliteStore(data_dir / "store.sqlite3")
    writer = SegmentWriter(folder, S, store)
    writer.stage_article(sound(10))
    writer.close()
    (third,) = set(segments(data_dir)) - set(before := segments(data_dir)[:2])
    third.unlink()
    writer.stage_article(sound(11))
    writer.flush()
    store.close()
    with next(folder.glob("*.part")).open("ab") as file:
        file.write(b"{")
    said = verify(data_dir).output
    assert f"{third}: missing, with 1 line in it\n" in said
    assert ": open: the next start cuts off 1 byte never committed (no damage)\n" in said
    assert said.endswith(": 7 sound lines in 3 segments, 1 found damaged\n")
    before[0].unlink()
    before[1].write_bytes(before[1].read_bytes().splitlines(keepends=True)[1])
    assert "missing, with 4 lines in it\n" in verify(data_dir).output
