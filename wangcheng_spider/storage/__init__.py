"""What a crawl remembers between runs: an index of the lines, rebuilt from them where lost."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from .traces import Similar, Trace


class StoreError(Exception):
    """The store is damaged, or of a newer version; the text names the file."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the store knows of an article whose line is on disk."""

    content_id: str
    url: str
    """Canonical address as first seen."""
    rank: int
    """Place of its view in items.VIEWS: 0 is best."""
    content_hash: str
    """Hex digits: at least the first 32 of the article's."""
    revision: int
    address: str = ""
    """What it was read from, and is read from again when it is checked."""
    is_gone: bool = False
    """Its newest line says that it was taken down."""
    segment: str = ""
    """Name of the file that holds its newest line."""
    offset: int = 0
    """Where that line begins."""
    trace: Trace | None = field(default=None, compare=False, repr=False)
    """Only on its way into the store."""

    def has_text(self, content_hash: str) -> bool:
        """True where an article with this hash says what the newest line says."""
        return content_hash.startswith(self.content_hash)


@dataclass(frozen=True, slots=True)
class Check:
    """A known article that is looked at again, and what became of the last looks.

    ``etag`` and ``modified`` are the validators that the site gave with the page; ``misses`` counts
    the looks in a row that found it gone, ``missed_at`` is when the last of them was.
    """

    content_id: str
    address: str
    due: int = 0
    misses: int = 0
    missed_at: int = 0
    etag: str | None = None
    modified: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """An article's address as a listing or the caller gave it, before it is in the store."""

    address: str
    """What will be fetched."""
    content_id: str
    rank: int
    channel_id: str | None = None
    listed_date: str | None = None
    """ISO 8601, as a listing said."""


@dataclass(frozen=True, slots=True)
class Todo:
    """An address that is still to be fetched."""

    seq: int
    """Grows with every address found: the order of work."""
    address: str
    content_id: str
    channel_id: str | None
    listed_date: str | None
    tries: int


@dataclass(frozen=True, slots=True)
class Walk:
    """A walk through a channel's listing that has not come to its end."""

    id: int
    channel_id: str
    after: int
    """The highest to-do number when it began: entries numbered up to it are old to this walk."""
    next_page: int
    deep: bool
    """True: goes on through pages of known entries, to the listing's end."""
    beyond: int = 0
    """Pages that it goes on behind the first page of known entries: the check that it may end."""


@dataclass(frozen=True, slots=True)
class DayWalk:
    """A walk through a channel's day archives, backwards, that has not come to its end."""

    channel_id: str
    next_day: str
    """ISO 8601 day."""
    until: str
    """The earliest day to look at."""
    empty: int = 0
    """Days in a row that held nothing; negative while none has held anything yet."""


@dataclass(frozen=True, slots=True)
class Failed:
    """An address that could not be read, and rests until it is tried again."""

    address: str
    channel_id: str | None
    why: str
    tries: int
    not_before: int


@dataclass(frozen=True, slots=True)
class Segment:
    """A file of lines."""

    name: str
    offset: int = 0
    """Bytes that are committed: what follows them in the file is torn."""
    lines: int = 0
    is_sealed: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """How far an extraction has read a file."""

    mark: str
    """Tells the file, and the way it was read, from others of its name."""
    offset: int
    """Of the last record read."""
    pages: int


@dataclass(slots=True)
class Batch:
    """What becomes true together: lines on disk, and what is done or failed with them."""

    written: list[Known] = field(default_factory=list)
    done: list[int] = field(default_factory=list)
    """To-do numbers that need no more work."""
    failed: list[tuple[int, str, int]] = field(default_factory=list)
    """To-do number, reason, and the unix time before which it is not tried again."""
    checked: list[Check] = field(default_factory=list)
    """When these articles are due again, and with which validators."""
    sums: list[tuple[int, int]] = field(default_factory=list)
    """Of each line written: where it begins, and the CRC-32 of its bytes."""
    read: dict[str, Reading] = field(default_factory=dict)
    """How far archives were read, by file."""

    def __bool__(self) -> bool:
        return bool(self.written or self.done or self.failed or self.checked or self.read)


