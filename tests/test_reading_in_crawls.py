"""Whole crawls whose articles are read in a process beside them."""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

from crawling import crawl, read_lines, start_crawl
from wangcheng_spider.demo.server import Server

BESIDE = "read in a process of their own ("


def test_a_crawl_with_it_writes_what_one_without_it_writes(
    serve: Callable[..., tuple[Server, str]], tmp_path: Path
) -> None:
    _, profile = serve(articles=900)
    runs = {}
    for switch in ("1", "0"):
        arguments = ("-a", f"site={profile}", "-s", f"READ_BESIDE={switch}")
        ended = crawl(tmp_path / switch, *arguments)
        assert ended.exit_code == 0, ended.err
        assert (BESIDE in ended.err) == (switch == "1")
        lines = read_lines(tmp_path / switch)
        runs[switch] = {line["content_id"]: {**line, "fetched_at": ""} for line in lines}
    assert len(runs["1"]) == 900
    assert runs["1"] == runs["0"]


def test_a_crawl_whose_process_is_killed_loses_nothing(
    serve: Callable[..., tuple[Server, str]], tmp_path: Path
) -> None:
    _, profile = serve(articles=900)
    log, arguments = tmp_path / "log", ("-a", f"site={profile}")
    running = start_crawl(tmp_path / "data", *arguments, "-s", f"LOG_FILE={log}")
    kill_the_reader(log)
    ended = running.end()
    assert "the process that read articles was killed (SIGKILL)" in log.read_text("utf-8")
    assert len(read_lines(tmp_path / "data")) == 900
    assert ended.exit_code == 0


def kill_the_reader(log: Path) -> None:
    """SIGKILL for a crawl's process, once its log says which it is."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        _, said, rest = (log.read_text("utf-8") if log.exists() else "").partition(BESIDE)
        if said and ")" in rest:
            os.kill(int(rest.partition(")")[0]), signal.SIGKILL)
            return
        time.sleep(0.005)
    raise AssertionError("the crawl started no process")


def test_another_event_loop_brings_the_same_lines(
    serve: Callable[..., tuple[Server, str]], tmp_path: Path
) -> None:
    """uvloop's connections are none of asyncio's; 120 articles also start the reading process."""
    _, profile = serve(articles=120)
    lines = []
    for setting in ([], ["-s", "ASYNCIO_EVENT_LOOP=uvloop.Loop"]):
        ended = crawl(tmp_path / f"data{len(setting)}", "-a", f"site={profile}", *setting)
        assert ended.exit_code == 0, ended.err
        found = read_lines(ended.data_dir)
        lines.append(sorted((line["content_id"], line["content_hash"]) for line in found))
    assert lines[0] == lines[1]
    assert len(lines[0]) >= 120
