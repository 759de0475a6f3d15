"""Where a run stands and what is still before it, read from the run while it goes on."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import chain, islice
from typing import TYPE_CHECKING

from .clock import now
from .progress import Counts, Reach, expect_more

if TYPE_CHECKING:
    from .run import Run
    from .storage import DayWalk, Todo


class Outlook:
    """One run's numbers for the progress display."""

    def __init__(self, run: "Run", is_wanted: "Callable[[Todo], bool]") -> None:
        """``is_wanted``: whether the run takes up an address that an earlier one left to do."""
        self._run = run
        self._is_wanted = is_wanted
        self._unwanted: int | None = None
        self._days: dict[str, tuple[date, date]] = {}
        """Channel → newest and oldest day that this run has seen listed."""
        self._rows_seen = 0

    def count(self, pages: int) -> Counts:
        """The numbers now; ``pages``: how many have come."""
        run, record = self._run, self._run.record
        return Counts(
            found=run.store.last_number() - run.first_number,
            fetched=record.fetched,
            new=record.written["new"],
            edited=record.written["edited"],
            dropped=record.dropped.total(),
            errors=record.failed.total(),
            pages=pages,
            remaining=self._count_remaining(),
            open_listings=len(self._open_listings()) + len(self._open_days()),
        )

    def expect_more(self) -> float | None:
        """Pages beyond those on the to-do list that open walks will bring; None: nobody knows."""
        self._take_days()
        listings = map(self._reach, self._open_listings())
        days = map(self._reach_by_day, self._open_days())
        return expect_more(chain(listings, days), self._run.options.since)

    def _count_remaining(self) -> int:
        if self._unwanted is None:
            self._unwanted = self._count_unwanted()
        due = self._run.store.count_due(self._run.site.name, int(now()))
        return max(0, due - self._unwanted)

    def _count_unwanted(self) -> int:
        """What earlier runs left and this one was not asked for: nobody will touch it."""
        run, unwanted, after = self._run, 0, 0
        if not run.options.is_narrow and run.options.mode != "urls":
            return 0
        while left := run.store.take(run.site.name, after, int(now()), 1000):
            after = left[-1].seq
            ours = (todo for todo in left if todo.seq <= run.first_number)
            unwanted += sum(not self._is_wanted(todo) for todo in ours)
            if after > run.first_number:
                break
        return unwanted

    def _open_listings(self) -> list[str]:
        """Channels whose walk through the pager goes on."""
        channels = self._run.record.channels
        return [id_ for id_, channel in channels.items() if channel.end is None]

    def _open_days(self) -> "list[DayWalk]":
        """Walks through day archives that this run goes on with."""
        run, wanted = self._run, self._run.options.channels
        if run.options.mode != "backfill":
            return []
        walks = run.store.day_walks(run.site.name)
        return [walk for walk in walks if not wanted or walk.channel_id in wanted]

    def _reach(self, channel_id: str) -> Reach | None:
        if channel_id not in self._days:
            return None
        newest, oldest = self._days[channel_id]
        channel = self._run.record.channels[channel_id]
        return Reach(newest, oldest, channel.pages + channel.new)

    def _reach_by_day(self, walk: "DayWalk") -> Reach | None:
        channel = self._run.record.channels.get(walk.channel_id)
        if channel is None:
            return None
        # a walk that an earlier run began has seen as many days as it asked for
        oldest = date.fromisoformat(walk.next_day) + timedelta(1)
        begun = (oldest + timedelta(channel.days), oldest)
        newest, _ = self._days.get(walk.channel_id, begun)
        return Reach(max(newest, oldest), oldest, channel.new, is_daily=True)

    def _take_days(self) -> None:
        """Widen each channel's stretch of days by the rows that came since the last time."""
        rows = self._run.counts.rows
        for channel_id, day in islice(rows, self._rows_seen, None):
            if channel_id and day:
                one = date.fromisoformat(day)
                newest, oldest = self._days.get(channel_id, (one, one))
                self._days[channel_id] = (max(newest, one), min(oldest, one))
        self._rows_seen = len(rows)
