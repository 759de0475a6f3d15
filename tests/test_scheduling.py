"""What cron, systemd and Scrapyd rely on: unit files, one run at a time, silence and one object."""

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from crawling import ROOT, TIMEOUT, crawl
from wangcheng_spider.cli import main
from wangcheng_spider.exporters import DataDirBusy, lock_data_dir
from wangcheng_spider.options import CrawlOptions, read_options

DEPLOY = ROOT / "deploy"
HOME, DATA = "/opt/wangcheng_spider", "/var/lib/wangcheng"
SAMPLE = ("-a", "site=sample", "-a", "archive=data/sample.warc.gz")
HOLD = """
import sys, time
from pathlib import Path
from wangcheng_spider.cli import main
from wangcheng_spider.exporters import lock_data_dir
lock_data_dir(Path(sys.argv[1]))
print("held", flush=True)
time.sleep(600)
"""


def at_home(text: str, data_dir: Path) -> str:
    """A file below deploy/ as it reads for this checkout."""
    return text.replace(HOME, str(ROOT)).replace(DATA, str(data_dir))


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here")
def test_systemd_takes_the_units_without_a_word(tmp_path: Path) -> None:
    files = []
    for name in ("wangcheng.service", "wangcheng.timer"):
        files.append(tmp_path / name)
        files[-1].write_text(at_home((DEPLOY / name).read_text("utf-8"), tmp_path), "utf-8")
    command = ["systemd-analyze", "verify", *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT)
    # it may speak of the machine's own units too
    assert [line for line in done.stderr.splitlines() if "wangcheng" in line] == []
    assert done.returncode == 0


def scheduled_commands() -> tuple[str, str]:
    """What systemd and cron start."""
    service = (DEPLOY / "wangcheng.service").read_text("utf-8")
    cron = (DEPLOY / "wangcheng.cron").read_text("utf-8")
    (start,) = re.findall(r"^ExecStart=(.*)$", service, re.MULTILINE)
    ((user, line),) = re.findall(r"^\d+ \* \* \* \* (\w+) (.*)$", cron, re.MULTILINE)
    assert f"User={user}\n" in service
    return start, line


def test_what_is_scheduled_runs_and_is_silent(tmp_path: Path) -> None:
    service, cron = scheduled_commands()
    assert cron.partition(" && ")[2] == service.removeprefix(f"{HOME}/"), "both start the same"
    command = at_home(cron, tmp_path)
    command = command.replace(".venv/bin/wangcheng", str(Path(sys.executable).parent / "wangcheng"))
    done = subprocess.run(
        f"{command} {shlex.join(SAMPLE)}",
        shell=True,
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert len(list((tmp_path / "articles").glob("*.jsonl"))) == 1


@pytest.mark.parametrize(
    ("options", "is_logged"),
    [("", False), ("-L INFO", True), ("-s LOG_LEVEL=INFO", True), ("-q -s LOG_LEVEL=INFO", False)],
)
def test_what_a_crawl_logs(options: str, is_logged: bool, tmp_path: Path) -> None:
    command = [Path(sys.executable).parent / "wangcheng", "crawl", *SAMPLE, "-d", tmp_path]
    done = subprocess.run(
        [*command, *options.split()], cwd=ROOT, capture_output=True, text=True, timeout=TIMEOUT
    )
    assert (done.returncode, bool(done.stdout)) == (0, "-q" not in options)
    assert ("Spider opened" in done.stderr) == is_logged


def test_scrapyd_s_own_arguments_are_passed_over() -> None:
    assert read_options({"_job": "26d1b1a6d6f1", "_version": "3"}) == CrawlOptions()


def test_the_lock_of_a_dead_process_is_taken_over(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLD, str(tmp_path)]
    holder = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    with holder.stdout:
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(DataDirBusy, match=f"by process {holder.pid}:"):
            lock_data_dir(tmp_path)
        holder.send_signal(signal.SIGKILL)
        holder.wait()
    assert (tmp_path / "lock").read_text() == f"{holder.pid}\n", "the dead process is named yet"
    lock = lock_data_dir(tmp_path)
    assert (tmp_path / "lock").read_text() == f"{os.getpid()}\n"
    os.close(lock)


def test_a_second_run_ends_with_5_and_names_the_first(tmp_path: Path) -> None:
    lock = lock_data_dir(tmp_path)
    env = {"SCRAPY_SETTINGS_MODULE": "wangcheng_spider.settings"}  # not for the tests after this
    line = ["crawl", *SAMPLE, "-d", str(tmp_path), "--quiet", "--json"]
    result = CliRunner().invoke(main, line, env=env)
    os.close(lock)
    assert result.exit_code == 5
    assert json.loads(result.stdout)["exit_code"] == 5
    (said,) = result.stderr.splitlines()
    assert f"process {os.getpid()}:" in said, "even when quiet"


def test_a_quiet_run_says_what_went_wrong_and_json_says_it_to_programs(tmp_path: Path) -> None:
    nothing_there = ("-a", "site=sample", "-a", "archive=tests/cases/bytes")
    ended = crawl(tmp_path, *nothing_there, "--quiet", "--json")
    assert ended.exit_code == 3
    (line,) = ended.err.splitlines()
    assert line.startswith("wangcheng: exit 3: ")
    assert str(tmp_path / "runs") in line
    told, record = json.loads(ended.out), ended.record
    shared = told.keys() & record.keys() - {"channels"}
    assert {"exit_code", "cause", "written", "failed", "articles_known"} <= shared
    assert {name: told[name] for name in shared} == {name: record[name] for name in shared}
    assert json.loads(Path(told["record"]).read_text("utf-8")) == record
