"""What alarms, what does not, and what an alarm says: tables of invented histories.

The long form (`make monitors`) looks at every run of more portals: SEEDS, STEP.
"""

import os
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from histories import MONDAY, Portal, Table, add_articles, make_run
from wangcheng_spider.monitors import watch

SEEDS = int(os.environ.get("SEEDS", "1"))
STEP = int(os.environ.get("STEP", "17"))

NORMAL: list[dict[str, Any]] = [
    {},
    {"weekend": 0.0, "holidays": ((7, 3),)},
    {"weekend": 0.0, "hours_apart": 24.0, "holidays": ((29, 7), (150, 8))},
    {"per_day": 4.0, "holidays": ((4, 1),)},
    {"per_day": 120.0, "weekend": 0.1, "holidays": ((5, 7),)},
]
"""Portals that publish as they should: by the hour, on weekdays only, by the day, little, much."""

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BEGIN = MONDAY + 16 * DAY + 14 * HOUR
"""A Wednesday afternoon, two weeks on."""
RUNS = 16 * 24 + 14

Fault = Callable[[Table, datetime], None]


def since(at: datetime, change: Callable[[Table], None], end: datetime | None = None) -> Fault:
    def fault(table: Table, time: datetime) -> None:
        if at <= time and (end is None or time < end):
            change(table)

    return fault


def lose_layout(table: Table) -> None:
    """No layout matches; the fallback finds one author in eight."""
    if count := table["read"]:
        table["layouts"] = {"fallback": count}
        table["filled"]["authors"] = count // 8
        table["fallback_first"] = f"http://portal.test/{table['run_id']}.html"


def lose_authors(table: Table) -> None:
    table["filled"].pop("authors", None)


def publish_nothing(table: Table) -> None:
    add_articles(table, 0, {})
    table["filled"] = {}
    table["dropped"] = {}
    for channel in table["channels"].values():
        channel["new"] = 0


def silence_first(table: Table) -> None:
    table["channels"]["1"]["new"] = 0


def empty_second(table: Table) -> None:
    table["channels"]["2"] |= {"listed": 0, "new": 0}


def empty_all(table: Table) -> None:
    publish_nothing(table)
    for channel in table["channels"].values():
        channel["listed"] = 0


def drop_all(table: Table) -> None:
    table["dropped"] = {"worse_copy": table["read"] + 1}
    table["written"] = {}


def fail_most(table: Table) -> None:
    table["failed"] = {"timeout": 30}


def be_slow(table: Table) -> None:
    ended = datetime.fromisoformat(table["started_at"]) + 2 * HOUR
    table["ended_at"] = f"{ended:%Y-%m-%dT%H:%M:%SZ}"


FAULTS = [
    # the first article may come an hour after the fault: hence "since 1", for 14:07 or 15:07
    # what goes wrong, within how many hourly runs it is found, the alarm, words of its text
    (lose_layout, 5, "layout_drift", ["authors 9", "since 1", "share of fallback 1 % → 100 %"]),
    (lose_layout, 5, "layout_drift", ["layout pc-2022 stopped matching, fallback took over"]),
    (lose_layout, 5, "layout_drift", ["first seen at http://portal.test/20250917T1"]),
    (lose_authors, 30, "field_missing:authors", ["authors 9", "→ 0 %"]),
    (
        publish_nothing,
        60,
        "no_new_articles",
        ["no new article for", "the longest pause before was"],
    ),
    (silence_first, 96, "channel_silent:1", ["要闻 (1)", "no new entry for"]),
    (empty_second, 1, "listing_empty:2", ["街镇 (2)", "empty since 14:0"]),
    (empty_all, 1, "listing_empty", ["all 4 channels are empty since 14:0"]),
    (drop_all, 10, "drop_rate", ["pages dropped", "→ 100 %", "worse_copy"]),
    (fail_most, 1, "error_rate", ["pages failed 0 % → ", "30 × timeout"]),
    (be_slow, 1, "run_time", ["run time 2 h 0 min", "since 14:0"]),
]


def names(tables: list[Table], number: int) -> list[str]:
    return [alarm.name for alarm in watch(tables[number], tables[:number])]


