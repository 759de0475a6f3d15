"""Bad pages: a right item, or a reason code with the address; the run goes on, memory stays low."""

import gzip
import json
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

from crawling import Ended, crawl, free_port, read_lines
from wangcheng_spider.demo.sample import Answer, SampleSite
from wangcheng_spider.demo.server import Server, write_profile
from wangcheng_spider.sites import load

HTML = "text/html; charset=utf-8"

Page = Callable[[str], Answer]


def answer(body: str | bytes, content_type: str = HTML, **headers: str) -> Answer:
    data = body.encode() if isinstance(body, str) else body
    return Answer(200, content_type, data, {n.replace("_", "-"): v for n, v in headers.items()})


def before_tail(page: str, extra: str) -> str:
    return page.replace("</body>", f"{extra}</body>")


SOFT_404 = "<html><title>页面不存在</title><body><h1>您访问的页面不存在</h1></body></html>"
LOGIN = (
    "<html><title>用户登录</title><body><h1>用户登录</h1><form><input name=u>"
    "<input type=password></form></body></html>"
)
TEN_MB = "望" * (10 * 1024 * 1024 // 3)

# (what the server makes of an article's page, reason code, why)
REFUSED: list[tuple[Page, str, str]] = [
    (lambda page: answer(SOFT_404), "soft_404", "200 with an error page"),
    (lambda page: answer(LOGIN), "login_page", "a login in its place"),
    (lambda page: answer(""), "empty_page", "no body at all"),
    (lambda page: answer("\0 \n\0"), "empty_page", "blanks and NULs"),
    (lambda page: answer(b"\x89PNG\r\n\x1a\n" + b"\0" * 999), "not_html", "a picture"),
    (lambda page: answer("%PDF-1.7 not a page"), "not_html", "a document"),
    (lambda page: answer("just words, no page"), "not_html", "no tag in it"),
    (lambda page: answer('{"error": 1}', "application/json"), "not_html", "JSON"),
    (lambda page: answer("<html><h1>柳溪街道召开会议</h1></html>"), "no_body", "a headline alone"),
    (lambda page: answer(f"<p>{TEN_MB}</p>"), "too_large", "one line of 10 MB"),
    (
        lambda page: answer(gzip.compress(b"<p>" * (30 << 20)), Content_Encoding="gzip"),
        "too_large",
        "90 MB in 90 KB of gzip",
    ),
    (
        lambda page: answer(b"\x1f\x8b not gzip", Content_Encoding="gzip"),
        "bad_encoding",
        "gzip that is none",
    ),
    (lambda page: answer(page[: page.rindex("<p>　　") + 9]), "cut_off", "cut in the middle"),
    (lambda page: Answer(404, HTML, b"<h1>gone</h1>"), "status_404", "an honest 404"),
    (lambda page: Answer(500, HTML, b""), "status_500", "a server that fails"),
    (
        lambda page: Answer(302, HTML, b"", {"Location": "http://169.254.169.254/latest/"}),
        "foreign_host",
        "a redirect that leaves the portal",
    ),
    (
        lambda page: Answer(302, HTML, b"", {"Location": "file:///etc/passwd"}),
        "redirects",
        "a redirect to a file",
    ),
]

# (what the server makes of an article's page, why): the item must be as if nothing had happened
READ: list[tuple[Page, str]] = [
    (lambda page: answer(page.encode("gb18030"), HTML), "GBK declared UTF-8"),
    (lambda page: answer(page, "text/html; charset=gb2312"), "UTF-8 declared gb2312"),
    (lambda page: answer(page, "text/html"), "no charset"),
    (lambda page: answer(page, "text/html; charset=klingon"), "a charset that does not exist"),
    (lambda page: answer(b"\xef\xbb\xbf" + page.encode()), "a BOM"),
    (lambda page: answer(page.encode("utf-16")), "UTF-16 with a BOM"),
    (lambda page: answer(page.replace("<p>", "\0<p>\0")), "NULs"),
    (lambda page: answer(page, "application/octet-stream"), "a wrong content type"),
    (lambda page: answer(before_tail(page, "<div>" * 100_000)), "100,000 nested tags behind"),
    (
        lambda page: answer(page.replace("<body>", "<body>" + "<div>" * 100_000)),
        "100,000 nested tags around",
    ),
    (
        lambda page: answer(
            before_tail(page, f"<p {' '.join(f'a{n}=1' for n in range(40_000))}></p>")
        ),
        "40,000 attributes on a tag",
    ),
    (
        lambda page: answer(page[: page.index('<div class="footer">') - 9]),
        "cut off behind the tail",
    ),
    (
        lambda page: answer(before_tail(page, "\ud800".encode("utf-8", "surrogatepass"))),
        "surrogate",
    ),
    (lambda page: answer(page.replace("/channel/", "http://[::1/")), "malformed links"),
]


@dataclass(slots=True)
class BadSite(SampleSite):
    """A sample site of which some articles' pages are bad."""

    bad: dict[str, Page] = field(default_factory=dict)

    def answer(self, method: str, host: str, target: str) -> Answer:
        good = SampleSite.answer(self, method, host, target)
        return self.bad[target](good.body.decode()) if target in self.bad else good


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[BadSite, Ended]]:
    """One crawl of a site with all the bad pages at once."""
    folder = tmp_path_factory.mktemp("bad")
    port, profile = free_port(), folder / "demo.toml"
    write_profile(profile, port)
    site = BadSite(load(str(profile)), articles=len(REFUSED) + len(READ) + 20, seed=3)
    pages = [page for page, _, _ in REFUSED] + [page for page, _ in READ]
    site.bad = {story.path: page for story, page in zip(site.stories, pages, strict=False)}
    with Server(site, port):
        yield site, crawl(folder / "data", "-a", f"site={profile}", "-s", "RETRY_TIMES=0")


