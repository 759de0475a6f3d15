"""Scrapy's downloader with bounds on an answer's head, which it does not have by itself."""

from urllib.parse import urlsplit

from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
)
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError, DownloadCancelledError, DownloadFailedError
from scrapy.http import Request, Response
from twisted.internet.interfaces import IAddress
from twisted.python.failure import Failure
from twisted.web._newclient import HEADER, STATUS

from ..encodings import EncodingError
from ..urls import make_absolute
from . import resolver
from .bounds import MAX_CODINGS, MAX_HEAD
from .refusal import Refused
from .unpacking import check_end, codings_of


class HeadTooLong(Exception):
    """An answer whose headers go on and on."""


class BoundedHandler(HTTP11DownloadHandler):
    """An answer whose headers have no end is too large; one packed many times is not unpacked."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool._factory = _BoundedFactory
        self._limit = crawler.settings.getint("DOWNLOAD_MAXSIZE")

    async def download_request(self, request: Request) -> Response:
        try:
            response = await super().download_request(request)
        except CannotResolveHostError as error:
            if urlsplit(request.url).hostname in resolver.refused:
                # it has an address, of a network that is nobody's business: no use to try again
                raise Refused("private_address") from error
            raise
        except DownloadFailedError as error:
            reasons = getattr(error.__cause__, "reasons", ())
            if any(reason.check(HeadTooLong) for reason in reasons):
                raise DownloadCancelledError(f"more than {MAX_HEAD} bytes of headers") from error
            raise
        check_head(response)
        check_end(request, response, self._limit)
        return response


def check_head(response: Response) -> None:
    """Raise EncodingError for too many codings, Refused for a redirect to no http(s) address."""
    codings = codings_of(response).count(",") + 1
    if codings > MAX_CODINGS:
        raise EncodingError(f"{codings} content codings")
    location = response.headers.get("Location") if 300 <= response.status < 400 else None
    if location and make_absolute(location.decode("utf-8", "replace"), response.url) is None:
        raise Refused("redirects")


class _BoundedProtocol(_LenientHTTP11ClientProtocol):
    _head = 0

    def dataReceived(self, data: bytes) -> None:  # noqa: N802 # Twisted's name
        parser = self._parser
        super().dataReceived(data)  # type: ignore[no-untyped-call] # Twisted's own
        if parser is None or parser.state not in (STATUS, HEADER):
            self._head = 0
            return
        self._head += len(data)
        if self._head > MAX_HEAD and self._parser is parser:
            self._giveUp(Failure(HeadTooLong()))  # type: ignore[no-untyped-call]


class _BoundedFactory(_LenientHTTP11ClientFactory):
    def buildProtocol(self, addr: IAddress | None) -> _BoundedProtocol:  # noqa: N802 # Twisted's
        return _BoundedProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call]
