"""An article's page: one property per field, from the layout where it finds something likely,
else from the fallback."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cached_property, reduce
from itertools import islice
from typing import cast

from lxml import etree
from lxml.html import HtmlElement

from ..items import Article, Credit
from ..sites import Layout, Site
from ..text.byline import Byline, add, is_tail, merge, read_byline
from ..text.dates import find_date, midnight, parse_date
from ..text.people import LEADS, find_lead_people, find_signed_people, is_reporter, split_names
from ..urls import Address, read_address
from .addresses import find_base
from .body import Body, read_body
from .document import Document, PageError
from .elements import line_of
from .fallback import FallbackPage
from .headline import DECOY, squeeze
from .hidden import find_hidden_text
from .leading_on import find_leading_on
from .media import add_link
from .page import Listed, Page
from .refusals import SHORT, find_refusal
from .selectors import PageIndex

CHANNEL = re.compile(rb"channelId(?<=\bchannelId)\s*[=:]\s*[\"']?(\d{1,18})")
HOME = re.compile(r"^(?:\S{0,12}首\s*页|正文|Home)$", re.IGNORECASE)
MOST_FOUND = 30
"""Elements that a field is read from."""
TAIL_LENGTH = 300
"""Characters: a longer element behind the body is no tail."""
LITTLE = 80
"""Characters: a page that shows less, and no picture, may hide its article."""
END_LENGTH = 4096
"""Bytes at a page's end in which its end tag stands, comments and scripts behind it or not."""
PASSWORD = etree.XPath("//input[@type='password']")
TITLE = etree.XPath("(//title)[1]//text()", smart_strings=False)


