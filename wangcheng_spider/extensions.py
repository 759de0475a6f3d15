"""The run's record and its end: what was dropped, when lines go to disk, how it is judged."""

import asyncio
import logging
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterable
from typing import TYPE_CHECKING, Any, cast

from scrapy import Spider, signals
from scrapy.core.scraper import Scraper
from scrapy.exceptions import DropItem, NotConfigured
from scrapy.http import Request, Response
from scrapy.utils.asyncio import create_looping_call
from scrapy.utils.defer import aiter_errback, iter_errback
from twisted.python.failure import Failure

from .clock import utc_now
from .dedup import NOTHING_NEW
from .feeds import end_feeds
from .items import Article
from .middlewares import run_of
from .notify import check_extra, notify, read_addresses
from .outlook import Outlook
from .progress import Pace, draw_line, tell_line, tell_rest
from .terminal import LiveLine, is_coloured, is_terminal

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from .run import Run
    from .spiders.wangcheng import WangchengSpider

FLUSH_SECONDS = 1.0
"""A staged line waits no longer than this."""

DRAW_SECONDS = 1.0
PLAIN_SECONDS = 60.0
"""How often a live line is drawn, and a plain one written."""

logger = logging.getLogger(__name__)


class RunKeeper:
    """Flushes once a second, notes drops, and finishes the run when the spider closes."""

    def __init__(self, crawler: "Crawler", run: "Run") -> None:
        self._crawler = crawler
        self._run = run
        run.is_reported = crawler.settings.getbool("REPORT")
        self._closing: asyncio.Future[None] | None = None
        self._flushing = create_looping_call(self.flush)

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> "RunKeeper":
        keeper = cls(crawler, run_of(crawler))
        connect = crawler.signals.connect
        connect(keeper.spider_opened, signal=signals.spider_opened)
        connect(keeper.item_dropped, signal=signals.item_dropped)
        connect(keeper.item_error, signal=signals.item_error)
        connect(keeper.spider_error, signal=signals.spider_error)
        connect(keeper.spider_closed, signal=signals.spider_closed)
        return keeper

    def spider_opened(self) -> None:
        check_extra(read_addresses(self._crawler.settings["NOTIFY"]))
        self._flushing.start(FLUSH_SECONDS, now=False)
        take_one_by_one(self._crawler.engine.scraper)

    def flush(self) -> None:
        """Lines to disk; where that fails the crawl ends at once, and nothing more is known."""
        if not self._run.flush() and self._closing is None:
            close = self._crawler.engine.close_spider_async(reason="not_written")
            self._closing = asyncio.ensure_future(close)

    def item_dropped(self, item: Any, exception: DropItem) -> None:
        reason, _, _ = str(exception).partition(":")
        if isinstance(item, Article):
            if reason in NOTHING_NEW:
                self._run.drop(item, reason)
            else:
                self._run.fail_article(item, reason)

    def item_error(self, item: Any) -> None:
        if isinstance(item, Article):
            self._run.fail_article(item, "internal_error")

    def spider_error(self, response: Response | None) -> None:
        """A page whose reading broke: our own fault, and its article stays on the to-do list."""
        kwargs = response.request.cb_kwargs if response and response.request else {}
        todo, gathering, check = map(kwargs.get, ("todo", "gathering", "check"))
        if response is not None and todo is not None:
            self._run.fail(response.url, "internal_error", todo.seq, todo.tries)
        elif response is not None and gathering is not None:
            gathering.fail(response.url, "internal_error")
        elif check is not None:
            self._run.fail_check(check, "internal_error")

    async def spider_closed(self, spider: Spider, reason: str) -> None:
        if self._flushing.running:
            self._flushing.stop()
        run = self._run
        run.flush()
        await end_feeds(self._crawler)
        run.finish(reason, self._crawler.stats.get_stats())
        addresses = read_addresses(self._crawler.settings["NOTIFY"])
        notify(addresses, run.record.to_table(), run.data_dir, run.policy.notify_timeout)


def take_one_by_one(scraper: Scraper) -> None:
    """What a callback yields goes on without a queue and two tasks for every response.

    With ``CONCURRENT_ITEMS = 1`` it is taken one by one in any case; with more it stays as it is.
    """
    if scraper.concurrent_items != 1:
        return
    process, report = scraper._process_spidermw_output_async, scraper.handle_spider_error

    async def handle(
        result: Iterable[Any] | AsyncIterator[Any], request: Request, response: Response | Failure
    ) -> None:
        if isinstance(result, AsyncIterator):
            async for one in aiter_errback(result, report, request, response):
                await process(one, response)
        else:
            for one in iter_errback(result, report, request, response):
                await process(one, response)

    # Scrapy names no class to put in the scraper's place
    scraper.handle_spider_output_async = handle  # type: ignore[method-assign]


class ProgressDisplay:
    """How far the run is: a live line on a terminal, else a plain line a minute."""

    def __init__(self, crawler: "Crawler") -> None:
        spider = cast("WangchengSpider", crawler.spider)
        self._outlook = Outlook(spider.run, spider.agenda.is_wanted)
        self._pace = Pace()
        self._pages = 0
        self._line = LiveLine(sys.stderr) if is_terminal(sys.stderr) else None
        self._not_before = 0.0
        self._end: Callable[[], object] | None = None

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> "ProgressDisplay":
        if not crawler.settings.getbool("PROGRESS"):
            raise NotConfigured
        display = cls(crawler)
        connect = crawler.signals.connect
        connect(display.spider_opened, signal=signals.spider_opened)
        connect(display.response_received, signal=signals.response_received)
        connect(display.spider_closed, signal=signals.spider_closed)
        return display

    def spider_opened(self) -> None:
        if self._line is not None:
            for handler in logging.getLogger().handlers:
                handler.addFilter(self._line)
        showing = create_looping_call(self.show)
        showing.start(DRAW_SECONDS if self._line else PLAIN_SECONDS, now=True)
        self._end = showing.stop

    def response_received(self) -> None:
        self._pages += 1

    def spider_closed(self) -> None:
        if self._end is not None:
            self._end()
        if self._line is not None:
            self._line.erase()

    def show(self) -> None:
        """Draw or write the numbers of this moment; costs a hundredth of the time at most."""
        began = time.monotonic()
        if began < self._not_before:
            return
        counts = self._outlook.count(self._pages)
        self._pace.add(began, self._pages)
        rate = self._pace.rate
        rest = tell_rest(counts, rate, self._outlook.expect_more())
        if self._line is not None:
            width = self._line.width
            self._line.draw(draw_line(counts, rate, rest, width, coloured=is_coloured()))
        elif counts.pages:
            self._write(tell_line(counts, rate, rest))
        self._not_before = began + 100 * (time.monotonic() - began)

    def _write(self, line: str) -> None:
        """To the log; where that is for warnings only, to standard error."""
        if any(handler.level <= logging.INFO for handler in logging.getLogger().handlers):
            logger.info(line)
        else:
            print(utc_now(), line, file=sys.stderr)
