"""Scrapy's feeds (``-o``, ``-O``, FEEDS): looked at before a run, and judged with it."""

import asyncio
import logging
import os
import re
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy import Spider
from scrapy.exceptions import UsageError
from scrapy.extensions.feedexport import FeedExporter, FeedSlot
from scrapy.settings import BaseSettings
from w3lib.url import file_uri_to_path

from .middlewares import run_of

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)


class Feeds(FeedExporter):
    """A feed that fails is given up and named in the run's record: lines and store go on."""

    def __init__(self, crawler: "Crawler") -> None:
        super().__init__(crawler)
        self.closed = asyncio.Event()

    def open_spider(self, spider: Spider) -> None:
        try:
            super().open_spider(spider)
        except Exception as error:  # of a storage, or of a name that asks for what is not there
            self._give_up(error)

    def item_scraped(self, item: Any, spider: Spider) -> None:
        try:
            super().item_scraped(item, spider)
        except Exception as error:  # the disk's, an exporter's or a pipe's
            self._give_up(error)

    async def _close_slot(self, slot: FeedSlot, spider: Spider) -> None:
        try:
            await super()._close_slot(slot, spider)
        except Exception as error:  # of a storage, an exporter or a pipe, once more at the end
            self._give_up(error)

    async def close_spider(self, spider: Spider) -> None:
        """At the end; ``closed`` is set when it is clear what came of all feeds."""
        try:
            await super().close_spider(spider)
        finally:
            stats = self.crawler.stats.get_stats() if self.crawler.stats else {}
            if any(name.startswith("feedexport/failed_count/") for name in stats):
                self._note("a feed could not be stored, as the log says")
            self.closed.set()

    def _give_up(self, error: Exception) -> None:
        slots, self.slots = self.slots, []
        for slot in slots:
            if slot.file is not None and slot.file is not sys.stdout.buffer:
                with suppress(Exception):  # else Python says so once more
                    slot.file.close()
        self._note(f"feed {name_feeds(self.feeds)}: {str(error) or type(error).__name__}")

    def _note(self, text: str) -> None:
        failures = run_of(self.crawler).record.feed_failures
        if not failures:
            logger.error("could not write %s", text)
            failures.append(text)


def name_feeds(uris: Iterable[object]) -> str:
    """Feeds for the log, without what gives access to them.

    >>> name_feeds(["out.csv", "s3://key:secret@bucket/out.csv"])
    'out.csv, s3://bucket/out.csv'
    """
    return ", ".join(re.sub(r"//[^/]*@", "//", str(uri)) for uri in uris)


async def end_feeds(crawler: "Crawler") -> None:
    """Wait until the feeds are stored; one that Scrapy did not even begin is a failure too."""
    wanted = crawler.settings.getdict("FEEDS")
    feeds = crawler.get_extension(Feeds) if wanted else None
    if feeds is not None:
        await feeds.closed.wait()
    elif wanted:
        text = f"feed {name_feeds(wanted)}: not begun, as the log says"
        run_of(crawler).record.feed_failures.append(text)


def check_feeds(settings: BaseSettings) -> None:
    """Raise UsageError for a feed of an unknown kind, OSError for a file that can't be written."""
    kinds = settings.getwithbase("FEED_STORAGES")
    for name in settings.getdict("FEEDS"):
        uri = str(name)
        scheme = urlsplit(uri).scheme
        if kinds.get(scheme) is None:
            raise UsageError(f"{name_feeds([uri])}: {scheme!r} is no kind of place for a feed")
        if scheme in ("", "file"):
            check_place(Path(file_uri_to_path(uri) if scheme else uri))


def check_place(path: Path) -> None:
    """Raise OSError where no file can come to be at a path; of a template its fixed folders count.

    The file is not touched, and no folder is made.
    """
    fixed = next((above for above in path.parents if "%(" not in str(above)), path.parent)
    if "%(" not in path.name and path.is_dir():
        raise IsADirectoryError(f"{path} is a folder")
    folder = next(above for above in (fixed, *fixed.parents) if above.exists())
    if not folder.is_dir():
        raise NotADirectoryError(f"{path}: {folder} is no folder")
    if not os.access(path if path.exists() else folder, os.W_OK):
        raise PermissionError(f"{path}: permission denied")
