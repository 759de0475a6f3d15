"""A site that asks for peace gets it; one that is down for a while loses nothing."""

import signal
import time
from pathlib import Path

import pytest

from crawling import crawl, free_port, read_lines, start_crawl
from hostile.faults import drip, never_answer, redirect
from hostile.launch import LONG, crawl_hostile
from hostile.server import Fault, HostileServer, Wire
from wangcheng_spider.demo.sample import Answer, SampleSite
from wangcheng_spider.demo.server import write_profile
from wangcheng_spider.network.bounds import is_public
from wangcheng_spider.network.patience import read_retry_after
from wangcheng_spider.sites import load

OBEY = ("-s", "ROBOTSTXT_OBEY=1", "-s", "RETRY_TIMES=1", "-s", "DOWNLOAD_TIMEOUT=2")
ALL_FORBIDDEN = b"User-agent: *\nDisallow: /\n"


def robots(body: bytes, status: str = "200 OK") -> Fault:
    async def send(wire: Wire, page: bytes) -> None:
        await wire.answer(body, status, Content_Type="text/plain")

    return send


ONE_FORBIDDEN = b"User-agent: *\nDisallow: /channel/10101.html\n"

# (robots.txt, exit code, what the cause names, why)
QUICK: list[tuple[Fault, int, str, str]] = [
    (robots(ALL_FORBIDDEN, "404 Not Found"), 0, "", "missing, whatever the error page says"),
    (robots(b"", "500 Oops"), 3, "robots_unreachable", "not to be had: all is forbidden"),
]
MORE: list[tuple[Fault, int, str, str]] = [
    (robots(ALL_FORBIDDEN), 3, "robots", "all is forbidden"),
    (robots(b"", "429 Slowly"), 3, "robots_unreachable", "neither here"),
    (redirect("http://127.0.0.7:{port}/robots.txt"), 3, "robots_unreachable", "leads elsewhere"),
    (redirect("javascript:alert(1)"), 3, "robots_unreachable", "leads nowhere"),
    (robots(ONE_FORBIDDEN + b"# fill\n" * 200_000), 4, "robots", "huge: its beginning counts"),
    (robots(b"\xff\xfe\x00" * 999), 0, "", "noise forbids nothing"),
]


CASES = [*QUICK, *(pytest.param(*case, marks=LONG) for case in MORE)]


@pytest.mark.parametrize(("fault", "code", "cause", "why"), CASES)
def test_robots_txt(tmp_path: Path, fault: Fault, code: int, cause: str, why: str) -> None:
    port, profile = free_port(), tmp_path / "demo.toml"
    write_profile(profile, port)
    sample = SampleSite(load(str(profile)), 8, 5)
    with HostileServer(sample.answer, port, {"/robots.txt": fault}) as server:
        ended = crawl(tmp_path / "data", "-a", f"site={profile}", *OBEY)
    assert ended.exit_code == code, why
    assert cause in (ended.record["cause"] or ""), why
    assert server.connections["127.0.0.7"] == 0
    if code == 3:
        assert {asked.partition("/")[2] for asked in server.requests} == {"robots.txt"}


@LONG
@pytest.mark.parametrize("fault", [never_answer, drip])
def test_a_robots_txt_that_never_comes_is_not_waited_for(tmp_path: Path, fault: Fault) -> None:
    slow = ("-s", "ROBOTSTXT_OBEY=1", "-s", "RETRY_TIMES=0", "-s", "DOWNLOAD_TIMEOUT=2")
    port, profile = free_port(), tmp_path / "demo.toml"
    write_profile(profile, port)
    sample = SampleSite(load(str(profile)), 8, 5)
    with HostileServer(sample.answer, port, {"/robots.txt": fault}):
        ended = crawl(tmp_path / "data", "-a", f"site={profile}", *slow)
    assert ended.exit_code == 3
    assert "robots_unreachable" in ended.record["cause"]


def test_retry_after_is_obeyed_and_costs_nothing(tmp_path: Path) -> None:
    """Once the site has said later, the crawl is still, all of it, and then goes on."""
    seconds, said = 1, list[float]()

    async def later(wire: Wire, page: bytes) -> None:
        if not said:
            said.append(time.monotonic())
            await wire.answer(b"", "429 Slowly", Retry_After=str(seconds))
        else:
            await wire.answer(page)

    outcome = crawl_hostile(tmp_path, 30, {4: later})
    assert outcome.ended.exit_code == 0, outcome.ended.record["cause"]
    assert len(outcome.lines) == 30
    under_way = 2 * 8
    """Requests that may have been on their way when the site said so, and one more for each that
    was answered before the crawl came to read it."""
    early = [t for t in outcome.server.times if said[0] < t < said[0] + seconds - 0.05]
    assert len(early) <= under_way


@LONG
def test_a_site_that_always_says_later_is_left(tmp_path: Path) -> None:
    async def much_later(wire: Wire, page: bytes) -> None:
        await wire.answer(b"", "503 Busy", Retry_After="86400")

    outcome = crawl_hostile(tmp_path, 30, {4: much_later})
    assert outcome.ended.exit_code in (3, 4)
    assert "retry_later" in outcome.ended.record["failed"]
    assert set(outcome.reasons.values()) <= {"retry_later", "status_503"}
    again = len(outcome.lines)
    assert again < 30, "what was not asked for is still to do"


