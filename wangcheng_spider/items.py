"""Article: the only list of fields. The JSON Schema and the documentation are derived from it.

Items carry no logic: what fills a field lives in ``pages``, what changes it in ``text``.
"""

from dataclasses import dataclass, field

SCHEMA_VERSION = "1.0"

VIEWS = ("pc", "wap", "mirror", "text")
"""What a record can be read from, best first: a better view replaces a worse one."""

CHANGES = ("new", "edited", "better_copy", "gone", "back")
DATE_SOURCES = ("byline", "listing", "address")


@dataclass(slots=True)
class Credit:
    """A named role other than author and editor: 通讯员, 摄影, 一审 …"""

    role: str
    """The role as the page words it, without its colon."""
    name: str


@dataclass(slots=True)
class Image:
    """A picture of the body."""

    url: str
    """Absolute address."""
    caption: str | None = None
    """The line below the picture; never repeated in ``article_body``."""
    alt: str | None = None
    path: str | None = None
    """Where it was saved, relative to DATA_DIR; null where pictures are not kept."""


@dataclass(slots=True)
class Video:
    """A video of the body."""

    url: str
    """Absolute address."""
    poster: str | None = None
    """Absolute address of the cover picture."""


@dataclass(slots=True)
class Attachment:
    """A linked document (pdf, doc, xls, zip …)."""

    url: str
    """Absolute address."""
    name: str
    """The link's text, else the file's name."""
    path: str | None = None
    """Where it was saved, relative to DATA_DIR; null where attachments are not kept."""


@dataclass(slots=True, kw_only=True)
class Article:
    """One line of JSON. Every field is always present; unknown is null, lists are always lists."""

    schema_version: str = SCHEMA_VERSION
    """Version of this list of fields."""
    url: str
    """Canonical address: canonical_origin + the path as first seen, no query."""
    content_id: str
    """The CMS's number: the article's key within the site, whatever host, view or address form."""
    site: str
    """Name of the site profile."""
    view: str
    """What the record was read from: pc, wap, mirror, text."""
    fetched_url: str
    """The address it was read from."""
    layout: str
    """Name of the layout that matched, or fallback."""
    headline: str
    """The headline, on one line."""
    date_published: str | None = None
    """ISO 8601 with offset; without a byline time the date of listing or address at T00:00:00."""
    date_published_raw: str | None = None
    """The date as on the page."""
    date_source: str | None = None
    """Where date_published is from: byline, listing, address."""
    source: str | None = None
    """来源: who published it first."""
    authors: list[str] = field(default_factory=list)
    """作者; where the byline names none, the reporters named in the first three paragraphs."""
    editors: list[str] = field(default_factory=list)
    """编辑 and 责编, of all lines of a tail; never the CMS's own name."""
    credits: list[Credit] = field(default_factory=list)
    """Other named roles, in the page's order."""
    channel_id: str | None = None
    """The CMS's id of the channel that the article belongs to."""
    breadcrumbs: list[str] = field(default_factory=list)
    """The path of channels above the article, without 首页."""
    article_body: str = ""
    """Plain text, paragraphs separated by a blank line; no byline, tail, captions, file names."""
    article_html: str | None = None
    """The same as sanitised HTML; null where the record was read from text."""
    images: list[Image] = field(default_factory=list)
    """Body pictures, in order."""
    videos: list[Video] = field(default_factory=list)
    """Body videos, in order."""
    attachments: list[Attachment] = field(default_factory=list)
    """Linked documents, in order."""
    links: list[str] = field(default_factory=list)
    """Other absolute addresses linked in the body, in order, each once."""
    next_url: str | None = None
    """阅读下一篇, canonical."""
    restored: dict[str, int] | None = None
    """What restoring changed, a count per rule; null on honest pages."""
    duplicate_of: str | None = None
    """Canonical address of the earliest near-identical article."""
    content_hash: str = ""
    """sha256, in hex, of headline + newline + body (UTF-8)."""
    revision: int = 1
    """1 for the first line of an article, then 2, 3 …"""
    change: str = "new"
    """Why this line was written: new, edited, better_copy, gone, back."""
    fetched_at: str
    """When it was fetched, UTC: 2023-10-16T09:40:30Z."""
