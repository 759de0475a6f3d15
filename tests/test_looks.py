"""`wangcheng verify` without `--repair` changes nothing, wherever it looks."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from articles import make_sound as sound
from test_verify import lose_store, tear_database
from verifying import S, fill, segments, verify
from wangcheng_spider.exporters import (
    DataDirBusy,
    SegmentWriter,
    keep_writers_away,
    lock_data_dir,
)
from wangcheng_spider.storage.sqlite import SqliteStore


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    fill(tmp_path / "data")
    return tmp_path / "data"


def picture(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Every name below a folder, with its bytes and the time of its last change."""
    paths = [folder, *folder.rglob("*")]
    return {
        str(p): (p.read_bytes() if p.is_file() else b"", p.stat().st_mtime_ns)
        for p in sorted(paths)
    }


def leave_log(data_dir: Path) -> None:
    """As a killed crawl does: its last lines are known to the store's log alone."""
    child = os.fork()
    if not child:
        store = SqliteStore(data_dir / "store.sqlite3")
        writer = SegmentWriter(data_dir / "articles", S, store)
        writer.stage_article(sound(12))
        writer.flush()
        os._exit(0)  # nothing is closed
    os.waitpid(child, 0)
    assert (data_dir / "store.sqlite3-wal").stat().st_size


LOOKED_AT = [
    (Path.exists, 0, "6 sound lines in 2 segments, nothing damaged"),
    (leave_log, 0, "7 sound lines in 3 segments, nothing damaged"),
    (lose_store, 5, "store.sqlite3: missing"),
    (tear_database, 5, "store.sqlite3: damaged"),
]


@pytest.mark.parametrize(("prepare", "code", "want"), LOOKED_AT)
def test_a_look_changes_nothing(
    data_dir: Path, prepare: Callable[[Path], object], code: int, want: str
) -> None:
    prepare(data_dir)
    before = picture(data_dir)
    done = verify(data_dir)
    assert (done.exit_code, want in done.output) == (code, True), done.output
    assert picture(data_dir) == before


def test_a_look_that_nobody_reads_is_no_error_to_speak_of(data_dir: Path) -> None:
    segments(data_dir)[0].write_bytes(b"{}\n" * 9)
    process = subprocess.Popen(
        [str(Path(sys.executable).with_name("wangcheng")), "verify", "-d", str(data_dir)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    with process.stderr:
        assert process.stderr.read() == b""
    assert process.wait(60) == 7


def test_no_folder_is_made_for_a_look(data_dir: Path) -> None:
    for path in segments(data_dir):
        path.unlink()
    (data_dir / "articles").rmdir()
    before = picture(data_dir)
    assert "missing, with 4 lines in it" in verify(data_dir).output
    assert picture(data_dir) == before


def test_a_look_keeps_writers_away_and_no_other_looks(data_dir: Path) -> None:
    os.close(lock_data_dir(data_dir))
    looking = keep_writers_away(data_dir)
    assert looking is not None
    assert verify(data_dir).exit_code == 0
    with pytest.raises(DataDirBusy, match="in use by `wangcheng verify`"):
        lock_data_dir(data_dir)
    os.close(looking)
    os.close(lock_data_dir(data_dir))