@pytest.mark.parametrize("seed", range(SEEDS))
@pytest.mark.parametrize("portal", NORMAL, ids=str)
def test_three_hundred_normal_runs_alarm_nobody(portal: dict[str, Any], seed: int) -> None:
    tables = Portal(100 + seed, **portal).runs(300)
    alarms = {number: watch(tables[number], tables[:number]) for number in range(seed, 300, STEP)}
    assert {number: found for number, found in alarms.items() if found} == {}


@pytest.mark.parametrize("seed", range(7, 7 + SEEDS))
@pytest.mark.parametrize(("change", "within", "name", "words"), FAULTS)
def test_each_fault_is_found_and_named(
    change: Callable[[Table], None], within: int, name: str, words: list[str], seed: int
) -> None:
    tables = Portal(seed, fault=since(BEGIN, change)).runs(RUNS + within)
    assert names(tables, RUNS - 1) == []
    found = {alarm.name: alarm.text for alarm in watch(tables[-1], tables[:-1])}
    assert name in found, found
    assert [word for word in words if word not in found[name]] == [], found[name]
    assert len(found) == 1, "one cause is one alarm"


def test_a_drift_does_not_teach_itself_away_and_is_over_when_mended() -> None:
    mended = BEGIN + 5 * DAY
    tables = Portal(3, fault=since(BEGIN, lose_layout, mended)).runs(RUNS + 6 * 24)
    for hours in (6, 72, 5 * 24 - 1):
        assert names(tables, RUNS + hours) == ["layout_drift"], hours
    assert names(tables, RUNS + 5 * 24 + 10) == []


def test_runs_without_articles_do_not_end_a_drift() -> None:
    tables = Portal(3, fault=since(BEGIN, lose_layout)).runs(RUNS + 8)
    night = [make_run(BEGIN + n * HOUR) for n in range(8, 20)]
    for number, table in list(enumerate(night))[::5]:
        found = watch(table, [*tables, *night[:number]])
        assert [alarm.name for alarm in found] == ["layout_drift"]


def test_a_new_layout_ends_the_alarm_whatever_it_finds() -> None:
    written = BEGIN + 3 * DAY

    def fault(table: Table, at: datetime) -> None:
        since(BEGIN, lose_layout)(table, at)
        if at >= written and table["read"]:
            table["layouts"] = {"pc-2026": table["read"]}

    tables = Portal(3, fault=fault).runs(RUNS + 4 * 24)
    assert names(tables, RUNS + 3 * 24 - 1) == ["layout_drift"]
    assert names(tables, RUNS + 3 * 24 + 5) == [], "authors stay away, and that is the new normal"
    assert names(tables, RUNS + 4 * 24 - 1) == []


def test_a_rare_layout_ends_no_alarm() -> None:
    def fault(table: Table, at: datetime) -> None:
        since(BEGIN, lose_layout)(table, at)
        if at >= BEGIN + DAY and table["read"] and at.hour == 12:
            table["layouts"] = {"rare": 1, "fallback": table["read"] - 1}

    tables = Portal(3, fault=fault).runs(RUNS + 4 * 24)
    for hours in (23, 3 * 24 - 2, 3 * 24 - 1, 3 * 24, 4 * 24 - 1):
        assert names(tables, RUNS + hours) == ["layout_drift"], hours


@pytest.mark.parametrize("change", [lose_layout, lose_authors, silence_first, empty_second])
def test_what_lasts_is_the_new_normal_in_the_end(change: Callable[[Table], None]) -> None:
    tables = Portal(3, fault=since(BEGIN, change)).runs(RUNS + 20 * 24)
    assert names(tables, RUNS + 10 * 24) != []
    assert names(tables, RUNS + 20 * 24 - 1) == []


def test_a_silent_portal_is_never_normal() -> None:
    tables = Portal(3, fault=since(BEGIN, publish_nothing)).runs(RUNS + 30 * 24)
    assert names(tables, RUNS + 30 * 24 - 1) == ["no_new_articles"]


OTHERS = [
    ({"mode": "backfill"}, "a backfill"),
    ({"mode": "urls"}, "single addresses"),
    ({"narrow": True}, "a narrow run"),
    ({"archive": "pages.warc.gz"}, "a replay"),
    ({"exit_code": 6}, "an interrupted run"),
    ({"exit_code": 7}, "a run that could not write"),
]


