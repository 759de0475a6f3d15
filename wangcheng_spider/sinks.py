"""Where an extraction's articles go: a stream, or a DATA_DIR that remembers how far it came."""

from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import BinaryIO, Protocol

from .archive import WARC_SUFFIXES, Place
from .exporters import index_entry
from .items import Article
from .lines import encode_line
from .reposts import RepostFinder
from .run import Run
from .segments import PART
from .storage import Known, Reading

HEAD = 256
"""Bytes at a WARC's start that tell it from others: its first record has an id and a date."""
BATCH = 160
"""Lines on disk together."""


class Sink(Protocol):
    """Takes articles in the order of the archives, and after each few pages ``advance``."""

    def known(self, content_id: str) -> Known | None:
        """The article, if it was written before."""

    def previous(self, known: Known) -> Article | None:
        """The newest line of an article, where it can be had."""

    def write(self, article: Article) -> None:
        """Take an article for writing."""

    def fail(self, address: str, reason: str) -> None:
        """Note a page that should have brought a line."""

    def drop(self, article: Article, reason: str) -> None:
        """Note an article that needs no line."""

    def read_before(self, file: Path) -> int:
        """Offset of the last record of a file that an earlier call took in; -1: none."""

    def pages_before(self) -> int:
        """Pages that earlier calls took in, of the files asked for so far."""

    def advance(self, places: list[Place]) -> None:
        """What was taken so far answers for all pages up to and with these."""


@dataclass(slots=True)
class FileSink:
    """Lines to an open file, one after the other; what was written is remembered in memory."""

    stream: BinaryIO
    _known: dict[str, Known] = field(default_factory=dict)

    def known(self, content_id: str) -> Known | None:
        return self._known.get(content_id)

    def previous(self, known: Known) -> Article | None:
        """None: a stream is not read back."""
        return None

    def write(self, article: Article) -> None:
        self._known[article.content_id] = index_entry(article, is_traced=False)
        self.stream.write(encode_line(article))

    def fail(self, address: str, reason: str) -> None:
        """Counted by the caller; a stream has no record of its own."""

    def drop(self, article: Article, reason: str) -> None:
        """Counted by the caller."""

    def read_before(self, file: Path) -> int:
        """-1: a stream remembers nothing."""
        return -1

    def pages_before(self) -> int:
        return 0

    def advance(self, places: list[Place]) -> None:
        """Nothing to keep."""


@dataclass(slots=True)
class RunSink:
    """Segments below a DATA_DIR, exactly once as in a crawl: the same call again goes on.

    How far each file was read is committed together with the lines that it brought. ``way`` says
    how pages are read: read in another way they are read anew.
    """

    run: Run
    way: str = ""
    is_stopping: bool = False
    """Set by a signal: the next ``advance`` ends the extraction, between two pages."""
    _readings: dict[Path, Reading] = field(default_factory=dict)
    _before: int = 0
    _finder: RepostFinder = field(init=False)

    def __post_init__(self) -> None:
        self._finder = RepostFinder(self.run.writer)

    def known(self, content_id: str) -> Known | None:
        return self.run.writer.known(content_id)

    def previous(self, known: Known) -> Article | None:
        return self.run.writer.previous(known)

    def write(self, article: Article) -> None:
        article.duplicate_of = self._finder.find_original(article)
        self.run.write(article)

    def fail(self, address: str, reason: str) -> None:
        self.run.fail(address, reason)

    def drop(self, article: Article, reason: str) -> None:
        self.run.drop(article, reason)

    def read_before(self, file: Path) -> int:
        mark = self._mark(file)
        reading = self.run.store.reading(self.run.site.name, _name(file))
        if reading is None or reading.mark != mark:
            reading = Reading(mark, -1, 0)
        self._readings[file] = reading
        if reading.pages:
            self._before += reading.pages
            self.run.record.dropped["read_before"] += reading.pages
        return reading.offset

    def _mark(self, file: Path) -> str:
        """By the file's beginning; a saved page is another one once it is saved again."""
        with file.open("rb") as stream:
            head = blake2b(stream.read(HEAD), digest_size=8).hexdigest()
        if file.name.lower().endswith(WARC_SUFFIXES):
            return f"{head} {self.way}"
        status = file.stat()
        return f"{head} {status.st_size} {status.st_mtime_ns} {self.way}"

    def pages_before(self) -> int:
        return self._before

    def advance(self, places: list[Place]) -> None:
        for file, offset in places:
            reading = self._readings[file]
            reading = Reading(reading.mark, offset, reading.pages + 1)
            self._readings[file] = reading
            self.run.writer.stage_reading(_name(file), reading)
        if self.run.writer.staged >= BATCH and not self.run.flush():
            raise OSError("could not write")
        if self.is_stopping:
            raise KeyboardInterrupt


def _name(file: Path) -> str:
    """A file by its path; a recording keeps its name once it is sealed."""
    return str(file.resolve()).removesuffix(PART)
