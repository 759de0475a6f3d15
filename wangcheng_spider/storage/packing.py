"""Long values that many articles share, as they lie in the store: short."""

from calendar import timegm
from email.utils import formatdate, parsedate


def split_url(url: str, content_id: str) -> tuple[str, str | None]:
    """A canonical address as (folder, page); the page is None where it is CONTENT_ID.html.

    >>> split_url("https://a.test/content/1/2/34.html", "34")
    ('https://a.test/content/1/2/', None)
    >>> split_url("https://a.test/34/index.html", "34")
    ('', 'https://a.test/34/index.html')
    """
    page = f"/{content_id}.html"
    return (url[: 1 - len(page)], None) if url.endswith(page) else ("", url)


def url_of(article: str, folder: str = "folder") -> str:
    """SQL for the canonical address of a row of ``article``: what split_url took apart."""
    page = f"coalesce({article}.page, {article}.content_id || '.html')"
    return f"(SELECT url FROM {folder} WHERE id = {article}.folder) || {page}"


def pack_date(text: str | None) -> int | str | None:
    """A date of HTTP as unix seconds; what is no such date, or is written otherwise, as it stands.

    >>> pack_date("Mon, 16 Oct 2023 09:40:30 GMT"), pack_date("yesterday")
    (1697449230, 'yesterday')
    """
    parts = parsedate(text) if text else None
    if parts is None:
        return text
    try:
        seconds = timegm(parts)
        return seconds if unpack_date(seconds) == text else text
    except (ValueError, OverflowError, OSError):
        return text


def unpack_date(packed: int | str | None) -> str | None:
    """What pack_date was given."""
    return formatdate(packed, usegmt=True) if isinstance(packed, int) else packed


def pack_id(content_id: str) -> int | str:
    """A content id as a number where that tells it from all others.

    >>> pack_id("13163752"), pack_id("0042"), pack_id("a1")
    (13163752, '0042', 'a1')
    """
    is_plain = content_id.isascii() and content_id.isdecimal() and len(content_id) <= 18
    return int(content_id) if is_plain and str(int(content_id)) == content_id else content_id


def pack_crc(crc: int) -> int:
    """32 bits without a sign as 32 bits with one: SQLite keeps them in four bytes, not in six."""
    return crc - (crc >> 31 << 32)
