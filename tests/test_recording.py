"""Recordings: bytes as received, read alike by two foreign readers, whole after any crash."""

import gzip
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fastwarc.warc import ArchiveIterator as FastIterator
from warcio.archiveiterator import ArchiveIterator

from crash.test_kill import kill_somewhere
from crawling import crawl, free_port, read_lines
from wangcheng_spider.archive import Archive, Damage, read_archive
from wangcheng_spider.demo.sample import Answer, SampleSite
from wangcheng_spider.demo.server import Server, write_profile
from wangcheng_spider.recording import Recording
from wangcheng_spider.sites import load
from wangcheng_spider.warc_records import Exchange

URL = "https://www.sample.test/content/646754/50/{}.html"
DATE = "2025-01-02T03:04:0{}Z"
Serve = Callable[..., tuple[Server, str]]
Row = tuple[str, str, bytes]


def exchange(number: int, body: bytes, second: int = 5, status: int = 200) -> Exchange:
    return Exchange(
        url=URL.format(number),
        date=DATE.format(second),
        request=b"GET /x HTTP/1.1\r\nHost: www.sample.test\r\n\r\n",
        head=b"HTTP/1.1 %d X\r\nContent-Type: text/html\r\nX-Odd: a  b\r\n\r\n" % status,
        body=body,
        status=status,
        address="127.0.0.1",
    )


def read_by_warcio(path: Path) -> list[Row]:
    """(type, address, payload) of each record; a wrong digest fails."""
    with path.open("rb") as stream:
        return [
            (
                record.rec_type,
                record.rec_headers.get_header("WARC-Target-URI") or "",
                record.raw_stream.read(),
            )
            for record in ArchiveIterator(stream, check_digests="raise")
        ]


def read_by_fastwarc(path: Path) -> list[Row]:
    found = []
    with path.open("rb") as stream:
        for record in FastIterator(stream, parse_http=False):
            assert record.verify_block_digest()
            record.parse_http()
            kind = record.headers["WARC-Type"]
            if kind == "response":
                assert record.verify_payload_digest()
            found.append((kind, record.headers.get("WARC-Target-URI") or "", record.reader.read()))
    return found


