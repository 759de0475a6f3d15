"""Other crawlers' archives: Common Crawl's, WET text, Heritrix's revisits to other addresses."""

import gzip
import json
from base64 import b32encode
from hashlib import sha1
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from test_extract import wangcheng
from wangcheng_spider.archive import Archive, Damage, read_placed
from wangcheng_spider.demo.sample import HTML, SampleSite
from wangcheng_spider.sites import load

SITE = load("sample")
SAMPLE = SampleSite(SITE, 6)
STORY = SAMPLE.stories[0]
PAGE = SAMPLE.answer("GET", "www.sample.test", STORY.path).body
DATE = "2025-11-21T01:02:03Z"


def http(status: str, content_type: str, **more: str) -> StatusAndHeaders:
    rows = [("Content-Type", content_type), *more.items()]
    return StatusAndHeaders(status, rows, protocol="HTTP/1.1")


def add(
    writer: WARCWriter, kind: str, url: str, body: bytes, head: Any = None, **rows: str
) -> None:
    """A record as warcio writes it, with other WARC headers by keyword (a_b is A-B)."""
    headers = {name.replace("_", "-"): value for name, value in rows.items()} | {"WARC-Date": DATE}
    record = writer.create_warc_record(
        url, kind, BytesIO(body), len(body), http_headers=head, warc_headers_dict=headers
    )
    writer.write_record(record)


def lines_of(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_a_common_crawl_file_brings_the_site_s_articles_alone(tmp_path: Path) -> None:
    path = tmp_path / "CC-MAIN-00001.warc.gz"
    url = SAMPLE.story_url(STORY)
    with path.open("wb") as stream:
        writer = WARCWriter(stream, gzip=True)
        writer.write_record(writer.create_warcinfo_record(path.name, {"software": "Nutch"}))
        for other in ("https://news.example/1.html", "https://news.example/2.html"):
            add(writer, "request", other, b"", http("GET / HTTP/1.1", "x"))
            add(writer, "response", other, b"<p>x</p>", http("200 OK", "text/html"))
        packed = {"X-Crawler-Content-Encoding": "gzip", "X-Crawler-Content-Length": "9"}
        add(writer, "response", url, PAGE, http("200 OK", HTML, **packed))
        add(writer, "metadata", url, b"fetchTimeMs: 12\r\n")
        gone = SAMPLE.story_url(SAMPLE.stories[1])
        add(writer, "response", gone, b"<h1>404</h1>", http("404 Not Found", HTML))
        picture = "https://www.sample.test/logo.png"
        add(writer, "response", picture, b"\x89PNG", http("200 OK", "image/png"))
    done = wangcheng("extract", path, "--site", "sample")
    assert done.returncode == 0, done.stderr
    (line,) = lines_of(done.stdout)
    assert (line["content_id"], line["headline"]) == (STORY.content_id, STORY.headline)
    assert line["fetched_at"] == DATE
    for skipped in ("2 foreign_host", "1 bad_status", "1 not_a_page"):
        assert skipped in done.stderr


TEXT = """样例新闻网
首页
要闻
街镇
当前位置：首页 > 街镇
正在阅读：柳溪街道举行晒书会
柳溪街道举行晒书会
来源：柳溪时刻 作者：方圆 编辑：郑一舟 2023-10-16 17:40:30
柳溪时刻10月16日讯（全媒体记者 方圆）今天上午，柳溪街道的晒书会开始了，300多本旧书摆满长桌。
“把书晒一晒，心也亮堂了。”居民老何说。
来源：柳溪时刻
编辑：郑一舟
"""


@pytest.mark.parametrize("has_place", [True, False])
def test_wet_text_is_read_as_a_text_dump(tmp_path: Path, has_place: bool) -> None:
    text = TEXT if has_place else TEXT.replace("当前位置：首页 > 街镇\n", "")
    path = tmp_path / "CC-MAIN-00001.warc.wet.gz"
    url = "https://www.sample.test/content/646754/50/13163752.html"
    with path.open("wb") as stream:
        writer = WARCWriter(stream, gzip=True)
        writer.write_record(writer.create_warcinfo_record(path.name, {"software": "Nutch"}))
        add(writer, "conversion", "https://news.example/1.html", b"x", Content_Type="text/plain")
        add(writer, "conversion", url, text.encode(), Content_Type="text/plain")
    done = wangcheng("extract", path, "--site", "sample")
    assert done.returncode == 0, done.stderr
    (line,) = lines_of(done.stdout)
    assert (line["view"], line["url"]) == ("text", url)
    assert (line["headline"], line["source"]) == ("柳溪街道举行晒书会", "柳溪时刻")
    assert "1 foreign_host" in done.stderr


def write_revisits(folder: Path) -> tuple[str, str]:
    """A page in one file; in the next it is found again at another address."""
    first, second = SAMPLE.story_url(STORY, "wap"), SAMPLE.story_url(STORY)
    packed = gzip.compress(PAGE, mtime=0)
    digest = f"sha1:{b32encode(sha1(packed).digest()).decode()}"
    head = http("200 OK", HTML, **{"Content-Encoding": "gzip"})
    with (folder / "0.warc.gz").open("wb") as stream:
        add(WARCWriter(stream, gzip=True), "response", first, packed, head)
    with (folder / "1.warc.gz").open("wb") as stream:
        writer = WARCWriter(stream, gzip=True)
        head = http("200 OK", HTML, **{"Content-Encoding": "gzip"})
        record = writer.create_revisit_record(second, digest, first, DATE, http_headers=head)
        writer.write_record(record)
    return first, second


def test_a_revisit_of_another_address_has_its_body(tmp_path: Path) -> None:
    first, second = write_revisits(tmp_path)
    damage = Damage()
    pages = [page for _, page in read_placed([tmp_path], damage)]
    assert damage.places == []
    assert [(page.url, page.kind) for page in pages] == [(first, "html"), (second, "html")]
    assert [page.body for page in pages] == [PAGE, PAGE]
    found = Archive(tmp_path, SITE).get(second)
    assert found is not None
    assert (found.url, found.body) == (second, PAGE)


def test_a_revisit_is_resolved_where_the_original_was_read_before(tmp_path: Path) -> None:
    _, second = write_revisits(tmp_path)
    ((_, page),) = read_placed([tmp_path], Damage(), lambda file: 1000 if "0." in file.name else -1)
    assert (page.url, page.body) == (second, PAGE)


def test_a_revisit_without_its_original_is_skipped_and_counted(tmp_path: Path) -> None:
    write_revisits(tmp_path)
    (tmp_path / "0.warc.gz").unlink()
    done = wangcheng("extract", tmp_path, "--site", "sample")
    assert done.returncode == 3
    assert "1 revisit" in done.stderr


def test_extraction_goes_on_with_what_was_appended(tmp_path: Path) -> None:
    path, out = tmp_path / "a.warc.gz", f"{tmp_path}/out/"
    for stories in (SAMPLE.stories[:2], SAMPLE.stories[2:5]):
        with path.open("ab") as stream:
            writer = WARCWriter(stream, gzip=True)
            for story in stories:
                body = SAMPLE.answer("GET", "www.sample.test", story.path).body
                add(writer, "response", SAMPLE.story_url(story), body, http("200 OK", HTML))
        done = wangcheng("extract", path, "--site", "sample", "-o", out)
        assert done.returncode == 0, done.stderr
    assert "3 new" in done.stderr
    assert "2 read_before" in done.stderr