@pytest.mark.parametrize("pace", [0.2, pytest.param(1.0, marks=LONG)])
def test_ten_seconds_of_outage_cost_nothing(tmp_path: Path, pace: float) -> None:
    """The server's port is closed as the crawl begins, and opens later."""
    port, profile = free_port(), tmp_path / "demo.toml"
    write_profile(profile, port)
    sample = SampleSite(load(str(profile)), 20, 5)
    running = start_crawl(tmp_path / "data", "-a", f"site={profile}", "-s", f"RETRY_PAUSE={pace}")
    time.sleep(10 * pace)  # the pauses are those of a live site, at this pace
    with HostileServer(sample.answer, port):
        ended = running.end()
    assert ended.exit_code == 0, ended.record["cause"]
    assert len(read_lines(tmp_path / "data")) == 20


def write_profile_of(name: str, profile: Path) -> int:
    """A profile of a sample site whose hosts on 127.0.0.1 are called otherwise; its port."""
    port = free_port()
    write_profile(profile, port)
    text = profile.read_text("utf-8").replace("127.0.0.1:", f"{name}:")
    profile.write_text(text, "utf-8")
    return port


@pytest.mark.parametrize("obey", ["0", "1"])
def test_a_name_that_is_private_is_not_connected_to_nor_tried_again(
    obey: str, tmp_path: Path
) -> None:
    """127.1 stands in the profile; it is a name all the same, and its address is private."""
    port = write_profile_of("127.1", tmp_path / "demo.toml")
    sample = SampleSite(load(str(tmp_path / "demo.toml")), 5, 5)
    with HostileServer(sample.answer, port) as server:
        rules = ("-s", f"ROBOTSTXT_OBEY={obey}", "-s", "RETRY_TIMES=9", "-s", "RETRY_PAUSE=1000")
        ended = crawl(tmp_path / "data", "-a", f"site={tmp_path / 'demo.toml'}", *rules)
    assert server.connections.total() == 0
    assert ended.exit_code == 3
    assert ended.record["failed"] == {"private_address": 1}
    assert "private_address" in ended.record["cause"]


def test_localhost_in_a_profile_is_this_machine(tmp_path: Path) -> None:
    port = write_profile_of("localhost", tmp_path / "demo.toml")
    sample = SampleSite(load(str(tmp_path / "demo.toml")), 5, 5)

    def answer(method: str, host: str, target: str) -> Answer:
        return sample.answer(method, host.replace("127.0.0.1:", "localhost:"), target)

    with HostileServer(answer, port):
        ended = crawl(tmp_path / "data", "-a", f"site={tmp_path / 'demo.toml'}")
    assert ended.exit_code == 0, ended.record["cause"]
    assert len(read_lines(tmp_path / "data")) == 5


# (name, address, whether it may be reached)
ADDRESSES = [
    ("www.example.com", "93.184.215.14", True),
    ("www.example.com", "127.0.0.1", False),
    ("www.example.com", "127.8.8.8", False),
    ("www.example.com", "10.1.2.3", False),
    ("www.example.com", "172.16.0.1", False),
    ("www.example.com", "192.168.0.1", False),
    ("www.example.com", "169.254.169.254", False),
    ("www.example.com", "100.64.0.1", False),
    ("www.example.com", "0.0.0.0", False),
    ("www.example.com", "224.0.0.1", False),
    ("www.example.com", "255.255.255.255", False),
    ("127.0.0.2", "127.0.0.2", True),
    ("127.1", "127.0.0.1", False),
    ("localhost", "127.0.0.1", True),
    ("LocalHost", "127.0.0.1", True),
    ("localhost", "10.1.2.3", False),
    ("localhost", "93.184.215.14", False),
    ("localhost.example.com", "127.0.0.1", False),
    ("2130706433", "127.0.0.1", False),
    ("0x7f000001", "127.0.0.1", False),
]


@pytest.mark.parametrize(("name", "address", "wanted"), ADDRESSES)
def test_addresses(name: str, address: str, wanted: bool) -> None:
    assert is_public(name, address) is wanted


# (header, least and most seconds)
LATER = [
    ("120", 120, 120),
    (" 7 ", 7, 7),
    ("0", 0, 0),
    ("-1", 0, 0),
    ("soon", 0, 0),
    ("", 0, 0),
    ("1e9", 0, 0),
    ("9" * 5000, 0, 0),
    ("Wed, 21 Oct 2015 07:28:00 GMT", 0, 0),
]


@pytest.mark.parametrize(("header", "least", "most"), LATER)
def test_retry_after_is_read(header: str, least: float, most: float) -> None:
    assert least <= read_retry_after(header) <= most


def test_retry_after_may_name_a_moment() -> None:
    in_an_hour = time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime(time.time() + 3600))
    assert 3400 <= read_retry_after(in_an_hour) <= 3600


@LONG
def test_a_crawl_that_waits_can_be_ended(tmp_path: Path) -> None:
    """While Retry-After is waited for, SIGTERM ends the run at once; the same command goes on."""
    port, profile = free_port(), tmp_path / "demo.toml"
    write_profile(profile, port)
    sample = SampleSite(load(str(profile)), 20, 5)
    said: list[float] = []

    async def later(wire: Wire, page: bytes) -> None:
        said.append(time.monotonic())
        await wire.answer(b"", "503 Busy", Retry_After="100")

    faults = {sample.stories[3].path: later}
    with HostileServer(sample.answer, port, faults) as server:
        running = start_crawl(tmp_path / "data", "-a", f"site={profile}")
        while not said:
            time.sleep(0.05)
        time.sleep(1)
        running.process.send_signal(signal.SIGTERM)
        assert running.end(20).exit_code == 6
        server.faults.clear()
        ended = crawl(tmp_path / "data", "-a", f"site={profile}")
    assert ended.exit_code == 0, ended.record["cause"]
    assert len(read_lines(tmp_path / "data")) == 20
