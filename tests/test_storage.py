"""The store: what is found, done, failed and known, and all of it after a crash."""

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from wangcheng_spider.storage import Batch, Check, DayWalk, Found, Known, Segment, StoreError
from wangcheng_spider.storage.sqlite import SqliteStore
from wangcheng_spider.storage.statements import MAX_PAUSE

S = "wcxww"
DATA = Path(__file__).parent / "data"


def found(number: int, rank: int = 0, host: str = "www") -> Found:
    return Found(f"https://{host}.example/{number}.html", str(number), rank, "55", "2024-01-01")


def known(number: int, revision: int = 1, rank: int = 0) -> Known:
    address = f"https://m.example/{number}.html"
    return Known(
        str(number), f"https://www.example/{number}.html", rank, "ab" * 16, revision, address
    )


def test_found_articles_are_taken_once_and_in_order(store: SqliteStore) -> None:
    assert store.add_found(S, [found(1), found(2), found(1)]) == 2
    assert store.add_found(S, [found(2, host="m"), found(3)]) == 1
    todo = store.take(S, 0, 0, 10)
    assert [t.content_id for t in todo] == ["1", "2", "3"]
    assert [t.content_id for t in store.take(S, todo[0].seq, 0, 1)] == ["2"]
    assert (todo[0].channel_id, todo[0].listed_date) == ("55", "2024-01-01")
    assert store.take("other", 0, 0, 10) == []


def test_written_articles_are_known_and_not_found_again(store: SqliteStore) -> None:
    store.add_found(S, [found(1)])
    assert store.known(S, "1") is None
    store.commit(S, Batch(written=[known(1)], done=[1]), Segment("a", 10, 1))
    assert store.known(S, "1") == replace(known(1), segment="a")
    assert store.known("other", "1") is None
    assert store.add_found(S, [found(1)]) == 0
    assert store.count(S) == (1, 0)
    assert store.segments() == [Segment("a", 10, 1)]


def test_asked_addresses_are_taken_as_they_stand(store: SqliteStore) -> None:
    store.commit(S, Batch(written=[known(1)]))
    asked = [found(1), found(1, 2, "m"), found(2)]
    assert store.add_found(S, asked, is_asked=True) == 3
    assert [t.address for t in store.take(S, 0, 0, 10)] == [f.address for f in asked]


def test_a_failed_address_rests_and_comes_back(store: SqliteStore) -> None:
    store.add_found(S, [found(1)])
    store.commit(S, Batch(failed=[(1, "status_503", 1000)]))
    assert store.take(S, 0, 999, 10) == []
    assert store.take(S, 0, 1000, 10)[0].tries == 1
    assert store.add_found(S, [found(1)], is_asked=True) == 1, "asking makes it due at once"
    assert len(store.take(S, 0, 0, 10)) == 1


def test_a_clock_that_jumped_ahead_puts_nothing_off_for_ever(store: SqliteStore) -> None:
    store.add_found(S, [found(1)])
    store.commit(S, Batch(failed=[(1, "timeout", 5 * MAX_PAUSE)]))
    assert len(store.take(S, 0, 1000, 10)) == 1


def test_older_entries_are_told_by_number_not_by_clock(store: SqliteStore) -> None:
    store.add_found(S, [found(1), found(2)])
    store.commit(S, Batch(written=[known(1)], done=[1]))
    after = store.last_number()
    store.add_found(S, [found(3)])
    store.commit(S, Batch(written=[known(3)], done=[3]))
    assert store.count_older(S, ["1", "2", "3", "4"], after) == 2


def test_a_page_and_its_cursor_are_one(store: SqliteStore, tmp_path: Path) -> None:
    walk = store.open_walk(S, "55", 0, True, 3)
    store.commit(S, Batch(written=[known(3)]))
    assert store.add_page(S, walk, [found(1), found(3), found(2)], 2, 0) == [
        (1, True),
        (0, False),
        (2, True),
    ]
    store.commit(S, Batch(failed=[(2, "status_503", 1000)]))
    assert store.add_page(S, walk, [found(1), found(2)], 2, 500) == [(1, True), (2, False)]
    other = SqliteStore(tmp_path / "store.sqlite3")
    assert [(w.next_page, w.deep, w.beyond) for w in other.walks(S)] == [(2, True, 3)]
    assert other.count(S) == (1, 2)
    other.close()
    store.add_page(S, walk, [], None, 0)
    assert store.walks(S) == []


def test_what_a_start_page_found_gets_the_channel_that_lists_it(store: SqliteStore) -> None:
    store.add_found(S, [Found("https://www.example/1.html", "1", 0)])
    store.add_page(S, store.open_walk(S, "55", 0, True), [found(1)], 2, 0)
    assert [t.channel_id for t in store.take(S, 0, 0, 9)] == ["55"]


def test_channels_are_remembered_with_how_deep_walks_went(store: SqliteStore) -> None:
    assert store.walked_at(S, "55") == (0, 0)
    store.set_walked(S, "55", deep=True, at=100)
    store.add_channels(S, {"55": "要闻", "56": "街镇"})
    assert store.channels(S) == {"55": "要闻", "56": "街镇"}
    store.set_walked(S, "55", deep=False, at=200)
    assert store.walked_at(S, "55") == (100, 200)
    store.set_walked(S, "55", deep=False, at=0)
    assert store.walked_at(S, "55") == (100, 0)


