"""What the store costs as it grows: a look-up, a commit, the disk.

    python benchmarks/store.py [--sizes 10000,100000,1000000]

Each size is a store of its own. Look-ups: ids drawn from all that are known. Commits: eight new
articles with their to-do numbers and looks, as a crawl commits them. Sizes take turns, so that what
else the machine does hits all alike.
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

BATCH = 8
ORIGIN = "https://www.wcxww.com"


def make_id(number: int) -> str:
    """Content ids as the CMS gives them: growing, with gaps."""
    return str(10_000_000 + 3 * number)


def make_batch(numbers: range) -> Batch:
    """Articles, each with the time of its next look and the server's validators."""
    batch = Batch()
    for number in numbers:
        url = f"{ORIGIN}/content/6467{number % 100:02}/50/{make_id(number)}.html"
        digest = f"{number * 0x9E3779B97F4A7C15 % (1 << 256):064x}"
        offset = number % 10_000 * 5000
        batch.written.append(Known(make_id(number), url, 0, digest, 1, url, offset=offset))
        due = 1_790_000_000 + number * 7919 % 15_000_000
        etag, modified = f'"{number:08x}-7a31"', "Mon, 16 Oct 2023 09:40:30 GMT"
        batch.checked.append(Check(make_id(number), url, due, 0, 0, etag, modified))
    return batch


def fill(path: Path, size: int) -> SqliteStore:
    """A store of ``size`` articles in segments of 10,000; made without waiting for the disk."""
    store = SqliteStore(path)
    store._db.execute("PRAGMA synchronous = OFF")
    for start in range(0, size, 10_000):
        numbers = range(start, min(start + 10_000, size))
        store.commit("wcxww", make_batch(numbers), Segment(f"wcxww-{start:08}.jsonl", 1, 1, True))
    store._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    store._db.execute("PRAGMA synchronous = FULL")
    return store


def time_lookups(store: SqliteStore, size: int, chance: Random, count: int = 2000) -> float:
    """Seconds a look-up of a known article."""
    ids = [make_id(chance.randrange(size)) for _ in range(count)]
    start = perf_counter()
    for content_id in ids:
        assert store.known("wcxww", content_id) is not None
    return (perf_counter() - start) / count


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


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="what the store costs as it grows")
    parser.add_argument("--sizes", default="10000,100000,1000000")
    parser.add_argument("--rounds", type=int, default=9)
    options = parser.parse_args()
    sizes = [int(size) for size in options.sizes.split(",")]
    print_machine()
    print(f"SQLite {sqlite3.sqlite_version}\n")
    with tempfile.TemporaryDirectory() as place:
        stores = {size: fill(Path(place) / f"{size}.sqlite3", size) for size in sizes}
        disk = {size: count_bytes(store, size) for size, store in stores.items()}
        chance = Random(1)
        lookups: dict[int, list[float]] = {size: [] for size in sizes}
        commits: dict[int, list[float]] = {size: [] for size in sizes}
        for number in range(options.rounds):
            for size in sizes if number % 2 else sizes[::-1]:
                lookups[size].append(time_lookups(stores[size], size, chance))
                commits[size].append(time_commits(stores[size], size, number))
        for store in stores.values():
            store.close()
    print("| articles | µs a look-up | × | µs a commit of 8 | × | bytes an article |")
    print("|---:|---:|---:|---:|---:|---:|")
    for size in sizes:
        shares = [
            median(one / other for one, other in zip(table[size], table[sizes[0]], strict=True))
            for table in (lookups, commits)
        ]
        print(
            f"| {size:,} | {median(lookups[size]) * 1e6:.1f} | {shares[0]:.2f}"
            f" | {median(commits[size]) * 1e6:.0f} | {shares[1]:.2f} | {disk[size]:.0f} |"
        )


if __name__ == "__main__":
    main()
