"""What stands between the spider and the network: the host guard, and the replay of archives."""

from typing import TYPE_CHECKING, cast

from scrapy.http import Request, Response
from scrapy.utils.httpobj import urlparse_cached

from .failures import Refused
from .urls import read_address

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from .run import Run
    from .spiders.wangcheng import WangchengSpider


def run_of(crawler: "Crawler") -> "Run":
    """The run that a crawler's spider was made for."""
    return cast("WangchengSpider", crawler.spider).run


class HostGuard:
    """Lets requests pass to the profile's hosts alone, whatever a link or a redirect says."""

    def __init__(self, run: "Run") -> None:
        self._site = run.site
        self._own_machine = run.site.own_machine

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> "HostGuard":
        return cls(run_of(crawler))

    def process_request(self, request: Request) -> None:
        if read_address(request.url, self._site).kind in ("foreign", "invalid"):
            raise Refused("foreign_host")
        if urlparse_cached(request).hostname in self._own_machine:
            request.meta["autothrottle_dont_adjust_delay"] = True


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
