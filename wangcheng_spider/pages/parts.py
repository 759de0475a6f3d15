"""Articles on several pages: ``…/ID.html``, ``…/ID_2.html`` and so on are one article's parts.

A page names its next part by a link to its own address with the next number. How the CMS shows its
pager is not known, so nothing else is relied on.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..items import Article
from ..sites import Site
from ..urls import read_address
from .page import Page

MAX_PARTS = 100
"""More parts than any article has: a pager that never ends is a trap."""
LINK = re.compile(rb"""\bhref\s*=\s*["']?\s*([^"'\s>]{1,500}_\d{1,3}\.html?)(?=["'\s>?#])""")
NUMBER = re.compile(r"(?<=\d)(?:_\d{1,3})?(?=\.html?$)")


@dataclass(slots=True)
class Part:
    """What one page holds of an article."""

    article: Article
    number: int = 1
    next_url: str | None = None
    """Address of the part that follows; None: there is none."""
    marks: tuple[int, ...] | None = None
    """Of the body, as in text.similarity; None: not reckoned."""

    @property
    def is_whole(self) -> bool:
        """True if the article has no other part."""
        return self.number == 1 and self.next_url is None


def read_number(url: str, site: Site) -> int:
    """Which part an address names; 1 for all that are no parts.

    >>> from ..sites import load
    >>> read_number("https://www.sample.test/content/646754/50/1_3.html", load("sample"))
    3
    """
    address = read_address(url, site)
    return address.page if address.kind == "article" else 1


def part_url(url: str, number: int) -> str:
    """Address of another part, on the same host and in the same form.

    >>> part_url("https://www.sample.test/c/2016/01/02/12_2.htm", 3)
    'https://www.sample.test/c/2016/01/02/12_3.htm'
    """
    path = re.split(r"[?#]", url, maxsplit=1)[0]
    return NUMBER.sub(f"_{number}" if number > 1 else "", path, count=1)


def first_part(url: str, site: Site) -> str:
    """Where an article begins; the address as it stands where it names no later part."""
    return part_url(url, 1) if read_number(url, site) > 1 else url


def find_next_part(page: Page, site: Site) -> str | None:
    """Address of the part behind this one; None where the page leads to none."""
    address = read_address(page.url, site)
    if address.kind != "article" or page.kind != "html" or address.page >= MAX_PARTS:
        return None
    wanted = address.page + 1
    if f"{address.content_id}_{wanted}.htm".encode() not in page.body:
        return None
    for match in LINK.finditer(page.body):
        linked = read_address(match[1].decode("latin-1"), site, page.url)
        if (linked.content_id, linked.page) == (address.content_id, wanted):
            return part_url(page.url, wanted)
    return None


def join_parts(articles: Sequence[Article]) -> Article:
    """The article that its parts make, in their order. What each page repeats is the first's."""
    first = articles[0]
    if len(articles) == 1:
        return first
    joined = replace(
        first,
        article_body="\n\n".join(a.article_body for a in articles if a.article_body),
        article_html="".join(a.article_html or "" for a in articles) or None,
        images=[image for a in articles for image in a.images],
        next_url=next((a.next_url for a in articles if a.next_url), None),
        restored=_add_up(articles),
    )
    for name in ("videos", "attachments", "links"):
        found: dict[str, object] = {}
        for one in (one for article in articles for one in getattr(article, name)):
            found.setdefault(getattr(one, "url", one), one)
        setattr(joined, name, list(found.values()))
    for name in ("source", "authors", "editors"):
        values = (getattr(article, name) for article in articles)
        setattr(joined, name, next(filter(None, values), getattr(first, name)))
    for article in articles[1:]:
        joined.credits = joined.credits + [c for c in article.credits if c not in joined.credits]
    return joined


def _add_up(articles: Sequence[Article]) -> dict[str, int] | None:
    """What restoring changed in all parts."""
    total: dict[str, int] = {}
    for article in articles:
        for rule, count in (article.restored or {}).items():
            total[rule] = total.get(rule, 0) + count
    return total or None
