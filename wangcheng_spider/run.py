"""One run: its options, its one writer's lock, its store, and its record.

Scrapy-free: the spider, the pipelines and the extension all speak to this object, and to it alone.
"""

import json
import os
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from time import time
from typing import Any

from .archive import Archive, ArchiveError
from .exporters import DataDirBusy, SegmentWriter, lock_data_dir, recover
from .items import Article
from .options import CrawlOptions, OptionError, read_options
from .record import BUSY, INTERRUPTED, MAX_LISTED, NOT_WRITTEN, USAGE, RunRecord, judge
from .sites import ProfileError, Site, load
from .storage import StoreError
from .storage.sqlite import MAX_PAUSE, SqliteStore

FIRST_PAUSE = 600
"""Seconds before a failed address is tried again; doubles with every try."""


class RunRefused(Exception):
    """A run that can't begin; ``exit_code`` says what kind of reason."""

    def __init__(self, exit_code: int, text: str) -> None:
        super().__init__(text)
        self.exit_code = exit_code


class Run:
    """See the module. Made by ``open_run``; ended by ``finish``, in whatever way the crawl ends."""

    def __init__(
        self, options: CrawlOptions, site: Site, data_dir: Path, store: SqliteStore, lock: int
    ) -> None:
        self.options = options
        self.site = site
        self.data_dir = data_dir
        self.store = store
        self.archive = Archive(options.archive, site) if options.archive else None
        self.articles = data_dir / "articles"
        self.writer = SegmentWriter(self.articles, site.name, store)
        self.first_number = store.last_number()
        """Entries numbered up to it were found in earlier runs."""
        self._lock = lock
        self.folder = _make_folder(data_dir / "runs", site.name)
        self.record = RunRecord(self.folder.name, site.name, options.mode, utc_now())
        self._asked: dict[str, list[int]] = {}
        self._staged: list[tuple[str, str]] = []
        self._write_error: OSError | None = None
        self._is_finished = False
        for place in self.archive.damage.places if self.archive else ():
            self.fail(place, "damaged")

    @property
    def exit_code(self) -> int:
        """Of the whole run; an unfinished one was interrupted."""
        code = self.record.exit_code
        return INTERRUPTED if code is None else code

    @property
    def is_broken(self) -> bool:
        """True once lines can't be written any more."""
        return self._write_error is not None

    # what becomes of an address on the to-do list

    def expect(self, fetched_url: str, seq: int) -> None:
        """The item read from ``fetched_url`` answers for this to-do number."""
        self._asked.setdefault(fetched_url, []).append(seq)

    def _answer(self, fetched_url: str) -> list[int]:
        return self._asked.pop(fetched_url, [])

    def write(self, article: Article) -> None:
        """Stage an article's line; what it answers for is done when the line is on disk."""
        self.writer.stage_article(article)
        for seq in self._answer(article.fetched_url):
            self.writer.stage_done(seq)
        self._staged.append((article.change, article.layout))

    def drop(self, article: Article, reason: str) -> None:
        """An item that needs no line: it is known as it stands."""
        for seq in self._answer(article.fetched_url):
            self.writer.stage_done(seq)
        self.record.dropped[reason] += 1

    def fail_article(self, article: Article, reason: str) -> None:
        """An item that is no valid line."""
        for seq in self._answer(article.fetched_url) or [0]:
            self.fail(article.fetched_url, reason, seq)

    def fail(self, address: str, reason: str, seq: int = 0, tries: int = 0) -> None:
        """A page that brought no line though it should; tried again after a growing pause."""
        self.record.failed[reason] += 1
        if len(self.record.failures) < MAX_LISTED:
            self.record.failures.append({"url": address, "reason": reason})
        if seq:
            pause = min(FIRST_PAUSE * 2 ** min(tries, 20), MAX_PAUSE)
            self.writer.stage_failed(seq, reason, int(time()) + pause)

    def flush(self) -> bool:
        """Make what is staged true; False where the disk refuses, now or before."""
        if self.try_to_write(self.writer.flush):
            for change, layout in self._staged:
                self.record.written[change] += 1
                self.record.layouts[layout] += 1
            self._staged.clear()
        return not self.is_broken

    def try_to_write(self, act: Callable[[], object]) -> bool:
        """Do what writes to the disk; False where it refuses, now or before: the run ends then."""
        if self._write_error is None:
            try:
                act()
            except OSError as error:
                self._write_error = error
        return self._write_error is None

    # the end

    def finish(self, reason: str, stats: Mapping[str, Any] | None = None) -> None:
        """Seal the lines, judge the run, write its record, free the lock. Once."""
        if self._is_finished:
            return
        self._is_finished = True
        self.flush()
        self.try_to_write(self.writer.seal)
        record = self.record
        record.ended_at = utc_now()
        record.stats = {key: _plain(value) for key, value in sorted((stats or {}).items())}
        record.articles_known, record.still_to_do = self.store.count(self.site.name)
        record.exit_code, record.cause = judge(record, reason, self._write_error)
        try:
            self._write_record()
        except OSError as error:
            record.exit_code, record.cause = NOT_WRITTEN, str(error)
        self.store.close()
        os.close(self._lock)

    def _write_record(self) -> None:
        table = self.record.to_table()
        text = json.dumps(table, ensure_ascii=False, indent=1) + "\n"
        aside = self.folder / "run.json.new"
        aside.write_text(text, "utf-8")
        aside.rename(self.folder / "run.json")
        self.store.add_run(self.record.run_id, self.site.name, table)


