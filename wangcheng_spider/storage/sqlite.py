"""The default store: one SQLite file in WAL mode, synchronous=FULL, one writer."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from . import Batch, Found, Known, Segment, StoreError, Todo, Walk

VERSION = 1

MAX_PAUSE = 30 * 86400
"""Seconds. An address that should rest longer was put off by a clock that has since jumped back."""

# An address keeps the number under which it was found, and so does the article it becomes: that is
# what lets a walk tell old entries from its own, after a crash and whatever the clock does.
SCHEMA = """
CREATE TABLE article (
  site TEXT NOT NULL, content_id TEXT NOT NULL, url TEXT NOT NULL, rank INTEGER NOT NULL,
  content_hash BLOB NOT NULL, revision INTEGER NOT NULL, seq INTEGER NOT NULL,
  PRIMARY KEY (site, content_id)) WITHOUT ROWID;
CREATE TABLE todo (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, site TEXT NOT NULL, address TEXT NOT NULL,
  content_id TEXT NOT NULL, rank INTEGER NOT NULL, channel_id TEXT, listed_date TEXT,
  tries INTEGER NOT NULL DEFAULT 0, not_before INTEGER NOT NULL DEFAULT 0, why TEXT,
  UNIQUE (site, address));
CREATE INDEX todo_content ON todo (site, content_id);
CREATE TABLE walk (
  id INTEGER PRIMARY KEY AUTOINCREMENT, site TEXT NOT NULL, channel_id TEXT NOT NULL,
  after INTEGER NOT NULL, next_page INTEGER NOT NULL, deep INTEGER NOT NULL);
CREATE TABLE channel (
  site TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, is_walked INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (site, id)) WITHOUT ROWID;
CREATE TABLE segment (
  name TEXT PRIMARY KEY, offset INTEGER NOT NULL, lines INTEGER NOT NULL,
  is_sealed INTEGER NOT NULL);
