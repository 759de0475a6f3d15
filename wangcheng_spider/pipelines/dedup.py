"""300: one article is one line, until it changes or a better copy turns up."""

from typing import TYPE_CHECKING

from scrapy.exceptions import DropItem

from ..dedup import compare
from ..items import Article
from ..middlewares import run_of

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from ..run import Run


class DedupPipeline:
    """Sets change and revision against what is known; drops what says nothing new."""

    def __init__(self, run: "Run") -> None:
        self._run = run

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> "DedupPipeline":
        return cls(run_of(crawler))

    def process_item(self, item: Article) -> Article:
        writer = self._run.writer
        reason = compare(item, writer.known(item.content_id), writer.previous)
        if reason:
            raise DropItem(f"{reason}: {item.fetched_url}")
        return item
