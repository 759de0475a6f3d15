"""Exports that can't be: what is said, and that the file of before stays."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from exporting import ids, run
from wangcheng_spider.export import find_segments
from wangcheng_spider.items import Article

Make = Callable[..., Article]
Fill = Callable[..., Path]


WRONG = [
    (["--columns", "headlin"], 2, "no field 'headlin'; there are schema_version, url"),
    (["--columns", "url,url"], 2, "named twice"),
    (["-o", "out.xlsx"], 2, "which format?"),
    (["--bom"], 2, "only CSV"),
    (["--since", "2025-03-02", "--until", "2025-03-01"], 2, "is after"),
    (["--since", "yesterday"], 2, "yesterday"),
    (["--format", "xlsx"], 2, "xlsx"),
    (["--site", "nosuch"], 2, "site: "),
    (["-o", "/proc/no/such/out.csv"], 7, "could not write"),
]


@pytest.mark.parametrize(("arguments", "code", "said"), WRONG, ids=[" ".join(w[0]) for w in WRONG])
def test_wrong_calls(
    arguments: list[str], code: int, said: str, fill: Fill, make_article: Make
) -> None:
    done = run(fill([make_article(1)]), *arguments)
    assert done.exit_code == code
    assert said in done.stderr


def test_nothing_to_export(tmp_path: Path) -> None:
    done = run(tmp_path)
    assert (done.exit_code, "no lines" in done.stderr) == (3, True)


def test_open_segments_are_left_out_and_said(fill: Fill, make_article: Make) -> None:
    data_dir = fill([make_article(1)], [make_article(2)])
    second = find_segments(data_dir)[0][1]
    second.rename(f"{second}.part")
    (data_dir / "articles" / "notes.jsonl").write_text("mine")
    done = run(data_dir)
    assert f"left out, still being written: {second}.part" in done.stderr
    assert ids(data_dir / "articles.parquet") == ["1"]


def test_a_damaged_line_is_named_and_the_old_file_stays(fill: Fill, make_article: Make) -> None:
    data_dir = fill([make_article(1)], [make_article(2)])
    run(data_dir)
    second = find_segments(data_dir)[0][1]
    second.write_bytes(second.read_bytes() + b'{"url": "https://\n')
    done = run(data_dir)
    assert done.exit_code == 5
    assert f"{second}:2: damaged: " in done.stderr
    assert "`wangcheng verify`" in done.stderr
    assert done.stderr.count("\n") == 1
    assert ids(data_dir / "articles.parquet") == ["1", "2"]
    assert sorted(path.name for path in data_dir.iterdir()) == ["articles", "articles.parquet"]


NO_MATCH = [
    (["--channel", "typo"], "no line matches --channel typo; nothing was written"),
    (["--since", "2099-01-01", "--channel", "a"], "matches --since 2099-01-01 --channel a;"),
]


@pytest.mark.parametrize(("arguments", "said"), NO_MATCH)
@pytest.mark.parametrize("kind", ["parquet", "csv"])
def test_where_no_line_matches_the_old_file_stays(
    arguments: list[str], said: str, kind: str, fill: Fill, make_article: Make
) -> None:
    data_dir = fill([make_article(1)])
    output = data_dir / f"articles.{kind}"
    output.write_text("of before")
    done = run(data_dir, "--format", kind, *arguments)
    assert done.exit_code == 3
    assert said in done.stderr
    assert output.read_text() == "of before"


def test_only_open_segments_are_said(fill: Fill, make_article: Make) -> None:
    data_dir = fill([make_article(1)])
    (segment,) = find_segments(data_dir)[0]
    segment.rename(f"{segment}.part")
    done = run(data_dir)
    assert done.exit_code == 3
    assert f"{segment}.part: lines in it are in an open segment" in done.stderr


UNREADABLE = [b'{"url": "htt\n', b"[1]\n", b'{"revision":"x"}\n', b"\xff\xfe\n", b"\0\0\n"]


@pytest.mark.parametrize("bad", UNREADABLE)
def test_the_number_of_a_damaged_line_is_the_right_one(
    bad: bytes, fill: Fill, make_article: Make
) -> None:
    data_dir = fill([make_article(n) for n in range(5)])
    (segment,) = find_segments(data_dir)[0]
    lines = segment.read_bytes().splitlines(keepends=True)
    segment.write_bytes(b"".join([*lines[:3], bad, *lines[3:]]))
    assert f"{segment}:4: " in run(data_dir).stderr


def test_without_duckdb_one_line_says_what_to_do(
    fill: Fill, make_article: Make, tmp_path: Path
) -> None:
    (tmp_path / "duckdb.py").write_text("raise ImportError('not here')")
    code = "from wangcheng_spider.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "export", "-d", fill([make_article(1)])],
        env=os.environ | {"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2
    assert "pip install -e '.[analysis]'" in done.stderr
    assert done.stderr.count("\n") == 1
