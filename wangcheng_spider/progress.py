"""How far a run is, and how long it will take: numbers in, text out."""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from .clock import DAY, HOUR
from .wording import count_of

WINDOW = 60.0
"""Seconds over which the pace is measured."""
SETTLED = 5.0
"""Seconds after which there is a pace to speak of."""
FAR = 20
"""An outlook on so many times what has been seen is no estimate any more."""
SHED = ("found", "fetched", "edited", "dropped")
"""What a narrow terminal does without, in this order."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Where a run stands. All but ``remaining`` and ``open_listings`` are of this run alone."""

    found: int = 0
    """Articles that were not known before."""
    fetched: int = 0
    """Article pages that came."""
    new: int = 0
    edited: int = 0
    dropped: int = 0
    errors: int = 0
    pages: int = 0
    """Pages of every kind that came."""
    remaining: int = 0
    """Articles on the to-do list that are due."""
    open_listings: int = 0
    """Walks through listings and day archives that have not come to their end."""


@dataclass(frozen=True, slots=True)
class Reach:
    """How far this run has walked back through one channel."""

    newest: date
    oldest: date
    pages: int
    """Articles that this stretch of days brought, and listing pages where these hold many days."""
    is_daily: bool = False
    """Now goes through day archives: one page more for each day, whatever is in it."""


class Pace:
    """Pages a second over the last minute."""

    def __init__(self) -> None:
        self._seen: deque[tuple[float, int]] = deque()

    def add(self, at: float, pages: int) -> None:
        """Note how many pages had come at a moment (seconds of any clock that never jumps)."""
        self._seen.append((at, pages))
        while len(self._seen) > 1 and at - self._seen[1][0] >= WINDOW:
            self._seen.popleft()

    @property
    def rate(self) -> float | None:
        """Pages a second; None while too little was seen."""
        if not self._seen:
            return None
        (start, before), (end, after) = self._seen[0], self._seen[-1]
        return (after - before) / (end - start) if end - start >= SETTLED else None


def expect_more(reaches: Iterable[Reach | None], since: date | None) -> float | None:
    """Pages that open walks back to ``since`` are likely to bring, by what they brought so far.

    One Reach for each open walk; None for one that has brought nothing yet. None where it can't be
    told: no ``since``, a walk without a day, or a way much longer than what was seen of it.
    """
    more = 0.0
    for reach in reaches:
        if reach is None or since is None:
            return None
        walked = (reach.newest - reach.oldest).days + 1
        left = max(0, (reach.oldest - since).days)
        if left > FAR * walked:
            return None
        more += left * (reach.pages / walked + reach.is_daily)
    return more


def tell_rest(counts: Counts, rate: float | None, more: float | None) -> str:
    """The time that is left, in words, as far as it can be known.

    ``rate``: pages a second, None: not measured yet. ``more``: pages beyond ``remaining`` that the
    open listings will bring, None: nobody knows.
    """
    if not counts.pages:
        return "waiting for the first page"
    if not counts.remaining and not counts.open_listings:
        return "to-do list empty"
    if not rate:
        return "time left not known yet"
    if not counts.open_listings:
        return f"about {tell_time(counts.remaining / rate)} left"
    if more is not None:
        return f"about {tell_time((counts.remaining + more) / rate)} left, listings still open"
    least = tell_time(counts.remaining / rate)
    return f"at least {least} left, {count_of(counts.open_listings, 'listing')} still open"


def tell_time(seconds: float) -> str:
    """A length of time in the unit that suits it: 40 s, 12 min, 3.5 h, 12 days."""
    if seconds < 60:
        return f"{max(1, round(seconds))} s"
    if seconds < HOUR:
        return f"{round(seconds / 60)} min"
    if seconds < 48 * HOUR:
        return f"{seconds / HOUR:.1f} h"
    return f"{round(seconds / DAY)} days"


def list_parts(counts: Counts, rate: float | None) -> list[tuple[str, str]]:
    """(name, text) of each number, in the order in which they are shown."""
    names = ("found", "fetched", "new", "edited", "dropped", "errors")
    parts = [(name, f"{name} {getattr(counts, name)}") for name in names]
    parts.append(("rate", "– pages/s" if rate is None else f"{rate:.1f} pages/s"))
    parts.append(("remaining", f"remaining {counts.remaining}"))
    return parts


def tell_line(counts: Counts, rate: float | None, rest: str) -> str:
    """A plain line for a log."""
    return ", ".join([*(text for _, text in list_parts(counts, rate)), rest])


def draw_line(
    counts: Counts, rate: float | None, rest: str, width: int, *, coloured: bool = False
) -> str:
    """A line for a terminal of ``width`` columns; it leaves out what does not fit."""
    parts = [*list_parts(counts, rate), ("rest", rest)]
    for name in SHED:
        if _measure(parts) < width:
            break
        parts = [part for part in parts if part[0] != name]
    while len(parts) > 1 and _measure(parts) >= width:
        parts.pop()
    colours = {"errors": 31 if counts.errors else 0, "new": 32 if counts.new else 0}
    texts = (
        f"\x1b[{colours[name]}m{text}\x1b[0m" if coloured and colours.get(name) else text
        for name, text in parts
    )
    return "  ".join(texts)


def _measure(parts: Sequence[tuple[str, str]]) -> int:
    return len("  ".join(text for _, text in parts))
