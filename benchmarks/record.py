"""What recording costs a crawl: the same crawl with and without it, in turn, medians and ratio.

    python benchmarks/record.py [--articles 400] [--rounds 5]

The sample site is served by a process of its own; a crawl's time is Scrapy's, from open to close.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PORT = 8798
ROOT = Path(__file__).parent.parent
CLI = [sys.executable, "-c", "from wangcheng_spider.cli import main; main()"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        profile = Path(folder) / "demo.toml"
        serve = ["demo-site", "--port", str(PORT), "--articles", str(options.articles)]
        server = subprocess.Popen(
            [*CLI, *serve, "--profile", str(profile)], cwd=folder, stdout=subprocess.DEVNULL
        )
        try:
            while not profile.exists():
                time.sleep(0.1)
            time.sleep(1)
            compare(Path(folder), profile, options.rounds)
        finally:
            server.terminate()
            server.wait()


def compare(folder: Path, profile: Path, rounds: int) -> None:
    """Time A B A B …, and print both medians and their ratio."""
    rates: dict[bool, list[float]] = {False: [], True: []}
    for number in range(rounds + 1):
        for is_on in (False, True):
            rate = crawl(folder / f"{number}-{is_on}", profile, is_on)
            if number:  # the first round warms up
                rates[is_on].append(rate)
    plain, recorded = (statistics.median(rates[is_on]) for is_on in (False, True))
    for is_on, label in ((False, "not recorded"), (True, "recorded")):
        print(f"{label:14}{' '.join(f'{rate:7.1f}' for rate in rates[is_on])} pages/s")
    print(f"medians       {plain:.1f} and {recorded:.1f} pages/s")
    print(f"ratio         {recorded / plain:.3f} (to reach: more than 0.90)")


def crawl(data_dir: Path, profile: Path, is_on: bool) -> float:
    """Pages a second of one crawl."""
    arguments = ["-a", f"site={profile}", "-s", f"DATA_DIR={data_dir}"]
    arguments += ["-s", f"ARCHIVE_RECORD={int(is_on)}"]
    done = subprocess.run(
        [*CLI, "crawl", *arguments], cwd=ROOT, stdout=subprocess.DEVNULL, check=False
    )
    if done.returncode:
        sys.exit(f"the crawl ended with {done.returncode}")
    (record,) = (data_dir / "runs").glob("*/run.json")
    stats = json.loads(record.read_text("utf-8"))["stats"]
    pages: float = stats["response_received_count"]
    return pages / stats["elapsed_time_seconds"]


if __name__ == "__main__":
    main()
