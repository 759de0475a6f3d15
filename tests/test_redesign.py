"""A redesign, end to end: the crawl ends with 3, says why, and keeps a page of the new markup."""

import json
from datetime import timedelta
from pathlib import Path

from histories import MONDAY, Portal, add_articles, make_run
from test_watch import START, Watched
from wangcheng_spider.evidence import Evidence, raise_alarms
from wangcheng_spider.pages import Page, read_article
from wangcheng_spider.record import RunRecord
from wangcheng_spider.sites import Site, load
from wangcheng_spider.storage.sqlite import SqliteStore

DAY = timedelta(days=1)
FETCHED = "2025-11-18T00:00:00Z"


def test_a_redesign_is_named_and_a_page_of_it_is_kept(tmp_path: Path) -> None:
    watched = Watched(tmp_path, articles=110)
    watched.portal.redesigned = START + DAY
    with watched.server:
        assert watched.crawl(START).exit_code in (0, 4)
        ended = watched.crawl(START + 8 * DAY)
    assert ended.exit_code == 3
    assert "share of fallback 1 % → " in ended.out
    assert "layout pc-2022 stopped matching, fallback took over" in ended.out
    record = ended.record
    (alarm,) = [one for one in record["alarms"] if one["name"] == "layout_drift"]
    assert alarm["case"] == f"runs/{record['run_id']}/case"
    assert f"page saved as a case: {alarm['case']}" in record["cause"]
    case = watched.data_dir / alarm["case"]
    served = json.loads((case / "page.json").read_text("utf-8"))
    assert f"first seen at {served['url']}" in record["cause"]
    assert "detail_article_content" not in (case / "page.html").read_text("utf-8")
    page = Page(served["url"], (case / "page.html").read_bytes(), 200, served["headers"], FETCHED)
    assert read_article(page, load(str(watched.profile))).layout == "fallback"


def test_a_page_is_saved_once_for_a_drift(tmp_path: Path, site: Site, store: SqliteStore) -> None:
    for number, table in enumerate(Portal(3).runs(14 * 24)):
        store.add_run(f"{number}", site.name, table)
    cases = []
    for hour in range(3):
        folder = tmp_path / "runs" / f"run-{hour}"
        folder.mkdir(parents=True)
        at = make_run(MONDAY + 14 * DAY + hour * timedelta(hours=1))["started_at"]
        record = RunRecord(folder.name, site.name, "update", at)
        counts = make_run(MONDAY)
        add_articles(counts, 12, {"fallback": 12})
        record.layouts.update(counts["layouts"])
        evidence = Evidence(record, folder)
        evidence.note(Page("https://www.wcxww.com/known.html", b"known"), "pc-2022")
        evidence.note(Page(f"https://www.wcxww.com/{hour}.html", b"\xff first", 200), "fallback")
        evidence.note(Page("https://www.wcxww.com/later.html", b"later"), "fallback")
        record.alarms = raise_alarms(record, store, site, evidence)
        record.exit_code = 3
        store.add_run(folder.name, site.name, record.to_table())
        cases += [alarm["case"] for alarm in record.alarms if alarm["name"] == "layout_drift"]
        assert "first seen at https://www.wcxww.com/0.html" in record.alarms[0]["text"]
    assert cases == ["runs/run-0/case"] * 3
    assert (tmp_path / "runs" / "run-0" / "case" / "page.html").read_bytes() == b"\xff first"
    assert not (tmp_path / "runs" / "run-1" / "case").exists()
