"""The run's record and its end: what was dropped, when lines go to disk, how it is judged."""

import asyncio
from typing import TYPE_CHECKING, Any

from scrapy import Spider, signals
from scrapy.exceptions import DropItem
from scrapy.http import Response
from scrapy.utils.asyncio import create_looping_call

from .items import Article
from .middlewares import run_of
from .notify import check_extra, notify

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from .run import Run

FLUSH_SECONDS = 1.0
"""A staged line waits no longer than this."""


class RunKeeper:
    """Flushes once a second, notes drops, and finishes the run when the spider closes."""

    def __init__(self, crawler: "Crawler", run: "Run") -> None:
        self._crawler = crawler
        self._run = run
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
        check_extra(self._crawler.settings.getlist("NOTIFY"))
        self._flushing.start(FLUSH_SECONDS, now=False)

    def flush(self) -> None:
        """Lines to disk; where that fails the crawl ends at once, and nothing more is known."""
        if not self._run.flush() and self._closing is None:
            close = self._crawler.engine.close_spider_async(reason="not_written")
            self._closing = asyncio.ensure_future(close)

    def item_dropped(self, item: Any, exception: DropItem) -> None:
        reason, _, _ = str(exception).partition(":")
        if isinstance(item, Article):
            if reason in ("known", "worse_copy"):
                self._run.drop(item, reason)
            else:
                self._run.fail_article(item, reason)

    def item_error(self, item: Any) -> None:
        if isinstance(item, Article):
            self._run.fail_article(item, "internal_error")

    def spider_error(self, response: Response | None) -> None:
        """A page whose reading broke: our own fault, and its article stays on the to-do list."""
        todo = response.request.cb_kwargs.get("todo") if response and response.request else None
        if response is not None and todo is not None:
            self._run.fail(response.url, "internal_error", todo.seq, todo.tries)

    def spider_closed(self, spider: Spider, reason: str) -> None:
        if self._flushing.running:
            self._flushing.stop()
        run = self._run
        run.finish(reason, self._crawler.stats.get_stats())
        addresses = self._crawler.settings.getlist("NOTIFY")
        notify(addresses, run.record.to_table(), run.data_dir, run.policy.notify_timeout)
