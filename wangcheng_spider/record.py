"""What a run writes down, and how it is judged: the exit code and its cause."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .clock import utc_now, utc_stamp
from .exit_codes import BUSY, DONE, INTERNAL, INTERRUPTED, NOT_WRITTEN, NOTHING, SOME_FAILED
from .options import CrawlOptions
from .sites import Site
from .storage import StoreError
from .wording import count_of

RUN_ID = re.compile(r"(?P<stamp>\d{8}T\d{6}Z)-(?P<site>.+?)(-\d+)?")
"""Names of folders as ``make_run_folder`` gives them."""

MAX_LISTED = 1000
"""Failures named in run.json; all are counted, and all are in the store."""

MAX_NAMED = 50
"""Lines of each change that run.json names."""


@dataclass(slots=True)
class ChannelRecord:
    """What a run saw of one channel."""

    name: str = ""
    pages: int = 0
    listed: int = 0
    """Entries of ours, on all pages walked."""
    new: int = 0
    """Entries that were neither known nor on the to-do list."""
    end: str | None = None
    """Why the walk ended; null: it goes on in the next run."""
    is_deeper: bool = False
    """A walk of this run went on behind the first page of known entries."""
    missed: int = 0
    """What it found there that shorter walks had missed."""
    missed_by_api: int = 0
    """What the API's latest list had that the walk had not."""
    days: int = 0
    """Day archives looked at."""


@dataclass(slots=True)
class RunRecord:
    """What ``run.json`` holds."""

    run_id: str
    site: str
    mode: str
    started_at: str
    timezone: str = "Asia/Shanghai"
    """The site's, for those who read of the run; times in the record are UTC."""
    archive: str | None = None
    """What was replayed instead of the network."""
    narrow: bool = False
    """Only some channels or days were asked for."""
    ended_at: str | None = None
    exit_code: int | None = None
    cause: str | None = None
    """Why the exit code is not 0, in one line."""
    written: Counter[str] = field(default_factory=Counter)
    """Lines by ``change``."""
    fetched: int = 0
    """Article pages that came."""
    checks: Counter[str] = field(default_factory=Counter)
    """Known articles looked at again, by what was found."""
    read: int = 0
    """New articles, whose fields are counted in ``filled``."""
    filled: Counter[str] = field(default_factory=Counter)
    """Of these, how many have a value in each field."""
    fallback_first: str | None = None
    """The first address that no layout matched."""
    alarms: list[dict[str, str]] = field(default_factory=list)
    """Monitors that broke: name and text, and the case that was saved."""
    layouts: Counter[str] = field(default_factory=Counter)
    delays: Counter[str] = field(default_factory=Counter)
    """New articles by the time between publication and capture; classes as in notes.DELAYS."""
    named: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    """By change: url and headline of the first lines."""
    dropped: Counter[str] = field(default_factory=Counter)
    """Pages that brought no line and need none, by reason."""
    failed: Counter[str] = field(default_factory=Counter)
    """Pages that should have brought a line, by reason; tried again in later runs."""
    failed_again: int = 0
    """How many of them had failed in earlier runs."""
    failures: list[dict[str, Any]] = field(default_factory=list)
    """The first of them, each with address and reason."""
    parts: Counter[str] = field(default_factory=Counter)
    """Of articles on several pages: how many articles, their parts, and parts that are missing."""
    media: Counter[str] = field(default_factory=Counter)
    """Pictures and attachments: new files, those that were there, and failures by reason."""
    elsewhere: Counter[str] = field(default_factory=Counter)
    """Listing entries that lead to other hosts, by host."""
    channels: dict[str, ChannelRecord] = field(default_factory=dict)
    closed: dict[str, dict[str, str]] = field(default_factory=dict)
    """Channels that the site took away, by id: ``name``, ``since``, ``asked_at``."""
    start_failures: list[str] = field(default_factory=list)
    feed_failures: list[str] = field(default_factory=list)
    """Why a feed of Scrapy's was not written; the lines are whole all the same."""
    completeness: list[dict[str, Any]] = field(default_factory=list)
    """By channel and day: listed = known + written + dropped + failed."""
    articles_known: int = 0
    still_to_do: int = 0
    stats: dict[str, Any] = field(default_factory=dict)
    """Scrapy's own counters."""

    def to_table(self) -> dict[str, Any]:
        """The record as plain JSON values."""
        table = {name: getattr(self, name) for name in self.__slots__}
        table["channels"] = {
            id_: {name: getattr(channel, name) for name in channel.__slots__}
            for id_, channel in self.channels.items()
        }
        return table


