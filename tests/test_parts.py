"""Articles on several pages: joined in order, counted, and never half in silence."""

import json
import sqlite3
import subprocess
from pathlib import Path
from typing import Any

import pytest

from crawling import crawl, free_port, read_lines
from test_extract import wangcheng
from wangcheng_spider.archive import Archive
from wangcheng_spider.demo.recording import record_site
from wangcheng_spider.demo.sample import HTML, Answer, SampleSite
from wangcheng_spider.demo.server import Server, write_profile
from wangcheng_spider.joining import Joiner
from wangcheng_spider.pages import Page, read_article
from wangcheng_spider.pages.parts import Part, find_next_part, join_parts, part_url
from wangcheng_spider.sites import load
from wangcheng_spider.warc import WarcWriter

SITE = load("sample")
ONE = "https://www.sample.test/content/646754/50/1.html"
TWO, THREE = ONE.replace("1.html", "1_2.html"), ONE.replace("1.html", "1_3.html")
WAP = ONE.replace("www.", "wap.")

# (address, what the page holds, the next part's address, why)
LINKS = [
    (ONE, '<a href="/content/646754/50/1_2.html">下一页</a>', TWO, "absolute path"),
    (ONE, "<a href=1_2.html>2</a>", TWO, "relative, no quotes"),
    (ONE, f'<a href="{TWO}?mobile#top">2</a>', TWO, "a query changes nothing"),
    (TWO, '<a href="1.html">1</a><a href="1_3.html">3</a>', THREE, "in the middle"),
    (TWO, '<a href="1.html">1</a>', None, "the last leads back alone"),
    (ONE, '<a href="1_3.html">3</a>', None, "not the next"),
    (ONE, '<a href="11_2.html">2</a>', None, "another article's"),
    (ONE, "见 1_2.html 一文", None, "no link"),
    (
        ONE.replace("www.", "wap."),
        f'<a href="{TWO}">2</a>',
        TWO.replace("www.", "wap."),
        "own host",
    ),
    ("https://www.sample.test/c/2016/01/02/1.htm", '<a href="1_2.htm">2</a>', "…/1_2.htm", "old"),
    ("https://www.sample.test/channel/1.html", '<a href="1_2.html">2</a>', None, "a listing"),
]


@pytest.mark.parametrize(("url", "body", "wanted", "why"), LINKS)
def test_a_page_names_its_next_part(url: str, body: str, wanted: str | None, why: str) -> None:
    found = find_next_part(Page(url, body.encode()), SITE)
    if wanted and wanted.startswith("…"):
        wanted = url.rpartition("/")[0] + wanted[1:]
    assert found == wanted, why


def test_part_urls_lead_forth_and_back() -> None:
    assert part_url(TWO, 1) == ONE
    assert part_url(part_url(ONE, 12), 1) == ONE


def parts_of(sample: SampleSite, number: int) -> list[Part]:
    """The parts of a story as its pages give them."""
    story = sample.stories[number]
    found = []
    for count in range(1, len(story.breaks) + 2):
        url = sample.story_url(story, "pc", count)
        body = sample.answer("GET", "www.sample.test", url[23:]).body
        page = Page(url, body, fetched_at="2025-11-21T00:00:00Z")
        found.append(Part(read_article(page, SITE), count, find_next_part(page, SITE)))
    return found


def test_parts_make_the_article() -> None:
    sample = SampleSite(SITE, has_parts=True)
    for number, count in ((10, 3), (22, 2)):
        parts = parts_of(sample, number)
        assert [part.number for part in parts] == list(range(1, count + 1))
        joined = join_parts([part.article for part in parts])
        wanted = sample.expected(sample.stories[number])
        for name in ("article_body", "article_html", "images", "links", "credits", "next_url"):
            assert getattr(joined, name) == getattr(wanted, name), name


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_parts_are_joined_in_order_however_they_come(order: tuple[int, ...]) -> None:
    sample = SampleSite(SITE, has_parts=True)
    joiner, parts = Joiner(), parts_of(sample, 10)
    found = [one for number in order for one in joiner.add(parts[number])]
    assert joiner.is_empty
    (article,) = found
    assert not isinstance(article, str)
    assert article.article_body == sample.expected(sample.stories[10]).article_body


def test_what_lacks_a_part_is_named_and_written_as_far_as_it_goes() -> None:
    parts = parts_of(SampleSite(SITE, has_parts=True), 10)
    joiner = Joiner()
    assert [*joiner.add(parts[0]), *joiner.add(parts[2])] == []
    missing, article = joiner.release()
    assert missing == part_url(parts[0].article.fetched_url, 2)
    assert not isinstance(article, str)
    assert article.article_body == parts[0].article.article_body
    assert list(joiner.add(parts[1])) == []
    assert list(joiner.release()) == [parts[0].article.fetched_url], "no line without the first"


def test_extraction_joins_what_an_archive_holds(tmp_path: Path) -> None:
    sample, path = SampleSite(SITE, 24, has_parts=True), tmp_path / "a.warc.gz"
    record_site(sample, path)
    done = wangcheng("extract", path, "--site", "sample")
    assert done.returncode == 0, done.stderr
    lines = {line["content_id"]: line for line in map(json.loads, done.stdout.splitlines())}
    assert len(lines) == 24
    for story in (sample.stories[10], sample.stories[22]):
        assert lines[story.content_id]["article_body"] == sample.expected(story).article_body


