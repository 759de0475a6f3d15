"""One run: its options, its one writer's lock, its store, and its record.

Scrapy-free: the spider, the pipelines and the extension all speak to this object, and to it alone.
"""

import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from .archive import Archive
from .clock import DAY, HOUR, now, utc_now
from .closing import leave_report, write_table
from .completeness import Completeness
from .evidence import Evidence, raise_alarms
from .exit_codes import INTERNAL, INTERRUPTED
from .exporters import SegmentWriter
from .items import Article
from .notes import count_line
from .options import CrawlOptions
from .policy import Policy
from .rechecks import GONE, Looks, count_miss
from .record import (
    MAX_LISTED,
    begin_record,
    judge,
    make_run_folder,
    plain,
)
from .recording import Recording
from .sites import Site
from .storage import Check, Known, Store, StoreError
from .storage.statements import MAX_PAUSE

GONE_AGAIN = 7 * DAY
"""Seconds until an article that is gone is looked for again."""

FIRST_PAUSE = 600
"""Seconds before a failed address is tried again; doubles with every try."""


@dataclass(slots=True)
class Asked:
    """Why an address was fetched, and the validators that came with its page."""

    seq: int = 0
    """To-do number; 0 where a known article is looked at again."""
    check: Check | None = None
    etag: str | None = None
    modified: str | None = None


@dataclass(slots=True)
class Staged:
    """A line on its way to the disk, for the counts that its arrival changes."""

    article: Article
    seqs: list[int]


