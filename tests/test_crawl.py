"""The main job, as its user runs it: listings in, lines on disk, exit codes that tell the truth."""

import json
import os
import signal
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import jsonschema
import pytest

from crawling import crawl, free_port, read_lines, start_crawl
from wangcheng_spider.demo.mangle import draw_disguise
from wangcheng_spider.demo.model import Story
from wangcheng_spider.demo.sample import Answer, SampleSite
from wangcheng_spider.demo.server import Server, write_profile
from wangcheng_spider.exporters import lock_data_dir
from wangcheng_spider.schema import json_schema
from wangcheng_spider.sites import load
from wangcheng_spider.storage.sqlite import SqliteStore

Serve = Callable[..., tuple[Server, str]]
SAMPLE = ("-a", "site=sample", "-a", "archive=data/sample.warc.gz")


def expect(sample: SampleSite, story: Story, view: str = "pc") -> dict[str, object]:
    """The line of a story without what no generator can know."""
    wanted = asdict(sample.expected(story, view))
    del wanted["fetched_at"]
    return wanted


def without_time(line: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in line.items() if name != "fetched_at"}


def test_every_article_is_one_right_line(serve: Serve, tmp_path: Path) -> None:
    server, profile = serve(articles=120)
    ended = crawl(tmp_path / "data", "-a", f"site={profile}")
    assert ended.exit_code == 0, ended.err
    levels = [line.partition("] ")[2].partition(":")[0] for line in ended.err.splitlines()]
    assert set(levels) == {"INFO"}, "one line each, and no lists of settings or components"
    lines = read_lines(tmp_path / "data")
    wanted = {story.content_id: expect(server.sample, story) for story in server.sample.stories}
    assert {line["content_id"]: without_time(line) for line in lines} == wanted
    assert len(lines) == 120
    validator = jsonschema.Draft202012Validator(json_schema())
    for line in lines:
        validator.validate(line)
    assert ended.record["written"] == {"new": 120}
    assert ended.record["elsewhere"] == {"mp.weixin.qq.com": 4, "www.hwsjb.net": 4}
    assert server.sample.forbidden_calls == 0
    assert max(server.requests.values()) == 1, "no page is asked for twice"


def test_an_unchanged_site_brings_no_line_and_few_requests(serve: Serve, tmp_path: Path) -> None:
    server, profile = serve()
    assert crawl(tmp_path / "data", "-a", f"site={profile}").exit_code == 0
    before = server.requests.total()
    ended = crawl(tmp_path / "data", "-a", f"site={profile}")
    assert ended.exit_code == 0
    assert ended.record["written"] == {}
    assert len(read_lines(tmp_path / "data")) == 60
    most = 8 + 1 + 1
    assert server.requests.total() - before <= most, "one a channel, the start page, robots.txt"


def test_a_known_article_read_again_is_one_short_log_line(serve: Serve, tmp_path: Path) -> None:
    server, profile = serve()
    urls, address = tmp_path / "urls.txt", server.sample.story_url(server.sample.stories[2])
    urls.write_text(f"{address}\n", "utf-8")
    arguments = ("-a", f"site={profile}", "-a", "mode=urls", "-a", f"urls={urls}", "-L", "DEBUG")
    first, second = (crawl(tmp_path / "data", *arguments) for _ in range(2))
    assert f"DEBUG: read {address}\n" in first.err
    assert f"DEBUG: dropped known: {address}\n" in second.err
    for ended in (first, second):
        assert ended.exit_code == 0
        assert "WARNING" not in ended.err
        assert "article_body" not in ended.err, "no item in the log"
        assert "Overridden settings" in ended.err
        assert "Enabled item pipelines" in ended.err


def test_a_feed_gives_the_same_items(serve: Serve, tmp_path: Path) -> None:
    _, profile = serve()
    feed = tmp_path / "out.jsonl"
    ended = crawl(tmp_path / "data", "-a", f"site={profile}", "-O", str(feed))
    assert ended.exit_code == 0
    fed = [json.loads(line) for line in feed.read_text("utf-8").splitlines()]
    key = lambda line: line["content_id"]  # noqa: E731 - two uses in one line
    assert sorted(fed, key=key) == sorted(read_lines(tmp_path / "data"), key=key)


def test_a_replay_needs_no_network_and_brings_the_same_lines(tmp_path: Path) -> None:
    first = crawl(tmp_path / "one", *SAMPLE)
    assert first.exit_code == 0, first.err
    crawl(tmp_path / "two", *SAMPLE)
    lines = read_lines(tmp_path / "one")
    assert lines == read_lines(tmp_path / "two")
    assert {line["view"] for line in lines} == {"pc", "wap", "mirror"}
    assert {line["fetched_at"] for line in lines} == {"2025-11-21T01:02:03Z"}


