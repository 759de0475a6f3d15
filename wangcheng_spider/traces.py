"""What an article leaves in the store's index, so that a repost of it is found."""

from datetime import datetime

from .items import Article
from .storage import Trace
from .text.similarity import make_bands


def trace_article(article: Article) -> Trace:
    """What an article is found by when a repost of it comes."""
    date = article.date_published
    return Trace(
        article.site,
        make_bands(article.article_body),
        datetime.fromisoformat(date).timestamp() if date else None,
        article.duplicate_of,
        article.headline,
        article.article_body,
    )
