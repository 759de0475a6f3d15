"""Pages → items, without crawler, reactor or event loop."""

from ..items import Article
from ..sites import Site
from .addresses import find_address
from .article import ArticlePage
from .document import PageError, read_document
from .mirror import restore_page
from .page import Listed, Page
from .selectors import find_layout
from .text_dump import read_text_dump

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
        return read_text_dump(page, site, any_host=any_host)
    address = find_address(page.url, site, any_host=any_host)
    page, restored = restore_page(page, site, address)
    document = read_document(page.body, page.headers.get("content-type", ""))
    match = None
    if layout is None:
        match = find_layout(document.root, site.layouts, "article")
    elif layout != "fallback":
        match = next((one for one in site.layouts if one.name == layout), None)
    article = ArticlePage(document.root, page, site, address, match, listed).to_item()
    article.restored = restored
    return article
