"""Channels that the site took away: left out of later runs, but for a look now and then.

``RunRecord.closed`` holds them, and each run hands the table on to the next.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from .clock import DAY, now, utc_now, utc_text
from .monitors.listings import GONE, find_lasting_gone
from .monitors.observation import Table, read_record
from .options import CrawlOptions
from .record import RunRecord

LOOK_DAYS = 14
"""A closed channel is asked for again after so many days: it may have come back."""

Closed = dict[str, dict[str, str]]
"""Channel id → ``name``, ``since`` and ``asked_at`` (UTC)."""


def take_over(history: Sequence[Mapping[str, Any]]) -> Closed:
    """The channels that the last run left closed."""
    closed = history[-1].get("closed") if history else None
    return {id_: dict(one) for id_, one in (closed or {}).items()}


def find_closed(table: Table, history: Sequence[Table]) -> Closed:
    """Channels that a run has found gone for so long that later runs leave them out."""
    runs = [read_record(one) for one in (*history, table) if not one.get("archive")]
    if table.get("archive") or not runs[-1].is_judged:
        return {}
    return {
        id_: {
            "name": str(table["channels"][id_].get("name") or ""),
            "since": utc_text(since),
            "asked_at": str(table["started_at"]),
        }
        for id_, since in find_lasting_gone([run for run in runs if run.is_judged]).items()
    }


def is_left_out(record: RunRecord, options: CrawlOptions, channel_id: str) -> bool:
    """True for a closed channel that nobody asked for, and that was looked for lately."""
    one = record.closed.get(channel_id)
    if one is None or channel_id in options.channels:
        return False
    return now() - datetime.fromisoformat(one["asked_at"]).timestamp() < LOOK_DAYS * DAY


def is_still_closed(record: RunRecord, options: CrawlOptions, channel_id: str, reason: str) -> bool:
    """True where a closed channel's listing was not there again: that is no failure any more."""
    one = record.closed.get(channel_id)
    if one is None or reason not in GONE or channel_id in options.channels:
        return False
    one["asked_at"] = utc_now()
    return True
