"""What stands between the spider and the network: the host guard, and the replay of archives."""

from typing import TYPE_CHECKING, cast

from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response

from .agenda import REFUSED
from .urls import read_address

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from .run import Run
    from .spiders.wangcheng import WangchengSpider


def run_of(crawler: "Crawler") -> "Run":
    """The run that a crawler's spider was made for."""
    return cast("WangchengSpider", crawler.spider).run


class Refused(IgnoreRequest):
    """A request that is not made; the text is a reason code."""


class HostGuard:
    """Lets requests pass to the profile's hosts alone, whatever a link or a redirect says."""

    def __init__(self, run: "Run") -> None:
        self._site = run.site

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> "HostGuard":
        return cls(run_of(crawler))

    def process_request(self, request: Request) -> None:
        if refused := REFUSED.get(read_address(request.url, self._site).kind):
            raise Refused(refused)


class ReplayMiddleware:
    """Answers from the archive that ``-a archive=`` names; a miss is an error, never a request."""

    def __init__(self, run: "Run") -> None:
        self._archive = run.archive

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> "ReplayMiddleware":
        return cls(run_of(crawler))

    def process_request(self, request: Request) -> Response | None:
        if self._archive is None:
            return None
        page = self._archive.get(request.url)
        if page is None:
            raise Refused("not_in_archive")
        request.meta["fetched_at"] = page.fetched_at
        request.meta["kind"] = page.kind
        return Response(page.url, page.status, page.headers, page.body)