def without_second_parts(tmp_path: Path) -> tuple[SampleSite, Path]:
    """An archive in which every second part is missing."""
    sample, path = SampleSite(SITE, 24, has_parts=True), tmp_path / "a.warc.gz"
    with path.open("wb") as stream:
        writer = WarcWriter(stream)
        for story in sample.stories:
            for number in (1, 3):
                url = sample.story_url(story, "pc", number)
                answer = sample.answer("GET", "www.sample.test", url[23:])
                if answer.status == 200:
                    row = ("Content-Type", HTML)
                    writer.write_response(url, "200 OK", [row], answer.body, "2025-11-21T00:00:00Z")
    return sample, path


def test_a_missing_part_is_reported_by_extraction_and_replay(tmp_path: Path) -> None:
    sample, path = without_second_parts(tmp_path)
    wanted = {sample.story_url(sample.stories[n], "pc", 2) for n in (10, 22)}
    done: subprocess.CompletedProcess[str] = wangcheng("extract", path, "--site", "sample")
    assert done.returncode == 4
    assert len(done.stdout.splitlines()) == 24
    for url in wanted:
        assert f"missing_part: {url}" in done.stderr
    ended = crawl(tmp_path / "data", "-a", "site=sample", "-a", f"archive={path}")
    assert ended.exit_code == 4
    failures = {one["url"]: one["reason"] for one in ended.record["failures"]}
    assert failures.keys() >= wanted
    assert {failures[url] for url in wanted} == {"missing_part"}
    assert ended.record["parts"]["missing"] == 2
    assert len(read_lines(tmp_path / "data")) == 24


def test_a_part_never_answers_for_another(tmp_path: Path) -> None:
    _, path = without_second_parts(tmp_path)
    sample = SampleSite(SITE, 24, has_parts=True)
    archive = Archive(path, SITE)
    story = sample.stories[10]
    assert archive.get(sample.story_url(story, "pc", 2)) is None
    first = archive.get(sample.story_url(story, "wap"))
    assert first is not None
    assert first.url == sample.story_url(story)


class Torn(SampleSite):
    """Its second parts are not there while ``is_torn``."""

    is_torn = True

    def answer(self, method: str, host: str, target: str) -> Answer:
        if self.is_torn and target.partition(".")[0].endswith("_2") and "/channel/" not in target:
            return Answer(404, HTML, b"<html>404</html>")
        return SampleSite.answer(self, method, host, target)


def run_days(data_dir: Path, profile: Path, days: list[int]) -> list[dict[str, Any]]:
    """Run records of update runs on some days."""
    records = []
    for day in days:
        clock = f"2026-03-{day:02}T06:00:00Z"
        options = ("-a", f"site={profile}", "-s", "RECHECK_EVERY_DAYS=10")
        ended = crawl(data_dir, *options, WANGCHENG_CLOCK=clock)
        records.append(ended.record)
    return records


def test_a_missing_part_is_waited_for_then_written_then_completed(tmp_path: Path) -> None:
    port, profile = free_port(), tmp_path / "demo.toml"
    write_profile(profile, port)
    sample = Torn(load(str(profile)), 24, has_parts=True)
    with Server(sample, port):
        (first,) = run_days(tmp_path / "data", profile, [1])
        with sqlite3.connect(tmp_path / "data" / "store.sqlite3") as db:
            assert db.execute("UPDATE todo SET tries = 2").rowcount == 2
        db.close()
        (third,) = run_days(tmp_path / "data", profile, [3])
        assert [record["written"].get("new", 0) for record in (first, third)] == [22, 2]
        assert [record["failed"] for record in (first, third)] == [{"missing_part": 2}] * 2
        assert [record["still_to_do"] for record in (first, third)] == [2, 0]
        sample.is_torn = False
        (last,) = run_days(tmp_path / "data", profile, [20])
        assert last["written"] == {"edited": 2}
    bodies = {line["content_id"]: line["article_body"] for line in read_lines(tmp_path / "data")}
    for number in (10, 22):
        story = sample.stories[number]
        assert bodies[story.content_id] == sample.expected(story).article_body


def test_an_address_of_a_later_part_brings_the_whole_article(tmp_path: Path) -> None:
    sample, path = SampleSite(SITE, 24, has_parts=True), tmp_path / "a.warc.gz"
    record_site(sample, path)
    story = sample.stories[10]
    urls = tmp_path / "urls.txt"
    urls.write_text(sample.story_url(story, "pc", 3), "utf-8")
    arguments = ("-a", "mode=urls", "-a", f"urls={urls}", "-a", f"archive={path}")
    ended = crawl(tmp_path / "data", "-a", "site=sample", *arguments)
    assert ended.exit_code == 0, ended.err
    (line,) = (x for x in read_lines(tmp_path / "data") if x["content_id"] == story.content_id)
    assert line["article_body"] == sample.expected(story).article_body
    assert line["url"] == line["fetched_url"] == sample.story_url(story)
