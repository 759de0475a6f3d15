"""start pages → listings → to-do list → articles; no selector in sight."""

from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING, Any, Self

from scrapy import Request, Spider, signals
from scrapy.exceptions import DontCloseSpider
from scrapy.http import Response
from twisted.python.failure import Failure

from ..failures import name_failure
from ..items import Article
from ..pages import Listed, Page, PageError, read_article
from ..run import Run, open_run, utc_now
from ..steering import Steering
from ..storage import Todo
from ..walks import ListingWalk

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class WangchengSpider(Spider):
    """Crawls a site of the CMS. Arguments: see options.CrawlOptions."""

    name = "wangcheng"

    def __init__(self, run: Run, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.run = run
        self.steering = Steering(run)

    @classmethod
    def from_crawler(
        cls, crawler: "Crawler", *args: Any, run: Run | None = None, **kwargs: Any
    ) -> Self:
        settings = crawler.settings
        run = run or open_run(kwargs, settings["DATA_DIR"])
        if run.archive is not None or run.site.is_loopback:
            # manners are for other people's machines
            for name in ("ROBOTSTXT_OBEY", "AUTOTHROTTLE_ENABLED", "DOWNLOAD_DELAY"):
                settings.set(name, 0, priority="spider")
        spider = super().from_crawler(crawler, *args, run=run, **kwargs)
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

    def refill(self) -> None:
        """When nothing is under way: take up what the to-do list still holds."""
        requests = list(self._article_requests(idle=True))
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
        if walk.end is None:
            yield self._listing_request(walk)
        yield from self._article_requests()

    def parse_article(self, response: Response, todo: Todo) -> Iterator[Article | Request]:
        """The item, or the reason why there is none."""
        self.steering.under_way -= 1
        listed = Listed(date=todo.listed_date, channel_id=todo.channel_id)
        try:
            article = read_article(page_of(response), self.run.site, listed=listed)
        except PageError as error:
            self.run.fail(response.url, error.reason, todo.seq, todo.tries)
        else:
            self.run.expect(article.fetched_url, todo.seq)
            yield article
        yield from self._article_requests()

    def fail_page(self, failure: Failure) -> Iterator[Request]:
        """A start page or listing that could not be had."""
        request: Request = failure.request  # type: ignore[attr-defined] # set by Scrapy
        self.steering.fail_page(request.url, name_failure(failure), request.cb_kwargs.get("walk"))
        yield from self._article_requests()

    def fail_article(self, failure: Failure) -> Iterator[Request]:
        """An article that could not be had, or whose reading broke."""
        todo: Todo = failure.request.cb_kwargs["todo"]  # type: ignore[attr-defined] # by Scrapy
        self.steering.under_way -= 1
        self.run.fail(todo.address, name_failure(failure), todo.seq, todo.tries)
        yield from self._article_requests()

    def _article_requests(self, idle: bool = False) -> Iterator[Request]:
        for todo in self.steering.take(idle=idle):
            yield self._make(todo.address, self.parse_article, self.fail_article, todo=todo)

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
