"""MEDIA=1: pictures and attachments are kept once, named by content; broken ones cost nothing."""

import hashlib
from pathlib import Path

import pytest
from scrapy import Request

from crawling import Ended, crawl, free_port, read_lines
from wangcheng_spider.demo.sample import Answer, SampleSite, make_image
from wangcheng_spider.demo.server import Server, write_profile
from wangcheng_spider.media import MediaStore, is_error_page
from wangcheng_spider.middlewares import HostGuard, Refused
from wangcheng_spider.opening import open_run
from wangcheng_spider.sites import load

PNG = make_image("/a.png")


# (content, address, the ending of its file, why)
ENDINGS = [
    (PNG, "https://x.test/a.jpg", ".png", "the content says what it is"),
    (b"PK\3\4", "https://x.test/files/a.DOCX?v=1", ".docx", "a known ending of the address"),
    (b"MZ", "https://x.test/a.exe", ".bin", "an unknown one"),
    (b"x", "https://x.test/..%2f..%2fetc/passwd", ".bin", "a path"),
    (b"x", "https://x.test/a.pdf/../../x", ".bin", "a path behind an ending"),
    (b"x", "https://x.test/" + "a" * 500 + ".pdf", ".pdf", "a long name"),
]


@pytest.mark.parametrize(("data", "url", "ending", "why"), ENDINGS)
def test_files_are_named_by_their_content(
    tmp_path: Path, data: bytes, url: str, ending: str, why: str
) -> None:
    store = MediaStore(tmp_path / "media")
    key = hashlib.sha256(data).hexdigest()
    assert store.keep(data, url) == (f"media/{key[:2]}/{key}{ending}", True), why
    (file,) = (path for path in tmp_path.rglob("*") if path.is_file())
    assert file.read_bytes() == data
    assert store.keep(data, "https://x.test/other.gif") == (f"media/{key[:2]}/{key}{ending}", False)


def test_an_error_page_is_no_picture() -> None:
    assert is_error_page(b"\n<!DOCTYPE html><title>404</title>")
    assert not is_error_page(b"\xff\xd8\xff\xe0")


class Pictured(SampleSite):
    """Its pictures are on this machine, all alike but for some that are broken, each in its way."""

    def answer(self, method: str, host: str, target: str) -> Answer:
        if host.startswith("127.0.0.5:"):
            number = int(hashlib.md5(target.encode()).hexdigest(), 16) % 4
            return (
                Answer(200, "image/png", PNG),
                Answer(404, "text/html", b"<html>404"),
                Answer(200, "text/html", b"<html>no picture"),
                Answer(200, "image/png", make_image(target)),
            )[number]
        answer = SampleSite.answer(self, method, host, target)
        # one picture is on a host that the profile does not name
        body = answer.body.replace(f"{self.pictures}/2025".encode(), b"http://127.0.0.7:9/2025", 1)
        return Answer(answer.status, answer.content_type, body, answer.headers)


def test_the_demo_site_serves_the_pictures_that_its_pages_name(tmp_path: Path) -> None:
    write_profile(tmp_path / "demo.toml", 8765)
    sample = SampleSite(load(str(tmp_path / "demo.toml")), 40)
    assert "127.0.0.5:8765" in sample.site.media_hosts, "MEDIA=1 asks there"
    items = [sample.expected(story) for story in sample.stories]
    pictures = [one.url for item in items for one in item.images]
    documents = [one.url for item in items for one in item.attachments]
    assert pictures
    assert documents
    for kind, urls in ((b"\x89PNG", pictures), (b"PK", documents)):
        for url in urls:
            host, path = url.removeprefix("http://").split("/", 1)
            answer = sample.answer("GET", host, f"/{path}")
            assert (host, answer.status) == ("127.0.0.5:8765", 200)
            assert answer.body.startswith(kind)
    page = sample.answer("GET", "127.0.0.1:8765", sample.stories[0].path).body
    assert all(one.url.encode() in page for one in items[0].images)
    assert SampleSite(load("sample")).pictures == "https://img.sample.test", "as recorded"


def crawl_pictured(tmp_path: Path) -> tuple[Server, Ended, Ended]:
    """A live crawl with MEDIA=1 and a recording, and its replay."""
    port, profile = free_port(), tmp_path / "demo.toml"
    write_profile(profile, port)
    options = ("-a", f"site={profile}", "-s", "MEDIA=1")
    sample = Pictured(load(str(profile)), 40)
    with Server(sample, port) as server:
        live = crawl(tmp_path / "live", *options, "-s", "ARCHIVE_RECORD=1")
    archive = ("-a", f"archive={tmp_path / 'live' / 'archive'}")
    return server, live, crawl(tmp_path / "again", *options, *archive)


def test_pictures_are_kept_and_replayed(tmp_path: Path) -> None:
    server, live, again = crawl_pictured(tmp_path)
    assert (live.exit_code, again.exit_code) == (0, 0), live.err + again.err
    lines = {line["content_id"]: line for line in read_lines(tmp_path / "live")}
    assert len(lines) == 40, "a broken picture never costs its article"
    media = [one for line in lines.values() for one in line["images"] + line["attachments"]]
    kept = [one for one in media if one["path"]]
    assert 0 < len(kept) < len(media)
    for one in kept:
        data = (tmp_path / "live" / one["path"]).read_bytes()
        assert hashlib.sha256(data).hexdigest() in one["path"]
    files = [path for path in (tmp_path / "live" / "media").rglob("*") if path.is_file()]
    assert len(files) == len({one["path"] for one in kept}), "each content once"
    counts = live.record["media"]
    assert counts["new"] == len(files)
    assert {"status_404", "error_page", "foreign_host"} <= counts.keys()
    assert sum(counts.values()) == len(media)
    (said,) = (line for line in live.out.splitlines() if line.startswith("media "))
    assert f"{counts['status_404']} status_404" in said, "what could not be had is named"
    asked = [n for name, n in server.requests.items() if name.startswith("127.0.0.5/")]
    assert max(asked) == 1
    assert all(line["path"] is None for line in media if ":9/" in line["url"])
    replayed = {line["content_id"]: line for line in read_lines(tmp_path / "again")}
    for content_id, line in lines.items():
        assert replayed[content_id] | {"fetched_at": line["fetched_at"]} == line


@pytest.mark.parametrize(("with_media", "passes"), [(True, True), (False, False)])
def test_hosts_of_pictures_are_asked_with_media_alone(
    tmp_path: Path, with_media: bool, passes: bool
) -> None:
    run = open_run({"site": "sample"}, tmp_path)
    guard = HostGuard(run, with_media)
    try:
        guard.process_request(Request("https://img.sample.test/a.jpg"))
        assert passes
    except Refused:
        assert not passes
    with pytest.raises(Refused):
        guard.process_request(Request("https://img.other.test/a.jpg"))
    run.finish("finished")