def test_single_addresses_are_fetched_as_they_stand(serve: Serve, tmp_path: Path) -> None:
    server, profile = serve()
    sample = server.sample
    story, other = sample.stories[2], sample.stories[3]
    urls = tmp_path / "urls.txt"
    wap = sample.story_url(story, "wap")
    urls.write_text(f"# mine\n{wap}\n\nhttps://elsewhere.example/1.html\n", "utf-8")
    ended = crawl(
        tmp_path / "data", "-a", f"site={profile}", "-a", "mode=urls", "-a", f"urls={urls}"
    )
    assert ended.exit_code == 4
    assert ended.record["failed"] == {"foreign_host": 1}
    assert "urls.txt:4" in ended.record["failures"][0]["url"]
    assert [without_time(line) for line in read_lines(tmp_path / "data")] == [
        expect(sample, story, "wap")
    ]
    urls.write_text(f"{sample.story_url(story)}\n{sample.story_url(other)}\n", "utf-8")
    ended = crawl(
        tmp_path / "data", "-a", f"site={profile}", "-a", "mode=urls", "-a", f"urls={urls}"
    )
    assert ended.exit_code == 0
    changes = [(x["content_id"], x["change"], x["revision"]) for x in read_lines(tmp_path / "data")]
    assert sorted(changes) == sorted(
        [
            (story.content_id, "new", 1),
            (story.content_id, "better_copy", 2),
            (other.content_id, "new", 1),
        ]
    )


@pytest.mark.parametrize("text", ["", "# none yet\n\n"])
def test_a_file_without_an_address_is_the_cause(text: str, tmp_path: Path) -> None:
    urls = tmp_path / "urls.txt"
    urls.write_text(text, "utf-8")
    ended = crawl(tmp_path / "data", "-a", "site=sample", "-a", "mode=urls", "-a", f"urls={urls}")
    assert ended.exit_code == 3
    assert ended.record["cause"] == f"urls: {urls} names no address"


def test_a_mirror_is_crawled_into_the_portals_own_words(serve: Serve, tmp_path: Path) -> None:
    server, profile = serve()
    sample = server.sample
    stories = [s for s in sample.stories if not draw_disguise(f"{sample.seed}{s.path}").stray][:30]
    urls = tmp_path / "urls.txt"
    urls.write_text("".join(f"{sample.story_url(s, 'mirror')}\n" for s in stories), "utf-8")
    arguments = ("-a", f"site={profile}", "-a", "mode=urls", "-a", f"urls={urls}")
    ended = crawl(tmp_path / "data", *arguments)
    assert ended.exit_code == 0, ended.record["cause"]
    lines = {line["content_id"]: line for line in read_lines(tmp_path / "data")}
    assert len(lines) == len(stories) == 30
    whole = [s for s in stories if "lost" not in lines[s.content_id]["restored"]]
    assert len(whole) >= 25
    for story in whole:
        got = without_time(lines[story.content_id])
        assert got.pop("restored")["script"] > 0
        want = expect(sample, story, "mirror")
        del want["restored"]
        assert got == want
    pc = tmp_path / "pc.txt"
    pc.write_text(f"{sample.story_url(stories[0])}\n", "utf-8")
    ended = crawl(tmp_path / "data", *arguments[:4], "-a", f"urls={pc}")
    better = read_lines(tmp_path / "data")[-1]
    assert (better["change"], better["view"], better["restored"]) == ("better_copy", "pc", None)


def test_channels_and_days_narrow_the_crawl(serve: Serve, tmp_path: Path) -> None:
    server, profile = serve(articles=120)
    narrow = ("-a", f"site={profile}", "-a", "channels=10101,10103", "-a", "since=2025-11-01")
    assert crawl(tmp_path / "data", *narrow).exit_code == 0
    wanted = {
        story.content_id
        for story in server.sample.stories
        if story.channel in ("10101", "10103") and f"{story.published:%Y-%m-%d}" >= "2025-11-01"
    }
    assert {line["content_id"] for line in read_lines(tmp_path / "data")} == wanted
    assert wanted


class SiteWithBlankPage(SampleSite):
    """Has no channel 899, and says so with a blank page."""

    def answer(self, method: str, host: str, target: str) -> Answer:
        if "channel/899" in target or "channelId=899" in target:
            return Answer(200, "text/html", b"")
        return super().answer(method, host, target)


