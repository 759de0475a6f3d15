"""Saved pages → lines, without a crawl: the page objects and the pipelines' functions in a row."""

import os
from collections import Counter, deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from functools import cache
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO, Protocol

from .archive import Damage, read_archive
from .dedup import compare
from .exporters import index_entry
from .items import Article
from .lines import encode_line
from .pages import Page, PageError, read_article
from .record import DONE, NOTHING, SOME_FAILED
from .reposts import find_original
from .run import Run
from .schema import check_article
from .sites import Site, load
from .storage import Known
from .text.clean import clean_article

SKIPPED = ("bad_status", "foreign_host", "login_page", "not_an_article", "soft_404")
"""Reasons why a page holds no article, as against those why an article could not be read."""

Found = Generator[Article | tuple[str, str], None, None]

CHUNK = 16
"""Pages handed to a process at a time."""


@dataclass(frozen=True, slots=True)
class Reader:
    """How pages are read; ``profile`` names the site, so that a process can load it by itself."""

    profile: str = "wcxww"
    layout: str | None = None
    """Force a layout by name, or ``fallback``; None takes the one that matches."""
    any_host: bool = False

    def read(self, page: Page, site: Site) -> Article:
        """The clean, valid article of a page; PageError names why there is none."""
        article = read_article(page, site, layout=self.layout, any_host=self.any_host)
        clean_article(article)
        if reason := check_article(article):
            raise PageError(reason)
        return article

    def read_many(self, pages: list[Page]) -> list[Article | tuple[str, str]]:
        """Of each page its article, or (address, reason)."""
        site = _load(self.profile)
        found: list[Article | tuple[str, str]] = []
        for page in pages:
            try:
                found.append(self.read(page, site))
            except PageError as error:
                found.append((page.url, error.reason))
            except Exception as error:  # of lxml or nh3, or a bug: one page never costs the others
                found.append((page.url, f"internal_error: {error!r}"))
        return found


@cache
def _load(profile: str) -> Site:
    """One parse of the profile a process."""
    return load(profile)


class Sink(Protocol):
    """Where articles go."""

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


@dataclass(slots=True)
class RunSink:
    """Segments below a DATA_DIR, exactly once as in a crawl: the same call again goes on."""

    run: Run

    def known(self, content_id: str) -> Known | None:
        return self.run.writer.known(content_id)

    def previous(self, known: Known) -> Article | None:
        return self.run.writer.previous(known)

    def write(self, article: Article) -> None:
        article.duplicate_of = find_original(article, self.run.writer)
        self.run.write(article)
        if self.run.writer.staged >= 10 * CHUNK and not self.run.flush():
            raise OSError("could not write")

    def fail(self, address: str, reason: str) -> None:
        self.run.fail(address, reason)

    def drop(self, article: Article, reason: str) -> None:
        self.run.drop(article, reason)


@dataclass(slots=True)
class Extraction:
    """What an extraction brought; ``exit_code`` as of all commands."""

    written: Counter[str] = field(default_factory=Counter)
    """Lines by ``change``."""
    layouts: Counter[str] = field(default_factory=Counter)
    dropped: Counter[str] = field(default_factory=Counter)
    """Copies that say nothing new, by reason."""
    skipped: Counter[str] = field(default_factory=Counter)
    """Pages that are no articles of the site, by reason."""
    failed: list[tuple[str, str]] = field(default_factory=list)
    """(address or place, reason) of what should have brought a line."""

    @property
    def exit_code(self) -> int:
        """0 complete, 3 nothing found, 4 some failed."""
        if not (self.written or self.dropped):
            return NOTHING
        return SOME_FAILED if self.failed else DONE


def extract(paths: Iterable[Path], reader: Reader, sink: Sink, *, jobs: int = 0) -> Extraction:
    """Read all pages below ``paths`` into ``sink``; with ``jobs`` processes, 0: one a core.

    Order is that of the archives, whatever the number of processes. Raises ArchiveError where a
    path can't be opened, OSError where the sink can't be written.
    """
    extraction, damage = Extraction(), Damage()
    pages = chain.from_iterable(read_archive(path, damage) for path in paths)
    with closing(_read_all(pages, reader, jobs or os.cpu_count() or 1)) as found:
        for one in found:
            _take(one, sink, extraction)
    for place in damage.places:
        sink.fail(place, "damaged")
        extraction.failed.append((place, "damaged"))
    return extraction


def _take(one: Article | tuple[str, str], sink: Sink, extraction: Extraction) -> None:
    if not isinstance(one, Article):
        address, reason = one
        if reason in SKIPPED:
            extraction.skipped[reason] += 1
        else:
            sink.fail(address, reason)
            extraction.failed.append((address, reason))
    elif copy := compare(one, sink.known(one.content_id), sink.previous):
        sink.drop(one, copy)
        extraction.dropped[copy] += 1
    else:
        sink.write(one)
        extraction.written[one.change] += 1
        extraction.layouts[one.layout] += 1


def _read_all(pages: Iterator[Page], reader: Reader, jobs: int) -> Found:
    """Results in the pages' order. Few pages are read here: a process costs more than they do."""
    first = list(islice(pages, 2 * CHUNK))
    if jobs == 1 or len(first) < 2 * CHUNK:
        chunks = _cut(chain(first, pages))
        for chunk in chunks:
            yield from reader.read_many(chunk)
        return
    with ProcessPoolExecutor(jobs) as pool:
        yield from _in_order(pool.submit, _cut(chain(first, pages)), reader, 4 * jobs)


def _in_order(
    submit: Callable[..., Future[list[Article | tuple[str, str]]]],
    chunks: Iterator[list[Page]],
    reader: Reader,
    window: int,
) -> Found:
    """Keep ``window`` chunks under way: memory stays bounded whatever the archive's size."""
    under_way: deque[Future[list[Article | tuple[str, str]]]] = deque()
    for chunk in chunks:
        under_way.append(submit(reader.read_many, chunk))
        if len(under_way) >= window:
            yield from under_way.popleft().result()
    while under_way:
        yield from under_way.popleft().result()


def _cut(pages: Iterator[Page]) -> Iterator[list[Page]]:
    while chunk := list(islice(pages, CHUNK)):
        yield chunk
