"""Where a walk through a channel's listing ends: whatever the site answers, it does."""

import logging
from collections.abc import Sequence
from datetime import date

from .storage import Walk

logger = logging.getLogger(__name__)

MAX_PAGES = 20_000
"""Pages of one walk: more than any channel of the CMS has, and an end to an endless pager."""
MAX_LISTED = 500_000
"""Addresses of one walk: as above, where each page lists thousands."""

ENDS = ("empty", "repeated", "nothing_new", "not_found")
"""A listing's own ends."""

PAGE_CAP = "page_cap"
"""The end of a listing that has none."""


class ListingWalk:
    """One walk's memory: which page comes next, and what it has seen.

    ``walk`` is the stored cursor. ``end`` is None while the walk goes on, then why it ended:
    empty, repeated, nothing_new, all_known, before_since, page_cap, not_found, not_written, or
    the reason code of a page that could not be had.
    """

    def __init__(self, walk: Walk, since: date | None = None) -> None:
        self.walk = walk
        self.since = since
        self.page = max(1, walk.next_page - 1)
        """A resumed walk steps back a page: entries may have moved up since."""
        self.pages = 0
        self.end: str | None = None
        self.unasked: str | None = None
        """Where its last page leads on to, if no walk asks for such an address."""
        self.missed = 0
        """Entries behind the first page of known ones that were not known: a short walk's loss."""
        self.oldest: date | None = None
        """Of the days of its articles."""
        self._beyond: int | None = None
        self._seen: set[int] = set()
        """Hashes: a tenth of the memory."""
        self._signatures: set[int] = set()

    def add_page(self, addresses: Sequence[str], days: Sequence[date | None], older: int) -> None:
        """Take in a listing page: move to the next, or come to the end.

        ``addresses``: its entries, those that lead elsewhere too; ``days``: those of its articles,
        where known; ``older``: how many of its articles had been found before the walk began.
        """
        self.pages += 1
        new = [a for a in addresses if self.is_new(a)]
        signature = hash(tuple(addresses))
        if not addresses:
            self.end = "empty"
        elif signature in self._signatures:
            self.end = "repeated"
        elif not new:
            self.end = "nothing_new"
        elif not self.walk.deep and days and self._is_beyond(len(days), older):
            self.end = "all_known"
        elif self.since and days and all(day is not None and day < self.since for day in days):
            self.end = "before_since"
        elif self.pages >= MAX_PAGES or len(self._seen) + len(new) >= MAX_LISTED:
            self.end = PAGE_CAP
        self.oldest = min((d for d in (self.oldest, *days) if d), default=None)
        self._seen.update(map(hash, new))
        self._signatures.add(signature)
        self.page += 1

    def _is_beyond(self, listed: int, older: int) -> bool:
        """True once the pages that the walk goes on behind the first known ones are through."""
        if self._beyond is None:
            if older < listed:
                return False
            self._beyond = self.walk.beyond
        else:
            self.missed += listed - older
            self._beyond -= 1
        return self._beyond <= 0

    def warn_of_rest(self) -> None:
        """Say so where a listing ended by its addresses, but not by its own pager."""
        if self.unasked and self.end in ENDS:
            logger.warning(
                "channel %s ended (%s), but its last page leads on to %s: what is listed there "
                "is not fetched",
                *(self.walk.channel_id, self.end, self.unasked),
            )

    def is_new(self, address: str) -> bool:
        """True for an address that no page of this walk has listed yet."""
        return hash(address) not in self._seen

    @property
    def is_cut_short(self) -> bool:
        """True where a short walk came to the listing's end before it met known entries."""
        return not self.walk.deep and self._beyond is None and self.end in ENDS

    @property
    def is_deeper(self) -> bool:
        """True once the walk has gone as far behind known entries as it was to, or to the end."""
        return self.is_complete or bool(self.walk.beyond and self.end in (*ENDS, "all_known"))

    @property
    def is_complete(self) -> bool:
        """True once the listing's own end was reached: later walks may stop at known entries."""
        return self.walk.deep and self.end in ENDS

    @property
    def next_page(self) -> int | None:
        """The page to fetch next; None at the end."""
        return None if self.end else self.page
