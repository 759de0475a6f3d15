"""What page objects read: bytes as served, and what is known beside them."""

from dataclasses import dataclass, field

from ..clock import utc_now


@dataclass(slots=True)
class Page:
    """A page as served, from the network or from an archive."""

    url: str
    """The address it was read from, absolute."""
    body: bytes
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    """Names in lower case."""
    fetched_at: str = ""
    """UTC: 2023-10-16T09:40:30Z."""
    kind: str = "html"
    """html; text for a text dump; revisit where the body is in another record."""
    digest: str | None = None
    """The payload's digest, as the record labels it."""
    refers_to: str | None = None
    """Of a revisit: the address whose record has the body."""


@dataclass(frozen=True, slots=True)
class Listed:
    """What the listing said of an article."""

    date: str | None = None
    """ISO 8601 day or time."""
    channel_id: str | None = None


def in_seconds(date: str | None) -> str:
    """A UTC time such as a WARC-Date, without fractions of a second; now where there is none."""
    if date and len(date) >= 20:
        return date[:19] + "Z"
    return utc_now()
