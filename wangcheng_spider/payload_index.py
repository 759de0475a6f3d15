"""Which payload an archive holds of an address: what makes an unchanged page a revisit."""

import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path

from .warc_records import Seen

TABLES = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL;
CREATE TABLE IF NOT EXISTS file (id INTEGER PRIMARY KEY, name TEXT UNIQUE, length INTEGER);
CREATE TABLE IF NOT EXISTS page
  (url TEXT PRIMARY KEY, digest TEXT, date TEXT, file INTEGER) WITHOUT ROWID;
"""


class PayloadIndex:
    """One SQLite file. A damaged one is begun anew: it costs no page, only space.

    Raises OSError where the disk refuses.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._db = self._open()
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):
                raise OSError(f"{path}: {error}") from error
            for suffix in ("", "-wal", "-shm"):
                path.with_name(path.name + suffix).unlink(missing_ok=True)
            self._db = self._open()

    def _open(self) -> sqlite3.Connection:
        db = sqlite3.connect(self._path, isolation_level=None)
        try:
            db.executescript(TABLES)
        except sqlite3.DatabaseError:
            db.close()
            raise
        return db

    def find(self, url: str) -> Seen | None:
        """The last payload of an address that the archive holds."""
        row = self._db.execute("SELECT digest, date FROM page WHERE url = ?", (url,)).fetchone()
        return Seen(*row) if row else None

    def length(self, name: str) -> int:
        """Bytes of a file that are sure to be whole records."""
        row = self._db.execute("SELECT length FROM file WHERE name = ?", (name,)).fetchone()
        return row[0] if row else 0

    def enter(self, name: str, length: int, pages: Mapping[str, Seen]) -> None:
        """A file's new length, and the pages that were written to it."""
        try:
            with self._db:
                self._db.execute("BEGIN")
                (number,) = self._db.execute(
                    "INSERT INTO file (name, length) VALUES (?, ?)"
                    " ON CONFLICT (name) DO UPDATE SET length = excluded.length RETURNING id",
                    (name, length),
                ).fetchone()
                rows = ((url, seen.digest, seen.date, number) for url, seen in pages.items())
                self._db.executemany("INSERT OR REPLACE INTO page VALUES (?, ?, ?, ?)", rows)
        except sqlite3.DatabaseError as error:
            raise OSError(f"{self._path}: {error}") from error

    def keep(self, names: Iterable[str]) -> None:
        """Forget the pages of all files but these: a revisit must not lead nowhere."""
        there = set(names)
        rows = self._db.execute("SELECT id, name FROM file").fetchall()
        gone = [(number,) for number, name in rows if name not in there]
        with self._db:
            self._db.execute("BEGIN")
            self._db.executemany("DELETE FROM page WHERE file = ?", gone)
            self._db.executemany("DELETE FROM file WHERE id = ?", gone)

    def close(self) -> None:
        """Close; the index can't be used after."""
        self._db.close()
