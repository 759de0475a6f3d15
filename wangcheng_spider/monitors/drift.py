"""A share that drifts out of its band: learnt from earlier samples, tested against chance.

A sample is one run's count: ``bad`` of ``size`` pages lack a field, matched no layout, failed. The
band's edge is the worst day (or the worst twenty pages) that was normal. The newest samples, as
many as it takes, are held against it by Chernoff's bound on the binomial tail, so three bad pages
alone alarm nobody. What is outside is kept out of the band until it comes back, or has lasted so
long that it is the new normal.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from math import log

from ..clock import DAY

SURE = log(1e6)
"""An alarm is raised where chance would bring it once in a million tests at most …"""
CLEAR = 0.25
"""… and where at least this part of the pages that were good is bad now."""
BLOCK = 20
"""Pages that make a block of the band; days with fewer are taken together."""
MAX_BLOCKS = 90
WINDOW = 60
"""Pages that are held back from the band, because they may be the beginning of a drift."""
TRUSTED_DAYS, TRUSTED_PAGES = 7, 40
"""A band learnt from less knows too little: weekends differ, and news comes in bursts."""
UNTRUSTED = 0.5
"""Its edge is not better than this."""
RECOVERED = log(100)
"""Odds at which new samples speak for the band again, rather than for the drift."""
LASTING_DAYS, LASTING_RUNS, LASTING_PAGES = 14, 10, 30
"""A drift that has lasted for all of these is the new normal."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One run's count."""

    run: int
    """Which run it is of."""
    at: float
    """Unix time."""
    bad: int
    size: int
    """Never 0."""
    is_bulk: bool = False
    """Far more pages than usual, an archive's perhaps, which differ from today's."""


@dataclass(slots=True)
class Drift:
    """A share outside its band."""

    samples: list[Sample]
    """Since it began."""
    usual: float
    """The share before, 0 to 1."""
    is_known: bool
    """False where nothing was learnt before."""
    odds: float = 0.0
    """How far the newest samples speak for the band again."""
    back: list[Sample] = field(default_factory=list)
    """These samples."""

    @property
    def share(self) -> float:
        """The share since the drift began."""
        return sum(s.bad for s in self.samples) / sum(s.size for s in self.samples)

    def is_over(self, sample: Sample) -> bool:
        """Take in the next sample: True where the share is back in its band by now."""
        pages = sum(s.size for s in self.samples)
        now = (sum(s.bad for s in self.samples) + 1) / (pages + 2)
        good = sample.size - sample.bad
        self.odds += sample.bad * log(self.usual / now)
        self.odds += good * log((1 - self.usual) / (1 - now))
        self.back.append(sample)
        if self.odds <= 0:
            self.samples += self.back
            self.back, self.odds = [], 0.0
        return self.odds >= RECOVERED

    @property
    def is_lasting(self) -> bool:
        """True once it is the new normal."""
        samples = [*self.samples, *self.back]
        days = (samples[-1].at - samples[0].at) / DAY
        pages = sum(s.size for s in samples)
        return days >= LASTING_DAYS and len(samples) >= LASTING_RUNS and pages >= LASTING_PAGES


