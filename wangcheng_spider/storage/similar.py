"""The index of near-duplicates: SQL for use inside a transaction, and the search.

Bands of an article's earlier revisions stay: they bring candidates, never decide. Stores of before
get the tables when they are opened.
"""

import sqlite3
from collections import Counter
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
MEMBERS = "SELECT * FROM (SELECT band, trace FROM band WHERE band = ? ORDER BY trace DESC LIMIT 64)"
"""Of a band that is full of notices of one frame only the newest are looked at."""
FIND = """
SELECT trace.site, trace.content_id, url, size, published, duplicate_of, trace.id, name,
  article.offset
FROM trace
JOIN article ON article.site = trace.site AND article.content_id = trace.content_id
JOIN segment ON segment.id = article.segment
WHERE trace.id IN ({})
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
    """Articles that share bands, the likeliest first: a band that few have says more."""
    rows = db.execute(" UNION ALL ".join([MEMBERS] * len(bands)), bands).fetchall()
    sizes = Counter(band for band, _ in rows)
    weights: dict[int, float] = {}
    for band, trace in rows:
        weights[trace] = weights.get(trace, 0.0) + 1 / sizes[band]
    best = sorted(weights, key=lambda trace: (-weights[trace], trace))[:limit]
    places = db.execute(FIND.format(", ".join("?" * len(best))), best)
    found = {row[6]: Similar(*row) for row in places}
    return [found[trace] for trace in best if trace in found]
