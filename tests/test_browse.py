"""``wangcheng browse``: lines found, revisions compared, saved pages shown and held captive."""

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest
from articles import make_line
from browser import CONTRAST, Browser
from click.testing import CliRunner
from crawling import ROOT, free_port
from lxml import html

from wangcheng_spider.catalog.differences import compare
from wangcheng_spider.catalog.index import NAME, Index
from wangcheng_spider.catalog.search import Search, cut_out, find_lines, mark_words
from wangcheng_spider.cli import main
from wangcheng_spider.items import Article
from wangcheng_spider.lines import encode_line
from wangcheng_spider.warc import WarcWriter

EVIL = "<script>document.title='owned'</script><img src=http://evil.test/x.png>"


def line(number: int, headline: str, body: str, **values: object) -> Article:
    return make_line(number, headline=headline, article_body=body, **values)


LINES = [
    line(
        *(1, "乌山街道开展防汛演练", "昨日，乌山街道开展防汛演练。\n\n两百人参加。"),
        date_published="2026-01-01T08:00:00+08:00",
        date_source="byline",
        breadcrumbs=["街镇"],
    ),
    line(
        *(2, f"{EVIL}要闻", "100%_完成 “订单” Wangcheng News"),
        date_published="2026-01-02T08:00:00+08:00",
        breadcrumbs=["要闻"],
        authors=[EVIL],
    ),
    line(3, "没有日期的通知", "防汛物资。"),
    line(
        *(1, "乌山街道开展防汛演练", "昨日，乌山街道开展防汛演练。\n\n三百人参加。"),
        date_published="2026-01-01T08:00:00+08:00",
        breadcrumbs=["街镇"],
        revision=2,
        change="edited",
        fetched_at="2026-01-05T03:04:05Z",
    ),
]

SAVED = (
    f"<html><title>原</title><body>原页正文{EVIL}<a href='http://evil.test/'>去</a></body></html>"
)


def write_data(folder: Path) -> Path:
    """A DATA_DIR with two segments, an open one, and a recorded page of article 1."""
    articles = folder / "articles"
    articles.mkdir(parents=True)
    first, second = LINES[:3], LINES[3:]
    (articles / "wcxww-20260102T030400Z-00001.jsonl").write_bytes(b"".join(map(encode_line, first)))
    (articles / "wcxww-20260105T030400Z-00001.jsonl").write_bytes(
        b"".join(map(encode_line, second))
    )
    (articles / "wcxww-20260106T030400Z-00001.jsonl.part").write_bytes(
        encode_line(line(9, "还没写完", "还没写完"))
    )
    (folder / "archive").mkdir()
    record(folder, "2026-01-02T03:04:04Z", SAVED)
    return folder


def record(folder: Path, date: str, text: str) -> None:
    with (folder / "archive" / "wcxww.warc.gz").open("ab") as stream:
        headers = [("Content-Type", "text/html; charset=utf-8")]
        WarcWriter(stream).write_response(LINES[0].url, "200 OK", headers, text.encode(), date)