def begin_record(run_id: str, site: Site, options: CrawlOptions) -> RunRecord:
    """The record of a run that begins now."""
    record = RunRecord(run_id, site.name, options.mode, utc_now())
    record.timezone = site.timezone
    record.archive = str(options.archive) if options.archive else None
    record.narrow = options.is_narrow
    return record


def plain(value: object) -> object:
    """A value as JSON has it; what JSON lacks becomes its text."""
    return value if isinstance(value, int | float | str | None) else str(value)


def judge(
    record: RunRecord, reason: str, trouble: OSError | StoreError | None
) -> tuple[int, str | None]:
    """Exit code and cause of a run that ended for ``reason`` (Scrapy's close reason)."""
    if isinstance(trouble, StoreError):
        return BUSY, str(trouble)
    if trouble is not None:
        return NOT_WRITTEN, f"could not write: {trouble}"
    if reason != "finished":
        internal = reason in ("start_error", "internal_error")
        if internal:
            return INTERNAL, f"ended early: {reason}"
        return INTERRUPTED, f"ended early: {reason}; the same command goes on"
    if record.feed_failures:
        return NOT_WRITTEN, f"could not write {'; '.join(record.feed_failures)}"
    if cause := _find_nothing(record):
        return NOTHING, cause
    if record.alarms:
        return NOTHING, "; ".join(alarm["text"] for alarm in record.alarms)
    if failed := record.failed.total():
        why = ", ".join(f"{n} × {reason}" for reason, n in record.failed.most_common(5))
        return SOME_FAILED, f"{failed} failed: {why}"
    return DONE, None


def _find_nothing(record: RunRecord) -> str | None:
    """The cause, where nothing was found though something must be."""
    listed = sum(channel.listed for channel in record.channels.values())
    if record.written or record.dropped or record.checks or listed:
        return None
    if record.start_failures:
        return "; ".join(record.start_failures)
    if record.failed:
        reason, count = record.failed.most_common(1)[0]
        total = record.failed.total()
        if total == 1:
            return f"no article: the only page failed, with {reason}"
        return f"no article: all {total} pages failed, {count} with {reason}"
    if record.channels:
        return f"empty listings: no entry in {count_of(len(record.channels), 'channel')}"
    return "no article and no channel found: nothing there, or the pages' layout is unknown"


def make_run_folder(runs: Path, site: str) -> Path:
    """A new folder below ``runs``, named after the time; its name is the run's id."""
    stamp = f"{utc_stamp()}-{site}"
    for number in range(1, 10_000):
        folder = runs / (stamp if number == 1 else f"{stamp}-{number}")
        try:
            folder.mkdir(parents=True)
        except FileExistsError:
            continue
        return folder
    raise OSError(f"{runs}: no free name for a run of {stamp}")


def order_runs(names: Iterable[str]) -> list[str]:
    """Those of the names that are ids of runs, oldest first."""
    return sorted((name for name in names if RUN_ID.fullmatch(name)), key=place_run)


def place_run(run_id: str) -> tuple[str, int]:
    """What runs are ordered by: those that began in the same second bear numbers."""
    stamp, _, rest = run_id.partition("-")
    number = rest.rpartition("-")[2]
    return stamp, int(number) if number.isascii() and number.isdigit() else 1
