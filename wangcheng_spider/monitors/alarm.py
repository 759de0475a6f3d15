"""What a monitor says."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Alarm:
    """A monitor that broke."""

    name: str
    """no_new_articles, channel_silent, listing_empty, layout_drift, field_missing, drop_rate,
    error_rate, run_time, page_cap; with ``:channel`` or ``:field`` where there are several."""
    text: str
    """The cause, in one line."""
