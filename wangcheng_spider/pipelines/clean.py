"""100: the text as it should have been typed."""

from ..items import Article
from ..text.clean import clean_article


class CleanPipeline:
    """Whitespace, invisible characters, composed forms; also sets the content hash."""

    def process_item(self, item: Article) -> Article:
        return clean_article(item)