@pytest.mark.parametrize("channel", ["99999", "899"])
def test_a_mistyped_channel_is_forgotten(channel: str, tmp_path: Path) -> None:
    port, profile = free_port(), tmp_path / "demo.toml"
    write_profile(profile, port)
    arguments = ("-a", f"site={profile}", "-s", "RETRY_TIMES=0")
    with Server(SiteWithBlankPage(load(str(profile)), 20), port):
        ended = crawl(tmp_path / "data", *arguments, "-a", f"channels={channel}")
        assert ended.exit_code == 3
        assert list(ended.record["channels"]) == [channel]
        ended = crawl(tmp_path / "data", *arguments)
    assert ended.exit_code == 0, ended.record["cause"]
    assert channel not in ended.record["channels"]
    store = SqliteStore(tmp_path / "data" / "store.sqlite3")
    assert channel not in store.channels("demo")
    assert (store.walks("demo"), store.day_walks("demo")) == ([], [])
    store.close()


def test_faults_that_pass_cost_nothing(serve: Serve, tmp_path: Path) -> None:
    _, profile = serve(articles=120, fail_rate=0.2)
    retry_soon = ("-s", "RETRY_TIMES=12", "-s", "RETRY_PAUSE=0.05")
    ended = crawl(tmp_path / "data", "-a", f"site={profile}", *retry_soon)
    assert ended.exit_code == 0, ended.record["cause"]
    assert len(read_lines(tmp_path / "data")) == 120


def test_a_second_crawl_is_refused_at_once(serve: Serve, tmp_path: Path) -> None:
    _, profile = serve()
    data_dir = tmp_path / "data"
    data_dir.mkdir()
    lock = lock_data_dir(data_dir)
    ended = crawl(data_dir, "-a", f"site={profile}")
    assert ended.exit_code == 5
    assert len(ended.err.strip().splitlines()) == 1
    os.close(lock)
    assert crawl(data_dir, "-a", f"site={profile}").exit_code == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_an_interrupted_crawl_goes_on(serve: Serve, tmp_path: Path, number: signal.Signals) -> None:
    server, profile = serve(articles=120, delay=0.02)
    running = start_crawl(tmp_path / "data", "-a", f"site={profile}")
    deadline = time.monotonic() + 30
    while server.requests.total() < 40 and time.monotonic() < deadline:
        time.sleep(0.01)
    running.process.send_signal(number)
    ended = running.end()
    assert ended.exit_code == 6
    assert ended.record["cause"] == "ended early: shutdown; the same command goes on"
    before = len(read_lines(tmp_path / "data"))
    assert 0 < before < 120
    assert crawl(tmp_path / "data", "-a", f"site={profile}").exit_code == 0
    lines = read_lines(tmp_path / "data")
    assert len(lines) == len({line["content_id"] for line in lines}) == 120


# (arguments, what the one line on stderr names)
WRONG = [
    (("-a", "site=nowhere"), "nowhere"),
    (("-a", "mode=all"), "mode"),
    (("-a", "since=soon"), "since"),
    (("-a", "archive=no/such/file"), "archive"),
    (("-a", "sites=wcxww"), "sites"),
]


@pytest.mark.parametrize(("arguments", "named"), WRONG)
def test_a_wrong_call_ends_with_2_and_one_line(
    tmp_path: Path, arguments: tuple[str, ...], named: str
) -> None:
    ended = crawl(tmp_path / "data", *arguments)
    assert ended.exit_code == 2
    assert len(ended.err.strip().splitlines()) == 1
    assert named in ended.err
    assert not (tmp_path / "data").exists(), "a refused run leaves nothing behind"


def test_the_profile_may_name_what_is_wrong(tmp_path: Path) -> None:
    profile = tmp_path / "broken.toml"
    profile.write_text('name = "broken"\ncolour = "red"\n', "utf-8")
    ended = crawl(tmp_path / "data", "-a", f"site={profile}")
    assert ended.exit_code == 2
    assert "broken.toml" in ended.err
    assert "colour" in ended.err


def test_a_disk_that_refuses_ends_with_7(serve: Serve, tmp_path: Path) -> None:
    _, profile = serve()
    blocked = tmp_path / "blocked"
    blocked.write_text("a file where the folder should be")
    ended = crawl(blocked, "-a", f"site={profile}")
    assert ended.exit_code == 7
    assert len(ended.err.strip().splitlines()) == 1


def test_the_sample_profile_and_its_archive_agree() -> None:
    assert load("sample").canonical_origin == "https://www.sample.test"
