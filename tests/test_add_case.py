"""``wangcheng add-case``: pages from files, archives and the site become drafts of cases."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from crawling import ROOT, free_port
from wangcheng_spider.cases import NOTE
from wangcheng_spider.cli import main
from wangcheng_spider.demo.sample import Answer, SampleSite
from wangcheng_spider.demo.server import Server, write_profile
from wangcheng_spider.sites import load

CASES = ROOT / "tests" / "cases"
SAMPLE = ROOT / "data" / "sample.warc.gz"
Serve = Callable[..., tuple[Server, str]]


@pytest.fixture
def cases(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty tests/cases, in the folder to stand in."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "tests" / "cases"
    folder.mkdir(parents=True)
    return folder


def add(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["add-case", *arguments])


def read(folder: Path, name: str) -> dict[str, Any]:
    table: dict[str, Any] = json.loads((folder / name).read_text("utf-8"))
    return table


# (existing case, folder that the new one goes to)
SAVED = [
    ("layouts/wap-plain", "layouts/13170003"),
    ("refused/login-page", "refused/13170031"),
    ("portals/interview-with-box-inside", None),
]


@pytest.mark.parametrize(("case", "goes_to"), SAVED)
def test_a_saved_page_becomes_the_draft_of_a_case(
    case: str, goes_to: str | None, cases: Path
) -> None:
    result = add(str(CASES / case / "page.html"))
    assert result.exit_code == 0, result.output
    (folder,) = (path.parent for path in cases.rglob("page.html"))
    assert folder.parent.name == case.partition("/")[0]
    assert goes_to is None or folder == cases / goes_to
    assert {path.name for path in folder.iterdir()} == {"page.html", "page.json", "draft.json"}
    assert (folder / "page.html").read_bytes() == (CASES / case / "page.html").read_bytes()
    assert read(folder, "page.json") == read(CASES / case, "page.json")
    draft, expected = read(folder, "draft.json"), read(CASES / case, "expected.json")
    assert draft.pop("draft") == NOTE
    assert {name: draft.get(name) for name in expected} == expected


def test_a_page_of_an_archive_by_its_address(cases: Path) -> None:
    sample = SampleSite(load("sample"), 60, 1)
    story = sample.stories[0]
    url = sample.expected(story).url
    result = add(url, "--archive", str(SAMPLE), "--site", "sample", "--name", "newest")
    assert result.exit_code == 0, result.output
    folder = cases / "layouts" / "newest"
    assert read(folder, "page.json")["url"] == url
    assert read(folder, "draft.json")["headline"] == sample.expected(story).headline


def test_a_page_of_the_site_is_fetched_once_after_robots_txt(serve: Serve, cases: Path) -> None:
    server, profile = serve(articles=12)
    url = server.sample.expected(server.sample.stories[0]).url
    host, _, path = url.removeprefix("http://").partition("/")
    result = add(url, "--site", profile)
    assert result.exit_code == 0, result.output
    (page,) = cases.rglob("page.html")
    assert page.read_bytes() == server.sample.answer("GET", host, f"/{path}").body
    assert read(page.parent, "page.json")["headers"]["content-type"].startswith("text/html")
    asked = {target.partition("/")[2]: times for target, times in server.requests.items()}
    assert asked == {"robots.txt": 1, path: 1}


class OddSite(SampleSite):
    """Forbids /content/, leads from /away to another host, and has no /nothing."""

    robots_status = 200

    def answer(self, method: str, host: str, target: str) -> Answer:
        if target == "/robots.txt":
            rules = b"User-agent: *\nDisallow: /content/\n"
            return Answer(self.robots_status, "text/plain", rules)
        if target == "/away":
            return Answer(302, "text/html", b"", {"Location": "http://127.0.0.9:1/"})
        return super().answer(method, host, target)


@pytest.fixture
def odd(tmp_path: Path) -> Iterator[tuple[Server, str, str]]:
    """(server, its origin, path of its profile)"""
    port, profile = free_port(), tmp_path / "odd.toml"
    write_profile(profile, port)
    with Server(OddSite(load(str(profile)), 12, 1), port) as server:
        yield server, f"http://127.0.0.1:{port}", str(profile)


def test_manners_hold_for_a_single_page_too(odd: tuple[Server, str, str], cases: Path) -> None:
    server, origin, profile = odd
    forbidden = add(f"{origin}/content/646754/50/1.html", "--site", profile)
    assert (forbidden.exit_code, "robots.txt forbids it" in forbidden.stderr) == (3, True)
    away = add(f"{origin}/away", "--site", profile)
    assert (away.exit_code, "127.0.0.9" in away.stderr) == (3, True)
    foreign = add("https://example.org/1.html", "--site", profile)
    assert (foreign.exit_code, "example.org" in foreign.stderr) == (2, True)
    assert {target.partition("/")[2] for target in server.requests} == {"robots.txt", "away"}
    assert list(cases.rglob("*")) == []


@pytest.mark.parametrize("status", [429, 503])
def test_a_robots_txt_that_cannot_be_had_forbids(
    odd: tuple[Server, str, str], cases: Path, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    server, origin, profile = odd
    monkeypatch.setattr(OddSite, "robots_status", status)
    refused = add(f"{origin}/nothing", "--site", profile)
    assert (refused.exit_code, f"status {status}" in refused.stderr) == (3, True)
    assert {target.partition("/")[2] for target in server.requests} == {"robots.txt"}
    assert list(cases.rglob("*")) == []


def test_an_answer_that_is_no_page_is_a_refusal(odd: tuple[Server, str, str], cases: Path) -> None:
    _, origin, profile = odd
    assert add(f"{origin}/nothing", "--site", profile, "--name", "not-found").exit_code == 0
    folder = cases / "refused" / "not-found"
    assert read(folder, "page.json")["status"] == 404
    assert read(folder, "draft.json") == {"draft": NOTE, "refused": "bad_status"}


# (arguments, exit code, what the one line names)
WRONG = [
    ("", 2, "URL|FILE"),
    ("missing.html", 2, "missing.html"),
    ("tests", 2, "folder"),
    ("dump.txt", 2, "text dump"),
    ("bare.html", 2, "--url"),
    (f"{SAMPLE}", 2, "--archive"),
    ("bare.html --url https://www.wcxww.com/content/646754/50/1.html --name a/b", 2, "--name"),
    ("bare.html --archive tests", 2, "--archive"),
    ("bare.html --archive missing", 2, "missing"),
    ("bare.html --cases missing", 2, "missing"),
    ("bare.html --site nowhere", 2, "nowhere"),
    (f"https://www.wcxww.com/content/646754/50/1.html --archive {SAMPLE}", 3, "not in"),
]


@pytest.mark.parametrize(("line", "exit_code", "named"), WRONG)
def test_a_wrong_call_is_answered_in_one_line(
    line: str, exit_code: int, named: str, cases: Path
) -> None:
    Path("bare.html").write_text("<html><body>nothing</body></html>")
    shutil.copy(ROOT / "tests" / "data" / "mirror-dump.txt", "dump.txt")
    result = add(*line.split())
    assert result.exit_code == exit_code, result.output
    (said,) = result.stderr.splitlines()
    assert named in said
    assert list(cases.rglob("*")) == []


def test_a_case_is_never_written_over(cases: Path) -> None:
    page = str(CASES / "layouts" / "wap-plain" / "page.html")
    assert add(page, "--name", "one").exit_code == 0
    (cases / "layouts" / "one" / "expected.json").write_text("{}")
    again = add(page, "--name", "one")
    assert again.exit_code == 2
    assert "there already" in again.stderr
    assert (cases / "layouts" / "one" / "expected.json").read_text() == "{}"
