"""Scrapyd, the real one: an egg uploaded by scrapyd-deploy, a job scheduled over its HTTP API."""

import json
import shutil
import subprocess
import sys
import time
import urllib.parse
import urllib.request
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from crawling import ROOT, free_port, read_lines

PROJECT = ("wangcheng_spider", "pyproject.toml", "setup.py", "scrapy.cfg", "README.md")
PACKAGE_DATA = (".toml", ".sql", ".tsv", ".txt", ".json")
CONFIG = """[scrapyd]
http_port = {port}
poll_interval = 0.1
max_proc = 1
"""
TIMEOUT = 60

Api = Callable[..., dict[str, Any]]


@pytest.fixture
def api(tmp_path: Path) -> Iterator[Api]:
    """A scrapyd of its own below ``tmp_path``: call(name, **values); values make it a POST."""
    pytest.importorskip("scrapyd", reason="of the test group")
    port, home = free_port(), tmp_path / "scrapyd"
    home.mkdir()
    (home / "scrapyd.conf").write_text(CONFIG.format(port=port))

    def call(name: str, **values: str) -> dict[str, Any]:
        data = urllib.parse.urlencode(values).encode() or None
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/{name}.json", data, 30) as answer:
            table: dict[str, Any] = json.load(answer)
        assert table["status"] == "ok", table
        return table

    with (home / "scrapyd.log").open("wb") as log:
        daemon = subprocess.Popen(
            [sys.executable, "-m", "scrapyd"], cwd=home, stdout=log, stderr=subprocess.STDOUT
        )
    try:
        wait_for(lambda: is_up(call))
        copy_project(tmp_path / "project", port)
        yield call
    finally:
        daemon.terminate()
        daemon.wait(TIMEOUT)


def wait_for(is_reached: Callable[[], object]) -> None:
    deadline = time.monotonic() + TIMEOUT
    while not is_reached():
        assert time.monotonic() < deadline, "not reached in time"
        time.sleep(0.2)


def is_up(call: Api) -> bool:
    try:
        return bool(call("daemonstatus"))
    except OSError:
        return False


def copy_project(folder: Path, port: int) -> None:
    """The project as in git: scrapyd-deploy builds in place. Its target is the test's daemon."""
    folder.mkdir()
    for name in PROJECT:
        if (ROOT / name).is_dir():
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / name, folder / name, ignore=ignored)
        else:
            shutil.copy(ROOT / name, folder / name)
    config = folder / "scrapy.cfg"
    config.write_text(config.read_text().replace(":6800/", f":{port}/"))


def deploy(project: Path) -> dict[str, Any]:
    """``scrapyd-deploy local``: builds the egg and uploads it; what the daemon answered."""
    command = [str(Path(sys.executable).parent / "scrapyd-deploy"), "local"]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, timeout=TIMEOUT)
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def test_an_egg_is_deployed_and_its_job_runs_to_the_end(api: Api, tmp_path: Path) -> None:
    project, home, data_dir = tmp_path / "project", tmp_path / "scrapyd", tmp_path / "data"
    answer = deploy(project)
    assert (answer["status"], answer["spiders"]) == ("ok", 1)
    (egg,) = (home / "eggs" / "wangcheng").iterdir()
    packed = set(zipfile.ZipFile(egg).namelist())
    data = [p for p in (project / "wangcheng_spider").rglob("*") if p.suffix in PACKAGE_DATA]
    assert {path.relative_to(project).as_posix() for path in data} <= packed
    job = api(
        "schedule",
        project="wangcheng",
        spider="wangcheng",
        setting=f"DATA_DIR={data_dir}",
        site="sample",
        archive=str(ROOT / "data" / "sample.warc.gz"),
    )["jobid"]
    wait_for(lambda: [done["id"] for done in api("listjobs")["finished"]] == [job])
    log = (home / "logs" / "wangcheng" / "wangcheng" / f"{job}.log").read_text()
    (run,) = (data_dir / "runs").iterdir()
    record = json.loads((run / "run.json").read_text("utf-8"))
    assert (record["exit_code"], record["written"]) == (0, {"new": 60}), log
    assert len(read_lines(data_dir)) == 60
