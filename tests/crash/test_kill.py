"""SIGKILL at random moments, then the same command: nothing lost, nothing twice, nothing torn.

All the while a reader polls the segments. `make crash` makes more rounds, each in a new DATA_DIR.
"""

import json
import os
import random
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread

import duckdb
import pandas
import polars
import pytest

from crawling import crawl, read_lines, start_crawl
from wangcheng_spider.demo.server import Server
from wangcheng_spider.verification import Verification

Serve = Callable[..., tuple[Server, str]]

IS_LONG = "KILLS" in os.environ
SIZES = ((500, 120), (3000, 500)) if IS_LONG else ((150, 60),)
"""(articles, a kill comes after up to so many requests), in turn: listings are asked for first, and
then articles; in the larger ones a process beside the crawl reads."""
KILLS = 20 if IS_LONG else 6
"""Kills a round."""
ROUNDS = -(-int(os.environ["KILLS"]) // KILLS) if IS_LONG else 1
SEED = int(os.environ.get("SEED", "2026"))


class Reader:
    """Reads all sealed segments again and again: each holds whole lines, and never changes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._sizes: dict[str, int] = {}
        self._is_over = Event()
        self.looks = 0
        self.wrong: list[str] = []
        self._thread = Thread(target=self._poll)

    def __enter__(self) -> "Reader":
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._is_over.set()
        self._thread.join()

    def _poll(self) -> None:
        while not self._is_over.wait(0.01):
            for path in self._folder.glob("*.jsonl"):
                self._look(path)

    def _look(self, path: Path) -> None:
        data = path.read_bytes()
        self.looks += 1
        size = self._sizes.setdefault(path.name, len(data))
        if not data.endswith(b"\n") or size != len(data):
            self.wrong.append(f"{path.name}: {len(data)} bytes, {size} before")
        elif self.looks % 20 == 1:
            list(map(json.loads, data.splitlines()))


def kill_somewhere(
    server: Server,
    profile: str,
    data_dir: Path,
    chance: random.Random,
    *arguments: str,
    requests: int = SIZES[0][1],
) -> None:
    """Start the crawl, and kill it after some requests and some milliseconds more."""
    running = start_crawl(data_dir, "-a", f"site={profile}", *arguments)
    after = server.requests.total() + chance.randint(0, requests)
    deadline = time.monotonic() + 30
    while server.requests.total() < after and running.process.poll() is None:
        assert time.monotonic() < deadline, "the crawl stands still"
        time.sleep(0.0005)
    time.sleep(chance.random() * 0.02)
    running.kill()


def refetched(server: Server) -> int:
    """Article pages that were asked for more than once, counted as often as that."""
    return sum(n - 1 for asked, n in server.requests.items() if "/channel/" not in asked and n > 1)


@pytest.mark.parametrize("number", range(ROUNDS))
def test_killed_at_random_and_run_again(serve: Serve, tmp_path: Path, number: int) -> None:
    chance = random.Random(f"{SEED} {number}")
    articles, requests = SIZES[number % len(SIZES)]
    server, profile = serve(articles=articles, delay=0.002)
    data_dir = tmp_path / "data"
    with Reader(data_dir / "articles") as reader:
        for _ in range(KILLS):
            kill_somewhere(server, profile, data_dir, chance, requests=requests)
        ended = crawl(data_dir, "-a", f"site={profile}")
    assert ended.exit_code == 0, ended.err
    assert reader.looks > 0
    assert reader.wrong == []
    lines = read_lines(data_dir)
    wanted = {story.content_id for story in server.sample.stories}
    assert {line["content_id"] for line in lines} == wanted, "articles lost"
    assert len(lines) == articles, "articles repeated"
    assert {line["change"] for line in lines} == {"new"}
    assert list((data_dir / "articles").glob("*.part")) == []
    # each run also fetches robots.txt and the start page: they are no articles
    twice = refetched(server) - 2 * KILLS
    print(f"{twice} pages fetched twice in {KILLS} kills, {reader.looks} looks at segments")
    assert twice <= 16 * KILLS
    check_readers(data_dir, articles)
    check_store(data_dir, articles)
    assert [str(finding) for finding in Verification(data_dir).find()] == []


def check_readers(data_dir: Path, articles: int) -> None:
    """Every file loads in the tools that analysts use, with the same number of rows."""
    files = [str(path) for path in sorted((data_dir / "articles").glob("*.jsonl"))]
    rows = duckdb.read_json(files, format="newline_delimited").shape[0]
    in_pandas = sum(len(pandas.read_json(file, lines=True)) for file in files)
    in_polars = sum(polars.read_ndjson(file).height for file in files)
    assert (rows, in_pandas, in_polars) == (articles, articles, articles)


def check_store(data_dir: Path, articles: int) -> None:
    """The index says what the files say."""
    with sqlite3.connect(data_dir / "store.sqlite3") as db:
        known = db.execute("SELECT count(*) FROM article").fetchone()[0]
        todo = db.execute("SELECT count(*) FROM todo").fetchone()[0]
        segments = dict(db.execute("SELECT name, offset FROM segment WHERE is_sealed"))
    db.close()
    sizes = {path.name: path.stat().st_size for path in (data_dir / "articles").glob("*.jsonl")}
    assert (known, todo, segments) == (articles, 0, sizes)