@pytest.mark.parametrize(("fields", "what"), OTHERS)
def test_other_runs_neither_alarm_nor_teach(fields: dict[str, Any], what: str) -> None:
    tables = Portal(3).runs(RUNS)
    others = []
    for n in range(60):
        other = make_run(BEGIN + n * timedelta(minutes=1)) | fields
        add_articles(other, 100, {"fallback": 100})
        other["failed"] = {"timeout": 500}
        others.append(other)
    assert watch(others[-1], tables) == [], what
    run = make_run(BEGIN + 4 * HOUR)
    add_articles(run, 8, {"fallback": 8})
    run["filled"] = {"authors": 8, "article_body": 8, "source": 8, "editors": 8, "images": 4}
    found = watch(run, [*tables, *others])
    assert [alarm.name for alarm in found] == ["layout_drift"], f"{what} taught that it is normal"
    assert "share of fallback 1 %" in found[0].text


SMALL = [
    (3, 3, False, "three pages are chance"),
    (12, 4, False, "a third of a dozen may be"),
    (8, 8, True, "eight of eight are not"),
    (40, 20, True, "half of many are not"),
]


@pytest.mark.parametrize(("pages", "fallback", "is_alarm", "why"), SMALL)
def test_small_samples_alarm_nobody(pages: int, fallback: int, is_alarm: bool, why: str) -> None:
    history = Portal(3).runs(RUNS)
    run = make_run(BEGIN)
    add_articles(run, pages, {"pc-2022": pages - fallback, "fallback": fallback})
    run["filled"] = {"article_body": pages, "authors": pages, "editors": pages, "source": pages}
    run["filled"]["images"] = pages // 2
    assert bool(watch(run, history)) == is_alarm, why


FRESH = [
    ({"pc-2022": 60, "pc-old": 20}, [], "as it should be"),
    ({"pc-2022": 30, "fallback": 30}, [], "old pages of another design"),
    ({"fallback": 10}, [], "too few to say"),
    ({"fallback": 60}, ["layout_drift"], "layouts of another site"),
]


@pytest.mark.parametrize(("layouts", "want", "why"), FRESH)
def test_a_fresh_store_has_sane_defaults(
    layouts: dict[str, int], want: list[str], why: str
) -> None:
    run = make_run(MONDAY)
    add_articles(run, sum(layouts.values()), layouts)
    run["filled"] = {"article_body": sum(layouts.values())}
    assert [alarm.name for alarm in watch(run, [])] == want, why
    quiet = [make_run(MONDAY + n * HOUR) for n in range(1, 200)]
    assert [alarm.name for alarm in watch(quiet[-1], [run, *quiet[:-1]])] == want


@pytest.mark.parametrize("first", [{"exit_code": 6}, {"mode": "backfill"}, {"narrow": True}])
def test_articles_may_come_before_the_first_whole_run(first: dict[str, Any]) -> None:
    tables = [make_run(MONDAY) | first, *(make_run(MONDAY + n * HOUR) for n in range(1, 30))]
    for number in (0, 1, 9):
        add_articles(tables[number], 5, {"pc-2022": 5})
    for number in range(1, 30):
        assert watch(tables[number], tables[:number]) == [], number


def test_an_outage_is_no_silence_and_teaches_none() -> None:
    def fail(table: Table) -> None:
        publish_nothing(table)
        table["failed"] = {"timeout": 9}
        for channel in table["channels"].values():
            channel |= {"pages": 0, "listed": 0, "end": "timeout"}

    end = BEGIN + 4 * DAY

    def fault(table: Table, at: datetime) -> None:
        since(BEGIN, fail, end)(table, at)
        since(end + 2 * DAY, publish_nothing)(table, at)

    tables = Portal(3, fault=fault).runs(RUNS + 9 * 24)
    assert names(tables, RUNS + 3 * 24) == ["error_rate"]
    assert names(tables, RUNS + 4 * 24 + 1) == []
    assert names(tables, RUNS + 9 * 24 - 1) == ["no_new_articles"]


def test_addresses_that_fail_again_and_again_are_no_news() -> None:
    history = Portal(3).runs(RUNS)
    run = make_run(BEGIN, failed={"status_404": 40}, failed_again=40)
    assert watch(run, history) == []
    run["failed_again"] = 0
    assert [alarm.name for alarm in watch(run, history)] == ["error_rate"]


def test_records_of_older_versions_can_be_read() -> None:
    old = {"run_id": "1", "site": "demo", "started_at": "2025-09-01T00:00:00Z", "exit_code": 0}
    assert watch(make_run(BEGIN), [old]) == []
