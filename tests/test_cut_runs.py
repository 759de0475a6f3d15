"""Runs that were killed have a record after the next start."""

import json
import re
from pathlib import Path

import pytest

from wangcheng_spider.opening import RunRefused, open_run
from wangcheng_spider.report import list_runs, write_report

ARGUMENTS = {"site": "sample"}


def read_runs(data_dir: Path) -> dict[str, dict[str, object]]:
    """run.json of all runs that have one, by run."""
    paths = (data_dir / "runs").glob("*/run.json")
    return {path.parent.name: json.loads(path.read_text("utf-8")) for path in paths}


def test_a_start_leaves_a_record_of_runs_that_were_killed(tmp_path: Path) -> None:
    open_run(ARGUMENTS, tmp_path).finish("finished")
    (well,) = read_runs(tmp_path)
    killed = ["20991231T235958Z-sample", "20991231T235958Z-sample-2"]
    for run_id in killed:
        (tmp_path / "runs" / run_id).mkdir()
    for other in ("of-somebody-else", "20991399T999999Z-sample"):
        (tmp_path / "runs" / other).mkdir()
    (tmp_path / "runs" / "20991231T235959Z-sample").write_text("no folder")
    (tmp_path / "runs" / killed[0] / "run.json.new").write_text('{"run_id": "2099')
    before = (tmp_path / "runs" / well / "run.json").read_bytes()
    run = open_run(ARGUMENTS, tmp_path)
    found = read_runs(tmp_path)
    assert sorted(found) == sorted([well, *killed])
    for run_id in killed:
        record = found[run_id]
        assert (record["run_id"], record["site"]) == (run_id, "sample")
        assert (record["started_at"], record["ended_at"]) == ("2099-12-31T23:59:58Z", None)
        assert (record["exit_code"], record["mode"]) == (6, "unknown")
        assert "killed" in str(record["cause"])
    assert (tmp_path / "runs" / well / "run.json").read_bytes() == before
    run.finish("finished")
    assert len(read_runs(tmp_path)) == 4, "its own, and nothing of what is no run's"


def test_its_report_can_be_drawn(tmp_path: Path) -> None:
    (tmp_path / "runs" / "20251231T235958Z-sample").mkdir(parents=True)
    open_run(ARGUMENTS, tmp_path).finish("finished")
    runs = tmp_path / "runs"
    page = write_report(runs, list_runs(runs)[0]).read_text("utf-8")
    assert re.search(r"2026-01-01 07:59\s+–\s+—", page), "in Shanghai; its end is not known"
    assert "killed" in page


def test_a_run_that_is_refused_leaves_no_folder(tmp_path: Path) -> None:
    with pytest.raises(RunRefused, match="ARCHIVE_RECORD") as refused:
        open_run(ARGUMENTS, tmp_path, {"ARCHIVE_RECORD": "perhaps"})
    assert refused.value.exit_code == 2
    assert list((tmp_path / "runs").glob("*")) == []
