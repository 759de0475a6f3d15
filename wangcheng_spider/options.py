"""Arguments of the spider, read once, before anything is opened."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from .errors import WangchengError

MODES = ("update", "backfill", "urls")
NAMES = ("site", "mode", "since", "until", "channels", "urls", "archive")
OF_SCHEDULERS = ("_job", "_version")
"""What Scrapyd adds to the arguments of each job, for its own bookkeeping."""


class OptionError(WangchengError):
    """An argument that can't be used; the text names it."""


@dataclass(frozen=True, slots=True)
class CrawlOptions:
    """What the spider was asked to do (``-a NAME=VALUE``)."""

    site: str = "wcxww"
    """Name or path of the profile."""
    mode: str = "update"
    since: date | None = None
    until: date | None = None
    channels: tuple[str, ...] = ()
    """Channel ids; empty: all."""
    urls: Path | None = None
    """File of addresses, one a line."""
    archive: Path | None = None
    """What is replayed instead of the network."""

    @property
    def is_narrow(self) -> bool:
        """True where only some channels or days are asked for."""
        return bool(self.since or self.until or self.channels)

    def covers(self, day: date | None) -> bool:
        """True for a day from ``since`` to ``until``, and for one that is unknown."""
        if day is None:
            return True
        is_late_enough = self.since is None or day >= self.since
        return is_late_enough and (self.until is None or day <= self.until)


def read_options(arguments: Mapping[str, str]) -> CrawlOptions:
    """Options from spider arguments; raises OptionError, which names the argument."""
    for name, value in arguments.items():
        if name not in (*NAMES, *OF_SCHEDULERS):
            raise OptionError(f"unknown argument {name!r} (known: {', '.join(NAMES)})")
        if name in NAMES and not value.strip(" ,"):
            # a script's unset variable must not stand for the live site, or for all of it
            raise OptionError(f"{name}: its value is empty; leave it out for the default")
    mode = arguments.get("mode", "update")
    if mode not in MODES:
        raise OptionError(f"mode: {mode!r} is none of {', '.join(MODES)}")
    options = CrawlOptions(
        site=arguments.get("site", "wcxww"),
        mode=mode,
        since=_read_day("since", arguments.get("since")),
        until=_read_day("until", arguments.get("until")),
        channels=_read_channels(arguments.get("channels")),
        urls=_read_path("urls", arguments.get("urls")),
        archive=_read_path("archive", arguments.get("archive")),
    )
    if (options.urls is None) == (mode == "urls"):
        raise OptionError("urls: a file of addresses goes with mode=urls, and mode=urls needs one")
    if options.urls and not options.urls.is_file():
        raise OptionError(f"urls: {options.urls} is not a file of addresses, one a line")
    if options.since and options.until and options.since > options.until:
        raise OptionError(f"since: {options.since} is after until={options.until}")
    return options


def _read_day(name: str, text: str | None) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise OptionError(f"{name}: {text!r} is not a day as YYYY-MM-DD") from error


def _read_channels(text: str | None) -> tuple[str, ...]:
    ids = tuple(part.strip() for part in (text or "").split(",") if part.strip())
    for id_ in ids:
        if not (id_.isascii() and id_.isdigit()):
            raise OptionError(f"channels: {id_!r} is not a channel's number")
    return ids


def _read_path(name: str, text: str | None) -> Path | None:
    if not text:
        return None
    path = Path(text)
    if not path.exists():
        raise OptionError(f"{name}: no such file or folder: {text}")
    if not os.access(path, os.R_OK):
        raise OptionError(f"{name}: {text} can't be read: permission denied")
    return path
