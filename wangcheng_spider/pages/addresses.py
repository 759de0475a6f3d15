"""The article that an address names, and the address that a saved page gives as its own."""

import hashlib
import re
from dataclasses import replace

from lxml.html import HtmlElement

from ..sites import Site
from ..urls import Address, make_absolute, read_address
from .document import PageError

LINK = re.compile(rb"<link\b[^>]{0,300}\brel\s*=\s*[\"']?canonical[^>]{0,600}>", re.IGNORECASE)
META = re.compile(rb"<meta\b[^>]{0,300}[\"']og:url[\"'][^>]{0,600}>", re.IGNORECASE)
VALUE = re.compile(rb"(?:href|content)\s*=\s*[\"']?(https?://[^\s\"'>]{4,1000})", re.IGNORECASE)
SCRIPT = re.compile(rb"\bcontentUrl\s*[=:]\s*[\"'](https?://[^\s\"'<>]{4,1000})")
SAVED = re.compile(rb"<!--\s*saved from url=\(\d+\)(https?://[^\s>]{4,1000})")


def find_own_address(body: bytes) -> str | None:
    """Address from rel=canonical, og:url, the CMS's contentUrl, or a "saved from" note."""
    for pattern in (LINK, META):
        match = pattern.search(body)
        value = VALUE.search(match[0]) if match else None
        if value:
            return value[1].decode("utf-8", "replace")
    for pattern in (SCRIPT, SAVED):
        match = pattern.search(body)
        if match:
            return match[1].decode("utf-8", "replace")
    return None


def find_base(root: HtmlElement, url: str, site: Site) -> str:
    """What a page's relative links start from: its <base> where that is the site's, or its host's.

    ``url``: the page's own address.
    """
    href = next((b.get("href") for b in root.iter("base") if b.get("href") is not None), None)
    base = make_absolute(href, url) if href else None
    if base is None:
        return url
    host = read_address(base, site).host
    is_own = site.view_of(host) is not None or host == read_address(url, site).host
    return base if is_own else url


def find_address(url: str, site: Site, *, any_host: bool = False) -> Address:
    """The article that an address names; PageError where it names none."""
    address = read_address(url, site)
    if address.kind == "article":
        return address
    absolute = make_absolute(url)
    if absolute is None:
        raise PageError("no_address", url)
    if address.kind != "foreign":
        raise PageError("not_an_article", url)
    if not any_host:
        raise PageError("foreign_host", address.host)
    key = hashlib.sha1(absolute.encode(), usedforsecurity=False).hexdigest()[:16]
    return replace(address, kind="article", view="pc", content_id=key)
