"""An update run over loopback on a site where nothing is new, with a large store.

    python benchmarks/update.py [--sizes 10000,100000] [--rounds N]

Start to end, imports included; requests and memory beside it. The store is filled directly:
the articles' lines need not be there for a run that looks at none of them.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from crawl import ROOT, free_port, run
from loopback import CHANNELS, FIRST_ID, count_requests, serve
from rounds import print_machine

from wangcheng_spider.storage import Batch, Check, Known, Segment
from wangcheng_spider.storage.sqlite import SqliteStore

FAR = 4_000_000_000
"""Unix time at which the articles are due again."""


def fill(data_dir: Path, origin: str, articles: int) -> None:
    """A store that knows every article and has walked every channel."""
    (data_dir / "articles").mkdir(parents=True)
    store = SqliteStore(data_dir / "store.sqlite3")
    for start in range(0, articles, 10_000):
        batch = Batch()
        for number in range(start, min(start + 10_000, articles)):
            content_id = str(FIRST_ID + number)
            url = f"{origin}/content/646955/64/{content_id}.html"
            batch.written.append(Known(content_id, url, 0, f"{number:064x}", 1, url))
            batch.checked.append(Check(content_id, url, FAR))
        name = f"bench-20250101T000000Z-{start // 10_000 + 1:05}.jsonl"
        (data_dir / "articles" / name).write_bytes(b"\n")  # a start looks for it, and at its size
        store.commit("bench", batch, Segment(name, 1, len(batch.written), True))
    store.add_channels("bench", {str(number): "" for number in range(CHANNELS)})
    for number in range(CHANNELS):
        store.set_walked("bench", str(number), deep=True, at=int(time.time()))
    store.close()


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="an update run where nothing is new")
    parser.add_argument("--sizes", default="10000,100000")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    print_machine("Scrapy", "Twisted", "lxml")
    print(f"\n{CHANNELS} channels\n")
    print("| known articles | s, median | s of processor | MB | requests |")
    print("|---:|---:|---:|---:|---:|")
    for size in (int(size) for size in options.sizes.split(",")):
        with tempfile.TemporaryDirectory() as place:
            port, folder = free_port(), Path(place)
            profile, data_dir = folder / "bench.toml", folder / "data"
            fill(data_dir, f"http://127.0.0.1:{port}", size)
            command = [sys.executable, "-m", "scrapy", "crawl", "wangcheng"]
            command += ["-a", f"site={profile}", "-s", f"DATA_DIR={data_dir}"]
            with serve(port, size, profile):
                found = [run(command, folder, ROOT) for _ in range(options.rounds)]
                requests = count_requests(port) / options.rounds
            middle = {kind: median(one[kind] for one in found) for kind in found[0]}
            print(
                f"| {size:,} | {middle['wall']:.2f} | {middle['cpu']:.2f}"
                f" | {middle['rss']:.0f} | {requests:g} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
