"""What robots.txt means where it can't be had (RFC 9309), and how much of it is read."""

import logging
from urllib.parse import urlsplit

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    IgnoreRequest,
)
from scrapy.http import Request, Response
from scrapy.http.request import NO_CALLBACK

from .bounds import ROBOTS_TIMEOUT, cut_robots
from .refusal import Refused

logger = logging.getLogger(__name__)

UNREACHABLE = "robots_unreachable"
PRIVATE = "private_address"
"""The host itself is not connected to, says the downloader."""
DOWN = {DownloadConnectionRefusedError: "connection_refused", CannotResolveHostError: "dns"}
"""Where it is not robots.txt alone that can't be had."""
FORBIDDING = b"User-agent: *\nDisallow: /\n"


class RobotsAnswers:
    """Missing (4xx): all is allowed. Not to be had (5xx, 429, no answer): all is forbidden."""

    def __init__(self) -> None:
        self._unreachable: dict[str, str] = {}
        """Host → why its robots.txt can't be had."""

    def process_request(self, request: Request) -> None:
        if _asks_robots(request):
            request.meta.setdefault("download_timeout", ROBOTS_TIMEOUT)

    def process_response(self, request: Request, response: Response) -> Response:
        if not _asks_robots(request) or 300 <= response.status < 400:
            return response
        if response.status >= 500 or response.status == 429:
            return self._forbid(request, f"status {response.status}")
        if response.status >= 400:
            return response.replace(status=200, body=b"")
        body = cut_robots(response.body)
        return response if body is response.body else response.replace(body=body)

    def process_exception(self, request: Request, exception: Exception) -> Response | None:
        if _asks_robots(request):
            why = str(exception) or type(exception).__name__
            known = DOWN.get(type(exception), UNREACHABLE)
            return self._forbid(request, why, PRIVATE if why == PRIVATE else known)
        is_forbidden = isinstance(exception, IgnoreRequest) and "robots.txt" in str(exception)
        if is_forbidden and (reason := self._unreachable.get(urlsplit(request.url).netloc)):
            raise Refused(reason)
        return None

    def _forbid(self, request: Request, why: str, reason: str = UNREACHABLE) -> Response:
        first = (request.meta.get("redirect_urls") or [request.url])[0]
        self._unreachable[urlsplit(first).netloc] = reason
        logger.warning("%s can't be had (%s): nothing of the host is fetched", first, why)
        return Response(request.url, body=FORBIDDING)


def _asks_robots(request: Request) -> bool:
    """True for the requests that Scrapy's own robots middleware makes."""
    return request.callback is NO_CALLBACK and bool(request.meta.get("dont_obey_robotstxt"))