class Store(Protocol):
    """What is remembered; times are unix seconds. Methods raise OSError, StoreError if damaged."""

    trouble: OSError | StoreError | None
    """The last of these errors, whoever caught it: a run that had one is not complete."""

    def known(self, site: str, content_id: str) -> Known | None:
        """The article, if its line is on disk."""

    def add_found(self, site: str, found: Iterable[Found], *, is_asked: bool = False) -> int:
        """Put on the to-do list the articles that are neither known nor on it; how many were new.

        Asked-for addresses are put on it as they stand, known or not, and are due at once.
        """

    def add_page(
        self, site: str, walk: Walk, found: Sequence[Found], next_page: int | None, now: int
    ) -> list[tuple[int, bool]]:
        """A listing's addresses and the walk's cursor, together; ``next_page`` None ends the walk.

        Of each address: its to-do number (0: the article is known), and whether it is due.
        """

    def add_days(
        self, site: str, walk: DayWalk, found: Sequence[Found], now: int, *, at_end: bool
    ) -> list[tuple[int, bool]]:
        """The same for a day archive; ``walk`` says where it goes on."""

    def day_walks(self, site: str) -> list[DayWalk]:
        """Walks through day archives that have not ended."""

    def set_walked(self, site: str, channel_id: str, *, deep: bool, at: int) -> None:
        """Remember when a walk went behind the first page of known entries, or to the end.

        ``at`` 0: the next walk is to go there.
        """

    def walked_at(self, site: str, channel_id: str) -> tuple[int, int]:
        """Unix times of the last walk to the listing's end and the last deeper one; 0: never."""

    def last_number(self) -> int:
        """The highest to-do number ever given. Counts finds where a clock might jump."""

    def count_older(self, site: str, content_ids: Iterable[str], after: int) -> int:
        """How many of the articles were found at to-do numbers up to ``after``."""

    def take(self, site: str, after: int, now: int, limit: int) -> list[Todo]:
        """Up to ``limit`` due addresses numbered above ``after``, in their order."""

    def due_checks(self, site: str, now: int, limit: int) -> list[Check]:
        """Articles that are due to be looked at again, the longest due first."""

    def healthy(self, site: str, limit: int, without: Iterable[str]) -> list[Check]:
        """Articles that were there when last looked at, the newest first."""

    def failed(self, site: str) -> Iterator[Failed]:
        """Addresses that could not be read, those tried most often first."""

    def commit(self, site: str, batch: Batch, segment: Segment | None = None) -> None:
        """Make a batch true, with the offset of the segment that holds its lines."""

    def reading(self, site: str, file: str) -> Reading | None:
        """How far a file was read."""

    def find_similar(self, marks: Sequence[int], limit: int) -> list[Similar]:
        """Articles of any site that share passages, the likeliest first."""

    def unread(self) -> list[str]:
        """Segments whose lines a store of before did not index for this search."""

    def enter_read(self, name: str, articles: Sequence[Known]) -> None:
        """Index the articles of such a segment: it counts as read."""

    def open_walk(
        self, site: str, channel_id: str, after: int, deep: bool, beyond: int = 0
    ) -> Walk:
        """Begin a walk at page 1; arguments as in Walk."""

    def walks(self, site: str) -> list[Walk]:
        """Walks that have not ended, oldest first."""

    def channels(self, site: str) -> dict[str, str]:
        """Channels seen in earlier runs, id → name."""

    def add_channels(self, site: str, channels: dict[str, str]) -> None:
        """Remember channels, id → name."""

    def segments(self) -> list[Segment]:
        """All files of lines, oldest first."""

    def set_segment(self, segment: Segment) -> None:
        """Enter a file, or its new offset, lines and seal."""

    def drop_segment(self, segment: Segment) -> None:
        """Forget a file that never held a line."""

    def runs(self, site: str, limit: int, without: Sequence[str] = ()) -> list[dict[str, Any]]:
        """Records of the last runs, oldest first; parts named in ``without`` are left out."""

    def add_run(self, run_id: str, site: str, record: dict[str, Any]) -> None:
        """Enter (or replace) a run's record."""

    def count(self, site: str) -> tuple[int, int]:
        """Articles known, addresses to do."""

    def count_due(self, site: str, now: int) -> int:
        """Addresses to do that ``take`` would give."""

    def close(self) -> None:
        """Close; the store can't be used after."""
