"""The command line as a new user tries it, wrongly too: one line, no traceback."""

import json
import socket
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from crawling import ROOT, TIMEOUT
from wangcheng_spider.cli import COMMANDS, main

WANGCHENG = str(Path(sys.executable).parent / "wangcheng")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to stand in, with files that are not what is asked for."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "empty.html").touch()
    (tmp_path / "empty.warc.gz").touch()
    (tmp_path / "noise").write_bytes(bytes(range(256)) * 8)
    (tmp_path / "store.sqlite3").write_bytes(bytes(range(256)) * 8)
    (tmp_path / "bad").mkdir()
    (tmp_path / "store.sqlite3").rename(tmp_path / "bad" / "store.sqlite3")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SCRAPY_SETTINGS_MODULE", "wangcheng_spider.settings")  # crawl sets it
    return tmp_path


def call(line: str) -> Result:
    return CliRunner().invoke(main, line.split())


# (command line, exit code, what its one line names)
WRONG = [
    ("nosuch", 2, "nosuch"),
    ("--bogus", 2, "--bogus"),
    ("extract", 2, "PATHS"),
    ("extract --bogus x", 2, "extract --help"),
    ("extract missing.html", 2, "missing.html"),
    ("extract folder", 2, "no WARC, .html or .txt file"),
    ("extract noise", 2, "no WARC, .html or .txt file"),
    ("extract empty.html --site nowhere", 2, "bundled: sample, wcxww"),
    ("extract empty.html --site noise", 2, "noise"),
    ("extract empty.html --site folder", 2, "folder"),
    ("extract empty.html --layout paper", 2, "pc-2022"),
    ("extract empty.html --jobs many", 2, "many"),
    ("extract empty.html -o missing/lines.jsonl", 7, "missing"),
    ("restore missing.txt", 2, "missing.txt"),
    ("restore folder", 2, "folder"),
    ("restore noise", 2, "not UTF-8"),
    ("diff", 2, "ADDRESS"),
    ("diff https://example.org/", 2, "not an address of an article"),
    ("diff 1 -d folder", 3, "no line of article 1"),
    ("failed -d missing", 2, "missing"),
    ("failed -d noise", 2, "noise"),
    ("failed -d bad", 5, "bad/store.sqlite3"),
    ("schema more", 2, "more"),
    ("demo-site --port 99999", 2, "65535"),
    ("demo-site --articles 0", 2, "--articles"),
    ("demo-site --record missing/site.warc.gz", 7, "missing"),
    ("crawl --bogus", 2, "crawl --help"),
    ("crawl more", 2, "crawl --help"),
    ("crawl -a", 2, "-a"),
    ("crawl -a mode", 2, "NAME=VALUE"),
    ("crawl -a mode=all", 2, "update, backfill, urls"),
    ("crawl -a colour=red", 2, "known: site"),
    ("crawl -a since=soon", 2, "YYYY-MM-DD"),
    ("crawl -a mode=urls -a urls=folder", 2, "not a file"),
    ("crawl -a archive=missing", 2, "missing"),
    ("crawl -a archive=folder", 2, "folder"),
    ("crawl --site nowhere", 2, "bundled"),
    ("crawl -s DATA_DIR", 2, "NAME=VALUE"),
    ("crawl -s DATA_DIR=", 2, "DATA_DIR"),
    ("crawl -d noise", 7, "noise"),
    ("crawl -d bad", 5, "bad/store.sqlite3"),
    ("crawl -s DOWNLOAD_DELAY=fast", 2, "DOWNLOAD_DELAY: 'fast' is not a number"),
    ("crawl -s CONCURRENT_REQUESTS=x", 2, "not a whole number"),
    ("crawl -s PROGRESS=maybe", 2, "not True or False"),
    ("crawl -s RECHECK_BUDGET=x", 2, "RECHECK_BUDGET"),
    ("crawl -s RETRY_PAUSE=-1", 2, "RETRY_PAUSE: -1 is not from 0 to 3,600"),
    ("crawl -s RETRY_PAUSE=nan", 2, "RETRY_PAUSE: nan is not from"),
    ("crawl -s ARCHIVE_ROLL_BYTES=-5", 2, "ARCHIVE_ROLL_BYTES: -5 is not from 1 to"),
    ("crawl -s GONE_AFTER_MISSES=0", 2, "GONE_AFTER_MISSES: 0 is not from 1 to 1,000"),
    ("crawl -s RECHECK_AFTER_HOURS=1,-6", 2, "RECHECK_AFTER_HOURS: -6 is not from 0"),
    ("crawl -s RECHECK_EVERY_DAYS=inf", 2, "RECHECK_EVERY_DAYS: inf is not from 0"),
    ("crawl -s DOWNLOAD_TIMEOUT=0", 2, "DOWNLOAD_TIMEOUT: 0 is not from"),
    ("crawl -s DOWNLOAD_TIMEOUT=2,5", 2, "DOWNLOAD_TIMEOUT: '2,5' is not a number"),
    ("crawl -s CONCURRENT_REQUESTS=0", 2, "CONCURRENT_REQUESTS: 0 is not from 1"),
    ("crawl -s CONCURRENT_REQUESTS=2.5", 2, "not a whole number"),
    ("crawl -s MEDIA=2", 2, "MEDIA: '2' is not True or False"),
    ("crawl -s RECHECK_BUDJET=5", 2, "did you mean RECHECK_BUDGET?"),
    ("crawl -s media=1", 2, "did you mean MEDIA?"),
    ("crawl -s REPROT=0", 2, "did you mean REPORT?"),
    ("crawl --site sample -a site=wcxww", 2, "--site sample and site=wcxww disagree"),
    ("crawl -d one -s DATA_DIR=two", 2, "-d one and DATA_DIR=two disagree"),
    ("crawl --site=", 2, "site: its value is empty"),
    ("crawl -a channels=", 2, "channels: its value is empty"),
    ("crawl --data-dir=", 2, "DATA_DIR: names no folder"),
    ("crawl -L loud", 2, "DEBUG"),
]


