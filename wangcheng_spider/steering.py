"""Start pages, walks through listings and day archives: where addresses come from. No Scrapy."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from .clock import now
from .closed_channels import is_left_out, is_still_closed
from .items import VIEWS
from .pages import Page
from .pages.listing import Entry, Listing, read_listing
from .record import ChannelRecord
from .run import Run
from .storage import DayWalk, Found
from .urls import day_url, listing_url, read_address
from .walks import ENDS, PAGE_CAP, ListingWalk

ENDLESS_DAYS = 400
"""Empty day archives in a row after which a backfill without ``since`` ends."""
PROBED_DAYS = 10
"""Empty day archives at a walk's start after which the site is taken to have none."""
MAX_HOSTS = 1000
"""Foreign hosts that are counted one by one."""
FIRST_DAY = "1994-01-01"


class Steering:
    """One run's course through the pages that list articles."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._site = run.site
        self._walked: set[str] = set()
        self._portal: set[str] = set()
        """Channels that the profile, a menu or an earlier run knows; others were but asked for."""

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
        fixed = {channel.id: channel.name for channel in self._site.channels}
        names = fixed or store.channels(self._site.name)
        self._portal.update(names)
        for walk in store.walks(self._site.name):
            if is_left_out(self._run.record, options, walk.channel_id):
                continue
            if walk.next_page == 1:
                self._walked.add(walk.channel_id)
            yield self._begin(ListingWalk(walk, options.since))
        for channel_id in options.channels or names:
            yield from self._walk(channel_id, names.get(channel_id, ""))

    def add_start_page(self, page: Page) -> Iterator[ListingWalk]:
        """Take in a start page; the walks through channels that it brings."""
        listing = read_listing(page, self._site, is_start=True)
        if listing.refused:
            self.fail_page(page.url, listing.refused, None)
            return
        self._note_elsewhere(listing)
        store, site = self._run.store, self._site.name
        found = list(self._wanted(listing.entries, None))
        channels = {channel.id: channel.name for channel in listing.channels}
        self._run.try_to_write(lambda: store.add_found(site, found))
        if self._site.channels:
            return
        self._portal.update(channels)
        self._run.try_to_write(lambda: store.add_channels(site, channels))
        for channel_id, name in channels.items():
            yield from self._walk(channel_id, name)

    def _walk(self, channel_id: str, name: str) -> Iterator[ListingWalk]:
        """A new walk, once a run; as deep as the policy says, to the end if none ever got there."""
        run = self._run
        if channel_id in self._walked or is_left_out(run.record, run.options, channel_id):
            return
        self._walked.add(channel_id)
        site = self._site.name
        deep, beyond = run.policy.depth(now(), *run.store.walked_at(site, channel_id))
        deep = deep or run.options.mode == "backfill"
        opened: list[ListingWalk] = []

        def open_walk() -> None:
            walk = run.store.open_walk(site, channel_id, run.first_number, deep, beyond)
            opened.append(ListingWalk(walk, run.options.since))

        run.try_to_write(open_walk)
        for walk in opened:
            yield self._begin(walk, name)

    def _begin(self, walk: ListingWalk, name: str = "") -> ListingWalk:
        record = self._channel(walk.walk.channel_id)
        record.name = record.name or name
        return walk

    def _channel(self, channel_id: str) -> ChannelRecord:
        return self._run.record.channels.setdefault(channel_id, ChannelRecord())

    def listing_url(self, walk: ListingWalk) -> str:
        """Address of the page that a walk comes to next."""
        return listing_url(self._site, walk.walk.channel_id, walk.page)

    def add_listing(self, walk: ListingWalk, page: Page) -> None:
        """Take in a listing page: its addresses and the walk's cursor, in one transaction."""
        listing = read_listing(page, self._site)
        if listing.refused and listing.refused != "empty_page":
            self.fail_page(page.url, listing.refused, walk)
            return
        self._note_elsewhere(listing)
        store, channel_id = self._run.store, walk.walk.channel_id
        new = [entry for entry in listing.entries if walk.is_new(entry.url)]
        ids = [entry.content_id for entry in listing.entries]
        older = store.count_older(self._site.name, ids, walk.walk.after)
        days = [read_address(entry.url, self._site).date for entry in listing.entries]
        walk.add_page([*(e.url for e in listing.entries), *listing.elsewhere_urls], days, older)
        walk.unasked = listing.unasked
        self._run.record.closed.pop(channel_id, None)
        record = self._channel(channel_id)
        self._store_page(walk, new)
        record.pages += 1
        record.listed += len(new)
        record.end = walk.end
        self._end_walk(walk, record)

    def _store_page(self, walk: ListingWalk, entries: Sequence[Entry]) -> None:
        store, site = self._run.store, self._site.name

        def add(found: list[Found]) -> list[tuple[int, bool]]:
            return store.add_page(site, walk.walk, found, walk.next_page, int(now()))

        if not self._enter(walk.walk.channel_id, entries, add):
            walk.end = "not_written"

    def _enter(
        self,
        channel_id: str,
        entries: Sequence[Entry],
        add: Callable[[list[Found]], list[tuple[int, bool]]],
    ) -> bool:
        """Entries to the to-do list, each counted by what becomes of it; False: disk refused."""
        run = self._run
        found = list(self._wanted(entries, channel_id))
        numbers: list[tuple[int, bool]] = []
        if not run.try_to_write(lambda: numbers.extend(add(found))):
            return False
        wanted = {one.address for one in found}
        for entry in entries:
            if entry.url not in wanted:
                run.counts.list_dropped((channel_id, self._day(entry.url)), "out_of_span")
        for one, (seq, is_due) in zip(found, numbers, strict=True):
            place = (channel_id, self._day(one.address))
            if seq > run.first_number:
                run.record.channels[channel_id].new += 1
            if not seq:
                run.counts.list_known(place)
            elif is_due:
                run.counts.list_open(place, seq)
            else:
                run.counts.list_resting(place)
        return True

    def _day(self, url: str) -> str:
        day = read_address(url, self._site).date
        return day.isoformat() if day else ""

    def _end_walk(self, walk: ListingWalk, record: ChannelRecord) -> None:
        """Remember how deep a walk that came to its end has gone; go on in the day archives."""
        if walk.end is None:
            return
        walk.warn_of_rest()
        store, site, channel_id = self._run.store, self._site.name, walk.walk.channel_id
        record.is_deeper = record.is_deeper or walk.is_deeper
        record.missed += walk.missed
        if (walk.is_deeper or walk.is_cut_short) and not self._is_unheard_of(walk):
            # a walk that ended before it met a known entry may have been led astray
            at = int(now()) if walk.is_deeper else 0
            deep = walk.is_complete
            self._run.try_to_write(lambda: store.set_walked(site, channel_id, deep=deep, at=at))
        if self._run.options.mode == "backfill" and walk.end in (*ENDS, PAGE_CAP):
            self._open_days(channel_id, walk.oldest)

    def _wanted(self, entries: Iterable[Entry], channel_id: str | None) -> Iterator[Found]:
        """Entries within since and until, as the store takes them."""
        for entry in entries:
            address = read_address(entry.url, self._site)
            if address.content_id and address.view and self._run.options.covers(address.date):
                rank = VIEWS.index(address.view)
                yield Found(entry.url, address.content_id, rank, channel_id, entry.date)

    def _note_elsewhere(self, listing: Listing) -> None:
        hosts = self._run.record.elsewhere
        for host, count in listing.elsewhere.items():
            hosts[host if host in hosts or len(hosts) < MAX_HOSTS else "others"] += count

    def fail_page(self, url: str, reason: str, walk: ListingWalk | None) -> None:
        """A start page or listing that could not be had: the end of a walk, or a failure."""
        if walk is None:
            self._run.record.start_failures.append(f"start page {url}: {reason}")
            self._run.fail(url, reason)
            return
        record = self._channel(walk.walk.channel_id)
        is_end = reason in ("status_404", "status_410", "not_in_archive") and walk.page > 1
        walk.end = record.end = "not_found" if is_end else reason
        if is_end:
            self._store_page(walk, ())
            self._end_walk(walk, record)
            return
        if is_still_closed(self._run.record, self._run.options, walk.walk.channel_id, reason):
            return
        self._run.fail(url, reason)
        if self._is_unheard_of(walk):
            # a mistyped number: later runs, which nobody asked for it, must not fail with it
            self._store_page(walk, ())

    def _is_unheard_of(self, walk: ListingWalk) -> bool:
        """True for a channel that was only ever named by an argument, and listed nothing."""
        id_ = walk.walk.channel_id
        begun = walk.walk.next_page > 1
        return not begun and id_ not in self._portal and not self._channel(id_).listed

    # the API's latest list, held against the walks

    def api_url(self, walk: ListingWalk) -> str | None:
        """Address of the API's latest list, where a walk that ended is to be held against it."""
        if self._site.api_origin is None or not walk.is_deeper:
            return None
        path = f"/content/list/channel?channelId={walk.walk.channel_id}&pageSize=20"
        return self._site.api_origin + path

    def add_api(self, walk: ListingWalk, page: Page) -> None:
        """Take in the API's list: what the walk has not brought is fetched, and counted."""
        entries = read_listing(page, self._site).entries
        store, site, channel_id = self._run.store, self._site.name, walk.walk.channel_id
        missed = [e for e in entries if not store.count_older(site, [e.content_id], 1 << 60)]
        self._channel(channel_id).missed_by_api += len(missed)

        def add(found: list[Found]) -> list[tuple[int, bool]]:
            return store.add_page(site, walk.walk, found, None, int(now()))

        self._enter(channel_id, missed, add)

    # day archives

    def _open_days(self, channel_id: str, oldest: date | None) -> None:
        """Go on behind the listing's end: from its oldest day backwards."""
        since = self._run.options.since
        if oldest is None or (since and oldest <= since):
            return
        until = since.isoformat() if since else FIRST_DAY
        walk = DayWalk(channel_id, oldest.isoformat(), until, -PROBED_DAYS)
        store, site = self._run.store, self._site.name
        self._run.try_to_write(lambda: store.add_days(site, walk, (), int(now()), at_end=False))

    def day_walks(self) -> list[DayWalk]:
        """Walks through day archives that have not ended."""
        if self._run.options.mode != "backfill":
            return []
        walks = self._run.store.day_walks(self._site.name)
        channels = self._run.options.channels
        return [walk for walk in walks if not channels or walk.channel_id in channels]

    def day_url(self, walk: DayWalk) -> str:
        """Address of the day archive that a walk comes to next."""
        return day_url(self._site, walk.channel_id, date.fromisoformat(walk.next_day))

    def add_day(self, walk: DayWalk, page: Page | None) -> DayWalk | None:
        """Take in a day archive (None: there is none); the walk as it goes on, None at its end."""
        listing = read_listing(page, self._site) if page else Listing()
        if listing.refused and listing.refused != "empty_page":
            self._run.fail(self.day_url(walk), listing.refused)
            return None
        entries = listing.entries
        day = date.fromisoformat(walk.next_day)
        is_held = any(read_address(e.url, self._site).date == day for e in entries)
        empty = 0 if is_held else walk.empty + 1
        following = replace(walk, next_day=(day - timedelta(1)).isoformat(), empty=empty)
        is_probed_out = walk.empty < 0 <= empty and not is_held
        is_endless = self._run.options.since is None and empty >= ENDLESS_DAYS
        at_end = following.next_day < walk.until or is_probed_out or is_endless
        store, site = self._run.store, self._site.name

        def add(found: list[Found]) -> list[tuple[int, bool]]:
            return store.add_days(site, following, found, int(now()), at_end=at_end)

        record = self._channel(walk.channel_id)
        record.days += 1
        record.listed += len(entries)
        is_written = self._enter(walk.channel_id, entries, add)
        return None if at_end or not is_written else following
