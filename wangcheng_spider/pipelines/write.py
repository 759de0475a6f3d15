"""900: the line."""

from typing import TYPE_CHECKING

from ..items import Article
from ..middlewares import run_of

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from ..run import Run

BATCH = 8
"""Lines on disk together: what a kill can cost beside the requests under way."""


class WritePipeline:
    """Hands articles to the segment writer; a full batch goes to disk."""

    def __init__(self, run: "Run") -> None:
        self._run = run

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> "WritePipeline":
        return cls(run_of(crawler))

    def process_item(self, item: Article) -> Article:
        self._run.write(item)
        if self._run.writer.staged >= BATCH:
            self._run.flush()
        return item