def test_each_bad_page_has_its_reason_and_address(served: tuple[BadSite, Ended]) -> None:
    site, ended = served
    reasons = {failure["url"]: failure["reason"] for failure in ended.record["failures"]}
    wanted = {
        site.story_url(story): reason
        for story, (_, reason, _) in zip(site.stories, REFUSED, strict=False)
    }
    assert reasons == wanted
    assert ended.exit_code == 4


def test_what_can_be_read_is_read_right(served: tuple[BadSite, Ended]) -> None:
    site, ended = served
    lines = {line["content_id"]: line for line in read_lines(ended.data_dir)}
    for number, (_, why) in enumerate(READ):
        story = site.stories[len(REFUSED) + number]
        wanted, line = site.expected(story), lines[story.content_id]
        got = (line["headline"], line["article_body"], line["authors"], line["date_published"])
        assert got == (
            wanted.headline,
            wanted.article_body,
            wanted.authors,
            wanted.date_published,
        ), why


def test_the_others_are_not_harmed(served: tuple[BadSite, Ended]) -> None:
    site, ended = served
    lines = read_lines(ended.data_dir)
    assert len(lines) == len(site.stories) - len(REFUSED)


def test_nothing_but_utf_8_reaches_the_lines(served: tuple[BadSite, Ended]) -> None:
    _, ended = served
    for path in (ended.data_dir / "articles").glob("*.jsonl"):
        for line in path.read_bytes().splitlines():
            assert b"\0" not in line
            assert "\\ud" not in json.dumps(json.loads(line)).lower().replace("\\ud83", "")


def test_a_bomb_in_deflate_is_no_larger(served: tuple[BadSite, Ended]) -> None:
    """The bound holds in extraction from archives too."""
    from wangcheng_spider.encodings import EncodingError, decode_body

    with pytest.raises(EncodingError, match="more than"):
        decode_body(zlib.compress(b"x" * (64 << 20)), "deflate", 8 << 20)
