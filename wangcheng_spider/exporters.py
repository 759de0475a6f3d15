"""JSON Lines segments: append → fsync → commit keys and byte offset in one transaction.

A line counts only once it is committed. Whatever a crash leaves behind the committed offset is cut
off by ``recovery.recover``, which every start runs: there is no second path after a crash.
"""

import fcntl
import os
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from time import monotonic
from zlib import crc32

from .clock import utc_stamp
from .errors import WangchengError
from .exit_codes import BUSY
from .files import make_folder, sync_folder, write_all
from .items import VIEWS, Article
from .lines import decode_line, encode_line
from .segments import PART, is_segment
from .storage import Batch, Check, Known, Reading, Segment, Store
from .storage.traces import Similar
from .tracing import trace_article

MAX_LINES = 10_000
MAX_SECONDS = 600.0
"""A segment is sealed at this many lines or after this long."""


class DataDirBusy(WangchengError):
    """Another process writes to the DATA_DIR; the text says which."""

    exit_code = BUSY


def lock_data_dir(data_dir: Path) -> int:
    """The file descriptor of the one writer's lock; the kernel frees it when the process ends.

    Raises DataDirBusy at once where another process holds it, OSError where it can't be made.
    """
    make_folder(data_dir / "articles")
    lock = os.open(data_dir / "lock", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        who = _name_holder(lock)
        os.close(lock)
        raise DataDirBusy(
            f"{data_dir} is in use by {who}: wait for its end, or use another DATA_DIR"
        ) from error
    os.ftruncate(lock, 0)
    os.write(lock, f"{os.getpid()}\n".encode())
    return lock


def keep_writers_away(data_dir: Path) -> int | None:
    """The descriptor of a lock that readers share; None where nobody could write. Makes nothing.

    Raises DataDirBusy where a process writes.
    """
    try:
        lock = os.open(data_dir / "lock", os.O_RDONLY)
    except (FileNotFoundError, PermissionError):
        return None  # nobody ever wrote, or it is another's
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError as error:
        who = _name_holder(lock)
        os.close(lock)
        raise DataDirBusy(f"{data_dir} is in use by {who}: wait for its end") from error
    return lock


def _name_holder(lock: int) -> str:
    """Who keeps us from writing: a writer left its number, a reader leaves none."""
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return f"process {os.read(lock, 20).decode('ascii', 'replace').strip() or '?'}"
    return "`wangcheng verify`"


class SegmentWriter:
    """Writes a site's articles into segments below ``articles``; the store is their index.

    Articles and what is done or failed with them are staged, and made true together by ``flush``.
    Errors of the disk come out as OSError; nothing staged is known then.
    """

    def __init__(self, articles: Path, site: str, store: Store) -> None:
        self._articles = articles
        self._site = site
        self._store = store
        self._file: int | None = None
        self._segment: Segment | None = None
        self._opened = 0.0
        self._lines: list[bytes] = []
        self._batch = Batch()
        self._staged: dict[str, Known] = {}

    @property
    def staged(self) -> int:
        """Lines that are not on disk yet."""
        return len(self._lines)

    def known(self, content_id: str) -> Known | None:
        """The article, on disk or staged."""
        return self._staged.get(content_id) or self._store.known(self._site, content_id)

    def staged_articles(self) -> Iterable[Known]:
        """Articles whose newest line is not on disk yet."""
        return self._staged.values()

    def find_similar(self, marks: Sequence[int], limit: int) -> list[Similar]:
        """Those on disk that share passages; see storage.Store."""
        return self._store.find_similar(marks, limit)

    def stage_article(self, article: Article) -> None:
        """Take an article in, to be written by the next flush."""
        known = index_entry(article)
        self._lines.append(encode_line(article))
        self._batch.written.append(known)
        self._staged[known.content_id] = known

    def stage_done(self, seq: int) -> None:
        """A to-do number that needs no more work once what is staged is on disk."""
        self._batch.done.append(seq)

    def stage_failed(self, seq: int, why: str, not_before: int) -> None:
        """A to-do number that is to be tried again after ``not_before`` (unix time)."""
        self._batch.failed.append((seq, why, not_before))

    def stage_check(self, check: Check) -> None:
        """When an article is due again, and what the last look at it found."""
        self._batch.checked.append(check)

    def stage_reading(self, file: str, reading: Reading) -> None:
        """How far an archive was read: true together with what it brought."""
        self._batch.read[file] = reading

    def previous(self, known: Known) -> Article | None:
        """The newest line of an article; None while it is staged, or where its file is gone."""
        if not known.segment:
            return None
        for name in (known.segment, known.segment + PART):
            try:
                with (self._articles / name).open("rb") as file:
                    file.seek(known.offset)
                    return decode_line(file.readline())
            except FileNotFoundError:
                continue
        return None

    def flush(self) -> None:
        """Lines to disk, then all that is staged to the store. Seals a segment that is full."""
        if self._batch:
            if self._lines:
                self._write()
            self._store.commit(self._site, self._batch, self._segment)
            self._lines, self._batch, self._staged = [], Batch(), {}
        if self._segment and (
            self._segment.lines >= MAX_LINES or monotonic() - self._opened >= MAX_SECONDS
        ):
            self.seal()

    def _write(self) -> None:
        if self._segment is None:
            self._open()
        assert self._segment is not None
        assert self._file is not None
        write_all(self._file, b"".join(self._lines))
        os.fsync(self._file)
        segment = self._segment
        for number, line in enumerate(self._lines):
            self._batch.written[number] = replace(
                self._batch.written[number], segment=segment.name, offset=segment.offset
            )
            self._batch.sums.append((segment.offset, crc32(line)))
            segment = replace(segment, offset=segment.offset + len(line), lines=segment.lines + 1)
        self._segment = segment

    def _open(self) -> None:
        name = self._next_name()
        self._segment = Segment(name)
        self._store.set_segment(self._segment)
        path = self._articles / (name + PART)
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o644)
        sync_folder(self._articles)
        self._opened = monotonic()

    def _next_name(self) -> str:
        """After all names of before, whatever the clock says: their order is that of writing."""
        taken = {path.name.removesuffix(PART) for path in self._articles.iterdir()}
        taken |= {segment.name for segment in self._store.segments()}
        own = (name for name in taken if is_segment(name, self._site))
        newest = max(own, default="")[len(self._site) + 1 :]
        stamp, number = utc_stamp(), 1
        if newest > stamp:
            stamp, number = newest[:16], int(newest[17:22]) + 1
        return f"{self._site}-{stamp}-{number:05}.jsonl"

    def seal(self) -> None:
        """End the open segment: it takes its final name and is never written again."""
        if self._segment is None or self._file is None:
            return
        os.close(self._file)
        segment, self._segment, self._file = self._segment, None, None
        seal_file(self._articles, segment, self._store)

    def close(self) -> None:
        """Flush and seal."""
        self.flush()
        self.seal()


def index_entry(article: Article, *, is_traced: bool = True) -> Known:
    """What the store keeps of a line; without its trace no repost of it is found."""
    return Known(
        article.content_id,
        article.url,
        VIEWS.index(article.view),
        article.content_hash,
        article.revision,
        article.fetched_url,
        article.change == "gone",
        trace=trace_article(article) if is_traced else None,
    )


def seal_file(articles: Path, segment: Segment, store: Store) -> None:
    """Give a written segment its final name; one that never held a line is forgotten."""
    part = articles / (segment.name + PART)
    if segment.lines == 0:
        part.unlink(missing_ok=True)
        store.drop_segment(segment)
        return
    os.rename(part, articles / segment.name)
    sync_folder(articles)
    store.set_segment(replace(segment, is_sealed=True))
