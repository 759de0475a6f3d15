"""Articles read in a process beside the crawl: the same answers, and a page that ends it costs
itself alone."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from beside import (
    PAGES,
    SITE,
    SITES,
    is_alive,
    read_or_refuse,
    started,
    wait_until_given_up,
    wait_until_ready,
    with_reader,
)
from wangcheng_spider import reading_process
from wangcheng_spider.pages import NOWHERE, Listed, Page, PageError
from wangcheng_spider.pages.parts import Part
from wangcheng_spider.reading import read_part
from wangcheng_spider.reading_process import FEW, PageReader, ReadingError
from wangcheng_spider.sites import load


@pytest.fixture(autouse=True)
def two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the machine has."""
    monkeypatch.setattr(reading_process, "count_cores", lambda: 2)


@pytest.fixture
def odd(monkeypatch: pytest.MonkeyPatch) -> None:
    """Processes are those of odd_worker."""
    monkeypatch.setattr(reading_process, "WORKER", "odd_worker")


def test_the_process_answers_as_the_crawl_itself_would() -> None:
    def read_here(page: Page, listed: Listed) -> Part | str:
        try:
            return read_part(page, SITE, listed=listed, is_marked=True)
        except PageError as error:
            return f"{error.reason}|{error}"

    async def act(reader: PageReader) -> None:
        got = await asyncio.gather(*(read_or_refuse(reader, page) for page in PAGES))
        assert got == [read_here(page, NOWHERE) for page in PAGES]
        assert any(isinstance(one, Part) and one.marks for one in got)
        listed = Listed("2025-11-20", "646")
        text = "<h1>乌山新修三座桥</h1>" + "<p>桥长四十米，村民从此不再绕路进城赶集。</p>" * 6
        undated = Page(PAGES[0].url, text.encode(), fetched_at="2026-01-01T00:00:00Z")
        part = await reader.read(undated, listed)
        assert part.article.date_published == "2025-11-20T00:00:00+08:00"
        assert part.article.channel_id == "646"

    with_reader(act)


def test_a_page_that_is_no_article_is_refused_with_the_same_words() -> None:
    async def act(reader: PageReader) -> None:
        with pytest.raises(PageError, match=r"^bad_status: 503$") as caught:
            await reader.read(Page(PAGES[0].url, b"", 503), NOWHERE)
        assert caught.value.reason == "bad_status"
        with pytest.raises(PageError, match=r"^empty_page$"):
            await reader.read(Page(PAGES[0].url, b"", 200), NOWHERE)

    with_reader(act)


def test_a_reading_that_breaks_names_the_page_and_the_line() -> None:
    broken = Page(PAGES[0].url, b"<html>", headers=None)  # type: ignore[arg-type]

    async def act(reader: PageReader) -> None:
        with pytest.raises(ReadingError, match="AttributeError") as caught:
            await reader.read(broken, NOWHERE)
        assert PAGES[0].url in str(caught.value)
        assert "pages/__init__.py" in str(caught.value)
        assert isinstance(await reader.read(PAGES[1], NOWHERE), Part)

    with_reader(act)


def odd_page(way: str) -> Page:
    """A page that the process of odd_worker stumbles over."""
    return replace(PAGES[0], url=f"{PAGES[0].url}?{way}")


@pytest.mark.usefixtures("odd")
@pytest.mark.parametrize("way", ["dies", "babbles", "is_short"])
def test_a_page_that_ends_the_process_costs_itself_alone(way: str) -> None:
    async def act(reader: PageReader) -> None:
        for _ in range(4):  # more than MOST_DEATHS in all, with answers between them
            pages = [PAGES[3], odd_page(way), *PAGES[1:3]]
            reads = (reader.read(page, NOWHERE) for page in pages)
            results = await asyncio.gather(*reads, return_exceptions=True)
            assert isinstance(results[1], ReadingError)
            assert odd_page(way).url in str(results[1])
            rest = [PAGES[3], *PAGES[1:3]]
            want = [read_part(page, SITE, is_marked=True) for page in rest]
            assert [results[0], *results[2:]] == want

    with_reader(act)


@pytest.mark.usefixtures("odd")
def test_a_page_that_is_read_for_ever_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    async def act(reader: PageReader) -> None:
        monkeypatch.setattr(reading_process, "LONGEST", 0.5)
        reads = [
            asyncio.create_task(reader.read(page, NOWHERE))
            for page in (odd_page("hangs"), *PAGES[1:3])
        ]
        await asyncio.sleep(0)
        monkeypatch.setattr(reading_process, "LONGEST", 60.0)
        results = await asyncio.gather(*reads, return_exceptions=True)
        assert [type(one) for one in results] == [ReadingError, Part, Part]
        assert "took longer" in str(results[0])

    with_reader(act)


def test_a_process_that_is_killed_costs_no_page() -> None:
    async def act(reader: PageReader) -> None:
        for hands_over_first in (True, False):
            pid = await wait_until_ready(reader)
            os.kill(pid, signal.SIGSTOP)
            reads = [asyncio.create_task(reader.read(page, NOWHERE)) for page in PAGES[:3]]
            if hands_over_first:
                await asyncio.sleep(0.05)
            os.kill(pid, signal.SIGKILL)
            results = await asyncio.gather(*reads)
            assert results == [read_part(page, SITE, is_marked=True) for page in PAGES[:3]]
            assert reader.pid != pid

    with_reader(act)


