"""What stands between the spider and the network: the host guard, replay, recording."""

from http import HTTPStatus
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from scrapy.exceptions import NotConfigured
from scrapy.http import Headers, Request, Response
from scrapy.utils.httpobj import urlparse_cached

from .agenda import REFUSED
from .clock import utc_now
from .network.refusal import Refused
from .urls import read_address
from .warc_records import Exchange, encode_head

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from .run import Run
    from .spiders.wangcheng import WangchengSpider


def run_of(crawler: "Crawler") -> "Run":
    """The run that a crawler's spider was made for."""
    return cast("WangchengSpider", crawler.spider).run


class HostGuard:
    """Lets requests pass to the profile's hosts alone, whatever a link or a redirect says."""

    def __init__(self, run: "Run", with_media: bool) -> None:
        self._site = run.site
        self._own_machine = run.site.own_machine
        self._media_hosts = run.site.media_hosts if with_media else ()

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> "HostGuard":
        return cls(run_of(crawler), crawler.settings.getbool("MEDIA"))

    def process_request(self, request: Request) -> None:
        address = read_address(request.url, self._site)
        if address.kind == "foreign" and address.host in self._media_hosts:
            return
        if refused := REFUSED.get(address.kind):
            raise Refused(refused)
        if urlparse_cached(request).hostname in self._own_machine:
            request.meta["autothrottle_dont_adjust_delay"] = True


class ReplayMiddleware:
    """Answers from the archive that ``-a archive=`` names; a miss is an error, never a request."""

    def __init__(self, run: "Run") -> None:
        if run.archive is None:
            raise NotConfigured
        self._archive = run.archive

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> "ReplayMiddleware":
        return cls(run_of(crawler))

    def process_request(self, request: Request) -> Response:
        page = self._archive.get(request.url)
        if page is None:
            raise Refused("not_in_archive")
        request.meta["fetched_at"] = page.fetched_at
        request.meta["kind"] = page.kind
        return Response(page.url, page.status, page.headers, page.body)


class RecordMiddleware:
    """Hands each response that the network brought to the run's recording, as it was received."""

    def __init__(self, run: "Run") -> None:
        if run.recording is None:
            raise NotConfigured
        self._run = run
        self._add = run.recording.add

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> "RecordMiddleware":
        return cls(run_of(crawler))

    def process_response(self, request: Request, response: Response) -> Response:
        if "cached" not in response.flags:
            exchange = exchange_of(request, response, utc_now())
            request.meta["fetched_at"] = exchange.date
            self._run.try_to_write(lambda: self._add(exchange))
        return response


TRUNCATED = {"dataloss": "disconnect", "partial": "disconnect", "download_stopped": "unspecified"}
"""Scrapy's flags of a body that is not whole → WARC's words."""


def exchange_of(request: Request, response: Response, date: str) -> Exchange:
    """Request and response as records hold them.

    Scrapy keeps neither the reason phrase nor the case of headers' names; Host it adds on the wire.
    """
    parts = urlsplit(response.url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    asked = [(b"Host", parts.netloc.encode()), *_pairs(request.headers)]
    phrase = PHRASES.get(response.status, "")
    return Exchange(
        url=response.url,
        date=date,
        request=encode_head(f"{request.method} {target} HTTP/1.1", asked) + request.body,
        head=encode_head(
            f"{response.protocol or 'HTTP/1.1'} {response.status} {phrase}",
            [(_WIRE.get(name, name), value) for name, value in _pairs(response.headers)],
        ),
        body=response.body,
        status=response.status,
        address=str(response.ip_address) if response.ip_address else None,
        truncated=next((TRUNCATED[flag] for flag in response.flags if flag in TRUNCATED), None),
    )


PHRASES = {status.value: status.phrase for status in HTTPStatus}
_WIRE = {b"Transfer-Encoding": b"X-Orig-Transfer-Encoding"}
"""The downloader has taken the chunks' frames off: readers must not look for them."""


def _pairs(headers: Headers) -> list[tuple[bytes, bytes]]:
    return [(name, value) for name, values in headers.items() for value in values or ()]
