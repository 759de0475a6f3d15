"""A reader of articles beside a crawl, its process ready; and pages for it."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from wangcheng_spider import sites
from wangcheng_spider.demo.sample import SampleSite
from wangcheng_spider.pages import NOWHERE, Page, PageError
from wangcheng_spider.pages.parts import Part
from wangcheng_spider.reading_process import FEW, PageReader
from wangcheng_spider.sites import Site, load

SITE = load("sample")
SITES = Path(sites.__file__).parent
HOST = SITE.pc_hosts[0]


def make_pages(count: int) -> list[Page]:
    """Articles of the sample site, as its PC host serves them."""
    sample = SampleSite(SITE, articles=count, seed=1)
    return [
        Page(
            f"https://{HOST}{story.path}",
            sample.answer("GET", HOST, story.path).body,
            fetched_at="2026-01-01T00:00:00Z",
        )
        for story in sample.stories
    ]


PAGES = make_pages(FEW + 20)


def with_reader(act: Callable[[PageReader], Coroutine[Any, Any, None]]) -> None:
    """Run ``act`` with a reader whose process is ready; nothing of it is left behind."""

    async def go() -> None:
        async with started() as reader:
            await wait_until_ready(reader)
            await act(reader)

    asyncio.run(asyncio.wait_for(go(), 60))


@asynccontextmanager
async def started(profile: str = "sample", site: Site = SITE) -> AsyncIterator[PageReader]:
    """A reader that has had enough pages to begin a process."""
    reader = PageReader(profile, site)
    try:
        for page in PAGES[: FEW + 1]:
            await read_or_refuse(reader, page)
        await asyncio.sleep(0)
        yield reader
    finally:
        pid = reader.pid
        await reader.close()
        assert reader.pid is None
        assert pid is None or not is_alive(pid)


async def wait_until_ready(reader: PageReader, besides: int | None = None) -> int:
    """The number of a process that is ready, and another than ``besides``."""
    for _ in range(600):
        if reader.is_ready and reader.pid not in (None, besides):
            return int(reader.pid or 0)
        await asyncio.sleep(0.02)
    raise AssertionError("no process got ready")


async def wait_until_given_up(reader: PageReader, caplog: pytest.LogCaptureFixture) -> str:
    """What is said when a reader does without a process."""
    for _ in range(600):
        said = [one.getMessage() for one in caplog.records if "crawl itself" in one.getMessage()]
        if said:
            assert reader.pid is None
            assert not reader.is_ready
            return said[0]
        await asyncio.sleep(0.02)
    raise AssertionError("it was not given up")


async def read_or_refuse(reader: PageReader, page: Page) -> Part | str:
    try:
        return await reader.read(page, NOWHERE)
    except PageError as error:
        return f"{error.reason}|{error}"


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text("ascii")
    except (ProcessLookupError, FileNotFoundError):
        return False
