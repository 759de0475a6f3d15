"""How the monitors name shares, times and channels in the texts of alarms."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from ..clock import DAY, HOUR
from .drift import Drift
from .observation import Observation, Table


def name_fall(name: str, usual: float, missing: float) -> str:
    """How a field's filling fell, out of the shares of pages that lack it.

    >>> name_fall("authors", 0.03, 0.88)
    'authors 97 % → 12 %'
    """
    return f"{name} {1 - usual:.0%} → {1 - missing:.0%}".replace("%", " %")


def name_rise(subject: str, drift: Drift) -> str:
    """How a share rose; in figures alone where nothing was known before."""
    if not drift.is_known:
        bad = sum(s.bad for s in drift.samples)
        return f"{subject}: {bad} of {sum(s.size for s in drift.samples)}"
    return f"{subject} {drift.usual:.0%} → {drift.share:.0%}".replace("%", " %")


def name_since(drift: Drift, runs: Sequence[Observation], clock: ZoneInfo) -> str:
    return name_since_at(drift.samples[0].at, runs, clock)


def name_since_at(at: float, runs: Sequence[Observation], clock: ZoneInfo) -> str:
    return name_time(at, runs[-1].at, clock)


def name_time(at: float, now: float, clock: ZoneInfo) -> str:
    """A time of the site's zone; with its day where that is not today's."""
    then, today = datetime.fromtimestamp(at, clock), datetime.fromtimestamp(now, clock)
    return f"{then:%H:%M}" if then.date() == today.date() else f"{then:%Y-%m-%d %H:%M}"


def name_span(seconds: float) -> str:
    """A span of time in its two largest units: 2 d 14 h."""
    if seconds >= DAY:
        return f"{seconds // DAY:.0f} d {seconds % DAY // HOUR:.0f} h"
    if seconds >= HOUR:
        return f"{seconds // HOUR:.0f} h {seconds % HOUR // 60:.0f} min"
    return f"{seconds // 60:.0f} min"


def name_channel(id_: str, channel: Table) -> str:
    return f"channel {channel.get('name') or '?'} ({id_})"
