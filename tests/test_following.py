"""Extractions in several processes that are stopped, or lose one of them."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from crawling import read_lines
from wangcheng_spider.demo.sample import SampleSite
from wangcheng_spider.sites import load
from wangcheng_spider.warc_records import Exchange, digest, encode_exchange

ARTICLES = 1500
SAMPLE = load("sample")


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A WARC with every article of a sample site."""
    site, host = SampleSite(SAMPLE, articles=ARTICLES, seed=1), SAMPLE.pc_hosts[0]
    path = tmp_path_factory.mktemp("archive") / "pages.warc.gz"
    with path.open("wb") as file:
        for story in site.stories:
            body = site.answer("GET", host, story.path).body
            head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
            url, date = f"https://{host}{story.path}", "2026-01-01T00:00:00Z"
            file.write(encode_exchange(Exchange(url, date, b"", head, body), digest(body)))
    return path


def start(archive: Path, output: str, jobs: int = 2) -> "subprocess.Popen[str]":
    code = "from wangcheng_spider.cli import main; main()"
    words = ["extract", str(archive), "--site", "sample", "--jobs", str(jobs), "-o", output]
    return subprocess.Popen(
        [sys.executable, "-c", code, *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def children_of(process: "subprocess.Popen[str]") -> list[int]:
    """Once both are there."""
    place = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    for _ in range(2000):
        if len(found := place.read_text("ascii").split()) == 2:
            return list(map(int, found))
        time.sleep(0.005)
    raise AssertionError("no processes")


@pytest.mark.parametrize("after", [0.0, 0.02, 0.05, 0.1, 0.2])
def test_a_sigterm_for_all_of_a_group_ends_as_one_for_the_first(
    archive: Path, tmp_path: Path, after: float
) -> None:
    running = start(archive, f"{tmp_path}/data/")
    children = children_of(running)
    time.sleep(after)
    os.killpg(running.pid, signal.SIGTERM)
    _, err = running.communicate(timeout=30)
    assert running.returncode == 6, err
    assert "Traceback" not in err
    assert not any(Path(f"/proc/{child}").exists() for child in children)
    again = start(archive, f"{tmp_path}/data/")
    _, err = again.communicate(timeout=60)
    assert again.returncode == 0, err
    assert len({line["content_id"] for line in read_lines(tmp_path / "data")}) == ARTICLES


def test_a_file_that_is_not_whole_is_not_left_behind(archive: Path, tmp_path: Path) -> None:
    running = start(archive, str(tmp_path / "lines.jsonl"))
    children_of(running)
    os.killpg(running.pid, signal.SIGTERM)
    _, err = running.communicate(timeout=30)
    assert running.returncode == 6, err
    assert list(tmp_path.iterdir()) == []


def test_a_process_that_is_killed_ends_in_one_line(archive: Path, tmp_path: Path) -> None:
    running = start(archive, f"{tmp_path}/data/")
    os.kill(children_of(running)[0], signal.SIGKILL)
    _, err = running.communicate(timeout=30)
    assert running.returncode == 1
    assert "Traceback" not in err
    assert "was killed" in err
    again = start(archive, f"{tmp_path}/data/")
    _, err = again.communicate(timeout=60)
    assert again.returncode == 0, err
    assert len(read_lines(tmp_path / "data")) == ARTICLES
