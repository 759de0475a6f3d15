"""Links that lead on to another article: 阅读下一篇."""

import re
from collections.abc import Iterator
from itertools import islice

from lxml.html import HtmlElement

NEXT = re.compile(r"[阅閱]?[读讀]?下一[篇条]")
NEXT_WORDS = re.compile(r"下一[篇条]")
WORDS = ("下一篇".encode(), "下一条".encode(), b"&#")
"""A page without any, as bytes of UTF-8, has no such link; &#… may stand for any letter."""


def find_leading_on(root: HtmlElement) -> Iterator[HtmlElement]:
    """Links that 阅读下一篇 stands in or beside; each parent's text is read once."""
    if not NEXT_WORDS.search(root.text_content()):
        return
    parents: dict[HtmlElement, bool] = {}
    for link in root.iter("a"):
        parent = link.getparent()
        if parent is not None and parent not in parents:
            parents[parent] = NEXT_WORDS.search(parent.text_content()) is not None
        if (parent is None or parents[parent]) and _leads_on(link):
            yield link


def _leads_on(link: HtmlElement) -> bool:
    """阅读下一篇 may be the link's own text or stand right before it."""
    own = link.text_content()
    before = (link.getprevious().tail if link.getprevious() is not None else None) or ""
    parent = link.getparent()
    is_small = parent is not None and next(islice(parent, 3, None), None) is None
    around = parent.text_content()[:200] if is_small and parent is not None else ""
    return bool(NEXT.search(own) or NEXT.search(before) or NEXT.match(around.strip()))
