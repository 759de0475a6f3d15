"""What is fuzzed: from any bytes, the package makes what it promises, and nothing else."""

import tempfile
from collections.abc import Callable
from functools import cache
from io import BytesIO
from pathlib import Path

import orjson

from hostile.harmless import check_harmless
from wangcheng_spider.archive import ArchiveError, Damage, read_archive
from wangcheng_spider.extraction import Reader
from wangcheng_spider.items import Article
from wangcheng_spider.lines import decode_line, encode_line
from wangcheng_spider.pages import Page, PageError
from wangcheng_spider.pages.listing import read_listing
from wangcheng_spider.schema import check_article
from wangcheng_spider.sites import Site, load
from wangcheng_spider.text.clean import clean_text
from wangcheng_spider.text.restore import restore
from wangcheng_spider.urls import make_absolute, read_address
from wangcheng_spider.warc import read_warc

FETCHED = "2026-01-02T03:04:05Z"
HTML = "https://www.wcxww.com/content/646754/50/13000001.html"
MIRROR = "https://cdlbfz.com/content/646754/50/13000001.html"
CASES = Path(__file__).parent.parent / "cases"


@cache
def site() -> Site:
    return load("wcxww")


def check_line(article: Article) -> None:
    """A valid line that comes back as it was, and that every reader of JSON takes."""
    assert check_article(article) is None
    line = encode_line(article)
    assert decode_line(line) == article
    assert article.article_body == clean_text(article.article_body)
    check_harmless(article)


def _read(data: bytes, url: str, layout: str | None = None) -> None:
    head, _, body = data.partition(b"\n\n")
    content_type = head.decode("latin-1") if len(head) < 100 and body else "text/html"
    page = Page(url, body or data, 200, {"content-type": content_type}, FETCHED)
    try:
        article = Reader(layout=layout).read(page, site()).article
    except PageError:
        return
    check_line(article)


def fuzz_article(data: bytes) -> None:
    _read(data, HTML)


def fuzz_fallback(data: bytes) -> None:
    _read(data, HTML, "fallback")


def fuzz_mirror(data: bytes) -> None:
    _read(data, MIRROR)


def fuzz_dump(data: bytes) -> None:
    page = Page(HTML, data, 200, {}, FETCHED, kind="text")
    try:
        article = Reader().read(page, site()).article
    except PageError:
        return
    check_line(article)


def fuzz_listing(data: bytes) -> None:
    for is_start in (False, True):
        listing = read_listing(Page("https://www.wcxww.com/", data), site(), is_start=is_start)
        for entry in listing.entries:
            assert read_address(entry.url, site()).content_id == entry.content_id
        assert all(make_absolute(url) == url for url in listing.elsewhere_urls)
        orjson.dumps([entry.date for entry in listing.entries])


def fuzz_urls(data: bytes) -> None:
    text = data.decode("utf-8", "surrogateescape")
    for raw in (text, "https://www.wcxww.com/" + text, "//" + text):
        address = read_address(raw, site(), HTML)
        if address.kind == "invalid":
            continue
        address.url.encode("ascii")
        again = read_address(address.url, site())
        assert (again.kind, again.url, again.content_id) == (
            address.kind,
            address.url,
            address.content_id,
        )


def fuzz_restore(data: bytes) -> None:
    text = clean_text(data.decode("utf-8", "surrogateescape"))
    restored = restore(text)
    again = restore(restored.text)
    assert again.text == restored.text, "restoring twice is restoring once"


def fuzz_warc(data: bytes) -> None:
    for offset, page in read_warc(BytesIO(data)):
        assert offset >= 0
        assert isinstance(page, Page) or page.startswith("damaged record")


def fuzz_archive(data: bytes) -> None:
    """A folder with a page and its description, both out of the data."""
    head, _, body = data.partition(b"\n\n")
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "page.html").write_bytes(body)
        Path(folder, "page.json").write_bytes(head)
        try:
            pages = list(read_archive(Path(folder), Damage()))
        except ArchiveError:
            return
        assert all(isinstance(page.body, bytes) and page.status >= 0 for page in pages)


Target = Callable[[bytes], None]
TARGETS: dict[str, Target] = {
    name.removeprefix("fuzz_"): value
    for name, value in list(globals().items())
    if name.startswith("fuzz_")
}


@cache
def seeds(target: str) -> tuple[bytes, ...]:
    """What mutations of a target begin with: our own cases, in the form that it reads."""
    pages = tuple(path.read_bytes() for path in sorted(CASES.rglob("page.html")))
    found = tuple(path.read_bytes() for path in sorted((FINDS / target).glob("*")))
    match target:
        case "urls":
            return (*found, *URLS)
        case "restore":
            return (*found, *(page[:4000] for page in pages))
        case "dump":
            dump = (CASES.parent / "data" / "mirror-dump.txt").read_bytes()
            return (*found, dump, *pages[:5])
        case "warc":
            return (*found, *map(_wrap, pages[:8]))
        case "archive":
            heads = sorted(CASES.rglob("page.json"))[: len(pages)]
            joined = zip(heads, pages, strict=False)
            return (*found, *(head.read_bytes() + b"\n\n" + page for head, page in joined))
        case "listing":
            return (*found, *pages, API)
    return (*found, *pages)


FINDS = Path(__file__).parent / "finds"
"""By target: inputs that once broke something; each is tried in every run."""
API = b'[{"title": "x", "contentUrl": "/content/646754/50/1.html", "publishTimeStr": "2026-01-02"}]'
URLS = (
    b"https://www.wcxww.com/content/646754/50/13000001.html",
    b"https://wap.wcxww.com/nograb/646754/95/13000001_2.html?x=1#y",
    b"/channel/2026/0102/10101.html",
    b"//user@WWW.wcxww.com.:443/c/2019/01/02/1.htm",
    b"/m/content/2022/01/02/1.html",
    b"http://[::1]/%2e%2e/\\..//x",
    "/content/望城.html".encode(),
)


def _wrap(body: bytes) -> bytes:
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + body
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Date: 2026-01-02T03:04:05Z\r\n"
        f"WARC-Target-URI: {HTML}\r\nContent-Type: application/http\r\n"
        f"Content-Length: {len(http)}\r\n\r\n"
    )
    return (head.encode() + http + b"\r\n\r\n") * 2