class Band:
    """What is normal for a share."""

    def __init__(self) -> None:
        self._blocks: deque[Sample] = deque(maxlen=MAX_BLOCKS)
        self._since: float | None = None
        self._edge: float | None = None
        """None: to be found out."""

    def learn(self, sample: Sample) -> None:
        """Take a normal sample in."""
        if self._since is None:
            self._since = sample.at
        last = self._blocks[-1] if self._blocks else None
        if last and (last.size < BLOCK or int(last.at // DAY) == int(sample.at // DAY)):
            bad, size = last.bad + sample.bad, last.size + sample.size
            self._blocks[-1] = replace(last, bad=bad, size=size)
        else:
            self._blocks.append(sample)
        self._edge = None

    @property
    def pages(self) -> int:
        """How many pages it was learnt from."""
        return sum(s.size for s in self._blocks)

    @property
    def usual(self) -> float:
        """The share as a whole, never quite 0 or 1."""
        return (sum(s.bad for s in self._blocks) + 0.5) / (self.pages + 1)

    def is_known(self, at: float) -> bool:
        """True where enough was learnt by then."""
        days = (at - self._since) / DAY if self._since is not None else 0
        return self.pages >= TRUSTED_PAGES and days >= TRUSTED_DAYS

    def edge(self, at: float, default: float | None) -> float | None:
        """The worst share that is still normal; None where nothing can be said yet."""
        if self._edge is None:
            full = [one for one in self._blocks if one.size >= BLOCK]
            self._edge = max(((one.bad + 1) / (one.size + 2) for one in full), default=0.0)
        if self.is_known(at):
            return self._edge
        worst = self._edge if self.pages >= TRUSTED_PAGES else default
        return None if worst is None else max(worst, UNTRUSTED)


class Share:
    """One share, followed from sample to sample; ``drift`` is set while it is out of its band.

    ``default``: the edge of its band while nothing is learnt yet; None: nothing is said then.
    ``one_run``: only the newest sample counts, where later runs meet the same bad pages again.
    ``all_ages``: a bulk of old pages can be learnt from: it is no better than today's.
    """

    def __init__(
        self, default: float | None = None, *, one_run: bool = False, all_ages: bool = False
    ) -> None:
        self.drift: Drift | None = None
        self._default = default
        self._one_run = one_run
        self._all_ages = all_ages
        self.forget()

    def forget(self) -> None:
        """Begin anew: what was learnt is of another kind of pages."""
        self._band = Band()
        self._held: deque[Sample] = deque()
        self.drift = None

    @property
    def usual(self) -> float | None:
        """The share that is normal, 0 to 1; None where nothing is learnt."""
        return self._band.usual if self._band.pages else None

    def add(self, sample: Sample) -> None:
        """Take in the next run's sample."""
        if self.drift is not None:
            self._follow(self.drift, sample)
            return
        if not sample.is_bulk:
            self._held.append(sample)
        if found := self._test([sample] if sample.is_bulk else self._held):
            self.drift = Drift(found, self._band.usual, self._band.pages > 0)
            self._held.clear()
        elif not sample.is_bulk:
            self._release()
        elif self._all_ages:
            self._band.learn(sample)

    def _follow(self, drift: Drift, sample: Sample) -> None:
        if drift.is_over(sample):
            self._held = deque(s for s in drift.back if not s.is_bulk)
            self.drift = None
        elif drift.is_lasting:
            self.forget()
            for one in (*drift.samples, *drift.back):
                self._band.learn(one)

    def _test(self, samples: Iterable[Sample]) -> list[Sample] | None:
        """The newest samples that are outside the band, where that is no chance."""
        newest = list(samples)
        sums = list(_add_up(reversed(newest)))[: 1 if self._one_run else None]
        if not any(bad > CLEAR * size for bad, size in sums):
            return None
        edge = self._band.edge(newest[-1].at, self._default)
        if edge is None:
            return None
        if newest[-1].is_bulk:
            edge = max(edge, UNTRUSTED)
        best, count = 0.0, 0
        for number, (bad, size) in enumerate(sums, 1):
            share, evidence = bad / size, surprise(bad, size, edge)
            if share > edge + CLEAR * (1 - edge) and best < evidence >= SURE:
                best, count = evidence, number
        return newest[-count:] if count else None

    def _release(self) -> None:
        """Samples that were held back long enough, or are large enough themselves, are normal."""
        after = sum(s.size for s in self._held)
        is_large = self._held[-1].size >= TRUSTED_PAGES
        while self._held:
            after -= self._held[0].size
            if after < WINDOW and not is_large and not self._one_run:
                break
            self._band.learn(self._held.popleft())


def _add_up(samples: Iterable[Sample]) -> Iterator[tuple[int, int]]:
    bad = size = 0
    for sample in samples:
        bad, size = bad + sample.bad, size + sample.size
        yield bad, size


def surprise(bad: int, size: int, share: float) -> float:
    """How unlikely it is that ``bad`` or more of ``size`` are bad where each is so by ``share``.

    The negative logarithm of Chernoff's bound; 0 where it is no surprise.

    >>> round(surprise(5, 5, 0.1) / log(10), 6), surprise(1, 20, 0.1)
    (5.0, 0.0)
    """
    seen = bad / size
    if seen <= share:
        return 0.0
    good = 0.0 if bad == size else (1 - seen) * log((1 - seen) / (1 - share))
    return size * (seen * log(seen / share) + good)