@dataclass
class Served:
    """``wangcheng browse`` as a user starts it."""

    data_dir: Path
    port: int

    def get(self, path: str, **headers: str) -> tuple[int, dict[str, str], str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, dict(answer.getheaders()), text

    def find(self, query: str) -> list[str]:
        """Headlines of the hits."""
        status, _, text = self.get(f"/?{quote(query, safe='=&')}")
        assert status == 200
        page = html.document_fromstring(text)
        return [link.text_content() for link in page.xpath("//a[@class='headline']")]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    data_dir, port = write_data(tmp_path_factory.mktemp("browse") / "data"), free_port()
    program = "from wangcheng_spider.cli import main; main()"
    command = [sys.executable, "-W", "error", "-c", program, "browse", "-d", str(data_dir)]
    process = subprocess.Popen(
        [*command, "--port", str(port)], cwd=ROOT, stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    for said in process.stderr:
        if f"http://127.0.0.1:{port}/" in said:
            break
    else:
        pytest.fail("it ended without an address")
    one = Served(data_dir, port)
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            one.get("/")
        except ConnectionRefusedError:
            time.sleep(0.02)
        else:
            break
    yield one
    process.terminate()
    process.communicate(timeout=30)


SEARCHES = [
    ("q=防汛演练", ["乌山街道开展防汛演练"], "four characters: by the index"),
    ("q=防汛", ["乌山街道开展防汛演练", "没有日期的通知"], "two characters"),
    ("q=汛", ["乌山街道开展防汛演练", "没有日期的通知"], "one"),
    ("q=防汛 三百人", ["乌山街道开展防汛演练"], "both words, of the newest revision"),
    ("q=两百人", [], "an earlier revision is not the newest"),
    ("q=两百人&change=new", ["乌山街道开展防汛演练"], "but a line that says `new`"),
    ("q=演练 物资", [], "every word must be there"),
    ("q=100%25_完", [f"{EVIL}要闻"], "signs of SQL are signs"),
    ("q=0%25", [f"{EVIL}要闻"], "… in short words too"),
    ("q=%25_", [f"{EVIL}要闻"], "… and alone"),
    ('q="订单"', [], "a quotation mark is no operator"),
    ("q=“订单” NEWS", [f"{EVIL}要闻"], "capitals are no matter"),
    ("q=还没写完", [], "an open segment is no truth yet"),
    ("channel=街镇", ["乌山街道开展防汛演练"], "by channel"),
    ("since=2026-01-02", [f"{EVIL}要闻"], "by day"),
    ("until=2026-01-01", ["乌山街道开展防汛演练"], "an unknown day is not before"),
    ("change=edited", ["乌山街道开展防汛演练"], "by change"),
    ("site=elsewhere", [], "by site"),
    ("", [f"{EVIL}要闻", "乌山街道开展防汛演练", "没有日期的通知"], "all, the newest day first"),
]


@pytest.mark.parametrize(("query", "want", "why"), SEARCHES)
def test_searches(served: Served, query: str, want: list[str], why: str) -> None:
    assert served.find(query.replace("%25", "%")) == want, why


WRONG = [
    ("/?since=gestern", 400, "no day like"),
    ("/?change=vanished", 400, "none of new"),
    ("/?page=-1", 400, "no number"),
    ("/article/wcxww/4", 404, "Not found"),
    ("/article/wcxww/../../etc", 404, "Not found"),
    ("/original/wcxww/2/1", 404, "Not found"),
    ("/saved/wcxww/1/7", 404, "Not found"),
    ("/saved/wcxww/1/99999999999999999999999", 404, "Not found"),
    ("/nothing", 404, "Not found"),
]


@pytest.mark.parametrize(("path", "status", "words"), WRONG)
def test_wrong_addresses_say_so(served: Served, path: str, status: int, words: str) -> None:
    found, _, text = served.get(path)
    assert (found, words in text) == (status, True)


def test_an_article_with_its_revisions(served: Served) -> None:
    _, headers, text = served.get("/article/wcxww/1")
    page = html.document_fromstring(text)
    assert [e.text_content() for e in page.xpath("//del")] == ["两"]
    assert [e.text_content() for e in page.xpath("//ins")] == ["三"]
    assert "三百人参加。" in page.xpath("//article")[0].text_content()
    assert "两百人" not in page.xpath("//article")[0].text_content()
    assert page.xpath("//a[contains(@href, '/original/')]/@href") == [
        *("/original/wcxww/1/2", "/original/wcxww/1/1"),
    ]
    assert "default-src 'none'" in headers["Content-Security-Policy"]


def test_nothing_of_a_line_becomes_markup(served: Served) -> None:
    for path in ("/", "/article/wcxww/2", f"/?q={quote(EVIL)}"):
        _, _, text = served.get(path)
        page = html.document_fromstring(text)
        assert page.xpath("//script | //img") == []
        assert "owned" in page.text_content()


def test_a_saved_page_is_served_as_it_was_and_may_do_nothing(served: Served) -> None:
    status, headers, text = served.get("/saved/wcxww/1/1")
    assert (status, text) == (200, SAVED)
    policy = headers["Content-Security-Policy"]
    assert "sandbox;" in policy
    assert "default-src 'none'" in policy
    assert headers["Content-Type"] == "text/html; charset=utf-8"


def test_only_this_machine_is_answered(served: Served) -> None:
    assert served.get("/", Host="evil.test")[0] == 403
    assert served.get("/", Host=f"evil.test:{served.port}")[0] == 403
    assert served.get("/", Host=f"localhost:{served.port}")[0] == 200
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=30)
    connection.request("POST", "/", body="q=x")
    assert connection.getresponse().status == 405
    connection.close()


def test_new_lines_and_pages_are_taken_in(tmp_path: Path) -> None:
    data_dir = write_data(tmp_path)
    index = Index(data_dir)
    assert index.update() is True
    assert index.update() is False
    assert find_lines(index.db, Search())[0] == 3
    part = data_dir / "articles" / "wcxww-20260106T030400Z-00001.jsonl.part"
    part.rename(part.with_suffix(""))
    record(data_dir, "2026-01-05T03:04:00Z", "later")
    assert index.update() is True
    assert find_lines(index.db, Search(q="还没写完"))[0] == 1
    pages = [index.original(one) for one in index.revisions("wcxww", "1")]
    assert [page.body.decode() for page in pages if page] == [SAVED, "later"]
    index.close()


def test_an_index_that_does_not_fit_is_made_anew(tmp_path: Path) -> None:
    data_dir = write_data(tmp_path)
    index = Index(data_dir)
    index.update()
    index.close()
    segment = data_dir / "articles" / "wcxww-20260105T030400Z-00001.jsonl"
    segment.unlink()
    index = Index(data_dir)
    index.update()
    assert [hit.revision for hit in find_lines(index.db, Search(q="演练"))[1]] == [1]
    assert find_lines(index.db, Search(q="三百人"))[0] == 0
    index.close()
    (data_dir / NAME).write_bytes(b"no database" * 1000)
    index = Index(data_dir)
    index.update()
    assert find_lines(index.db, Search(q="防汛演练"))[0] == 1
    index.close()


def test_a_damaged_line_costs_itself_alone(tmp_path: Path) -> None:
    data_dir = write_data(tmp_path)
    segment = data_dir / "articles" / "wcxww-20260102T030400Z-00001.jsonl"
    first, rest = segment.read_bytes().split(b"\n", 1)
    segment.write_bytes(first[:50] + b"\n" + rest)
    index = Index(data_dir)
    index.update()
    hits = find_lines(index.db, Search())[1]
    assert [(hit.content_id, hit.revision) for hit in hits] == [("2", 1), ("1", 2), ("3", 1)]
    assert index.revisions("wcxww", "2")[0].headline == f"{EVIL}要闻"
    index.close()


def test_differences_are_of_characters_in_paragraphs_that_pair() -> None:
    (changed,) = compare(LINES[0], LINES[3])
    assert changed.before == [("两", True), ("百人参加。", False)]
    assert changed.after == [("三", True), ("百人参加。", False)]
    longer = line(1, "乌山街道开展防汛演练", f"{LINES[0].article_body}\n\n新的一段。")
    assert compare(LINES[0], longer) == [(None, [("新的一段。", True)])]


MARKS = [
    ("防汛防汛", ["防汛"], [("防汛", True), ("防汛", True)], "one behind the other"),
    ("区防汛演练", ["防汛", "防汛演练"], [("区", False), ("防汛演练", True)], "the longer one"),
    ("News", ["news"], [("News", True)], "capitals stay"),
    ("İ防汛", ["防汛"], [("İ", False), ("防汛", True)], "a letter that grows when made small"),
    ("无", [], [("无", False)], "no word"),
]


@pytest.mark.parametrize(("text", "words", "want", "why"), MARKS)
def test_marks(text: str, words: list[str], want: list[tuple[str, bool]], why: str) -> None:
    assert mark_words(text, words) == want, why


def test_a_cutting_shows_the_place() -> None:
    pieces = cut_out("甲" * 300 + "防汛" + "乙" * 300, ["防汛"])
    assert pieces == [("…" + "甲" * 40, False), ("防汛", True), ("乙" * 78 + "…", False)]


def test_the_command_says_what_it_wants(tmp_path: Path, served: Served) -> None:
    none = CliRunner().invoke(main, ["browse", "-d", str(tmp_path)])
    assert (none.exit_code, "no articles/ in it" in none.output) == (2, True)
    command = ["browse", "-d", str(served.data_dir), "--port", str(served.port)]
    taken = CliRunner().invoke(main, command)
    assert (taken.exit_code, "--port takes another" in taken.output) == (2, True)


def test_in_a_browser(browser: Browser, served: Served, tmp_path: Path) -> None:
    folder = Path(os.environ.get("SCREENSHOTS", tmp_path))
    browser.open(f"http://127.0.0.1:{served.port}/")
    assert browser.evaluate("document.activeElement.name") == "q", "one can type at once"
    browser.type("防汛")
    browser.press("Enter", 13, loads=True)
    assert browser.evaluate("document.querySelectorAll('.hits li').length") == 2
    assert browser.evaluate("document.querySelector('mark').textContent") == "防汛"
    for scheme in ("light", "dark"):
        browser.prefer(scheme)
        assert browser.evaluate(CONTRAST) == []
        browser.screenshot(folder / f"search-{scheme}.png")
    browser.evaluate("document.querySelector('.headline').focus()")
    browser.press("Enter", 13, loads=True)
    assert browser.evaluate("document.querySelector('ins').textContent") == "三"
    assert browser.evaluate(CONTRAST) == []
    browser.screenshot(folder / "article.png")
    assert browser.complaints == []


def test_a_saved_page_in_a_browser_runs_and_loads_nothing(browser: Browser, served: Served) -> None:
    browser.open(f"http://127.0.0.1:{served.port}/original/wcxww/1/1")
    assert browser.evaluate("document.querySelector('iframe').sandbox.length") == 0
    asked = [url for url in browser.requests if not url.startswith("data:")]
    assert asked == [
        f"http://127.0.0.1:{served.port}/original/wcxww/1/1",
        f"http://127.0.0.1:{served.port}/saved/wcxww/1/1",
    ]
    assert browser.evaluate("document.title").startswith("原页存档")
    assert all("evil" in text or "script" in text.lower() for text in browser.complaints), (
        "what it complains of is what was refused"
    )
