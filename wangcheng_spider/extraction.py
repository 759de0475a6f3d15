"""Saved pages → lines, without a crawl: the page objects and the pipelines' functions in a row."""

import os
import re
from collections import Counter, deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from itertools import chain, islice
from multiprocessing import get_context
from pathlib import Path

from .archive import Damage, Place, read_placed
from .cores import count_cores
from .dedup import compare
from .errors import WangchengError
from .exit_codes import DONE, INTERNAL, NOTHING, SOME_FAILED
from .following import follow_parent, hold_signals
from .items import Article
from .joining import Joiner
from .lending import Lending, Loan
from .pages import Page, PageError
from .pages.parts import Part
from .reading import read_part, take_over
from .schema import check_article
from .sinks import Sink
from .sites import Site, load

SKIPPED = (
    *("bad_status", "foreign_host", "login_page", "not_a_page", "not_an_article", "revisit"),
    "soft_404",
)
"""Reasons why a page holds no article, as against those why an article could not be read."""

Result = Part | tuple[str, str]
"""What a page holds of an article, or its address and why it holds none."""
Placed = tuple[Place, Page]
Chunk = tuple[list[Place], list[Result]]

NO_PAGE = re.compile(
    r"\s*(?:image|video|audio|font)/|text/css|(?:text|application)/javascript|application/pdf", re.I
)
"""Content types of what archives hold beside pages."""

CHUNK = 32
"""Pages handed to a process at a time."""


class ProcessEnded(WangchengError):
    """One of the processes that read was ended by something else; the text says what to do."""

    exit_code = INTERNAL


@dataclass(frozen=True, slots=True)
class Reader:
    """How pages are read; ``profile`` names the site, so that a process can load it by itself."""

    profile: str = "wcxww"
    layout: str | None = None
    """Force a layout by name, or ``fallback``; None takes the one that matches."""
    any_host: bool = False
    is_marked: bool = False
    """Also reckon what reposts are found by."""

    def read(self, page: Page, site: Site) -> Part:
        """The clean, valid article of a page; PageError names why there is none."""
        if page.kind == "revisit":
            raise PageError("revisit")
        if NO_PAGE.match(page.headers.get("content-type", "")):
            raise PageError("not_a_page")
        part = read_part(
            page, site, layout=self.layout, any_host=self.any_host, is_marked=self.is_marked
        )
        if reason := check_article(part.article):
            raise PageError(reason)
        return part

    def read_many(self, pages: list[Page]) -> list[Result]:
        """Of each page its article, or (address, reason)."""
        site = _load(self.profile)
        found: list[Result] = []
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
    extraction, damage, joiner = Extraction(), Damage(), Joiner()
    pages = read_placed(paths, damage, sink.read_before)
    places: list[Place] = []
    with closing(_read_all(pages, reader, jobs or count_cores())) as chunks:
        for chunk_places, results in chunks:
            for one in results:
                _take_part(one, joiner, sink, extraction)
            places += chunk_places
            if joiner.is_empty:
                # parts that wait for others keep the place: a call that goes on reads them again
                sink.advance(places)
                places = []
    _release(joiner.release(), sink, extraction)
    sink.advance(places)
    for place in damage.places:
        _fail(place, "damaged", sink, extraction)
    if before := sink.pages_before():
        extraction.dropped["read_before"] = before
    return extraction


def _take_part(one: Result, joiner: Joiner, sink: Sink, extraction: Extraction) -> None:
    if isinstance(one, Part):
        take_over(one)
        _release(joiner.add(one), sink, extraction)
        return
    address, reason = one
    if reason in SKIPPED:
        extraction.skipped[reason] += 1
    else:
        _fail(address, reason, sink, extraction)


def _release(found: Iterable[Article | str], sink: Sink, extraction: Extraction) -> None:
    for one in found:
        if isinstance(one, Article):
            _take(one, sink, extraction)
        else:
            _fail(one, "missing_part", sink, extraction)


def _fail(address: str, reason: str, sink: Sink, extraction: Extraction) -> None:
    sink.fail(address, reason)
    extraction.failed.append((address, reason))


def _take(article: Article, sink: Sink, extraction: Extraction) -> None:
    known = sink.known(article.content_id)
    if copy := compare(article, known, sink.previous):
        sink.drop(article, copy)
        extraction.dropped[copy] += 1
    else:
        sink.write(article)
        extraction.written[article.change] += 1
        extraction.layouts[article.layout] += 1


def _read_all(pages: Iterator[Placed], reader: Reader, jobs: int) -> Generator[Chunk, None, None]:
    """Results in the pages' order. Few pages are read here: a process costs more than they do."""
    first = list(islice(pages, 2 * CHUNK))
    chunks = _cut(chain(first, pages))
    if jobs == 1 or len(first) < 2 * CHUNK:
        for places, read in chunks:
            yield places, reader.read_many(read)
        return
    import_module(f"{__package__}.pages.article")  # once, here: forked processes have it then
    window = 4 * jobs
    lending = Lending(window)
    arguments = (lending, reader)
    # only a forked process sees what is lent
    try:
        with ProcessPoolExecutor(jobs, get_context("fork"), _begin, arguments) as pool:
            with hold_signals():
                pool.submit(os.getpid)  # which forks them all
            yield from _in_order(pool.submit, chunks, lending, window)
    except BrokenProcessPool as error:
        raise ProcessEnded(
            "a process that read pages was killed (no memory left?); -o DIR goes on from there"
        ) from error


_own: tuple[Lending, Reader]
"""Of a forked process."""


def _begin(lending: Lending, reader: Reader) -> None:
    """A forked one that went on after the first process had ended would hold its lock."""
    global _own
    _own = lending, reader
    follow_parent()


def _read_loan(loan: Loan) -> list[Result]:
    lending, reader = _own
    return reader.read_many(lending.take(loan))


def _in_order(
    submit: Callable[..., Future[list[Result]]],
    chunks: Iterator[tuple[list[Place], list[Page]]],
    lending: Lending,
    window: int,
) -> Iterator[Chunk]:
    """Keep ``window`` chunks under way: memory stays bounded whatever the archive's size."""
    under_way: deque[tuple[list[Place], Loan, Future[list[Result]]]] = deque()

    def end_first() -> Chunk:
        places, loan, future = under_way.popleft()
        results = future.result()
        lending.give_back(loan)
        return places, results

    for places, pages in chunks:
        loan = lending.lend(pages)
        under_way.append((places, loan, submit(_read_loan, loan)))
        if len(under_way) >= window:
            yield end_first()
    while under_way:
        yield end_first()


def _cut(pages: Iterator[Placed]) -> Iterator[tuple[list[Place], list[Page]]]:
    while chunk := list(islice(pages, CHUNK)):
        yield [place for place, _ in chunk], [page for _, page in chunk]
