"""What more than one test file needs."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from crawling import free_port

from wangcheng_spider.demo.sample import SampleSite
from wangcheng_spider.demo.server import Server, write_profile
from wangcheng_spider.items import Article
from wangcheng_spider.sites import Site, load
from wangcheng_spider.storage.sqlite import SqliteStore


@pytest.fixture
def site() -> Site:
    return load("wcxww")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    store = SqliteStore(tmp_path / "store.sqlite3")
    yield store
    store.close()


@pytest.fixture
def make_article() -> Callable[..., Article]:
    """A valid article; ``number`` is its content id, other fields by keyword."""

    def make(number: int = 1, **fields: object) -> Article:
        url = f"https://www.wcxww.com/content/646754/50/{number}.html"
        values: dict[str, object] = {
            "url": url,
            "content_id": str(number),
            "site": "wcxww",
            "view": "pc",
            "fetched_url": url,
            "layout": "pc-2022",
            "headline": f"第{number}号通知",
            "article_body": f"这是第{number}号通知的正文。",
            "content_hash": f"{number:064x}",
            "fetched_at": "2026-01-02T03:04:05Z",
        }
        return Article(**(values | fields))  # type: ignore[arg-type]

    return make


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., tuple[Server, str]]]:
    """Serve a sample site on loopback: (server, path of the profile to crawl it by)."""
    with ExitStack() as servers:

        def start(articles: int = 60, seed: int = 1, **faults: Any) -> tuple[Server, str]:
            port, profile = free_port(), tmp_path / "demo.toml"
            write_profile(profile, port)
            sample = SampleSite(load(str(profile)), articles, seed, has_parts=True)
            return servers.enter_context(Server(sample, port, **faults)), str(profile)

        yield start
