"""400: reposts point to the earliest near-identical article."""

from ..items import Article


class NearDuplicatePipeline:
    """Leaves ``duplicate_of`` null: finding near-identical articles is still to be built."""

    def process_item(self, item: Article) -> Article:
        item.duplicate_of = None
        return item
