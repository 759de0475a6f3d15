"""The index of near-duplicates: SQL for use inside a transaction, and the search.

Bands of an article's earlier revisions stay: they bring candidates, never decide. Stores of before
get the tables when they are opened.
"""

import sqlite3
from collections.abc import Iterable, Sequence

from . import Known, Similar

TABLES = """
CREATE TABLE IF NOT EXISTS trace (
  id INTEGER PRIMARY KEY, site TEXT NOT NULL, content_id TEXT NOT NULL, size INTEGER NOT NULL,
  published REAL, duplicate_of TEXT, UNIQUE (site, content_id));
CREATE TABLE IF NOT EXISTS band (
  band INTEGER NOT NULL, trace INTEGER NOT NULL, PRIMARY KEY (band, trace)) WITHOUT ROWID;
"""
ENTER = """
INSERT INTO trace (site, content_id, size, published, duplicate_of) VALUES (?, ?, ?, ?, ?)
ON CONFLICT DO UPDATE SET size = excluded.size, published = excluded.published,
  duplicate_of = excluded.duplicate_of
RETURNING id
"""
FIND = """
SELECT trace.site, trace.content_id, url, size, published, duplicate_of, found.trace, name,
  article.offset
FROM (SELECT trace, count(*) AS hits FROM band WHERE band IN ({}) GROUP BY trace
      ORDER BY hits DESC, trace LIMIT ?) AS found
JOIN trace ON trace.id = found.trace
JOIN article ON article.site = trace.site AND article.content_id = trace.content_id
JOIN segment ON segment.id = article.segment
ORDER BY hits DESC, found.trace
"""


def enter_traces(db: sqlite3.Connection, written: Iterable[Known]) -> None:
    """Index what was written, in the transaction that makes it known."""
    for one in written:
        trace = one.trace
        if trace is None or not trace.bands:
            continue
        values = (trace.site, one.content_id, len(trace.body), trace.published, trace.duplicate_of)
        number = db.execute(ENTER, values).fetchone()[0]
        rows = ((band, number) for band in trace.bands)
        db.executemany("INSERT OR IGNORE INTO band VALUES (?, ?)", rows)


def find_similar(db: sqlite3.Connection, bands: Sequence[int], limit: int) -> list[Similar]:
    """Articles that share bands, those that share most first."""
    rows = db.execute(FIND.format(", ".join("?" * len(bands))), (*bands, limit))
    return [Similar(*row) for row in rows]
