"""One page → its part of an article, clean: what crawls and extractions share, in any process."""

from .pages import NOWHERE, Listed, Page, read_article
from .pages.parts import Part, find_next_part, read_number
from .sites import Site
from .text.clean import clean_article
from .text.similarity import mark_passages, remember_marks


def read_part(
    page: Page,
    site: Site,
    *,
    listed: Listed = NOWHERE,
    layout: str | None = None,
    any_host: bool = False,
    is_marked: bool = False,
) -> Part:
    """The clean article of a page, as far as the page has it; ``is_marked``: with its marks.

    Raises PageError as ``read_article`` does.
    """
    article = read_article(page, site, listed=listed, layout=layout, any_host=any_host)
    clean_article(article)
    marks = mark_passages(article.article_body) if is_marked else None
    return Part(article, read_number(page.url, site), find_next_part(page, site), marks)


def take_over(part: Part) -> None:
    """Have the marks of a part that another process may have read; those of a whole one serve."""
    if part.is_whole and part.marks is not None:
        remember_marks(part.article.article_body, part.marks)
