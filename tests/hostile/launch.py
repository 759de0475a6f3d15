"""Crawls of hostile sites: how long they were still, and how much memory they took."""

import os
import time
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from crawling import Crawl, Ended, free_port, read_lines, start_crawl
from hostile.server import Fault, HostileServer
from wangcheng_spider.demo.sample import SampleSite
from wangcheng_spider.demo.server import write_profile
from wangcheng_spider.sites import load

LONG = pytest.mark.skipif(not os.environ.get("HOSTILE"), reason="runs in make hostile")
MEMORY = 300
"""MB that a crawl may take at its worst moment."""
STILL = 10.0
"""Seconds between two requests that a page may cost the others."""


@dataclass
class Outcome:
    """A crawl that has ended."""

    server: HostileServer
    sample: SampleSite
    ended: Ended
    memory: int
    """MB at its worst moment."""
    reasons: dict[str, str] = field(init=False)
    """Path and query of what failed → reason code."""
    lines: dict[str, dict[str, Any]] = field(init=False)
    """Content id → line."""

    def __post_init__(self) -> None:
        failures = self.ended.record["failures"]
        self.reasons = {"/" + f["url"].split("/", 3)[-1]: f["reason"] for f in failures}
        self.lines = {line["content_id"]: line for line in read_lines(self.ended.data_dir)}

    @property
    def longest_still(self) -> float:
        """Seconds between two requests at most."""
        return max((b - a for a, b in pairwise(self.server.times)), default=0.0)


class Memory(Thread):
    """Watches a process's peak, which the kernel keeps, until it has ended."""

    def __init__(self, crawl: Crawl) -> None:
        super().__init__(daemon=True)
        self._crawl = crawl
        self.peak = 0

    def run(self) -> None:
        status = Path(f"/proc/{self._crawl.process.pid}/status")
        while self._crawl.process.returncode is None:
            try:
                text = status.read_text()
            except OSError:
                return
            if "VmHWM:" in text:
                self.peak = int(text.split("VmHWM:")[1].split()[0]) // 1024
            time.sleep(0.05)


def crawl_hostile(
    folder: Path,
    articles: int,
    faults: dict[int, Fault] | None = None,
    *arguments: str,
    site: type[SampleSite] = SampleSite,
) -> Outcome:
    """Crawl a sample site of which the n-th stories' pages have a fault."""
    port, profile = free_port(), folder / "demo.toml"
    write_profile(profile, port)
    sample = site(load(str(profile)), articles, 5)
    by_path = {sample.stories[n].path: fault for n, fault in (faults or {}).items()}
    with HostileServer(sample.answer, port, by_path) as server:
        crawl = start_crawl(folder / "data", "-a", f"site={profile}", *arguments)
        memory = Memory(crawl)
        memory.start()
        ended = crawl.end()
        memory.join()
    return Outcome(server, sample, ended, memory.peak)
