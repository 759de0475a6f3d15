"""What Scrapy downloads by: our own client, whose bounds Scrapy's does not have by itself."""

import asyncio
import ssl
from collections.abc import Awaitable
from functools import cache, cached_property
from time import monotonic
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pydispatch.dispatcher import getAllReceivers  # type: ignore[import-untyped]
from scrapy import signals
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
)
from scrapy.http import Headers, Request, Response
from scrapy.utils._download_handlers import make_response
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet.defer import Deferred
from twisted.internet.error import DNSLookupError
from twisted.internet.error import TimeoutError as NoAnswerInTime

from ..encodings import EncodingError
from ..urls import make_absolute
from . import resolver
from .bodies import Incomplete, TooLong
from .bounds import MAX_CODINGS
from .client import Client, encode_request, split_url
from .connection import Answer, Connection
from .heads import Broken, HeadTooLong
from .refusal import Refused
from .unpacking import check_end, codings_of

if TYPE_CHECKING:
    from .bounded import TwistedHandler

LEFT_TO_SCRAPY = (
    *("proxy", "bindaddress", "verbatim_url"),
    *("download_warnsize", "download_fail_on_dataloss"),
)
"""Keys of a request's meta that are left to Scrapy's own handler …"""
PLAIN_SETTINGS = {
    "DOWNLOAD_BIND_ADDRESS": None,
    "DOWNLOAD_WARNSIZE": 0,
    "DOWNLOAD_FAIL_ON_DATALOSS": True,
    "DOWNLOADER_CLIENT_TLS_VERBOSE_LOGGING": False,
}
"""… as are all requests where one of these has another value. (Nothing of ours asks for any.)"""


class BoundedHandler(BaseDownloadHandler):
    """GET and HEAD by a client of our own, at a fraction of the cost; the rest by Scrapy's."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        settings = crawler.settings
        kept = settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN")
        self._client = Client(resolve, self._tls, kept)
        self._timeout = settings.getfloat("DOWNLOAD_TIMEOUT")
        self._limit = settings.getint("DOWNLOAD_MAXSIZE")
        self._other: TwistedHandler | None = None

    @cache  # noqa: B019 # there is one handler
    def _tls(self) -> ssl.SSLContext:
        from scrapy.utils.ssl import _make_ssl_context

        return _make_ssl_context(self.crawler.settings)

    @cached_property
    def _is_plain(self) -> bool:
        """Nothing that our client does not know is asked for of all requests."""
        settings, sender = self.crawler.settings, self.crawler.signals.sender
        signals_asked_for = (signals.headers_received, signals.bytes_received)
        if any(list(getAllReceivers(sender, signal)) for signal in signals_asked_for):
            return False
        return all(settings.get(name) in (v, str(v)) for name, v in PLAIN_SETTINGS.items())

    async def download_request(self, request: Request) -> Response:
        is_plain = self._is_plain and request.method in ("GET", "HEAD") and not request.body
        if is_plain and request.meta.keys().isdisjoint(LEFT_TO_SCRAPY):
            response = await self._fetch(request)
        else:
            response = await self._fetch_otherwise(request)
        check_head(response)
        check_end(request, response, self._limit)
        return response

    async def _fetch_otherwise(self, request: Request) -> Response:
        if self._other is None:
            from .bounded import TwistedHandler

            self._other = TwistedHandler(self.crawler)
        try:
            return await self._other.download_request(request)
        except CannotResolveHostError as error:
            raise _name_unresolved(request, error) from error

    async def _fetch(self, request: Request) -> Response:
        timeout = request.meta.get("download_timeout", self._timeout)
        began = monotonic()
        try:
            async with asyncio.timeout(timeout or None):
                answer, connection = await self._ask(request)
        except (DNSLookupError, NoAnswerInTime) as error:
            raise _name_unresolved(request, CannotResolveHostError(str(error))) from error
        except TimeoutError as error:
            raise DownloadTimeoutError(f"{request.url} took longer than {timeout} s") from error
        except (HeadTooLong, TooLong) as error:
            raise DownloadCancelledError(f"{request.url}: {error}") from error
        except Incomplete as error:
            raise ResponseDataLossError(str(error)) from error
        except ConnectionRefusedError as error:
            raise DownloadConnectionRefusedError(str(error)) from error
        except (Broken, OSError) as error:
            raise DownloadFailedError(str(error)) from error
        request.meta["download_latency"] = answer.came - began
        return _make_response(request, answer, connection)

    def _ask(self, request: Request) -> Awaitable[tuple[Answer, Connection]]:
        key, host, target = split_url(request.url)
        headers = [] if "Host" in request.headers else [(b"Host", host.encode())]
        headers += [(name, one) for name, values in request.headers.items() for one in values]
        wire = encode_request(request.method, target, headers)
        limit = request.meta.get("download_maxsize", self._limit)
        return self._client.ask(key, wire, limit, is_head=request.method == "HEAD")

    async def close(self) -> None:
        self._client.close()
        if self._other is not None:
            await self._other.close()


async def resolve(host: str) -> str:
    """The address of a host, as the resolver of TWISTED_DNS_RESOLVER gives it."""
    from twisted.internet import reactor

    # Twisted's types know the resolver's method by its implementation alone
    found: Deferred[str] = reactor.resolve(host)  # type: ignore[arg-type]
    return await maybe_deferred_to_future(found)


def _name_unresolved(request: Request, error: Exception) -> Exception:
    if urlsplit(request.url).hostname in resolver.refused:
        # it has an address, of a network that is nobody's business: no use to try again
        return Refused("private_address")
    return error


def _make_response(request: Request, answer: Answer, connection: Connection) -> Response:
    return make_response(
        request.url,
        answer.head.status,
        Headers(answer.head.headers),
        answer.body,
        flags=["partial"] if answer.is_partial else None,
        certificate=connection.certificate,
        ip_address=connection.address,
        protocol=answer.head.version,
    )


def check_head(response: Response) -> None:
    """Raise EncodingError for too many codings, Refused for a redirect to no http(s) address."""
    codings = codings_of(response).count(",") + 1
    if codings > MAX_CODINGS:
        raise EncodingError(f"{codings} content codings")
    location = response.headers.get("Location") if 300 <= response.status < 400 else None
    if location and make_absolute(location.decode("utf-8", "replace"), response.url) is None:
        raise Refused("redirects")
