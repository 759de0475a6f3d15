"""Where a walk through a channel's listing ends: whatever the site answers, it does."""

from collections.abc import Sequence
from datetime import date

from .storage import Walk

MAX_PAGES = 20_000
"""Pages of one walk: more than any channel of the CMS has, and an end to an endless pager."""


class ListingWalk:
    """One walk's memory: which page comes next, and what it has seen.

    ``walk`` is the stored cursor. ``end`` is None while the walk goes on, then why it ended:
    empty, repeated, nothing_new, all_known, before_since, page_cap, not_found, failed.
    """

    def __init__(self, walk: Walk, since: date | None = None) -> None:
        self.walk = walk
        self.since = since
        self.page = max(1, walk.next_page - 1)
        """A resumed walk steps back a page: entries may have moved up since."""
        self.pages = 0
        self.end: str | None = None
        self._seen: set[str] = set()
        self._signatures: set[int] = set()

    def add_page(self, addresses: Sequence[str], days: Sequence[date | None], older: int) -> None:
        """Take in a listing page: move to the next, or come to the end.

        ``addresses``: its entries, those that lead elsewhere too; ``days``: those of its articles,
        where known; ``older``: how many of its articles had been found before the walk began.
        """
        self.pages += 1
        new = [a for a in addresses if a not in self._seen]
        signature = hash(tuple(addresses))
        if not addresses:
            self.end = "empty"
        elif signature in self._signatures:
            self.end = "repeated"
        elif not new:
            self.end = "nothing_new"
        elif not self.walk.deep and days and older == len(days):
            self.end = "all_known"
        elif self.since and days and all(day is not None and day < self.since for day in days):
            self.end = "before_since"
        elif self.pages >= MAX_PAGES:
            self.end = "page_cap"
        self._seen.update(new)
        self._signatures.add(signature)
        self.page += 1

    @property
    def is_complete(self) -> bool:
        """True once the listing's own end was reached: later walks may stop at known entries."""
        return self.walk.deep and self.end in ("empty", "repeated", "nothing_new", "not_found")

    @property
    def next_page(self) -> int | None:
        """The page to fetch next; None at the end."""
        return None if self.end else self.page
