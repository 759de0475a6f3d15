"""A channel that the site took away: said for two weeks, then left out; an outage stays one."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from histories import CHANNELS, MONDAY, Portal, Table
from wangcheng_spider.closed_channels import find_closed
from wangcheng_spider.demo.sample import SampleSite
from wangcheng_spider.monitors import watch
from wangcheng_spider.opening import open_run
from wangcheng_spider.pages import Page
from wangcheng_spider.sites import load
from wangcheng_spider.steering import Steering
from wangcheng_spider.walks import ListingWalk

DAY = timedelta(days=1)


def lose(*ids: str, end: str = "status_404") -> Callable[[Table], None]:
    def change(table: Table) -> None:
        for id_ in ids:
            table["channels"][id_] |= {"pages": 0, "listed": 0, "new": 0, "end": end}

    return change


def history(faults: dict[int, Callable[[Table], None]]) -> list[Table]:
    """A run a day; by day what is lost from then on."""

    def fault(table: Table, at: datetime) -> None:
        days = [day for day in faults if at >= MONDAY + day * DAY]
        if days:
            faults[max(days)](table)

    return Portal(3, per_day=60, hours_apart=24, fault=fault).runs(60)


def gone(tables: list[Table], number: int) -> dict[str, str]:
    alarms = watch(tables[number], tables[:number])
    return {alarm.name: alarm.text for alarm in alarms if alarm.name.startswith("listing_gone")}


# (what is lost from which day on, day, alarms with words of theirs, channels closed on that day)
COURSES = [
    ({20: lose("2")}, 19, {}, []),
    ({20: lose("2")}, 20, {"listing_gone:2": "街镇 (2): its listing is gone since 00:0"}, []),
    ({20: lose("2")}, 33, {"listing_gone:2": "since 2025-09-21 00:0"}, []),
    ({20: lose("2")}, 35, {"listing_gone:2": "later runs leave it out"}, ["2"]),
    ({20: lose("2", "4")}, 35, {"listing_gone:2": "later", "listing_gone:4": "later"}, ["2", "4"]),
    ({20: lose(*CHANNELS)}, 20, {"listing_gone": "an error page (404) for all of 4 channels"}, []),
    ({20: lose(*CHANNELS)}, 59, {"listing_gone": "an error page (404) for all of 4 channels"}, []),
    ({20: lose(*CHANNELS), 36: lose("2")}, 36, {"listing_gone:2": "since 00:0"}, []),
    ({20: lose("2"), 22: lose("2", end="soft_404")}, 35, {"listing_gone:2": "later"}, ["2"]),
    ({20: lose("2"), 30: lose("2", end="timeout")}, 35, {}, []),
    ({20: lose("2"), 30: lose()}, 34, {}, []),
    ({3: lose("2")}, 10, {}, []),  # hardly known: a failure, no alarm
    ({3: lose("2")}, 18, {}, ["2"]),
]


@pytest.mark.parametrize(("faults", "day", "alarms", "closed"), COURSES)
def test_courses(
    faults: dict[int, Callable[[Table], None]],
    day: int,
    alarms: dict[str, str],
    closed: list[str],
) -> None:
    tables = history(faults)
    found = gone(tables, day)
    assert found.keys() == alarms.keys()
    assert [name for name, word in alarms.items() if word not in found[name]] == [], found
    assert sorted(find_closed(tables[day], tables[:day])) == closed


class Visits:
    """Runs over start page and listings alone, without a network."""

    def __init__(self, data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._data_dir, self._monkeypatch = data_dir, monkeypatch
        self._sample = SampleSite(load("sample"))
        self.lost: set[str] = set()
        """Channels whose listing answers 404."""
        self.asked: list[str] = []
        """Channels whose listing the last run asked for."""

    def run(self, at: datetime, **arguments: str) -> dict[str, Any]:
        """run.json of a run at a time (UTC)."""
        self._monkeypatch.setenv("WANGCHENG_CLOCK", f"{at:%Y-%m-%dT%H:%M:%SZ}")
        self.asked = []
        run = open_run({"site": "sample"} | arguments, self._data_dir)
        run.is_reported = False
        steering = Steering(run)
        walks = list(steering.open_walks())
        walks += [walk for url in steering.start_urls() for walk in self._start(steering, url)]
        for walk in walks:
            self.asked.append(walk.walk.channel_id)
            while walk.end is None:
                self._step(steering, walk)
        run.finish("finished")
        table: dict[str, Any] = json.loads((run.folder / "run.json").read_text("utf-8"))
        return table

    def _start(self, steering: Steering, url: str) -> list[ListingWalk]:
        return list(steering.add_start_page(self._get(url)))

    def _step(self, steering: Steering, walk: ListingWalk) -> None:
        url = steering.listing_url(walk)
        page = self._get(url)
        if walk.walk.channel_id in self.lost or page.status != 200:
            steering.fail_page(url, "status_404", walk)
        else:
            steering.add_listing(walk, page)

    def _get(self, url: str) -> Page:
        host, _, path = url.partition("//")[2].partition("/")
        answer = self._sample.answer("GET", host, f"/{path}")
        return Page(url, answer.body, answer.status, {"content-type": answer.content_type}, "")


def test_a_lost_channel_is_said_closed_looked_for_and_taken_up_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    visits = Visits(tmp_path, monkeypatch)
    start = datetime(2025, 11, 21)
    for day in range(6):
        assert visits.run(start + day * DAY)["exit_code"] == 0
    channels = sorted(visits.asked)
    lost = channels[0]
    visits.lost = {lost}
    codes = [visits.run(start + day * DAY)["exit_code"] for day in range(6, 21)]
    assert codes == [3] * 15, "two weeks, and the run that closes it"
    after = visits.run(start + 21 * DAY)
    assert (after["exit_code"], sorted(visits.asked)) == (0, channels[1:])
    assert after["closed"][lost]["since"] == "2025-11-27T00:00:00Z"
    assert visits.run(start + 22 * DAY, channels=lost)["exit_code"] == 3, "asked for, not there"
    again = visits.run(start + 35 * DAY)
    assert sorted(visits.asked) == channels, "looked for again, and not missed"
    assert again["failed"] == {}
    # the sample's last article is of 20 November: that is another alarm by then
    assert [alarm["name"] for alarm in again["alarms"]] == ["no_new_articles"]
    visits.run(start + 36 * DAY)
    assert sorted(visits.asked) == channels[1:]
    visits.lost = set()
    back = visits.run(start + 50 * DAY)
    assert (back["closed"], back["channels"][lost]["listed"] > 0) == ({}, True)
    visits.lost = set(channels)
    for day in (51, 60, 70):
        down = visits.run(start + day * DAY)
        assert (down["exit_code"], down["closed"]) == (3, {}), "no outage is the new normal"
        assert "listing_gone" in [alarm["name"] for alarm in down["alarms"]]
