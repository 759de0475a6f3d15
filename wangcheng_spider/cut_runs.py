"""Runs that were killed: they could leave no record, so the next start writes it."""

from datetime import datetime
from pathlib import Path

from .closing import write_table
from .exit_codes import INTERRUPTED
from .record import RUN_ID, RunRecord, order_runs

CAUSE = "no end of its own: killed, or its record could not be written; the next run went on"


def record_cut_runs(runs: Path) -> None:
    """Write ``run.json`` for the newest runs that have none, back to the first that has one.

    For a start that holds the lock, so that none of them goes on. How such a run was called died
    with it: ``mode`` is ``unknown``. Raises OSError.
    """
    names = [path.name for path in runs.iterdir() if path.is_dir()] if runs.is_dir() else []
    for run_id in reversed(order_runs(names)):
        path = runs / run_id / "run.json"
        if path.exists():
            return
        if (record := _make_record(run_id)) is not None:
            write_table(path, record.to_table())


def _make_record(run_id: str) -> RunRecord | None:
    """None where the name holds no time: no run of ours made that folder."""
    match = RUN_ID.fullmatch(run_id)
    assert match is not None
    try:
        began = datetime.strptime(match["stamp"], "%Y%m%dT%H%M%SZ")
    except ValueError:
        return None
    started_at = f"{began:%Y-%m-%dT%H:%M:%SZ}"
    record = RunRecord(run_id, match["site"], "unknown", started_at, exit_code=INTERRUPTED)
    record.cause = CAUSE
    return record
