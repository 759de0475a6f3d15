"""What reposts are found by, and what is found."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from . import Known


@dataclass(frozen=True, slots=True)
class Trace:
    """What near-duplicates of an article are found by; see text.similarity."""

    site: str
    marks: tuple[int, ...]
    """Of its passages, all that are asked for; none for a body that is too short to tell."""
    kept: tuple[int, ...]
    """Those of them that are indexed."""
    published: float | None
    """Unix time."""
    duplicate_of: str | None
    headline: str
    body: str
    """Compared while the line is not on disk; not stored."""


@dataclass(frozen=True, slots=True)
class Similar:
    """A known article that may be a near-duplicate, and where its newest line is."""

    site: str
    content_id: str
    order: tuple[int, int, int]
    """Grows in the order in which articles were found, then in that of their newest lines."""
    segment: str = ""
    offset: int = 0
    staged: "Known | None" = None
    """Where the line is not on disk yet."""