def test_a_process_that_ends_while_it_has_nothing_to_read_costs_nothing() -> None:
    async def act(reader: PageReader) -> None:
        os.kill(await wait_until_ready(reader), signal.SIGKILL)
        await asyncio.sleep(0.2)
        assert reader.pid is None
        for page in PAGES:
            assert isinstance(await reader.read(page, NOWHERE), Part)
        await wait_until_ready(reader)

    with_reader(act)


def test_another_package_of_our_name_on_the_way_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "wangcheng_spider").mkdir()
    (tmp_path / "wangcheng_spider" / "__init__.py").write_text("raise SystemExit(9)", "utf-8")
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])

    async def act(reader: PageReader) -> None:
        assert isinstance(await reader.read(PAGES[0], NOWHERE), Part)
        assert reader.is_ready

    with_reader(act)


def test_a_process_that_is_killed_while_it_begins_is_begun_again() -> None:
    async def go() -> None:
        async with started() as reader:
            assert reader.pid is not None
            os.kill(reader.pid, signal.SIGKILL)
            for _ in range(200):
                if reader.pid is None:
                    break
                await asyncio.sleep(0.02)
            for page in PAGES[: FEW + 1]:
                await read_or_refuse(reader, page)
            await wait_until_ready(reader)

    asyncio.run(go())


@pytest.mark.usefixtures("odd")
@pytest.mark.parametrize("odd_start", ["dies", "stalls", "is_old"])
def test_a_process_that_never_is_ready_is_done_without(
    odd_start: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("ODD", odd_start)
    monkeypatch.setattr(reading_process, "LONGEST", 1.0 if odd_start == "stalls" else 60.0)

    async def go() -> None:
        async with started() as reader:
            said = await wait_until_given_up(reader, caplog)
            assert ("took longer" in said) == (odd_start == "stalls")
            assert ("ended with 3" in said) == (odd_start == "dies")
            assert ("changed" in said) == (odd_start == "is_old")
            for page in PAGES:
                assert isinstance(await reader.read(page, NOWHERE), Part)
            assert reader.pid is None

    asyncio.run(go())


@pytest.mark.parametrize("command", ["/no/such/python", "", None])
def test_a_process_that_cannot_begin_is_done_without(
    command: str | None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(sys, "executable", command)

    async def go() -> None:
        async with started() as reader:
            assert "could not be started" in await wait_until_given_up(reader, caplog)
            assert isinstance(await reader.read(PAGES[0], NOWHERE), Part)

    asyncio.run(go())


@pytest.mark.usefixtures("odd")
def test_processes_that_die_over_and_over_leave_the_rest_to_the_crawl(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def act(reader: PageReader) -> None:
        pages = [*map(odd_page, ["dies"] * 4), *PAGES[1:3]]
        reads = (reader.read(page, NOWHERE) for page in pages)
        results = await asyncio.gather(*reads, return_exceptions=True)
        kinds = [type(one) for one in results]
        assert kinds == [ReadingError] * 3 + [Part] * 3, "six deaths, then the crawl reads"
        await wait_until_given_up(reader, caplog)

    with_reader(act)


@pytest.mark.parametrize("why", ["switched off", "few", "slow", "one core"])
def test_no_process_where_it_would_not_pay(monkeypatch: pytest.MonkeyPatch, why: str) -> None:
    if why == "one core":
        monkeypatch.setattr(reading_process, "count_cores", lambda: 1)
    if why == "slow":
        monkeypatch.setattr(reading_process, "FEW_SECONDS", 0.0)

    async def go() -> None:
        reader = PageReader("sample", SITE, is_allowed=why != "switched off")
        for page in PAGES[: FEW if why == "few" else FEW + 5]:
            await reader.read(page, NOWHERE)
            await asyncio.sleep(0)
            assert reader.pid is None
        await reader.close()

    asyncio.run(go())


def test_the_process_ends_with_its_crawl_however_that_ends() -> None:
    code = (
        "import asyncio, sys\n"
        "from beside import PAGES, PageReader, SITE, read_or_refuse\n"
        "from beside import wait_until_ready\n"
        "async def go():\n"
        "    reader = PageReader('sample', SITE)\n"
        "    for page in PAGES: await read_or_refuse(reader, page)\n"
        "    print(await wait_until_ready(reader), flush=True)\n"
        "    await asyncio.sleep(60)\n"
        "asyncio.run(go())\n"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parent,
    )
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    assert is_alive(pid)
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    deadline = time.monotonic() + 10
    while is_alive(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not is_alive(pid)


def test_a_process_that_reads_by_another_profile_is_not_used(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    profile = tmp_path / "town.toml"
    profile.write_text((SITES / "sample.toml").read_text("utf-8"), "utf-8")
    site = load(str(profile))
    text = profile.read_text("utf-8").replace('title = "', 'title = "新')
    profile.write_text(text, "utf-8")

    async def go() -> None:
        async with started(str(profile), site) as reader:
            said = await wait_until_given_up(reader, caplog)
            assert f"{profile}, or this program, has been changed" in said

    asyncio.run(go())
