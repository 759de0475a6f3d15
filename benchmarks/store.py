"""What the store costs as it grows: a look-up, a search for reposts, a commit, the disk.

    python benchmarks/store.py [--sizes 10000,100000,1000000] [--backwards] [--tables]

Each size is a store of its own. Look-ups: ids drawn from all that are known. Searches: the marks of
known articles. Commits: eight new articles with their to-do numbers, looks, checksums and marks, as
a crawl commits them. Sizes take turns, so that what else the machine does hits all alike.
``--backwards`` fills the stores from the newest article to the oldest, as a first crawl does (up to
1,000,000); ``--tables`` says what the bytes are spent on.
"""

import argparse
import sqlite3
import tempfile
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter

from rounds import print_machine

from wangcheng_spider.storage import Batch, Check, Found, Known, Segment
from wangcheng_spider.storage.sqlite import SqliteStore
from wangcheng_spider.storage.traces import Trace
from wangcheng_spider.text.similarity import ASKED, KEPT

BATCH = 8
ORIGIN = "https://www.wcxww.com"


BULK = 1_000_000
"""Stores above it are filled by SQL: commits like a crawl's would take hours."""
NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {size})"
MARK = (
    f"(SELECT (v % 65536 * 65536 + v / 65536) * 2246822519 % 4294967296 - 2147483648"
    f" FROM (SELECT ({ASKED} * i + place) * 2654435761 % 4294967296 AS v))"
)
FILL = (
    "INSERT INTO site VALUES (1, 'wcxww')",
    f"{NUMBERS} INSERT INTO folder SELECT i + 1, printf('{ORIGIN}/content/6467%02d/50/', i)"
    " FROM n WHERE i < 100",
    f"{NUMBERS} INSERT INTO segment SELECT i + 1, printf('wcxww-%08d.jsonl', i * 10000), 1, 1, 1"
    " FROM n WHERE i < {size} / 10000",
    f"{NUMBERS} INSERT INTO article SELECT 'wcxww', cast(10000000 + 3 * i AS TEXT), i % 100 + 1,"
    " NULL, 0, randomblob(16), 1, 0, i / 10000 + 1, i % 10000 * 5000, NULL, 0,"
    " 1790000000 + i * 7919 % 15000000, 0, 0, printf('\"%08x-7a31\"', i), 1697449230 FROM n",
    f"{NUMBERS} INSERT INTO line_sum SELECT i / 10000 + 1, i % 10000 * 5000,"
    " i * 2654435761 % 4294967296 - 2147483648 FROM n",
    f"{NUMBERS}, p(place) AS (SELECT i FROM n WHERE i < {KEPT}) INSERT INTO passage"
    f" SELECT {MARK} AS mark, 10000000 + 3 * i, 1 FROM n, p ORDER BY mark",
)


def make_id(number: int) -> str:
    """Content ids as the CMS gives them: growing, with gaps."""
    return str(10_000_000 + 3 * number)


