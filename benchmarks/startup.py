"""From the command to the first request, beside ``scrapy runspider`` of the least spider.

    python benchmarks/startup.py [--rounds N]

A listener on loopback takes the time when a request's first bytes come, and ends the process.
"""

import argparse
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from crawl import ROOT, SPIDER
from loopback import PROFILE
from rounds import print_machine, print_table, take_turns


def time_to_request(listener: socket.socket, command: list[str], folder: Path) -> float:
    """Seconds from the start of a process to its first request."""
    start = perf_counter()
    process = subprocess.Popen(
        command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    try:
        connection, _ = listener.accept()
        connection.recv(1)
        seconds = perf_counter() - start
        connection.close()
    except TimeoutError:
        assert process.stderr is not None
        process.kill()
        raise SystemExit(process.stderr.read().decode()) from None
    finally:
        process.kill()
        process.communicate()
    return seconds


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="from the command to the first request")
    parser.add_argument("--rounds", type=int, default=15)
    options = parser.parse_args()
    print_machine("Scrapy", "Twisted", "lxml")
    with tempfile.TemporaryDirectory() as place, socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(60)
        port, folder = listener.getsockname()[1], Path(place)
        (folder / "bare.py").write_text(SPIDER.replace("PORT", str(port)))
        profile = folder / "bench.toml"
        profile.write_text(PROFILE.format(port=port), "utf-8")
        scrapy = [sys.executable, "-m", "scrapy"]
        ours = [*scrapy, "crawl", "wangcheng", "-a", f"site={profile}", "-s", "DATA_DIR"]
        bare = [*scrapy, "runspider", "bare.py", "-O", "out.jsonl"]

        def run_ours(number: int) -> float:
            command = [*ours[:-1], f"DATA_DIR={folder / f'data{number}'}"]
            return time_to_request(listener, command, ROOT)

        turns = {"bare Scrapy": lambda _: time_to_request(listener, bare, folder), "ours": run_ours}
        timings = take_turns(turns, options.rounds)
    print()
    print_table(timings, "s to the first request", 1, ["bare Scrapy"])


if __name__ == "__main__":
    main()
