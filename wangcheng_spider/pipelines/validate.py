"""200: what is no valid line goes no further."""

from scrapy.exceptions import DropItem

from ..items import Article
from ..schema import check_article


class ValidatePipeline:
    """Drops, with the reason code, what breaks the schema."""

    def process_item(self, item: Article) -> Article:
        if reason := check_article(item):
            raise DropItem(f"{reason}: {item.fetched_url}")
        return item
