"""``-o`` keeps what stands at a path: links stay links, pipes are written into, never replaced."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path
from threading import Thread

import pytest

from articles import make_sound
from crawling import ROOT
from wangcheng_spider.lines import encode_line

COUNT = 3
DATA_ONLY = ("--format", "jsonl")


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    folder = tmp_path / "data" / "articles"
    folder.mkdir(parents=True)
    lines = b"".join(encode_line(make_sound(n)) for n in range(COUNT))
    (folder / "wcxww-20250301T000000Z-00001.jsonl").write_bytes(lines)
    return tmp_path / "data"


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """A saved text page of the sample site."""
    path = tmp_path / "dump.txt"
    path.write_text(
        "当前位置: 首页 > 街镇\n\n柳溪街道举行晒书会\n\n来源: 柳溪时刻 2023-10-16 17:40:30\n\n"
        "柳溪街道的晒书会开始了,300多本旧书摆满长桌,居民带来的书按年代放好,孩子们围着看。\n\n"
        "本文链接:http://mirror.sample.test/content/646754/50/13163752.html\n",
        "utf-8",
    )
    return path


def command(kind: str, data_dir: Path, page: Path) -> list[str]:
    """A call that writes lines; only its -o is missing."""
    if kind == "export":
        words = ["export", "-d", str(data_dir), *DATA_ONLY]
    else:
        words = ["extract", str(page), "--site", "sample"]
    return [sys.executable, "-c", "from wangcheng_spider.cli import main; main()", *words]


def run(words: list[str], output: str | Path) -> "subprocess.CompletedProcess[str]":
    call = [*words, "-o", str(output)]
    return subprocess.run(call, capture_output=True, text=True, cwd=ROOT, timeout=60)


def count_lines(text: str) -> int:
    return len([json.loads(line) for line in text.splitlines()])


WANTED = [("export", COUNT), ("extract", 1)]


@pytest.mark.parametrize(("kind", "wanted"), WANTED)
def test_a_link_stays_and_its_target_gets_the_lines(
    kind: str, wanted: int, data_dir: Path, page: Path, tmp_path: Path
) -> None:
    target, link = tmp_path / "far" / "target.jsonl", tmp_path / "link.jsonl"
    target.parent.mkdir()
    target.write_text("of before")
    target.chmod(0o640)
    link.symlink_to(target)
    done = run(command(kind, data_dir, page), link)
    assert done.returncode == 0, done.stderr
    assert link.is_symlink()
    assert count_lines(target.read_text("utf-8")) == wanted
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    assert list(target.parent.iterdir()) == [target], "nothing is left aside"
    target.unlink()
    assert run(command(kind, data_dir, page), link).returncode == 0, "a link to nothing makes it"
    assert link.is_symlink()
    assert count_lines(target.read_text("utf-8")) == wanted


@pytest.mark.parametrize(("kind", "wanted"), WANTED)
def test_a_pipe_is_written_into(
    kind: str, wanted: int, data_dir: Path, page: Path, tmp_path: Path
) -> None:
    fifo, got = tmp_path / "pipe.jsonl", []
    os.mkfifo(fifo)
    # opened for both: the reader does not hang where nobody writes
    handle = os.open(fifo, os.O_RDWR)
    done = run(command(kind, data_dir, page), fifo)
    assert done.returncode == 0, done.stderr
    assert stat.S_ISFIFO(fifo.stat().st_mode)
    reader = Thread(target=lambda: got.append(os.read(handle, 1 << 16)), daemon=True)
    reader.start()
    reader.join(10)
    os.close(handle)
    assert count_lines(got[0].decode()) == wanted


@pytest.mark.parametrize(("kind", "wanted"), WANTED)
@pytest.mark.parametrize("name", ["-", "/dev/stdout"])
def test_standard_output(kind: str, wanted: int, name: str, data_dir: Path, page: Path) -> None:
    done = run(command(kind, data_dir, page), name)
    assert done.returncode == 0, done.stderr
    assert count_lines(done.stdout) == wanted
    assert not (ROOT / "-").exists()


def test_an_error_keeps_the_target_of_a_link(data_dir: Path, page: Path, tmp_path: Path) -> None:
    target, link = tmp_path / "target.jsonl", tmp_path / "link.jsonl"
    target.write_text("of before")
    link.symlink_to(target)
    next((data_dir / "articles").iterdir()).write_text("{damaged\n")
    done = run(command("export", data_dir, page), link)
    assert done.returncode == 5, done.stderr
    assert target.read_text() == "of before"
    assert link.is_symlink()


def test_a_reader_that_has_enough_ends_an_export_quietly(data_dir: Path, page: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    words = [*command("export", data_dir, page), "-o", "-"]
    done = subprocess.run(words, stdout=write, stderr=subprocess.PIPE, text=True, cwd=ROOT)
    os.close(write)
    assert (done.returncode, done.stderr) == (7, "")
