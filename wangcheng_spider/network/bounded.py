"""Scrapy's downloader, bounded: for what our own client has no way to do, proxies above all."""

from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    TunnelError,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
)
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadCancelledError, DownloadFailedError
from scrapy.http import Request, Response
from twisted.internet.interfaces import IAddress
from twisted.python.failure import Failure
from twisted.web._newclient import HEADER, STATUS

from .bounds import MAX_HEAD
from .heads import HeadTooLong


class TwistedHandler(HTTP11DownloadHandler):
    """An answer whose headers have no end is too large."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool._factory = _BoundedFactory

    async def download_request(self, request: Request) -> Response:
        try:
            return await super().download_request(request)
        except TunnelError as error:
            raise DownloadFailedError(str(error)) from error
        except DownloadFailedError as error:
            reasons = getattr(error.__cause__, "reasons", ())
            if any(reason.check(HeadTooLong) for reason in reasons):
                raise DownloadCancelledError(f"more than {MAX_HEAD} bytes of headers") from error
            raise


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
            self._giveUp(Failure(HeadTooLong()))  # type: ignore[no-untyped-call] # Twisted's own


class _BoundedFactory(_LenientHTTP11ClientFactory):
    def buildProtocol(self, addr: IAddress | None) -> _BoundedProtocol:  # noqa: N802 # Twisted's
        return _BoundedProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call] # the same