def test_day_walks_are_kept_until_their_end(store: SqliteStore) -> None:
    walk = DayWalk("55", "2024-01-10", "2023-12-31", -10)
    store.add_days(S, walk, [], 0, at_end=False)
    assert store.day_walks(S) == [walk]
    onward = replace(walk, next_day="2024-01-09", empty=0)
    assert store.add_days(S, onward, [found(7)], 0, at_end=False) == [(1, True)]
    assert store.day_walks(S) == [onward]
    store.add_days(S, onward, [], 0, at_end=True)
    assert store.day_walks(S) == []


def test_articles_are_due_and_looked_at_in_turn(store: SqliteStore) -> None:
    checks = [Check(str(n), f"https://www.example/{n}.html", due=n * 10) for n in (1, 2, 3)]
    store.add_found(S, [found(n) for n in (1, 2, 3)])
    store.commit(S, Batch(written=[known(n) for n in (1, 2, 3)], checked=checks))
    assert [c.content_id for c in store.due_checks(S, 25, 10)] == ["1", "2"]
    assert [c.content_id for c in store.due_checks(S, 25, 1)] == ["1"]
    again = replace(checks[0], due=99, misses=1, missed_at=25, etag="x")
    store.commit(S, Batch(checked=[again]))
    looks = {check.content_id: check for check in store.due_checks(S, 99, 10)}
    assert looks["1"] == replace(again, address="https://m.example/1.html")
    assert [c.content_id for c in store.healthy(S, 5, ["3"])] == ["2"], "no miss, not left out"


def test_failed_addresses_are_listed_those_tried_most_first(store: SqliteStore) -> None:
    store.add_found(S, [found(1), found(2), found(3)])
    store.commit(S, Batch(failed=[(1, "timeout", 10), (2, "status_404", 20)]))
    store.commit(S, Batch(failed=[(2, "status_404", 30)]))
    assert [(f.why, f.tries, f.not_before) for f in store.failed(S)] == [
        ("status_404", 2, 30),
        ("timeout", 1, 10),
    ]


def test_half_a_batch_is_never_true(store: SqliteStore) -> None:
    store.add_found(S, [found(1)])
    bad = replace(known(2), rank=None)  # type: ignore[arg-type] # breaks NOT NULL
    with pytest.raises(StoreError):
        store.commit(S, Batch(written=[known(1), bad], done=[1]), Segment("a", 10, 1))
    assert store.known(S, "1") is None
    assert store.count(S) == (0, 1)
    assert store.segments() == []


def test_a_damaged_or_newer_file_is_named(tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.sqlite3"
    damaged.write_bytes(b"this is no database, and it is longer than a header" * 40)
    with pytest.raises(StoreError, match=r"damaged\.sqlite3"):
        SqliteStore(damaged)
    newer = tmp_path / "newer.sqlite3"
    with sqlite3.connect(newer) as db:
        db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(StoreError, match="version 99"):
        SqliteStore(newer)


def test_a_store_of_version_1_is_taken_over(tmp_path: Path) -> None:
    """All that it knew is there, whatever its addresses look like."""
    path = tmp_path / "store.sqlite3"
    with sqlite3.connect(path) as db:
        db.executescript((DATA / "store-1.sql").read_text())
    db.close()
    store = SqliteStore(path)
    plain = Known("12", "https://a.example/c/1/2/12.html", 0, "ab" * 16, 2, segment="s-1.jsonl")
    assert store.known(S, "12") == replace(plain, address=plain.url, offset=700)
    odd = Known("013", "https://a.example/?id=013", 1, "cd" * 16, 1, "https://m.example/013")
    assert store.known(S, "013") == replace(odd, segment="s-1.jsonl")
    date, other = "Mon, 16 Oct 2023 09:40:30 GMT", "2023-10-16"
    assert store.due_checks(S, 100, 9) == [
        Check("12", plain.url, 50, 1, 40, '"e"', date),
        Check("013", odd.address, 60, modified=other),
    ]
    assert store.count_older(S, ["12", "013"], 7) == 1
    assert [todo.address for todo in store.take(S, 0, 0, 9)] == ["https://a.example/14.html"]
    assert store.segments() == [Segment("s-1.jsonl", 1400, 2, True)]
    assert store.unread() == ["s-1.jsonl"]
    store.close()
    again = SqliteStore(path)
    assert again.unread() == ["s-1.jsonl"], "until it is read"
    again.enter_read("s-1.jsonl", [])
    assert again.unread() == []
    again.close()


def test_a_store_that_has_grown_much_is_packed(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite3"
    store = SqliteStore(path)
    store._db.execute("PRAGMA synchronous = OFF")
    for number in range(3000, 0, -10):
        newest_first = range(number, number - 10, -1)
        store.commit(S, Batch(written=[known(n) for n in newest_first]), Segment("a", 1, 1))
    store._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before = path.stat().st_size
    store.close()
    assert path.stat().st_size < 0.8 * before
    again = SqliteStore(path)
    assert again.count(S) == (3000, 0)
    assert again.known(S, "3000") == replace(known(3000), segment="a")
    again.close()
