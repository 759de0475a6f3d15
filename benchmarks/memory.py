"""Memory of one crawl as it goes on: resident MB at every so many requests.

python benchmarks/memory.py [--articles N] [--every N]
"""

import argparse
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from crawl import ROOT, free_port
from loopback import count_requests, serve
from rounds import print_machine


def read_rss(pid: int) -> float:
    """Resident MB of a process; 0 once it has ended."""
    try:
        match = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    except OSError:
        return 0.0
    return int(match[1]) / 1024 if match else 0.0


def main() -> None:
    """Print a row at every so many requests."""
    parser = argparse.ArgumentParser(description="memory of one crawl as it goes on")
    parser.add_argument("--articles", type=int, default=30_000)
    parser.add_argument("--every", type=int, default=5_000)
    options = parser.parse_args()
    print_machine("Scrapy", "Twisted", "lxml")
    print("\n| requests | MB | requests a second so far |\n|---:|---:|---:|", flush=True)
    with tempfile.TemporaryDirectory() as place:
        port, folder = free_port(), Path(place)
        profile = folder / "bench.toml"
        command = [sys.executable, "-m", "scrapy", "crawl", "wangcheng", "-a", f"site={profile}"]
        command += ["-s", f"DATA_DIR={folder}", "-L", "WARNING"]
        with serve(port, options.articles, profile):
            start, due = time.monotonic(), options.every
            process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
            memory = 0.0
            while process.poll() is None:
                memory, requests = read_rss(process.pid) or memory, count_requests(port)
                if requests >= due:
                    rate = requests / (time.monotonic() - start)
                    print(f"| {requests:,} | {memory:.0f} | {rate:.0f} |", flush=True)
                    due += options.every
                time.sleep(0.05)
            lines = sum(path.read_bytes().count(b"\n") for path in folder.rglob("*.jsonl"))
            print(f"\nended with {process.returncode}, {lines:,} lines; {memory:.0f} MB at the end")
            size = (folder / "store.sqlite3").stat().st_size
            print(f"store: {size / max(1, lines):.0f} bytes an article")


if __name__ == "__main__":
    main()
