"""What a report shows, counted out of run records. Pure: records in, plain tables out."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ..html import ZONE
from ..items import CHANGES
from ..notes import DELAYS, LATER

Record = dict[str, Any]

MAX_DAYS = 31
"""Columns of the heat map."""
MAX_FILLS = 12
"""Runs that the table of fill rates goes back."""
MAX_KINDS = 5
"""Series of a chart; the rest is summed up as ``other``."""
OTHER = "other"
DELAY_NAMES = (*(name for _, name in DELAYS), LATER)
DELAY_LABELS = {name: f"≤ {name[:-1]} {name[-1]}" for _, name in DELAYS} | {LATER: "> 30 d"}


@dataclass(frozen=True, slots=True)
class Series:
    """A table of numbers: a row a series, a column a run (or class)."""

    columns: list[str]
    rows: dict[str, list[float]]
    """Name of the series → a number for each column."""

    @property
    def totals(self) -> list[float]:
        """The sum of each column."""
        return [sum(numbers) for numbers in zip(*self.rows.values(), strict=True)]

    @property
    def is_empty(self) -> bool:
        """True where there is nothing to show."""
        return not any(any(numbers) for numbers in self.rows.values())


@dataclass(frozen=True, slots=True)
class Cell:
    """A channel's day: articles ever listed, and those of them that are still missing."""

    listed: int
    missing: int
    why: str = ""

    @property
    def share(self) -> float:
        """Of what was listed, how much is accounted for; 0 to 1."""
        return (self.listed - self.missing) / self.listed

    @property
    def level(self) -> int:
        """0 (most is missing) to 4 (complete), for the colour."""
        if not self.missing:
            return 4
        return sum(self.share >= limit for limit in (0.5, 0.8, 0.95))


@dataclass(frozen=True, slots=True)
class Grid:
    """The heat map: a row a channel, a column a day."""

    days: list[str]
    rows: dict[str, list[Cell | None]]
    """Name of the channel → cells; None where nothing was listed."""
    without: list[str]
    """Names of channels of which nothing was listed on any of these days."""


def read_zone(record: Record) -> ZoneInfo:
    """The zone of a record's portal; the usual one where an older record does not say."""
    try:
        return ZoneInfo(record["timezone"])
    except (KeyError, TypeError, ValueError, OSError, ZoneInfoNotFoundError):
        return ZONE


def name_runs(history: Sequence[Record]) -> list[str]:
    """``MM-DD`` of each run, with the hour where a day had several."""
    times = [read_start(record) for record in history]
    days = Counter(f"{time:%m-%d}" for time in times if time)
    return [
        "?" if time is None else f"{time:%m-%d %H:%M}" if days[f"{time:%m-%d}"] > 1 else day
        for time in times
        for day in [f"{time:%m-%d}" if time else "?"]
    ]


def read_start(record: Record) -> datetime | None:
    """When a run began, in its portal's zone; None where that is not known."""
    try:
        return datetime.fromisoformat(str(record.get("started_at"))).astimezone(read_zone(record))
    except ValueError:
        return None


def count_changes(history: Sequence[Record], changes: Iterable[str] = CHANGES) -> Series:
    """Lines of each change, by run."""
    rows = {name: [float(_table(r, "written").get(name, 0)) for r in history] for name in changes}
    return Series(name_runs(history), {name: row for name, row in rows.items() if any(row)})


def count_kinds(history: Sequence[Record], key: str) -> Series:
    """A counter of the records (failed, layouts …) by run, its most frequent names first."""
    sums: Counter[str] = Counter()
    for record in history:
        sums.update(_table(record, key))
    names = [name for name, _ in sums.most_common()]
    shown = names if len(names) <= MAX_KINDS else names[: MAX_KINDS - 1]
    rows = {name: [float(_table(r, key).get(name, 0)) for r in history] for name in shown}
    if len(shown) < len(names):
        rest = [sum(_table(r, key).values()) for r in history]
        rows[OTHER] = [
            all_ - sum(column) for all_, *column in zip(rest, *rows.values(), strict=True)
        ]
    return Series(name_runs(history), rows)


