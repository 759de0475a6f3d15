"""The store's file: opened, made, and every error of it named."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib import resources
from pathlib import Path
from typing import Any

from . import StoreError
from .packing import pack_date

VERSION = 2
PACKED = 1000
"""Articles, and a quarter of all: what a store must have grown by to be packed at its end."""
SCRIPTS = {
    0: "{tables}{articles}",
    1: "ALTER TABLE article RENAME TO article_1; DROP INDEX article_due; {articles}{take_over}",
}
"""What makes a store of this version out of an empty file, and out of those of before."""


class Database:
    """Raises OSError where the disk refuses, StoreError where the file can't serve as a store."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.trouble: OSError | StoreError | None = None
        self._added = 0
        """Articles written since it was opened."""
        with self._guard():
            self._db = sqlite3.connect(path, isolation_level=None)
        try:
            with self._guard():
                self._open()
        except (OSError, StoreError):
            self._db.close()
            raise

    def _open(self) -> None:
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = FULL")
        version = self._db.execute("PRAGMA user_version").fetchone()[0]
        if version > VERSION:
            raise StoreError(f"{self.path} is of version {version}; this program knows {VERSION}")
        if version < VERSION:
            self._make(SCRIPTS[version])

    def _make(self, script: str) -> None:
        """All or nothing: a crash leaves the store as it was."""
        self._db.create_function("pack_date", 1, pack_date, deterministic=True)
        folder = resources.files(__package__)
        names = ("tables", "articles", "take_over")
        sql = {name: folder.joinpath(f"{name}.sql").read_text("utf-8") for name in names}
        made = script.format_map(sql)
        self._db.executescript(f"BEGIN;{made}PRAGMA user_version = {VERSION};COMMIT;")

    @contextmanager
    def _guard(self) -> Iterator[None]:
        """sqlite's errors of the disk become OSError, those of the file StoreError: the trouble."""
        try:
            yield
        except sqlite3.OperationalError as error:
            self.trouble = OSError(f"{self.path}: {error}")
            raise self.trouble from error
        except sqlite3.DatabaseError as error:
            self.trouble = StoreError(
                f"{self.path} is damaged: {error}; `wangcheng verify` says more"
            )
            raise self.trouble from error

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        """All or nothing."""
        with self._guard():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise

    def _rows(self, sql: str, values: Sequence[object] = ()) -> list[Any]:
        with self._guard():
            return self._db.execute(sql, values).fetchall()

    def close(self) -> None:
        """Close; a store that has grown much is packed before.

        Listings bring the newest article first, and SQLite leaves pages that are filled backwards
        half empty. Where it can't be packed it stays as it is: it is whole.
        """
        with suppress(sqlite3.Error):
            if self._added >= PACKED and self._added * 4 >= self._count():
                self._db.execute("VACUUM")
        self._db.close()

    def _count(self) -> int:
        count: int = self._db.execute("SELECT count(*) FROM article").fetchone()[0]
        return count
