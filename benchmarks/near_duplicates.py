"""Reposts measured: recall by how much was changed, precision, time and memory.

    .venv/bin/python benchmarks/near_duplicates.py [ARTICLES [BATCH]]

A stream of new articles, reposts (sentences reworded, replaced, cut, put in, shuffled; other
headlines) and lookalikes (notices of one frame, 手机报, follow-ups, digests, forms with other
numbers) goes through the writer and its store as in a crawl: batches of 8, each synced to disk,
unless BATCH says otherwise.
"""

import resource
import sys
import tempfile
from collections import Counter
from pathlib import Path

from wangcheng_spider.demo.reposts import write_stream
from wangcheng_spider.demo.tracing import STEPS, Traced, trace_stream


def main() -> None:
    """Print the tables."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    batch = int(sys.argv[2]) if len(sys.argv) > 2 else 8
    with tempfile.TemporaryDirectory() as folder:
        traced = trace_stream(write_stream(count), Path(folder), batch)
        size = (Path(folder) / "store.sqlite3").stat().st_size
    show(traced)
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    cpu, wall = 1000 * traced.cpu / count, 1000 * traced.seconds / count
    print(f"an article: {cpu:.3f} ms of the processor, {wall:.3f} ms with waiting for the disk:")
    print("            search, index, line; of", f"{count:,} articles in batches of {batch}")
    print(f"            {1000 * traced.slowest:.1f} ms the slowest batch")
    print(f"memory: {megabytes:.0f} MB at most, all of it; store: {size / 2**20:.0f} MB")


def show(traced: Traced) -> None:
    """Recall a step of change, precision, and what was taken for a repost."""
    print("changed    reposts   found   recall")
    for low, high in zip((0.0, *STEPS), STEPS, strict=False):
        found, total = traced.found[high], traced.reposts[high]
        print(f"{low:4.0%}–{high:<4.0%} {total:8} {found:7}  {found / max(1, total):7.2%}")
    total = traced.reposts[0.0]
    print(f"untouched {total:8} {traced.found[0.0]:7}  {traced.found[0.0] / max(1, total):7.2%}")
    print(f"recall up to 10 %: {traced.recall:.4f}; precision: {traced.precision:.4f}")
    kinds: Counter[str] = traced.wrong
    print(f"wrong: {dict(kinds) or 'none'} of {dict(traced.kinds)}")


if __name__ == "__main__":
    main()
