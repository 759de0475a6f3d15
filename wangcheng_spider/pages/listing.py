"""A page that lists articles → its entries: channel listings, day archives, start pages, the API.

A layout says where the entries are. Where none matches, every link to an article that looks like an
entry is one: an article too many is dropped later, an article too few is lost.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from ..sites import Channel, Layout, Site
from ..text.dates import find_date, parse_date
from ..urls import read_address
from .addresses import find_base
from .document import PageError, read_document
from .elements import line_of
from .entry_dates import EntryDates
from .page import Page
from .pagers import find_unasked
from .selectors import PageIndex, find_all, select

MAX_LINKS = 20_000
"""Links of one page that are looked at: no honest page comes near it."""

MORE = re.compile(r"^(?:更多|more|查看更多|\W*)(?:\W*)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Entry:
    """An article that a listing names."""

    url: str
    """Canonical address."""
    content_id: str
    headline: str
    """In full where the listing has it in full."""
    date: str | None = None
    """ISO 8601 day or time with offset; None where the listing says none, or a relative one."""


@dataclass(slots=True)
class Listing:
    """What a listing page holds."""

    layout: str = "fallback"
    entries: list[Entry] = field(default_factory=list)
    elsewhere: Counter[str] = field(default_factory=Counter)
    """Entries that lead to other hosts, by host."""
    elsewhere_urls: list[str] = field(default_factory=list)
    channels: list[Channel] = field(default_factory=list)
    """Channels that the page links to, in order, each once."""
    unasked: str | None = None
    """Where 下一页 leads, if no walk asks for such an address."""
    refused: str | None = None
    """Reason code of a page that can't be read: it lists nothing, but is no empty listing."""


def read_listing(page: Page, site: Site, *, is_start: bool = False) -> Listing:
    """Entries and channels of a page. What can't be read lists nothing; never raises.

    ``is_start``: a start page, of which every link to an article is taken.
    """
    text = page.body.lstrip()
    if text.startswith((b"[", b"{")):
        return _read_api(text, site)
    try:
        document = read_document(page.body, page.headers.get("content-type", ""))
    except PageError as error:
        return Listing(refused=error.reason)
    root, listing, dates = document.root, Listing(), EntryDates()
    base = find_base(root, page.url, site)
    _take(listing, _loose_links(root, dates), base, site)
    layout = None if is_start else PageIndex(document, site.layouts, "listing").find_layout()
    if layout:
        by_layout = Listing(layout.name)
        _take(by_layout, _layout_links(root, layout, dates), base, site)
        if _is_whole(by_layout, listing):
            listing = by_layout
    listing.channels = list(_read_channels(root, base, site))
    listing.unasked = find_unasked(root, page.url, base, site)
    return listing


def _is_whole(by_layout: Listing, loose: Listing) -> bool:
    """False where a layout took a small part of the page for the listing: more entries with a date
    stand outside of it. Rankings beside a listing bear no dates.
    """
    inside = {entry.url for entry in by_layout.entries}
    outside = sum(entry.date is not None and entry.url not in inside for entry in loose.entries)
    return bool(inside or by_layout.elsewhere) and outside <= len(inside) + len(
        by_layout.elsewhere_urls
    )


Link = tuple[str, str, str | None]
"""(href, headline, text that may hold the date)"""


def _take(listing: Listing, links: Iterable[Link], base: str, site: Site) -> None:
    seen: set[str] = set()
    for number, (href, headline, dated) in enumerate(links):
        if number >= MAX_LINKS:
            return
        address = read_address(href, site, base)
        if address.url in seen or not headline:
            continue
        seen.add(address.url)
        raw = find_date(dated or "")
        if address.kind == "article" and address.content_id:
            moment = parse_date(raw, site.timezone) if raw else None
            listing.entries.append(Entry(address.url, address.content_id, headline, moment))
        elif address.kind == "foreign" and (raw or listing.layout != "fallback"):
            # without a layout only a date tells an entry from a link of the page's foot
            listing.elsewhere[address.host] += 1
            listing.elsewhere_urls.append(address.url)


def _layout_links(root: HtmlElement, layout: Layout, dates: EntryDates) -> Iterator[Link]:
    """Each entry's link: the first with text (li.noPic begins with an empty one)."""
    entries = next(select(root, layout, "entry"), [])
    for entry in entries[:MAX_LINKS]:
        links = (a for found in select(entry, layout, "link") for a in found)
        named = ((a, text) for a in links if (text := _headline(a, dates)))
        link, headline = next(named, (None, ""))
        if link is None or not link.get("href"):
            continue
        texts = [line_of(d) for found in select(entry, layout, "date") for d in found]
        parts = [line_of(h) for found in select(link, layout, "headline") for h in found]
        dated = " ".join(texts) or dates.find(link)
        yield link.get("href", ""), (parts or [headline])[0], dated


def _loose_links(root: HtmlElement, dates: EntryDates) -> Iterator[Link]:
    """Links with text, the first to each address: rankings of old articles are among them."""
    seen: set[str] = set()
    for link in root.iter("a"):
        href, headline = link.get("href") or "", _headline(link, dates)
        if not (href and headline) or href in seen:
            continue
        seen.add(href)
        yield href, headline, dates.find(link)


def _headline(link: HtmlElement, dates: EntryDates) -> str:
    """The title attribute where it goes on where the visible text is cut, else the text."""
    text = _without_date(link, dates)
    title = " ".join((link.get("title") or "").split())
    bare = re.sub(r"(?:…|(?<!\.)\.{2,}+|(?<!。)。{2,}+)$", "", text).strip()
    if title and (not text or title.startswith(bare)):
        return title
    return text


def _without_date(link: HtmlElement, dates: EntryDates) -> str:
    """The text of a link, without the date that stands in an element of its own inside."""
    text, element = line_of(link), dates.find_inside(link)
    if element is None:
        return text
    date = line_of(element)
    cut = text.removesuffix(date)
    return (cut if cut != text else text.replace(date, " ", 1)).strip()


def _read_channels(root: HtmlElement, base: str, site: Site) -> Iterator[Channel]:
    """Links to page 1 of a channel, wherever they stand; the first telling text is the name."""
    names: dict[str, str] = {}
    for link in find_all(root, "a[href*='channel/']")[:MAX_LINKS]:
        address = read_address(link.get("href", ""), site, base)
        if address.kind != "listing" or address.page != 1 or address.channel_id is None:
            continue
        name = line_of(link) or link.get("title", "")
        if MORE.match(name):
            name = ""
        names[address.channel_id] = names.get(address.channel_id) or name
    return (Channel(id_, name) for id_, name in names.items())


def _read_api(text: bytes, site: Site) -> Listing:
    """The API's answers: a bare array, or {data: [...]}, whatever their content type."""
    listing = Listing("api")
    try:
        answer: Any = json.loads(text)
    except (ValueError, RecursionError):
        return Listing(refused="not_json")
    rows = answer.get("data") if isinstance(answer, dict) else answer
    links = (
        (
            str(row.get("contentUrl") or row.get("url") or ""),
            " ".join(str(row.get("title") or "").split()),
            str(row.get("publishTimeStr") or ""),
        )
        for row in (rows if isinstance(rows, list) else [])
        if isinstance(row, dict)
    )
    parts = urlsplit(site.canonical_origin)
    _take(listing, links, f"{parts.scheme}://{parts.netloc}/", site)
    return listing
