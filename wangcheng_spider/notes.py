"""What a run's record keeps of single lines: how fresh they were, and some of them by name."""

from datetime import datetime

from .clock import DAY, HOUR
from .items import Article
from .record import MAX_NAMED, RunRecord

DELAYS = (
    (HOUR, "1h"),
    (6 * HOUR, "6h"),
    (DAY, "24h"),
    (3 * DAY, "3d"),
    (7 * DAY, "7d"),
    (30 * DAY, "30d"),
)
"""(seconds, name) of the classes of delay between publication and capture."""
LATER = "later"
"""The class behind the last: what a first or a deep walk brings in."""


WATCHED = (
    *("authors", "editors", "source", "date_published_raw", "article_body", "images"),
    *("channel_id", "breadcrumbs", "next_url"),
)
"""Fields whose filling is counted, for the monitors."""


def count_line(record: RunRecord, article: Article) -> None:
    """Count a line that has come to the disk; where it is new, its fields and its delay too."""
    record.written[article.change] += 1
    record.layouts[article.layout] += 1
    if article.change == "new":
        record.read += 1
        record.filled.update(name for name in WATCHED if getattr(article, name))
        if (delay := find_delay(article)) is not None:
            record.delays[delay] += 1
    named = record.named.setdefault(article.change, [])
    if len(named) < MAX_NAMED:
        named.append({"url": article.url, "headline": article.headline})


def find_delay(article: Article) -> str | None:
    """The class of its delay; None where the page gives no time of day."""
    if article.date_source != "byline" or article.date_published is None:
        return None
    try:
        published = datetime.fromisoformat(article.date_published)
        seconds = (datetime.fromisoformat(article.fetched_at) - published).total_seconds()
    except (ValueError, TypeError):
        return None
    return next((name for limit, name in DELAYS if seconds <= limit), LATER)
