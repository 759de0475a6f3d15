"""The SQL of the to-do list, the articles and the segments, for use inside a transaction."""

import sqlite3
from collections.abc import Sequence

from ..clock import DAY
from . import Found, Known, Segment
from .packing import split_url

HASHED = 32
"""Hex digits of a content hash that are kept: 128 bits tell all texts apart."""
MAX_PAUSE = 30 * DAY
"""Seconds. An address that should rest longer was put off by a clock that has since jumped back."""

# An article that was never listed (from an adopted file) is as old as can be.
WRITTEN = """
INSERT INTO article VALUES (?1, ?2, (SELECT id FROM folder WHERE url = ?3), ?11, ?4, ?5, ?6,
  coalesce((SELECT min(seq) FROM todo WHERE site = ?1 AND content_id = ?2), 0),
  ?7, ?8, ?9, ?10, 0, 0, 0, NULL, NULL)
ON CONFLICT DO UPDATE SET rank = excluded.rank, content_hash = excluded.content_hash,
  revision = excluded.revision, segment = excluded.segment, offset = excluded.offset,
  address = excluded.address, is_gone = excluded.is_gone
"""

SUM = "INSERT OR REPLACE INTO line_sum VALUES (?, ?, ?)"
FOLDER = "INSERT OR IGNORE INTO folder (url) VALUES (?)"


def article_row(site: str, one: Known, segment: int) -> tuple[object, ...]:
    """What WRITTEN takes; ``segment`` is the number of the file that holds the line."""
    folder, page = split_url(one.url, one.content_id)
    return (
        *(site, one.content_id, folder, one.rank, bytes.fromhex(one.content_hash[:HASHED])),
        *(one.revision, segment, one.offset),
        *(one.address if one.address != one.url else None, one.is_gone, page),
    )


def enter_articles(
    db: sqlite3.Connection, site: str, written: Sequence[Known], segment: int
) -> None:
    """Index the lines of articles; ``segment`` is the number of the file that holds them."""
    rows = [article_row(site, one, segment) for one in written]
    db.executemany(FOLDER, ((folder,) for folder in {row[2] for row in rows}))
    db.executemany(WRITTEN, rows)


def last_number(db: sqlite3.Connection) -> int:
    """The highest to-do number ever given."""
    row = db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'todo'").fetchone()
    return row[0] if row else 0


def number_of(db: sqlite3.Connection, site: str, content_id: str) -> int | None:
    """The lowest number under which an article was found; None if it never was."""
    row = db.execute(
        "SELECT min(seq) FROM (SELECT seq FROM article WHERE site = ?1 AND content_id = ?2"
        " UNION ALL SELECT seq FROM todo WHERE site = ?1 AND content_id = ?2)",
        (site, content_id),
    ).fetchone()
    number: int | None = row[0]
    return number


def add_todo(db: sqlite3.Connection, site: str, one: Found) -> int:
    """Put an address on the to-do list, or make it due at once; how many were (1)."""
    return db.execute(
        "INSERT INTO todo (site, address, content_id, rank, channel_id, listed_date)"
        " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET not_before = 0",
        (site, one.address, one.content_id, one.rank, one.channel_id, one.listed_date),
    ).rowcount


def enter_todo(db: sqlite3.Connection, site: str, one: Found, now: int) -> tuple[int, bool]:
    """Put a listed address on the to-do list unless it is known: its number, whether it is due."""
    key = (site, one.content_id)
    row = db.execute(
        "SELECT is_gone FROM article WHERE site = ? AND content_id = ?", key
    ).fetchone()
    if row:
        if row[0]:
            # what was taken down and is listed again is looked at in this run
            db.execute("UPDATE article SET due = 0 WHERE site = ? AND content_id = ?", key)
        return 0, False
    query = "SELECT min(seq), not_before FROM todo WHERE site = ? AND content_id = ?"
    seq, not_before = db.execute(query, key).fetchone()
    if seq is None:
        add_todo(db, site, one)
        return last_number(db), True
    # what a start page found has no channel yet
    db.execute(
        "UPDATE todo SET channel_id = coalesce(channel_id, ?2),"
        " listed_date = coalesce(listed_date, ?3) WHERE seq = ?1",
        (seq, one.channel_id, one.listed_date),
    )
    return seq, not now < not_before <= now + MAX_PAUSE


def set_segment(db: sqlite3.Connection, segment: Segment) -> int:
    """Enter a file of lines, or its new state; its number."""
    row = db.execute(
        "INSERT INTO segment (name, offset, lines, is_sealed) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (name) DO UPDATE SET offset = excluded.offset, lines = excluded.lines,"
        " is_sealed = excluded.is_sealed RETURNING id",
        (segment.name, segment.offset, segment.lines, segment.is_sealed),
    ).fetchone()
    number: int = row[0]
    return number
