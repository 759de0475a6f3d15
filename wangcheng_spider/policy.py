"""How thoroughly the portal is watched: when articles are looked at again, how deep walks go."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .clock import DAY, HOUR
from .setting_values import read_number, read_numbers


@dataclass(frozen=True, slots=True)
class Policy:
    """Settings of our own that steer a run; their names there are these in capitals."""

    recheck_after_hours: Sequence[float] = (1.0, 6.0, 24.0, 72.0, 168.0, 720.0)
    """Hours after publication at which an article is looked at again."""
    recheck_every_days: float = 180.0
    """Days between looks from then on."""
    recheck_budget: int = 200
    """Looks in one run at most, the longest due first."""
    gone_after_misses: int = 3
    """Looks in a row that must find an article gone."""
    gone_hours_apart: float = 24.0
    """Hours between two looks that count."""
    deeper_walk_days: float = 7.0
    """Days between walks that go on behind the first page of known entries, to check its end."""
    deeper_walk_pages: int = 20
    """Pages that such a walk goes on."""
    full_walk_days: float = 90.0
    """Days between walks through a whole listing."""
    notify_timeout: float = 20.0
    """Seconds that telling of a failure or a recovery may take at most."""

    def next_due(self, published: str | None, now: float) -> int:
        """Unix time of the next look at an article published at an ISO 8601 time."""
        since = min(datetime.fromisoformat(published).timestamp() if published else now, now)
        later = (since + hours * HOUR for hours in self.recheck_after_hours)
        return int(next((due for due in later if due > now), now + self.recheck_every_days * DAY))

    def depth(self, now: float, walked_at: int, deeper_at: int) -> tuple[bool, int]:
        """(whether a walk goes to the listing's end, pages it goes on behind known entries)."""
        if now - walked_at >= self.full_walk_days * DAY:
            return True, 0
        is_due = now - deeper_at >= self.deeper_walk_days * DAY
        return False, self.deeper_walk_pages if is_due else 0


def read_policy(settings: Mapping[str, Any]) -> Policy:
    """The policy that settings name (RECHECK_BUDGET and so on). SettingError names a wrong one."""
    values: dict[str, Any] = {}
    for name in Policy.__slots__:
        default = getattr(Policy(), name)
        read = read_numbers if isinstance(default, tuple) else read_number
        values[name] = read(settings, name.upper(), default)
    return Policy(**values)