CREATE TABLE run (id TEXT PRIMARY KEY, site TEXT NOT NULL, record TEXT NOT NULL) WITHOUT ROWID;
"""


class SqliteStore:
    """See storage.Store. Raises StoreError where the file can't serve as a store."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._db = sqlite3.connect(path, isolation_level=None)
        try:
            self._open()
        except sqlite3.DatabaseError as error:
            self._db.close()
            if isinstance(error, sqlite3.OperationalError):
                raise OSError(f"{path}: {error}") from error
            raise StoreError(f"{path} is damaged: {error}") from error

    def _open(self) -> None:
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = FULL")
        version = self._db.execute("PRAGMA user_version").fetchone()[0]
        if version > VERSION:
            raise StoreError(f"{self.path} is of version {version}; this program knows {VERSION}")
        self.is_new = version == 0
        if self.is_new:
            self._db.executescript(f"BEGIN;{SCHEMA}PRAGMA user_version = {VERSION};COMMIT;")

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        """All or nothing; sqlite's errors of the disk become OSError."""
        try:
            self._db.execute("BEGIN IMMEDIATE")
            yield self._db
            self._db.execute("COMMIT")
        except sqlite3.OperationalError as error:
            self._roll_back()
            raise OSError(f"{self.path}: {error}") from error
        except sqlite3.DatabaseError as error:
            self._roll_back()
            raise StoreError(f"{self.path} is damaged: {error}") from error

    def _roll_back(self) -> None:
        if self._db.in_transaction:
            self._db.execute("ROLLBACK")

    # articles and what is still to do

    def known(self, site: str, content_id: str) -> Known | None:
        row = self._db.execute(
            "SELECT url, rank, content_hash, revision FROM article"
            " WHERE site = ? AND content_id = ?",
            (site, content_id),
        ).fetchone()
        return row and Known(content_id, row[0], row[1], row[2].hex(), row[3])

    def add_found(self, site: str, found: Iterable[Found], *, is_asked: bool = False) -> int:
        with self._transaction() as db:
            return _add_found(db, site, found, is_asked)

    def add_page(
        self, site: str, walk: Walk, found: Sequence[Found], next_page: int | None, at_end: bool
    ) -> int:
        with self._transaction() as db:
            new = _add_found(db, site, found, False)
            if next_page is None:
                db.execute("DELETE FROM walk WHERE id = ?", (walk.id,))
            else:
                db.execute("UPDATE walk SET next_page = ? WHERE id = ?", (next_page, walk.id))
            if at_end:
                db.execute(
                    "INSERT INTO channel VALUES (?, ?, '', 1)"
                    " ON CONFLICT DO UPDATE SET is_walked = 1",
                    (site, walk.channel_id),
                )
            return new

    def is_walked(self, site: str, channel_id: str) -> bool:
        row = self._db.execute(
            "SELECT is_walked FROM channel WHERE site = ? AND id = ?", (site, channel_id)
        ).fetchone()
        return bool(row and row[0])

    def last_number(self) -> int:
        row = self._db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'todo'").fetchone()
        return row[0] if row else 0

    def count_older(self, site: str, content_ids: Iterable[str], after: int) -> int:
        return sum(
            self._db.execute(
                "SELECT EXISTS (SELECT 1 FROM article"
                " WHERE site = ?1 AND content_id = ?2 AND seq <= ?3)"
                " OR EXISTS (SELECT 1 FROM todo"
                " WHERE site = ?1 AND content_id = ?2 AND seq <= ?3)",
                (site, content_id, after),
            ).fetchone()[0]
            for content_id in content_ids
        )

    def take(self, site: str, after: int, now: int, limit: int) -> list[Todo]:
        rows = self._db.execute(
            "SELECT seq, address, content_id, channel_id, listed_date, tries FROM todo"
            " WHERE seq > ? AND site = ? AND not_before NOT BETWEEN ? AND ? ORDER BY seq LIMIT ?",
            (after, site, now + 1, now + MAX_PAUSE, limit),
        )
        return [Todo(*row) for row in rows]

    def commit(self, site: str, batch: Batch, segment: Segment | None = None) -> None:
        with self._transaction() as db:
            db.executemany(
                # an article that was never listed (from an adopted file) is as old as can be
                "INSERT INTO article VALUES (?1, ?2, ?3, ?4, ?5, ?6, coalesce((SELECT min(seq)"
                " FROM todo WHERE site = ?1 AND content_id = ?2), 0))"
                " ON CONFLICT DO UPDATE SET rank = excluded.rank,"
                " content_hash = excluded.content_hash, revision = excluded.revision",
                (
                    (site, a.content_id, a.url, a.rank, bytes.fromhex(a.content_hash), a.revision)
                    for a in batch.written
                ),
            )
            db.executemany("DELETE FROM todo WHERE seq = ?", ((seq,) for seq in batch.done))
            db.executemany(
                "UPDATE todo SET tries = tries + 1, why = ?2, not_before = ?3 WHERE seq = ?1",
                batch.failed,
            )
            if segment is not None:
                _set_segment(db, segment)

    def count(self, site: str) -> tuple[int, int]:
        row = self._db.execute(
            "SELECT (SELECT count(*) FROM article WHERE site = ?1),"
            " (SELECT count(*) FROM todo WHERE site = ?1)",
            (site,),
        ).fetchone()
        return row[0], row[1]

    # listings

    def open_walk(self, site: str, channel_id: str, after: int, deep: bool) -> Walk:
        with self._transaction() as db:
            row = db.execute(
                "INSERT INTO walk (site, channel_id, after, next_page, deep)"
                " VALUES (?, ?, ?, 1, ?)",
                (site, channel_id, after, deep),
            )
            assert row.lastrowid is not None
            return Walk(row.lastrowid, channel_id, after, 1, deep)

    def walks(self, site: str) -> list[Walk]:
        rows = self._db.execute(
            "SELECT id, channel_id, after, next_page, deep FROM walk WHERE site = ? ORDER BY id",
            (site,),
        )
        return [
            Walk(id_, channel, after, page, bool(deep)) for id_, channel, after, page, deep in rows
        ]

    def channels(self, site: str) -> dict[str, str]:
        return dict(self._db.execute("SELECT id, name FROM channel WHERE site = ?", (site,)))

    def add_channels(self, site: str, channels: dict[str, str]) -> None:
        with self._transaction() as db:
            db.executemany(
                "INSERT INTO channel (site, id, name) VALUES (?, ?, ?)"
                " ON CONFLICT DO UPDATE SET name = excluded.name",
                ((site, id_, name) for id_, name in channels.items()),
            )

    # segments and runs

    def segments(self) -> list[Segment]:
        rows = self._db.execute("SELECT name, offset, lines, is_sealed FROM segment ORDER BY rowid")
        return [Segment(name, offset, n, bool(is_sealed)) for name, offset, n, is_sealed in rows]

    def set_segment(self, segment: Segment) -> None:
        with self._transaction() as db:
            _set_segment(db, segment)

    def drop_segment(self, segment: Segment) -> None:
        with self._transaction() as db:
            db.execute("DELETE FROM segment WHERE name = ?", (segment.name,))

    def add_run(self, run_id: str, site: str, record: dict[str, Any]) -> None:
        with self._transaction() as db:
            text = json.dumps(record, ensure_ascii=False)
            db.execute("INSERT OR REPLACE INTO run VALUES (?, ?, ?)", (run_id, site, text))

    def close(self) -> None:
        self._db.close()


def _add_found(db: sqlite3.Connection, site: str, found: Iterable[Found], is_asked: bool) -> int:
    new = 0
    for one in found:
        if not is_asked and _is_found(db, site, one.content_id):
            continue
        new += db.execute(
            "INSERT INTO todo (site, address, content_id, rank, channel_id, listed_date)"
            " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET not_before = 0",
            (site, one.address, one.content_id, one.rank, one.channel_id, one.listed_date),
        ).rowcount
    return new


def _is_found(db: sqlite3.Connection, site: str, content_id: str) -> bool:
    row = db.execute(
        "SELECT EXISTS (SELECT 1 FROM article WHERE site = ?1 AND content_id = ?2)"
        " OR EXISTS (SELECT 1 FROM todo WHERE site = ?1 AND content_id = ?2)",
        (site, content_id),
    ).fetchone()
    return bool(row[0])


def _set_segment(db: sqlite3.Connection, segment: Segment) -> None:
    db.execute(
        "INSERT INTO segment VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET"
        " offset = excluded.offset, lines = excluded.lines, is_sealed = excluded.is_sealed",
        (segment.name, segment.offset, segment.lines, segment.is_sealed),
    )
