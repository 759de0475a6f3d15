"""Settings read as numbers and switches, and between what values a number makes sense.

What is outside would end in a crawl that does not.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from math import inf, isfinite
from typing import Any, TypeVar

from .errors import WangchengError

Number = TypeVar("Number", int, float)

ON, OFF = ("1", "true"), ("0", "false", "none", "")
"""How a switch may be set, on the command line or in settings.py."""

CENTURY = 36_500
"""Days."""

RANGES: dict[str, tuple[float, float]] = {
    "ARCHIVE_ROLL_BYTES": (1, 10**15),
    "RECHECK_AFTER_HOURS": (0, CENTURY * 24),
    "RECHECK_EVERY_DAYS": (0, CENTURY),
    "RECHECK_BUDGET": (0, 10**9),
    "GONE_AFTER_MISSES": (1, 1000),
    "GONE_HOURS_APART": (0, CENTURY * 24),
    "DEEPER_WALK_DAYS": (0, CENTURY),
    "DEEPER_WALK_PAGES": (0, 10**6),
    "FULL_WALK_DAYS": (0, CENTURY),
    "NOTIFY_TIMEOUT": (0, 3600),
    "RETRY_PAUSE": (0, 3600),
    "RETRY_AFTER_MAX": (0, 86_400),
    # Scrapy's own, which it takes as they come
    "CONCURRENT_REQUESTS": (1, 1000),
    "DOWNLOAD_DELAY": (0, 86_400),
    "DOWNLOAD_TIMEOUT": (0.001, 86_400),
    "RETRY_TIMES": (0, 1000),
}
"""Setting → least and most; for lists those of each value."""


class SettingError(WangchengError):
    """A setting that can't be used; the text names it."""


class _NoNumberError(SettingError):
    """A text that is no number."""


def read_number(settings: Mapping[str, Any], name: str, default: Number) -> Number:
    """A setting as a number of the default's kind. Raises SettingError."""
    raw = settings.get(name)
    if raw is None:
        return default
    return _check(name, raw, type(default))


def read_numbers(
    settings: Mapping[str, Any], name: str, default: Sequence[float]
) -> tuple[float, ...]:
    """A setting as numbers in their order: a list, or a text with commas. Raises SettingError."""
    raw = settings.get(name)
    return tuple(
        sorted(_check(name, one, float) for one in _parts(default if raw is None else raw))
    )


def read_switch(settings: Mapping[str, Any], name: str) -> bool:
    """A setting that is on or off; off where it is not set. Raises SettingError."""
    raw = str(settings.get(name, False)).lower()
    if raw not in ON + OFF:
        raise SettingError(f"{name}: {raw!r} is neither 1 nor 0")
    return raw in ON


def check_ranges(settings: Mapping[str, Any]) -> None:
    """Raise SettingError for a number out of its range, whoever reads it; the kind is theirs."""
    for name in RANGES:
        for part in _parts(settings.get(name)):
            with suppress(_NoNumberError):
                _check(name, part, float)


def _parts(raw: Any) -> Sequence[Any]:
    if isinstance(raw, str):
        return raw.split(",")
    return raw if isinstance(raw, list | tuple) else [raw]


def _check(name: str, raw: Any, kind: type[Number]) -> Number:
    try:
        number = kind(raw)
    except (TypeError, ValueError, OverflowError) as error:
        raise _NoNumberError(f"{name}: {raw!r} is no number") from error
    least, most = RANGES.get(name, (-inf, inf))
    if not isfinite(number) or not least <= number <= most:
        text = f"{name}: {str(raw).strip()} is not from {least:,} to {most:,}"
        raise SettingError(text)
    return number
