"""`wangcheng add-case URL` is bounded as a crawl is: the same faults, one line for each."""

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from crawling import free_port
from hostile.faults import CASES, chunked, cut_short, drip, drip_headers, html, redirect
from hostile.packing import ends_early
from hostile.server import Fault, HostileServer, Wire
from wangcheng_spider import fetching
from wangcheng_spider.cli import main
from wangcheng_spider.demo.sample import SampleSite
from wangcheng_spider.demo.server import write_profile
from wangcheng_spider.network import exchange
from wangcheng_spider.sites import load

SECONDS = 1.0
"""For answers that never come to an end; all others have the time that they have in a crawl."""
MB = 1 << 20
SLOW = f"no whole answer in {SECONDS:g} s"
FAULTS = {case.name: case.fault for case in CASES}


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[HostileServer]:
    """Serves the sample site badly; its profile lies in the folder to stand in."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tests" / "cases").mkdir(parents=True)
    port = free_port()
    write_profile(tmp_path / "odd.toml", port)
    sample = SampleSite(load(str(tmp_path / "odd.toml")), 12, 1)
    with HostileServer(sample.answer, port) as served:
        yield served


def first_page() -> str:
    """Target of an article of the site."""
    return SampleSite(load("odd.toml"), 12, 1).stories[0].path


def add(server: HostileServer, path: str) -> Result:
    url = f"http://127.0.0.1:{server.port}{path}"
    return CliRunner().invoke(main, ["add-case", url, "--site", "odd.toml", "--name", "odd"])


async def drip_chunks(wire: Wire, page: bytes) -> None:
    """Whole pieces, one now and then: the connection never rests for long."""
    await wire.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    await drip_piece(wire, b"4\r\nabcd\r\n")


async def drip_piece(wire: Wire, piece: bytes) -> None:
    while True:
        await wire.send(piece)
        await asyncio.sleep(0.2)


async def interim_for_ever(wire: Wire, page: bytes) -> None:
    await drip_piece(wire, b"HTTP/1.1 100 Continue\r\n\r\n")


BOUNDS = [
    (drip, SLOW),
    (drip_headers, SLOW),
    (drip_chunks, SLOW),
    (interim_for_ever, SLOW),
    (FAULTS["never an answer"], SLOW),
    (FAULTS["one line of 50 MB"], "larger than 8 MiB"),
    (FAULTS["1 GB of gzip"], "can't be unpacked: more than 8388608 bytes"),
    (FAULTS["1 GB of brotli"], "can't be unpacked: more than 8388608 bytes"),
    (FAULTS["1 GB of deflate"], "can't be unpacked: more than 8388608 bytes"),
    (FAULTS["1 GB of zstd"], "can't be unpacked: more than 8388608 bytes"),
    (FAULTS["gzip that is torn"], "can't be unpacked: "),
    (FAULTS["packed nine times"], "packed 9 times"),
    (ends_early("gzip"), "can't be unpacked: gzip that ends too early"),
    (cut_short, "not whole: the connection ended after 900 bytes"),
    (chunked(b"400\r\n<html>"), "not whole: the connection ended after 6 bytes"),
    (chunked(b"-1\r\n" + bytes(12 * MB)), "not whole: a chunk of no size"),
    (FAULTS["5 MB of headers"], "no HTTP as it should be: more than 131072 bytes of headers"),
    (FAULTS["a header of 5 MB"], "no HTTP as it should be: a line of more than 16384 bytes"),
    (FAULTS["interim answers without end"], "more than 131072 bytes of headers"),
    (FAULTS["no HTTP"], "no HTTP as it should be: "),
    (FAULTS["no answer at all"], "the connection ended without an answer"),
    (FAULTS["a redirect to itself"], "more than 5 redirects"),
    (FAULTS["a redirect to another port"], "http://127.0.0.1:22/: no address of demo's hosts"),
    (FAULTS["a redirect to http://169.254.169.254/"], "http://169.254.169.254/: no address of"),
    (FAULTS["a redirect to file:///etc/passwd"], "redirected to no address: 'file:///etc/passwd'"),
    (FAULTS["a redirect to an address without end"], "redirected to no address: '/aaaa"),
]


@pytest.mark.parametrize(
    ("fault", "want"), BOUNDS, ids=[f"{number} {want}" for number, (_, want) in enumerate(BOUNDS)]
)
def test_every_bound_is_one_line(
    server: HostileServer, fault: Fault, want: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if want == SLOW:
        monkeypatch.setattr(fetching, "DOWNLOAD_TIMEOUT", SECONDS)
    target = first_page()
    server.faults[target] = fault
    start = time.process_time()
    result = add(server, target)
    assert time.process_time() - start < 10
    (said,) = result.stderr.splitlines()
    assert (result.exit_code, want in said, len(said) < 500) == (3, True, True), said
    assert list(Path("tests/cases").iterdir()) == []
    assert server.connections["127.0.0.7"] == 0


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
def test_what_comes_packed_is_kept_unpacked(server: HostileServer, coding: str) -> None:
    sample = server.answer("GET", f"127.0.0.1:{server.port}", "/")
    server.faults["/"] = ends_early(coding, 0)
    assert add(server, "/").exit_code == 0
    (page,) = Path("tests/cases").rglob("page.html")
    assert page.read_bytes().startswith(sample.body)
    assert "content-encoding" not in (page.parent / "page.json").read_text()


ROBOTS = [
    (drip, f"/robots.txt: {SLOW}; so nothing is asked for"),
    (html(lambda: b"#" * (50 * MB)), "larger than 8 MiB; so nothing is asked for"),
    (redirect("http://127.0.0.7:{port}/robots.txt"), "no address of demo's hosts"),
    (html(lambda: b"#\n" * 262_140 + b"User-agent: *\nDisallow: /\n"), None),
    (html(lambda: b"#\n" * 262_100 + b"User-agent: *\nDisallow: /\n"), "robots.txt forbids it"),
]


@pytest.mark.parametrize(("fault", "want"), ROBOTS)
def test_robots_txt_is_bounded(
    server: HostileServer, fault: Fault, want: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of half a MB the beginning counts; what can't be had forbids."""
    if want and SLOW in want:
        monkeypatch.setattr(fetching, "ROBOTS_TIMEOUT", SECONDS)
    server.faults["/robots.txt"] = fault
    result = add(server, "/")
    assert (result.exit_code, (want or "") in result.stderr) == (3 if want else 0, True)
    asked = {target.partition("/")[2] for target in server.requests}
    assert asked == ({"robots.txt"} if want else {"robots.txt", ""})


