"""Is a copy of an article news to us? Copies rank pc > wap > mirror > text."""

import re
from collections.abc import Callable

from .items import VIEWS, Article
from .storage import Known

Previous = Callable[[Known], Article | None]
"""The newest line of a known article; None where it can't be had."""

NOTHING_NEW = ("known", "worse_copy")
"""Reason codes of copies that need no line: no failure, and no news."""

EXTRA = 2
"""Paragraphs that another layout may bring or leave out without the article being another."""


def compare(article: Article, known: Known | None, previous: Previous) -> str | None:
    """Set the article's change and revision; a reason code where it needs no line.

    ``known`` is what was written of it before. ``worse_copy``: from a worse view than that;
    ``known``: the same view says the same. The address stays the one that was first seen.
    """
    if known is None:
        return None
    rank = VIEWS.index(article.view)
    if known.is_gone:
        article.change = "back"
    elif rank > known.rank:
        return "worse_copy"
    elif rank < known.rank:
        article.change = "better_copy"
    elif known.has_text(article.content_hash) or _is_same(article, previous(known)):
        return "known"
    else:
        article.change = "edited"
    article.revision = known.revision + 1
    article.url = known.url
    return None


def _is_same(article: Article, before: Article | None) -> bool:
    """True where the words are the same: white space is no edit, and neither is a new layout that
    brings a line of furniture more or less.
    """
    if before is None:
        return False
    if _squeeze(article.headline) != _squeeze(before.headline):
        return False
    now, then = _paragraphs(article), _paragraphs(before)
    if now == then:
        return True
    if article.layout == before.layout:
        return False
    longer, shorter = (now, then) if len(now) > len(then) else (then, now)
    rest = iter(longer)
    is_contained = all(paragraph in rest for paragraph in shorter)
    return is_contained and len(longer) - len(shorter) <= min(EXTRA, len(shorter) // 2)


def _paragraphs(article: Article) -> list[str]:
    squeezed = (_squeeze(paragraph) for paragraph in article.article_body.split("\n\n"))
    return [paragraph for paragraph in squeezed if paragraph]


def _squeeze(text: str) -> str:
    return re.sub(r"\s+", "", text)
