"""kill -9 and the same command again: a least Scrapy spider and ours, side by side, on loopback.

The sample site is served on 127.0.0.1 …; each contender crawls it, is killed after so many pages,
is started anew with the same command until it ends by itself, and its lines are counted. The plain
spider is what tutorials show, and is given the addresses of all listing pages; JOBDIR is how Scrapy
resumes. With ``--kills 0`` all of them bring every article once.

Usage: python benchmarks/reliability.py [--articles 200] [--kills 3] [--rounds 2] [--seed 1]
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from wangcheng_spider.demo.sample import SampleSite
from wangcheng_spider.demo.server import Server, write_profile
from wangcheng_spider.sites import load

ROOT = Path(__file__).parent.parent
PORT = 8781
PLAIN = """
import re
import scrapy

class Plain(scrapy.Spider):
    name = "plain"
    allowed_domains = ["127.0.0.1"]
    start_urls = {listings}

    def parse(self, response):
        for href in response.css("a::attr(href)").getall():
            url = response.urljoin(href)
            if re.search(r"/(content|nograb|c)/.*\\d\\.html?$", url):
                yield response.follow(url, self.parse_article)

    def parse_article(self, response):
        yield {{"url": response.url, "headline": response.css("h1::text").get(),
               "body": "".join(response.css("p::text").getall())}}
"""


@dataclass
class Contender:
    """A way to crawl the site; ``files`` below its folder hold its lines."""

    name: str
    command: list[str]
    files: str
    lost: int = 0
    repeated: int = 0
    torn: int = 0
    articles: int = 0
    codes: Counter[int] = field(default_factory=Counter)


def contenders(folder: Path, profile: Path, sample: SampleSite) -> list[Contender]:
    """The plain spider in three ways, and ours."""
    spider = folder / "plain.py"
    spider.write_text(PLAIN.format(listings=sample.listing_urls()))
    plain = [sys.executable, "-m", "scrapy", "runspider", str(spider), "-L", "ERROR"]
    jobdir = ["-s", "JOBDIR=job"]
    ours = [sys.executable, "-m", "scrapy", "crawl", "wangcheng", "-L", "ERROR"]
    return [
        Contender("plain, -O out.jsonl", [*plain, "-O", "out.jsonl"], "out.jsonl"),
        Contender("plain, JOBDIR, -O", [*plain, *jobdir, "-O", "out.jsonl"], "out.jsonl"),
        Contender("plain, JOBDIR, -o", [*plain, *jobdir, "-o", "out.jsonl"], "out.jsonl"),
        Contender("wangcheng", [*ours, "-a", f"site={profile}"], "data/articles/*.jsonl"),
    ]


def start(contender: Contender, folder: Path) -> "subprocess.Popen[bytes]":
    """The contender's command, in its folder; ours finds its settings through the environment."""
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    if contender.name == "wangcheng":
        env["SCRAPY_SETTINGS_MODULE"] = "wangcheng_spider.settings"
    return subprocess.Popen(contender.command, cwd=folder, env=env, stderr=subprocess.DEVNULL,
                            stdout=subprocess.DEVNULL)  # fmt: skip


def kill_and_resume(
    contender: Contender, folder: Path, server: Server, kills: int, chance: random.Random
) -> None:
    """So many kills, each after a drawn number of pages; then once to the end."""
    pages = server.sample.articles // (kills + 1)
    for _ in range(kills):
        running = start(contender, folder)
        wanted = server.requests.total() + chance.randint(pages // 2, pages)
        while server.requests.total() < wanted and running.poll() is None:
            time.sleep(0.001)
        running.send_signal(signal.SIGKILL)
        running.wait()
    contender.codes[start(contender, folder).wait(600)] += 1


def count(contender: Contender, folder: Path, server: Server) -> None:
    """Lost, repeated and torn lines, by the articles' numbers."""
    ids: Counter[str] = Counter()
    for path in folder.glob(contender.files):
        for line in path.read_bytes().split(b"\n"):
            if line:
                try:
                    ids[json.loads(line)["url"].rsplit("/", 1)[-1].split(".")[0]] += 1
                except ValueError:
                    contender.torn += 1
    wanted = {story.path.rsplit("/", 1)[-1].split(".")[0] for story in server.sample.stories}
    contender.lost += len(wanted - set(ids))
    contender.repeated += sum(ids.values()) - len(ids)
    contender.articles += len(wanted)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--articles", type=int, default=200)
    parser.add_argument("--kills", type=int, default=3)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        profile = folder / "demo.toml"
        write_profile(profile, PORT)
        sample = SampleSite(load(str(profile)), options.articles, options.seed)
        all_ = contenders(folder, profile, sample)
        for number in range(options.rounds):
            for contender in all_:
                own = folder / f"{contender.name} {number}"
                own.mkdir()
                chance = random.Random(f"{options.seed} {number}")
                with Server(sample, PORT, delay=0.005) as server:
                    kill_and_resume(contender, own, server, options.kills, chance)
                    count(contender, own, server)
    print(f"{options.rounds} rounds of {options.articles} articles, {options.kills} kills each")
    print(f"{'':22}{'lost':>8}{'repeated':>10}{'torn':>6}{'of':>7}  exit codes")
    for one in all_:
        row = f"{one.lost:8}{one.repeated:10}{one.torn:6}{one.articles:7}"
        print(f"{one.name:22}{row}  {dict(one.codes)}")


if __name__ == "__main__":
    main()
