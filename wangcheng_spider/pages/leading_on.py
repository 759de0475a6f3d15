"""Links that lead on to another article: 阅读下一篇."""

import re
from collections.abc import Iterator
from itertools import islice

from lxml.html import HtmlElement

from .elements import small_text

NEXT = re.compile(r"[阅閱]?[读讀]?下一[篇条]")
SIGNS = ("下一篇".encode(), "下一条".encode(), b"&#")
"""One of these stands in the bytes of a page whose links are worth looking at: the words in one
piece, or letters written as numbers."""


def find_leading_on(root: HtmlElement, source: bytes) -> Iterator[HtmlElement]:
    """Links that 阅读下一篇 stands in or right before, in the page's order.

    ``source``: the page in UTF-8. Words that a tag splits are found beside whole ones alone.
    """
    if any(sign in source for sign in SIGNS):
        yield from (link for link in root.iter("a") if _leads_on(link))


def _leads_on(link: HtmlElement) -> bool:
    """By its own text, the text before it, or how the element begins that holds little else."""
    before, parent = link.getprevious(), link.getparent()
    if NEXT.search(small_text(link) or "") or (
        before is not None and NEXT.search(before.tail or "")
    ):
        return True
    if parent is None or next(islice(parent, 3, None), None) is not None:
        return False
    return NEXT.match(small_text(parent) or "") is not None
