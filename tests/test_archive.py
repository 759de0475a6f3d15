"""Archives: bytes as served come back, damage costs one record, the best copy answers."""

import gzip
import json
from io import BytesIO
from pathlib import Path

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from hostile.packing import pack
from wangcheng_spider.archive import Archive, ArchiveError, Damage, read_archive
from wangcheng_spider.encodings import CutOff, EncodingError, decode_body
from wangcheng_spider.sites import load
from wangcheng_spider.warc import WarcWriter, read_warc

SITE = load("sample")
DATE = "2025-01-02T03:04:05Z"
PATH = "/content/646754/50/{}.html"
PC, WAP, MIRROR = (f"https://{host}.sample.test{PATH}" for host in ("www", "wap", "mirror"))


def write(path: Path, pages: list[tuple[str, bytes]], **headers: str) -> list[int]:
    """A WARC of pages; the offset of each record."""
    offsets = []
    with path.open("wb") as stream:
        writer = WarcWriter(stream)
        writer.write_info(path.name, "sample", DATE)
        for url, body in pages:
            offsets.append(stream.tell())
            rows = [(name.replace("_", "-"), value) for name, value in headers.items()]
            writer.write_response(url, "200 OK", rows, body, DATE)
    return offsets


def pages_of(path: Path) -> tuple[list[tuple[str, bytes]], list[str]]:
    damage = Damage()
    return [(page.url, page.body) for page in read_archive(path, damage)], damage.places


THREE = [(PC.format(n), f"<p>第{n}页</p>".encode() * 50) for n in (1, 2, 3)]


def test_what_is_written_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    write(path, THREE)
    assert pages_of(path) == (THREE, [])
    page = next(read_archive(path))
    assert (page.status, page.fetched_at, page.kind) == (200, DATE, "html")


# (which byte of the second record is damaged, why)
DAMAGE = [(0, "its magic number"), (12, "its header"), (-12, "its end"), (-5, "its checksum")]


@pytest.mark.parametrize(("byte", "why"), DAMAGE)
def test_a_damaged_record_costs_itself_alone(tmp_path: Path, byte: int, why: str) -> None:
    path = tmp_path / "a.warc.gz"
    _, second, third = write(path, THREE)
    data = bytearray(path.read_bytes())
    data[(second if byte >= 0 else third) + byte] ^= 0xFF
    path.write_bytes(data)
    pages, places = pages_of(path)
    assert pages == [THREE[0], THREE[2]], why
    assert len(places) == 1
    assert places[0].isprintable()
    if byte > 0:
        assert places[0].startswith(f"{path}:{second}:"), why


def test_a_file_that_is_cut_off_keeps_what_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    *_, third = write(path, THREE)
    path.write_bytes(path.read_bytes()[: third + 100])
    pages, places = pages_of(path)
    assert pages == THREE[:2]
    assert len(places) == 1


def test_an_unpacked_warc_and_its_damage(tmp_path: Path) -> None:
    packed, plain = tmp_path / "a.warc.gz", tmp_path / "b.warc"
    write(packed, THREE)
    data = gzip.decompress(packed.read_bytes())
    plain.write_bytes(data)
    assert pages_of(plain) == (THREE, [])
    second = data.index(b"WARC/1.1", data.index(PC.format(1).encode()))
    plain.write_bytes(data[:second] + b"X" * 8 + data[second + 8 :])
    pages, places = pages_of(plain)
    assert pages == [THREE[0], THREE[2]]
    assert len(places) == 1


def test_a_warc_that_was_packed_as_a_whole(tmp_path: Path) -> None:
    packed, whole = tmp_path / "a.warc.gz", tmp_path / "b.warc.gz"
    write(packed, THREE)
    whole.write_bytes(gzip.compress(gzip.decompress(packed.read_bytes())))
    assert pages_of(whole) == (THREE, [])
    page = Archive(whole, SITE).get(THREE[2][0])
    assert page is not None
    assert page.body == THREE[2][1]


