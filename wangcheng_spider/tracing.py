"""What an article leaves in the store's index, so that a repost of it is found."""

from datetime import datetime

from .items import Article
from .storage.traces import Trace
from .text.similarity import KEPT, mark_passages


def trace_article(article: Article) -> Trace:
    """What an article is found by when a repost of it comes."""
    marks = mark_passages(article.article_body)
    return Trace(
        article.site,
        marks,
        marks[:KEPT],
        date_article(article),
        article.duplicate_of,
        article.headline,
        article.article_body,
    )


def date_article(article: Article) -> float | None:
    """Unix time of its publication, where it is known."""
    date = article.date_published
    return datetime.fromisoformat(date).timestamp() if date else None
