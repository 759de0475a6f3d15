"""Silence: how long nothing new came, held against the longest silences that were normal.

Nights, weekends and holidays are silences too: they are learnt like any other. A run that finds
nothing new is no event; a silence is one once it is several times as long as any before.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

from ..clock import DAY, HOUR

FACTOR = 3.5
"""A silence this many times as long as the longest before is none of them: a week's holiday after
weekends of 62 hours is."""
MEAN_FACTOR = 14.0
"""It is also this many times the usual pause: chance brings that once in a million pauses."""
YOUNG_DAYS = 10
"""In a shorter history no whole weekend may have been:"""
WEEKEND = 72 * HOUR
"""silences of this length are taken as normal there."""
MIN_PAUSES = 10
"""A rhythm takes this many pauses to learn; the site as a whole is judged before, by"""
DEFAULT_LIMIT = 30 * DAY
LASTING = 14 * DAY
"""A channel that was said to be silent for so long has been given up by its portal."""
BUSY, BUSY_DAYS = 6, 21
"""Where no 24 hours of so many days brought fewer than this, 24 hours with nothing are too long."""
BIG = 1 << 60


@dataclass(frozen=True, slots=True)
class Sighting:
    """One run's look: how much was new. ``is_look`` False: not to be learnt or judged by."""

    at: float
    """Unix time."""
    new: int
    is_look: bool = True


@dataclass(frozen=True, slots=True)
class Silence:
    """A silence that is too long; seconds."""

    since: float
    length: float
    longest: float
    """The longest that was normal, or what usually lies between two looks."""


@dataclass(slots=True)
class _Rhythm:
    """What is learnt on the way through the sightings."""

    began: float
    last: float
    """When something new was seen last."""
    has_seen: bool = False
    looked_at: float | None = None
    quiet: float = 0.0
    """The pause so far, as far as it was seen: while no run looked, nothing was silent; seconds."""
    longest: float = 0.0
    pauses: int = 0
    paused: float = 0.0
    """All pauses together, each as far as it was seen, seconds."""
    intervals: list[float] = field(default_factory=list)
    """Between looks, seconds."""
    interval: float = 0.0
    """The usual one; 0: not known yet."""
    too_long_at: float | None = None
    """When this silence became too long."""

    def look(self, at: float) -> None:
        """A run looked: the time since the look before is seen, unless it was unusually long."""
        if self.looked_at is not None:
            since = at - self.looked_at
            self.intervals.append(since)
            self.quiet += min(since, 2 * self.interval) if self.interval else since
        self.looked_at = at

    def end_pause(self, one: Sighting) -> None:
        """Something new: the pause before it is learnt, unless it was too long to be normal."""
        is_normal = self.too_long_at is None or one.at - self.too_long_at > LASTING
        # articles may come before the first two looks: of a backfill, an interrupted run
        if self.has_seen and one.is_look and is_normal and self.intervals:
            # what came since the last look ended it
            before = max(0.0, self.quiet - self.intervals[-1])
            self.longest = max(self.longest, before)
            self.pauses += 1
            self.paused += before
            self.interval = median(self.intervals[-50:])
        self.has_seen = True
        self.last, self.quiet = one.at, 0.0
        self.too_long_at = None

    def limit(self, *, is_site: bool) -> float | None:
        """The longest silence that is still normal; None where that is not known."""
        if self.pauses < MIN_PAUSES:
            return DEFAULT_LIMIT if is_site else None
        longest = max(self.longest, self.interval)
        if self.last - self.began < YOUNG_DAYS * DAY:
            longest = max(longest, WEEKEND)
        return max(FACTOR * longest, MEAN_FACTOR * self.paused / self.pauses)


def find_silence(sightings: Sequence[Sighting], *, is_site: bool = False) -> Silence | None:
    """The silence that the newest sighting stands in, where it is too long; oldest first.

    ``is_site``: of all channels together, which is never given up.
    """
    if not sightings or sightings[-1].new or not sightings[-1].is_look:
        return None
    rhythm = _Rhythm(sightings[0].at, sightings[0].at)
    for one in sightings:
        if one.is_look:
            rhythm.look(one.at)
        if one.new:
            rhythm.end_pause(one)
        elif one.is_look and rhythm.too_long_at is None:
            limit = rhythm.limit(is_site=is_site)
            if limit is not None and rhythm.quiet > limit:
                rhythm.too_long_at = one.at
    at = sightings[-1].at
    silence = Silence(rhythm.last, at - rhythm.last, max(rhythm.longest, rhythm.interval))
    if is_site and _is_too_quiet(sightings):
        return silence
    if rhythm.too_long_at is None or (not is_site and at - rhythm.too_long_at > LASTING):
        return None
    return silence


def _is_too_quiet(sightings: Sequence[Sighting]) -> bool:
    """True where 24 hours brought nothing, and never fewer than a handful before.

    Only for runs that look several times a day and have done so for weeks.
    """
    seen = [one for one in sightings if one.is_look or one.new]
    lowest, first, news = BIG, 0, 0
    is_quiet = False
    for number, one in enumerate(seen):
        news += one.new
        while seen[first].at <= one.at - DAY:
            news -= seen[first].new
            first += 1
        if not first or number - first < 3 or seen[first - 1].at < one.at - 2 * DAY:
            is_quiet = False
            continue
        is_old = one.at - seen[0].at >= BUSY_DAYS * DAY
        is_quiet = is_old and not news and lowest >= BUSY
        if not is_quiet:
            # a silence that lasts must not make itself normal
            lowest = min(lowest, news)
    return is_quiet
