"""Is a copy of an article news to us? Copies rank pc > wap > mirror > text."""

from .items import VIEWS, Article
from .storage import Known


def compare(article: Article, known: Known | None) -> str | None:
    """Set the article's change and revision; a reason code where it needs no line.

    ``known`` is what was written of it before. ``worse_copy``: from a worse view than that;
    ``known``: the same view says the same. The address stays the one that was first seen.
    """
    if known is None:
        return None
    rank = VIEWS.index(article.view)
    if rank > known.rank:
        return "worse_copy"
    if rank == known.rank and article.content_hash == known.content_hash:
        return "known"
    article.change = "better_copy" if rank < known.rank else "edited"
    article.revision = known.revision + 1
    article.url = known.url
    return None
