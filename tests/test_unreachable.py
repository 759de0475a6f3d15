"""Sites that can't be had, or that let nobody in: exit 3, with the cause."""

from pathlib import Path

from crawling import crawl, free_port
from wangcheng_spider.demo.sample import Answer, SampleSite
from wangcheng_spider.demo.server import Server, write_profile
from wangcheng_spider.sites import load


def test_a_site_that_is_down_ends_with_3_and_a_cause(tmp_path: Path) -> None:
    profile = tmp_path / "demo.toml"
    write_profile(profile, free_port())
    ended = crawl(tmp_path / "data", "-a", f"site={profile}", "-s", "RETRY_TIMES=0")
    assert ended.exit_code == 3
    assert "connection_refused" in ended.record["cause"]
    assert ended.record["exit_code"] == 3


class ForbiddingSite(SampleSite):
    """A portal whose robots.txt lets nobody in."""

    def answer(self, method: str, host: str, target: str) -> Answer:
        if target == "/robots.txt":
            return Answer(200, "text/plain", b"User-agent: *\nDisallow: /\n")
        return super().answer(method, host, target)


def test_robots_txt_is_obeyed_and_named_as_the_cause(tmp_path: Path) -> None:
    port, profile = free_port(), tmp_path / "demo.toml"
    write_profile(profile, port)
    with Server(ForbiddingSite(load(str(profile))), port) as server:
        ended = crawl(tmp_path / "data", "-a", f"site={profile}")
    assert ended.exit_code == 3
    assert "robots" in ended.record["cause"]
    assert {asked.partition("/")[2] for asked in server.requests} == {"robots.txt"}
