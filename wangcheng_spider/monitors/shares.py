"""Shares of pages: layouts, fields, drops, errors."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import log
from zoneinfo import ZoneInfo

from .alarm import Alarm
from .drift import CLEAR, UNTRUSTED, Drift, Sample, Share, surprise
from .observation import Observation
from .words import name_fall, name_rise, name_since

BULK = 200
"""New articles in one run that may be an archive's rather than news: a first run, a new channel."""
MIN_FAILURES = 5
"""Fewer new failures in a run say nothing of the site."""
MIN_NEW = 5
"""Pages that a new layout must match before the old one's drift is over."""
LIKELY = log(100)
"""A field is named beside a layout that stopped matching where chance would do it so rarely."""


def find_drifts(runs: Sequence[Observation], clock: ZoneInfo) -> list[Alarm]:
    fields = dict.fromkeys(name for run in runs for name in run.table.get("filled") or ())
    shares = {name: Share() for name in fields}
    fallback = Share(UNTRUSTED, all_ages=True)
    drops, errors = Share(), Share(one_run=True, all_ages=True)
    largest, redesign = BULK // 5, _Redesign()
    for number, run in enumerate(runs):
        is_bulk = run.new > max(BULK, 5 * largest)
        largest = largest if is_bulk else max(largest, run.new)
        layouts = Counter(run.table.get("layouts") or {})
        read_from = (fallback, *shares.values())
        if redesign.is_over(layouts, is_drifting=any(share.drift for share in read_from)):
            for share in read_from:
                share.forget()
        read = run.count("read")
        counts = [(fallback, layouts["fallback"], layouts.total())]
        counts += [(shares[name], read - run.count("filled", name), read) for name in fields]
        dropped = run.count("dropped")
        counts.append((drops, dropped, dropped + run.count("written", "new")))
        counts.append((errors, *_count_errors(run)))
        for share, bad, size in counts:
            if size > 0:
                share.add(Sample(number, run.at, bad, size, is_bulk))
    alarms = _name_layout_drift(runs, clock, fallback.drift, shares)
    return [*alarms, *_name_rates(runs, clock, drops.drift, errors.drift)]


class _Redesign:
    """Layouts that first match while a share is out of its band: somebody has written them."""

    def __init__(self) -> None:
        self._known: set[str] = {"fallback"}
        self._new = self._pages = 0

    def is_over(self, layouts: Counter[str], *, is_drifting: bool) -> bool:
        """Take in a run's layouts: True where new ones match most pages by now."""
        if not is_drifting:
            self._known |= layouts.keys()
            self._new = self._pages = 0
            return False
        new = sum(n for name, n in layouts.items() if name not in self._known)
        if new or self._new:
            self._new, self._pages = self._new + new, self._pages + layouts.total()
        is_most = self._new * 2 > self._pages
        if not is_most and self._pages >= 4 * MIN_NEW:
            self._new = self._pages = 0  # a rare layout that had not been met before
        return is_most and self._new >= MIN_NEW


def _count_errors(run: Observation) -> tuple[int, int]:
    """(pages that failed for the first time, all pages that were asked for)."""
    failed = run.count("failed") - run.count("failed_again")
    pages = sum(one.get("pages", 0) for one in run.channels.values())
    came = run.count("fetched") + pages + run.count("checks", "unchanged")
    return (failed if failed >= MIN_FAILURES else 0), came + failed


def _name_layout_drift(
    runs: Sequence[Observation],
    clock: ZoneInfo,
    fallback: Drift | None,
    shares: Mapping[str, Share],
) -> list[Alarm]:
    """Fields that are missing, and the layout that is the cause where there is one."""
    if fallback is None:
        return [
            Alarm(
                f"field_missing:{name}",
                f"{name_fall(name, share.drift.usual, share.drift.share)}"
                f" since {name_since(share.drift, runs, clock)}",
            )
            for name, share in shares.items()
            if share.drift
        ]
    first = fallback.samples[0].run
    since = name_since(fallback, runs, clock)
    falls = list(_find_falls(runs[first:], shares))
    texts = [", ".join((*falls, name_rise("share of fallback", fallback))) + f" since {since}"]
    if stopped := _find_stopped(runs[:first], runs[first:]):
        texts += [f"layout {stopped} stopped matching", "fallback took over"]
    urls = (run.table.get("fallback_first") for run in runs[first:])
    texts += [f"first seen at {url}" for url in urls if url][:1]
    return [Alarm("layout_drift", ", ".join(texts))]


def _find_falls(after: Sequence[Observation], shares: Mapping[str, Share]) -> Iterable[str]:
    """The fields that the pages of a drift lack, though articles had them before."""
    read = sum(run.count("read") for run in after)
    for name, share in shares.items():
        if share.usual is None or not read:
            continue
        missing = 1 - sum(run.count("filled", name) for run in after) / read
        is_clear = missing > share.usual + CLEAR * (1 - share.usual)
        if is_clear and surprise(round(missing * read), read, share.usual) >= LIKELY:
            yield name_fall(name, share.usual, missing)


def _find_stopped(before: Iterable[Observation], after: Iterable[Observation]) -> str | None:
    """The layout that pages had before, and have no more or much less often."""
    old, new = (
        sum((Counter(run.table.get("layouts") or {}) for run in runs), Counter[str]())
        for runs in (before, after)
    )
    if not old.total() or not new.total():
        return None
    fall = {n: old[n] / old.total() - new[n] / new.total() for n in old if n != "fallback"}
    name = max(fall, key=lambda n: fall[n], default=None)
    return name if name is not None and fall[name] > 0 else None


def _name_rates(
    runs: Sequence[Observation], clock: ZoneInfo, drops: Drift | None, errors: Drift | None
) -> Iterable[Alarm]:
    rates = (
        ("drop_rate", "pages dropped", drops, "dropped"),
        ("error_rate", "pages failed", errors, "failed"),
    )
    for name, subject, drift, counter in rates:
        if drift is None:
            continue
        reasons = sum(
            (Counter(runs[s.run].table.get(counter) or {}) for s in drift.samples), Counter[str]()
        )
        why = ", ".join(f"{n} × {reason}" for reason, n in reasons.most_common(3))
        since = name_since(drift, runs, clock)
        yield Alarm(name, f"{name_rise(subject, drift)} since {since}: {why}")