def test_other_readers_take_what_we_write(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    write(path, THREE)
    with path.open("rb") as stream:
        records = ArchiveIterator(stream, check_digests="raise")
        found = [
            (record.rec_headers.get_header("WARC-Target-URI"), record.content_stream().read())
            for record in records
            if record.rec_type == "response"
        ]
    assert found == THREE


@given(st.binary(max_size=400), st.integers(0, 1500), st.booleans())
def test_reading_never_raises(noise: bytes, at: int, packed: bool) -> None:
    stream = BytesIO()
    writer = WarcWriter(stream)
    for url, body in THREE:
        writer.write_response(url, "200 OK", [], body, DATE)
    data = stream.getvalue() if packed else gzip.decompress(stream.getvalue())
    damaged = data[:at] + noise + data[at + len(noise) :]
    for offset, one in read_warc(BytesIO(damaged)):
        assert 0 <= offset < len(damaged)
        assert isinstance(one, str) or one.url


def test_noise_is_no_archive_and_ends() -> None:
    noise = b"\x1f\x8b\x08" * 10_000
    assert [type(one) for _, one in read_warc(BytesIO(noise))] == [str]


def test_content_encodings_are_undone(tmp_path: Path) -> None:
    body = "望城".encode() * 100
    for name, packed in (("gzip", gzip.compress(body)), ("br", brotli.compress(body))):
        path = tmp_path / f"{name}.warc.gz"
        write(path, [(PC.format(1), packed)], Content_Encoding=name)
        assert pages_of(path)[0] == [(PC.format(1), body)]


def test_a_bomb_is_refused_and_named(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    write(path, [(PC.format(1), gzip.compress(b"\0" * (64 << 20)))], Content_Encoding="gzip")
    pages, places = pages_of(path)
    assert pages == []
    assert "more than" in places[0]


@pytest.mark.parametrize("name", ["gzip", "deflate", "br", "zstd", "chunked"])
def test_broken_encodings_raise_one_error(name: str) -> None:
    with pytest.raises(EncodingError):
        decode_body(b"\xff not that \r\n", name, 1000)


@pytest.mark.parametrize("name", ["gzip", "deflate", "br", "zstd"])
def test_packing_that_ends_early_is_told_from_a_whole_one(name: str) -> None:
    body = bytes(n * n % 251 for n in range(5000))
    whole = pack(body, name)
    assert decode_body(whole, name, 5000) == body
    assert decode_body(b"", name, 5000) == b"", "an answer without a body may name a coding"
    for end in (len(whole) - 1, len(whole) // 2, 1):
        with pytest.raises(CutOff):
            decode_body(whole[:end], name, 5000)
        assert body.startswith(decode_body(whole[:end], name, 5000, may_end_early=True))


def test_the_best_copy_answers_for_a_missing_page(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    copies = [(MIRROR.format(1), b"<p>m</p>"), (WAP.format(1), b"<p>w</p>"), THREE[1]]
    write(path, copies)
    archive = Archive(path, SITE)
    page = archive.get(PC.format(1))
    assert page is not None
    assert (page.url, page.body) == (WAP.format(1), b"<p>w</p>")
    for form in ("/nograb/646754/50/2.html", "/content/646754/50/2.html?mobile"):
        found = archive.get(f"http://www.sample.test{form}")
        assert found is not None
        assert found.body == THREE[1][1], "the id names the article, whatever its address"
    assert archive.get(PC.format(9)) is None


def test_the_last_of_several_copies_counts(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    write(path, [(PC.format(1), b"<p>old</p>"), (PC.format(1), b"<p>new</p>")])
    page = Archive(path, SITE).get(PC.format(1))
    assert page is not None
    assert page.body == b"<p>new</p>"


# (what lies beside page.html, the address it gets, why)
BESIDE = [
    ({"url": PC.format(5)}, PC.format(5), "a table beside"),
    (None, PC.format(6), "the page's own canonical link"),
]


@pytest.mark.parametrize(("table", "url", "why"), BESIDE)
def test_saved_pages_find_their_address(
    tmp_path: Path, table: dict[str, str] | None, url: str, why: str
) -> None:
    link = f'<link rel="canonical" href="{PC.format(6)}">'
    (tmp_path / "page.html").write_text(f"<html><head>{link}</head></html>", "utf-8")
    if table:
        (tmp_path / "page.json").write_text(json.dumps(table), "utf-8")
    assert [page.url for page in read_archive(tmp_path)] == [url], why


def test_what_is_wrong_beside_a_page_is_named(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<p>", "utf-8")
    (tmp_path / "page.json").write_text("{", "utf-8")
    pages, places = pages_of(tmp_path)
    assert pages == []
    assert "page.json" in places[0]


def test_a_path_without_pages_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="no WARC"):
        Archive(tmp_path, SITE)
    with pytest.raises(ArchiveError, match="no such file"):
        next(read_archive(tmp_path / "missing"))
