"""When to ask again: a site that fails, or says later, is left in peace for a while."""

import asyncio
import logging
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import monotonic
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy.exceptions import NotConfigured
from scrapy.http import Request, Response
from scrapy.utils.misc import load_object

from ..middlewares import run_of
from ..refusal import Refused

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)

STEP = 0.25
"""Seconds after which a wait looks whether the crawl is to end."""
MAX_PAUSES = 5
"""After so many Retry-After in a row, no answer between them, the host is left for this run."""


class Patience:
    """Holds requests back: after a failure the one that failed, after Retry-After all of the host.

    A failed request waits RETRY_PAUSE seconds before its first retry, twice as long before each
    further one: 1 + 2 + 4 + 8 s bridge an outage of 10 s. What a Retry-After says is kept up to
    RETRY_AFTER_MAX seconds; where it says more, the host is not asked again in this run.
    """

    def __init__(self, crawler: "Crawler") -> None:
        self._crawler = crawler
        settings = crawler.settings
        self._pause = settings.getfloat("RETRY_PAUSE")
        self._longest = settings.getfloat("RETRY_AFTER_MAX")
        self._retries = settings.getint("RETRY_TIMES")
        self._codes = {int(code) for code in settings.getlist("RETRY_HTTP_CODES")}
        self._errors = tuple(map(load_object, settings.getlist("RETRY_EXCEPTIONS")))
        self._until: dict[str, float] = {}
        self._pauses: dict[str, int] = {}

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> "Patience":
        if run_of(crawler).archive is not None:
            raise NotConfigured
        return cls(crawler)

    async def process_request(self, request: Request) -> Request | None:
        host = urlsplit(request.url).netloc
        while (left := self._until.get(host, 0.0) - monotonic()) > 0:
            if left > self._longest:
                raise Refused("retry_later")
            if not await self._wait(left):
                return request
        return None

    async def process_response(self, request: Request, response: Response) -> Response:
        host = urlsplit(request.url).netloc
        if response.status not in self._codes:
            self._pauses.pop(host, None)
            return response
        named = response.headers.get("Retry-After")
        if response.status in (429, 503) and named is not None:
            self._postpone(host, read_retry_after(named.decode("latin-1")))
        else:
            await self._wait_before_retry(request)
        return response

    async def process_exception(self, request: Request, exception: Exception) -> None:
        if isinstance(exception, self._errors):
            await self._wait_before_retry(request)

    def _postpone(self, host: str, seconds: float) -> None:
        until = monotonic() + seconds
        if until <= self._until.get(host, 0.0):
            return
        if self._until.get(host, 0.0) < monotonic():
            self._pauses[host] = self._pauses.get(host, 0) + 1
        if self._pauses.get(host, 0) > MAX_PAUSES:
            until = float("inf")
        self._until[host] = until
        logger.info("%s asks for %.0f s of peace", host, seconds)

    async def _wait_before_retry(self, request: Request) -> None:
        tries = request.meta.get("retry_times", 0)
        if tries < self._retries and not request.meta.get("dont_retry"):
            await self._wait(self._pause * 2**tries)

    async def _wait(self, seconds: float) -> bool:
        """False where the crawl is to end: then nothing waits."""
        end = monotonic() + seconds
        while (left := end - monotonic()) > 0:
            if not self._crawler.engine.running:
                return False
            await asyncio.sleep(min(left, STEP))
        return True


def read_retry_after(text: str) -> float:
    """Seconds that a Retry-After header asks for, a number or a date; 0 where it says neither.

    >>> read_retry_after("120"), read_retry_after("soon"), read_retry_after("-5")
    (120.0, 0.0, 0.0)
    """
    text = text.strip()
    if text.isascii() and text.isdigit() and len(text) < 10:
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
        ahead = moment.replace(tzinfo=moment.tzinfo or UTC) - datetime.now(UTC)
    except (TypeError, ValueError, OverflowError):
        return 0.0
    return max(0.0, ahead.total_seconds())
