"""The SQLite file of a store: one file in WAL mode, synchronous=FULL, one writer."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path

from . import StoreError
from .similar import TABLES
from .statements import READING

VERSION = 1


class Database:
    """The file and its transactions. Raises StoreError where it can't serve as a store."""

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
        if version == 0:
            tables = resources.files(__package__).joinpath("tables.sql").read_text("utf-8")
            self._db.executescript(f"BEGIN;{tables}PRAGMA user_version = {VERSION};COMMIT;")
        self._db.execute(READING)
        self._db.executescript(TABLES)

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

    def close(self) -> None:
        self._db.close()
