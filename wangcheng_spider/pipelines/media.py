"""250: pictures and attachments are kept; one that can't be had never costs its article."""

import logging
from collections import OrderedDict
from dataclasses import replace
from typing import TYPE_CHECKING

from scrapy import Request
from scrapy.exceptions import NotConfigured
from scrapy.http import Response
from twisted.python.failure import Failure

from ..dedup import compare
from ..items import Article
from ..media import MediaStore, is_error_page, media_of
from ..middlewares import run_of
from ..network.failures import name_failure

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from ..run import Run

MAX_REMEMBERED = 10_000
"""Addresses whose file is remembered: a logo is asked for once a run."""

logger = logging.getLogger(__name__)


class MediaPipeline:
    """Fetches what a new or changed article shows and links, and fills in ``path``."""

    def __init__(self, crawler: "Crawler", run: "Run") -> None:
        if not crawler.settings.getbool("MEDIA"):
            raise NotConfigured
        self._crawler = crawler
        self._run = run
        self._store = MediaStore(run.data_dir / "media")
        self._paths: OrderedDict[str, str | None] = OrderedDict()

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> "MediaPipeline":
        return cls(crawler, run_of(crawler))

    async def process_item(self, item: Article) -> Article:
        writer = self._run.writer
        known = writer.known(item.content_id)
        if compare(replace(item), known, writer.previous):
            return item  # says nothing new: dedup drops it
        before = writer.previous(known) if known else None
        there = {one.url: one.path for one in media_of(before)} if before else {}
        for one in media_of(item):
            path = there.get(one.url)
            one.path = path if path and self._store.has(path) else await self._fetch(one.url)
        return item

    async def _fetch(self, url: str) -> str | None:
        """Path of an address's file; None where it can't be had."""
        if url not in self._paths:
            self._paths[url] = await self._download(url)
            if len(self._paths) > MAX_REMEMBERED:
                self._paths.popitem(last=False)
        return self._paths[url]

    async def _download(self, url: str) -> str | None:
        assert self._crawler.engine is not None
        try:
            response = await self._crawler.engine.download_async(Request(url))
        except Exception as error:  # of Scrapy, Twisted or TLS: none costs the article
            self._fail(url, name_failure(Failure(error)))  # type: ignore[no-untyped-call]
            return None
        if reason := _find_fault(response):
            self._fail(url, reason)
            return None
        kept: list[tuple[str, bool]] = []
        self._run.try_to_write(lambda: kept.append(self._store.keep(response.body, url)))
        for path, is_new in kept:
            self._run.record.media["new" if is_new else "known"] += 1
            return path
        return None

    def _fail(self, url: str, reason: str) -> None:
        self._run.record.media[reason] += 1
        logger.info("%s: %s", reason, url)


def _find_fault(response: Response) -> str | None:
    """Why a response is no picture or document."""
    if response.status != 200:
        return f"status_{response.status}"
    if not response.body:
        return "empty"
    return "error_page" if is_error_page(response.body) else None
