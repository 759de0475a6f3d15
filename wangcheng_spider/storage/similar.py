"""The index of near-duplicates: SQL for use inside a transaction, and the search.

Marks of an article's earlier revisions stay: they bring candidates, never decide.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence

from . import Known
from .packing import pack_id
from .traces import Similar, Trace

SITE = "INSERT OR IGNORE INTO site (name) VALUES (?)"
NUMBER = "SELECT id FROM site WHERE name = ?"
ENTER = "INSERT OR IGNORE INTO passage VALUES (?, ?, ?)"
ALONE = 0.25
"""An article that shares a single passage is read only where that is one of at most four."""
MEMBERS = (
    "SELECT * FROM (SELECT mark, content_id, site FROM passage WHERE mark = ?"
    " ORDER BY content_id DESC LIMIT 64)"
)
"""Of a passage that stands in all notices of one frame only the newest are looked at."""
FIND = """
SELECT article.site, content_id, seq, segment, article.offset, name FROM article
JOIN segment ON segment.id = segment
WHERE article.site = (SELECT name FROM site WHERE id = ?) AND content_id = ?
"""


def enter_traces(db: sqlite3.Connection, written: Iterable[Known]) -> None:
    """Index what was written, in the transaction that makes it known."""
    for one in written:
        if one.trace is not None and one.trace.kept:
            db.executemany(ENTER, _list_rows(db, one, one.trace))


def _list_rows(db: sqlite3.Connection, one: Known, trace: Trace) -> list[tuple[object, ...]]:
    site = db.execute(NUMBER, (trace.site,)).fetchone()
    if site is None:
        db.execute(SITE, (trace.site,))
        site = db.execute(NUMBER, (trace.site,)).fetchone()
    return [(mark, pack_id(one.content_id), site[0]) for mark in trace.kept]


def find_similar(db: sqlite3.Connection, marks: Sequence[int], limit: int) -> list[Similar]:
    """Articles that share passages, the likeliest first: one that few have says more."""
    found = []
    for site, content_id in _rank(db, marks)[:limit]:
        # the index may know what a repair left out of the store
        if row := db.execute(FIND, (site, str(content_id))).fetchone():
            found.append(Similar(row[0], row[1], (row[2], row[3], row[4]), row[5], row[4]))
    return found


def _rank(db: sqlite3.Connection, marks: Sequence[int]) -> list[tuple[int, int | str]]:
    """(site, content id) of those that are worth reading, the likeliest first."""
    rows = db.execute(" UNION ALL ".join([MEMBERS] * len(marks)), marks).fetchall()
    sizes = Counter(mark for mark, _, _ in rows)
    shared = Counter((site, content_id) for _, content_id, site in rows)
    weights = dict.fromkeys(reversed(shared), 0.0)  # the older first where they weigh the same
    for mark, content_id, site in rows:
        weights[site, content_id] += 1 / sizes[mark]
    likely = (one for one in weights if shared[one] > 1 or weights[one] >= ALONE)
    return sorted(likely, key=lambda one: -weights[one])