class ArticlePage:
    """A parsed article page. ``layout`` None reads everything by the fallback."""

    def __init__(
        self,
        document: Document,
        index: PageIndex,
        page: Page,
        site: Site,
        address: Address,
        layout: Layout | None,
        listed: Listed,
    ) -> None:
        self._text, root = document.text, document.root
        self._index = index
        self._root = root
        self._page = page
        self._site = site
        self._base = find_base(root, page.url, site)
        self._address = address
        self._layout = layout
        self._listed = listed
        self._fallback = FallbackPage(root)
        self._body_element: list[HtmlElement] = []

    def _texts(self, field: str) -> Iterator[str]:
        """Texts of what a field's selectors find, element by element, not empty."""
        for elements in self._index.select(self._layout, field):
            for element in elements[:MOST_FOUND]:
                if text := line_of(element):
                    yield text

    @cached_property
    def title(self) -> str:
        """The text of <title>; empty if there is none."""
        return " ".join("".join(cast(list[str], TITLE(self._root))).split())

    @cached_property
    def headline(self) -> str:
        """The headline; empty if there is none."""
        for text in self._texts("headline"):
            if not DECOY.match(text) and text != self._site.title and not is_tail(text):
                return text
        return self._fallback.headline or ""

    @cached_property
    def byline(self) -> Byline:
        """Byline by the layout's elements, then by labels near the headline, then the tail."""
        byline = Byline()
        for elements in self._index.select(self._layout, "byline"):
            text = " ".join(line_of(element, " ") for element in elements[:MOST_FOUND])
            byline = merge(byline, read_byline(text.strip()))
        byline = merge(self._labelled, byline)
        if byline.date_raw is None or byline.source is None:
            byline = merge(byline, self._fallback.byline)
        return byline

    @property
    def _labelled(self) -> Byline:
        """Values of elements that hold one field each, with or without its label."""
        source = next((v for v in map(_bare, self._texts("source")) if v), None)
        authors = [name for v in self._texts("author") for name in split_names(_bare(v))]
        editors = [name for v in self._texts("editor") for name in split_names(_bare(v))]
        raw = next((d for d in map(find_date, self._texts("time")) if d), None)
        return Byline(source, authors, editors, date_raw=raw)

    @cached_property
    def date(self) -> tuple[str | None, str | None, str | None]:
        """(ISO 8601, raw, byline|listing|address)."""
        raw, zone = self.byline.date_raw or self._late_date, self._site.timezone
        latest = date.fromisoformat(self._page.fetched_at[:10]) + timedelta(days=2)
        if raw and (moment := parse_date(raw, zone, latest)):
            return moment, raw, "byline"
        if self._listed.date and (moment := parse_date(self._listed.date, zone, latest)):
            return moment, None, "listing"
        if self._address.date:
            return midnight(self._address.date, zone), None, "address"
        return None, None, None

    @property
    def _late_date(self) -> str | None:
        """Where no byline says when: what the tail says, else the page's head."""
        if self._layout is not None:
            return None
        return self._fallback.tail.date_raw or self._fallback.head.date

    @cached_property
    def body(self) -> Body:
        """Text, HTML, pictures and tail."""
        for elements in self._index.select(self._layout, "body"):
            body = read_body(elements[:1], self._base, headline=self.headline)
            if body.text or body.images or body.videos:
                self._body_element = elements[:1]
                return body
        elements, skipped = self._fallback.body_elements
        body = read_body(elements, self._base, headline=self.headline, skipped=skipped)
        for link in self._fallback.files:
            add_link(body, self._base, link)
        if len(body.text) < LITTLE and not (body.images or body.videos):
            hidden = find_hidden_text(self._root)
            if hidden is not None:
                return read_body([hidden], self._base, headline=self.headline)
        return body

    @cached_property
    def _tail(self) -> Byline:
        """The tail may stand inside the body's element or behind it."""
        if self._layout is None or not self._body_element:
            return merge(self.body.tail, self._fallback.tail)
        lines = [line_of(element) for element in self._body_element[0].itersiblings()]
        short = (read_byline(line) for line in lines if len(line) < TAIL_LENGTH)
        return reduce(add, (one for one in short if one.labels), self.body.tail)

    @property
    def source(self) -> str | None:
        """来源 of the byline, else of the tail, else of the page's head."""
        named = self.byline.source or self._tail.source
        return named or (self._fallback.head.source if self._layout is None else None)

    @cached_property
    def _lead(self) -> list[tuple[str | None, str]]:
        return find_lead_people(self.body.lead, *self.body.text.split("\n\n", LEADS)[:LEADS])

    @cached_property
    def authors(self) -> list[str]:
        """作者; else the tail's; else the reporters named in the lead."""
        named = self.byline.authors or self._tail.authors
        if not named:
            named = [name for role, name in self._lead if is_reporter(role)]
        signed = find_signed_people(self.body.end)
        return named or [name for role, name in signed if is_reporter(role)]

    @cached_property
    def credits(self) -> list[Credit]:
        """Other roles, of byline, lead and tail."""
        lead = [Credit(role, name) for role, name in self._lead if role and not is_reporter(role)]
        return merge(merge(self.byline, Byline(credits=lead)), self._tail).credits

    @cached_property
    def breadcrumbs(self) -> list[str]:
        """The channels above the article."""
        names = list(self._texts("breadcrumb")) or self._fallback.breadcrumbs
        return [name for name in names if not HOME.match(name) and name != self._site.title]

    @cached_property
    def channel_id(self) -> str | None:
        """By the page's own variable, its breadcrumb, or the listing it was found in."""
        if named := _find_channel(self._text):
            return named
        for elements in self._index.select(self._layout, "breadcrumb"):
            for link in reversed(elements):
                address = read_address(link.get("href") or "", self._site, self._base)
                if address.channel_id:
                    return address.channel_id
        return self._listed.channel_id

    @cached_property
    def next_url(self) -> str | None:
        """阅读下一篇, canonical."""
        for link in self._find_next():
            address = read_address(link.get("href") or "", self._site, self._base)
            if address.kind == "article" and address.content_id != self._address.content_id:
                return address.url
        return None

    def _find_next(self) -> Iterator[HtmlElement]:
        """Links that may lead on, likely ones first."""
        for elements in self._index.select(self._layout, "next"):
            yield from elements
        yield from find_leading_on(self._root, self._text)

    def refuse(self) -> None:
        """Raise PageError where this is no article."""
        body = self.body
        reason = None
        if len(body.text) <= SHORT:
            has_password = bool(PASSWORD(self._root))
            reason = find_refusal(self.title, self.headline, body.text, has_password)
        if reason:
            raise PageError(reason, self.title)
        if not self.headline:
            raise PageError("no_headline")
        if not (body.text or body.images or body.videos):
            raise PageError("no_body")
        if self._is_cut_off():
            raise PageError("cut_off")

    def _is_cut_off(self) -> bool:
        """True where the page ends without its end tag in the middle of the article."""
        end = self._page.body[-END_LENGTH:].replace(b"\0", b"").lower()
        if b"</html" in end or b"</body" in end:
            return False
        if b"<body" not in self._page.body.lower() and end.rstrip().endswith(b">"):
            return False  # a piece of a page, saved as such: it had no end tag to lose
        last = self._fallback.last_text
        return bool(last) and squeeze(self.body.text).endswith(squeeze(last))

    def to_item(self) -> Article:
        """The item; raises PageError where this is no article."""
        self.refuse()
        address = self._address
        assert address.content_id is not None
        assert address.view is not None
        article = Article(
            url=address.url,
            content_id=address.content_id,
            site=self._site.name,
            view=address.view,
            fetched_url=self._page.url,
            layout=self._layout.name if self._layout else "fallback",
            headline=self.headline,
            source=self.source,
            authors=self.authors,
            editors=self.byline.editors or self._tail.editors,
            credits=self.credits,
            channel_id=self.channel_id,
            breadcrumbs=self.breadcrumbs,
            next_url=self.next_url,
            fetched_at=self._page.fetched_at,
        )
        article.date_published, article.date_published_raw, article.date_source = self.date
        body = self.body
        article.article_body, article.article_html = body.text, body.html
        article.images, article.videos = body.images, body.videos
        article.attachments = body.attachments
        article.links = [url for url in body.links if not self._is_own(url)]
        return article

    def _is_own(self, url: str) -> bool:
        """True for a link to a part of this article: its pager."""
        linked = read_address(url, self._site)
        return linked.kind == "article" and linked.content_id == self._address.content_id


def _bare(text: str) -> str:
    """A value without its label: 来源：望城融媒 → 望城融媒."""
    byline = read_byline(text)
    if byline.labels:
        people = byline.authors or byline.editors
        return byline.source or "、".join(people)
    return "" if find_date(text) else text


def _find_channel(text: bytes) -> str | None:
    """What a script of the page says; the address of a link may name another channel."""
    for match in islice(CHANNEL.finditer(text), MOST_FOUND):
        before = text[: match.start()].lower()
        start = before.rfind(b"<script")
        if start > before.rfind(b"</script") and b">" in before[start:]:
            return match[1].decode()
    return None
