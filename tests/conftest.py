"""What more than one test file needs."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from articles import make_line
from browser import Browser, find_chromium
from crawling import free_port
from wangcheng_spider.demo.sample import SampleSite
from wangcheng_spider.demo.server import Server, write_profile
from wangcheng_spider.items import Article
from wangcheng_spider.lines import encode_line
from wangcheng_spider.sites import Site, load
from wangcheng_spider.storage.sqlite import SqliteStore

collect_ignore = ["fuzz/guided.py"]
"""It needs atheris, which comes with ``make fuzz-guided`` alone."""


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

    return make_line


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


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """One browser for all tests; they are skipped where there is none."""
    program = find_chromium()
    if program is None:
        pytest.skip("no Chromium on this machine")
    browser = Browser(program, tmp_path_factory.mktemp("chromium"))
    yield browser
    browser.close()


@pytest.fixture
def browser(chromium: Browser) -> Browser:
    """The browser, with no complaint yet."""
    chromium.complaints.clear()
    chromium.requests.clear()
    chromium.prefer("light")
    return chromium


@pytest.fixture
def fill(tmp_path: Path) -> Callable[..., Path]:
    """Write segments of articles into a DATA_DIR."""

    def write(*segments: list[Article]) -> Path:
        folder = tmp_path / "data" / "articles"
        folder.mkdir(parents=True)
        for number, articles in enumerate(segments, 1):
            path = folder / f"wcxww-20250301T000000Z-{number:05}.jsonl"
            path.write_bytes(b"".join(map(encode_line, articles)))
        return tmp_path / "data"

    return write
