"""Scrapy's way from a callback to the pipelines, without a queue and two tasks for every response.

With ``CONCURRENT_ITEMS = 1`` what a callback yields is taken one by one in any case.
"""

from collections.abc import AsyncIterator, Iterable
from typing import Any

from scrapy.core.scraper import Scraper
from scrapy.http import Request, Response
from scrapy.utils.defer import aiter_errback, iter_errback
from twisted.python.failure import Failure


def take_one_by_one(scraper: Scraper) -> None:
    """Replace a scraper's handling of what callbacks yield; a crawl with more tasks keeps it."""
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
