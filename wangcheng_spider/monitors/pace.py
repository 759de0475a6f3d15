"""Run time: seconds per request."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from ..clock import DAY
from .alarm import Alarm
from .drift import LASTING_DAYS, LASTING_RUNS
from .observation import Observation
from .words import name_since_at, name_span

SLOW, SLOW_SECONDS = 5.0, 300.0
"""A run is slow at so many times the worst seconds per request, and this long at least."""
RECENT = 200
"""Runs that the worst is taken from."""


def find_slowness(runs: Sequence[Observation], clock: ZoneInfo) -> list[Alarm]:
    """Seconds per request far above the slowest run that was normal."""
    paces: list[float] = []
    slow: list[tuple[float, float]] = []
    for run in runs:
        seconds, pace = _measure_pace(run)
        usual = max(paces[-RECENT:], default=0.0)
        is_slow = len(paces) >= LASTING_RUNS and pace > SLOW * usual and seconds > SLOW_SECONDS
        slow = [*slow, (run.at, pace)] if is_slow else []
        if len(slow) >= LASTING_RUNS and run.at - slow[0][0] >= LASTING_DAYS * DAY:
            paces, slow = [one for _, one in slow], []
        elif not is_slow:
            paces.append(pace)
    if not slow:
        return []
    seconds, _ = _measure_pace(runs[-1])
    text = (
        f"run time {name_span(seconds)}, {slow[-1][1] / max(paces[-RECENT:]):.0f} times as long a"
    )
    text += f" request as in the slowest run before, since {name_since_at(slow[0][0], runs, clock)}"
    return [Alarm("run_time", text)]


def _measure_pace(run: Observation) -> tuple[float, float]:
    """(seconds of a run, seconds per request; few requests are taken as ten more)."""
    ended = run.table.get("ended_at")
    seconds = datetime.fromisoformat(ended).timestamp() - run.at if ended else 0.0
    requests = (run.table.get("stats") or {}).get("downloader/request_count") or 0
    return seconds, max(seconds, 1.0) / (requests + 10)
