"""Any address → what it names: kind of page, canonical URL, content id, view, date.

The forms of address are those of the CMS (see docs/how-it-works.md). Since 2022 the CMS hides an
article's date in its address: every digit is (true digit + 4) mod 10, and the days 1–9 hold the
digit's ASCII code instead of the digit. So the date is known before the page is fetched.
"""

import datetime
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal
from urllib.parse import quote, unquote_to_bytes, urljoin, urlsplit

from .sites import DEFAULT_PORTS, Site, host_of

Kind = Literal["article", "listing", "day", "page", "api", "foreign", "invalid"]

MAX_LENGTH = 2048
"""Longer addresses are refused: none of the CMS's forms comes near it."""

ARTICLE = re.compile(
    r"/(?:(?P<form>content|nograb)/(?P<n1>\d{6})/(?P<n2>\d{2})"
    r"|content/(?P<plain>\d{4}/\d{2}/\d{2})"
    r"|c/(?P<old>\d{4}/\d{2}/\d{2}))"
    r"/(?P<id>\d{1,18})(?:_(?P<page>\d{1,3}))?(?P<end>\.html?)",
    re.ASCII,
)
LISTING = re.compile(r"/channel/(?P<id>\d{1,18})(?:_(?P<page>\d{1,6}))?\.html?", re.ASCII)
DAY = re.compile(
    r"/channel/(?P<year>\d{4})/(?P<day>\d{4})/(?P<id>\d{1,18})(?:_(?P<page>\d{1,6}))?\.html?",
    re.ASCII,
)


FOUR_ON = str.maketrans("0123456789", "4567890123")
SIX_ON = str.maketrans("0123456789", "6789012345")

SEGMENTS = r"/(?:[A-Za-z0-9_~-][A-Za-z0-9_.~-]*/)*(?:[A-Za-z0-9_~-][A-Za-z0-9_.~-]*)?"
PLAIN_PATH = re.compile(SEGMENTS)
PLAIN = re.compile(
    r"(?P<origin>https?://(?P<host>[a-z0-9-]+(?:\.[a-z0-9-]+)*(?::(?!443/)[1-5]?[1-9]\d{2,3})?))"
    rf"(?P<path>{SEGMENTS})",
    re.ASCII,
)
"""Addresses as nearly all are: absolute, nothing in them to be quoted, resolved or left out."""


@dataclass(frozen=True, slots=True)
class Address:
    """What an address names.

    kind ``page`` is another page of the profile's hosts, ``foreign`` one of another host,
    ``invalid`` no http(s) address at all. ``url`` is canonical for the kinds of the profile,
    the absolute address as it stands for ``foreign``, and the raw text for ``invalid``.
    """

    kind: Kind
    url: str
    host: str = ""
    """host[:port] that the address leads to."""
    view: str | None = None
    """pc, wap or mirror: what the address serves; None if foreign."""
    content_id: str | None = None
    """Articles: the CMS's number, unique over the whole CMS."""
    channel_id: str | None = None
    """Listings and day archives."""
    date: datetime.date | None = None
    """Articles and day archives: the day in the address; None if it holds no real day."""
    page: int = 1
    """Articles and listings: page 1 has no number in its address."""


def read_address(raw: str, site: Site, base: str = "") -> Address:
    """What ``raw`` (absolute, or relative to ``base``) names on ``site``. Total: never raises."""
    absolute = make_absolute(raw, base)
    if absolute is None:
        return Address("invalid", raw)
    if plain := PLAIN.fullmatch(absolute):
        host, path = plain["host"], plain["path"]
    else:
        parts = urlsplit(absolute)
        host, path = host_of(parts.netloc), normalize_path(parts.path)
    view = site.view_of(host)
    if view is None:
        api = site.api_origin is not None and host == host_of(urlsplit(site.api_origin).netloc)
        return Address("api" if api else "foreign", absolute, host)
    while path.startswith("/m/"):
        path, view = path[2:], "wap" if view == "pc" else view
    if len(site.canonical_origin) + len(path) > MAX_LENGTH:
        return Address("invalid", raw)  # quoting made it longer than it came
    return _read_path(path, site.canonical_origin, host, view)


def _read_path(path: str, origin: str, host: str, view: str) -> Address:
    if match := ARTICLE.fullmatch(path):
        return _read_article(match, origin, host, view)
    if match := LISTING.fullmatch(path):
        return Address(
            "listing",
            origin + path,
            host,
            view,
            channel_id=match["id"],
            page=int(match["page"] or 1),
        )
    if match := DAY.fullmatch(path):
        return Address(
            "day",
            origin + path,
            host,
            view,
            channel_id=match["id"],
            date=_make_date(match["year"], match["day"][:2], match["day"][2:]),
            page=int(match["page"] or 1),
        )
    return Address("page", origin + path, host, view)


