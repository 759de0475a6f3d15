"""No pattern of the package takes more than linear time, whatever it is searched in."""

import re

import pytest

from hostile import patterns
from hostile.launch import LONG
from hostile.patterns import Found, find_patterns, find_slow, make_pumps

PATTERNS = find_patterns()
SOME = 6
"""Strings tried against each pattern in the short form."""


def find_all_slow(pumps: int, seed: int = 1) -> list[str]:
    slow = []
    for found in PATTERNS:
        for pump in make_pumps(found.pattern, seed)[:pumps]:
            if (how := find_slow(found, pump)) and find_slow(
                found, pump
            ):  # twice: no chance of load
                slow.append(f"{found.place} {how}")
                break
    return slow


def test_all_patterns_are_found() -> None:
    places = {found.place for found in PATTERNS}
    assert any(place.endswith(".ARTICLE") for place in places)
    assert any(place.startswith("wangcheng_spider.text.byline") for place in places)
    assert len(PATTERNS) > 120


@pytest.mark.parametrize("text", [r"(a+)+b", r"\s+$", r"(?:x|xx)*y", r"\d+\s?年前"])
def test_slow_patterns_are_noticed(text: str) -> None:
    found = Found(re.compile(text), "here", {"search"})
    assert any(find_slow(found, pump, 0.3) for pump in make_pumps(found.pattern))


def test_time_is_linear() -> None:
    assert find_all_slow(SOME) == []


@LONG
@pytest.mark.parametrize("seed", range(1, 6))
def test_time_is_linear_for_many_strings(seed: int) -> None:
    assert find_all_slow(patterns.MOST_PUMPS, seed) == []
