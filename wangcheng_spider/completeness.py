"""What became of everything that was listed: the count that proves that nothing was missed.

An entry is counted when a listing names it, and again when its outcome is known; both counts are
kept apart, so that they can be held against each other at the end.
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

Place = tuple[str, str]
"""(channel id, ISO 8601 day in the address), each "" where it is unknown."""


@dataclass(slots=True)
class Row:
    """One channel's day in one run."""

    listed: int = 0
    """Different articles that the channel's listings named, or that earlier runs had left to do."""
    known: int = 0
    """Their line was on disk, or another channel's row has them."""
    fetched: int = 0
    written: int = 0
    dropped: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)

    @property
    def is_closed(self) -> bool:
        """True where every listed article has its outcome."""
        accounted = self.known + self.written + self.dropped.total() + self.failed.total()
        return self.listed == accounted


class Completeness:
    """The table of one run."""

    def __init__(self) -> None:
        self.rows: dict[Place, Row] = {}
        self._open: dict[int, list[Place]] = {}

    def _row(self, place: Place) -> Row:
        return self.rows.setdefault(place, Row())

    def list_known(self, place: Place) -> None:
        """A listed article that needs no fetch."""
        row = self._row(place)
        row.listed += 1
        row.known += 1

    def list_dropped(self, place: Place, reason: str) -> None:
        """A listed article that this run was not asked for."""
        row = self._row(place)
        row.listed += 1
        row.dropped[reason] += 1

    def list_resting(self, place: Place) -> None:
        """A listed article that failed in an earlier run and is not due yet."""
        row = self._row(place)
        row.listed += 1
        row.failed["resting"] += 1

    def list_open(self, place: Place, seq: int) -> None:
        """A listed article that is to be fetched under a to-do number."""
        self._row(place).listed += 1
        self._open.setdefault(seq, []).append(place)

    def take(self, place: Place, seq: int) -> None:
        """A to-do number is taken up: what no listing of this run named was left by an earlier."""
        if seq not in self._open:
            self.list_open(place, seq)

    def fetch(self, seq: int) -> None:
        """Its page came."""
        for place in self._open.get(seq, [])[:1]:
            self._row(place).fetched += 1

    def _close(self, seq: int) -> Row | None:
        """The row of the first channel that listed it; for others it is known then."""
        places = self._open.pop(seq, [])
        for place in places[1:]:
            self._row(place).known += 1
        return self._row(places[0]) if places else None

    def write(self, seq: int) -> None:
        """Its line is on disk."""
        if row := self._close(seq):
            row.written += 1

    def drop(self, seq: int, reason: str) -> None:
        """It needs no line."""
        if row := self._close(seq):
            row.dropped[reason] += 1

    def fail(self, seq: int, reason: str) -> None:
        """It brought no line though it should."""
        if row := self._close(seq):
            row.failed[reason] += 1

    def end(self) -> None:
        """What has no outcome by now was not reached: the run was ended early."""
        for seq in list(self._open):
            self.fail(seq, "not_reached")

    def find_gap(self) -> str | None:
        """The first row whose sums do not close, in words."""
        for (channel, day), row in self.rows.items():
            if not row.is_closed:
                return f"the count of channel {channel} on {day} does not close: {row}"
        return None

    def to_table(self) -> list[dict[str, Any]]:
        """Rows as plain JSON values, by channel and day."""
        return [
            {"channel": channel, "day": day, **{name: getattr(row, name) for name in row.__slots__}}
            for (channel, day), row in sorted(self.rows.items())
        ]
