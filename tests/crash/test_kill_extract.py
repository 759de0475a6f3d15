"""``wangcheng extract`` killed at random moments: nothing lost, nothing twice, and it goes on."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from crawling import ROOT, read_lines
from wangcheng_spider.demo.portal import edited
from wangcheng_spider.demo.render import render_article
from wangcheng_spider.demo.sample import SampleSite
from wangcheng_spider.sites import load
from wangcheng_spider.warc import WarcWriter

ARTICLES = 150
KILLS = int(os.environ.get("KILLS", "3"))
SEED = int(os.environ.get("SEED", "2026"))


def write_archive(path: Path) -> None:
    """Two files of two looks at each article, every third of which was edited in between."""
    sample = SampleSite(load("sample"), ARTICLES)
    for look in range(2):
        with (path / f"{look}.warc.gz").open("wb") as stream:
            writer = WarcWriter(stream)
            writer.write_info(f"{look}.warc.gz", "sample", f"2025-11-2{look}T00:00:00Z")
            for story in sample.stories:
                shown = edited(story, look) if has_second(story.number) else story
                page = render_article(shown, sample.site, [])
                assert page is not None
                body = page.encode()
                date = f"2025-11-2{look}T00:00:01Z"
                writer.write_response(sample.story_url(story), "200 OK", [], body, date)


def has_second(number: int) -> bool:
    return number % 24 in (0, 2, 7, 9)  # features with a paragraph to edit


def start(archive: Path, out: Path) -> "subprocess.Popen[bytes]":
    code = "from wangcheng_spider.cli import main; main()"
    arguments = ["extract", str(archive), "--site", "sample", "--jobs", "2", "-o", f"{out}/"]
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments], cwd=ROOT, stderr=subprocess.DEVNULL
    )


def test_killed_at_random_and_run_again(tmp_path: Path) -> None:
    chance = random.Random(SEED)
    archive, out = tmp_path / "archive", tmp_path / "out"
    archive.mkdir()
    write_archive(archive)
    for number in range(KILLS):
        running = start(archive, out)
        time.sleep(0.3 + chance.random() * 0.7)
        running.send_signal(signal.SIGKILL if number % 3 else signal.SIGTERM)
        assert running.wait(60) in (-signal.SIGKILL, -signal.SIGTERM, 0, 6)
    assert start(archive, out).wait(120) == 0
    lines = read_lines(out)
    changes = {(line["content_id"], line["revision"]): line["change"] for line in lines}
    sample = SampleSite(load("sample"), ARTICLES)
    wanted = {(s.content_id, 1): "new" for s in sample.stories}
    wanted |= {(s.content_id, 2): "edited" for s in sample.stories if has_second(s.number)}
    assert changes == wanted
    assert len(lines) == len(wanted)
    assert list((out / "articles").glob("*.part")) == []
