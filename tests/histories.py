"""Run records of an invented portal, hour by hour, without a crawl."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from math import exp
from random import Random
from typing import Any

Table = dict[str, Any]

LOCAL = timezone(timedelta(hours=8))
MONDAY = datetime(2025, 9, 1, 0, 7, tzinfo=LOCAL)
CHANNELS = {"1": ("要闻", 0.5), "2": ("街镇", 0.3), "3": ("民生", 0.15), "4": ("专题", 0.05)}
"""Id → name and share of the articles."""
FILLED = {"authors": 0.95, "editors": 0.9, "source": 0.99, "images": 0.55, "article_body": 1.0}
"""Field → how often it has a value."""


@dataclass
class Portal:
    """How much an invented portal publishes."""

    seed: int
    per_day: float = 30.0
    weekend: float = 0.4
    """How much of that at weekends and on holidays."""
    hours_apart: float = 1.0
    holidays: tuple[tuple[int, int], ...] = ()
    """First day and length in days, from the history's first day."""
    fault: Callable[[Table, datetime], None] | None = None
    """Changes a record, given its time."""
    chance: Random = field(init=False)

    def __post_init__(self) -> None:
        self.chance = Random(self.seed)

    def runs(self, count: int) -> list[Table]:
        tables: list[Table] = []
        for number in range(count):
            late = timedelta(seconds=self.chance.randint(0, 100))
            at = MONDAY + number * timedelta(hours=self.hours_apart) + late
            tables.append(self._run(at, is_first=not tables))
        return tables

    def _publishes(self, hour: datetime) -> float:
        """Articles to be expected in an hour."""
        day = (hour - MONDAY).days
        is_free = hour.weekday() > 4 or any(a <= day < a + n for a, n in self.holidays)
        daily = self.per_day * (self.weekend if is_free else 1.0)
        return daily / 12 if 8 <= hour.hour < 20 else 0.0

    def _run(self, at: datetime, *, is_first: bool) -> Table:
        hours = int(self.hours_apart) or 1
        per_run = sum(self._publishes(at - timedelta(hours=n)) for n in range(hours))
        is_off = at.weekday() > 4
        articles = 900 if is_first else draw_poisson(self.chance, per_run)
        table = make_run(at)
        self._fill(table, articles, is_off)
        if self.fault:
            self.fault(table, at)
        return table

    def _fill(self, table: Table, articles: int, is_off: bool) -> None:
        ids, weights = list(CHANNELS), [share for _, share in CHANNELS.values()]
        for id_ in self.chance.choices(ids, weights, k=articles):
            table["channels"][id_]["new"] += 1
        fallback = sum(self.chance.random() < 0.01 for _ in range(articles))
        add_articles(table, articles, {"pc-2022": articles - fallback, "fallback": fallback})
        for name, usual in FILLED.items():
            rate = usual * 0.8 if is_off and name == "authors" else usual
            filled = sum(self.chance.random() < rate for _ in range(articles))
            table["filled"][name] = filled
        table["dropped"]["worse_copy"] = sum(self.chance.random() < 0.05 for _ in range(articles))
        if self.chance.random() < 0.1:
            table["failed"]["no_body"] = self.chance.randint(1, 3)
        table["stats"]["downloader/request_count"] = 5 + articles
        pace = self.chance.uniform(0.4, 1.5) * (5 + articles)
        ended = datetime.fromisoformat(table["started_at"]) + timedelta(seconds=pace)
        table["ended_at"] = utc(ended)


def make_run(at: datetime, **fields: Any) -> Table:
    """A run that walked every listing and found nothing new."""
    channels = {
        id_: {"name": name, "pages": 1, "listed": 20, "new": 0, "end": "known"}
        for id_, (name, _) in CHANNELS.items()
    }
    counters = ("written", "layouts", "filled", "dropped", "failed", "checks", "stats")
    table: Table = {name: {} for name in counters}
    table |= {"run_id": f"{at:%Y%m%dT%H%M%SZ}-demo", "site": "demo", "mode": "update"}
    table |= {"archive": None, "narrow": False, "exit_code": 0, "channels": channels, "alarms": []}
    table |= {"started_at": utc(at), "ended_at": utc(at), "fetched": 0, "read": 0}
    return table | {"fallback_first": None} | fields


def add_articles(table: Table, count: int, layouts: dict[str, int]) -> None:
    """New articles that came with these layouts."""
    table["written"]["new"] = table["read"] = table["fetched"] = count
    table["layouts"] = {name: n for name, n in layouts.items() if n}


def utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def draw_poisson(chance: Random, mean: float) -> int:
    """A number of events where ``mean`` are to be expected."""
    count, left = 0, chance.random()
    while left > exp(-mean):
        left *= chance.random()
        count += 1
    return count
