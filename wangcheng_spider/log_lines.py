"""What Scrapy's log says: of items their address, never a whole article; lists for DEBUG only."""

import logging
from typing import Any

from scrapy import Spider
from scrapy.http import Response
from scrapy.logformatter import LogFormatter, LogFormatterResult
from twisted.python.failure import Failure

from .dedup import NOTHING_NEW


class LogLines(LogFormatter):
    """Scrapy's own log lines, but for those that would hold an item."""

    def scraped(
        self, item: Any, response: Response | Failure | None, spider: Spider
    ) -> LogFormatterResult:
        return _line(logging.DEBUG, "read %s", name_item(item))

    def dropped(
        self,
        item: Any,
        exception: BaseException,
        response: Response | Failure | None,
        spider: Spider,
    ) -> LogFormatterResult:
        """The exception's text is the reason code and the address; known is no news."""
        reason, _, _ = str(exception).partition(":")
        level = logging.DEBUG if reason in NOTHING_NEW else logging.WARNING
        return _line(level, "dropped %s", str(exception))

    def item_error(
        self,
        item: Any,
        exception: BaseException,
        response: Response | Failure | None,
        spider: Spider,
    ) -> LogFormatterResult:
        return _line(logging.ERROR, "broke while it was written: %s", name_item(item))


LISTS = {
    "scrapy.addons": "Enabled ",
    "scrapy.middleware": "Enabled ",
    "scrapy.crawler": "Overridden settings",
}
"""Loggers of Scrapy's that list the wiring at INFO, and how these lines begin."""


def set_level(level: str | int) -> None:
    """Let Scrapy log from ``level`` on, and list its settings and components at DEBUG only."""
    # Scrapy logs every page twice at DEBUG, and leaves it to the handler to drop that
    scrapy = logging.getLogger("scrapy")
    scrapy.setLevel(level)
    if scrapy.level > logging.DEBUG:
        for name in LISTS:
            logging.getLogger(name).addFilter(_is_no_list)


def _is_no_list(record: logging.LogRecord) -> bool:
    return record.levelno > logging.INFO or not str(record.msg).startswith(LISTS[record.name])


def name_item(item: object) -> str:
    """The address that an item was read from; of what is no article its kind."""
    return str(getattr(item, "fetched_url", type(item).__name__))


def _line(level: int, text: str, argument: str) -> LogFormatterResult:
    return {"level": level, "msg": text, "args": (argument,)}
