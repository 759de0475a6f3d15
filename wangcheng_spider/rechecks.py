"""Looking again at known articles: when, and what the answers mean.

News is edited soon after it appears, if ever: an article is looked at after hours, days, weeks, and
half-yearly from then on. It counts as gone only after several looks, days apart, while the site
demonstrably serves others: an outage takes nothing down.
"""

from dataclasses import dataclass, field, replace

from .clock import HOUR
from .policy import Policy
from .storage import Check

GONE = frozenset(("status_404", "status_410", "soft_404", "not_an_article"))
"""Answers that say that an article is not there (not_an_article: led on to another page)."""

CANARIES = 5
"""Articles that were there lately, looked at before any is taken for gone."""
MAX_CANARIES = 20


@dataclass(slots=True)
class Looks:
    """The looks of one run, until it is clear what they mean."""

    missed: dict[str, Check] = field(default_factory=dict)
    """By content id: those that were not there."""
    seen: set[str] = field(default_factory=set)
    """Content ids of those that were there."""
    canaries: set[str] = field(default_factory=set)
    """Content ids of those that are looked at only to tell an outage."""

    def count_wanted(self) -> int:
        """How many canaries it takes before the misses can be believed; 0 where enough was seen."""
        missed = len(self.missed)
        if not missed or self.canaries:
            return 0
        enough = min(MAX_CANARIES, max(CANARIES, missed))
        is_majority = missed >= 10 and missed > len(self.seen)
        return enough if is_majority else max(0, enough - len(self.seen))

    @property
    def is_outage(self) -> bool:
        """True where articles that should be there are not served either."""
        lost = len(self.canaries - self.seen)
        return lost > 0.5 * (len(self.seen) + lost)


def count_miss(check: Check, policy: Policy, now: float) -> tuple[Check, bool]:
    """The article after one more look that missed it, and whether it counts as gone now.

    Looks closer together than the policy says count as one.
    """
    is_apart = now - check.missed_at >= policy.gone_hours_apart * HOUR
    misses = check.misses + 1 if is_apart or not check.misses else check.misses
    missed_at = int(now) if misses > check.misses else check.missed_at
    due = int(now + policy.gone_hours_apart * HOUR)
    is_gone = misses >= policy.gone_after_misses
    return replace(check, misses=misses, missed_at=missed_at, due=due), is_gone
