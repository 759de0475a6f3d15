"""When articles are looked at again, and what the answers mean."""

from datetime import UTC, datetime

import pytest

from wangcheng_spider.policy import DAY, HOUR, Policy, read_policy
from wangcheng_spider.rechecks import Looks, count_miss
from wangcheng_spider.setting_values import SettingError
from wangcheng_spider.storage import Check

POLICY = Policy()
NOW = datetime(2025, 6, 1, 12, tzinfo=UTC).timestamp()


def hours_ago(hours: float) -> str:
    return datetime.fromtimestamp(NOW - hours * HOUR, UTC).isoformat()


# (hours since publication, hours until the next look, why)
DUE = [
    (0, 1, "just published"),
    (0.5, 0.5, "the first look is an hour after publication, not after the fetch"),
    (5, 1, "six hours"),
    (20, 4, "a day"),
    (30, 42, "three days"),
    (100, 68, "a week"),
    (200, 520, "thirty days"),
    (9000, 180 * 24, "old articles: twice a year from now on"),
    (-48, 1, "a date in the future counts as now"),
]


@pytest.mark.parametrize(("age", "wait", "why"), DUE)
def test_looks_fit_news(age: float, wait: float, why: str) -> None:
    assert POLICY.next_due(hours_ago(age), NOW) == pytest.approx(NOW + wait * HOUR, abs=1), why


def test_without_a_date_the_fetch_counts() -> None:
    assert POLICY.next_due(None, NOW) == pytest.approx(NOW + HOUR, abs=1)


# (days since the last walk to the end, since the last deeper one, (deep, pages beyond), why)
DEPTH = [
    (200, 200, (True, 0), "never walked, or long ago"),
    (30, 1, (False, 0), "an hourly run stops at known entries"),
    (30, 8, (False, 20), "once a week it goes on to see whether that was right"),
]


@pytest.mark.parametrize(("walked", "deeper", "depth", "why"), DEPTH)
def test_walks_go_deeper_now_and_then(
    walked: int, deeper: int, depth: tuple[bool, int], why: str
) -> None:
    at = (int(NOW - walked * DAY), int(NOW - deeper * DAY))
    assert POLICY.depth(NOW, *at) == depth, why


def test_settings_make_the_policy() -> None:
    settings = {"RECHECK_AFTER_HOURS": "48,2", "RECHECK_BUDGET": "7", "GONE_HOURS_APART": 0.5}
    policy = read_policy(settings)
    assert (policy.recheck_after_hours, policy.recheck_budget) == ((2.0, 48.0), 7)
    assert policy.gone_hours_apart == 0.5
    assert read_policy({}) == Policy()
    for wrong in ({"RECHECK_BUDGET": "many"}, {"FULL_WALK_DAYS": -1}):
        with pytest.raises(SettingError, match=next(iter(wrong))):
            read_policy(wrong)


# (hours between the looks that missed it, looks until it counts as gone, why)
APART = [
    ([24, 24, 24], 3, "three looks a day apart"),
    ([1, 1, 1, 1, 1, 1], None, "looks an hour apart are one"),
    ([30, 2, 30, 2], 4, "the second look of a day does not count"),
]


@pytest.mark.parametrize(("pauses", "looks", "why"), APART)
def test_it_takes_several_looks_apart(pauses: list[float], looks: int | None, why: str) -> None:
    check, now, found = Check("1", "https://www.example/1.html"), NOW, None
    for number, pause in enumerate(pauses, 1):
        check, is_gone = count_miss(check, POLICY, now)
        if is_gone and found is None:
            found = number
        now += pause * HOUR
    assert found == looks, why


def looks(missed: int, seen: int, canaries: int, answered: int) -> Looks:
    """``answered`` of the canaries were there."""
    one = Looks({str(n): Check(str(n), "") for n in range(missed)})
    one.canaries = {f"c{n}" for n in range(canaries)}
    one.seen = {f"s{n}" for n in range(seen)} | {f"c{n}" for n in range(answered)}
    return one


# (missed, seen, canaries wanted, why)
WANTED = [
    (0, 0, 0, "nothing missed, nothing to ask"),
    (1, 0, 5, "one miss and nothing else looked at"),
    (1, 9, 0, "the site serves others: no need to ask"),
    (40, 12, 20, "most are missed: ask in any case"),
    (3, 2, 3, "a few more to make enough"),
]


@pytest.mark.parametrize(("missed", "seen", "wanted", "why"), WANTED)
def test_canaries(missed: int, seen: int, wanted: int, why: str) -> None:
    assert looks(missed, seen, 0, 0).count_wanted() == wanted, why


# (missed, seen, canaries, answered, outage, why)
OUTAGES = [
    (1, 0, 5, 5, False, "the others are there: it is gone"),
    (1, 0, 5, 0, True, "nothing is there: the site is ill"),
    (50, 2, 20, 3, True, "hardly anything is there"),
    (50, 2, 20, 19, False, "a purge: the others are there"),
    (1, 0, 0, 0, False, "the only article there is"),
]


@pytest.mark.parametrize(("missed", "seen", "canaries", "answered", "outage", "why"), OUTAGES)
def test_an_outage_takes_nothing_down(
    missed: int, seen: int, canaries: int, answered: int, outage: bool, why: str
) -> None:
    assert looks(missed, seen, canaries, answered).is_outage is outage, why
