"""A stream of articles through writer and store, and how many reposts were found."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter, process_time

from ..exporters import SegmentWriter
from ..items import Article
from ..reposts import RepostFinder
from ..storage.sqlite import SqliteStore
from ..text.clean import hash_content
from .reposts import Text

STEPS = (0.05, 0.10, 0.20, 0.30)
"""Shares of touched sentences, each up to and including; 0.0 stands for untouched."""


@dataclass(slots=True)
class Traced:
    """What came of it."""

    reposts: Counter[float] = field(default_factory=Counter)
    found: Counter[float] = field(default_factory=Counter)
    """The same, that point to their own original."""
    kinds: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    """Articles that point to something else, by kind."""
    missed: list[Text] = field(default_factory=list)
    taken: list[tuple[Text, str]] = field(default_factory=list)
    seconds: float = 0.0
    """For searching, indexing, and the writing of the lines to disk."""
    cpu: float = 0.0
    """The same, in seconds of the processor: what another program on the machine takes is out."""
    slowest: float = 0.0

    @property
    def precision(self) -> float:
        """Of the articles that point somewhere, the share that points rightly."""
        right = self.found.total()
        return right / max(1, right + self.wrong.total())

    @property
    def recall(self) -> float:
        """Of the reposts with at most a tenth of their sentences touched."""
        few = (0.0, 0.05, 0.10)
        return sum(self.found[s] for s in few) / max(1, sum(self.reposts[s] for s in few))


def make_item(text: Text) -> Article:
    """The item that a right reader makes of it."""
    url = f"https://www.sample.test/content/1/1/{text.number}.html"
    return Article(
        url=url,
        content_id=str(text.number),
        site="sample",
        view="pc",
        fetched_url=url,
        layout="pc-2022",
        headline=text.headline,
        date_published=f"{text.published:%Y-%m-%dT%H:%M:%S}+08:00",
        article_body=text.body,
        content_hash=hash_content(text.headline, text.body),
        fetched_at="2025-11-21T01:02:03Z",
    )


def trace_stream(texts: Iterable[Text], data_dir: Path, batch: int = 8) -> Traced:
    """Search and write article after article into a new DATA_DIR, ``batch`` lines synced at a time.

    8 is what a crawl syncs, 160 what an extraction does.
    """
    traced = Traced()
    articles = data_dir / "articles"
    articles.mkdir()
    store = SqliteStore(data_dir / "store.sqlite3")
    writer = SegmentWriter(articles, "sample", store)
    finder = RepostFinder(writer)
    for text in texts:
        item = make_item(text)
        begun, begun_cpu = perf_counter(), process_time()
        item.duplicate_of = finder.find_original(item)
        writer.stage_article(item)
        if writer.staged >= batch:
            writer.flush()
        spent = perf_counter() - begun
        traced.seconds += spent
        traced.cpu += process_time() - begun_cpu
        traced.slowest = max(traced.slowest, spent)
        _count(text, item.duplicate_of, traced)
    writer.close()
    store.close()
    return traced


def _count(text: Text, found: str | None, traced: Traced) -> None:
    step = next(step for step in (0.0, *STEPS, 1.0) if text.share <= step)
    number = int(found.rsplit("/", 1)[1].removesuffix(".html")) if found else None
    traced.kinds[text.kind] += 1
    if text.origin is not None:
        traced.reposts[step] += 1
        traced.found[step] += number == text.origin
        if number is None:
            traced.missed.append(text)
    if number is not None and number != text.origin:
        traced.wrong[text.kind] += 1
        traced.taken.append((text, found or ""))
