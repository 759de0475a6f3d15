"""A run held against the runs before it: what is out of its band, with a named cause.

Works on run records as plain tables (``RunRecord.to_table``). What is normal is learnt from them,
and so is what was out of the band then: nothing else is remembered. Replays, narrow runs and
backfills are neither judged nor learnt from; a walk that was ended by its bound is named in any.
"""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from .alarm import Alarm
from .listings import (
    find_empty_listings,
    find_endless_walks,
    find_gone_listings,
    find_silences,
)
from .observation import Table, read_record
from .pace import find_slowness
from .shares import find_drifts

__all__ = ["MAX_RUNS", "Alarm", "watch"]

MAX_RUNS = 1500
"""Earlier runs that a run is held against: two months of hourly ones."""


def watch(table: Table, history: Sequence[Table], zone: str = "Asia/Shanghai") -> list[Alarm]:
    """What is out of its band in a run; ``history``: the site's earlier runs, newest last.

    ``zone``: the site's time zone, for the times in the texts.
    """
    tables = [one for one in (*history, table) if not one.get("archive")]
    runs = [read_record(one) for one in tables]
    ended = find_endless_walks(table)
    if table.get("archive") or not runs[-1].is_judged:
        return ended
    judged = [run for run in runs if run.is_judged]
    clock = ZoneInfo(zone)
    return [
        *ended,
        *find_silences(runs),
        *find_empty_listings(judged, clock),
        *find_gone_listings(judged, clock),
        *find_drifts(judged, clock),
        *find_slowness(judged, clock),
    ]
