"""What an old store can still tell, brought into one that was made anew from the lines."""

import sqlite3
from contextlib import closing
from pathlib import Path

from .storage.packing import url_of

LOST = (
    "INSERT OR IGNORE INTO todo (site, address, content_id, rank)"
    " SELECT site, coalesce(address, {url}), content_id, rank FROM old.article AS was"
    " WHERE {url} LIKE 'http%'"
    " AND NOT EXISTS (SELECT 1 FROM article WHERE article.site = was.site"
    " AND article.content_id = was.content_id)"
)

# What the old store may still tell beside the lines; each that can't be read is left out. Articles
# that it knew and no sound line holds are put on the to-do list: they are fetched again. How far
# archives were read is left out: their articles may have lost their lines, and are read anew.
SALVAGE = {
    "to-do list": (
        "INSERT INTO sqlite_sequence SELECT name, seq FROM old.sqlite_sequence WHERE name = 'todo'",
        "INSERT OR IGNORE INTO todo SELECT * FROM old.todo",
    ),
    "walks": ("INSERT INTO walk SELECT * FROM old.walk",),
    "days walked": ("INSERT INTO day_walk SELECT * FROM old.day_walk",),
    "channels": ("INSERT INTO channel SELECT * FROM old.channel",),
    "runs": ("INSERT INTO run SELECT * FROM old.run",),
    "times of looks": (
        "UPDATE article SET seq = was.seq, due = was.due, misses = was.misses,"
        " missed_at = was.missed_at, etag = was.etag, modified = was.modified"
        " FROM old.article AS was WHERE was.site = article.site"
        " AND was.content_id = article.content_id AND was.revision = article.revision",
    ),
    "articles that lost their line": (
        LOST.format(url=url_of("was", "old.folder")),
        LOST.format(url="was.url"),  # as stores of version 1 kept it
    ),
}

OF_THE_OLD = (sqlite3.SQLITE_IOERR_READ, sqlite3.SQLITE_IOERR_SHORT_READ)
"""The old store can't be read; other errors of the disk are the new one's."""


def fold_log(path: Path) -> None:
    """Bring what stands in a store's write-ahead log into its file, where it can be read at all.

    Raises OSError where the disk refuses. Somebody who reads the store may keep a part in the log.
    """
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as db:
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.DatabaseError as error:
        _raise_if_disk(error, path)


def salvage(new: Path, old: Path) -> list[str]:
    """Bring into a new store what an old one can still tell; which of SALVAGE it could.

    Raises OSError where the disk refuses.
    """
    told = []
    with closing(sqlite3.connect(new.resolve().as_uri(), uri=True, isolation_level=None)) as db:
        try:
            db.execute("ATTACH ? AS old", (f"{old.resolve().as_uri()}?mode=ro",))
        except sqlite3.DatabaseError as error:
            _raise_if_disk(error, old)
            return []
        for what, statements in SALVAGE.items():
            changed = 0
            for statement in statements:
                try:
                    changed += db.execute(statement).rowcount
                except sqlite3.DatabaseError as error:
                    _raise_if_disk(error, new)
            told += [what] if changed else []
    return told


def _raise_if_disk(error: sqlite3.DatabaseError, path: Path) -> None:
    """OSError for an error that is no damage of the old store: its words would be lost with it."""
    code = error.sqlite_errorcode
    is_disk = code & 0xFF in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY)
    if is_disk and code not in OF_THE_OLD:
        raise OSError(f"{path}: {error}") from error
