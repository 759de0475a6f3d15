"""A whole crawl over loopback, everything on, beside the least spiders one can write.

    python benchmarks/crawl.py [--articles N] [--rounds N] [--crawlee PYTHON] [-s NAME=VALUE …]

Peers: a spider of twenty lines with Scrapy's default settings and ``-O out.jsonl``; the same with
crawlee's ParselCrawler, where ``--crawlee`` names the Python of an environment that has it. The
site is served by a process of its own. Start to end, imports included.
"""

import argparse
import os
import resource
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

from loopback import serve
from rounds import Timings, print_machine, print_table, ratios, take_turns

ROOT = Path(__file__).parent.parent

SPIDER = """\
from scrapy import Spider


class Bare(Spider):
    name = "bare"
    start_urls = ["http://127.0.0.1:PORT/"]

    def parse(self, response):
        for link in response.css("li a"):
            yield response.follow(link, self.parse_listing)

    def parse_listing(self, response):
        for link in response.css("ul.news_list li a"):
            yield response.follow(link, self.parse_article)
        for link in response.css("a.next"):
            yield response.follow(link, self.parse_listing)

    def parse_article(self, response):
        yield {
            "url": response.url,
            "headline": response.css("h1::text, div.title::text").getall()[-1:],
            "byline": response.css(".m_b_25 span::text, .content_info span::text").getall(),
            "body": response.css("p::text").getall(),
        }
"""

CRAWLEE = """\
import asyncio, json
from crawlee import ConcurrencySettings
from crawlee.crawlers import ParselCrawler
from crawlee.storage_clients import MemoryStorageClient


async def main():
    out = open("out.jsonl", "w")
    crawler = ParselCrawler(storage_client=MemoryStorageClient(), configure_logging=False,
        concurrency_settings=ConcurrencySettings(min_concurrency=16, desired_concurrency=16))

    @crawler.router.default_handler
    async def parse(context):
        if "/content/" not in context.request.url:
            await context.enqueue_links(selector="li a, ul.news_list li a, a.next")
            return
        select = context.selector.css
        out.write(json.dumps({
            "url": context.request.url,
            "headline": select("h1::text, div.title::text").getall()[-1:],
            "byline": select(".m_b_25 span::text, .content_info span::text").getall(),
            "body": select("p::text").getall(),
        }) + "\\n")

    await crawler.run(["http://127.0.0.1:PORT/"])


asyncio.run(main())
"""


def free_port() -> int:
    """A port that is free on this machine."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def run(command: list[str], folder: Path, settings_of: Path | None = None) -> dict[str, float]:
    """Seconds, processor seconds and MB at the most of a process."""
    env = {key: value for key, value in os.environ.items() if not key.startswith("SCRAPY_")}
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), perf_counter()
    process = subprocess.Popen(
        command,
        cwd=settings_of or folder,
        env=env,
        stdout=subprocess.DEVNULL,
        stderr=(folder / "log").open("w"),
    )
    _, status, usage = os.wait4(process.pid, 0)
    seconds = perf_counter() - start
    if status:
        raise SystemExit(f"{command} ended with {status}:\n{(folder / 'log').read_text()[-3000:]}")
    del before
    return {
        "wall": seconds,
        "cpu": usage.ru_utime + usage.ru_stime,
        "rss": usage.ru_maxrss / 1024,
    }


def count_lines(folder: Path) -> int:
    """Lines of all files below a folder."""
    return sum(path.read_bytes().count(b"\n") for path in folder.rglob("*.jsonl"))


def crawl(name: str, port: int, options: argparse.Namespace) -> dict[str, float]:
    """One crawl by a contender, checked to have brought every article."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        scrapy = [sys.executable, "-m", "scrapy"]
        if name == "bare Scrapy":
            (folder / "bare.py").write_text(SPIDER.replace("PORT", str(port)))
            found = run([*scrapy, "runspider", "bare.py", "-O", "out.jsonl"], folder)
        elif name == "crawlee":
            (folder / "bare.py").write_text(CRAWLEE.replace("PORT", str(port)))
            found = run([options.crawlee, "bare.py"], folder)
        else:
            extra = [word for setting in options.s for word in ("-s", setting)]
            command = [*scrapy, "crawl", "wangcheng", "-a", f"site={options.profile}"]
            command += ["-s", f"DATA_DIR={folder}"]
            plain = [*command, *(extra if name == "ours, with -s" else [])]
            found = run(plain, folder, ROOT)
        lines = count_lines(folder)
        if lines != options.articles:
            raise SystemExit(f"{name}: {lines} lines of {options.articles}")
        return found


def main() -> None:
    """Print tables of wall time and processor time a page."""
    parser = argparse.ArgumentParser(description="a whole crawl over loopback")
    parser.add_argument("--articles", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--crawlee", help="Python of an environment with crawlee[parsel]")
    parser.add_argument("-s", action="append", default=[], help="a setting of ours to try")
    options = parser.parse_args()
    names = ["bare Scrapy", "ours"]
    names += ["ours, with -s"] * bool(options.s) + ["crawlee"] * bool(options.crawlee)
    print_machine("Scrapy", "Twisted", "lxml", "aiohttp", "uvloop")
    with tempfile.TemporaryDirectory() as place:
        port, options.profile = free_port(), Path(place) / "bench.toml"
        figures: dict[str, Timings] = {kind: {n: [] for n in names} for kind in ("cpu", "rss")}

        def turn(name: str, number: int) -> float:
            found = crawl(name, port, options)
            for kind, table in figures.items():
                if number >= 0:
                    table[name].append(found[kind])
            return found["wall"]

        turns = {name: (lambda number, name=name: turn(name, number)) for name in names}
        with serve(port, options.articles, options.profile):
            wall = take_turns(turns, options.rounds, warm_up=0)
    for title, timings in (("ms a page, wall", wall), ("ms a page, processor", figures["cpu"])):
        print(f"\n{options.articles} articles, {title}\n")
        print_table(timings, "ms a page", 1000 / options.articles, ["bare Scrapy", "ours"])
    print("\nas many pages a second as bare Scrapy, wall and processor:")
    for name in names[1:]:
        shares = [1 / median(ratios(table, name, names[0])) for table in (wall, figures["cpu"])]
        print(f"  {name}: {shares[0]:.2f}, {shares[1]:.2f}")
    print("MB at the most:", {name: round(max(values)) for name, values in figures["rss"].items()})


if __name__ == "__main__":
    main()
