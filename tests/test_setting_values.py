"""Settings as numbers and switches: read, or refused with their name."""

from typing import Any

import pytest

from wangcheng_spider.setting_values import (
    SettingError,
    check_ranges,
    read_number,
    read_numbers,
    read_switch,
)

# (value of RECHECK_BUDGET as set, the number)
NUMBERS = [("7", 7), (7, 7), ("0", 0), (None, 200)]


@pytest.mark.parametrize(("raw", "wanted"), NUMBERS)
def test_numbers_are_of_the_default_s_kind(raw: object, wanted: int) -> None:
    assert read_number({"RECHECK_BUDGET": raw}, "RECHECK_BUDGET", 200) == wanted
    assert read_number({}, "NOTIFY_TIMEOUT", 20.0) == 20.0
    assert read_number({"NOTIFY_TIMEOUT": "2.5"}, "NOTIFY_TIMEOUT", 20.0) == 2.5


HOURS = [("48, 2", (2, 48)), ([3, 1.5], (1.5, 3)), ("5", (5,)), (7, (7,)), (None, (1, 6))]


@pytest.mark.parametrize(("raw", "wanted"), HOURS)
def test_lists_come_in_order(raw: object, wanted: tuple[float, ...]) -> None:
    assert read_numbers({"RECHECK_AFTER_HOURS": raw}, "RECHECK_AFTER_HOURS", (1, 6)) == wanted


@pytest.mark.parametrize("raw", ["1", 1, True, "True", "true"])
def test_what_is_on(raw: object) -> None:
    assert read_switch({"ARCHIVE_RECORD": raw}, "ARCHIVE_RECORD")


@pytest.mark.parametrize("raw", ["0", 0, False, "False", None, "None", ""])
def test_what_is_off(raw: object) -> None:
    assert not read_switch({"ARCHIVE_RECORD": raw}, "ARCHIVE_RECORD")


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"RECHECK_BUDGET": "many"}, "RECHECK_BUDGET: 'many' is no number"),
    ({"RECHECK_BUDGET": "2.5"}, "RECHECK_BUDGET: '2.5' is no number"),
    ({"RECHECK_BUDGET": -1}, "RECHECK_BUDGET: -1 is not from 0 to 1,000,000,000"),
    ({"RECHECK_BUDGET": [1]}, "RECHECK_BUDGET: .1. is no number"),
]


@pytest.mark.parametrize(("settings", "said"), WRONG)
def test_what_is_wrong_is_named(settings: dict[str, Any], said: str) -> None:
    with pytest.raises(SettingError, match=said):
        read_number(settings, "RECHECK_BUDGET", 200)


def test_ranges_hold_for_settings_that_others_read() -> None:
    check_ranges({"CONCURRENT_REQUESTS": "eight", "DOWNLOAD_DELAY": 0.5, "OTHER": -5})
    with pytest.raises(SettingError, match="CONCURRENT_REQUESTS: 0 is not from 1 to 1,000"):
        check_ranges({"CONCURRENT_REQUESTS": 0})
    with pytest.raises(SettingError, match="RECHECK_AFTER_HOURS: -6 is not from 0"):
        check_ranges({"RECHECK_AFTER_HOURS": ["1", "-6"]})
    with pytest.raises(SettingError, match="ARCHIVE_RECORD: 'perhaps' is neither 1 nor 0"):
        read_switch({"ARCHIVE_RECORD": "perhaps"}, "ARCHIVE_RECORD")
