"""Pages of mirrors: restored before anything is read, since labels and names are disguised too."""

import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from ..items import Article
from ..limits import MAX_PAGE
from ..sites import Site
from ..text.clean import hash_content
from ..text.restore import Restored, restore, restore_texts
from ..urls import Address, read_address
from .document import PageError, decode
from .page import Page

OWN_LINK = re.compile(
    r"本文(?:链接|地址)\s*[:：]\s*(?:<[^<>]{0,300}>\s*){0,3}(https?://[^\s<>\"']{1,500})"
)

MOST_TORN = 4000
"""Torn passages of a page: no article has so many, and they cost the processor seconds."""


def restore_page(page: Page, site: Site, address: Address) -> tuple[Page, dict[str, int] | None]:
    """The page in the portal's own words, and what was changed; an honest page as it is.

    The portal's own hosts are never asked: what stands there is content. Raises PageError
    (other_article) where a mirror's page says that it is a copy of another address.
    """
    view = site.view_of(address.host)
    if view in ("pc", "wap") or len(page.body) > MAX_PAGE:
        return page, None
    text = decode(page.body, page.headers.get("content-type", ""))[0].decode("utf-8")
    restored = restore(text, is_mirror=view == "mirror", most_torn=MOST_TORN)
    if view == "mirror":
        check_own_link(restored.text, site, address)
    counts = count_changes(restored)
    if restored.text == text:
        return page, counts
    headers = {**page.headers, "content-type": "text/html; charset=utf-8"}
    return replace(page, body=restored.text.encode(), headers=headers), counts


def count_changes(restored: Restored) -> dict[str, int] | None:
    """The item's ``restored``: rule → count; not_restorable where the page stays disguised."""
    if restored.verdict.kind == "not_restorable":
        return {"not_restorable": 1}
    return restored.counts or None


def check_own_link(text: str, site: Site, address: Address) -> None:
    """The mirror swapped the host in 本文链接: with the portal's, it is the page's own address.

    Raises PageError: other_article.
    """
    match = OWN_LINK.search(text)
    if match is None:
        return
    own = read_address(site.canonical_origin + urlsplit(match[1]).path, site)
    if own.kind == "article" and own.content_id != address.content_id:
        raise PageError("other_article", match[1])


def restore_article(article: Article, site: Site) -> Article:
    """An item that was read from a mirror's page before it was restored, in the portal's words.

    All its texts are one page's, so they share their evidence. An honest item comes back as it is.
    """
    view = read_address(article.fetched_url, site).view
    places = list(_text_places(article))
    before = [
        value[key] if isinstance(value, list) else getattr(value, key) for value, key in places
    ]
    texts, restored = restore_texts(before, is_mirror=view == "mirror")
    counts = count_changes(restored)
    if counts is None:
        return article
    copy = deepcopy(article)
    copy.restored, copy.next_url = counts, _swap_host(article.next_url, site)
    for (value, key), text in zip(_text_places(copy), texts, strict=True):
        if isinstance(value, list):
            value[key] = text
        else:
            setattr(value, key, text)
    copy.content_hash = hash_content(copy.headline, copy.article_body)
    return copy


def _text_places(article: Article) -> Iterator[tuple[Any, Any]]:
    """(object, attribute) or (list, place) of each text of an item."""
    for name in ("headline", "article_body", "article_html", "source"):
        if getattr(article, name) is not None:
            yield article, name
    for names in (article.authors, article.editors, article.breadcrumbs):
        yield from ((names, place) for place in range(len(names)))
    for credit in article.credits:
        yield from ((credit, "role"), (credit, "name"))
    for image in article.images:
        yield from ((image, name) for name in ("caption", "alt") if getattr(image, name))
    yield from ((attachment, "name") for attachment in article.attachments)


def _swap_host(url: str | None, site: Site) -> str | None:
    """The portal's address of a mirror's; others as they are."""
    if url is None:
        return None
    own = read_address(site.canonical_origin + urlsplit(url).path, site)
    return own.url if own.kind == "article" else url