def open_run(arguments: Mapping[str, str], data_dir: Path) -> Run:
    """A run on ``data_dir``: arguments read, lock taken, what a crash left behind mended.

    Raises RunRefused, with the exit code and one line that names what is wrong.
    """
    try:
        options = read_options(arguments)
        site = load(options.site)
    except OptionError as error:
        raise RunRefused(USAGE, str(error)) from error
    except ProfileError as error:
        raise RunRefused(USAGE, f"site: {error}") from error
    try:
        lock = lock_data_dir(data_dir)
        store = SqliteStore(data_dir / "store.sqlite3")
        recover(data_dir / "articles", store)
        return Run(options, site, data_dir, store, lock)
    except (DataDirBusy, StoreError) as error:
        raise RunRefused(BUSY, str(error)) from error
    except ArchiveError as error:
        raise RunRefused(USAGE, f"archive: {error}") from error
    except OSError as error:
        raise RunRefused(NOT_WRITTEN, f"could not write: {error}") from error


def summarize(run: Run) -> str:
    """Five lines for the terminal: what came in, what failed, where the lines are."""
    record = run.record
    changes = ", ".join(f"{n} {change}" for change, n in sorted(record.written.items())) or "none"
    channels = record.channels.values()
    listed = f"{sum(c.listed for c in channels)} listed in {len(channels)} channels"
    dropped = ", ".join(f"{n} {reason}" for reason, n in record.dropped.most_common()) or "none"
    failed = ", ".join(f"{n} {reason}" for reason, n in record.failed.most_common()) or "none"
    segments = sorted(run.articles.glob(f"{run.site.name}-*.jsonl"))
    lines = str(segments[-1]) if segments else "none yet"
    if segments[1:]:
        lines += f" and {len(segments) - 1} earlier beside it"
    return "\n".join(
        (
            f"articles  {changes} ({listed}; {record.articles_known} known in all)",
            f"dropped   {dropped}",
            f"failed    {failed} ({record.still_to_do} addresses still to do)",
            f"lines     {lines}",
            f"exit      {record.exit_code}: {record.cause or 'complete'} (record {run.folder})",
        )
    )


def utc_now() -> str:
    """Now, as articles carry it: 2023-10-16T09:40:30Z."""
    return f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _make_folder(runs: Path, site: str) -> Path:
    stamp = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{site}"
    for number in range(1, 10_000):
        folder = runs / (stamp if number == 1 else f"{stamp}-{number}")
        try:
            folder.mkdir(parents=True)
        except FileExistsError:
            continue
        return folder
    raise OSError(f"{runs}: no free name for a run of {stamp}")


def _plain(value: object) -> object:
    return value if isinstance(value, int | float | str | None) else str(value)
