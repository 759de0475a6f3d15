"""Between what values a setting makes sense; what is outside would end in a crawl that does not."""

from collections.abc import Mapping
from math import isfinite
from typing import Any

from .policy import PolicyError

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


def check_ranges(settings: Mapping[str, Any]) -> None:
    """Raise PolicyError for a number out of its range; what is no number is others' to name."""
    for name, (least, most) in RANGES.items():
        raw: Any = settings.get(name)
        parts: list[Any] = (
            raw.split(",") if isinstance(raw, str) else raw if isinstance(raw, list) else [raw]
        )
        for part in parts:
            try:
                number = float(part)
            except (TypeError, ValueError):
                continue
            if not isfinite(number) or not least <= number <= most:
                text = f"{name}: {str(part).strip()} is not from {least:,} to {most:,}"
                raise PolicyError(text)
