"""The page of a report: everything escaped, small, and right in a real browser."""

import os
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from lxml import html

from browser import CONTRAST, Browser
from crawling import crawl
from records import make_record, put, row
from wangcheng_spider.cli import main
from wangcheng_spider.closing import leave_report
from wangcheng_spider.opening import open_run
from wangcheng_spider.record import ChannelRecord
from wangcheng_spider.report import render_report, write_report
from wangcheng_spider.report.history import list_runs

HOSTILE = "</title><script>alert(1)</script><img src=x onerror=alert(2)>'\"&amp;\u2028\u202e"


def make_month() -> list[dict[str, Any]]:
    """Twenty runs with something in every section."""
    channels = {"1": ChannelRecord("要闻", 2, 20, 3, "all_known")}
    return [
        make_record(
            day,
            channels=channels,
            written={"new": day, "edited": 1, "gone": day % 2},
            read=day,
            filled={"authors": day, "images": day // 2},
            layouts={"pc-2022": day, "fallback": 2},
            delays={"1h": 1, "later": 3},
            failed={"status_404": 1},
            failures=[{"url": f"https://www.wcxww.com/{day}.html", "reason": "status_404"}],
            named={"edited": [{"url": "https://www.wcxww.com/1.html", "headline": "区里修路"}]},
            completeness=[row("1", f"2026-01-{day:02}", 4, 3, {"status_404": 1})],
            stats={"downloader/response_count": 30, "downloader/response_bytes": 1_500_000},
            alarms=[{"name": "layout_drift", "text": "a third by the fallback"}],
        )
        for day in range(1, 21)
    ]


ZONES = [
    ("Asia/Shanghai", "2026-01-02 04:30", "(Asia/Shanghai)"),
    ("America/New_York", "2026-01-01 15:30", "(America/New_York)"),
    ("No/Where", "2026-01-02 04:30", "(Asia/Shanghai)"),
    ("America", "2026-01-02 04:30", "(Asia/Shanghai)"),
    (None, "2026-01-02 04:30", "(Asia/Shanghai)"),
]


@pytest.mark.parametrize(("zone", "shown", "named"), ZONES)
def test_times_are_those_of_the_portal(zone: str | None, shown: str, named: str) -> None:
    record = make_record(1, started_at="2026-01-01T20:30:00Z")
    record["timezone"] = zone
    page = html.document_fromstring(render_report([record]))
    head = page.xpath("//header")[0].text_content()
    assert shown in head
    assert named in head
    assert page.xpath("//section[@id='runs']//tbody//td")[0].text_content() == shown


def test_a_run_s_record_names_its_site_s_zone(tmp_path: Path) -> None:
    profile = tmp_path / "west.toml"
    profile.write_text(
        'name = "west"\ncanonical_origin = "http://127.0.0.1"\npc_hosts = ["127.0.0.1"]\n'
        'start_urls = ["http://127.0.0.1/"]\ntimezone = "America/New_York"\n'
    )
    run = open_run({"site": str(profile)}, tmp_path / "data")
    run.finish("interrupted")
    (path,) = (tmp_path / "data" / "runs").glob("*/report.html")
    assert "(America/New_York)" in path.read_text("utf-8")


def test_nothing_that_a_site_says_becomes_markup() -> None:
    record = make_record(
        1,
        cause=HOSTILE,
        archive=HOSTILE,
        fallback_first=f"javascript:alert(1)//{HOSTILE}",
        channels={HOSTILE: ChannelRecord(HOSTILE)},
        written={"new": 1, "edited": 1, HOSTILE: 1},
        layouts={HOSTILE: 3},
        failed={HOSTILE: 2},
        failures=[
            {"url": "javascript:alert(3)", "reason": HOSTILE},
            {"url": f"https://a.test/{HOSTILE}", "reason": "x"},
        ],
        named={"new": [{"url": "data:text/html,<script>", "headline": HOSTILE}], "edited": []},
        completeness=[row(HOSTILE, "2026-01-01", 1, 0, {HOSTILE: 1})],
        alarms=[{"name": HOSTILE, "text": HOSTILE}],
        start_failures=[HOSTILE],
        read=1,
        filled={HOSTILE: 1},
        checks={HOSTILE: 1},
        elsewhere={HOSTILE: 1},
        stats={f"downloader/response_status_count/{HOSTILE}": 1},
    )
    text = render_report([record])
    page = html.document_fromstring(text)
    assert page.xpath("//script | //img | //iframe | //object") == []
    assert [a for e in page.iter() for a in e.attrib if a.startswith("on")] == []
    schemes = {href.partition(":")[0] for href in page.xpath("//a/@href") if href[0] not in "#."}
    assert schemes == {"https"}
    assert len(page.xpath("//title[contains(., 'Crawl report')]")) == 1
    assert page.text_content().count("alert(2)") >= 10, "it is shown, as text"


def test_the_largest_record_makes_no_large_page() -> None:
    """Sixty channels, every day with failures, a thousand failed addresses of 2,000 characters."""
    named = [{"url": f"https://a.test/{n}", "headline": "望" * 2000} for n in range(50)]
    days = [f"2026-01-{day:02}" for day in range(1, 32)]
    failed = {f"status_{n}": 1 for n in range(400, 420)}
    record = make_record(
        31,
        channels={str(n): ChannelRecord(f"栏目{n}" * 5) for n in range(60)},
        completeness=[row(str(n), day, 40, 20, failed) for n in range(60) for day in days],
        failed={"status_500": 5000},
        failures=[{"url": "https://a.test/" + "&" * 2000, "reason": "x"}] * 1000,
        named=dict.fromkeys(("new", "edited", "gone", "back", "better_copy"), named),
    )
    history = [
        make_record(day, **{key: record[key] for key in ("failed",)}) for day in range(1, 31)
    ]
    assert len(render_report([*history, record]).encode()) < 1_000_000


def test_a_record_of_an_older_version_has_a_report_too() -> None:
    text = render_report([{"run_id": "x", "site": "wcxww"}, make_record(2)])
    assert "完成" in text
    assert "not judged" in render_report([{"run_id": "x", "site": "wcxww"}])


def test_a_report_that_fails_says_so_and_leaves_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = put(tmp_path, make_record(1, written={"new": "many"}))
    leave_report(folder)
    assert "no report" in caplog.text
    assert [path.name for path in folder.iterdir()] == ["run.json"]
    caplog.clear()
    (folder / "run.json").unlink()
    leave_report(folder)
    assert caplog.text == "", "a disk that is full has been told of already"


def test_every_run_leaves_its_report(tmp_path: Path) -> None:
    ended = crawl(tmp_path, "-a", "site=sample", "-a", "archive=data/sample.warc.gz")
    assert ended.exit_code == 0, ended.err
    (folder,) = (tmp_path / "runs").iterdir()
    assert sorted(path.name for path in folder.iterdir()) == ["report.html", "run.json"]
    record = ended.record
    assert sum(record["delays"].values()) > 50
    assert len(record["named"]["new"]) == 50, "of sixty"
    text = (folder / "report.html").read_text("utf-8")
    assert record["named"]["new"][0]["headline"] in text
    again = CliRunner().invoke(main, ["report", "-d", str(tmp_path)])
    assert again.output.strip() == str(folder / "report.html")


def test_the_command_says_what_it_wants(tmp_path: Path) -> None:
    none = CliRunner().invoke(main, ["report", "-d", str(tmp_path)])
    assert (none.exit_code, "no ended run" in none.output) == (2, True)
    put(tmp_path / "runs", make_record(1))
    wrong = CliRunner().invoke(main, ["report", "../runs", "-d", str(tmp_path)])
    assert wrong.exit_code == 2
    assert "the last is 20260101T060000Z-wcxww" in wrong.output
    right = CliRunner().invoke(main, ["report", "20260101T060000Z-wcxww", "-d", str(tmp_path)])
    assert right.exit_code == 0


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Path:
    runs = tmp_path_factory.mktemp("runs")
    for record in make_month():
        put(runs, record)
    return write_report(runs, list_runs(runs)[-1])


def test_the_page_stands_alone_and_is_small(month: Path) -> None:
    assert month.stat().st_size < 1_000_000
    text = month.read_text("utf-8")
    loaded = re.findall(r"(?:src|srcset|data|action|xlink:href)=[\"']?([^\"' >]+)", text)
    assert loaded == []
    assert "url(" not in text
    assert "@import" not in text


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_in_a_browser(browser: Browser, month: Path, scheme: str) -> None:
    browser.prefer(scheme)
    browser.open(month.as_uri())
    assert browser.complaints == []
    assert [url for url in browser.requests if not url.startswith(("file:", "data:"))] == []
    charts = browser.evaluate(
        "[...document.querySelectorAll('svg[role=img]')].map(svg => [svg.getBoundingClientRect()"
        ".width > 300, svg.querySelectorAll('.bar rect').length > 3,"
        " document.getElementById(svg.getAttribute('aria-labelledby')).textContent.length > 2])"
    )
    assert charts == [[True, True, True]] * 7
    cells = "[...document.querySelectorAll('.heat .level1')].map(cell => cell.textContent)"
    assert browser.evaluate(cells) == ["3/4"] * 20
    browser.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    assert browser.evaluate(CONTRAST) == []
    if folder := os.environ.get("SCREENSHOTS"):
        browser.screenshot(Path(folder) / f"report-{scheme}.png")


PLACES = (
    "[...document.querySelectorAll('svg.chart')].map(svg => ["
    "svg.getBoundingClientRect().left, svg.getBoundingClientRect().right,"
    " [...svg.querySelectorAll('.axis.x text')].filter(text => text.textContent.trim()).map("
    "text => [text.getBoundingClientRect().left, text.getBoundingClientRect().right])])"
)


@pytest.mark.parametrize("count", [7, 12, 27, 40])
def test_names_of_one_days_runs_can_be_read(browser: Browser, tmp_path: Path, count: int) -> None:
    history = [
        make_record(
            25,
            started_at=f"2026-01-25T{n // 4:02}:{n % 4 * 15:02}:00Z",
            written={"new": 1},
            read=1,
            filled={"authors": 1},
            stats={"downloader/response_count": 3, "downloader/response_bytes": 15_000_000},
        )
        for n in range(count)
    ]
    (tmp_path / "report.html").write_text(render_report(history), "utf-8")
    browser.open((tmp_path / "report.html").as_uri())
    charts = browser.evaluate(PLACES)
    assert len(charts) == 3, "what came in, responses, bytes"
    for left, right, names in charts:
        assert len(names) > 1
        assert left <= names[0][0]
        assert names[-1][1] <= right, "the last is whole"
        assert all(one[1] + 4 < other[0] for one, other in pairwise(names)), "none on another"
    heads = "[...document.querySelectorAll('#fill thead th')].map(cell => cell.textContent)"
    assert len(set(browser.evaluate(heads))) == min(count, 12), "each run by its hour"


def test_with_the_keyboard(browser: Browser, month: Path) -> None:
    browser.open(month.as_uri())
    reached = []
    for _ in range(60):
        browser.press("Tab", 9)
        reached.append(browser.evaluate("document.activeElement.tagName"))
    assert {"A", "SUMMARY", "DIV"} <= set(reached), "links, tables to open, tables to scroll"
    browser.evaluate("document.querySelector('summary').focus()")
    browser.press("Enter", 13)
    assert browser.evaluate("document.querySelector('details').open") is True
