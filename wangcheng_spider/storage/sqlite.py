"""The default store: what is asked of it, as SQL."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from . import (
    Batch,
    Check,
    DayWalk,
    Failed,
    Found,
    Known,
    Reading,
    Segment,
    Todo,
    Walk,
)
from . import similar as near
from .database import Database
from .packing import pack_crc, pack_date, unpack_date, url_of
from .statements import (
    MAX_PAUSE,
    SUM,
    add_todo,
    enter_articles,
    enter_todo,
    last_number,
    number_of,
    set_segment,
)
from .traces import Similar


class SqliteStore(Database):
    """See storage.Store. Raises StoreError where the file can't serve as a store."""

    # articles and what is still to do

    def known(self, site: str, content_id: str) -> Known | None:
        rows = self._rows(
            f"SELECT {url_of('article')}, rank, content_hash, revision, address, is_gone, name,"
            " article.offset FROM article LEFT JOIN segment ON segment.id = article.segment"
            " WHERE site = ? AND content_id = ?",
            (site, content_id),
        )
        if not rows:
            return None
        url, rank, content_hash, revision, address, is_gone, name, offset = rows[0]
        is_gone, name = bool(is_gone), name or ""
        digest = content_hash.hex()
        return Known(content_id, url, rank, digest, revision, address or url, is_gone, name, offset)

    def add_found(self, site: str, found: Iterable[Found], *, is_asked: bool = False) -> int:
        with self._transaction() as db:
            return sum(
                add_todo(db, site, one)
                for one in found
                if is_asked or number_of(db, site, one.content_id) is None
            )

    def add_page(
        self, site: str, walk: Walk, found: Sequence[Found], next_page: int | None, now: int
    ) -> list[tuple[int, bool]]:
        with self._transaction() as db:
            if next_page is None:
                db.execute("DELETE FROM walk WHERE id = ?", (walk.id,))
            else:
                db.execute("UPDATE walk SET next_page = ? WHERE id = ?", (next_page, walk.id))
            return [enter_todo(db, site, one, now) for one in found]

    def add_days(
        self, site: str, walk: DayWalk, found: Sequence[Found], now: int, *, at_end: bool
    ) -> list[tuple[int, bool]]:
        with self._transaction() as db:
            key = (site, walk.channel_id)
            db.execute("DELETE FROM day_walk WHERE site = ? AND channel_id = ?", key)
            if not at_end:
                row = (*key, walk.next_day, walk.until, walk.empty)
                db.execute("INSERT INTO day_walk VALUES (?, ?, ?, ?, ?)", row)
            return [enter_todo(db, site, one, now) for one in found]

    def last_number(self) -> int:
        with self._guard():
            return last_number(self._db)

    def count_older(self, site: str, content_ids: Iterable[str], after: int) -> int:
        with self._guard():
            numbers = [number_of(self._db, site, content_id) for content_id in content_ids]
        return sum(number is not None and number <= after for number in numbers)

    def take(self, site: str, after: int, now: int, limit: int) -> list[Todo]:
        rows = self._rows(
            "SELECT seq, address, content_id, channel_id, listed_date, tries FROM todo"
            " WHERE seq > ? AND site = ? AND not_before NOT BETWEEN ? AND ? ORDER BY seq LIMIT ?",
            (after, site, now + 1, now + MAX_PAUSE, limit),
        )
        return [Todo(*row) for row in rows]

    def commit(self, site: str, batch: Batch, segment: Segment | None = None) -> None:
        with self._transaction() as db:
            place = set_segment(db, segment) if segment is not None else 0
            enter_articles(db, site, batch.written, place)
            db.executemany(SUM, ((place, at, pack_crc(crc)) for at, crc in batch.sums))
            near.enter_traces(db, batch.written)
            db.executemany("DELETE FROM todo WHERE seq = ?", ((seq,) for seq in batch.done))
            db.executemany(
                "UPDATE todo SET tries = tries + 1, why = ?2, not_before = ?3 WHERE seq = ?1",
                batch.failed,
            )
            db.executemany(
                "UPDATE article SET due = ?3, misses = ?4, missed_at = ?5, etag = ?6, modified = ?7"
                " WHERE site = ?1 AND content_id = ?2",
                (
                    (site, c.content_id, c.due, c.misses, c.missed_at, c.etag, date)
                    for c in batch.checked
                    for date in (pack_date(c.modified),)
                ),
            )
            db.executemany(
                "INSERT OR REPLACE INTO reading VALUES (?, ?, ?, ?, ?)",
                ((site, file, r.mark, r.offset, r.pages) for file, r in batch.read.items()),
            )
        self._added += len(batch.written)

    def reading(self, site: str, file: str) -> Reading | None:
        rows = self._rows(
            "SELECT mark, offset, pages FROM reading WHERE site = ? AND file = ?", (site, file)
        )
        return Reading(*rows[0]) if rows else None

    def find_similar(self, marks: Sequence[int], limit: int) -> list[Similar]:
        with self._guard():
            return near.find_similar(self._db, marks, limit)

    def unread(self) -> list[str]:
        rows = self._rows("SELECT name FROM segment JOIN unread ON segment = id ORDER BY id")
        return [row[0] for row in rows]

    def enter_read(self, name: str, articles: Sequence[Known]) -> None:
        with self._transaction() as db:
            near.enter_traces(db, articles)
            db.execute(
                "DELETE FROM unread WHERE segment = (SELECT id FROM segment WHERE name = ?)",
                (name,),
            )

    def count(self, site: str) -> tuple[int, int]:
        row = self._rows(
            "SELECT (SELECT count(*) FROM article WHERE site = ?1),"
            " (SELECT count(*) FROM todo WHERE site = ?1)",
            (site,),
        )[0]
        return row[0], row[1]

    def count_due(self, site: str, now: int) -> int:
        rows = self._rows(
            "SELECT count(*) FROM todo WHERE site = ? AND not_before NOT BETWEEN ? AND ?",
            (site, now + 1, now + MAX_PAUSE),
        )
        due: int = rows[0][0]
        return due

    def sites(self) -> list[str]:
        """Names of the sites that have articles, or addresses that are still to do."""
        return [
            row[0] for row in self._rows("SELECT site FROM article UNION SELECT site FROM todo")
        ]

    def failed(self, site: str) -> Iterator[Failed]:
        rows = self._rows(
            "SELECT address, channel_id, why, tries, not_before FROM todo"
            " WHERE site = ? AND tries > 0 ORDER BY tries DESC, seq",
            (site,),
        )
        return (Failed(*row) for row in rows)

    # looking again

    def due_checks(self, site: str, now: int, limit: int) -> list[Check]:
        return self._checks("due <= ? ORDER BY due LIMIT ?", site, now, limit)

    def healthy(self, site: str, limit: int, without: Iterable[str]) -> list[Check]:
        left_out = set(without)
        rows = self._checks(
            "misses = 0 AND is_gone = 0 ORDER BY seq DESC LIMIT ?", site, limit + len(left_out)
        )
        return [row for row in rows if row.content_id not in left_out][:limit]

    def _checks(self, condition: str, *values: object) -> list[Check]:
        rows = self._rows(
            f"SELECT content_id, coalesce(address, {url_of('article')}), due, misses, missed_at,"
            f" etag, modified FROM article WHERE site = ? AND {condition}",
            values,
        )
        return [
            Check(content_id, address, due, misses, missed_at, etag, unpack_date(date))
            for content_id, address, due, misses, missed_at, etag, date in rows
        ]

    # listings

    def open_walk(
        self, site: str, channel_id: str, after: int, deep: bool, beyond: int = 0
    ) -> Walk:
        with self._transaction() as db:
            row = db.execute(
                "INSERT INTO walk (site, channel_id, after, next_page, deep, beyond)"
                " VALUES (?, ?, ?, 1, ?, ?)",
                (site, channel_id, after, deep, beyond),
            )
            assert row.lastrowid is not None
            return Walk(row.lastrowid, channel_id, after, 1, deep, beyond)

    def walks(self, site: str) -> list[Walk]:
        rows = self._rows(
            "SELECT id, channel_id, after, next_page, deep, beyond FROM walk WHERE site = ?"
            " ORDER BY id",
            (site,),
        )
        return [Walk(n, id_, after, page, bool(deep), by) for n, id_, after, page, deep, by in rows]

    def day_walks(self, site: str) -> list[DayWalk]:
        rows = self._rows(
            "SELECT channel_id, next_day, until, empty FROM day_walk WHERE site = ?", (site,)
        )
        return [DayWalk(*row) for row in rows]

    def channels(self, site: str) -> dict[str, str]:
        return dict(self._rows("SELECT id, name FROM channel WHERE site = ?", (site,)))

    def add_channels(self, site: str, channels: dict[str, str]) -> None:
        with self._transaction() as db:
            db.executemany(
                "INSERT INTO channel (site, id, name) VALUES (?, ?, ?)"
                " ON CONFLICT DO UPDATE SET name = excluded.name",
                ((site, id_, name) for id_, name in channels.items()),
            )

    def set_walked(self, site: str, channel_id: str, *, deep: bool, at: int) -> None:
        with self._transaction() as db:
            db.execute(
                "INSERT INTO channel VALUES (?1, ?2, '', ?3, ?4) ON CONFLICT DO UPDATE SET"
                " walked_at = max(walked_at, ?3), deeper_at = ?4",
                (site, channel_id, at if deep else 0, at),
            )

    def walked_at(self, site: str, channel_id: str) -> tuple[int, int]:
        rows = self._rows(
            "SELECT walked_at, deeper_at FROM channel WHERE site = ? AND id = ?",
            (site, channel_id),
        )
        return (rows[0][0], rows[0][1]) if rows else (0, 0)

    # segments and runs

    def segments(self) -> list[Segment]:
        rows = self._rows("SELECT name, offset, lines, is_sealed FROM segment ORDER BY id")
        return [Segment(name, offset, n, bool(is_sealed)) for name, offset, n, is_sealed in rows]

    def set_segment(self, segment: Segment) -> None:
        with self._transaction() as db:
            set_segment(db, segment)

    def drop_segment(self, segment: Segment) -> None:
        with self._transaction() as db:
            db.execute("DELETE FROM segment WHERE name = ?", (segment.name,))

    def runs(self, site: str, limit: int, without: Sequence[str] = ()) -> list[dict[str, Any]]:
        rows = self._rows(
            f"SELECT json_remove(record{', ?' * len(without)}) FROM run"
            " WHERE site = ? ORDER BY rowid DESC LIMIT ?",
            (*(f"$.{name}" for name in without), site, limit),
        )
        return [json.loads(row[0]) for row in rows][::-1]

    def add_run(self, run_id: str, site: str, record: dict[str, Any]) -> None:
        with self._transaction() as db:
            text = json.dumps(record, ensure_ascii=False)
            db.execute("INSERT OR REPLACE INTO run VALUES (?, ?, ?)", (run_id, site, text))
