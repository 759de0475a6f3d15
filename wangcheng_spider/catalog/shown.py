"""A saved page as it is shown: its links lead to what is archived, or say that they leave it."""

from collections.abc import Callable

from lxml import etree, html

from ..html import is_web
from ..pages.document import PageError, read_document
from ..pages.page import Page
from ..urls import make_absolute

LINKS = ("a", "area")
HREFS = ("href", "{http://www.w3.org/1999/xlink}href", "xlink:href")
OUT = "↗"
"""Behind what leads to the live site, outside of the archive."""


def show_page(page: Page, find: Callable[[str], str | None]) -> bytes | None:
    """The page as UTF-8 HTML with links for reading it here; None where it is no HTML at all.

    ``find`` gives the path of our own page for an absolute address, None where it is not archived.
    """
    try:
        root = read_document(page.body, page.headers.get("content-type", "")).root
    except PageError:
        return None
    base = _take_base(root, page.url)
    for element in root.xpath("//meta[@http-equiv]"):
        if element.get("http-equiv").strip().lower() == "refresh":
            element.drop_tree()
    for element in list(root.iter(etree.Element)):
        if element.tag in LINKS:
            _lead(element, base, find)
        else:
            _cut(element)
    doctype = root.getroottree().docinfo.doctype or None
    shown: bytes = html.tostring(root, encoding="utf-8", doctype=doctype)
    return shown


def _take_base(root: html.HtmlElement, url: str) -> str:
    """What links are relative to; the element goes, for it holds for our addresses, too."""
    base = url
    for element in reversed(list(root.iter("base"))):
        base = make_absolute(element.get("href") or "", url) or url
        element.drop_tree()
    return base


def _lead(link: html.HtmlElement, base: str, find: Callable[[str], str | None]) -> None:
    """Point a link to where it leads from here; one that leads nowhere is text."""
    raw = (link.get("href") or "").strip()
    _cut(link)
    if raw.startswith("#"):
        link.set("href", raw)
        return
    address = make_absolute(raw, base) if raw else None
    if address is None or not is_web(address):
        return
    path = find(address)
    link.set("href", path or address)
    link.set("target", "_top")
    if path is None:
        link.set("rel", "noreferrer noopener")
        link.set("title", f"{OUT} {address}")
        etree.SubElement(link, "span").text = f" {OUT}"


def _cut(element: html.HtmlElement) -> None:
    """No target of the page's own, in whatever dialect of links."""
    if element.tag != "link":
        for name in (*HREFS, "target", "ping", "rel", "download"):
            element.attrib.pop(name, None)