def _read_article(match: re.Match[str], origin: str, host: str, view: str) -> Address:
    plain = match["plain"] or match["old"]
    day = _make_date(*plain.split("/")) if plain else decode_date(match["n1"], match["n2"])
    page = match["page"]
    path = match[0].removesuffix(match["end"]) + match["end"]
    if page is not None:
        path = match[0].removesuffix(f"_{page}{match['end']}") + match["end"]
    return Address(
        "article",
        origin + path,
        host,
        view,
        content_id=match["id"].lstrip("0") or "0",
        date=day,
        page=int(page or 1),
    )


def make_absolute(raw: str, base: str = "") -> str | None:
    r"""The absolute http(s) address that a browser would go to; None where there is none.

    Leading and trailing blanks, tabs and newlines go, backslashes are slashes, the fragment goes.

    >>> make_absolute("//WWW.example.com\\a#top", "https://example.com/")
    'https://www.example.com/a'
    >>> make_absolute("javascript:void(0)") is None
    True
    """
    if len(raw) <= MAX_LENGTH and PLAIN_PATH.fullmatch(raw) and (origin := _origin_of(base)):
        return origin + raw
    if len(raw) <= MAX_LENGTH and PLAIN.fullmatch(raw):
        return raw
    text = re.sub(r"[\t\r\n]", "", raw.strip(BLANKS)).replace("\\", "/")
    if len(text) > MAX_LENGTH:
        return None
    try:
        parts = urlsplit(urljoin(base, text))
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in DEFAULT_PORTS or not parts.hostname:
        return None
    netloc = parts.hostname.rstrip(".")
    if not re.fullmatch(r"[\w.-]+", netloc, re.ASCII):
        return None
    if port is not None and port != DEFAULT_PORTS[parts.scheme]:
        netloc += f":{port}"
    query = f"?{parts.query}" if parts.query else ""
    url = f"{parts.scheme}://{netloc}{_quote(parts.path or '/')}{_quote(query)}"
    return url if len(url) <= MAX_LENGTH else None


BLANKS = "".join(map(chr, range(33)))
SAFE = "/%?&=:;,+$!*'()@~-._[]|"


@lru_cache(maxsize=256)
def _origin_of(base: str) -> str | None:
    """scheme://host[:port] of a plain address; None of any other."""
    match = PLAIN.fullmatch(base)
    return match["origin"] if match else None


def _quote(text: str) -> str:
    return quote(text.encode("utf-8", "surrogatepass"), safe=SAFE)


def normalize_path(path: str) -> str:
    """The path without percent-escapes of plain characters, double slashes and dot segments.

    >>> normalize_path("//content/%36/./x/../1.html")
    '/content/6/1.html'
    """
    plain = quote(unquote_to_bytes(path), safe=SAFE.replace("%", "").replace("?", ""))
    kept: list[str] = []
    for segment in plain.split("/"):
        if segment == "..":
            del kept[-1:]
        elif segment not in ("", "."):
            kept.append(segment)
    tail = "/" if kept and plain.endswith("/") else ""
    return "/" + "/".join(kept) + tail


def decode_date(n1: str, n2: str) -> datetime.date | None:
    """The day in the newest form of address; None if the digits hold none.

    >>> decode_date("646754", "50"), decode_date("646754", "83")
    (datetime.date(2023, 10, 16), datetime.date(2023, 10, 1))
    """
    month, day = n1.translate(SIX_ON), int(n2.translate(SIX_ON))
    if day > 31:
        day -= ord("0")
    return _make_date(month[:4], month[4:], str(day))


def encode_date(day: datetime.date) -> tuple[str, str]:
    """The two numbers that the newest form of address holds for a day.

    >>> encode_date(datetime.date(2023, 10, 16)), encode_date(datetime.date(2023, 10, 3))
    (('646754', '50'), ('646754', '95'))
    """
    number = str(day.day) if day.day > 9 else str(ord(str(day.day)))
    return f"{day:%Y%m}".translate(FOUR_ON), number.translate(FOUR_ON)


def _make_date(year: str, month: str, day: str) -> datetime.date | None:
    try:
        return datetime.date(int(year), int(month), int(day))
    except ValueError:
        return None


def listing_url(site: Site, channel_id: str, page: int = 1) -> str:
    """Canonical address of page ``page`` (1, 2 …) of a channel's listing."""
    number = "" if page == 1 else f"_{page}"
    return f"{site.canonical_origin}/channel/{channel_id}{number}.html"


def day_url(site: Site, channel_id: str, day: datetime.date) -> str:
    """Canonical address of a channel's day archive."""
    return f"{site.canonical_origin}/channel/{day:%Y}/{day:%m%d}/{channel_id}.html"
