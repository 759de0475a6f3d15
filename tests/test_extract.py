"""``wangcheng extract``: saved pages of every kind → lines, without a crawl."""

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from crawling import ROOT, read_lines
from wangcheng_spider.cli import main
from wangcheng_spider.demo.recording import record_site, recorded_view
from wangcheng_spider.demo.sample import SampleSite
from wangcheng_spider.sites import load

SITE = load("sample")
SEED_PAGE = ROOT.parent / "shared" / "seed" / "mirror-article.txt"


def wangcheng(*arguments: str | Path) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-W", "error", "-c", "from wangcheng_spider.cli import main; main()"]
    return subprocess.run(
        [*command, *map(str, arguments)], capture_output=True, text=True, cwd=ROOT, timeout=120
    )


def lines_of(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "site.warc.gz"
    record_site(SampleSite(SITE), path)
    return path


def save_folder(folder: Path) -> SampleSite:
    """Ten articles as .html with a .json of address, status and headers beside."""
    sample = SampleSite(SITE, articles=10)
    folder.mkdir()
    for story in sample.stories:
        answer = sample.answer("GET", "www.sample.test", story.path)
        page = folder / f"{story.content_id}.html"
        page.write_bytes(answer.body)
        table = {
            "url": sample.story_url(story),
            "status": 200,
            "headers": {"Content-Type": answer.content_type},
            "fetched_at": "2025-11-21T01:02:03Z",
        }
        page.with_suffix(".json").write_text(json.dumps(table), "utf-8")
    return sample


def test_a_warc_becomes_lines_on_stdout(archive: Path) -> None:
    sample = SampleSite(SITE)
    done = wangcheng("extract", archive, "--site", "sample")
    assert done.returncode == 0, done.stderr
    lines = {line["content_id"]: line for line in lines_of(done.stdout)}
    assert len(lines) == 60
    for story in sample.stories:
        wanted = sample.expected(story, recorded_view(story))
        assert lines[story.content_id]["headline"] == wanted.headline
        assert lines[story.content_id]["view"] == wanted.view
        assert lines[story.content_id]["fetched_at"] == "2025-11-21T01:02:03Z"
    assert "9 not_an_article" in done.stderr


def test_one_process_or_many_write_the_same(archive: Path, tmp_path: Path) -> None:
    outputs = []
    for jobs in ("1", "3"):
        output = tmp_path / f"{jobs}.jsonl"
        done = wangcheng("extract", archive, "--site", "sample", "--jobs", jobs, "-o", output)
        assert done.returncode == 0
        outputs.append(output.read_bytes())
    assert outputs[0] == outputs[1]
    assert outputs[0].count(b"\n") == 60


def test_a_folder_of_output_is_a_data_dir_and_goes_on(archive: Path, tmp_path: Path) -> None:
    save_folder(tmp_path / "saved")
    out = f"{tmp_path}/out/"
    assert wangcheng("extract", tmp_path / "saved", "--site", "sample", "-o", out).returncode == 0
    assert len(read_lines(tmp_path / "out")) == 10
    done = wangcheng("extract", tmp_path / "saved", "--site", "sample", "-o", out)
    assert done.returncode == 0
    assert "10 read_before" in done.stderr
    assert len(read_lines(tmp_path / "out")) == 10


@pytest.mark.parametrize("table", ["article", "reading"])
def test_a_store_that_is_damaged_within_ends_with_5(tmp_path: Path, table: str) -> None:
    """Its file opens well; the damage is met on the way."""
    save_folder(tmp_path / "saved")
    call = ("extract", tmp_path / "saved", "--site", "sample", "-o", f"{tmp_path}/out/")
    assert wangcheng(*call).returncode == 0
    path = tmp_path / "out" / "store.sqlite3"
    with sqlite3.connect(path) as db:
        query = "SELECT rootpage FROM sqlite_master WHERE name = ?"
        page = db.execute(query, (table,)).fetchone()[0]
        db.execute("DELETE FROM reading")  # all pages are read again, and their articles looked up
        size = db.execute("PRAGMA page_size").fetchone()[0]
    db.close()
    data = bytearray(path.read_bytes())
    data[(page - 1) * size : page * size] = b"\xff" * size
    path.write_bytes(data)
    done = wangcheng(*call)
    assert done.returncode == 5
    assert "store.sqlite3 is damaged" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_folder_of_pages_and_its_replay_agree(tmp_path: Path) -> None:
    from crawling import crawl

    sample = save_folder(tmp_path / "saved")
    done = wangcheng("extract", tmp_path / "saved", "--site", "sample")
    lines = lines_of(done.stdout)
    assert {line["content_id"] for line in lines} == {s.content_id for s in sample.stories}
    saved = ("-a", "site=sample", "-a", f"archive={tmp_path / 'saved'}")
    ended = crawl(tmp_path / "data", *saved)
    assert ended.record["written"] == {"new": 10}
    key = lambda line: line["content_id"]  # noqa: E731 - two uses in one line
    replayed = read_lines(tmp_path / "data")
    for line in replayed:
        assert line["channel_id"]
    assert sorted(replayed, key=key) == sorted(lines, key=key)


DUMP = """当前位置: 首页 > 街镇

柳溪街道举行晒书会

来源: 柳溪时刻 作者:方 圆 陈小满 编辑:郑一舟 2023-10-16 17:40:30
—分享—

微信图片_20231016171220.jpg

柳溪时刻10月16日讯(全媒体记者 方圆 陈小满)今天上午,柳溪街道的晒书会开始了,300多本旧书摆满长桌。

“把书晒一晒,心也亮堂了。”居民老何说。

来源: 柳溪时刻

作者:方 圆 陈小满

编辑:郑一舟

本文链接:http://mirror.sample.test/content/646754/50/13163752.html

阅读下一篇

返回样例新闻网首页
"""


def test_a_text_dump_becomes_one_line(tmp_path: Path) -> None:
    dump = tmp_path / "dump.txt"
    dump.write_text(DUMP, "utf-8")
    done = wangcheng("extract", dump, "--site", "sample")
    assert done.returncode == 0, done.stderr
    (line,) = lines_of(done.stdout)
    assert line["url"] == "https://www.sample.test/content/646754/50/13163752.html"
    assert (line["view"], line["headline"]) == ("text", "柳溪街道举行晒书会")
    assert (line["source"], line["authors"], line["editors"]) == (
        "柳溪时刻",
        ["方圆", "陈小满"],
        ["郑一舟"],
    )
    assert line["date_published"] == "2023-10-16T17:40:30+08:00"
    assert line["breadcrumbs"] == ["街镇"]
    assert len(line["article_body"].split("\n\n")) == 2


@pytest.mark.skipif(not SEED_PAGE.exists(), reason="the seed page lies beside the checkout only")
def test_the_seed_page_becomes_one_line() -> None:
    done = wangcheng("extract", SEED_PAGE)
    assert done.returncode == 0, done.stderr
    (line,) = lines_of(done.stdout)
    assert line["url"] == "https://www.wcxww.com/content/646754/50/13163752.html"
    assert line["date_published"] == "2023-10-16T17:40:30+08:00"
    assert line["source"] == "望城融媒"
    assert len(line["authors"]) == 2
    assert len(line["editors"]) == 1
    assert len(line["article_body"].split("\n\n")) == 6


def test_damaged_and_foreign_pages_cost_themselves_alone(archive: Path, tmp_path: Path) -> None:
    data = bytearray(archive.read_bytes())
    data[len(data) // 2] ^= 0xFF
    archive.write_bytes(data)
    done = wangcheng("extract", archive, "--site", "sample")
    assert done.returncode == 4
    assert len(lines_of(done.stdout)) == 59
    assert f"damaged: {archive}" in done.stderr
    done = wangcheng("extract", archive, "--site", "wcxww")
    assert done.returncode == 3
    assert "foreign_host" in done.stderr


def test_pages_of_any_host_are_read_on_demand(archive: Path) -> None:
    done = wangcheng("extract", archive, "--any-host", "--layout", "fallback")
    lines = lines_of(done.stdout)
    assert {line["layout"] for line in lines} == {"fallback"}
    assert "区教育局" in done.stdout


# (arguments, exit code, what stderr names)
WRONG = [
    (("extract",), 2, "PATHS"),
    (("extract", "no/such/file"), 2, "no/such/file"),
    (("extract", "pyproject.toml"), 2, "pyproject.toml"),
    (("extract", "README.md", "--site", "nowhere"), 2, "nowhere"),
    (("extract", "data/sample.warc.gz", "--layout", "pc-1999"), 2, "pc-1999"),
    (("extract", "data/sample.warc.gz", "--jobs", "many"), 2, "--jobs"),
    (("extract", "data/sample.warc.gz", "-o", "no/such/folder/x.jsonl"), 7, "no/such/folder"),
    (("extrakt",), 2, "extrakt"),
]


@pytest.mark.parametrize(("arguments", "code", "named"), WRONG)
def test_a_wrong_call_says_what_it_wants(arguments: tuple[str, ...], code: int, named: str) -> None:
    done = wangcheng(*arguments)
    assert (done.returncode, done.stdout) == (code, "")
    assert named in done.stderr
    assert "Traceback" not in done.stderr


def test_a_reader_that_has_enough_ends_it_quietly(archive: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    command = "from wangcheng_spider.cli import main; main()"
    arguments = [sys.executable, "-c", command, "extract", str(archive), "--site", "sample"]
    done = subprocess.run(arguments, stdout=write, stderr=subprocess.PIPE, text=True, cwd=ROOT)
    os.close(write)
    assert "Traceback" not in done.stderr
    assert "Exception" not in done.stderr


def test_another_profile_is_hinted_at_where_all_is_foreign(tmp_path: Path) -> None:
    ended = CliRunner().invoke(
        main, ["extract", str(ROOT / "data" / "sample.warc.gz"), "-o", str(tmp_path / "out.jsonl")]
    )
    assert (ended.exit_code, "--site names another profile" in ended.output) == (3, True)
