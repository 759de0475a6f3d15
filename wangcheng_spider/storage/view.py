"""A store as it lies on disk, looked at without changing a byte of it, or of its folder."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from . import Segment
from .packing import url_of

MAX_FAULTS = 20
"""Faults of the database named; there can be thousands."""


class Newest(NamedTuple):
    """Where the newest line of an article is, and what it says."""

    site: str
    content_id: str
    revision: int
    name: str
    """Of the segment."""
    offset: int
    url: str
    content_hash: str
    """As storage.Known has it: 32 digits."""

    @property
    def key(self) -> tuple[str, str]:
        return self.site, self.content_id


class StoreView:
    """Read-only. Raises sqlite3.DatabaseError where it can't be read as a store, and OSError."""

    def __init__(self, path: Path) -> None:
        with ExitStack() as held:
            self._db = self._open(path, held)
            held.callback(self._db.close)
            self._db.execute("SELECT count(*) FROM sqlite_master").fetchone()
            self._held = held.pop_all()

    def _open(self, path: Path, held: ExitStack) -> sqlite3.Connection:
        """The file itself, or a copy where a crash left a log: SQLite can't read it unwritten."""
        logs = [path.with_name(path.name + suffix) for suffix in ("-wal", "-journal")]
        logs = [log for log in logs if log.exists() and log.stat().st_size]
        how = "mode=rw" if logs else "mode=ro&immutable=1"
        if logs:
            folder = Path(held.enter_context(TemporaryDirectory(prefix="wangcheng-store-")))
            for file in (path, *logs):
                shutil.copyfile(file, folder / file.name)
            path = folder / path.name
        return sqlite3.connect(f"{path.resolve().as_uri()}?{how}", uri=True, isolation_level=None)

    @property
    def is_empty(self) -> bool:
        """True where a crash came before the first table was made."""
        return not self._db.execute("SELECT name FROM sqlite_master").fetchall()

    def check(self) -> list[str]:
        """What sqlite finds wrong with the file, and tables that are missing."""
        rows = self._db.execute(f"PRAGMA integrity_check({MAX_FAULTS})").fetchall()
        faults = [row[0].replace("\n", " ") for row in rows if row[0] != "ok"]
        tables = {row[0] for row in self._db.execute("SELECT name FROM sqlite_master")}
        missing = sorted({"article", "segment", "todo", "walk"} - tables)
        return faults + [f"no table {name}" for name in missing]

    def segments(self) -> list[Segment]:
        """All files of lines, oldest first."""
        rows = self._db.execute("SELECT name, offset, lines, is_sealed FROM segment ORDER BY id")
        return [Segment(name, offset, n, bool(is_sealed)) for name, offset, n, is_sealed in rows]

    def sums(self, name: str) -> dict[int, int]:
        """CRC-32 of each line of a segment by its offset; empty in stores of before these were."""
        try:
            rows = self._db.execute(
                "SELECT line_sum.offset, crc & 0xffffffff FROM line_sum"
                " JOIN segment ON segment.id = segment WHERE name = ?",
                (name,),
            )
            return dict(rows.fetchall())
        except sqlite3.OperationalError:
            return {}

    def newest(self) -> Iterator[Newest]:
        """The index, in the order of site and content id."""
        version = self._db.execute("PRAGMA user_version").fetchone()[0]
        url = "url" if version == 1 else url_of("article")
        rows = self._db.execute(
            f"SELECT site, content_id, revision, coalesce(name, ''), article.offset, {url},"
            " lower(hex(substr(content_hash, 1, 16))) FROM article"
            " LEFT JOIN segment ON segment.id = segment ORDER BY site, content_id"
        )
        return (Newest(*row) for row in rows)

    def close(self) -> None:
        self._held.close()
