"""SIGKILL at random moments, then the same command: nothing lost, nothing twice, nothing torn."""

import os
import random
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import pandas
import polars
from crawling import crawl, read_lines, start_crawl

from wangcheng_spider.demo.server import Server

Serve = Callable[..., tuple[Server, str]]

ARTICLES = 500
KILLS = int(os.environ.get("KILLS", "30"))
SEED = int(os.environ.get("SEED", "2026"))


def kill_somewhere(
    server: Server, profile: str, data_dir: Path, chance: random.Random, *arguments: str
) -> None:
    """Start the crawl, and kill it after some requests and some milliseconds more."""
    running = start_crawl(data_dir, "-a", f"site={profile}", *arguments)
    after = server.requests.total() + chance.randint(0, 40)
    deadline = time.monotonic() + 30
    while server.requests.total() < after and running.process.poll() is None:
        assert time.monotonic() < deadline, "the crawl stands still"
        time.sleep(0.0005)
    time.sleep(chance.random() * 0.02)
    running.kill()


def refetched(server: Server) -> int:
    """Article pages that were asked for more than once, counted as often as that."""
    return sum(n - 1 for asked, n in server.requests.items() if "/channel/" not in asked and n > 1)


def test_killed_at_random_and_run_again(serve: Serve, tmp_path: Path) -> None:
    chance = random.Random(SEED)
    server, profile = serve(articles=ARTICLES, delay=0.002)
    data_dir = tmp_path / "data"
    for _ in range(KILLS):
        kill_somewhere(server, profile, data_dir, chance)
    ended = crawl(data_dir, "-a", f"site={profile}")
    assert ended.exit_code == 0, ended.err
    lines = read_lines(data_dir)
    wanted = {story.content_id for story in server.sample.stories}
    assert {line["content_id"] for line in lines} == wanted, "articles lost"
    assert len(lines) == ARTICLES, "articles repeated"
    assert {line["change"] for line in lines} == {"new"}
    assert list((data_dir / "articles").glob("*.part")) == []
    # each run also fetches the start page: it is no article
    starts = KILLS
    assert refetched(server) - starts <= 16 * KILLS
    check_readers(data_dir)
    check_store(data_dir)


def check_readers(data_dir: Path) -> None:
    """Every file loads in the tools that analysts use, with the same number of rows."""
    files = [str(path) for path in sorted((data_dir / "articles").glob("*.jsonl"))]
    rows = duckdb.read_json(files, format="newline_delimited").shape[0]
    in_pandas = sum(len(pandas.read_json(file, lines=True)) for file in files)
    in_polars = sum(polars.read_ndjson(file).height for file in files)
    assert (rows, in_pandas, in_polars) == (ARTICLES, ARTICLES, ARTICLES)


def check_store(data_dir: Path) -> None:
    """The index says what the files say."""
    with sqlite3.connect(data_dir / "store.sqlite3") as db:
        known = db.execute("SELECT count(*) FROM article").fetchone()[0]
        todo = db.execute("SELECT count(*) FROM todo").fetchone()[0]
        segments = dict(db.execute("SELECT name, offset FROM segment WHERE is_sealed"))
    db.close()
    sizes = {path.name: path.stat().st_size for path in (data_dir / "articles").glob("*.jsonl")}
    assert (known, todo, segments) == (ARTICLES, 0, sizes)