def count_stat(history: Sequence[Record], name: str, key: str, unit: float = 1) -> Series:
    """One of Scrapy's counters by run, divided by ``unit``."""
    numbers = [_number(_table(record, "stats").get(key)) / unit for record in history]
    return Series(name_runs(history), {name: numbers})


def count_delays(history: Sequence[Record]) -> Series:
    """Percent of new articles in each class of delay: this run, and all runs shown."""
    every: Counter[str] = Counter()
    for record in history:
        every.update(_table(record, "delays"))
    rows = {"this": _table(history[-1], "delays"), "all": every}
    return Series(
        [DELAY_LABELS[name] for name in DELAY_NAMES],
        {name: _percent([counts.get(d, 0) for d in DELAY_NAMES]) for name, counts in rows.items()},
    )


def _percent(numbers: Sequence[float]) -> list[float]:
    total = sum(numbers)
    return [100 * number / total if total else 0.0 for number in numbers]


@dataclass(frozen=True, slots=True)
class Fills:
    """Fill rates: a row a field, a column a run that read new articles."""

    columns: list[str]
    read: list[int]
    rows: dict[str, list[float]]
    """Field → share of new articles with a value in it, 0 to 1."""


def count_fills(history: Sequence[Record]) -> Fills:
    """Fill rates of the last runs that read anything."""
    names = name_runs(history)
    some = [(n, r) for n, r in zip(names, history, strict=True) if _number(r.get("read"))]
    some = some[-MAX_FILLS:]
    fields = dict.fromkeys(field for _, record in some for field in _table(record, "filled"))
    rows = {
        field: [_number(_table(r, "filled").get(field)) / _number(r["read"]) for _, r in some]
        for field in fields
    }
    return Fills([name for name, _ in some], [int(_number(r["read"])) for _, r in some], rows)


def count_completeness(history: Sequence[Record]) -> Grid:
    """Channel × day over all runs: what was ever listed, what the newest look left missing."""
    names: dict[str, str] = {}
    cells: dict[tuple[str, str], Cell] = {}
    for record in history:
        for id_, channel in _table(record, "channels").items():
            names[id_] = channel.get("name") or names.get(id_) or id_
        for row in record.get("completeness") or ():
            place = (row["channel"], row["day"])
            before = cells.get(place, Cell(0, 0))
            failed = _table(row, "failed")
            why = ", ".join(f"{reason} {n}" for reason, n in list(failed.items())[:MAX_KINDS])
            listed = max(before.listed, int(row["listed"]))
            cells[place] = Cell(listed, min(listed, sum(failed.values())), why)
    days = _last_days(day for _, day in cells)
    channels = [*names, *sorted({channel for channel, _ in cells} - names.keys())]
    shared = Counter(names.values())
    labels = {id_: f"{name} {id_}" if shared[name] > 1 else name for id_, name in names.items()}
    rows = {
        labels.get(id_, id_): [_shown(cells.get((id_, day))) for day in days] for id_ in channels
    }
    without = [name for name, row in rows.items() if name and not any(row)]
    return Grid(days, {name: row for name, row in rows.items() if any(row)}, without)


def _shown(cell: Cell | None) -> Cell | None:
    return cell if cell and cell.listed else None


def _last_days(days: Iterable[str]) -> list[str]:
    """The calendar days up to the newest one, without gaps; "" (unknown) is none."""
    known = sorted({day for day in days if _is_day(day)})
    if not known:
        return []
    newest = date.fromisoformat(known[-1])
    first = max(newest - timedelta(days=MAX_DAYS - 1), date.fromisoformat(known[0]))
    return [str(first + timedelta(days=n)) for n in range((newest - first).days + 1)]


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _table(record: Record, key: str) -> dict[str, Any]:
    """A table of a record; empty where the record is of an older version and has none."""
    table = record.get(key)
    return table if isinstance(table, dict) else {}


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0
