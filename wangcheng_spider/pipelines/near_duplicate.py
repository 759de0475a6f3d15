"""400: reposts point to the earliest near-identical article."""

from typing import TYPE_CHECKING

from ..items import Article
from ..middlewares import run_of
from ..reposts import RepostFinder

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from ..run import Run


class NearDuplicatePipeline:
    """Sets ``duplicate_of``; nothing is dropped."""

    def __init__(self, run: "Run") -> None:
        self._finder = RepostFinder(run.writer)

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> "NearDuplicatePipeline":
        return cls(run_of(crawler))

    def process_item(self, item: Article) -> Article:
        item.duplicate_of = self._finder.find_original(item)
        return item
