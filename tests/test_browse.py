"""``wangcheng browse``: lines found, revisions compared, saved pages held captive."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest
from click.testing import CliRunner
from lxml import html

from browser import CONTRAST, Browser
from crawling import ROOT, free_port
from shelf import EVIL, SAVED, write_data
from wangcheng_spider.cli import main


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
    _, said = process.communicate(timeout=30)
    assert "Traceback" not in said, "whatever was asked for"


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
    ("q=防汛\0三百人", ["乌山街道开展防汛演练"], "a control character parts words"),
    ("channel=街镇\0", ["乌山街道开展防汛演练"], "… and is nowhere else"),
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
    ("/?q=" + "a+" * 1500, 400, "1500 words"),
    ("/?page=%00", 200, "乌山街道"),
    ("/?q=%ff%ed%a0%80", 200, "</html>"),
    ("/?since=%00x", 400, "no day like"),
    ("/article/w%00x/1", 404, "Not found"),
    ("/saved/wcxww/1/" + "9" * 5000, 500, "ValueError"),
]


@pytest.mark.parametrize(("path", "status", "words"), WRONG)
def test_wrong_addresses_say_so(served: Served, path: str, status: int, words: str) -> None:
    found, _, text = served.get(path)
    assert (found, words in text) == (status, True)


def test_what_is_no_http_is_answered_too(served: Served) -> None:
    """The fixture's end looks for tracebacks."""
    with socket.create_connection(("127.0.0.1", served.port), timeout=30) as connection:
        connection.sendall("GET /望 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        assert connection.recv(99).startswith(b"HTTP/1.0 400 ")


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


def test_a_shown_page_leads_to_what_is_archived(served: Served) -> None:
    status, headers, text = served.get("/shown/wcxww/1/1")
    assert status == 200
    page = html.document_fromstring(text)
    links = [(link.get("href"), link.text_content()) for link in page.xpath("//a")]
    assert links == [("/article/wcxww/2", "要闻"), ("http://evil.test/", "去 ↗")]
    assert headers["Content-Security-Policy"].startswith(
        "sandbox allow-top-navigation-by-user-activation; default-src 'none';"
    )


def test_only_this_machine_is_answered(served: Served) -> None:
    assert served.get("/", Host="evil.test")[0] == 403
    assert served.get("/", Host=f"evil.test:{served.port}")[0] == 403
    assert served.get("/", Host=f"localhost:{served.port}")[0] == 200
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=30)
    connection.request("POST", "/", body="q=x")
    assert connection.getresponse().status == 405
    connection.close()


def test_the_command_says_what_it_wants(tmp_path: Path, served: Served) -> None:
    none = CliRunner().invoke(main, ["browse", "-d", str(tmp_path)])
    assert (none.exit_code, "no articles/ in it" in none.output) == (2, True)
    command = ["browse", "-d", str(served.data_dir), "--port", str(served.port)]
    taken = CliRunner().invoke(main, command)
    assert (taken.exit_code, "--port takes another" in taken.output) == (2, True)
    assert "http://" not in taken.output, "an address only where it is served"


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
    sandbox = browser.evaluate("document.querySelector('iframe').sandbox.value")
    assert sandbox == "allow-top-navigation-by-user-activation"
    asked = [url for url in browser.requests if not url.startswith("data:")]
    assert asked == [
        f"http://127.0.0.1:{served.port}/original/wcxww/1/1",
        f"http://127.0.0.1:{served.port}/shown/wcxww/1/1",
    ]
    assert browser.evaluate("document.title").startswith("原页存档")
    assert all("evil" in text or "script" in text.lower() for text in browser.complaints), (
        "what it complains of is what was refused"
    )


def test_a_link_of_a_saved_page_is_followed_by_its_reader_alone(
    browser: Browser, served: Served
) -> None:
    browser.open(f"http://127.0.0.1:{served.port}/original/wcxww/1/1")
    assert browser.evaluate("location.pathname") == "/original/wcxww/1/1"
    browser.evaluate("document.querySelector('iframe').focus()")
    browser.press("Tab", 9)
    browser.press("Enter", 13, loads=True)
    assert browser.evaluate("location.pathname") == "/article/wcxww/2"