def make_marks(number: int) -> tuple[int, ...]:
    """Marks as passages leave them: 32 bits, spread over all that there are; MARK in SQL."""
    ordinals = (ASKED * number + place for place in range(ASKED))
    spread = (n * 2654435761 % 2**32 for n in ordinals)
    return tuple((n % 65536 * 65536 + n // 65536) * 2246822519 % 2**32 - 2**31 for n in spread)


def make_batch(numbers: range) -> Batch:
    """Articles as lines of 5,000 bytes, each with marks, its next look and validators."""
    batch = Batch()
    for number in numbers:
        url = f"{ORIGIN}/content/6467{number % 100:02}/50/{make_id(number)}.html"
        digest = f"{number * 0x9E3779B97F4A7C15 % (1 << 256):064x}"
        offset = number % 10_000 * 5000
        marks = make_marks(number)
        trace = Trace("wcxww", marks, marks[:KEPT], None, None, "", "")
        known = Known(make_id(number), url, 0, digest, 1, url, offset=offset, trace=trace)
        batch.written.append(known)
        batch.sums.append((offset, number * 0x9E3779B1 & 0xFFFFFFFF))
        due = 1_790_000_000 + number * 7919 % 15_000_000
        etag, modified = f'"{number:08x}-7a31"', "Mon, 16 Oct 2023 09:40:30 GMT"
        batch.checked.append(Check(make_id(number), url, due, 0, 0, etag, modified))
    return batch


def fill(path: Path, size: int, *, is_backwards: bool) -> SqliteStore:
    """A store of ``size`` articles in segments of 10,000; made without waiting for the disk."""
    store = SqliteStore(path)
    pragmas = {"synchronous": "OFF", "cache_size": "-800000"}
    before = {name: store._db.execute(f"PRAGMA {name}").fetchone()[0] for name in pragmas}
    for name, value in pragmas.items():
        store._db.execute(f"PRAGMA {name} = {value}")
    if size > BULK:
        fill_by_sql(store._db, size)
    else:
        fill_by_commits(store, size, is_backwards=is_backwards)
    store._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for name, value in before.items():
        store._db.execute(f"PRAGMA {name} = {value}")
    return store


def fill_by_commits(store: SqliteStore, size: int, *, is_backwards: bool) -> None:
    """10,000 articles each."""
    for start in range(0, size, 10_000):
        numbers = range(start, min(start + 10_000, size))
        if is_backwards:
            numbers = range(size - numbers.start - 1, size - numbers.stop - 1, -1)
        store.commit("wcxww", make_batch(numbers), Segment(f"wcxww-{start:08}.jsonl", 1, 1, True))


def fill_by_sql(db: sqlite3.Connection, size: int) -> None:
    """The same rows; tables and indexes come out denser than commits leave them."""
    db.execute("PRAGMA journal_mode = OFF")
    index = db.execute("SELECT sql FROM sqlite_master WHERE name = 'article_due'").fetchone()[0]
    db.execute("DROP INDEX article_due")
    for statement in FILL:
        db.execute("BEGIN")
        db.execute(statement.replace("{size}", str(size)))
        db.execute("COMMIT")
    db.execute(index)
    db.execute("PRAGMA journal_mode = WAL")


def time_lookups(store: SqliteStore, size: int, chance: Random, count: int = 2000) -> float:
    """Seconds a look-up of a known article."""
    ids = [make_id(chance.randrange(size)) for _ in range(count)]
    start = perf_counter()
    for content_id in ids:
        assert store.known("wcxww", content_id) is not None
    return (perf_counter() - start) / count


def time_searches(store: SqliteStore, size: int, chance: Random, count: int = 300) -> float:
    """Seconds a search for what is like a known article."""
    numbers = [chance.randrange(size) for _ in range(count)]
    asked = [make_marks(number) for number in numbers]
    start = perf_counter()
    found = [store.find_similar(marks, 10) for marks in asked]
    spent = perf_counter() - start
    assert all(
        make_id(number) in {one.content_id for one in few}
        for number, few in zip(numbers, found, strict=True)
    )
    return spent / count


def time_commits(store: SqliteStore, size: int, number: int, count: int = 40) -> float:
    """Seconds a commit of a batch; its addresses are put on the to-do list before."""
    first = size + number * count * BATCH
    batches = [make_batch(range(first + n * BATCH, first + (n + 1) * BATCH)) for n in range(count)]
    for batch in batches:
        store.add_found("wcxww", (Found(k.url, k.content_id, 0, "101") for k in batch.written))
        batch.done = [todo.seq for todo in store.take("wcxww", 0, 1 << 40, BATCH)]
    spent = []
    for place, batch in enumerate(batches):
        start = perf_counter()
        store.commit("wcxww", batch, Segment("wcxww-new.jsonl", number * count + place, 1))
        spent.append(perf_counter() - start)
    return median(spent)


def count_bytes(store: SqliteStore, size: int) -> float:
    """Bytes on disk an article, indexes included."""
    db: sqlite3.Connection = store._db
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return store.path.stat().st_size / size


def show_tables(store: SqliteStore, size: int) -> None:
    """Bytes an article by table and index."""
    rows = store._db.execute("SELECT name, sum(pgsize) FROM dbstat GROUP BY name ORDER BY 2 DESC")
    spent = [f"{name} {count / size:.1f}" for name, count in rows if count / size >= 0.1]
    print(f"{size:,}: {', '.join(spent)}")


def measure(stores: dict[int, SqliteStore], rounds: int) -> dict[str, dict[int, list[float]]]:
    """Seconds of each round by what was done and by size."""
    kinds = ("look-up", "search", "commit")
    spent: dict[str, dict[int, list[float]]] = {kind: {n: [] for n in stores} for kind in kinds}
    chance = Random(1)
    for number in range(rounds):
        for size in list(stores) if number % 2 else list(stores)[::-1]:
            store = stores[size]
            spent["look-up"][size].append(time_lookups(store, size, chance))
            spent["search"][size].append(time_searches(store, size, chance))
            spent["commit"][size].append(time_commits(store, size, number))
    return spent


def show(spent: dict[str, dict[int, list[float]]], disk: dict[int, float]) -> None:
    """The table; ratios are those to the smallest size in the same round."""
    first = next(iter(disk))
    print("| articles | µs a look-up | × | µs a search | × | µs a commit of 8 | × | bytes each |")
    print("|---:|---:|---:|---:|---:|---:|---:|---:|")
    for size in disk:
        cells = []
        for times in spent.values():
            ratios = [one / other for one, other in zip(times[size], times[first], strict=True)]
            cells.append(f"{median(times[size]) * 1e6:.1f} | {median(ratios):.2f}")
        print(f"| {size:,} | {' | '.join(cells)} | {disk[size]:.0f} |")


def main() -> None:
    """Fill the stores and print the table."""
    parser = argparse.ArgumentParser(description="what the store costs as it grows")
    parser.add_argument("--sizes", default="10000,100000,1000000")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--backwards", action="store_true", help="filled from the newest on")
    parser.add_argument("--tables", action="store_true", help="bytes by table and index")
    options = parser.parse_args()
    sizes = [int(size) for size in options.sizes.split(",")]
    print_machine()
    print(f"SQLite {sqlite3.sqlite_version}\n", flush=True)
    with tempfile.TemporaryDirectory() as place:
        stores = {
            size: fill(Path(place) / f"{size}.sqlite3", size, is_backwards=options.backwards)
            for size in sizes
        }
        disk = {size: count_bytes(store, size) for size, store in stores.items()}
        if options.tables:
            for size, store in stores.items():
                show_tables(store, size)
        if options.rounds:
            show(measure(stores, options.rounds), disk)
        for store in stores.values():
            store.close()


if __name__ == "__main__":
    main()
