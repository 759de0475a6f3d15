"""The one clock. Tests of a year of runs set it: ``WANGCHENG_CLOCK=2026-01-31T06:00:00Z``."""

import os
import time
from datetime import UTC, datetime

HOUR, DAY = 3600, 86400
"""Seconds."""

_set: tuple[str, float] = ("", 0.0)
"""What the clock was set to, and when that was first seen."""


def now() -> float:
    """Unix time; a clock that was set goes on from there."""
    global _set
    text = os.environ.get("WANGCHENG_CLOCK")
    if not text:
        return time.time()
    if text != _set[0]:
        _set = (text, time.monotonic())
    return datetime.fromisoformat(text).timestamp() + time.monotonic() - _set[1]


def utc_now() -> str:
    """Now, as articles carry it: 2023-10-16T09:40:30Z."""
    return utc_text(now())


def utc_text(moment: float) -> str:
    """A unix time as articles carry it."""
    return f"{datetime.fromtimestamp(moment, UTC):%Y-%m-%dT%H:%M:%SZ}"


def utc_stamp() -> str:
    """Now, as names of files and runs carry it: 20231016T094030Z."""
    return f"{datetime.fromtimestamp(now(), UTC):%Y%m%dT%H%M%SZ}"