def warcs(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.warc.gz"))


def rows_of(folder: Path) -> list[Row]:
    """What both readers say of all files."""
    rows = [row for path in warcs(folder) for row in read_by_warcio(path)]
    assert rows == [row for path in warcs(folder) for row in read_by_fastwarc(path)]
    return rows


def test_two_foreign_readers_read_the_same(tmp_path: Path) -> None:
    recording = Recording(tmp_path, "sample", [("software", "x"), ("isPartOf", "sample")])
    recording.add(exchange(1, b"<p>one</p>"))
    recording.add(exchange(2, gzip.compress(b"two"), status=404))
    recording.close()
    assert list(tmp_path.glob("*.part")) == []
    rows = rows_of(tmp_path)
    kinds = [kind for kind, _, _ in rows]
    assert kinds == ["warcinfo", "response", "request", "response", "request"]
    assert rows[0][2] == b"software: x\r\nisPartOf: sample\r\n"
    assert rows[1][1:] == (URL.format(1), b"<p>one</p>")
    assert rows[3][2] == gzip.compress(b"two"), "packed as received"
    (path,) = warcs(tmp_path)
    with path.open("rb") as stream:
        _, response, request, *_ = ArchiveIterator(stream)
    assert response.http_headers.get_header("X-Odd") == "a  b"
    assert response.rec_headers.get_header("WARC-IP-Address") == "127.0.0.1"
    concurrent = request.rec_headers.get_header("WARC-Concurrent-To")
    assert concurrent == response.rec_headers.get_header("WARC-Record-ID")
    assert response.rec_headers.get_header("WARC-Date") == DATE.format(5)


# (answers of one address in turn as (body, status), the records they become, why)
VISITS = [
    ([(b"a", 200), (b"a", 200)], ["response", "revisit"], "the same payload"),
    ([(b"a", 200), (b"", 304)], ["response", "revisit"], "not modified"),
    ([(b"a", 200), (b"b", 200)], ["response", "response"], "changed"),
    ([(b"a", 200), (b"b", 200), (b"a", 200)], ["response"] * 3, "a revisit is of the last one"),
    ([(b"a", 404), (b"a", 404)], ["response", "response"], "errors are kept as they come"),
    ([(b"a", 200), (b"e", 503), (b"a", 200)], ["response", "response", "revisit"], "ill between"),
]


@pytest.mark.parametrize("in_one_run", [True, False])
@pytest.mark.parametrize(("answers", "kinds", "why"), VISITS)
def test_unchanged_pages_become_revisits(
    tmp_path: Path, answers: list[tuple[bytes, int]], kinds: list[str], why: str, in_one_run: bool
) -> None:
    recording = Recording(tmp_path, "sample")
    for second, (body, status) in enumerate(answers):
        if second and not in_one_run:
            recording.close()
            recording = Recording(tmp_path, "sample")
        recording.add(exchange(1, body, second, status))
    recording.close()
    rows = rows_of(tmp_path)
    assert [kind for kind, _, _ in rows if kind in ("response", "revisit")] == kinds, why
    damage = Damage()
    pages = [page for page in read_archive(tmp_path, damage) if page.kind == "html"]
    assert damage.places == []
    assert [page.body for page in pages] == [body for body, status in answers if status != 304]
    page = Archive(tmp_path, load("sample")).get(URL.format(1))
    assert page is not None
    wanted = [body for body, status in answers if status == 200]
    assert page.body == (wanted[-1] if wanted else answers[-1][0])


def test_a_revisit_says_of_what(tmp_path: Path) -> None:
    recording = Recording(tmp_path, "sample")
    recording.add(exchange(1, b"a", 1))
    recording.add(exchange(1, b"a", 2))
    recording.add(exchange(1, b"", 3, 304))
    recording.add(exchange(2, b"", 3, 304))
    recording.close()
    (path,) = warcs(tmp_path)
    with path.open("rb") as stream:
        heads = [r.rec_headers for r in ArchiveIterator(stream) if r.rec_type == "revisit"]
    profiles = [head.get_header("WARC-Profile").rpartition("/")[2] for head in heads]
    assert profiles == ["identical-payload-digest", "server-not-modified", "server-not-modified"]
    dates = [head.get_header("WARC-Refers-To-Date") for head in heads]
    assert dates == [DATE.format(1), DATE.format(1), None]


def test_an_original_that_was_taken_away_is_recorded_anew(tmp_path: Path) -> None:
    for _ in range(2):
        recording = Recording(tmp_path, "sample")
        recording.add(exchange(1, b"a"))
        recording.close()
        (path,) = warcs(tmp_path)
        assert [kind for kind, *_ in read_by_warcio(path)][1] == "response"
        path.unlink()


def test_a_lost_index_costs_space_alone(tmp_path: Path) -> None:
    for noise in (b"", b"no database at all" * 100):
        (tmp_path / "index.sqlite3").write_bytes(noise)
        recording = Recording(tmp_path, "sample")
        recording.add(exchange(1, b"a"))
        recording.close()
    assert [kind for kind, *_ in rows_of(tmp_path)].count("response") == 2


def test_files_are_rolled(tmp_path: Path) -> None:
    recording = Recording(tmp_path, "sample", roll_bytes=1000)
    for number in range(6):
        recording.add(exchange(number, b"%d" % number))
        recording.flush()
    recording.close()
    assert len(warcs(tmp_path)) > 1
    assert sum(kind == "response" for kind, *_ in rows_of(tmp_path)) == 6
    assert {kind for path in warcs(tmp_path) for kind, *_ in read_by_warcio(path)[:1]} == {
        "warcinfo"
    }


def left_by_a_crash(folder: Path) -> Iterator[tuple[Path, list[int]]]:
    """Two files: one with all in its index, one with nothing of it; and their records' ends."""
    for is_indexed in (True, False):
        made = folder / f"{is_indexed} as it was"
        recording = Recording(made, "sample")
        for number in range(3):
            recording.add(exchange(number, b"%d" % number * 100))
        recording.flush()
        shutil.copytree(made, folder / str(is_indexed))
        recording.close()
        (part,) = (folder / str(is_indexed)).glob("*.part")
        if not is_indexed:
            (folder / str(is_indexed) / "index.sqlite3").unlink()
        with part.open("rb") as stream:
            records = ArchiveIterator(stream)
            starts = [records.get_record_offset() for _ in records]
        yield part, [*starts[1:], part.stat().st_size]


@pytest.mark.parametrize("cut", [0, 10, 300, -1, -200, None])
def test_what_a_crash_left_is_cut_to_whole_records(tmp_path: Path, cut: int | None) -> None:
    for part, ends in left_by_a_crash(tmp_path):
        data = part.read_bytes()[:cut] if cut is not None else part.read_bytes() + b"\x1f\x8b\x08x"
        part.write_bytes(data)
        whole = [end for end in ends if end <= len(data)]
        Recording(part.parent, "sample").close()
        assert list(part.parent.glob("*.part")) == []
        if len(whole) < 2:
            assert warcs(part.parent) == []
            continue
        (path,) = warcs(part.parent)
        assert path.read_bytes() == data[: whole[-1]]
        assert len(rows_of(part.parent)) == len(whole)


def test_the_torn_end_of_an_open_file_is_no_damage(tmp_path: Path) -> None:
    for part, ends in left_by_a_crash(tmp_path):
        third_response = ends[5]
        part.write_bytes(part.read_bytes()[: third_response - 10])
        damage = Damage()
        assert len(list(read_archive(part.parent, damage))) == 2
        assert damage.places == []


class PackedSite(SampleSite):
    """Packs its answers, and gives an ETag to each."""

    def answer(self, method: str, host: str, target: str) -> Answer:
        answer = SampleSite.answer(self, method, host, target)
        headers = {"Content-Encoding": "gzip", "X-Case": "Kept"}
        return replace(answer, body=gzip.compress(answer.body, mtime=0), headers=headers)


def test_a_replay_s_lines_are_the_live_run_s(tmp_path: Path) -> None:
    port, profile = free_port(), tmp_path / "demo.toml"
    write_profile(profile, port)
    site = ("-a", f"site={profile}")
    with Server(PackedSite(load(str(profile)), 30, has_parts=True), port) as server:
        live = crawl(tmp_path / "live", *site, "-s", "ARCHIVE_RECORD=1")
        assert live.exit_code == 0, live.err
        answer = server.sample.answer("GET", f"127.0.0.1:{port}", "/")
    rows = rows_of(tmp_path / "live" / "archive")
    assert answer.body in [body for kind, _, body in rows if kind == "response"]
    again = crawl(tmp_path / "again", *site, "-a", f"archive={tmp_path / 'live' / 'archive'}")
    assert again.exit_code == 0, again.err
    assert lines_by_id(tmp_path / "live") == lines_by_id(tmp_path / "again")
    assert len(lines_by_id(tmp_path / "live")) == 30
    assert not (tmp_path / "again" / "archive").exists()


def lines_by_id(data_dir: Path) -> dict[str, Any]:
    return {line["content_id"]: line | {"fetched_at": ""} for line in read_lines(data_dir)}


def test_no_line_without_its_page_whenever_it_is_killed(serve: Serve, tmp_path: Path) -> None:
    from random import Random

    server, profile = serve(articles=40, delay=0.002)
    options = ("-s", "ARCHIVE_RECORD=1")
    for _ in range(2):
        kill_somewhere(server, profile, tmp_path / "data", Random(7), *options)
    ended = crawl(tmp_path / "data", "-a", f"site={profile}", *options)
    assert ended.exit_code == 0, ended.err
    lines = read_lines(tmp_path / "data")
    assert len(lines) == 40
    rows = rows_of(tmp_path / "data" / "archive")
    recorded = {url for kind, url, _ in rows if kind in ("response", "revisit")}
    assert {line["fetched_url"] for line in lines} <= recorded
    assert list((tmp_path / "data" / "archive").glob("*.part")) == []


# (setting, what is said)
WRONG = [("ARCHIVE_RECORD=maybe", "ARCHIVE_RECORD"), ("ARCHIVE_ROLL_BYTES=1G", "ROLL_BYTES")]


@pytest.mark.parametrize(("setting", "said"), WRONG)
def test_a_wrong_setting_is_named(tmp_path: Path, setting: str, said: str) -> None:
    ended = crawl(tmp_path, "-a", "site=sample", "-s", setting)
    assert ended.exit_code == 2
    assert said in ended.err
    assert ended.err.count("\n") == 1
