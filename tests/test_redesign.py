"""A redesign, end to end: the crawl ends with 3, says why, and keeps a page of the new markup."""

import json
from datetime import datetime, timedelta
from pathlib import Path

from test_watch import START, Watched

from wangcheng_spider.pages import Page, read_article
from wangcheng_spider.sites import load

DAY = timedelta(days=1)


def test_a_redesign_is_named_and_a_page_of_it_is_kept(tmp_path: Path) -> None:
    watched = Watched(tmp_path, articles=170)
    began = datetime(2025, 11, 1)
    watched.portal.redesigned = began
    with watched.server:
        assert watched.crawl(START - 60 * DAY).exit_code in (0, 4)
        assert watched.crawl(began - DAY).exit_code in (0, 4)
        ended = watched.crawl(began + 17 * DAY)
        record = ended.record
        later = watched.crawl(began + 19 * DAY)
    assert ended.exit_code == 3
    assert "layout pc-2022 stopped matching, fallback took over" in ended.out
    assert record["exit_code"] == 3
    (alarm,) = [one for one in record["alarms"] if one["name"] == "layout_drift"]
    assert alarm["case"] == f"runs/{record['run_id']}/case"
    assert f"page saved as a case: {alarm['case']}" in record["cause"]
    case = watched.data_dir / alarm["case"]
    served = json.loads((case / "page.json").read_text("utf-8"))
    assert f"first seen at {served['url']}" in record["cause"]
    assert "detail_article_content" not in (case / "page.html").read_text("utf-8")
    page = Page(served["url"], (case / "page.html").read_bytes(), 200, served["headers"])
    assert read_article(page, load(str(watched.profile))).layout == "fallback"
    assert later.exit_code == 3, "one run does not make it normal"
    (again,) = [one for one in later.record["alarms"] if one["name"] == "layout_drift"]
    assert again["case"] == alarm["case"], "saved once"
