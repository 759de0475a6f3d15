"""What to fetch next: start pages, walks through listings, the to-do list. Scrapy-free."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from time import time

from .items import VIEWS
from .pages import Page
from .pages.listing import Entry, Listing, read_listing
from .record import ChannelRecord
from .run import Run
from .storage import Found, Todo
from .urls import listing_url, make_absolute, read_address
from .walks import ListingWalk

REFUSED = {"foreign": "foreign_host", "invalid": "invalid_address"}

WINDOW = 32
"""Articles asked for at a time: the rest of the to-do list stays on disk."""


class Steering:
    """One run's course. ``under_way`` counts the article requests out at the moment."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._site = run.site
        self._walked: set[str] = set()
        self._taken = 0
        self._ready: deque[Todo] = deque()
        self._asked: set[str] = set()
        self._is_archive_added = run.archive is None
        self.under_way = 0
        if run.options.urls:
            self._add_asked(run.options.urls)

    def start_urls(self) -> Iterable[str]:
        """Start pages; none where single addresses or channels were asked for."""
        options = self._run.options
        if options.mode == "urls" or options.channels:
            return ()
        return self._site.start_urls

    def open_walks(self) -> Iterator[ListingWalk]:
        """Walks that earlier runs left, and new ones through the channels known beforehand."""
        options, store = self._run.options, self._run.store
        if options.mode == "urls":
            return
        for walk in store.walks(self._site.name):
            if walk.next_page == 1:
                self._walked.add(walk.channel_id)
            yield self._begin(ListingWalk(walk, options.since))
        fixed = {channel.id: channel.name for channel in self._site.channels}
        names = fixed or store.channels(self._site.name)
        for channel_id in options.channels or names:
            yield from self._walk(channel_id, names.get(channel_id, ""))

    def add_start_page(self, page: Page) -> Iterator[ListingWalk]:
        """Take in a start page; the walks through channels that it brings."""
        listing = read_listing(page, self._site, is_start=True)
        self._note_elsewhere(listing)
        self._run.store.add_found(self._site.name, self._wanted(listing.entries, None))
        if self._site.channels:
            return
        channels = {channel.id: channel.name for channel in listing.channels}
        self._run.store.add_channels(self._site.name, channels)
        for channel_id, name in channels.items():
            yield from self._walk(channel_id, name)

    def _walk(self, channel_id: str, name: str) -> Iterator[ListingWalk]:
        """A new walk, once a run; to the listing's end if none ever got there."""
        if channel_id in self._walked:
            return
        self._walked.add(channel_id)
        store, options = self._run.store, self._run.options
        deep = options.mode == "backfill" or not store.is_walked(self._site.name, channel_id)
        walk = store.open_walk(self._site.name, channel_id, self._run.first_number, deep)
        yield self._begin(ListingWalk(walk, options.since), name)

    def _begin(self, walk: ListingWalk, name: str = "") -> ListingWalk:
        record = self._run.record.channels.setdefault(walk.walk.channel_id, ChannelRecord())
        record.name = record.name or name
        return walk

    def listing_url(self, walk: ListingWalk) -> str:
        """Address of the page that a walk comes to next."""
        return listing_url(self._site, walk.walk.channel_id, walk.page)

    def add_listing(self, walk: ListingWalk, page: Page) -> None:
        """Take in a listing page: its addresses and the walk's cursor, in one transaction."""
        listing = read_listing(page, self._site)
        self._note_elsewhere(listing)
        store, site = self._run.store, self._site.name
        ids = [entry.content_id for entry in listing.entries]
        older = store.count_older(site, ids, walk.walk.after)
        days = [read_address(entry.url, self._site).date for entry in listing.entries]
        walk.add_page([*(e.url for e in listing.entries), *listing.elsewhere_urls], days, older)
        found = list(self._wanted(listing.entries, walk.walk.channel_id))
        record = self._run.record.channels[walk.walk.channel_id]
        self._store_page(walk, found, record)
        record.pages += 1
        record.listed += len(ids)
        record.end = walk.end

    def _store_page(self, walk: ListingWalk, found: Sequence[Found], record: ChannelRecord) -> None:
        def add_page() -> None:
            record.new += self._run.store.add_page(
                self._site.name, walk.walk, found, walk.next_page, walk.is_complete
            )

        if not self._run.try_to_write(add_page):
            walk.end = "not_written"

    def _wanted(self, entries: Iterable[Entry], channel_id: str | None) -> Iterator[Found]:
        """Entries within since and until, as the store takes them."""
        for entry in entries:
            address = read_address(entry.url, self._site)
            if address.content_id and address.view and self._is_in_span(address.date):
                rank = VIEWS.index(address.view)
                yield Found(entry.url, address.content_id, rank, channel_id, entry.date)

    def _is_in_span(self, day: date | None) -> bool:
        since, until = self._run.options.since, self._run.options.until
        if day is None:
            return True
        return (since is None or day >= since) and (until is None or day <= until)

    def _note_elsewhere(self, listing: Listing) -> None:
        self._run.record.elsewhere.update(listing.elsewhere)

    def fail_page(self, url: str, reason: str, walk: ListingWalk | None) -> None:
        """A start page or listing that could not be had: the end of a walk, or a failure."""
        if walk is None:
            self._run.record.start_failures.append(f"start page {url}: {reason}")
            self._run.fail(url, reason)
            return
        record = self._run.record.channels[walk.walk.channel_id]
        is_end = reason in ("status_404", "status_410", "not_in_archive") and walk.page > 1
        walk.end = record.end = "not_found" if is_end else reason
        if is_end:
            self._store_page(walk, (), record)
        else:
            self._run.fail(url, reason)

    # the to-do list

    def take(self, *, idle: bool = False) -> Iterator[Todo]:
        """Addresses to fetch now: as many as keep WINDOW of them under way."""
        if idle:
            self.under_way = 0
            self._add_archived()
        while self.under_way < WINDOW:
            if not self._ready:
                todo = self._run.store.take(self._site.name, self._taken, int(time()), WINDOW)
                self._ready.extend(todo)
            if not self._ready:
                return
            one = self._ready.popleft()
            self._taken = one.seq
            if self._is_wanted(one):
                self.under_way += 1
                yield one

    def _is_wanted(self, todo: Todo) -> bool:
        """What earlier runs left is taken up as far as this one was asked for it."""
        options = self._run.options
        if options.mode == "urls":
            return todo.address in self._asked
        if options.channels and todo.channel_id not in options.channels:
            return self._run.archive is not None
        return self._is_in_span(read_address(todo.address, self._site).date)

    def _add_asked(self, file: Path) -> None:
        """Put the caller's addresses on the to-do list, as they stand; bad ones are failures."""
        found = []
        for number, line in enumerate(file.read_text("utf-8-sig", "replace").splitlines(), 1):
            if not line.strip() or line.lstrip().startswith("#"):
                continue
            address = read_address(line, self._site)
            url = make_absolute(line)
            if address.kind != "article" or address.view is None or url is None:
                reason = REFUSED.get(address.kind, "not_an_article")
                self._run.fail(f"{file}:{number}: {line.strip()}", reason)
                continue
            assert address.content_id is not None
            found.append(Found(url, address.content_id, VIEWS.index(address.view)))
        self._asked = {one.address for one in found}
        self._run.store.add_found(self._site.name, found, is_asked=True)

    def _add_archived(self) -> None:
        """Articles that no listing of the archive names, and copies that may be better."""
        if self._is_archive_added or self._run.archive is None:
            return
        self._is_archive_added = True
        found = []
        for url in self._run.archive.addresses():
            address = read_address(url, self._site)
            if address.kind != "article" or address.view is None or address.content_id is None:
                continue
            known = self._run.writer.known(address.content_id)
            rank = VIEWS.index(address.view)
            if (known is None or rank < known.rank) and self._is_in_span(address.date):
                found.append(Found(url, address.content_id, rank))
        self._run.store.add_found(self._site.name, found, is_asked=True)
