"""start pages → listings → to-do list → articles; no selector in sight."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from scrapy import Request, Spider, signals
from scrapy.exceptions import DontCloseSpider
from scrapy.http import Response
from scrapy.settings import SETTINGS_PRIORITIES
from twisted.python.failure import Failure

from ..agenda import Agenda
from ..clock import utc_now
from ..gathering import Gathering
from ..items import Article
from ..network.failures import name_failure
from ..opening import open_run
from ..pages import NOWHERE, Listed, Page, PageError
from ..pages.parts import Part, read_number
from ..reading_process import PageReader, ReadingError
from ..run import Asked, Run
from ..steering import Steering
from ..storage import Check, DayWalk, Todo
from ..walks import ListingWalk

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class WangchengSpider(Spider):
    """Crawls a site of the CMS. Arguments: see options.CrawlOptions."""

    name = "wangcheng"

    def __init__(self, run: Run, *, is_read_beside: bool = True, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.run = run
        self.steering = Steering(run)
        self.agenda = Agenda(run)
        self.reader = PageReader(run.options.site, run.site, is_allowed=is_read_beside)
        self._days_begun = False

    @classmethod
    def from_crawler(
        cls, crawler: "Crawler", *args: Any, run: Run | None = None, **kwargs: Any
    ) -> Self:
        settings = crawler.settings
        run = run or open_run(kwargs, Path(settings["DATA_DIR"]), settings)
        if run.archive is not None:
            for name in ("ROBOTSTXT_OBEY", "AUTOTHROTTLE_ENABLED", "DOWNLOAD_DELAY"):
                settings.set(name, 0, priority="spider")
        elif (settings.getpriority("DOWNLOAD_DELAY") or 0) < SETTINGS_PRIORITIES["cmdline"]:
            # pauses are for other people's machines
            settings.set("DOWNLOAD_SLOTS", {host: {"delay": 0} for host in run.site.own_machine})
        is_read_beside = settings.getbool("READ_BESIDE", True)
        spider = super().from_crawler(
            crawler, *args, run=run, is_read_beside=is_read_beside, **kwargs
        )
        crawler.signals.connect(spider.refill, signal=signals.spider_idle)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """Start pages and open walks; then whatever earlier runs left to do."""
        for url in self.steering.start_urls():
            yield self._make(url, self.parse_start, priority=20)
        for walk in self.steering.open_walks():
            yield self._listing_request(walk)
        for request in self._article_requests():
            yield request

    async def closed(self, reason: str) -> None:
        """Called by Scrapy at the end."""
        await self.reader.close()

    def refill(self) -> None:
        """When nothing is under way: what is left to do, day archives, looks at known articles."""
        requests = list(self._article_requests(idle=True))
        if not requests and not self._days_begun:
            self._days_begun = True
            requests = [self._day_request(walk) for walk in self.steering.day_walks()]
        if not requests:
            requests = [self._look_request(check) for check in self.agenda.take_looks()]
        for request in requests:
            self.crawler.engine.crawl(request)
        if requests:
            raise DontCloseSpider

    def parse_start(self, response: Response) -> Iterator[Request]:
        """Channels of the menu, and the articles that the page lists."""
        for walk in self.steering.add_start_page(page_of(response)):
            yield self._listing_request(walk)
        yield from self._article_requests()

    def parse_listing(self, response: Response, walk: ListingWalk) -> Iterator[Request]:
        """Addresses and cursor to the store; then the next page, and articles."""
        self.steering.add_listing(walk, page_of(response))
        yield from self._after_listing(walk)

    def _after_listing(self, walk: ListingWalk) -> Iterator[Request]:
        if walk.end is None:
            yield self._listing_request(walk)
        elif url := self.steering.api_url(walk):
            yield self._make(url, self.parse_api, self.ignore, priority=10, walk=walk)
        yield from self._article_requests()

    def parse_api(self, response: Response, walk: ListingWalk) -> Iterator[Request]:
        """The API's latest list, held against the walk."""
        self.steering.add_api(walk, page_of(response))
        yield from self._article_requests()

    def ignore(self, failure: Failure) -> None:
        """The API is a second opinion: a site without one loses nothing."""

    def parse_day(self, response: Response, walk: DayWalk) -> Iterator[Request]:
        """A day archive; then the day before, and articles."""
        yield from self._after_day(self.steering.add_day(walk, page_of(response)))

    def fail_day(self, failure: Failure) -> Iterator[Request]:
        """A day without an archive; after another failure the walk goes on in the next run."""
        request: Request = failure.request  # type: ignore[attr-defined] # set by Scrapy
        reason = name_failure(failure)
        if reason in ("status_404", "status_410", "not_in_archive"):
            walk = self.steering.add_day(request.cb_kwargs["walk"], None)
            yield from self._after_day(walk)
        else:
            self.run.fail(request.url, reason)

    def _after_day(self, walk: DayWalk | None) -> Iterator[Request]:
        if walk is not None:
            yield self._day_request(walk)
        yield from self._article_requests()

    async def parse_article(
        self, response: Response, todo: Todo
    ) -> AsyncIterator[Article | Request]:
        """The item, the request for its next part, or the reason why there is none."""
        page = page_of(response)
        listed = Listed(date=todo.listed_date, channel_id=todo.channel_id)
        try:
            if read_number(page.url, self.run.site) > 1:
                raise PageError("not_first_part")
            part = await self.reader.read(page, listed)
        except (PageError, ReadingError) as error:
            self.run.fail(response.url, self._name_fault(error), todo.seq, todo.tries)
        else:
            self.run.evidence.note(page, part.article.layout)
            asked = Asked(todo.seq, None, *validators(response))
            yield self._go_on(Gathering(self.run, asked, todo.tries), part)
        finally:
            self.agenda.under_way -= 1
        for request in self._article_requests():
            yield request

    def _go_on(self, gathering: Gathering, part: Part) -> Article | Request:
        """The article once all its parts are there; until then the request for the next."""
        if url := gathering.add(part):
            return self._make(url, self.parse_part, self.fail_part, 30, gathering=gathering)
        return gathering.finish()

    async def parse_part(
        self, response: Response, gathering: Gathering
    ) -> AsyncIterator[Article | Request]:
        """Another page of an article."""
        page = page_of(response)
        try:
            part = await self.reader.read(page, NOWHERE)
        except (PageError, ReadingError) as error:
            self._name_fault(error)
            for article in gathering.miss(page.url):
                yield article
        else:
            yield self._go_on(gathering, part)

    def fail_part(self, failure: Failure) -> Iterator[Article]:
        """Another page of an article, which could not be had."""
        request: Request = failure.request  # type: ignore[attr-defined] # set by Scrapy
        yield from request.cb_kwargs["gathering"].miss(request.url)

    async def parse_look(
        self, response: Response, check: Check
    ) -> AsyncIterator[Article | Request]:
        """A known article, looked at again: as it was, edited, or not there."""
        if response.status == 304:
            self.run.see(check, *validators(response))
            return
        page = page_of(response)
        try:
            part = await self.reader.read(page, NOWHERE)
        except (PageError, ReadingError) as error:
            reason = self._name_fault(error)
            self.run.fail_check(
                check, f"status_{response.status}" if reason == "bad_status" else reason
            )
        else:
            gathering = Gathering(self.run, Asked(0, check, *validators(response)))
            yield self._go_on(gathering, part)

    def _name_fault(self, error: PageError | ReadingError) -> str:
        """The reason why a page brought no article; what is our own fault is logged."""
        if isinstance(error, PageError):
            return error.reason
        self.logger.error("%s", error)
        return "internal_error"

    def fail_look(self, failure: Failure) -> None:
        """A known article that could not be looked at."""
        check: Check = failure.request.cb_kwargs["check"]  # type: ignore[attr-defined] # by Scrapy
        self.run.fail_check(check, name_failure(failure))

    def fail_page(self, failure: Failure) -> Iterator[Request]:
        """A start page or listing that could not be had."""
        request: Request = failure.request  # type: ignore[attr-defined] # set by Scrapy
        walk: ListingWalk | None = request.cb_kwargs.get("walk")
        self.steering.fail_page(request.url, name_failure(failure), walk)
        if walk is not None:
            yield from self._after_listing(walk)
        yield from self._article_requests()

    def fail_article(self, failure: Failure) -> Iterator[Request]:
        """An article that could not be had, or whose reading broke."""
        todo: Todo = failure.request.cb_kwargs["todo"]  # type: ignore[attr-defined] # by Scrapy
        self.agenda.under_way -= 1
        self.run.fail(todo.address, name_failure(failure), todo.seq, todo.tries)
        yield from self._article_requests()

    def _article_requests(self, idle: bool = False) -> Iterator[Request]:
        for todo in self.agenda.take(idle=idle):
            yield self._make(todo.address, self.parse_article, self.fail_article, todo=todo)

    def _day_request(self, walk: DayWalk) -> Request:
        url = self.steering.day_url(walk)
        return self._make(url, self.parse_day, self.fail_day, priority=5, walk=walk)

    def _look_request(self, check: Check) -> Request:
        request = self._make(check.address, self.parse_look, self.fail_look, check=check)
        request.meta["handle_httpstatus_list"] = [304, 404, 410]
        if check.etag:
            request.headers["If-None-Match"] = check.etag
        if check.modified:
            request.headers["If-Modified-Since"] = check.modified
        return request

    def _listing_request(self, walk: ListingWalk) -> Request:
        url = self.steering.listing_url(walk)
        return self._make(url, self.parse_listing, priority=10, walk=walk)

    def _make(
        self, url: str, callback: Any, errback: Any = None, priority: int = 0, **kwargs: Any
    ) -> Request:
        return Request(
            url, callback, errback=errback or self.fail_page, priority=priority, cb_kwargs=kwargs
        )


def page_of(response: Response) -> Page:
    """What a page object reads, out of what Scrapy fetched."""
    return Page(
        url=response.url,
        body=response.body,
        status=response.status,
        headers={
            name.decode("latin-1").lower(): b", ".join(values).decode("latin-1")
            for name, values in response.headers.items()
        },
        fetched_at=response.meta.get("fetched_at") or utc_now(),
        kind=response.meta.get("kind", "html"),
    )


def validators(response: Response) -> tuple[str | None, str | None]:
    """ETag and Last-Modified of a response."""
    headers = (response.headers.get(name) for name in ("ETag", "Last-Modified"))
    etag, modified = (value.decode("latin-1") if value else None for value in headers)
    return etag, modified
