"""Pages → items, without crawler, reactor or event loop.

What reads an article is imported with the first one: its many patterns take a fifth of a second to
compile, and tables for restoring more, which a crawl's first request need not wait for.
"""

from ..items import Article
from ..sites import Layout, Site
from .addresses import find_address
from .document import PageError, read_document
from .page import Listed, Page
from .selectors import PageIndex

__all__ = ["Listed", "Page", "PageError", "read_article"]

NOWHERE = Listed()


def read_article(
    page: Page,
    site: Site,
    *,
    listed: Listed = NOWHERE,
    layout: str | None = None,
    any_host: bool = False,
) -> Article:
    """The article of a page. ``layout`` forces one by name, ``fallback`` none at all.

    ``any_host`` takes pages of foreign hosts too. Raises PageError, whose reason is one of
    bad_status, empty_page, too_large, not_html, foreign_host, no_address, not_an_article,
    soft_404, login_page, no_headline, no_body, cut_off, other_article.
    """
    if not 200 <= page.status < 300:
        raise PageError("bad_status", str(page.status))
    if page.kind == "text":
        from .text_dump import read_text_dump

        return read_text_dump(page, site, any_host=any_host)
    from .article import ArticlePage

    address = find_address(page.url, site, any_host=any_host)
    restored = None
    if site.view_of(address.host) not in ("pc", "wap"):
        from .mirror import restore_page

        page, restored = restore_page(page, site, address)
    document = read_document(page.body, page.headers.get("content-type", ""))
    index = PageIndex(document, site.layouts, "article")
    match = _find_layout(index, site, layout)
    article = ArticlePage(document, index, page, site, address, match, listed).to_item()
    article.restored = restored
    return article


def _find_layout(index: PageIndex, site: Site, name: str | None) -> Layout | None:
    """The layout that matches, or the one of a name; None for ``fallback``."""
    if name is None:
        return index.find_layout()
    return next((one for one in site.layouts if one.name == name), None)