@pytest.mark.parametrize(("line", "exit_code", "named"), WRONG, ids=[row[0] for row in WRONG])
def test_a_wrong_call_is_answered_in_one_line(
    line: str, exit_code: int, named: str, folder: Path
) -> None:
    result = call(line)
    assert result.exit_code == exit_code, result.output
    assert result.stdout == ""
    (said,) = result.stderr.splitlines()
    assert said.startswith("wangcheng")
    assert named in said


# settings that are right, each in its way
RIGHT = "DOWNLOAD_TIMEOUT=2.5 RECHECK_EVERY_DAYS=0.5 MEDIA=True REPORT=0 ADD_ON_COLOUR=red"


def test_right_settings_are_taken(folder: Path) -> None:
    named = " ".join(f"-s {one}" for one in RIGHT.split())
    result = call(f"crawl --site nowhere {named}")
    assert "site: no profile" in result.stderr, "nothing is wrong but the site"


def test_files_without_a_page_are_named_as_the_reason(folder: Path) -> None:
    result = call("extract empty.warc.gz")
    assert result.exit_code == 3
    assert result.stderr.splitlines()[-1] == "wangcheng: no page in any of these files"


def test_a_refused_crawl_is_an_object_too(folder: Path) -> None:
    result = call("crawl --json -a mode=all")
    told = json.loads(result.stdout)
    assert told == {"exit_code": 2, "cause": "mode: 'all' is none of update, backfill, urls"}


def test_a_taken_port_is_answered_with_a_way_out(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        before = sorted(folder.iterdir())
        result = call(f"demo-site --port {port} --expected expected.jsonl")
    said = f"wangcheng: port {port} is taken (--port takes another)\n"
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", said)
    assert sorted(folder.iterdir()) == before, "the profile may be that of the site which has it"


def test_without_a_command_the_commands_are_listed() -> None:
    result = call("")
    assert result.exit_code == 2
    assert all(name in result.stderr for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_help_has_an_example_and_says_what_options_are_for(name: str) -> None:
    result = call(f"{name} --help")
    assert result.exit_code == 0
    assert f"wangcheng {name}" in result.stdout.partition("Example")[2]
    command = main.get_command(click.Context(main), name)
    assert command is not None
    silent = [p.name for p in command.params if isinstance(p, click.Option) and not p.help]
    assert silent == []


def test_the_same_option_means_the_same_everywhere() -> None:
    meanings: dict[str, set[str]] = {}
    for name in COMMANDS:
        command = main.get_command(click.Context(main), name)
        assert command is not None
        for option in command.params:
            for flag in option.opts:
                if isinstance(option, click.Option) and len(flag) == 2:
                    meanings.setdefault(flag, set()).add(max(option.opts, key=len))
    # crawl's -o is Scrapy's: a feed
    assert meanings.pop("-o") == {"-o", "--output"}
    assert [flag for flag, longs in meanings.items() if len(longs) > 1] == []


def test_completion_is_there() -> None:
    env = {"_WANGCHENG_COMPLETE": "bash_complete", "COMP_WORDS": "wangcheng ex", "COMP_CWORD": "1"}
    result = CliRunner().invoke(main, [], prog_name="wangcheng", env=env)
    assert "plain,extract" in result.stdout.split()


# (command, exit code): more than a pipe holds, or a summary nobody reads
UNREAD = [
    (["schema"], 7),
    (["extract", "data/sample.warc.gz", "--site", "sample", "--jobs", "1"], 7),
]


@pytest.mark.parametrize(("arguments", "exit_code"), UNREAD, ids=[row[0][0] for row in UNREAD])
def test_a_reader_that_leaves_is_no_error_to_speak_of(arguments: list[str], exit_code: int) -> None:
    process = subprocess.Popen(
        [WANGCHENG, *arguments], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    with process.stderr:
        assert process.stderr.read() == b""
    assert process.wait(TIMEOUT) == exit_code