def test_the_host_behind_a_redirect_is_asked_for_its_robots_txt(server: HostileServer) -> None:
    server.faults["/a"] = redirect("http://127.0.0.6:{port}/b")
    assert add(server, "/a").exit_code == 0
    assert list(server.requests) == [
        "127.0.0.1/robots.txt",
        "127.0.0.1/a",
        "127.0.0.6/robots.txt",
        "127.0.0.6/b",
    ]


PRIVATE = ["127.0.0.1", "10.1.2.3", "169.254.169.254", "192.168.0.1", "0.0.0.0", "224.0.0.1"]


@pytest.mark.parametrize("address", PRIVATE)
def test_a_name_that_leads_to_a_private_address_is_not_connected_to(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "gethostbyname", lambda name: address)
    monkeypatch.setattr(asyncio.BaseEventLoop, "create_connection", pytest.fail)
    with pytest.raises(exchange.ExchangeError, match=f"www.site.test is {address}, which is no"):
        exchange.get("http://www.site.test/", {}, seconds=2, size=100)


def test_a_look_up_that_never_ends_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    done = threading.Event()
    monkeypatch.setattr(socket, "gethostbyname", lambda name: str(done.wait(60)))
    with pytest.raises(exchange.ExchangeError, match="no whole answer"):
        exchange.get("http://www.site.test/", {}, seconds=0.2, size=100)
    done.set()


def test_a_handshake_that_never_ends_is_left(server: HostileServer) -> None:
    with pytest.raises(exchange.ExchangeError, match="no whole answer"):
        exchange.get(f"https://127.0.0.1:{server.port}/", {}, seconds=0.3, size=100)
