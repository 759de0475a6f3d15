"""The figures of a report, counted right out of the records of runs."""

from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from records import make_record, put, row
from wangcheng_spider.notes import find_delay
from wangcheng_spider.record import ChannelRecord
from wangcheng_spider.report import render_report
from wangcheng_spider.report.charts import draw_bars, find_limit
from wangcheng_spider.report.figures import (
    Series,
    count_completeness,
    count_delays,
    count_fills,
    count_kinds,
)
from wangcheng_spider.report.history import list_runs, read_history, read_record

DELAYS = [
    ("2026-01-02T11:00:00+08:00", "byline", "1h", "four minutes after 03:00 UTC"),
    ("2026-01-02T09:00:00+08:00", "byline", "6h", "two hours and four minutes"),
    ("2026-01-02T12:00:00+08:00", "byline", "1h", "a clock of theirs that goes ahead"),
    ("2025-12-31T11:00:00+08:00", "byline", "3d", "two days and four minutes"),
    ("2024-01-02T11:00:00+08:00", "byline", "later", "two years"),
    ("2026-01-02T00:00:00+08:00", "address", None, "a day has no hour"),
    (None, None, None, "no date"),
    ("2026-01-02T11:00:00", "byline", None, "no zone"),
]


@pytest.mark.parametrize(("published", "source", "want", "why"), DELAYS)
def test_delay_classes(
    make_article: Any, published: str | None, source: str | None, want: str | None, why: str
) -> None:
    # fetched at 2026-01-02T03:04:05Z
    assert find_delay(make_article(date_published=published, date_source=source)) == want, why


def test_delays_are_percents_of_this_run_and_of_all() -> None:
    history = [make_record(1, delays={"later": 6}), make_record(2, delays={"1h": 1, "6h": 1})]
    series = count_delays(history)
    assert series.columns[0] == "≤ 1 h"
    assert series.rows["this"] == [50, 50, 0, 0, 0, 0, 0]
    assert series.rows["all"] == [12.5, 12.5, 0, 0, 0, 0, 75]


def test_a_day_is_complete_once_a_later_run_has_what_was_missing() -> None:
    named = {"7": ChannelRecord("民生")}
    history = [
        make_record(
            1,
            channels=named,
            completeness=[
                row("7", "2026-01-01", 10, 6, {"timeout": 4}),
                row("7", "2026-01-03", 5, 2, {"timeout": 3}),
                row("", "", 2, 0, {"timeout": 2}),
            ],
        ),
        make_record(2, completeness=[row("7", "2026-01-01", 3, 3, {})]),
    ]
    grid = count_completeness(history)
    assert grid.days == ["2026-01-01", "2026-01-02", "2026-01-03"]
    assert list(grid.rows) == ["民生"], "an entry of no known day has no column"
    first, second, third = grid.rows["民生"]
    assert first is not None
    assert (first.listed, first.missing, first.level) == (10, 0, 4)
    assert second is None
    assert third is not None
    assert (third.listed, third.missing, third.level, third.why) == (5, 3, 0, "timeout 3")


def test_channels_without_an_article_on_the_days_shown_are_named() -> None:
    record = make_record(
        1,
        channels={"7": ChannelRecord("民生"), "8": ChannelRecord("专题"), "9": ChannelRecord("空")},
        completeness=[row("7", "2026-01-31", 1, 1, {}), row("8", "2025-12-31", 2, 2, {})],
    )
    grid = count_completeness([record])
    assert (len(grid.days), grid.days[0]) == (31, "2026-01-01")
    assert list(grid.rows) == ["民生"]
    assert grid.without == ["专题", "空"]
    assert "专题 · 空" in render_report([record])


def test_channels_of_one_name_have_rows_of_their_own() -> None:
    record = make_record(
        1,
        channels={"7": ChannelRecord("专题"), "8": ChannelRecord("专题")},
        completeness=[row("7", "2026-01-01", 1, 1, {}), row("8", "2026-01-01", 2, 2, {})],
    )
    rows = count_completeness([record]).rows
    assert {name: cells[0].listed for name, cells in rows.items() if cells[0]} == {
        "专题 7": 1,
        "专题 8": 2,
    }


def test_kinds_beyond_the_fifth_are_summed_up() -> None:
    failed = {"a": 9, "b": 8, "c": 7, "d": 6, "e": 5, "f": 4}
    series = count_kinds([make_record(1, failed=failed), make_record(2)], "failed")
    assert series.rows == {
        "a": [9, 0],
        "b": [8, 0],
        "c": [7, 0],
        "d": [6, 0],
        "other": [9, 0],
    }


def test_fill_rates_are_shares_of_what_was_read() -> None:
    history = [
        make_record(1, read=4, filled={"authors": 4, "images": 1}),
        make_record(2),
        make_record(3, read=2, filled={"authors": 1}),
    ]
    fills = count_fills(history)
    assert fills.columns == ["01-01", "01-03"], "a run that read nothing says nothing"
    assert fills.read == [4, 2]
    assert fills.rows == {"authors": [1, 0.5], "images": [0.25, 0]}


def test_columns_far_above_the_rest_are_cut_and_keep_their_number() -> None:
    numbers = [3.0] * 19 + [640.0]
    assert find_limit(numbers) == 4
    assert find_limit([3.0] * 19 + [16.0]) is None
    assert find_limit([3.0, 640.0]) is None, "two runs are no rule"
    svg = draw_bars(Series([str(n) for n in range(20)], {"new": numbers}), "t", {})
    assert "19 · new: 640" in svg
    bars = etree.fromstring(svg).findall(".//{*}g[@class='bar']/{*}rect")
    heights = [float(bar.get("height", 0)) for bar in bars]
    assert len(heights) == 20
    assert heights[-1] == pytest.approx(heights[0] * 4 / 3)


def test_history_is_of_one_site_and_passes_over_what_is_damaged(tmp_path: Path) -> None:
    for record in (make_record(1), make_record(2, "other"), make_record(3), make_record(4)):
        put(tmp_path, record)
    (tmp_path / "20260103T060000Z-wcxww" / "run.json").write_text("{")
    second = make_record(4)
    second["run_id"] += "-2"
    put(tmp_path, second)
    (tmp_path / "20260105T060000Z-wcxww").mkdir()
    ids = list_runs(tmp_path)
    assert ids[-2:] == ["20260104T060000Z-wcxww", "20260104T060000Z-wcxww-2"]
    history = read_history(tmp_path, read_record(tmp_path, ids[-1]), ids[-1])
    assert [one["run_id"] for one in history] == [
        *("20260101T060000Z-wcxww", "20260104T060000Z-wcxww", "20260104T060000Z-wcxww-2"),
    ]
