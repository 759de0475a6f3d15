"""Pagers that lead on by addresses which no walk asks for: what stands behind is never seen."""

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from ..sites import Site
from ..urls import make_absolute, read_address
from .elements import line_of

NEXT = re.compile(r"\W{0,3}(?:下一?页|后一页|next|next page)\W{0,3}|[›»>]{1,2}", re.IGNORECASE)


def find_unasked(root: HtmlElement, url: str, base: str, site: Site) -> str | None:
    """Where a listing's 下一页 leads, if that is no page of a listing by its address.

    ``url``: the listing's own address; ``base``: what its links start from.
    """
    own = read_address(url, site)
    for href in _find_next(root):
        absolute = make_absolute(href, base)
        if not href or href.startswith("#") or absolute is None or absolute == url:
            continue
        address = read_address(absolute, site)
        is_other_form = address.kind == "page" or (address.url == own.url and "?" in absolute)
        if address.view and is_other_form:
            return absolute
    return None


def _find_next(root: HtmlElement) -> Iterator[str]:
    for link in root.iter("a", "link"):
        if link.get("rel") == "next" or (link.tag == "a" and NEXT.fullmatch(line_of(link))):
            yield link.get("href") or ""
