"""A run's record as the monitors read it; records of older versions may lack what is newer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ..exit_codes import DONE, NOTHING, SOME_FAILED

Table = Mapping[str, Any]
"""A run's record, as run.json has it."""

JUDGED = (None, DONE, NOTHING, SOME_FAILED)
"""Exit codes of runs that came to their end; None: not judged yet."""


@dataclass(frozen=True, slots=True)
class Observation:
    """What the monitors need of a run's record."""

    at: float
    """Unix time of its start."""
    table: Table
    is_judged: bool
    """A whole update of the live site that came to its end."""

    def count(self, name: str, key: str | None = None) -> int:
        """A counter of the record, or one of its keys; 0 where it is missing."""
        value = self.table.get(name) or 0
        if isinstance(value, Mapping):
            return int(sum(value.values()) if key is None else value.get(key, 0))
        return int(value)

    @property
    def new(self) -> int:
        """New articles, listed or written."""
        listed = sum(channel.get("new", 0) for channel in self.channels.values())
        return max(int(listed), self.count("written", "new"))

    @property
    def channels(self) -> Mapping[str, Table]:
        """Channels by id."""
        channels: Mapping[str, Table] = self.table.get("channels") or {}
        return channels


def read_record(table: Table) -> Observation:
    """The observation that a record is."""
    is_whole = table.get("mode", "update") == "update" and not table.get("narrow")
    is_judged = is_whole and table.get("exit_code") in JUDGED
    return Observation(datetime.fromisoformat(table["started_at"]).timestamp(), table, is_judged)