class Run:
    """See the module. Made by ``open_run``; ended by ``finish``, in whatever way the crawl ends."""

    is_reported = True
    """Its end draws report.html."""
    recording: Recording | None = None
    """Where responses are recorded; None: they are not."""

    def __init__(
        self,
        options: CrawlOptions,
        site: Site,
        data_dir: Path,
        store: Store,
        lock: int,
        policy: Policy,
    ) -> None:
        self.options, self.site, self.policy = options, site, policy
        self.data_dir, self.store = data_dir, store
        self.archive = Archive(options.archive, site) if options.archive else None
        self.articles = data_dir / "articles"
        self.writer = SegmentWriter(self.articles, site.name, store)
        self.first_number = store.last_number()
        """Entries numbered up to it were found in earlier runs."""
        self._lock = lock
        self.folder = make_run_folder(data_dir / "runs", site.name)
        self.record = begin_record(self.folder.name, site, options)
        self.evidence = Evidence(self.record, self.folder)
        self.counts = Completeness()
        self.looks = Looks()
        self._asked: dict[str, list[Asked]] = {}
        self._staged: list[Staged] = []
        self._write_error: OSError | StoreError | None = None
        self._is_finished = False
        self._is_unwatched = False
        for place in self.archive.damage.places if self.archive else ():
            self.fail(place, "damaged")

    @property
    def exit_code(self) -> int:
        """Of the whole run; an unfinished one was interrupted, one that broke ending is broken."""
        code = self.record.exit_code
        return code if code is not None else INTERNAL if self._is_finished else INTERRUPTED

    @property
    def is_broken(self) -> bool:
        """True once lines can't be written any more, or the store can't be read."""
        return self._find_trouble() is not None

    # what becomes of an address

    def expect(self, fetched_url: str, asked: Asked) -> None:
        """The item read from ``fetched_url`` answers for what was asked."""
        self.record.fetched += 1
        self.counts.fetch(asked.seq)
        self._asked.setdefault(fetched_url, []).append(asked)

    def _answer(self, article: Article) -> list[Asked]:
        """What an item answers for; it is looked at again when the policy says."""
        answered = self._asked.pop(article.fetched_url, [])
        for asked in answered:
            if asked.seq:
                self.writer.stage_done(asked.seq)
            if asked.check:
                self.looks.seen.add(article.content_id)
        return answered

    def write(self, article: Article) -> None:
        """Stage an article's line; what it answers for is done when the line is on disk."""
        answered = self._answer(article)
        self.writer.stage_article(article)
        self._look_later(article, answered)
        if any(asked.check for asked in answered):
            self.record.checks[article.change] += 1
        self._staged.append(Staged(article, [asked.seq for asked in answered if asked.seq]))

    def drop(self, article: Article, reason: str) -> None:
        """An item that needs no line: it is known as it stands."""
        answered = self._answer(article)
        if any(asked.check for asked in answered):
            self.record.checks["unchanged"] += 1
            self._look_later(article, answered)
        else:
            self.record.dropped[reason] += 1
        for asked in answered:
            self.counts.drop(asked.seq, reason)

    def _look_later(self, article: Article, answered: list[Asked]) -> None:
        asked = answered[-1] if answered else Asked()
        due = self.policy.next_due(article.date_published, now())
        self.writer.stage_check(
            Check(
                article.content_id,
                article.fetched_url,
                due,
                etag=asked.etag,
                modified=asked.modified,
            )
        )

    def fail_article(self, article: Article, reason: str) -> None:
        """An item that is no valid line."""
        for asked in self._asked.pop(article.fetched_url, []) or [Asked()]:
            if asked.check:
                self.fail_check(asked.check, reason)
            else:
                self.fail(article.fetched_url, reason, asked.seq)

    def fail(self, address: str, reason: str, seq: int = 0, tries: int = 0) -> None:
        """A page that brought no line though it should; tried again after a growing pause."""
        self.record.failed[reason] += 1
        self.record.failed_again += tries > 0
        if len(self.record.failures) < MAX_LISTED:
            self.record.failures.append({"url": address, "reason": reason})
        if seq:
            pause = min(FIRST_PAUSE * 2 ** min(tries, 20), MAX_PAUSE)
            self.writer.stage_failed(seq, reason, int(now()) + pause)
            self.counts.fail(seq, reason)

    # looking again

    def see(self, check: Check, etag: str | None, modified: str | None) -> None:
        """The site says that an article is what it was (304)."""
        self.looks.seen.add(check.content_id)
        self.record.checks["unchanged"] += 1
        known = self.writer.known(check.content_id)
        before = self.writer.previous(known) if known else None
        due = self.policy.next_due(before.date_published if before else None, now())
        etag, modified = etag or check.etag, modified or check.modified
        self.writer.stage_check(Check(check.content_id, check.address, due, 0, 0, etag, modified))

    def fail_check(self, check: Check, reason: str) -> None:
        """A look that brought no article: it is not there, or the site is ill."""
        if check.content_id in self.looks.canaries:
            return
        if reason in GONE:
            self.looks.missed[check.content_id] = check
            return
        self.fail(check.address, reason)
        self.record.checks["failed"] += 1
        self.writer.stage_check(replace(check, due=int(now() + HOUR)))

    def conclude(self) -> None:
        """Decide what the misses mean, once all looks are taken."""
        missed, self.looks.missed = self.looks.missed, {}
        for check in missed.values():
            known = self.writer.known(check.content_id)
            if self.looks.is_outage:
                self.fail(check.address, "outage")
                self.writer.stage_check(replace(check, due=int(now() + HOUR)))
            elif known is not None:
                self._miss(check, known)

    def _miss(self, check: Check, known: Known) -> None:
        check, is_gone = count_miss(check, self.policy, now())
        before = self.writer.previous(known) if is_gone and not known.is_gone else None
        if before is not None:
            article = replace(
                before, change="gone", revision=known.revision + 1, fetched_at=utc_now()
            )
            self.writer.stage_article(article)
            self._staged.append(Staged(article, []))
            self.record.checks["gone"] += 1
        else:
            self.record.checks["still gone" if known.is_gone else "missed"] += 1
        if is_gone:
            # without validators: "not modified" would not bring back what is to be written
            check = replace(check, due=int(now() + GONE_AGAIN), etag=None, modified=None)
        self.writer.stage_check(check)

    def flush(self) -> bool:
        """Make what is staged true; False where the disk refuses, now or before."""
        if self.recording is not None:
            self.try_to_write(self.recording.flush)
        if self.try_to_write(self.writer.flush):
            for staged in self._staged:
                count_line(self.record, staged.article)
                for seq in staged.seqs:
                    self.counts.write(seq)
            self._staged.clear()
        return not self.is_broken

    def try_to_write(self, act: Callable[[], object]) -> bool:
        """Do what writes to the disk; False where it refuses, now or before: the run ends then."""
        if self._write_error is None:
            try:
                act()
            except (OSError, StoreError) as error:
                self._write_error = error
        return self._write_error is None

    def _find_trouble(self) -> OSError | StoreError | None:
        return self._write_error or self.store.trouble

    # the end

    def finish(self, reason: str, stats: Mapping[str, Any] | None = None) -> None:
        """Seal the lines, judge the run, write its record, free the lock. Once."""
        if self._is_finished:
            return
        self._is_finished = True
        self._seal()
        record = self.record
        record.ended_at = utc_now()
        self.counts.end()
        record.completeness = self.counts.to_table()
        record.stats = {key: plain(value) for key, value in sorted((stats or {}).items())}
        with suppress(OSError, StoreError):  # it is the store's trouble then, and that is judged
            record.articles_known, record.still_to_do = self.store.count(self.site.name)
        if reason == "finished":
            self.try_to_write(self._raise_alarms)
            reason = "internal_error" if self._is_unwatched else reason
        record.exit_code, record.cause = judge(record, reason, self._find_trouble())
        if (gap := self.counts.find_gap()) and not self.is_broken:
            record.exit_code, record.cause = INTERNAL, gap
        try:
            table = record.to_table()
            write_table(self.folder / "run.json", table)
            self.store.add_run(record.run_id, self.site.name, table)
        except (OSError, StoreError) as error:
            record.exit_code, record.cause = judge(record, reason, error)
        self.store.close()
        os.close(self._lock)
        if self.is_reported:
            leave_report(self.folder)

    def _seal(self) -> None:
        self.flush()
        self.try_to_write(self.writer.seal)
        if self.recording is not None:
            self.try_to_write(self.recording.close)

    def _raise_alarms(self) -> None:
        alarms = raise_alarms(self.record, self.store, self.site, self.evidence)
        self.record.alarms, self._is_unwatched = alarms or [], alarms is None
